"""The strip of days above the page, and the month behind it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count, Q, Sum

from congvu.diary.models import Day
from congvu.diary.states import COUNTED, DayState
from congvu.policy.facts import Actor
from congvu.ui import words
from congvu.worktime.queries import DayPlan, PlanKind, working_minutes

from .cards import Card

ONE = dt.timedelta(days=1)
FIRST, LAST = dt.date(2000, 1, 3), dt.date(2099, 12, 27)
"""Days that have an address: whole weeks only."""

_SHORT = ("T2", "T3", "T4", "T5", "T6", "T7", "CN")
_OFF = {PlanKind.HOLIDAY: "Nghỉ lễ", PlanKind.LEAVE: "Nghỉ", PlanKind.OFF: "Nghỉ", PlanKind.OUTSIDE: "–"}


@dataclass(frozen=True)
class DaySum:
    """One day in short. Minutes of counted lines; counts of lines."""

    day_id: int
    day: dt.date
    state: str
    minutes: int
    lines: int


@dataclass(frozen=True)
class WeekDay:
    """One day of the strip. `css` and `icon` say its state, `text` says it in words."""

    day: dt.date
    label: str
    css: str
    icon: str
    text: str
    is_current: bool
    is_ahead: bool


@dataclass(frozen=True)
class MonthDay:
    """One day of the month page."""

    day: dt.date
    plan: DayPlan
    minutes: int
    lines: int
    state: str
    tone: str
    is_ahead: bool


def week_of(day: dt.date) -> tuple[dt.date, dt.date]:
    """Monday and Sunday around a day."""
    monday = day - ONE * day.weekday()
    return monday, monday + ONE * 6


def sums(person_id: int, first: dt.date, last: dt.date) -> dict[dt.date, DaySum]:
    """Minutes and state of each written day of a person, one query."""
    rows = (
        Day.objects.filter(person_id=person_id, day__range=(first, last))
        .order_by("day")
        .values_list("pk", "day", "state")
        .annotate(
            minutes=Sum("entries__minutes", filter=Q(entries__state__in=COUNTED)),
            lines=Count("entries", filter=Q(entries__state__in=COUNTED)),
        )
    )
    return {row[1]: DaySum(row[0], row[1], row[2], row[3] or 0, row[4]) for row in rows}


def sums_of(cards: Iterable[Card]) -> dict[dt.date, DaySum]:
    """As `sums`, from the lines themselves."""
    found: dict[dt.date, DaySum] = {}
    for card in cards:
        known = found.get(card.worked_on)
        found[card.worked_on] = DaySum(
            card.day_id,
            card.worked_on,
            card.day_state,
            card.minutes + (known.minutes if known else 0),
            1 + (known.lines if known else 0),
        )
    return found


def strip(
    day: dt.date, today: dt.date, found: Mapping[dt.date, DaySum], plans: Mapping[dt.date, DayPlan]
) -> tuple[WeekDay, ...]:
    """The days of the week: Monday to Friday, and Saturday and Sunday when there is something."""
    monday, _ = week_of(day)
    days = [monday + ONE * n for n in range(7)]
    return tuple(
        _week_day(one, day, today, found.get(one), plans[one])
        for one in days
        if one.weekday() < 5 or one in (day, today) or one in found or plans[one].minutes
    )


def _week_day(one: dt.date, current: dt.date, today: dt.date, known: DaySum | None, plan: DayPlan) -> WeekDay:
    css, icon, text = _look(one, today, known, plan)
    return WeekDay(one, _SHORT[one.weekday()], css, icon, text, one == current, one > today)


def _look(one: dt.date, today: dt.date, known: DaySum | None, plan: DayPlan) -> tuple[str, str, str]:
    if known and known.lines:
        length = words.duration(known.minutes)
        return {
            DayState.CLOSED: ("done", "check", length),
            DayState.SUBMITTED: ("waiting", "clock", "Chờ xác nhận"),
            DayState.RETURNED: ("returned", "undo-2", "Bị trả lại"),
            DayState.DRAFT: ("", "pencil", length),
        }[DayState(known.state)]
    if not plan.minutes:
        return "off", "", _OFF.get(plan.kind, "Nghỉ")
    if one > today:
        return "ahead", "", ""
    return "", "", "" if one == today else "Chưa ghi"


def month(person_id: int, first: dt.date, last: dt.date, *, viewer: Actor, today: dt.date) -> list[MonthDay]:
    """Every day of one's own month with its plan and what was written; eight queries.

    `viewer` must be that person: the diary of another is opened day by day, and logged.
    """
    if viewer.person_id != person_id:
        return []
    plans = working_minutes(person_id, first, last)
    found = sums(person_id, first, last)
    return [_month_day(day, plan, found.get(day), today) for day, plan in plans.items()]


def _month_day(day: dt.date, plan: DayPlan, known: DaySum | None, today: dt.date) -> MonthDay:
    if known and known.lines:
        state = str(dict(DayState.choices)[known.state])
        tone = {DayState.CLOSED: "leaf", DayState.SUBMITTED: "amber", DayState.RETURNED: "seal"}.get(
            DayState(known.state), ""
        )
        return MonthDay(day, plan, known.minutes, known.lines, state, tone, day > today)
    state = "Chưa ghi" if plan.minutes and day <= today else ""
    return MonthDay(day, plan, 0, 0, state, "", day > today)
