"""Who is rated in a year, where, and by whom (Đ10.2, Đ19.1)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from congvu.org.models import Organ, Person, Position, Posting
from congvu.org.queries import heads_of, root_unit, segments_of
from congvu.scoring.people import members


@dataclass(frozen=True)
class Rated:
    """A person to be rated. `authority_id` None: decided outside this system."""

    person_id: int
    unit_id: int
    duty: str
    title: str
    group: str
    authority_id: int | None
    worked_months: Decimal


def authority_of(organ: Organ, *, on: dt.date) -> tuple[int | None, int | None]:
    """The head of the organ, and the head of the organ that manages it; None where unknown."""
    roots = heads_of([pk for pk in (organ.pk, organ.managing_id) if pk], on=on)
    own = roots.get(organ.pk, {}).get(root_unit(organ.pk).path)
    above = organ.managing_id
    return own, roots.get(above, {}).get(root_unit(above).path) if above else None


def rated_people(organ: Organ, year: int, *, on: dt.date) -> list[Rated]:
    """Civil servants and cadres who work in the organ on `on`; who has left is rated where she went.

    The head of the using organ decides on everyone but the organ's own head, on whom the head of
    the managing organ decides (Đ10.2). Months: calendar months of the year with a posting here.
    """
    first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
    day = min(max(on, first), last)
    here = members(organ.pk, day, day)
    ids = [m.person_id for m in here]
    counted = set(
        Person.objects.filter(
            pk__in=ids,
            subject_type__in=(Person.SubjectType.CIVIL_SERVANT, Person.SubjectType.CADRE),
        ).values_list("pk", flat=True)
    )
    groups = dict(
        Posting.objects.filter(organ=organ, person_id__in=ids, valid_from__lte=day)
        .order_by("valid_from", "pk")
        .values_list("person_id", "position__group")
    )
    labels = dict(Position.Group.choices)
    head, above = authority_of(organ, on=day)
    worked = {
        person_id: len({month for s in found for month in range(s.first.month, s.last.month + 1)})
        for person_id, found in segments_of(ids, first, last).items()
    }
    return [
        Rated(
            person_id=m.person_id,
            unit_id=m.unit_id,
            duty=m.duty,
            title=m.title,
            group=str(labels.get(groups.get(m.person_id, ""), "")),
            authority_id=above if m.person_id == head else head,
            worked_months=Decimal(worked[m.person_id]),
        )
        for m in here
        if m.person_id in counted
    ]
