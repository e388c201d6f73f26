"""Who gets a card in a period: everyone posted in the organ on at least one day of it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from congvu.base import dated
from congvu.base.prepared import MANY, Prepared
from congvu.org.models import Person, Posting
from congvu.org.queries import confirmers

from .models import Card
from .order import Spot

_KINDS = {Posting.Kind.MAIN: 0, Posting.Kind.SECONDED: 1, Posting.Kind.CONCURRENT: 2}
NAMES = Prepared(lambda ids: Person.objects.filter(pk__in=ids).values_list("pk", "full_name"), MANY)
"""(id, full name) of people already known to be shown."""
COUNTED = (Person.SubjectType.CIVIL_SERVANT, Person.SubjectType.CADRE)


@dataclass(frozen=True)
class Member:
    """A person's duty, title, unit and authority on the last day that she was posted here."""

    person_id: int
    day: dt.date
    unit_id: int
    duty: str
    title: str
    authority_id: int | None


def members(organ_id: int, first: dt.date, last: dt.date) -> list[Member]:
    """Everyone posted in the organ on a day of [first, last], joiners and leavers included.

    The authority follows from Đ10 and the unit tree on that last day, or is the one named.
    """
    postings: dict[int, list[Posting]] = defaultdict(list)
    rows = Posting.objects.filter(dated.overlapping(first, last), organ_id=organ_id)
    for posting in rows.select_related("position").order_by("person_id", "pk"):
        postings[posting.person_id].append(posting)
    day_of = {p: max(_last_day(x, last) for x in held) for p, held in postings.items()}
    by_day: dict[dt.date, list[int]] = defaultdict(list)
    for person_id, day in day_of.items():
        by_day[day].append(person_id)
    authority: dict[int, int | None] = {}
    for day, people in by_day.items():
        authority |= confirmers(people, on=day)
    found = []
    for person_id, held in postings.items():
        day = day_of[person_id]
        then = [p for p in held if p.covers(day)]
        place = min(then, key=lambda p: (_KINDS[Posting.Kind(p.kind)], p.pk))
        found.append(
            Member(
                person_id=person_id,
                day=day,
                unit_id=place.unit_id,
                duty=place.duty,
                title=place.title or place.position.name,
                authority_id=authority[person_id],
            )
        )
    return found


def _last_day(posting: Posting, last: dt.date) -> dt.date:
    if posting.valid_to is None:
        return last
    return min(last, posting.valid_to - dt.timedelta(days=1))


def spots(period_id: int, organ_id: int, first: dt.date, last: dt.date) -> dict[int, Spot]:
    """The place of every card of a period, by card id: three queries whatever their number."""
    charge: dict[tuple[int, int], list[str]] = defaultdict(list)
    held = Posting.objects.filter(
        dated.overlapping(first, last), organ_id=organ_id, duty=Posting.Duty.DEPUTY, charge__isnull=False
    )
    for person_id, unit_id, path in held.order_by("pk").values_list("person_id", "unit_id", "charge__path"):
        charge[person_id, unit_id].append(path)
    rows = Card.objects.filter(period_id=period_id).values_list(
        "pk", "person_id", "unit_id", "unit__path", "duty", "person__subject_type"
    )
    return {
        pk: Spot(
            card_id=pk,
            person_id=person_id,
            unit_path=path,
            duty=duty,
            charge=tuple(sorted(set(charge[person_id, unit_id]))) if duty == Posting.Duty.DEPUTY else (),
            counts=subject in COUNTED,
        )
        for pk, person_id, unit_id, path, duty, subject in rows
    }
