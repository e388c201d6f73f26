"""Whom and where a leader may give work to."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from congvu.base import dated
from congvu.base.text import clean, fold
from congvu.org.models import Person, Posting, Unit
from congvu.policy.facts import Actor

from .rows import led


@dataclass(frozen=True)
class PersonChoice:
    """One person a leader may give work to; `label` is what she types: "Trần Ngọc Lan · CB004"."""

    id: int
    label: str
    folded: str
    unit_name: str


def units_led(viewer: Actor, *, on: dt.date) -> list[Unit]:
    """Units of that day that the viewer leads, those below included, in the order of the tree."""
    reach = led(viewer, prefix="")
    if reach is None:
        return []
    return list(Unit.objects.filter(dated.on(on), reach, organ_id=viewer.organ_id or 0).order_by("path"))


def people_led(viewer: Actor, *, on: dt.date) -> list[PersonChoice]:
    """People posted that day in those units, by Vietnamese given name."""
    reach = led(viewer, prefix="unit__")
    if reach is None:
        return []
    rows = (
        Posting.objects.filter(dated.on(on), reach, organ_id=viewer.organ_id or 0, person__is_active=True)
        .order_by("person__sort_key", "person_id")
        .values_list("person_id", "person__full_name", "person__staff_code", "unit__name", "unit__short_name")
    )
    found: dict[int, PersonChoice] = {}
    for person_id, name, code, unit, short in rows:
        found.setdefault(person_id, PersonChoice(person_id, f"{name} · {code}", fold(name), short or unit))
    return list(found.values())


def person_typed(viewer: Actor, typed: str) -> int | None:
    """The person of the viewer's organ that was typed: by staff code at the end, else by full name."""
    typed = clean(typed)
    people = Person.objects.filter(organ_id=viewer.organ_id or 0, is_active=True)
    code = re.split(r"[·(]", typed)[-1].strip(" )")
    found = list(people.filter(staff_code__iexact=code).values_list("pk", flat=True)[:2])
    if not found:
        found = list(people.filter(full_name__iexact=typed).values_list("pk", flat=True)[:2])
    return found[0] if len(found) == 1 else None
