"""Making parcels from what was published, and the way of each to its acknowledgement."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence

from django.db import transaction
from django.db.models import F

from congvu.audit.trail import record
from congvu.base import clock
from congvu.base.errors import Denied
from congvu.org.guards import locked, of_organ
from congvu.org.models import Organ
from congvu.policy.actions import Action
from congvu.policy.decide import check
from congvu.policy.facts import Actor
from congvu.rating.models import Decision
from congvu.scoring.models import Card, Period
from congvu.scoring.states import PeriodState
from congvu.sync import events, export
from congvu.sync.guards import due_after
from congvu.sync.models import Included, Parcel
from congvu.sync.sending import Outcome
from congvu.sync.states import PARCEL, ParcelState, ParcelStep
from congvu.ui.words import full_date

ONLY_SYSTEM = "Gói đồng bộ do hệ thống tự lập và gửi."
MOST_TRIES = 10
FIRST_PAUSE = dt.timedelta(minutes=2)
LONGEST_PAUSE = dt.timedelta(hours=6)
"""The pause doubles after each refusal up to this: ten tries take about a day and a half."""
INTERRUPTED = dt.timedelta(minutes=15)


@transaction.atomic
def queue_period(*, period_id: int, by: Actor, at: dt.datetime) -> Parcel | None:
    """Lập gói của một kỳ đã công bố, once for each publication; None where there is nothing new.

    Raises: Denied (not the system).
    """
    _system(by)
    period = Period.objects.select_for_update().get(pk=period_id)
    known = Parcel.objects.filter(period=period, period_version=period.version).exists()
    if period.state != PeriodState.PUBLISHED or period.published_at is None or known:
        return None
    organ = Organ.objects.get(pk=period.organ_id)
    cards = list(
        Card.objects.filter(period=period)
        .select_related("run", "person", "unit")
        .order_by("person__staff_code", "pk")
    )
    day = clock.local(period.published_at).date()
    body, sha256 = export.written(export.of_period(period, organ, cards))
    made = Parcel.objects.create(
        organ=organ, kind=Parcel.Kind.PERIOD, period=period, period_version=period.version, label=period.label,
        count=len(cards), result_on=day, due_on=due_after(period.pack_id, period.pack_sha256, day), body=body,
        sha256=sha256, made_at=at, send_after=at,
    )  # fmt: skip
    return _queued(made, by, at)


@transaction.atomic
def queue_decisions(
    *, organ_id: int, year: int, decision_ids: Sequence[int], by: Actor, at: dt.datetime
) -> Parcel | None:
    """Lập gói của các quyết định xếp loại năm chưa gửi. Raises: Denied."""
    _system(by)
    organ = locked(Organ, pk=organ_id)
    sent = Included.objects.filter(decision_id__in=decision_ids).values("decision_id")
    decisions = list(
        Decision.objects.filter(pk__in=decision_ids, organ=organ, dossier__year__year=year)
        .exclude(pk__in=sent)
        .select_related("dossier__person", "dossier__unit", "dossier__year", "replaces")
        .order_by("pk")
    )
    if not decisions:
        return None
    day = min(clock.local(each.made_at).date() for each in decisions)
    first = decisions[0].dossier
    assert first is not None, "only decisions on persons are asked for"
    body, sha256 = export.written(export.of_year(year, organ, decisions))
    made = Parcel.objects.create(
        organ=organ, kind=Parcel.Kind.YEAR, year=year, label=f"xếp loại năm {year}", count=len(decisions),
        result_on=day, due_on=due_after(first.year.pack_id, first.year.pack_sha256, day), body=body, sha256=sha256,
        made_at=at, send_after=at,
    )  # fmt: skip
    Included.objects.bulk_create(Included(organ=organ, parcel=made, decision=each) for each in decisions)
    return _queued(made, by, at)


def _queued(made: Parcel, by: Actor, at: dt.datetime) -> Parcel:
    record(
        events.QUEUED, f"sync.parcel:{made.pk}", by=by, at=at, organ_id=made.organ_id, label=made.label,
        count=made.count, due_on=full_date(made.due_on), sha256=made.sha256,
    )  # fmt: skip
    return made


@transaction.atomic
def claim_parcel(*, parcel_id: int, by: Actor, at: dt.datetime) -> Parcel | None:
    """Take a parcel that waits; None when another process took it. Raises: Denied."""
    _system(by)
    taken = Parcel.objects.filter(pk=parcel_id, state=ParcelState.WAITING, send_after__lte=at).update(
        state=PARCEL.after(ParcelState.WAITING, ParcelStep.CLAIM), token=uuid.uuid4(), claimed_at=at,
        tries=F("tries") + 1,
    )  # fmt: skip
    return Parcel.objects.get(pk=parcel_id) if taken else None


@transaction.atomic
def note_outcome(*, parcel_id: int, token: uuid.UUID, outcome: Outcome, by: Actor, at: dt.datetime) -> Parcel:
    """Keep the acknowledgement, or why not and when again. A claim that was lost changes nothing.

    Raises: Denied.
    """
    _system(by)
    row = locked(Parcel, pk=parcel_id)
    if row.token != token or row.state != ParcelState.SENDING:
        return row
    row.answer = outcome.answer
    if outcome.receipt:
        row.state, row.error = PARCEL.after(row.state, ParcelStep.ACCEPT), ""
        row.receipt, row.accepted_at = outcome.receipt, at
        row.save()
        record(
            events.ACCEPTED, f"sync.parcel:{row.pk}", by=by, at=at, organ_id=row.organ_id, label=row.label,
            receipt=row.receipt,
        )  # fmt: skip
        return row
    gives_up = outcome.for_good or row.tries >= MOST_TRIES
    row.state = PARCEL.after(row.state, ParcelStep.GIVE_UP if gives_up else ParcelStep.REFUSE)
    row.error = outcome.error[:300]
    row.send_after = at + min(FIRST_PAUSE * 2 ** (row.tries - 1), LONGEST_PAUSE)
    row.save()
    if gives_up:
        record(
            events.GIVEN_UP, f"sync.parcel:{row.pk}", by=by, at=at, organ_id=row.organ_id, label=row.label,
            tries=row.tries, error=row.error,
        )  # fmt: skip
    return row


@transaction.atomic
def let_go_interrupted(*, by: Actor, at: dt.datetime) -> int:
    """Parcels whose sender died wait again: the receiver tells a second delivery by its hash. Raises: Denied."""
    _system(by)
    return Parcel.objects.filter(state=ParcelState.SENDING, claimed_at__lte=at - INTERRUPTED).update(
        state=PARCEL.after(ParcelState.SENDING, ParcelStep.REFUSE), send_after=at,
        error="Lần gửi trước dừng giữa chừng.",
    )  # fmt: skip


@transaction.atomic
def retry_parcel(*, parcel_id: int, by: Actor, at: dt.datetime) -> Parcel:
    """Gửi lại ngay ở lượt tới, counting tries anew. Raises: Denied, InvalidStep (sent already)."""
    row = locked(Parcel, pk=parcel_id)
    check(by, Action.SYNC_KEEP, of_organ(row.organ_id))
    row.state = PARCEL.after(row.state, ParcelStep.RETRY)
    row.tries, row.send_after = 0, at
    row.save()
    record(events.RETRIED, f"sync.parcel:{row.pk}", by=by, at=at, organ_id=row.organ_id, label=row.label)
    return row


def _system(by: Actor) -> None:
    if not by.is_system:
        raise Denied(ONLY_SYSTEM)
