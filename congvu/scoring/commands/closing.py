"""Locking, publishing and reopening a period; each lock stores one more run of every card."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max

from congvu.audit.trail import Kind, record
from congvu.base import clock
from congvu.base.errors import InvalidStep
from congvu.policy.actions import Action
from congvu.policy.decide import acting_for, check
from congvu.policy.facts import Actor
from congvu.scoring import compute, events
from congvu.scoring.blocks import blocks
from congvu.scoring.facts import Facts, below, editions_of, facts_of, pack_of, trace_of
from congvu.scoring.guards import check_cutoff, label_of, organ_subject, reason_of
from congvu.scoring.guards import lock_period as locked
from congvu.scoring.models import Card, Period, Run
from congvu.scoring.order import STAFF, Spot
from congvu.scoring.people import spots
from congvu.scoring.standing import standings_of
from congvu.scoring.states import PERIOD, PeriodStep
from congvu.ui.words import full_date
from congvu.worktime.commands import close_span, reopen_span


@transaction.atomic
def lock_period(*, period_id: int, by: Actor, at: dt.datetime) -> Period:
    """Khóa kỳ: no record of its days is taken any more, and every score is computed and kept.

    People without assigned work get a run that says INSUFFICIENT_DATA and are named in the event.
    Raises: Denied, InvalidStep with the first thing that stands in the way.
    Source: NĐ 335/2025/NĐ-CP, Điều 17.
    """
    period = locked(period_id)
    check(by, Action.PERIOD_LOCK, organ_subject(period.organ_id))
    state = PERIOD.after(period.state, PeriodStep.LOCK)
    cards = list(
        Card.objects.select_for_update(of=("self",))
        .filter(period=period)
        .select_related("person", "authority", "unit")
        .order_by("pk")
    )
    facts, places = facts_of(cards, period), spots(period.pk, period.organ_id, period.first, period.last)
    cards_now = standings_of(facts, period)
    if why := blocks(period, places, cards_now, today=clock.local(at).date()):
        more = f" Còn {len(why) - 1} điều khác, xem danh sách phải xong." if len(why) > 1 else ""
        raise InvalidStep(why[0].sentence + more)
    unscored = _store(period, cards, facts, places, by=by, at=at)
    period.state, period.locked_at, period.locked_by = state, at, by.key
    period.save(update_fields=["state", "locked_at", "locked_by"])
    close_span(organ_id=period.organ_id, first=period.first, last=period.last, by=by, at=at)
    _record(
        events.PERIOD_LOCKED, period, by=by, at=at, scored=len(cards) - len(unscored),
        unscored=len(unscored), unscored_people=unscored, version=period.version,
    )  # fmt: skip
    return period


def _store(
    period: Period,
    cards: list[Card],
    facts: Mapping[int, Facts],
    places: Mapping[int, Spot],
    *,
    by: Actor,
    at: dt.datetime,
) -> list[int]:
    """One run per card; the ids of the people without a score."""
    pack, hashes = pack_of(period), editions_of(facts.values())
    numbers = dict(
        Run.objects.filter(card__period=period).values_list("card_id").annotate(last=Max("number")).order_by()
    )
    runs, unscored = [], []
    for card in cards:
        one = facts[card.pk]
        counted = () if card.duty == STAFF else below(places[card.pk], places, facts, period).totals
        frozen = compute.freeze(
            pack,
            one.inputs(period),
            editions=[{"id": pk, "sha256": hashes[pk]} for pk in sorted({i.edition_id for i in one.items})],
            trace=trace_of(one, counted),
        )
        if frozen.result.get("status") == compute.INSUFFICIENT:
            unscored.append(card.person_id)
        runs.append(
            Run(
                organ_id=card.organ_id, card=card, number=numbers.get(card.pk, 0) + 1, at=at, by=by.key,
                pack_id=frozen.pack_id, pack_sha256=frozen.pack_sha256, editions=frozen.editions,
                inputs=frozen.inputs, result=frozen.result, trace=frozen.trace, sha256=frozen.sha256,
                reason=period.reopened_reason,
            )
        )  # fmt: skip
    for card, run in zip(cards, Run.objects.bulk_create(runs), strict=True):
        card.run = run
    Card.objects.bulk_update(cards, ["run"])
    return unscored


@transaction.atomic
def publish_period(*, period_id: int, by: Actor, at: dt.datetime) -> Period:
    """Công bố kỳ (Đ17.3): the head of the using agency. Raises: Denied, InvalidStep."""
    period = locked(period_id)
    subject = organ_subject(period.organ_id)
    check(by, Action.PERIOD_PUBLISH, subject)
    period.state = PERIOD.after(period.state, PeriodStep.PUBLISH)
    period.published_at, period.published_by = at, by.key
    period.save(update_fields=["state", "published_at", "published_by"])
    acting = acting_for(by, Action.PERIOD_PUBLISH, subject)
    _record(events.PERIOD_PUBLISHED, period, by=by, at=at, acting=acting)
    return period


@transaction.atomic
def reopen_period(*, period_id: int, cutoff_on: dt.date, reason: str, by: Actor, at: dt.datetime) -> Period:
    """Mở lại kỳ, có lý do: earlier runs stay; the next lock adds one more of each card.

    Raises: Denied, InvalidStep, Incomplete (no reason), OutOfRange (cut-off).
    """
    period = locked(period_id)
    subject = organ_subject(period.organ_id)
    check(by, Action.PERIOD_REOPEN, subject)
    state = PERIOD.after(period.state, PeriodStep.REOPEN)
    reason = reason_of(reason)
    check_cutoff(period, cutoff_on, at)
    period.state, period.cutoff_on, period.reopened_reason = state, cutoff_on, reason
    period.version += 1
    period.locked_at, period.locked_by = None, ""
    period.published_at, period.published_by = None, ""
    period.save()
    reopen_span(
        organ_id=period.organ_id, first=period.first, last=period.last, cutoff_on=cutoff_on, by=by, at=at
    )
    _record(
        events.PERIOD_REOPENED, period, by=by, at=at, acting=acting_for(by, Action.PERIOD_REOPEN, subject),
        cutoff_on=full_date(cutoff_on), reason=reason, version=period.version,
    )  # fmt: skip
    return period


def _record(
    kind: Kind,
    period: Period,
    *,
    by: Actor,
    at: dt.datetime,
    acting: int | None = None,
    **data: Any,
) -> None:
    record(
        kind,
        f"scoring.period:{period.pk}",
        by=by,
        at=at,
        organ_id=period.organ_id,
        acting_for=acting,
        period=period.code,
        label=label_of(period),
        **data,
    )
