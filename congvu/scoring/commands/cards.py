"""Scoring one card: by the person, then by the authority of Đ10."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction

from congvu.audit.trail import Kind, record
from congvu.base.errors import Incomplete, InvalidStep, OutOfRange
from congvu.org.models import Person
from congvu.policy.actions import Action
from congvu.policy.decide import acting_for, check
from congvu.policy.facts import Actor
from congvu.scoring import compute, events
from congvu.scoring.blocks import listed, waiting_verdicts
from congvu.scoring.facts import Below, Facts, below, facts_of, pack_of
from congvu.scoring.guards import (
    card_subject,
    check_version,
    in_state,
    label_of,
    lock_card,
    points_of,
    reason_of,
    text_of,
)
from congvu.scoring.models import Card, LeaderRatio, Mark, Period
from congvu.scoring.order import STAFF, Spot, counted_under
from congvu.scoring.people import spots
from congvu.scoring.states import CARD, CardState, CardStep, PeriodState
from rulebook.explain import Explained
from rulebook.rating import explanation_required

LETTERS = {"d": "d", "dd": "đ", "e": "e"}


@transaction.atomic
def self_score(
    *,
    card_id: int,
    points: Mapping[str, Decimal],
    strengths: str,
    weaknesses: str,
    version: int | None = None,
    by: Actor,
    at: dt.datetime,
) -> Card:
    """Tự chấm mười tiêu chí chung (Đ18.2, Mẫu 01), with strengths and weaknesses.

    Units: points, each from 0 to the criterion's maximum, at most two decimals.
    Raises: Denied, InvalidStep (period or card past it), Stale, Incomplete, OutOfRange.
    """
    card, period = lock_card(card_id)
    check(by, Action.CARD_SELF_SCORE, card_subject(card))
    in_state(period, PeriodState.SELF, PeriodState.CONFIRM)
    check_version(card, version)
    state = CARD.after(card.state, CardStep.SELF_SCORE)
    given = points_of(points, pack_of(period))
    card.strengths = text_of(strengths, field="strengths")
    card.weaknesses = text_of(weaknesses, field="weaknesses")
    _marks(card, "self_points", given)
    card.state, card.self_scored_at, card.sent_back_reason = state, at, ""
    card.version += 1
    card.save()
    _record(events.CARD_SELF_SCORED, card, period, by=by, at=at, **_points_data(given))
    return card


@transaction.atomic
def set_leader_ratio(
    *, card_id: int, which: str, value: Decimal, reason: str, by: Actor, at: dt.datetime
) -> LeaderRatio:
    """Quyết định đ hoặc e (Đ15.3b, c), hoặc d where nothing gives it (G7), with the reason.

    Units: part of one, as the pack allows (1 or 0.5).
    Raises: Denied, InvalidStep (card confirmed, staff before heads), OutOfRange, Incomplete.
    """
    card, period = lock_card(card_id)
    subject = card_subject(card)
    check(by, Action.CARD_CONFIRM, subject)
    in_state(period, PeriodState.CONFIRM)
    if card.state == CardState.CONFIRMED:
        raise InvalidStep("Phiếu đã xác nhận. Muốn đổi tỷ lệ, xác nhận lại phiếu cùng tỷ lệ mới.")
    if card.duty == STAFF:
        raise InvalidStep("d, đ, e chỉ dùng cho người đứng đầu và cấp phó.")
    if which == "d":
        _only_where_silent(_below(card, period)[1])
    return _decide(card, period, which, value, reason, by=by, at=at)


@transaction.atomic
def confirm_card(
    *,
    card_id: int,
    points: Mapping[str, Decimal],
    comment: str,
    difference_reason: str = "",
    ratios: Mapping[str, tuple[Decimal, str]] | None = None,
    version: int | None = None,
    by: Actor,
    at: dt.datetime,
) -> Card:
    """Chấm điểm và xác nhận (Đ10, Đ17.2); again while the period is not locked.

    `ratios`: đ and e, and d where nothing gives it, each with its reason; those decided before
    may be left out. A head's card waits for the cards of everyone under her.
    Raises: Denied, InvalidStep (period, card, cards below, verdicts missing), Stale, Incomplete
    (points, ratios, the reason for a difference), OutOfRange.
    """
    card, period = lock_card(card_id)
    subject = card_subject(card)
    check(by, Action.CARD_CONFIRM, subject)
    in_state(period, PeriodState.CONFIRM)
    check_version(card, version)
    state = CARD.after(card.state, CardStep.CONFIRM)
    given = points_of(points, pack_of(period))
    card.comment = text_of(comment, field="comment")
    if waiting := waiting_verdicts(period, [card.person_id]).get(card.person_id):
        raise InvalidStep(f"Còn {waiting} kết quả đã nộp chờ kết luận. Kết luận xong rồi xác nhận phiếu.")
    facts = _ratios_for(card, period, ratios or {}, by=by, at=at)
    card.difference_reason = _difference(facts, period, given, difference_reason)
    _marks(card, "authority_points", given)
    acting = acting_for(by, Action.CARD_CONFIRM, subject)
    card.state, card.confirmed_at = state, at
    card.confirmed_by_id, card.confirmed_for_id = by.person_id, acting
    card.version += 1
    card.save()
    _record(
        events.CARD_CONFIRMED, card, period, by=by, at=at, acting=acting,
        difference_reason=card.difference_reason, **_points_data(given),
    )  # fmt: skip
    return card


@transaction.atomic
def send_back(*, card_id: int, reason: str, version: int | None = None, by: Actor, at: dt.datetime) -> Card:
    """Trả lại để tự chấm lại, with the reason; a confirmation given before falls away.

    Raises: Denied, InvalidStep, Stale, Incomplete.
    """
    card, period = lock_card(card_id)
    subject = card_subject(card)
    check(by, Action.CARD_CONFIRM, subject)
    in_state(period, PeriodState.CONFIRM)
    check_version(card, version)
    card.state = CARD.after(card.state, CardStep.SEND_BACK)
    card.sent_back_reason = reason_of(reason)
    card.confirmed_at = card.confirmed_by = card.confirmed_for = None
    card.version += 1
    card.save()
    acting = acting_for(by, Action.CARD_CONFIRM, subject)
    _record(events.CARD_SENT_BACK, card, period, by=by, at=at, acting=acting, reason=card.sent_back_reason)
    return card


def _below(card: Card, period: Period) -> tuple[Facts, Below]:
    """The facts of a leader's card and what her d is made of. Raises InvalidStep: staff first."""
    places = spots(period.pk, period.organ_id, period.first, period.last)
    ids = [s.card_id for s in _counted(card, places)]
    cards = list(Card.objects.filter(pk__in=[card.pk, *ids]).select_related("person", "authority", "unit"))
    known = facts_of(cards, period)
    under = below(places[card.pk], places, known, period)
    if under.waiting:
        people = Person.objects.filter(pk__in=under.waiting).order_by("sort_key", "pk")
        names = listed(list(people.values_list("full_name", flat=True)))
        raise InvalidStep(
            f"Còn {len(under.waiting)} phiếu của công chức dưới quyền chưa xác nhận: {names}. "
            "Xác nhận các phiếu này trước, vì d tính từ điểm của họ."
        )
    return known[card.pk], under


