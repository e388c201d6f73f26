"""A period's scores of many people straight from rows: no model instances, no cache.

The lines are those of `assignments.queries.feed`, the arithmetic is the rulebook's; a property
test holds this path and `compute` together.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Count, QuerySet, Sum, TextField
from django.db.models.functions import Cast

from congvu.assignments.models import Delivery, Share
from congvu.assignments.states import DeliveryState, ShareState
from rulebook.explain import Insufficient
from rulebook.items import Item
from rulebook.pack import Cap, Pack
from rulebook.results import Role, evaluate_case

from .compute import LEADER_KEYS
from .facts import pack_of
from .models import Card, LeaderRatio, Mark, Period
from .states import CardState

UNIT = 100
"""One product, as quantities are stored: two places."""

Counts = tuple[int, ...]
Part = tuple[int, Counts, Counts, Counts, Counts]


@dataclass(frozen=True, slots=True)
class Brief:
    """One card's score: total and level, or neither; whether any work was assigned."""

    total: Decimal | None
    level: str
    has_work: bool


def month_scores(period: Period, *, person_ids: Iterable[int] | None = None) -> dict[int, Brief]:
    """The present score of every card of a period, by card id; five queries.

    Units: points. With `person_ids` only their cards (a page of a list).
    """
    people = None if person_ids is None else list(person_ids)
    if people == []:
        return {}
    pack, cap = pack_of(period), Cap(period.cap)
    lines = _lines(period, people)
    common, ratios = _common(period, people, len(pack.criteria)), _ratios(period, people)
    cards = _of(Card.objects.filter(period=period), "person_id", people)
    found = {}
    for pk, person_id, duty, state in cards.values_list("pk", "person_id", "duty", "state"):
        items = lines.get(person_id, [])
        own, authority = common.get(pk, (None, None))
        points = authority if state == CardState.CONFIRMED else own
        found[pk] = _brief(pack, duty, items, points, ratios.get(pk, {}), cap)
    return found


def _brief(
    pack: Pack, duty: str, items: list[Item], points: Decimal | None, ratios: dict[str, Decimal], cap: Cap
) -> Brief:
    if not any(not i.extra for i in items):
        return Brief(None, "", has_work=False)
    leads = duty != Role.STAFF
    if points is None or (leads and len(ratios) < len(LEADER_KEYS)):
        return Brief(None, "", has_work=True)
    d, dd, e = (ratios[k] if leads else None for k in LEADER_KEYS)
    score = evaluate_case(pack, Role(duty), points, items, d, dd, e, cap, explain=False)
    if isinstance(score, Insufficient):
        return Brief(None, "", has_work=False)
    return Brief(score.total, score.level, has_work=True)


def _of(rows: Any, field: str, people: list[int] | None) -> Any:
    return rows if people is None else rows.filter(**{f"{field}__in": people})


def _raw(rows: QuerySet[Any]) -> Iterator[tuple[Any, ...]]:
    """The stored values of a `values_list`, without a Decimal made of every scaled integer."""
    with connection.cursor() as cursor:
        cursor.execute(*rows.query.sql_with_params())
        while some := cursor.fetchmany(2_000):
            yield from some


def _common(
    period: Period, people: list[int] | None, criteria: int
) -> dict[int, tuple[Decimal | None, Decimal | None]]:
    """Sums of the person's and of the authority's points by card; None where not all ten are given."""
    rows = _of(Mark.objects.filter(card__period=period), "card__person_id", people)
    sums = rows.values_list("card_id").annotate(
        Sum("self_points"), Count("self_points"), Sum("authority_points"), Count("authority_points")
    )
    return {
        card_id: (own if owned == criteria else None, theirs if given == criteria else None)
        for card_id, own, owned, theirs, given in sums.order_by()
    }


def _ratios(period: Period, people: list[int] | None) -> dict[int, dict[str, Decimal]]:
    rows = _of(LeaderRatio.objects.filter(card__period=period), "card__person_id", people)
    found: dict[int, dict[str, Decimal]] = defaultdict(dict)
    for card_id, which, value in rows.values_list("card_id", "which", "value"):
        found[card_id][which] = value
    return found


def _lines(period: Period, people: list[int] | None) -> dict[int, list[Item]]:
    """The work of the period by person, as the rulebook takes it; two queries."""
    due = {"deadline__gte": period.first, "deadline__lte": period.last}
    number = _decimals()
    parts = _parts(period, people)
    found: dict[int, list[Item]] = defaultdict(list)
    shares = _of(Share.objects.filter(organ_id=period.organ_id, **due), "person_id", people)
    rows = shares.exclude(state=ShareState.CANCELLED).values_list(
        "pk",
        "person_id",
        "is_extra",
        "task__coefficient",
        "percent",
        "quantity",
        "quantity_handed_over",
    )
    for pk, person_id, extra, coefficient, percent, quantity, gone in _raw(rows):
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


def _parts(period: Period, people: list[int] | None) -> dict[int, list[Part]]:
    """Recognised hand-ins by share, in the order of the feed; counts still as text."""
    rows = _of(
        Delivery.objects.filter(
            organ_id=period.organ_id,
            state=DeliveryState.MET,
            finished_on__lte=period.last,
            share__deadline__gte=period.first,
            share__deadline__lte=period.last,
        ),
        "share__person_id",
        people,
    )
    texts = [Cast(name, TextField()) for name in ("errors", "late", "waived_errors", "waived_late")]
    found: dict[int, list[Part]] = defaultdict(list)
    ordered = rows.order_by("finished_on", "pk").values_list("share_id", "quantity", *texts)
    for share_id, quantity, *counts in _raw(ordered):
        errors, late, waived_errors, waived_late = map(_read, counts)
        found[share_id].append((quantity, errors, late, waived_errors, waived_late))
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
