"""What the organ already has, looked up while a staff list is compared: units, positions, people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeVar

from congvu.accounts.models import User
from congvu.base import clock
from congvu.org.models import Organ, Person, Position, Posting, Unit

Row = TypeVar("Row", Unit, Position)


@dataclass(frozen=True)
class Known:
    """All of it for one organ. `organ_id` None: a rehearsal before there is an organ."""

    organ_id: int | None
    today: dt.date
    closed_before: dt.date | None = None
    units: dict[str, list[Unit]] = field(default_factory=dict)
    positions: dict[str, list[Position]] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    postings: dict[int, list[Posting]] = field(default_factory=dict)
    heads: dict[int, list[Posting]] = field(default_factory=dict)

    def heads_from(self, unit_id: int, day: dt.date) -> list[Posting]:
        """Who heads the unit on `day` or later."""
        return [one for one in self.heads.get(unit_id, []) if one.valid_to is None or one.valid_to > day]


def names_of(
    organ_id: int | None, today: dt.date, *, codes: bool = True
) -> tuple[tuple[str, ...] | None, tuple[str, ...] | None]:
    """Names (and codes) of units and positions that rows may name; None where there is no organ."""
    if organ_id is None:
        return None, None
    units = _flat(_names(row, codes) for row in _open(Unit, organ_id, today))
    positions = _flat(_names(row, codes) for row in _open(Position, organ_id, today))
    return tuple(units), tuple(positions)


def _names(row: Unit | Position, codes: bool) -> tuple[str, ...]:
    return (row.name, row.code) if codes else (row.name,)


def _open(model: type[Row], organ_id: int, today: dt.date) -> list[Row]:
    rows = model._default_manager.filter(organ_id=organ_id).order_by("name", "code")
    return [row for row in rows if row.valid_to is None or row.valid_to > today]


def _index(index: dict[str, list[Row]], rows: Iterable[Row]) -> None:
    for row in rows:
        for name in {row.name, row.code}:
            index.setdefault(name, []).append(row)


def _flat(groups: Iterable[tuple[str, ...]]) -> list[str]:
    return list(dict.fromkeys(name for group in groups for name in group))


def known_of(organ_id: int | None) -> Known:
    """Five queries, however long the list."""
    today = clock.today()
    if organ_id is None:
        return Known(None, today)
    found = Known(
        organ_id,
        today,
        Organ.objects.filter(pk=organ_id).values_list("closed_before", flat=True).first(),
        people={
            person.staff_code.upper(): person
            for person in Person.objects.filter(organ_id=organ_id).select_related("user")
        },
    )
    _index(found.units, _open(Unit, organ_id, today))
    _index(found.positions, _open(Position, organ_id, today))
    rows = Posting.objects.filter(organ_id=organ_id).select_related("unit", "position", "person")
    for posting in rows.order_by("valid_from", "pk"):
        found.postings.setdefault(posting.person_id, []).append(posting)
        if posting.duty == Posting.Duty.HEAD:
            found.heads.setdefault(posting.unit_id, []).append(posting)
    return found


def taken_usernames(names: Iterable[str]) -> set[str]:
    """Those sign-in names of the list that somebody has; one query."""
    return set(User.objects.filter(username__in=list(names)).values_list("username", flat=True))
