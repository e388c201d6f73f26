"""Working days, working minutes with their reasons, and up to when records are taken."""

from .closing import Recording, period_of, recording
from .days import NotedDay, calendar_of, due_on, noted_days
from .plans import DayPlan, PlanKind, plans, working_minutes

__all__ = [
    "DayPlan",
    "NotedDay",
    "PlanKind",
    "Recording",
    "calendar_of",
    "due_on",
    "noted_days",
    "period_of",
    "plans",
    "recording",
    "working_minutes",
]
