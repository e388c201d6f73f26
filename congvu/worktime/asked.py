"""What an address asks for, taken as far as it makes sense."""

from __future__ import annotations

import datetime as dt

from congvu.base import clock
from rulebook.errors import RuleError
from rulebook.periods import Month


def month_asked(written: str) -> Month:
    """The month written as 2026-11; the present one for anything else."""
    try:
        month = Month.parse(written)
    except RuleError:
        return Month.of(clock.today())
    return month if dt.date(2000, 1, 1) < month.first < dt.date(2200, 1, 1) else Month.of(clock.today())


def day_asked(written: str) -> dt.date:
    """The day written as 2026-11-18, within a year of today; today for anything else."""
    today = clock.today()
    try:
        day = dt.date.fromisoformat(written)
    except ValueError:
        return today
    return day if abs((day - today).days) <= 366 else today
