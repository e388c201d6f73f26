"""Working days, working minutes with their reasons, and up to when records are taken."""

from .closing import Recording, period_of, recording
from .days import NotedDay, calendar_of, due_on, noted_days
from .leaves import LeaveRow, count_waiting, leave_line, leave_of, my_leaves, waiting_leaves
from .months import PersonMonth, person_month
from .pages import (
    Rota,
    RotaCell,
    RotaLine,
    Schedules,
    YearCalendar,
    rota,
    schedule_of,
    schedules,
    shift_people,
    shipped_years,
    year_calendar,
)
from .plans import DayPlan, PlanKind, plans, working_minutes

__all__ = [
    "DayPlan",
    "LeaveRow",
    "NotedDay",
    "PersonMonth",
    "PlanKind",
    "Recording",
    "Rota",
    "RotaCell",
    "RotaLine",
    "Schedules",
    "YearCalendar",
    "calendar_of",
    "count_waiting",
    "due_on",
    "leave_line",
    "leave_of",
    "my_leaves",
    "noted_days",
    "period_of",
    "person_month",
    "plans",
    "recording",
    "rota",
    "schedule_of",
    "schedules",
    "shift_people",
    "shipped_years",
    "waiting_leaves",
    "working_minutes",
    "year_calendar",
]
