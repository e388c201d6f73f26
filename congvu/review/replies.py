"""Until when a writer may answer a decision."""

from __future__ import annotations

import datetime as dt

from congvu.base import clock
from congvu.org.queries import rules_row
from congvu.worktime.queries import calendar_of
from rulebook.workdays import add_working_days

from .models import Confirmation


def reply_until(organ_id: int, outcome: str, decided_at: dt.datetime) -> dt.date | None:
    """The last day to accept an adjustment or to begin a talk about it; None: no term (a returned line)."""
    if outcome != Confirmation.Outcome.ADJUSTED:
        return None
    day = clock.local(decided_at).date()
    calendar = calendar_of(organ_id, (day.year, day.year + 1))
    return add_working_days(calendar, day, rules_row(organ_id).reply_working_days)
