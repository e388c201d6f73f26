"""A period's scores of many people straight from rows: no model instances, no cache.

What each hand-in is worth is the rulebook's answer for one unit of coefficient, asked once for
every kind of hand-in; the rest is whole numbers, exact. Rows that no command writes (more done
than assigned) take the long way of `_lines`, which refuses what the rulebook refuses. Property
tests hold this path and `compute` together.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Count, QuerySet, Sum, TextField
from django.db.models.functions import Cast

from congvu.assignments.models import Delivery, Share
from congvu.assignments.states import DeliveryState, ShareState
from congvu.base.prepared import MANY, Prepared
from rulebook.errors import BadCase
from rulebook.explain import Insufficient
from rulebook.items import Item, Sums, sums_of
from rulebook.pack import Cap, Pack
from rulebook.rating import level_of
from rulebook.results import Role, total_of_sums

from .compute import LEADER_KEYS
from .facts import pack_of
from .models import Card, LeaderRatio, Mark, Period
from .states import CardState

KINDS = {"pk": int, "organ_id": int, "first": dt.date, "last": dt.date}
DUE = ("organ_id", "first", "last")

UNIT = 100
"""One product, as quantities are stored: two places."""

FINE = 6
"""Places to which a hand-in's worth in products is a whole number; more go the long way."""

PLACES = 8 + FINE
"""Of a sum: coefficient and percent as parts of one (eight places), times products."""

Counts = tuple[int, ...]
Part = tuple[int, Counts, Counts, Counts, Counts]
Stored = tuple[int, str, str, str, str]
Worth = tuple[int, int, bool]


@dataclass(frozen=True, slots=True)
class Brief:
    """One card's score: total and level, or neither; whether any work was assigned."""

    total: Decimal | None
    level: str
    has_work: bool


@dataclass(frozen=True, slots=True)
class Points:
    """Sums of the ten criteria of one card, None where not all ten are given."""

    own: Decimal | None = None
    authority: Decimal | None = None


NO_POINTS = Points()


def month_scores(period: Period, *, person_ids: Iterable[int] | None = None) -> dict[int, Brief]:
    """The present score of every card of a period, by card id; five queries.

    Units: points. With `person_ids` only their cards (a page of a list).
    """
    people = None if person_ids is None else list(person_ids)
    if people == []:
        return {}
    pack, cap = pack_of(period), Cap(period.cap)
    work, points, ratios = work_sums(period, people), points_of(period, people), _ratios(period, people)
    found = {}
    for pk, person_id, duty, state in _rows(_CARDS, period, people):
        sums, marks = work.get(person_id), points.get(pk, NO_POINTS)
        given = marks.authority if state == CardState.CONFIRMED else marks.own
        total = total_of(pack, duty, sums, given, ratios.get(pk, {}), cap)
        has_work = sums is not None and bool(sums.assigned)
        found[pk] = Brief(total, "" if total is None else level_of(pack, total).code, has_work)
    return found


def total_of(
    pack: Pack,
    duty: str,
    sums: Sums | None,
    points: Decimal | None,
    ratios: Mapping[str, Decimal],
    cap: Cap,
) -> Decimal | None:
    """The total of one card, None while work, marks or a leader's ratios are missing. Units: points."""
    if sums is None or not sums.assigned or points is None:
        return None
    if duty == Role.STAFF:
        total = total_of_sums(pack, Role.STAFF, points, sums, cap=cap)
    elif len(ratios) < len(LEADER_KEYS):
        return None
    else:
        d, dd, e = (ratios[k] for k in LEADER_KEYS)
        total = total_of_sums(pack, Role(duty), points, sums, d, dd, e, cap)
    return None if isinstance(total, Insufficient) else total


def _rows(query: _Query, period: Period, people: list[int] | None) -> Iterable[tuple[Any, ...]]:
    """The stored values, without a Decimal made of every scaled integer.

    Of some people by a prepared statement, of the whole period as it is read.
    """
    given = [getattr(period, name) for name in query.takes]
    return _stream(query.build(*given)) if people is None else query.prepared(*given, people)


