"""What feeds the score, and nothing else does (ADR 0017). Minutes are unknown here."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import QuerySet

from congvu.assignments.counts import fitted, products
from congvu.assignments.models import Delivery, Share
from congvu.assignments.states import DeliveryState, ShareState
from congvu.base.prepared import MANY, Prepared

Counts = tuple[int, ...]


@dataclass(frozen=True)
class DeliveryFact:
    """One recognised hand-in. Counts: one number per product, `ceil(quantity)` of them."""

    id: int
    quantity: Decimal
    finished_on: dt.date
    judged_by: str
    judged_at: dt.datetime
    origin: str
    errors: Counts
    late: Counts
    waived_errors: Counts
    waived_late: Counts


@dataclass(frozen=True)
class FeedItem:
    """One line of a period's result: products assigned and done, with the verdicts on them.

    `coefficient` = coefficient of the task × percent ÷ 100, exact. Counts hold one number for
    each finished product; the last one stands for a fraction.
    """

    share_id: int
    task_id: int
    title: str
    product_code: str
    edition_id: int
    coefficient: Decimal
    assigned: Decimal
    done: Decimal
    errors: Counts
    late: Counts
    waived_errors: Counts
    waived_late: Counts
    extra: bool
    handed_over: bool
    deadline: dt.date
    deliveries: tuple[DeliveryFact, ...]


def feed(
    person_ids: Iterable[int], first: dt.date, last: dt.date, *, organ_id: int | None = None
) -> dict[int, list[FeedItem]]:
    """The lines of each person for the period [first, last], in the order of their deadlines.

    Only shares due in the period count, with what was recognised and finished by its end; later
    is late and not done there. Cancelled parts are out; parts carried over stay assigned and
    undone for the rest; parts handed over stay assigned, on a line of their own (Đ18.1d). With
    `organ_id` only work of that organ. Two queries for any number of people, rows as values.
    Source: NĐ 335/2025/NĐ-CP, Điều 14 khoản 2, Điều 18 khoản 1.
    """
    found: dict[int, list[FeedItem]] = {p: [] for p in person_ids}
    if organ_id is None:
        rows = [Part(*row) for row in _SHARES(list(found), first, last)]
    else:
        rows = [Part(*row) for row in _SHARES_OF_ORGAN(list(found), first, last, organ_id)]
    recognised = _recognised([part.id for part in rows], last) if rows else {}
    for part in rows:
        found[part.person_id].extend(_lines(part, recognised.get(part.id, [])))
    return found


class Part(NamedTuple):
    """One share with what the line needs of its task, as stored."""

    id: int
    person_id: int
    task_id: int
    title: str
    product_code: str
    edition_id: int
    coefficient: Decimal
    percent: Decimal
    quantity: Decimal
    quantity_handed_over: Decimal
    is_extra: bool
    deadline: dt.date


_PART = (
    "pk",
    "person_id",
    "task_id",
    "task__title",
    "task__product__code",
    "task__product__edition_id",
    "task__coefficient",
    "percent",
    "quantity",
    "quantity_handed_over",
    "is_extra",
    "deadline",
)


def _shares(people: Sequence[int], first: dt.date, last: dt.date) -> QuerySet[Share, Any]:
    rows = Share.objects.filter(person_id__in=people, deadline__gte=first, deadline__lte=last)
    return rows.exclude(state=ShareState.CANCELLED).order_by("deadline", "pk").values_list(*_PART)


_SHARES = Prepared(_shares, MANY, dt.date, dt.date)
_SHARES_OF_ORGAN = Prepared(
    lambda people, first, last, organ_id: _shares(people, first, last).filter(organ_id=organ_id),
    MANY, dt.date, dt.date, int,
)  # fmt: skip
_RECOGNISED = Prepared(
    lambda share_ids, last: Delivery.objects.filter(
        share_id__in=share_ids, state=DeliveryState.MET, finished_on__lte=last
    )
    .order_by("finished_on", "pk")
    .values_list(
        "share_id", "pk", "quantity", "finished_on", "judged_by", "judged_at", "origin",
        "errors", "late", "waived_errors", "waived_late",
    ),
    MANY, dt.date,
)  # fmt: skip


def _recognised(share_ids: Sequence[int], last: dt.date) -> dict[int, list[DeliveryFact]]:
    """The recognised hand-ins of these shares, in the order of their days; one query."""
    found: dict[int, list[DeliveryFact]] = defaultdict(list)
    for share_id, pk, quantity, finished_on, judged_by, judged_at, origin, *counts in _RECOGNISED(
        share_ids, last
    ):
        assert judged_at is not None  # a recognised hand-in was judged (CheckConstraint)
        number = products(quantity)
        each = (tuple(fitted(told, number)) for told in counts)
        found[share_id].append(DeliveryFact(pk, quantity, finished_on, judged_by, judged_at, origin, *each))
    return found


def _lines(share: Part, recognised: Sequence[DeliveryFact]) -> Iterator[FeedItem]:
    assigned = share.quantity - share.quantity_handed_over
    groups = _groups(recognised)
    for extra_group in groups[1:]:
        done = sum((d.quantity for d in extra_group), Decimal(0))
        assigned -= done
        yield _item(share, done, extra_group)
    if assigned:
        yield _item(share, assigned, groups[0] if groups else ())
    if share.quantity_handed_over and not share.is_extra:
        yield _item(share, share.quantity_handed_over, (), handed_over=True)


def _groups(recognised: Sequence[DeliveryFact]) -> list[list[DeliveryFact]]:
    """Hand-ins that fit on one line: whole ones first, at most one with a fraction, at the end.

    A line has one count per product and only its last may stand for a fraction; further
    fractions get lines of their own, so that every deduction stays exact.
    """
    whole = [d for d in recognised if d.quantity == d.quantity.to_integral_value()]
    parts = [d for d in recognised if d.quantity != d.quantity.to_integral_value()]
    if not recognised:
        return []
    return [whole + parts[:1], *([d] for d in parts[1:])]


def _item(
    share: Part, assigned: Decimal, facts: Sequence[DeliveryFact], *, handed_over: bool = False
) -> FeedItem:
    return FeedItem(
        share_id=share.id,
        task_id=share.task_id,
        title=share.title,
        product_code=share.product_code,
        edition_id=share.edition_id,
        coefficient=(share.coefficient * share.percent).scaleb(-2),
        assigned=assigned,
        done=sum((f.quantity for f in facts), Decimal(0)),
        errors=_joined(f.errors for f in facts),
        late=_joined(f.late for f in facts),
        waived_errors=_joined(f.waived_errors for f in facts),
        waived_late=_joined(f.waived_late for f in facts),
        extra=share.is_extra,
        handed_over=handed_over,
        deadline=share.deadline,
        deliveries=tuple(facts),
    )


def _joined(counts: Iterable[Counts]) -> Counts:
    return tuple(count for each in counts for count in each)
