"""A confirmer's own figures of the last thirty days, for her alone; and overdue lines one level up."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from statistics import median

from django.db.models import Count, Q

from congvu.base import clock
from congvu.diary.models import Entry
from congvu.diary.states import EntryState
from congvu.policy.facts import Actor, Role
from congvu.review.models import Confirmation

from .waiting import WAITING, Queue, confirm_days, overdue_before

DAYS = 30
FEWEST = 10


@dataclass(frozen=True)
class Quality:
    """Percents are whole. `seconds` from opening to deciding, of the lines that were opened one by one."""

    decisions: int
    seconds: int | None
    unopened_percent: int
    group_percent: int
    changed_percent: int
    oldest: dt.date | None


@dataclass(frozen=True)
class Slow:
    """A confirmer with lines that wait too long."""

    name: str
    lines: int


@dataclass(frozen=True)
class Overdue:
    """Seen by the head above: names and counts, no diary."""

    working_days: int
    people: tuple[Slow, ...]

    @property
    def lines(self) -> int:
        return sum(one.lines for one in self.people)


def quality_of(viewer: Actor, waiting: Queue, *, now: dt.datetime) -> Quality | None:
    """The viewer's own figures; None under ten decisions. One statement."""
    rows = list(
        Confirmation.objects.filter(
            confirmer_id=viewer.person_id or 0, at__gte=now - dt.timedelta(days=DAYS), undone_at=None
        ).values_list("outcome", "at", "opened_at", "in_group")
    )
    if len(rows) < FEWEST:
        return None
    took = [(at - opened).total_seconds() for _, at, opened, group in rows if opened and not group]
    oldest = min((row.submitted_at for row in waiting.rows), default=None)
    return Quality(
        decisions=len(rows),
        seconds=int(median(took)) if took else None,
        unopened_percent=_percent(sum(opened is None for _, _, opened, _ in rows), len(rows)),
        group_percent=_percent(sum(group for *_, group in rows), len(rows)),
        changed_percent=_percent(sum(o != Confirmation.Outcome.CONFIRMED for o, *_ in rows), len(rows)),
        oldest=clock.local(oldest).date() if oldest else None,
    )


def _percent(part: int, whole: int) -> int:
    """Half up, in whole numbers."""
    return (200 * part + whole) // (2 * whole)


def overdue_below(viewer: Actor, *, now: dt.datetime) -> Overdue | None:
    """Confirmers other than the viewer with overdue lines in the units she heads; None when there are none.

    One statement; none for who heads nothing. A delegate does not see about the lines of her giver.
    """
    held = [h for h in viewer.roles if h.role is Role.HEAD]
    if not held or viewer.organ_id is None or viewer.person_id is None:
        return None
    reach = Q(pk__in=())
    for one in held:
        below = Q(organ_id=one.organ_id, day__unit__path__startswith=one.unit_path)
        reach |= below & ~Q(person_id=one.for_person_id) if one.for_person_id else below
    until = overdue_before(viewer.organ_id, clock.local(now).date()) + dt.timedelta(days=1)
    rows = (
        Entry.objects.filter(
            reach, state=EntryState.SUBMITTED, day__state__in=WAITING, submitted_at__lt=clock.at(until)
        )
        .exclude(day__confirmer_id=viewer.person_id)
        .exclude(person_id=viewer.person_id)
        .values("day__confirmer__full_name", "day__confirmer__sort_key")
        .annotate(lines=Count("pk"))
        .order_by("day__confirmer__sort_key")
        .values_list("day__confirmer__full_name", "lines")
    )
    people = tuple(Slow(name, lines) for name, lines in rows)
    return Overdue(confirm_days(viewer.organ_id), people) if people else None
