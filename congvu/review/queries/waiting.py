"""The lines that wait for a confirmer: a fixed number of statements, drawn from plain strings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from congvu.audit.queries import opened_by
from congvu.base import clock
from congvu.base.memo import remembered
from congvu.base.prepared import MANY, Prepared
from congvu.base.text import initials
from congvu.diary.models import Entry, Evidence
from congvu.diary.states import DayState, EntryState
from congvu.org.models import Rules
from congvu.policy.facts import Actor
from congvu.ui import words
from congvu.ui.icons import icon_paths
from congvu.worktime.queries import calendar_of
from rulebook.workdays import add_working_days

from .facts import COLUMNS, Reason, Waiting, facts_of

MOST = 2000
PAGE = 60
PLAIN = 100
SHOWN_REASONS = 2
OVERDUE_ICON = "hourglass"
WAITING = (DayState.DRAFT, DayState.SUBMITTED, DayState.RETURNED)


@dataclass(frozen=True)
class QueueRow:
    """One waiting line. Minutes whole; at most two reasons are shown."""

    entry_id: int
    person_id: int
    name: str
    title: str
    minutes: int
    worked_on: dt.date
    submitted_at: dt.datetime
    reasons: tuple[Reason, ...]
    is_overdue: bool
    version: int = 1
    unit_id: int = 0

    @property
    def rank(self) -> int:
        """Where it stands in the queue: its weightiest fact, lines without any last."""
        return self.reasons[0].rank if self.reasons else PLAIN

    @property
    def shown(self) -> tuple[Reason, ...]:
        return self.reasons[:SHOWN_REASONS]


@dataclass(frozen=True)
class DrawnRow:
    """A waiting line as the list writes it: strings only, the list is long."""

    url: str
    css: str
    initials: str
    name: str
    title: str
    minutes: str
    day: str
    badges: SafeString
    is_current: bool
    is_first: bool

    @property
    def markup(self) -> SafeString:
        """The row as it stands in the list: most rows are the same when the list is drawn again."""
        return _markup(self)


@lru_cache(maxsize=2000)
def _markup(row: DrawnRow) -> SafeString:
    return render_to_string("review/_row.html", {"row": row})


@dataclass(frozen=True)
class Symbol:
    """An icon that stands once in the page; the rows refer to it, else they would be mostly icons."""

    name: str
    paths: SafeString


@dataclass(frozen=True)
class QueuePage:
    """One page of the queue; `before` and `after` are page numbers, 0 where there is none."""

    rows: tuple[DrawnRow, ...]
    number: int
    last: int
    symbols: tuple[Symbol, ...] = ()

    @property
    def before(self) -> int:
        return self.number - 1

    @property
    def after(self) -> int:
        return self.number + 1 if self.number < self.last else 0


@dataclass(frozen=True)
class Queue:
    """The lines that wait, those that need a human look first, then by age."""

    rows: tuple[QueueRow, ...]
    viewer_id: int = 0
    tail: str = ""
    """The end of the addresses of its lines, where it is a part (see `narrow`)."""

    @property
    def look(self) -> int:
        return sum(bool(row.reasons) for row in self.rows)

    @property
    def plain(self) -> int:
        return len(self.rows) - self.look

    @property
    def overdue(self) -> int:
        return sum(row.is_overdue for row in self.rows)

    def after(self, entry_id: int) -> int | None:
        """The line to go to when this one is settled: the next, else the first of the rest."""
        ids = [row.entry_id for row in self.rows]
        if entry_id in ids:
            at = ids.index(entry_id)
            ids = ids[at + 1 :] + ids[:at]
        return ids[0] if ids else None

    def around(self, entry_id: int) -> tuple[int | None, int | None, int]:
        """(the line before, the line after, place from 1); 0 when the line does not wait."""
        ids = [row.entry_id for row in self.rows]
        if entry_id not in ids:
            return None, ids[0] if ids else None, 0
        at = ids.index(entry_id)
        return ids[at - 1] if at else None, ids[at + 1] if at + 1 < len(ids) else None, at + 1

    def page(self, number: int, current: int | None = None) -> QueuePage:
        """A page by its number; 0 means the one where `current` stands. One query."""
        last = max(1, -(-len(self.rows) // PAGE))
        place = self.around(current)[2] if current else 0
        number = min(max(number or (place - 1) // PAGE + 1, 1), last)
        rows = self.rows[(number - 1) * PAGE : number * PAGE]
        drawn = tuple(_drawn(rows, current, self.viewer_id, self.tail))
        return QueuePage(drawn, number, last, _symbols(rows))


def queue(viewer: Actor, *, now: dt.datetime) -> Queue:
    """Lines whose confirmer is the viewer, or a person she stands for; never her own.

    A fixed number of statements whatever the number of lines. At most the 2,000 oldest are looked at.
    """
    if viewer.person_id is None or viewer.organ_id is None:
        return Queue(())
    overdue = overdue_before(viewer.organ_id, now.date())
    lines = [Waiting(*row) for row in _WAITING(stands_for(viewer), viewer.person_id)]
    facts = facts_of(lines, viewer.organ_id, now=now)
    rows = []
    for line in lines:
        since = line.submitted_at or line.typed_at
        rows.append(
            QueueRow(
                line.id, line.person_id, line.name, line.title, line.minutes, line.worked_on, since,
                facts[line.id], clock.local(since).date() <= overdue, line.version, line.unit_id,
            )
        )  # fmt: skip
    rows.sort(key=lambda row: (row.rank, row.submitted_at, row.entry_id))
    return Queue(tuple(rows), viewer.person_id)


def facts_of_one(entry_id: int, organ_id: int, *, now: dt.datetime) -> tuple[Reason, ...]:
    """The facts about one line, for who reads it without having it in her queue."""
    lines = [Waiting(*row) for row in _rows(Entry.objects.filter(pk=entry_id))]
    return facts_of(lines, organ_id, now=now).get(entry_id, ())


def _waiting(confirmers: Sequence[int], own_id: int) -> QuerySet[Entry, Any]:
    return _rows(
        Entry.objects.filter(
            state=EntryState.SUBMITTED, day__confirmer_id__in=confirmers, day__state__in=WAITING
        ).exclude(person_id=own_id)
    )[:MOST]


def _rows(entries: QuerySet[Entry]) -> QuerySet[Entry, Any]:
    proof = Evidence.objects.filter(entry_id=OuterRef("pk"), removed_at=None)
    return entries.order_by("submitted_at", "pk").annotate(has_evidence=Exists(proof)).values_list(*COLUMNS)


_WAITING = Prepared(_waiting, MANY, int)


def stands_for(viewer: Actor) -> list[int]:
    return [p for p in {viewer.person_id, *(h.for_person_id for h in viewer.roles)} if p is not None]


def _drawn(rows: Sequence[QueueRow], current: int | None, viewer_id: int, tail: str) -> list[DrawnRow]:
    opened = opened_by(viewer_id, [f"diary.entry:{row.entry_id}" for row in rows]) if rows else set()
    base = _base()
    return [
        DrawnRow(
            url=f"{base}{row.entry_id}{tail}",
            css="queue-item opened" if f"diary.entry:{row.entry_id}" in opened else "queue-item",
            initials=initials(row.name),
            name=row.name,
            title=row.title,
            minutes=words.dense_duration(row.minutes),
            day=words.short_date(row.worked_on),
            badges=_badges(row.shown, row.is_overdue),
            is_current=row.entry_id == current,
            is_first=not current and n == 0,
        )
        for n, row in enumerate(rows)
    ]


@cache
def _base() -> str:
    """The address of a line without its number."""
    return reverse("review:entry", args=[0]).removesuffix("0")


@lru_cache(maxsize=512)
def _badges(reasons: tuple[Reason, ...], is_overdue: bool) -> SafeString:
    """The badges of a row. Few different ones fill a queue, so each is drawn once."""
    return render_to_string(
        "review/_reasons.html", {"reasons": reasons, "overdue": OVERDUE_ICON if is_overdue else ""}
    )


def _symbols(rows: Sequence[QueueRow]) -> tuple[Symbol, ...]:
    names = {reason.icon for row in rows for reason in row.shown}
    if any(row.is_overdue for row in rows):
        names.add(OVERDUE_ICON)
    return tuple(Symbol(name, mark_safe(icon_paths(name))) for name in sorted(names))


@remembered
def confirm_days(organ_id: int) -> int:
    """Working days within which a line should be decided."""
    return Rules.objects.values_list("confirm_working_days", flat=True).get(organ_id=organ_id)


@remembered
def overdue_before(organ_id: int, today: dt.date) -> dt.date:
    """Lines sent on or before this day have waited longer than the organ allows."""
    count = confirm_days(organ_id)
    calendar = calendar_of(organ_id, (today.year - 1, today.year))
    day = today - dt.timedelta(days=1)
    while add_working_days(calendar, day, count) >= today:
        day -= dt.timedelta(days=1)
    return day
