"""Handing in and taking back what was handed in. Both come from a diary line."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.db import transaction
from django.db.models import Q

from congvu.assignments import events
from congvu.assignments.guards import (
    allowed,
    left,
    lock_delivery,
    lock_share,
    must_record,
    owed,
    period_last,
    quantity_of,
    share_subject,
    short_enough,
    tell,
    today_of,
)
from congvu.assignments.models import Delivery, Share
from congvu.assignments.states import DELIVERY, SHARE, DeliveryState, DeliveryStep, ShareStep
from congvu.base.errors import Missing, OutOfRange
from congvu.base.text import clean
from congvu.policy.actions import Action
from congvu.policy.facts import Actor
from congvu.ui import words


@transaction.atomic
def hand_in(
    *,
    share_id: int,
    quantity: Decimal,
    finished_on: dt.date,
    note: str,
    origin: str,
    by: Actor,
    at: dt.datetime,
    replaces_origin: str = "",
) -> Delivery:
    """Nộp kết quả của một phần việc, chờ kết luận.

    Units: quantity in products. `origin` names the diary line; `replaces_origin` the line whose
    result was returned and is put right now. Without it the oldest returned result of this work
    that nobody put right yet is taken: its major errors go along.
    Raises: Denied, InvalidStep, OutOfRange (above what is left, period over, records closed).
    Source: NĐ 335/2025/NĐ-CP, Điều 18 khoản 2; surplus: Điều 18 khoản 1 điểm d.
    """
    share = lock_share(share_id)
    today = today_of(at)
    allowed(by, Action.SHARE_HAND_IN, share_subject(share, on=finished_on))
    share.state = SHARE.after(share.state, ShareStep.HAND_IN)
    quantity = quantity_of(quantity)
    _in_time(share, finished_on, today=today, at=at)
    if (
        origin
        and Delivery.objects.filter(
            organ_id=share.organ_id, origin=origin, state__in=[DeliveryState.HANDED_IN, DeliveryState.MET]
        ).exists()
    ):
        raise OutOfRange("Kết quả của dòng này đã nộp rồi.")
    rest = left(share)
    if quantity > rest:
        raise OutOfRange(_surplus(rest), field="quantity")
    before = _put_right(share, replaces_origin)
    delivery = Delivery.objects.create(
        organ_id=share.organ_id,
        share=share,
        quantity=quantity,
        quantity_claimed=quantity,
        finished_on=finished_on,
        handed_in_at=at,
        note=short_enough(clean(note, lines=True), "ghi chú", field="note", longest=4000),
        origin=origin,
        replaces=before,
        carried_errors=owed(before) if before else [],
    )
    share.accepted_at = share.accepted_at or at
    share.version += 1
    share.save(update_fields=["state", "accepted_at", "version"])
    tell(
        events.HANDED_IN, share.task, by=by, at=at, owner_id=share.person_id, quantity=words.number(quantity),
        finished_on=words.full_date(finished_on), share_id=share.pk, delivery_id=delivery.pk, origin=origin,
        replaces=before.pk if before else None,
    )  # fmt: skip
    return delivery


@transaction.atomic
def withdraw_delivery(*, origin: str, by: Actor, at: dt.datetime) -> Delivery:
    """Rút kết quả chưa kết luận, khi người nộp rút lại dòng nhật ký.

    Raises: Missing, Denied, InvalidStep (judged already).
    """
    found = (
        Delivery.objects.filter(organ_id=by.organ_id or 0, origin=origin)
        .exclude(state=DeliveryState.WITHDRAWN)
        .order_by("-pk")
        .first()
    )
    if found is None:
        raise Missing("Không có kết quả đã nộp từ dòng này.")
    delivery = lock_delivery(found.pk)
    share = delivery.share
    allowed(by, Action.SHARE_HAND_IN, share_subject(share, on=delivery.finished_on))
    delivery.state = DELIVERY.after(delivery.state, DeliveryStep.WITHDRAW)
    delivery.replaces = None  # the returned result waits for its correction again
    delivery.save(update_fields=["state", "replaces"])
    share.version += 1
    share.save(update_fields=["version"])
    tell(
        events.WITHDRAWN, share.task, by=by, at=at, owner_id=share.person_id,
        quantity=words.number(delivery.quantity), share_id=share.pk, delivery_id=delivery.pk, origin=origin,
    )  # fmt: skip
    return delivery


def _put_right(share: Share, replaces_origin: str) -> Delivery | None:
    """The result that this hand-in puts right: the one named, else the oldest still open one."""
    same_work = Q(share=share)
    if share.task.carried_from_id:
        same_work |= Q(share__task_id=share.task.carried_from_id, share__person_id=share.person_id)
    waiting = [
        d
        for d in Delivery.objects.filter(
            same_work, replaced_by=None, state__in=[DeliveryState.RETURNED, DeliveryState.MET]
        ).order_by("pk")
        if d.state == DeliveryState.RETURNED or any(owed(d))
    ]
    named = [d for d in waiting if replaces_origin and d.origin == replaces_origin]
    return next(iter(named or waiting), None)


def _in_time(share: Share, finished_on: dt.date, *, today: dt.date, at: dt.datetime) -> None:
    if finished_on > today:
        raise OutOfRange("Ngày xong không được sau hôm nay.", field="finished_on")
    last = period_last(share.organ_id, share.deadline)
    if finished_on > last:
        raise OutOfRange(
            f"Kỳ của phần việc này đã hết ngày {words.full_date(last)}. Đồng chí đề nghị lãnh đạo chuyển "
            "phần còn lại sang kỳ sau rồi nộp kết quả ở đó.",
            field="share",
        )
    must_record(share.organ_id, share.deadline, at=at, field="share")
    must_record(share.organ_id, finished_on, at=at, field="finished_on")


def _surplus(rest: Decimal) -> str:
    if rest <= 0:
        return (
            "Phần việc này không còn sản phẩm nào chưa nộp. "
            "Đồng chí ghi kết quả làm thêm thành dòng khác, loại đột xuất."
        )
    return (
        f"Phần việc này còn {words.number(rest)} sản phẩm. Đồng chí nộp nhiều nhất {words.number(rest)}, "
        "phần vượt ghi thành dòng khác, loại đột xuất."
    )