def _counted(card: Card, places: Mapping[int, Spot]) -> list[Spot]:
    return counted_under(places[card.pk], places.values())


def _ratios_for(
    card: Card, period: Period, ratios: Mapping[str, tuple[Decimal, str]], *, by: Actor, at: dt.datetime
) -> Facts:
    """Save d, đ, e of a leader as given and derived; the facts with them in place."""
    if card.duty == STAFF:
        if ratios:
            raise OutOfRange("d, đ, e chỉ dùng cho người đứng đầu và cấp phó.")
        return facts_of([card], period)[card.pk]
    facts, under = _below(card, period)
    if "d" in ratios:
        _only_where_silent(under)
    for which, (value, reason) in ratios.items():
        _decide(card, period, which, value, reason, by=by, at=at)
    if isinstance(under.d, Explained):
        _keep_ratio(card, "d", value=under.d.value, is_derived=True, reason="", at=at, by_key="system")
    elif (held := facts.ratios.get("d")) and held.is_derived and "d" not in ratios:
        LeaderRatio.objects.filter(card=card, which="d").delete()
    facts = facts_of([card], period)[card.pk]
    if compute.figures(pack_of(period), facts.inputs(period)).has_work:
        for which, letter in LETTERS.items():
            if which not in facts.ratios:
                why = under.d.reason if which == "d" and not isinstance(under.d, Explained) else ""
                raise Incomplete(why or f"Chọn {letter} bằng 100% hoặc 50% và ghi căn cứ.", field=which)
    return facts


