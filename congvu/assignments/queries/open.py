"""The parts a person can hand in on a day: what the diary proposes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet, Sum

from congvu.assignments.models import Share
from congvu.assignments.states import DeliveryState, ShareState
from congvu.base import clock
from congvu.base.prepared import Prepared
from congvu.worktime.queries import period_of


@dataclass(frozen=True)
class OpenShare:
    """One open part. Quantities in products; `left` is what may still be handed in.

    `coefficient` = coefficient of the task × percent ÷ 100, standard units per product.
    """

    share_id: int
    task_id: int
    title: str
    product_id: int
    product_code: str
    product_detail: str
    unit_of_measure: str
    group: int
    norm_minutes: int | None
    evidence: str
    standard: str
    role: str
    percent: Decimal
    quantity: Decimal
    done: Decimal
    handed_over: Decimal
    deadline: dt.date
    origin: str
    origin_ref: str
    state: str
    is_extra: bool
    coefficient: Decimal
    waiting: Decimal
    left: Decimal


def open_shares(person_id: int, *, on: dt.date) -> list[OpenShare]:
    """Parts of this person given by `on`, not reported as impossible, with something left.

    A part whose period ended before `on` is not among them: it must be carried over first.
    One query, whatever their number.
    """
    return _read(_OPEN(person_id, clock.at(on + dt.timedelta(days=1))), on)


def _read(rows: Iterable[Sequence[Any]], on: dt.date) -> list[OpenShare]:
    found = []
    for *values, task_coefficient, handed_in, period_kind in rows:
        share = OpenShare(*values, _ZERO, _ZERO, _ZERO)  # type: ignore[call-arg]
        waiting = handed_in or _ZERO
        left = share.quantity - share.handed_over - share.done - waiting
        if left > 0 and on <= period_of(share.deadline, period_kind).last:
            coefficient = (task_coefficient * share.percent).scaleb(-2)
            found.append(replace(share, coefficient=coefficient, waiting=waiting, left=left))
    return found


def open_shares_of(person_ids: Iterable[int], *, on: dt.date) -> dict[int, list[OpenShare]]:
    """As `open_shares` for many people, one query whatever their number."""
    wanted = list(dict.fromkeys(person_ids))
    found: dict[int, list[OpenShare]] = {person_id: [] for person_id in wanted}
    rows = _open(wanted, clock.at(on + dt.timedelta(days=1))).values_list("person_id", *_COLUMNS)
    for person_id, *row in rows:
        found[person_id] += _read([row], on)
    return found


_ZERO = Decimal(0)
_COLUMNS = (
    "pk", "task_id", "task__title", "task__product_id", "task__product__code", "task__product__detail",
    "task__product__unit_of_measure", "task__product__group", "task__product__norm_minutes",
    "task__product__evidence", "task__standard", "role", "percent", "quantity", "quantity_done",
    "quantity_handed_over", "deadline", "task__origin", "task__origin_ref", "state", "is_extra",
    "task__coefficient", "handed_in", "organ__rules__period_kind",
)  # fmt: skip
"""The fields of OpenShare up to the computed ones, then what those are computed from."""


def _open(person_ids: Iterable[int], before: dt.datetime) -> QuerySet[Share, Any]:
    return (
        Share.objects.filter(
            person_id__in=list(person_ids),
            state__in=[ShareState.ASSIGNED, ShareState.ACCEPTED],
            task__assigned_at__lt=before,
        )
        .annotate(handed_in=Sum("deliveries__quantity", filter=Q(deliveries__state=DeliveryState.HANDED_IN)))
        .order_by("deadline", "pk")
    )


_OPEN = Prepared(
    lambda person_id, before: _open([person_id], before).values_list(*_COLUMNS), int, dt.datetime
)
