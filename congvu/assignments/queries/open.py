"""The parts a person can hand in on a day: what the diary proposes."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q, Sum

from congvu.assignments.models import Share
from congvu.assignments.states import DeliveryState, ShareState
from congvu.base import clock
from congvu.org.models import Rules
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
    coefficient: Decimal
    group: int
    norm_minutes: int | None
    evidence: str
    standard: str
    role: str
    percent: Decimal
    quantity: Decimal
    done: Decimal
    waiting: Decimal
    handed_over: Decimal
    left: Decimal
    deadline: dt.date
    origin: str
    origin_ref: str
    state: str
    is_extra: bool


def open_shares(person_id: int, *, on: dt.date) -> list[OpenShare]:
    """Parts of this person given by `on`, not reported as impossible, with something left.

    A part whose period ended before `on` is not among them: it must be carried over first.
    One query more than the rows, whatever their number.
    """
    rows = (
        Share.objects.filter(
            person_id=person_id,
            state__in=[ShareState.ASSIGNED, ShareState.ACCEPTED],
            task__assigned_at__lt=clock.at(on + dt.timedelta(days=1)),
        )
        .select_related("task__product")
        .annotate(handed_in=Sum("deliveries__quantity", filter=Q(deliveries__state=DeliveryState.HANDED_IN)))
        .order_by("deadline", "pk")
    )
    kind = Rules.objects.filter(organ__people=person_id).values_list("period_kind", flat=True).get()
    return [
        share
        for share in (_open_share(row) for row in rows)
        if share.left > 0 and on <= period_of(share.deadline, kind).last
    ]


def _open_share(share: Share) -> OpenShare:
    task, product = share.task, share.task.product
    waiting = share.handed_in or Decimal(0)  # type: ignore[attr-defined]
    return OpenShare(
        share_id=share.pk,
        task_id=task.pk,
        title=task.title,
        product_id=product.pk,
        product_code=product.code,
        product_detail=product.detail,
        unit_of_measure=product.unit_of_measure,
        coefficient=(task.coefficient * share.percent).scaleb(-2),
        group=product.group,
        norm_minutes=product.norm_minutes,
        evidence=product.evidence,
        standard=task.standard,
        role=share.role,
        percent=share.percent,
        quantity=share.quantity,
        done=share.quantity_done,
        waiting=waiting,
        handed_over=share.quantity_handed_over,
        left=share.quantity - share.quantity_handed_over - share.quantity_done - waiting,
        deadline=share.deadline,
        origin=task.origin,
        origin_ref=task.origin_ref,
        state=share.state,
        is_extra=share.is_extra,
    )