def _stream(rows: QuerySet[Any, Any]) -> Iterator[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(*rows.query.sql_with_params())
        while some := cursor.fetchmany(2_000):
            yield from some


class _Query:
    """Rows of a period, of all its people or some. `takes`: what of the period it is asked by."""

    def __init__(self, build: Callable[..., QuerySet[Any, Any]], person: str, *takes: str) -> None:
        self.build, self.takes = build, takes
        self.prepared = Prepared(
            lambda *given: build(*given[:-1]).filter(**{f"{person}__in": given[-1]}),
            *(KINDS[name] for name in takes),
            MANY,
            raw=True,
        )


def points_of(period: Period, people: list[int] | None = None) -> dict[int, Points]:
    """The person's and the authority's points by card. Units: points; one query."""
    number, criteria = _decimals(), len(pack_of(period).criteria)
    return {
        card_id: Points(
            number(int(own), -2) if owned == criteria else None,
            number(int(theirs), -2) if given == criteria else None,
        )
        for card_id, own, owned, theirs, given in _rows(_POINTS, period, people)
    }


def _ratios(period: Period, people: list[int] | None) -> dict[int, dict[str, Decimal]]:
    found: dict[int, dict[str, Decimal]] = defaultdict(dict)
    for card_id, which, value in _rows(_RATIOS, period, people):
        found[card_id][which] = Decimal(value).scaleb(-1)
    return found


def work_sums(period: Period, people: list[int] | None = None) -> dict[int, Sums]:
    """The work of the period by person, added up in standard units, exact; two queries."""
    pack = pack_of(period)
    known: dict[Stored, Worth] = {}
    totals: dict[int, list[int]] = {}
    whose: dict[int, list[int]] = {}
    weights: dict[int, int] = {}
    left: dict[int, int] = {}
    odd: set[int] = set()
    for pk, person_id, extra, coefficient, percent, quantity, gone in _rows(_SHARES, period, people):
        weights[pk] = weight = coefficient * percent
        if (total := totals.get(person_id)) is None:
            total = totals[person_id] = [0, 0, 0, 0, person_id]
        whose[pk] = total
        if not extra:
            total[0] += weight * quantity
        left[pk] = quantity - gone
        if weight <= 0 or gone > quantity:
            odd.add(person_id)
    for share_id, *stored in _rows(_HAND_INS, period, people):
        if (weight := weights.get(share_id, 0)) == 0:
            continue  # of a part that was cancelled
        key = tuple(stored)
        if (worth := known.get(key)) is None:
            worth = known[key] = _worth(pack, *key)
        quality, timeliness, is_usual = worth
        quantity = stored[0]
        left[share_id] -= quantity
        total = whose[share_id]
        if not is_usual or left[share_id] < 0:
            odd.add(total[4])
        total[1] += weight * quantity
        total[2] += weight * quality
        total[3] += weight * timeliness
    number, products = _decimals(), 10 ** (FINE - 2)
    found = {
        person_id: Sums(
            number(assigned * products, -PLACES),
            number(done * products, -PLACES),
            number(quality, -PLACES),
            number(timeliness, -PLACES),
        )
        for assigned, done, quality, timeliness, person_id in totals.values()
    }
    if odd:
        found |= {p: sums_of(items, pack) for p, items in _lines(period, sorted(odd)).items()}
    return found


def _worth(pack: Pack, quantity: int, *texts: str) -> Worth:
    """How much of one hand-in is of good quality and on time, by the rulebook.

    Units: 10**-FINE products. The third is False where these are no whole numbers, or where the
    counts contradict each other.
    """
    errors, late, waived_errors, waived_late = (_fitted(c, quantity) if c else c for c in map(_read, texts))
    done = Decimal(quantity).scaleb(-2)
    try:
        sums = sums_of([Item(Decimal(1), done, done, errors, late, waived_errors, waived_late)], pack)
    except BadCase:
        return 0, 0, False
    quality, timeliness = (part.scaleb(FINE) for part in (sums.quality, sums.timeliness))
    whole = quality == quality.to_integral_value() and timeliness == timeliness.to_integral_value()
    return int(quality), int(timeliness), whole


def _shares(organ_id: int, first: dt.date, last: dt.date) -> QuerySet[Share, Any]:
    """The parts of tasks that are due in the period and were not cancelled."""
    due = Share.objects.filter(organ_id=organ_id, deadline__gte=first, deadline__lte=last)
    return due.exclude(state=ShareState.CANCELLED).values_list(
        "pk",
        "person_id",
        "is_extra",
        "task__coefficient",
        "percent",
        "quantity",
        "quantity_handed_over",
    )


def _hand_ins(organ_id: int, first: dt.date, last: dt.date) -> QuerySet[Delivery, Any]:
    """Recognised hand-ins of those parts; counts as text."""
    rows = Delivery.objects.filter(
        organ_id=organ_id,
        state=DeliveryState.MET,
        finished_on__lte=last,
        share__deadline__gte=first,
        share__deadline__lte=last,
    )
    texts = [Cast(name, TextField()) for name in ("errors", "late", "waived_errors", "waived_late")]
    return rows.order_by().values_list("share_id", "quantity", *texts)


def _marks(period_id: int) -> QuerySet[Mark, Any]:
    sums = Mark.objects.filter(card__period_id=period_id).values_list("card_id")
    return sums.annotate(
        Sum("self_points"), Count("self_points"), Sum("authority_points"), Count("authority_points")
    ).order_by()


_CARDS = _Query(
    lambda period_id: Card.objects.filter(period_id=period_id).values_list(
        "pk", "person_id", "duty", "state"
    ),
    "person_id",
    "pk",
)
_POINTS = _Query(_marks, "card__person_id", "pk")
_RATIOS = _Query(
    lambda period_id: LeaderRatio.objects.filter(card__period_id=period_id).values_list(
        "card_id", "which", "value"
    ),
    "card__person_id",
    "pk",
)
_SHARES = _Query(_shares, "person_id", *DUE)
_HAND_INS = _Query(_hand_ins, "share__person_id", *DUE)
_IN_ORDER = _Query(lambda *due: _hand_ins(*due).order_by("finished_on", "pk"), "share__person_id", *DUE)


def _lines(period: Period, people: list[int]) -> dict[int, list[Item]]:
    """The work of the period by person, line by line as the rulebook takes it; two queries."""
    number = _decimals()
    parts: dict[int, list[Part]] = defaultdict(list)
    for share_id, quantity, *texts in _rows(_IN_ORDER, period, people):
        errors, late, waived_errors, waived_late = map(_read, texts)
        parts[share_id].append((quantity, errors, late, waived_errors, waived_late))
    found: dict[int, list[Item]] = defaultdict(list)
    for pk, person_id, extra, coefficient, percent, quantity, gone in _rows(_SHARES, period, people):
        weight = number(coefficient * percent, -8)
        lines = found[person_id]
        left = quantity - gone
        groups = _groups(parts.get(pk, []))
        for group in groups[1:]:
            left -= group[0][0]
            lines.append(_item(weight, group[0][0], group, extra, number))
        if left:
            lines.append(_item(weight, left, groups[0] if groups else [], extra, number))
        if gone and not extra:
            lines.append(Item(weight, number(gone, -2), number(0, -2), handed_over=True))
    return found


@cache
def _read(text: str) -> Counts:
    """Stored counts; the same few texts come again and again. Empty when all are zero."""
    counts = tuple(json.loads(text))
    return counts if any(counts) else ()


def _groups(parts: list[Part]) -> list[list[Part]]:
    """Whole hand-ins and at most one fraction on the first line, further fractions alone."""
    if len(parts) < 2:
        return [parts] if parts else []
    whole = [p for p in parts if not p[0] % UNIT]
    broken = [p for p in parts if p[0] % UNIT]
    return [whole + broken[:1], *([p] for p in broken[1:])]


def _item(
    weight: Decimal, assigned: int, parts: list[Part], extra: bool, number: Callable[[int, int], Decimal]
) -> Item:
    if len(parts) == 1:
        quantity, *counts = parts[0]
        counts = [_fitted(c, quantity) if c else c for c in counts]
    else:
        quantity = sum(p[0] for p in parts)
        counts = [_joined(parts, column) for column in (1, 2, 3, 4)]
    errors, late, waived_errors, waived_late = counts
    return Item(
        weight,
        number(assigned, -2),
        number(quantity, -2),
        errors,
        late,
        waived_errors,
        waived_late,
        bool(extra),
    )


def _joined(parts: list[Part], column: int) -> Counts:
    """One count per product over all hand-ins of a line; empty when all are zero."""
    if not any(p[column] for p in parts):
        return ()
    return tuple(n for p in parts for n in _fitted(p[column], p[0]))  # type: ignore[arg-type]


def _fitted(counts: Counts, quantity: int) -> Counts:
    """One count for each of the hand-in's products, as the feed has it."""
    number = -(-quantity // UNIT)
    return counts if len(counts) == number else (*counts[:number], *((0,) * (number - len(counts))))


def _decimals() -> Callable[[int, int], Decimal]:
    """Scaled integers as Decimals, each made once for a call of `month_scores`."""

    @cache
    def number(value: int, places: int) -> Decimal:
        return Decimal(value).scaleb(places)

    return number
