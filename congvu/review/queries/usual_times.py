"""Confirmed lines of the last twelve months, by product code and position group: one question for many lines."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from congvu.catalogue.models import Product
from congvu.diary.models import Entry
from congvu.diary.states import FINAL
from congvu.org.models import Position
from congvu.org.queries import places
from congvu.review.usual import Case, Usual, usual

MONTHS = 12
MOST = 5000
"""The latest cases of all products asked for; older ones are left out."""
MOST_KEPT = 20_000


@dataclass(frozen=True)
class Asked:
    """A product in the hands of one person."""

    code: str
    person_id: int


def usual_of(organ_id: int, asked: Iterable[Asked], *, on: dt.date) -> dict[Asked, Usual]:
    """The usual minutes for each, of other people of the same position group; too few cases are missing.

    A fixed number of statements whatever is asked.
    """
    wanted = set(asked)
    if not wanted:
        return {}
    products = Product.objects.filter(organ_id=organ_id, code__in={one.code for one in wanted})
    rows = list(
        Entry.objects.filter(
            product_id__in=products.values("pk"),
            state__in=FINAL,
            worked_on__gt=on - dt.timedelta(days=365 * MONTHS // 12),
            confirmed_quantity__gt=0,
            confirmed_minutes__gt=0,
        )
        .order_by("-pk")
        .values_list("product__code", "person_id", "confirmed_minutes", "confirmed_quantity")[:MOST]
    )
    group = _groups({one.person_id for one in wanted} | {person for _, person, _, _ in rows}, on=on)
    cases: dict[tuple[str, str], list[Case]] = defaultdict(list)
    for code, person_id, minutes, quantity in rows:
        cases[code, group.get(person_id, "")].append(Case(person_id, minutes or 0, Decimal(quantity or 0)))
    found = {}
    for one in wanted:
        mine = group.get(one.person_id)
        others = [c for c in cases[one.code, mine] if c.person_id != one.person_id] if mine else []
        if (value := usual(others)) is not None:
            found[one] = value
    return found


class _Medians:
    """The medians found on one day: what is usual moves slowly, and the queue asks at every look.

    Each organ has its own: several work in one process.
    """

    def __init__(self) -> None:
        self.on: dt.date | None = None
        self.found: dict[tuple[int, Asked], Decimal | None] = {}

    def of(self, on: dt.date) -> dict[tuple[int, Asked], Decimal | None]:
        if self.on != on or len(self.found) > MOST_KEPT:
            self.on, self.found = on, {}
        return self.found


_medians = _Medians()


def medians_of(organ_id: int, asked: Iterable[Asked], *, on: dt.date) -> dict[Asked, Decimal]:
    """The medians of `usual_of`, each found out once a day in a process; too few cases are missing."""
    wanted = set(asked)
    known = _medians.of(on)
    missing = {one for one in wanted if (organ_id, one) not in known}
    usual = usual_of(organ_id, missing, on=on)
    known.update({(organ_id, one): usual[one].median if one in usual else None for one in missing})
    return {one: median for one in wanted if (median := known.get((organ_id, one))) is not None}


def forget_medians() -> None:
    """For tests, whose days repeat."""
    _medians.on = None


def _groups(people: Iterable[int], *, on: dt.date) -> Mapping[int, str]:
    """The position group of each person on that day; two statements."""
    where = places(sorted(people), on=on)
    positions = {spot.position_id for spot in where.values()}
    groups = dict(Position.objects.filter(pk__in=positions).values_list("pk", "group"))
    return {person_id: groups[spot.position_id] for person_id, spot in where.items()}