def _only_where_silent(under: Below) -> None:
    """Raises OutOfRange when the scores below give d, so that nobody may choose it."""
    if isinstance(under.d, Explained):
        raise OutOfRange("d tính được từ điểm của công chức dưới quyền nên không nhập tay.", field="d")


def _decide(
    card: Card, period: Period, which: str, value: Decimal, reason: str, *, by: Actor, at: dt.datetime
) -> LeaderRatio:
    component = pack_of(period).leader.get(which)
    if component is None or value not in component.allowed:
        raise OutOfRange("d, đ, e chỉ nhận 100% hoặc 50%.", field=which)
    reason = reason_of(reason, field=f"{which}_reason")
    row = _keep_ratio(card, which, value=value, is_derived=False, reason=reason, at=at, by_key=by.key)
    acting = acting_for(by, Action.CARD_CONFIRM, card_subject(card))
    _record(
        events.RATIO_DECIDED, card, period, by=by, at=at, acting=acting, which=LETTERS[which],
        value=compute.written(value), reason=reason,
    )  # fmt: skip
    return row


def _keep_ratio(
    card: Card, which: str, *, value: Any, is_derived: bool, reason: str, at: dt.datetime, by_key: str
) -> LeaderRatio:
    kept: dict[str, Any] = {
        "organ_id": card.organ_id, "value": value, "is_derived": is_derived, "reason": reason,
        "decided_at": at, "decided_by": by_key,
    }  # fmt: skip
    return LeaderRatio.objects.update_or_create(card=card, which=which, defaults=kept)[0]


def _difference(facts: Facts, period: Period, given: Mapping[str, Decimal], reason: str) -> str:
    """The reason why the authority's total differs, where one is due (the pack's choice).

    Raises Incomplete with the sentence that says why it is due.
    """
    pack = pack_of(period)
    if not facts.self_points:
        due = "Người được đánh giá chưa tự chấm điểm. Ghi lý do xác nhận khi chưa có điểm tự chấm."
    else:
        own = compute.figures(pack, facts.inputs(period, points=facts.self_points))
        theirs = compute.figures(pack, facts.inputs(period, points=given))
        if own.total is not None and theirs.total is not None:
            due = explanation_required(own.total, theirs.total, pack)
        else:
            apart = abs((own.common or Decimal(0)) - (theirs.common or Decimal(0)))
            due = (
                f"Hai số điểm tiêu chí chung chênh nhau từ {pack.explanation.value} điểm trở lên nên phải ghi lý do."
                if apart >= pack.explanation.value
                else ""
            )
    if due and not reason.strip():
        raise Incomplete(due, field="difference_reason")
    return reason_of(reason, field="difference_reason") if reason.strip() else ""


def _marks(card: Card, column: str, points: Mapping[str, Decimal]) -> None:
    Mark.objects.bulk_create(
        [
            Mark(organ_id=card.organ_id, card=card, criterion=code, **{column: value})
            for code, value in points.items()
        ],
        update_conflicts=True,
        unique_fields=["card", "criterion"],
        update_fields=[column],
    )


def _points_data(points: Mapping[str, Decimal]) -> dict[str, Any]:
    return {
        "common": compute.written(sum(points.values(), Decimal(0))),
        "points": {code: compute.written(value) for code, value in points.items()},
    }


def _record(
    kind: Kind,
    card: Card,
    period: Period,
    *,
    by: Actor,
    at: dt.datetime,
    acting: int | None = None,
    **data: Any,
) -> None:
    record(
        kind,
        f"scoring.card:{card.pk}",
        by=by,
        at=at,
        organ_id=card.organ_id,
        owner_id=card.person_id,
        acting_for=acting,
        period=period.code,
        label=label_of(period),
        **data,
    )
