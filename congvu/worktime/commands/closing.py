"""Up to when records are taken; called by the scoring of periods above."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Max

from congvu.audit.trail import record
from congvu.base import clock
from congvu.base.errors import InvalidStep, OutOfRange
from congvu.org.commands import keep_closed
from congvu.org.guards import locked, of_organ
from congvu.org.models import Organ
from congvu.policy.actions import Action
from congvu.policy.decide import check
from congvu.policy.facts import Actor
from congvu.worktime import events
from congvu.worktime.guards import in_order
from congvu.worktime.models import Closing


@transaction.atomic
def set_cutoff(
    *, organ_id: int, first: dt.date, last: dt.date, cutoff_on: dt.date, by: Actor, at: dt.datetime
) -> Closing:
    """Đặt ngày chốt ghi nhận của [first, last]: the last day on which its records are taken.

    Raises: Denied (personnel), InvalidStep (locked), OutOfRange (before the span's end, overlap).
    """
    organ = locked(Organ, pk=organ_id)
    check(by, Action.PERIOD_OPEN, of_organ(organ_id))
    row = _row(organ, first, last)
    if row.is_closed:
        raise InvalidStep("Kỳ này đã khóa. Mở lại kỳ trước khi đổi ngày chốt.")
    row.cutoff_on = _cutoff(last, cutoff_on)
    row.save()
    _note(events.CUTOFF_SET, row, by, at)
    return row


@transaction.atomic
def close_span(*, organ_id: int, first: dt.date, last: dt.date, by: Actor, at: dt.datetime) -> Closing:
    """Khóa ghi nhận của [first, last]: nothing of these days is taken any more.

    The cut-off of a span without one is the day of the lock.
    Raises: Denied (personnel), InvalidStep (locked already), OutOfRange (overlap).
    """
    organ = locked(Organ, pk=organ_id)
    check(by, Action.PERIOD_LOCK, of_organ(organ_id))
    row = _row(organ, first, last)
    if row.is_closed:
        raise InvalidStep("Kỳ này đã khóa.")
    row.cutoff_on = row.cutoff_on or max(last, clock.local(at).date())
    row.is_closed, row.closed_at, row.closed_by_name = True, at, by.name[:120]
    row.save()
    _note(events.SPAN_CLOSED, row, by, at)
    _tell_organisation(organ, by, at)
    return row


@transaction.atomic
def reopen_span(
    *, organ_id: int, first: dt.date, last: dt.date, cutoff_on: dt.date, by: Actor, at: dt.datetime
) -> Closing:
    """Mở lại ghi nhận của [first, last] đến hết `cutoff_on`.

    Raises: Denied (head of the organ), InvalidStep (not locked), OutOfRange.
    """
    organ = locked(Organ, pk=organ_id)
    check(by, Action.PERIOD_REOPEN, of_organ(organ_id))
    row = _row(organ, first, last)
    if not row.is_closed:
        raise InvalidStep("Kỳ này chưa khóa.")
    row.cutoff_on = _cutoff(max(last, clock.local(at).date()), cutoff_on)
    row.is_closed, row.closed_at, row.closed_by_name = False, None, ""
    row.save()
    _note(events.SPAN_REOPENED, row, by, at)
    _tell_organisation(organ, by, at)
    return row


def _row(organ: Organ, first: dt.date, last: dt.date) -> Closing:
    """The row of exactly this span, new where there is none. Raises: OutOfRange on an overlap."""
    in_order(first, last)
    row = Closing.objects.select_for_update().filter(organ=organ, first=first, last=last).first()
    if row is not None:
        return row
    if other := Closing.objects.filter(organ=organ, first__lte=last, last__gte=first).first():
        raise OutOfRange(
            f"Khoảng này trùng với kỳ {other.first:%d/%m/%Y}–{other.last:%d/%m/%Y}.", field="first"
        )
    return Closing(organ=organ, first=first, last=last)


def _cutoff(last: dt.date, cutoff_on: dt.date) -> dt.date:
    if cutoff_on < last:
        raise OutOfRange(f"Ngày chốt phải từ ngày {last:%d/%m/%Y} trở đi.", field="cutoff_on")
    return cutoff_on


def _tell_organisation(organ: Organ, by: Actor, at: dt.datetime) -> None:
    """Postings and the like may not change before the end of the latest locked span."""
    last = Closing.objects.filter(organ=organ, is_closed=True).aggregate(last=Max("last"))["last"]
    keep_closed(organ_id=organ.pk, day=last + dt.timedelta(days=1) if last else None, by=by, at=at)


def _note(kind, row: Closing, by: Actor, at: dt.datetime) -> None:  # type: ignore[no-untyped-def]
    record(
        kind, f"worktime.closing:{row.pk}", by=by, at=at, organ_id=row.organ_id,
        first=f"{row.first:%d/%m/%Y}", last=f"{row.last:%d/%m/%Y}", cutoff_on=f"{row.cutoff_on:%d/%m/%Y}",
    )  # fmt: skip
