"""What may be written next: private, computed from rows that are there anyway (ADR 0027)."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q

from congvu.assignments.queries import open_shares
from congvu.base import dated
from congvu.base.errors import Missing
from congvu.base.prepared import Prepared
from congvu.base.text import clean
from congvu.catalogue.queries import edition_in_force
from congvu.diary.duration import shown
from congvu.diary.models import Dismissal, Entry, Event, Participant, Recurring
from congvu.diary.recurring import Pattern
from congvu.diary.states import COUNTED
from congvu.policy.actions import Action
from congvu.policy.decide import can
from congvu.policy.facts import Actor, Subject
from congvu.ui import words

from .cards import Card

MOST = 8
LOOK_BACK = dt.timedelta(days=8)
WEEK = dt.timedelta(days=7)
LENGTHS = ("15p", "30p", "1g", "2g")
"""Offered side by side, none chosen before."""


@dataclass(frozen=True)
class Proposal:
    """One thing that may be written. Only an event has times: its real ones.

    `value` and `text` are what the combobox would give; `key` names the proposal on its day.
    """

    key: str
    icon: str
    title: str
    note: str
    value: str
    text: str
    kind: str = Entry.Kind.REGULAR
    starts_at: dt.time | None = None
    ends_at: dt.time | None = None
    event_id: int | None = None
    is_overdue: bool = False

    @property
    def client_id(self) -> str:
        """A key of the line to come: a second click is the same line."""
        return str(uuid.uuid4())

    @property
    def is_line(self) -> bool:
        """Comes from a line of before, whose own words go along."""
        return self.key.startswith(("line:", "recurring:", "event:"))

    @property
    def span_text(self) -> str:
        if self.starts_at is None or self.ends_at is None:
            return ""
        return f"{shown(self.starts_at)}–{shown(self.ends_at)}"

    @property
    def clock_range(self) -> str:
        """As the length box takes it: "8:00-9:30"."""
        return self.span_text.replace("–", "-")


class PastLine(NamedTuple):
    """A line of the last eight days, by what it was."""

    id: int
    worked_on: dt.date
    title: str
    kind: str
    product_id: int | None
    edition_id: int | None
    code: str | None
    detail: str | None


@dataclass(frozen=True)
class EventRow:
    """One shared event of a day, for its maker and its participants."""

    id: int
    title: str
    span_text: str
    place: str
    made_by: str
    people: tuple[str, ...]
    is_cancelled: bool
    may_cancel: bool


def proposals_of(
    person_id: int, organ_id: int, day: dt.date, entries: Iterable[Card], past: Sequence[PastLine]
) -> tuple[Proposal, ...]:
    """What is proposed for a day, in the order of how sure it is; three statements.

    `past`: `past_lines` of that day. What is on the day already, or was dismissed for it, is left out. Past lines are proposed by
    what they were, without their length, times, quantity or evidence.
    """
    lines = list(entries)
    gone = {key for (key,) in _GONE(person_id, day)}
    written = _Written(lines)
    found: dict[str, Proposal] = {}
    for one in (
        *_events(person_id, day),
        *_shares(person_id, day),
        *_recurring(person_id, day),
        *_past(organ_id, day, past),
    ):
        if one.key not in gone and not written.has(one):
            found.setdefault(one.key, one)
            written.add(one)
    return tuple(found.values())[:MOST]


class _Written:
    """What already stands on the day or among the proposals: by event, part of a task, product or title."""

    def __init__(self, lines: list[Card]) -> None:
        self.events = {c.event_id for c in lines if c.event_id}
        self.values = {f"share:{c.share_id}" for c in lines if c.share_id}
        self.values |= {f"product:{c.product_id}" for c in lines if c.product_id}
        self.titles = {c.title.lower() for c in lines}

    def has(self, one: Proposal) -> bool:
        if one.event_id is not None:
            return one.event_id in self.events
        if one.value != "off":
            return one.value in self.values
        return one.text.lower() in self.titles

    def add(self, one: Proposal) -> None:
        self.titles.add(one.text.lower())
        if one.value != "off":
            self.values.add(one.value)


_GONE = Prepared(
    lambda person_id, day: Dismissal.objects.filter(person_id=person_id, day=day, undone_at=None).values_list(
        "key"
    ),
    int,
    dt.date,
)
_EVENTS = Prepared(
    lambda person_id, day: (
        Participant.objects.filter(person_id=person_id, event__day=day, event__cancelled_at=None)
        .order_by("event__starts_at", "event_id")
        .values_list(
            "event_id", "event__title", "event__starts_at", "event__ends_at", "event__place",
            "event__product_id", "event__made_by__full_name",
        )
    ),
    int,
    dt.date,
)  # fmt: skip
_RECURRING = Prepared(
    lambda person_id, day, same_day: (
        Recurring.objects.filter(
            Q(valid_to__isnull=True) | Q(valid_to__gt=same_day), person_id=person_id, valid_from__lte=day
        )
        .order_by("pk")
        .values_list("pk", "title", "product_id", "product__edition_id", "weekdays", "month_day")
    ),
    int,
    dt.date,
    dt.date,
)
_PAST = Prepared(
    lambda person_id, since, day: (
        Entry.objects.filter(
            person_id=person_id, worked_on__gte=since, worked_on__lt=day, state__in=COUNTED, share=None,
            event=None,
        )
        .order_by("-worked_on", "pk")
        .values_list("pk", "worked_on", "title", "kind", "product_id", "product__edition_id", "product__code",
                         "product__detail")
    ),
    int,
    dt.date,
    dt.date,
)  # fmt: skip


def _events(person_id: int, day: dt.date) -> Iterator[Proposal]:
    for event_id, title, starts, ends, place, product_id, maker in _EVENTS(person_id, day):
        yield Proposal(
            key=f"event:{event_id}",
            icon="calendar",
            title=title,
            note=words.addressed(f"Sự kiện chung{f', {place}' if place else ''} · đồng chí {maker} tạo"),
            value=f"product:{product_id}" if product_id else "off",
            text=title,
            kind=Entry.Kind.MEETING,
            starts_at=starts,
            ends_at=ends,
            event_id=event_id,
        )


def _shares(person_id: int, day: dt.date) -> Iterator[Proposal]:
    for share in open_shares(person_id, on=day):
        left = f"{words.number(share.left)} {share.unit_of_measure or 'sản phẩm'}"
        origin = f" · {share.origin_ref}" if share.origin_ref else ""
        yield Proposal(
            key=f"share:{share.share_id}",
            icon="flag",
            title=share.title,
            note=f"Còn {left} · hạn {words.short_date(share.deadline)}{origin}",
            value=f"share:{share.share_id}",
            text=share.title,
            is_overdue=share.deadline < day,
        )


def _recurring(person_id: int, day: dt.date) -> Iterator[Proposal]:
    for pk, title, product_id, _, weekdays, month_day in _RECURRING(person_id, day, day):
        pattern = Pattern(weekdays, month_day)
        if pattern.falls_on(day):
            yield Proposal(
                key=f"recurring:{pk}",
                icon="rotate-cw",
                title=title,
                note=f"Việc lặp lại · {pattern.words}",
                value=f"product:{product_id}" if product_id else "off",
                text=title,
            )


def past_lines(person_id: int, day: dt.date) -> list[PastLine]:
    """The lines of the eight days before a day, the newest first; one statement."""
    return [PastLine(*row) for row in _PAST(person_id, day - LOOK_BACK, day)]


def _past(organ_id: int, day: dt.date, rows: Sequence[PastLine]) -> Iterator[Proposal]:
    """Lines of the same weekday first, then of the last day written."""
    if not rows:
        return
    last = rows[0][1]
    edition = edition_in_force(organ_id, day)
    same = [row for row in rows if row[1] == day - WEEK]
    for pk, worked_on, title, kind, product_id, edition_id, code, _ in [
        *same,
        *(row for row in rows if row[1] == last),
    ]:
        if product_id and (edition is None or edition_id != edition.pk):
            continue
        when = f"{words.day_name(worked_on)} {words.short_date(worked_on)}"
        yield Proposal(
            key=f"line:{pk}",
            icon="history",
            title=title,
            note=f"Đã làm {when}{f' · {code}' if code else ''}",
            value=f"product:{product_id}" if product_id else "off",
            text=title,
            kind=kind,
        )


def dismissed_of(key: str, *, viewer: Actor, day: dt.date) -> str:
    """The key, when this person has dismissed that proposal and may take it back; else empty."""
    key = clean(key)[:40]
    found = Dismissal.objects.filter(person_id=viewer.person_id or 0, day=day, key=key, undone_at=None)
    return key if found.exists() else ""


def recurring_of(viewer: Actor, *, today: dt.date) -> list[tuple[int, str, str, str]]:
    """The viewer's own recurring duties in force: id, title, when, product code."""
    rows = (
        Recurring.objects.filter(dated.on(today), person_id=viewer.person_id or 0)
        .order_by("pk")
        .values_list("pk", "title", "weekdays", "month_day", "product__code")
    )
    return [
        (pk, title, Pattern(weekdays, month).words, code or "") for pk, title, weekdays, month, code in rows
    ]


