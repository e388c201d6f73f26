"""The working minutes of people on days, each with its reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Any

from congvu.base import dated
from congvu.base.memo import remembered
from congvu.org.models import Posting
from congvu.worktime.models import Leave, LeaveState, Schedule, ScheduleUse, Shift

from .days import NotedDay, noted_days

FULL = Decimal(100)
BY_LAW = Schedule(code="", name="Tuần 40 giờ theo QĐ 188/1999/QĐ-TTg")
"""What holds where an organ has no default schedule: five days of eight hours."""

_WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")


class PlanKind(StrEnum):
    """What a day is for a person. Only WORK and SHIFT days are due."""

    WORK = "WORK"
    SHIFT = "SHIFT"
    OFF = "OFF"
    HOLIDAY = "HOLIDAY"
    LEAVE = "LEAVE"
    OUTSIDE = "OUTSIDE"


@dataclass(frozen=True)
class DayPlan:
    """Whole minutes due of a person on a day, and why (a Vietnamese clause).

    A half day of leave is a WORK (or SHIFT) day with fewer minutes.
    """

    minutes: int
    reason: str
    kind: PlanKind

    @property
    def is_due(self) -> bool:
        """Whether a diary is expected for the day."""
        return self.minutes > 0


@remembered
def working_minutes(person_id: int, first: dt.date, last: dt.date) -> dict[dt.date, DayPlan]:
    """The plan of one person for every day of [first, last]."""
    return plans([person_id], first, last)[person_id]


@remembered
def plans(person_ids: Iterable[int], first: dt.date, last: dt.date) -> dict[int, dict[dt.date, DayPlan]]:
    """The plans of many people, six queries whatever their number.

    Schedule and rota give the minutes, the organ's calendar takes holidays out, the share of
    time of the day's postings (together at most 100 %) reduces them, approved leave takes them
    away; a trip or a training is work elsewhere. Minutes are rounded half up once, at the end.
    """
    book = _Book(list(dict.fromkeys(person_ids)), first, last)
    days = [first + dt.timedelta(days=n) for n in range((last - first).days + 1)]
    return {person_id: {day: book.plan(person_id, day) for day in days} for person_id in book.people}


class _Book:
    """What the plans are made of, read once."""

    def __init__(self, people: Sequence[int], first: dt.date, last: dt.date) -> None:
        self.people = people
        self.postings = _grouped(
            people, Posting.objects.filter(dated.overlapping(first, last), person_id__in=people)
        )
        organs = {p.organ_id for rows in self.postings.values() for p in rows}
        schedules = list(Schedule.objects.filter(organ_id__in=organs))
        self.schedules = {s.pk: s for s in schedules}
        self.defaults = {s.organ_id: s for s in schedules if s.is_default}
        self.uses = _grouped(
            people, ScheduleUse.objects.filter(dated.overlapping(first, last), person_id__in=people)
        )
        self.shifts = _grouped(
            people,
            Shift.objects.filter(person_id__in=people, day__range=(first, last)).order_by("day", "pk"),
        )
        self.leaves = _grouped(
            people,
            Leave.objects.filter(
                person_id__in=people, state=LeaveState.APPROVED, first__lte=last, last__gte=first
            ).order_by("first", "pk"),
        )
        self.calendar = noted_days(organs, first, last)

    def plan(self, person_id: int, day: dt.date) -> DayPlan:
        here = [p for p in self.postings[person_id] if p.covers(day)]
        if not here:
            return DayPlan(0, _outside(self.postings[person_id], day), PlanKind.OUTSIDE)
        organ_id = here[0].organ_id
        use = next((u for u in self.uses[person_id] if u.covers(day)), None)
        schedule = self.schedules[use.schedule_id] if use else self.defaults.get(organ_id, BY_LAW)
        if schedule.is_shift:
            base = _rota([s for s in self.shifts[person_id] if s.day == day])
        else:
            base = _week(schedule, day, self.calendar[organ_id].get(day))
            base = _share(base, min(FULL, sum((p.percent for p in here), Decimal(0))))
        return _away(base, [leave for leave in self.leaves[person_id] if leave.first <= day <= leave.last])


def _outside(postings: Sequence[Posting], day: dt.date) -> str:
    if postings and all(p.valid_from > day for p in postings):
        return "Chưa vào cơ quan"
    if postings and all(p.valid_to and p.valid_to <= day for p in postings):
        return "Đã thôi ở cơ quan"
    return "Không ở cơ quan ngày này"


def _rota(shifts: Sequence[Shift]) -> DayPlan:
    if not shifts:
        return DayPlan(0, "Không có ca trực", PlanKind.OFF)
    return DayPlan(sum(s.minutes for s in shifts), ", ".join(s.name for s in shifts), PlanKind.SHIFT)


def _week(schedule: Schedule, day: dt.date, noted: NotedDay | None) -> DayPlan:
    minutes = schedule.minutes_on(day.weekday())
    name = _WEEKDAYS[day.weekday()]
    if noted and noted.is_off:
        # A holiday on a day that was free anyway stays a holiday: that is what people look for.
        return DayPlan(0, noted.reason, PlanKind.HOLIDAY)
    if noted:
        # The exchanged day is worked like a full day of the schedule, whatever its weekday.
        return DayPlan(max(schedule.minutes_on(n) for n in range(7)), noted.reason, PlanKind.WORK)
    if not minutes:
        return DayPlan(0, f"{name}, ngoài lịch", PlanKind.OFF)
    return DayPlan(minutes, f"{name}, ngày làm việc", PlanKind.WORK)


def _share(plan: DayPlan, percent: Decimal) -> DayPlan:
    if percent == FULL or not plan.minutes:
        return plan
    exact = (plan.minutes * percent / FULL).quantize(Decimal(1), ROUND_HALF_UP)
    shown = format(percent.normalize(), "f").replace(".", ",")
    return DayPlan(int(exact), f"{plan.reason}, {shown}% thời gian", plan.kind)


def _away(plan: DayPlan, leaves: Sequence[Leave]) -> DayPlan:
    """Leave on top of a day that would be worked; two different halves make a whole."""
    if not plan.minutes or not leaves:
        return plan
    absent = [leave for leave in leaves if not leave.works]
    if not absent:
        return DayPlan(plan.minutes, " và ".join(_named(leave) for leave in leaves), plan.kind)
    reason = " và ".join(_named(leave) for leave in absent)
    parts = {leave.part for leave in absent}
    if Leave.Part.DAY in parts or len(parts) > 1:
        return DayPlan(0, reason, PlanKind.LEAVE)
    return DayPlan(plan.minutes - plan.minutes // 2, reason, plan.kind)


def _named(leave: Leave) -> str:
    label = Leave.Kind(leave.kind).label
    if leave.part == Leave.Part.DAY:
        return str(label)
    return f"{label}, {Leave.Part(leave.part).label.lower()}"


def _grouped(people: Sequence[int], rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {person_id: [] for person_id in people}
    for row in rows:
        found[row.person_id].append(row)
    return found
