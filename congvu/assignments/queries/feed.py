"""What feeds the score, and nothing else does (ADR 0017). Minutes are unknown here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Prefetch

from congvu.assignments.counts import fitted, products
from congvu.assignments.models import Delivery, Share
from congvu.assignments.states import DeliveryState, ShareState

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


def feed(person_ids: Iterable[int], first: dt.date, last: dt.date) -> dict[int, list[FeedItem]]:
    """The lines of each person for the period [first, last], in the order of their deadlines.

    Only shares due in the period count, with what was recognised and finished by its end; later
    is late and not done there. Cancelled parts are out; parts carried over stay assigned and
    undone for the rest; parts handed over stay assigned, on a line of their own (Đ18.1d). Two
    queries for any number of people.
    Source: NĐ 335/2025/NĐ-CP, Điều 14 khoản 2, Điều 18 khoản 1.
    """
    found: dict[int, list[FeedItem]] = {p: [] for p in person_ids}
    recognised = Delivery.objects.filter(state=DeliveryState.MET, finished_on__lte=last).order_by(
        "finished_on", "pk"
    )
    shares = (
        Share.objects.filter(person_id__in=list(found), deadline__gte=first, deadline__lte=last)
        .exclude(state=ShareState.CANCELLED)
        .select_related("task__product")
        .prefetch_related(Prefetch("deliveries", queryset=recognised, to_attr="recognised"))
        .order_by("deadline", "pk")
    )
    for share in shares:
        found[share.person_id].extend(_lines(share, share.recognised))
    return found


def _lines(share: Share, recognised: Sequence[Delivery]) -> Iterator[FeedItem]:
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


def _groups(recognised: Sequence[Delivery]) -> list[list[Delivery]]:
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
    share: Share, assigned: Decimal, deliveries: Sequence[Delivery], *, handed_over: bool = False
) -> FeedItem:
    facts = tuple(_fact(d) for d in deliveries)
    task = share.task
    return FeedItem(
        share_id=share.pk,
        task_id=task.pk,
        title=task.title,
        product_code=task.product.code,
        edition_id=task.product.edition_id,
        coefficient=(task.coefficient * share.percent).scaleb(-2),
        assigned=assigned,
        done=sum((f.quantity for f in facts), Decimal(0)),
        errors=_joined(f.errors for f in facts),
        late=_joined(f.late for f in facts),
        waived_errors=_joined(f.waived_errors for f in facts),
        waived_late=_joined(f.waived_late for f in facts),
        extra=share.is_extra,
        handed_over=handed_over,
        deadline=share.deadline,
        deliveries=facts,
    )


def _fact(delivery: Delivery) -> DeliveryFact:
    number = products(delivery.quantity)
    assert delivery.judged_at is not None  # a recognised hand-in was judged (CheckConstraint)
    return DeliveryFact(
        id=delivery.pk,
        quantity=delivery.quantity,
        finished_on=delivery.finished_on,
        judged_by=delivery.judged_by,
        judged_at=delivery.judged_at,
        origin=delivery.origin,
        errors=tuple(fitted(delivery.errors, number)),
        late=tuple(fitted(delivery.late, number)),
        waived_errors=tuple(fitted(delivery.waived_errors, number)),
        waived_late=tuple(fitted(delivery.waived_late, number)),
    )


def _joined(counts: Iterable[Counts]) -> Counts:
    return tuple(count for each in counts for count in each)
