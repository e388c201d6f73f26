"""Shortcuts of the tests about reminders."""

from __future__ import annotations

import datetime as dt
import uuid

from congvu.base import clock
from congvu.diary.commands import add_entry, submit_day
from congvu.diary.lines import Line
from congvu.diary.models import Day
from congvu.notifications.models import Reminder
from congvu.worktime.commands import ask_leave, decide_leave

THURSDAY = dt.date(2026, 11, 19)
WEDNESDAY = dt.date(2026, 11, 18)


def write(world, who: str, day: dt.date, minutes: int = 480) -> None:
    with clock.frozen(clock.at(day, 12)):
        add_entry(
            person_id=world.people[who].pk, on=day, line=Line(title="Soạn công văn", minutes=minutes),
            client_id=uuid.uuid4(), by=world.actor(who, on=day), at=clock.now(),
        )  # fmt: skip


def send(world, who: str, day: dt.date, minutes: int = 480) -> Day:
    write(world, who, day, minutes)
    with clock.frozen(clock.at(day, 17)):
        found = Day.objects.get(person=world.people[who], day=day)
        return submit_day(day_id=found.pk, excess_reason="", by=world.actor(who, on=day), at=clock.now())


def away(world, who: str, first: dt.date, last: dt.date) -> None:
    """Leave that Hạnh approved."""
    leave = ask_leave(
        person_id=world.people[who].pk, kind="ANNUAL", first=first, last=last, part="DAY", note="",
        client_id=uuid.uuid4(), by=world.actor(who), at=clock.now(),
    )  # fmt: skip
    decide_leave(leave_id=leave.pk, is_approved=True, reason="", by=world.actor("hanh"), at=clock.now())


def reminders(world, who: str) -> list[tuple[str, dt.date]]:
    rows = Reminder.objects.filter(person=world.people[who], settled_at=None).order_by("day", "kind")
    return list(rows.values_list("kind", "day"))
