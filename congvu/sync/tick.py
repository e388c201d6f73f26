"""What happens while nobody looks: parcels made, sent, tried again. Safe in any number of processes."""

from __future__ import annotations

import datetime as dt
import logging
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import F

from congvu.base import clock
from congvu.policy.facts import SYSTEM
from congvu.rating.models import Decision
from congvu.scoring.models import Period
from congvu.scoring.states import PeriodState

from . import commands
from .models import Included, Parcel
from .sending import Transport, over_http, send, why_off
from .states import ParcelState

AT_ONCE = 50
"""Parcels of one tick; the next one goes on."""
logger = logging.getLogger(__name__)


@dataclass
class Ticked:
    """What one tick did."""

    queued: int = 0
    sent: int = 0
    failed: int = 0


def tick(at: dt.datetime, transport: Transport = over_http) -> Ticked:
    """Queue what was published since, send what is due; at once again it does nothing more."""
    done = Ticked()
    _queue(at, done)
    if not why_off():
        _send(at, transport, done)
    return done


def _queue(at: dt.datetime, done: Ticked) -> None:
    fresh = Period.objects.filter(state=PeriodState.PUBLISHED).exclude(
        pk__in=Parcel.objects.filter(period__version=F("period_version")).values("period_id")
    )
    for period_id in fresh.order_by("published_at", "pk").values_list("pk", flat=True):
        done.queued += commands.queue_period(period_id=period_id, by=SYSTEM, at=at) is not None
    batches: dict[tuple[int, int, dt.date], list[int]] = defaultdict(list)
    rows = (
        Decision.objects.filter(dossier__isnull=False)
        .exclude(pk__in=Included.objects.values("decision_id"))
        .order_by("pk")
        .values_list("organ_id", "dossier__year__year", "made_at", "pk")
    )
    for organ_id, year, made_at, pk in rows:
        batches[organ_id, year, clock.local(made_at).date()].append(pk)
    for (organ_id, year, _), ids in batches.items():
        made = commands.queue_decisions(organ_id=organ_id, year=year, decision_ids=ids, by=SYSTEM, at=at)
        done.queued += made is not None


def _send(at: dt.datetime, transport: Transport, done: Ticked) -> None:
    commands.let_go_interrupted(by=SYSTEM, at=at)
    waiting = Parcel.objects.filter(state=ParcelState.WAITING, send_after__lte=at).order_by("result_on", "pk")
    for parcel_id in list(waiting.values_list("pk", flat=True)[:AT_ONCE]):
        parcel = commands.claim_parcel(parcel_id=parcel_id, by=SYSTEM, at=at)
        if parcel is None or parcel.token is None:
            continue
        outcome = send(parcel.body, parcel.sha256, transport)
        commands.note_outcome(parcel_id=parcel.pk, token=parcel.token, outcome=outcome, by=SYSTEM, at=at)
        done.sent += bool(outcome.receipt)
        done.failed += not outcome.receipt
        if not outcome.receipt:
            logger.warning("parcel %s: %s", parcel.pk, outcome.error)
