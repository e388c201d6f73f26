"""What the pages of working time show."""

from __future__ import annotations

import datetime as dt
from calendar import monthcalendar
from dataclasses import dataclass

from django.db.models import QuerySet

from congvu.base import dated
from congvu.base.errors import Missing
from congvu.org.models import Organ, Person
from congvu.org.queries import own_organ, root_subject
from congvu.policy.actions import Action
from congvu.policy.decide import refusal
from congvu.policy.facts import Actor
from congvu.worktime.models import Schedule, ScheduleUse, Shift, ShiftKind
from rulebook import loader

from .days import NotedDay, calendar_of, noted_days

PEOPLE = 25
"""People on one page of the rota: 31 boxes each stay below Django's limit of fields."""


@dataclass(frozen=True)
class Cell:
    """One day in the year calendar; `day` None pads the week. `mark`: "", off, holiday, swap."""

    day: dt.date | None
    mark: str = ""
    reason: str = ""


@dataclass(frozen=True)
class MonthGrid:
    """A month as weeks of seven cells, Monday first, and its working days."""

    month: int
    weeks: tuple[tuple[Cell, ...], ...]
    working_days: int


@dataclass(frozen=True)
class NotedSpan:
    """Days in a row that are noted for the same reason: "Tết Nguyên đán", 16/02 to 20/02."""

    first: NotedDay
    last: dt.date


@dataclass(frozen=True)
class YearCalendar:
    """A year of the organ."""

    organ: Organ
    year: int
    is_known: bool
    months: tuple[MonthGrid, ...]
    noted: tuple[NotedSpan, ...]
    why_not: str


def year_calendar(viewer: Actor, year: int) -> YearCalendar:
    """Every day of a year, with what differs from the week and its source. Raises: Missing."""
    organ = own_organ(viewer)
    if not 2000 <= year <= 2200:
        raise Missing("Không có lịch của năm này.")
    noted = noted_days([organ.pk], dt.date(year, 1, 1), dt.date(year, 12, 31))[organ.pk]
    calendar = calendar_of(organ.pk, [year])

    def cell(month: int, number: int) -> Cell:
        if not number:
            return Cell(None)
        day = dt.date(year, month, number)
        if day in noted:
            return Cell(day, "holiday" if noted[day].is_off else "swap", noted[day].reason)
        why = calendar.why_off(day)
        return Cell(day, "off" if why else "", why)

    months = []
    for month in range(1, 13):
        weeks = tuple(tuple(cell(month, n) for n in week) for week in monthcalendar(year, month))
        working = sum(c.day is not None and c.mark in ("", "swap") for week in weeks for c in week)
        months.append(MonthGrid(month, weeks, working))
    return YearCalendar(
        organ=organ,
        year=year,
        is_known=calendar.covers(dt.date(year, 1, 1)),
        months=tuple(months),
        noted=_spans(noted),
        why_not=refusal(viewer, Action.CALENDAR_EDIT, root_subject(organ.pk)),
    )


def _spans(noted: dict[dt.date, NotedDay]) -> tuple[NotedSpan, ...]:
    spans: list[NotedSpan] = []
    for day in sorted(noted):
        this, before = noted[day], spans[-1] if spans else None
        if (
            before
            and not (this.is_own or before.first.is_own)
            and (before.first.reason, before.first.source) == (this.reason, this.source)
            and before.last + dt.timedelta(days=1) == day
        ):
            spans[-1] = NotedSpan(before.first, day)
        else:
            spans.append(NotedSpan(this, day))
    return tuple(spans)


@dataclass(frozen=True)
class ScheduleRow:
    """A schedule with its week in minutes and how many follow it today by their own choice."""

    id: int
    code: str
    name: str
    week: tuple[int, ...]
    is_shift: bool
    is_default: bool
    people: int


@dataclass(frozen=True)
class Schedules:
    """Schedules, shift kinds and who follows which."""

    organ: Organ
    rows: tuple[ScheduleRow, ...]
    kinds: tuple[ShiftKind, ...]
    uses: tuple[ScheduleUse, ...]
    why_not: str


def schedules(viewer: Actor, *, on: dt.date) -> Schedules:
    """The page of schedules. Raises: Missing."""
    organ = own_organ(viewer)
    uses = tuple(
        ScheduleUse.objects.filter(dated.on(on) | dated.overlapping(on, dt.date(9999, 1, 1)), organ=organ)
        .select_related("person", "schedule")
        .order_by("person__sort_key", "valid_from")
    )
    rows = [
        ScheduleRow(
            s.pk, s.code, s.name, tuple(s.minutes_on(n) for n in range(7)), s.is_shift, s.is_default,
            len({u.person_id for u in uses if u.schedule_id == s.pk and u.covers(on)}),
        )
        for s in Schedule.objects.filter(organ=organ).order_by("-is_default", "name")
    ]  # fmt: skip
    return Schedules(
        organ=organ,
        rows=tuple(rows),
        kinds=tuple(ShiftKind.objects.filter(organ=organ).order_by("sign")),
        uses=uses,
        why_not=refusal(viewer, Action.SCHEDULE_EDIT, root_subject(organ.pk)),
    )


