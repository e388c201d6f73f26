"""The month of one person, day by day, each with its minutes and their reason."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from congvu.base.errors import Missing
from congvu.org.models import Person
from congvu.org.queries import own_organ
from congvu.policy.actions import Action
from congvu.policy.decide import can
from congvu.policy.facts import Actor
from congvu.worktime.guards import of_leave
from rulebook.periods import Month

from .plans import DayPlan, working_minutes


@dataclass(frozen=True)
class PersonMonth:
    """Every day of a month; `due_days` and `minutes` are its sums."""

    person: Person
    month: Month
    days: tuple[tuple[dt.date, DayPlan], ...]
    due_days: int
    minutes: int


def person_month(viewer: Actor, person_id: int, month: Month, *, on: dt.date) -> PersonMonth:
    """Seen by the person, her confirmer of the day `on`, heads above her and the personnel body.

    Raises: Missing (for everyone else, and for another organ).
    """
    person = Person.objects.filter(pk=person_id, organ=own_organ(viewer)).first()
    if person is None or not can(viewer, Action.WORKTIME_VIEW, of_leave(person.pk, person.organ_id, on=on)):
        raise Missing("Không tìm thấy lịch này.")
    days = working_minutes(person.pk, month.first, month.last)
    return PersonMonth(
        person=person,
        month=month,
        days=tuple(days.items()),
        due_days=sum(plan.is_due for plan in days.values()),
        minutes=sum(plan.minutes for plan in days.values()),
    )
