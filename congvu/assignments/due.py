"""How far away a deadline is, in words and working days."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from congvu.ui import words
from congvu.worktime.queries import calendar_of
from rulebook.workdays import Calendar, skipped, working_days_between

MOST_NAMED = 3


@dataclass(frozen=True)
class Due:
    """A deadline as it is shown. `tone` is a badge tone: "seal" overdue, "amber" soon, "" else."""

    day: dt.date
    text: str
    tone: str
    note: str = ""


def due_calendar(organ_id: int, today: dt.date) -> Calendar:
    """The calendar that deadlines around today are counted on."""
    return calendar_of(organ_id, (today.year - 1, today.year, today.year + 1))


def due(calendar: Calendar, day: dt.date, today: dt.date, *, is_open: bool = True) -> Due:
    """ "Thứ Năm 26/11, còn 4 ngày làm việc"; of a closed part only the day."""
    name = words.day_name(day)
    label = f"{name[0].upper()}{name[1:]} {words.short_date(day)}"
    if not is_open:
        return Due(day, label, "")
    if day == today:
        return Due(day, "Hôm nay", "amber")
    if day < today:
        days = working_days_between(calendar, day, today)
        return Due(day, f"{label}, quá {days} ngày làm việc" if days else f"{label}, đã quá", "seal")
    days = working_days_between(calendar, today, day)
    return Due(
        day, f"{label}, còn {days} ngày làm việc", "amber" if days <= 1 else "", _off(calendar, today, day)
    )


def _off(calendar: Calendar, today: dt.date, day: dt.date) -> str:
    """Names of the holidays on the way; weekends go without saying."""
    off = [
        f"{words.short_date(d)} {why[0].lower()}{why[1:]}"
        for d, why in skipped(calendar, today, day)
        if d in calendar.holidays
    ]
    if not off:
        return ""
    more = f" và {len(off) - MOST_NAMED} ngày khác" if len(off) > MOST_NAMED else ""
    return f"Đã trừ: {', '.join(off[:MOST_NAMED])}{more}."
