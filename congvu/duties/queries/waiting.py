"""Finished shifts that wait for a confirmer: how many, and since which week."""

from __future__ import annotations

import datetime as dt

from congvu.base import clock
from congvu.base.prepared import MANY, Count, Prepared, counts
from congvu.duties.counting import week_of
from congvu.duties.models import DutyShift
from congvu.duties.states import ShiftState
from congvu.policy.facts import Actor


def stands_for(viewer: Actor) -> list[int]:
    """Herself and the people for whom she acts by delegation."""
    return [p for p in {viewer.person_id, *(h.for_person_id for h in viewer.roles)} if p is not None]


def count_shifts_to_confirm(viewer: Actor) -> Count:
    """Finished shifts that wait for the viewer, or for someone she stands for; never her own."""
    return Count(_WAITING, (stands_for(viewer), viewer.person_id or 0))


_WAITING = Prepared(
    lambda people, own: (
        DutyShift.objects.filter(confirmer_id__in=people, state=ShiftState.FINISHED)
        .exclude(person_id=own)
        .values_list("pk")
    ),
    MANY,
    int,
)


def shifts_to_confirm(viewer: Actor) -> int:
    """The number in the navigation, for a page that changes it in place."""
    (number,) = counts([count_shifts_to_confirm(viewer)])
    return number


def first_waiting(viewer: Actor) -> dt.date:
    """The Monday of the oldest week with a waiting shift; of this week when none waits."""
    day = (
        DutyShift.objects.filter(confirmer_id__in=stands_for(viewer), state=ShiftState.FINISHED)
        .exclude(person_id=viewer.person_id or 0)
        .order_by("day")
        .values_list("day", flat=True)
        .first()
    )
    return week_of(day or clock.today())
