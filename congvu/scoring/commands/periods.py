"""Opening a period and leading it to the confirmation: the personnel body's work."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

from congvu.audit.trail import Kind, record
from congvu.base import clock
from congvu.base.errors import InvalidStep, OutOfRange
from congvu.org.models import Rules
from congvu.policy.actions import Action
from congvu.policy.decide import check
from congvu.policy.facts import Actor
from congvu.regimes.commands import begin_period
from congvu.scoring import events
from congvu.scoring.guards import check_cutoff, in_state, label_of, organ_subject, reason_of
from congvu.scoring.guards import lock_period as locked
from congvu.scoring.models import Card, LeaderRatio, Period
from congvu.scoring.people import members
from congvu.scoring.states import PERIOD, CardState, PeriodState, PeriodStep
from congvu.ui.words import full_date
from congvu.worktime.commands import set_cutoff
from rulebook.pack import PeriodKind
from rulebook.periods import Month, Quarter


@transaction.atomic
def open_period(*, organ_id: int, span: Month | Quarter, by: Actor, at: dt.datetime) -> Period:
    """Mở kỳ theo dõi, đánh giá: one card for everyone posted in the organ on a day of it.

    Joiners and leavers in mid-period are in. Duty, title, unit and authority are those of the
    last day posted. People of every kind get a card; d counts civil servants and cadres only.
    Raises: Denied, InvalidStep (not begun, there already, overlapping), OutOfRange (kind, pack).
    Source: NĐ 335/2025/NĐ-CP, Điều 3 khoản 4, Điều 10, Điều 28 khoản 2.
    """
    rules = Rules.objects.select_for_update().get(organ_id=organ_id)
    check(by, Action.PERIOD_OPEN, organ_subject(organ_id))
    kind = PeriodKind.QUARTER if isinstance(span, Quarter) else PeriodKind.MONTH
    if kind != rules.period_kind:
        raise OutOfRange(
            f"Cơ quan theo dõi theo {rules.get_period_kind_display().lower()}. Chọn kỳ theo đúng loại này."
        )
    if span.first > clock.local(at).date():
        raise InvalidStep(f"Kỳ {span.label()} chưa bắt đầu. Mở được từ ngày {full_date(span.first)}.")
    clash = Period.objects.filter(organ_id=organ_id, first__lte=span.last, last__gte=span.first).first()
    if clash is not None:
        raise InvalidStep(f"Kỳ {label_of(clash)} đã mở và trùng ngày với kỳ này.")
    pack = begin_period(organ_id=organ_id, first=span.first, last=span.last, kind=kind, by=by, at=at)
    period = Period.objects.create(
        organ_id=organ_id,
        code=str(span),
        kind=kind,
        first=span.first,
        last=span.last,
        cutoff_on=span.last + dt.timedelta(days=rules.cutoff_days),
        pack_id=pack.id,
        pack_sha256=pack.sha256,
        cap=rules.cap,
        opened_at=at,
        opened_by=by.key,
    )
    people = members(organ_id, span.first, span.last)
    Card.objects.bulk_create(
        Card(
            organ_id=organ_id,
            period=period,
            person_id=m.person_id,
            unit_id=m.unit_id,
            duty=m.duty,
            title=m.title,
            authority_id=m.authority_id,
        )
        for m in people
    )
    set_cutoff(
        organ_id=organ_id, first=period.first, last=period.last, cutoff_on=period.cutoff_on, by=by, at=at
    )
    _record(
        events.PERIOD_OPENED, period, by=by, at=at, people=len(people), cutoff_on=full_date(period.cutoff_on)
    )
    return period


@transaction.atomic
def refresh_cards(*, period_id: int, by: Actor, at: dt.datetime) -> dict[str, int]:
    """Cập nhật phiếu theo bố trí công tác mới: joiners in, moves followed, mistakes out.

    A confirmed card is left as it is; a card that nobody has written on goes when its person is
    no longer posted here in the period. Returns how many were added, changed, removed.
    Raises: Denied, InvalidStep (locked).
    """
    period = locked(period_id)
    check(by, Action.PERIOD_OPEN, organ_subject(period.organ_id))
    in_state(period, PeriodState.OPEN, PeriodState.SELF, PeriodState.CONFIRM)
    people = {m.person_id: m for m in members(period.organ_id, period.first, period.last)}
    changed, gone = [], []
    for card in Card.objects.select_for_update().filter(period=period).order_by("pk"):
        now = people.pop(card.person_id, None)
        if now is None:
            if card.state == CardState.WAITING and card.run_id is None:
                gone.append(card.pk)
            continue
        new = (now.unit_id, now.duty, now.title, now.authority_id)
        if card.state == CardState.CONFIRMED or new == (
            card.unit_id, card.duty, card.title, card.authority_id
        ):  # fmt: skip
            continue
        card.unit_id, card.duty, card.title, card.authority_id = new
        card.version += 1
        changed.append(card)
    Card.objects.filter(pk__in=gone).delete()
    Card.objects.bulk_update(changed, ["unit", "duty", "title", "authority", "version"])
    LeaderRatio.objects.filter(card__in=[c for c in changed if c.duty == "STAFF"]).delete()
    Card.objects.bulk_create(
        Card(
            organ_id=period.organ_id,
            period=period,
            person_id=m.person_id,
            unit_id=m.unit_id,
            duty=m.duty,
            title=m.title,
            authority_id=m.authority_id,
        )
        for m in people.values()
    )
    counts = {"added": len(people), "changed": len(changed), "removed": len(gone)}
    _record(events.CARDS_REFRESHED, period, by=by, at=at, **counts)
    return counts


@transaction.atomic
def move_cutoff(*, period_id: int, cutoff_on: dt.date, reason: str, by: Actor, at: dt.datetime) -> Period:
    """Dời ngày chốt: the last day on which records and verdicts of the period are taken.

    Raises: Denied, InvalidStep (locked), Incomplete (no reason), OutOfRange (before the end of
    the period, in the past, or more than 60 days after the period).
    """
    period = locked(period_id)
    check(by, Action.PERIOD_OPEN, organ_subject(period.organ_id))
    in_state(period, PeriodState.OPEN, PeriodState.SELF, PeriodState.CONFIRM)
    reason = reason_of(reason)
    check_cutoff(period, cutoff_on, at)
    period.cutoff_on = cutoff_on
    period.save(update_fields=["cutoff_on"])
    set_cutoff(
        organ_id=period.organ_id, first=period.first, last=period.last, cutoff_on=cutoff_on, by=by, at=at
    )
    _record(events.CUTOFF_MOVED, period, by=by, at=at, cutoff_on=full_date(cutoff_on), reason=reason)
    return period


@transaction.atomic
def ask_self(*, period_id: int, by: Actor, at: dt.datetime) -> Period:
    """Mở tự chấm điểm (Đ18.2). Raises: Denied, InvalidStep."""
    return _step(period_id, PeriodStep.ASK_SELF, events.SELF_ASKED, by=by, at=at)


@transaction.atomic
def ask_confirm(*, period_id: int, by: Actor, at: dt.datetime) -> Period:
    """Chuyển sang xác nhận (Đ17.2); who has not scored herself still can. Raises: Denied, InvalidStep."""
    return _step(period_id, PeriodStep.ASK_CONFIRM, events.CONFIRM_ASKED, by=by, at=at)


@transaction.atomic
def remind_period(*, period_id: int, by: Actor, at: dt.datetime) -> int:
    """Nhắc: note who has not yet scored herself or confirmed; their pages show it. Returns how many.

    Raises: Denied, InvalidStep (not in the steps of scoring, or nobody left to remind).
    """
    period = locked(period_id)
    check(by, Action.PERIOD_OPEN, organ_subject(period.organ_id))
    in_state(period, PeriodState.SELF, PeriodState.CONFIRM)
    cards = Card.objects.filter(period=period)
    own = set(cards.filter(state=CardState.WAITING).values_list("person_id", flat=True))
    authorities: set[int] = set()
    if period.state == PeriodState.CONFIRM:
        left = cards.exclude(state=CardState.CONFIRMED).exclude(authority=None)
        authorities = set(left.values_list("authority_id", flat=True))
    if not own | authorities:
        raise InvalidStep("Không còn ai phải nhắc: mọi phiếu đã tự chấm và xác nhận.")
    _record(
        events.PERIOD_REMINDED,
        period,
        by=by,
        at=at,
        count=len(own | authorities),
        self_score=sorted(own),
        confirm=sorted(authorities),
    )
    return len(own | authorities)


def _step(period_id: int, step: PeriodStep, kind: Kind, *, by: Actor, at: dt.datetime) -> Period:
    period = locked(period_id)
    check(by, Action.PERIOD_OPEN, organ_subject(period.organ_id))
    period.state = PERIOD.after(period.state, step)
    period.save(update_fields=["state"])
    _record(kind, period, by=by, at=at)
    return period


def _record(kind: Kind, period: Period, *, by: Actor, at: dt.datetime, **data: Any) -> None:
    record(
        kind,
        f"scoring.period:{period.pk}",
        by=by,
        at=at,
        organ_id=period.organ_id,
        period=period.code,
        label=label_of(period),
        **data,
    )