def schedule_of(viewer: Actor, schedule_id: int) -> Schedule:
    """A schedule of the viewer's organ. Raises: Missing."""
    row = Schedule.objects.filter(pk=schedule_id, organ=own_organ(viewer)).first()
    if row is None:
        raise Missing("Không tìm thấy chế độ này.")
    return row


@dataclass(frozen=True)
class RotaCell:
    """One box of the rota. `name` of its field; `signs` what stands in it ("S+Đ")."""

    day: dt.date
    name: str
    signs: str
    is_off: bool


@dataclass(frozen=True)
class RotaLine:
    """One person's month."""

    person: Person
    cells: tuple[RotaCell, ...]
    minutes: int


@dataclass(frozen=True)
class Rota:
    """A month of those who work in shifts; a shift without a sign is shown by its name."""

    organ: Organ
    first: dt.date
    last: dt.date
    days: tuple[tuple[dt.date, str], ...]
    lines: tuple[RotaLine, ...]
    kinds: tuple[ShiftKind, ...]
    page: int
    pages: int
    why_not: str

    @property
    def numbers(self) -> range:
        """The numbers of the pages."""
        return range(1, self.pages + 1)


def rota(viewer: Actor, first: dt.date, last: dt.date, *, page: int = 1) -> Rota:
    """The rota of [first, last], a page of people in the order of names. Raises: Missing."""
    organ = own_organ(viewer)
    people = _in_shifts(organ.pk, first, last)
    total = people.count()
    pages = max(1, -(-total // PEOPLE))
    page = min(max(page, 1), pages)
    shown = list(people[(page - 1) * PEOPLE : page * PEOPLE])
    kinds = tuple(ShiftKind.objects.filter(organ=organ).order_by("sign"))
    signs = {(k.name, k.minutes): k.sign for k in kinds}
    standing: dict[tuple[int, dt.date], list[Shift]] = {}
    for shift in Shift.objects.filter(person__in=shown, day__range=(first, last)).order_by("pk"):
        standing.setdefault((shift.person_id, shift.day), []).append(shift)
    calendar = calendar_of(organ.pk, [first.year, last.year])
    days = [first + dt.timedelta(days=n) for n in range((last - first).days + 1)]
    off = {day: calendar.why_off(day) for day in days}
    lines = []
    for person in shown:
        mine = [standing.get((person.pk, day), []) for day in days]
        cells = tuple(
            RotaCell(
                day, f"ca-{person.pk}-{day:%Y%m%d}",
                "+".join(signs.get((s.name, s.minutes), f"{s.name}:{s.minutes}") for s in shifts), bool(off[day]),
            )
            for day, shifts in zip(days, mine, strict=True)
        )  # fmt: skip
        lines.append(RotaLine(person, cells, sum(s.minutes for shifts in mine for s in shifts)))
    return Rota(
        organ=organ,
        first=first,
        last=last,
        days=tuple(off.items()),
        lines=tuple(lines),
        kinds=kinds,
        page=page,
        pages=pages,
        why_not=refusal(viewer, Action.SCHEDULE_EDIT, root_subject(organ.pk)),
    )


def shift_people(organ_id: int, *, on: dt.date) -> list[tuple[int, str]]:
    """Who works in shifts on that day: (id, full name), in the order of names."""
    return list(_in_shifts(organ_id, on, on).values_list("pk", "full_name"))


def _in_shifts(organ_id: int, first: dt.date, last: dt.date) -> QuerySet[Person]:
    """People who follow a schedule of shifts on a day of [first, last], by name."""
    people = Person.objects.filter(organ_id=organ_id, is_active=True).order_by("sort_key", "pk")
    if Schedule.objects.filter(organ_id=organ_id, is_default=True, is_shift=True).exists():
        return people
    uses = ScheduleUse.objects.filter(
        dated.overlapping(first, last), organ_id=organ_id, schedule__is_shift=True
    )
    return people.filter(pk__in=uses.values("person_id"))


def shipped_years() -> tuple[int, ...]:
    """Years whose holidays come with the system."""
    return tuple(sorted(loader.calendar().years))