def recurring_sent(person_ids: Sequence[int], *, today: dt.date) -> list[tuple[int, int, str, str, str]]:
    """Recurring duties in force that already stand in a sent line: id, person, title, when, code. One query.

    For the head who may read those lines; a duty that was never sent stays its person's own.
    """
    sent = Entry.objects.filter(
        person_id=OuterRef("person_id"), title=OuterRef("title"), submitted_at__isnull=False,
        worked_on__gt=today - dt.timedelta(days=92),
    )  # fmt: skip
    rows = (
        Recurring.objects.filter(dated.on(today), Exists(sent), person_id__in=person_ids)
        .order_by("person__sort_key", "pk")
        .values_list("pk", "person_id", "title", "weekdays", "month_day", "product__code")
    )
    return [
        (pk, person_id, title, Pattern(weekdays, month).words, code or "")
        for pk, person_id, title, weekdays, month, code in rows
    ]


def events_of(viewer: Actor, *, first: dt.date, last: dt.date) -> list[tuple[dt.date, tuple[EventRow, ...]]]:
    """Shared events that the viewer made or takes part in, by day. Three statements."""
    me = viewer.person_id or 0
    rows = list(
        Event.objects.filter(Q(participants__person_id=me) | Q(made_by_id=me), day__range=(first, last))
        .distinct()
        .order_by("day", "starts_at", "pk")
        .select_related("made_by")
        .prefetch_related("participants__person")
    )
    days: dict[dt.date, list[EventRow]] = {}
    for event in rows:
        people = sorted((p.person for p in event.participants.all()), key=lambda p: (p.sort_key, p.pk))
        subject = Subject(organ_id=event.organ_id, owner_id=event.made_by_id)
        days.setdefault(event.day, []).append(
            EventRow(
                id=event.pk,
                title=event.title,
                span_text=f"{shown(event.starts_at)}–{shown(event.ends_at)}",
                place=event.place,
                made_by=event.made_by.full_name,
                people=tuple(p.full_name for p in people),
                is_cancelled=event.cancelled_at is not None,
                may_cancel=event.cancelled_at is None and can(viewer, Action.EVENT_CANCEL, subject),
            )
        )
    return [(day, tuple(found)) for day, found in days.items()]


def own_person(viewer: Actor) -> tuple[int, int]:
    """(person, organ) of the viewer. Raises Missing for an account without a person."""
    if viewer.person_id is None or viewer.organ_id is None:
        raise Missing("Tài khoản này chưa gắn với cán bộ nào.")
    return viewer.person_id, viewer.organ_id
