"""The calendar of an organ: the shipped one with the organ's own days over it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from congvu.base.memo import remembered
from congvu.org.queries import rules_row
from congvu.worktime.models import CalendarDay
from rulebook import loader, workdays


@dataclass(frozen=True)
class NotedDay:
    """One day that differs from the week, with its name and source.

    `is_own`: entered by the organ (then `row_id` names it), over the shipped calendar.
    `overrides` is the name of the shipped day that it replaces, empty when there is none.
    """

    day: dt.date
    is_off: bool
    kind: str
    name: str
    source: str
    is_own: bool = False
    row_id: int | None = None
    overrides: str = ""

    @property
    def reason(self) -> str:
        """Why the day is as it is: "Nghỉ lễ: Ngày Văn hóa Việt Nam"."""
        return f"Nghỉ lễ: {self.name}" if self.kind == workdays.DayKind.HOLIDAY else self.name


@remembered
def noted_days(organ_ids: Iterable[int], first: dt.date, last: dt.date) -> dict[int, dict[dt.date, NotedDay]]:
    """Days of [first, last] that differ from the week, by organ; one query for all organs."""
    shipped = {
        d.day: NotedDay(
            d.day, d.kind is not workdays.DayKind.SWAPPED_WORKING, d.kind, d.name, _document(d.source)
        )
        for d in loader.calendar_days()
        if first <= d.day <= last
    }
    found = {organ_id: dict(shipped) for organ_id in organ_ids}
    for row in CalendarDay.objects.filter(organ_id__in=list(found), day__range=(first, last)):
        under = shipped.get(row.day)
        found[row.organ_id][row.day] = NotedDay(
            day=row.day,
            is_off=row.kind == CalendarDay.Kind.OFF,
            kind=row.kind,
            name=row.name,
            source=row.source,
            is_own=True,
            row_id=row.pk,
            overrides=under.name if under else "",
        )
    return found


def _document(key: str) -> str:
    """The document, with its article where it has one (a decision has none)."""
    source = loader.source(key)
    has_article = source.article.startswith(("điểm", "khoản", "Điểm", "Khoản", "Điều"))
    return f"{source.document}, {source.article}" if has_article else source.document


def calendar_of(organ_id: int, years: Iterable[int]) -> workdays.Calendar:
    """The organ's calendar of those years, for working-day arithmetic.

    A year is known when the shipped calendar has it or the organ has entered a day off in it.
    """
    wanted = sorted(set(years))
    shipped = loader.calendar()
    if not wanted:
        return shipped
    first, last = dt.date(wanted[0], 1, 1), dt.date(wanted[-1], 12, 31)
    days = noted_days([organ_id], first, last)[organ_id]
    return workdays.Calendar(
        weekly_off=shipped.weekly_off,
        holidays={d: noted.reason for d, noted in days.items() if noted.is_off},
        swapped={d: noted.name for d, noted in days.items() if not noted.is_off},
        years=shipped.years | {d.year for d, noted in days.items() if noted.is_own and noted.is_off},
    )


@remembered
def due_on(organ_id: int, day: dt.date) -> dt.date:
    """The day until whose end the diary of `day` is due (the organ's number of working days)."""
    count = rules_row(organ_id).due_working_days
    return workdays.add_working_days(calendar_of(organ_id, (day.year, day.year + 1)), day, count)
