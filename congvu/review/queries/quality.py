"""A confirmer's own figures of the last thirty days, for her alone; and overdue lines one level up."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from statistics import median
from typing import Any

from django.db.models import Count, Max, QuerySet

from congvu.base import clock
from congvu.base.prepared import MANY, Prepared
from congvu.diary.models import Entry
from congvu.diary.states import EntryState
from congvu.org.queries import units_below
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
    """The viewer's own figures; None under ten decisions. One statement while she decides nothing."""
    me, since = viewer.person_id or 0, clock.at(clock.local(now).date() - dt.timedelta(days=DAYS))
    count, last = _STATE.first(me, since) or (0, 0)
    if count < FEWEST:
        return None
    oldest = min((row.submitted_at for row in waiting.rows), default=None)
    return replace(_figures(me, since, count, last), oldest=clock.local(oldest).date() if oldest else None)


# A decision is added, or taken back: with the number of those that stand and the newest, all figures change.
_STATE = Prepared(
    lambda confirmer_id, since: (
        Confirmation.objects.filter(confirmer_id=confirmer_id, at__gte=since, undone_at=None)
        .values("confirmer_id")
        .annotate(count=Count("pk"), last=Max("pk"))
        .values_list("count", "last")
    ),
    int,
    dt.datetime,
)


@lru_cache(maxsize=500)
def _figures(confirmer_id: int, since: dt.datetime, count: int, last: int) -> Quality:
    """The figures of the decisions since a moment; `count` and `last` tell which they are."""
    rows = list(
        Confirmation.objects.filter(confirmer_id=confirmer_id, at__gte=since, undone_at=None).values_list(
            "outcome", "at", "opened_at", "in_group"
        )
    )
    took = [(at - opened).total_seconds() for _, at, opened, group in rows if opened and not group]
    return Quality(
        decisions=len(rows),
        seconds=int(median(took)) if took else None,
        unopened_percent=_percent(sum(opened is None for _, _, opened, _ in rows), len(rows)),
        group_percent=_percent(sum(group for *_, group in rows), len(rows)),
        changed_percent=_percent(sum(o != Confirmation.Outcome.CONFIRMED for o, *_ in rows), len(rows)),
        oldest=None,
    )


def forget_figures() -> None:
    """For tests, which number their decisions from the beginning again."""
    _figures.cache_clear()


def _percent(part: int, whole: int) -> int:
    """Half up, in whole numbers."""
    return (200 * part + whole) // (2 * whole)


def overdue_below(viewer: Actor, *, now: dt.datetime) -> Overdue | None:
    """Confirmers other than the viewer with overdue lines in the units she heads; None when there are none.

    One statement for each person she heads units for; none for who heads nothing. A delegate does
    not see about the lines of her giver.
    """
    if viewer.organ_id is None or viewer.person_id is None:
        return None
    headed: dict[int, set[int]] = defaultdict(set)
    for one in (h for h in viewer.roles if h.role is Role.HEAD):
        headed[one.for_person_id or viewer.person_id].update(units_below(one.organ_id, one.unit_path))
    if not headed:
        return None
    until = clock.at(overdue_before(viewer.organ_id, clock.local(now).date()) + dt.timedelta(days=1))
    found: dict[tuple[str, str], int] = defaultdict(int)
    seen: set[int] = set()
    for instead_of in sorted(headed, key=lambda person_id: person_id != viewer.person_id):
        units = sorted(headed[instead_of] - seen)
        for key, name, lines in _OVERDUE(units, until, viewer.person_id, instead_of):
            found[key, name] += lines
        seen.update(units)
    people = tuple(Slow(name, lines) for (_, name), lines in sorted(found.items()))
    return Overdue(confirm_days(viewer.organ_id), people) if people else None


def _overdue(units: Sequence[int], until: dt.datetime, me: int, instead_of: int) -> QuerySet[Entry, Any]:
    return (
        Entry.objects.filter(
            day__unit_id__in=units,
            state=EntryState.SUBMITTED,
            day__state__in=WAITING,
            submitted_at__lt=until,
            day__confirmer_id__isnull=False,
        )
        .exclude(day__confirmer_id=me)
        .exclude(person_id=me)
        .exclude(person_id=instead_of)
        .values("day__confirmer__sort_key", "day__confirmer__full_name")
        .annotate(lines=Count("pk"))
        .order_by("day__confirmer__sort_key")
        .values_list("day__confirmer__sort_key", "day__confirmer__full_name", "lines")
    )


_OVERDUE = Prepared(_overdue, MANY, dt.datetime, int, int)
