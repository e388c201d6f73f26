"""The verdict on a hand-in, and its correction before the cut-off (Đ14.2)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from django.db import transaction

from congvu.assignments import events
from congvu.assignments.counts import added, capped, counts_of, fitted, products
from congvu.assignments.guards import (
    allowed,
    left,
    lock_delivery,
    must_record,
    quantity_of,
    share_subject,
    short_enough,
    tell,
)
from congvu.assignments.models import Delivery, Share
from congvu.assignments.states import DELIVERY, SHARE, DeliveryState, DeliveryStep, ShareState, ShareStep
from congvu.base.errors import Incomplete, OutOfRange
from congvu.base.text import clean
from congvu.policy.actions import Action
from congvu.policy.facts import Actor
from congvu.ui import words


@transaction.atomic
def judge_delivery(
    *,
    delivery_id: int,
    met: bool,
    quantity: Decimal | None,
    errors: Sequence[int] | None,
    late: Sequence[int] | None,
    major_error: bool,
    reason: str,
    decider_id: int | None,
    by: Actor,
    at: dt.datetime,
) -> Delivery:
    """Kết luận một kết quả đã nộp: đạt (số lượng, lỗi lớn, chậm) hoặc trả lại.

    Units: quantity in products, at most what was handed in; errors (major content errors) and
    late one count per finished product. Finished after the deadline: late at least once, each.
    Errors of returned predecessors are added product by product. Returned for a major error:
    one error on each product, unless `errors` says on which.
    Raises: Denied, InvalidStep, Incomplete (no reason), OutOfRange (also after the cut-off).
    Source: NĐ 335/2025/NĐ-CP, Điều 14 khoản 2 điểm b, c; Điều 3 khoản 4.
    """
    delivery = lock_delivery(delivery_id)
    share = delivery.share
    subject = share_subject(share, on=delivery.finished_on, decider_id=decider_id)
    acting = allowed(by, Action.DELIVERY_JUDGE, subject)
    step = DeliveryStep.JUDGE_MET if met else DeliveryStep.RETURN
    delivery.state = DELIVERY.after(delivery.state, step)
    must_record(share.organ_id, share.deadline, at=at)
    _conclude(delivery, quantity, errors, late, major_error, reason)
    _save(delivery, share, by=by, at=at)
    tell(
        events.MET if met else events.RETURNED, share.task, by=by, at=at, owner_id=share.person_id, acting=acting,
        **_facts(delivery),
    )  # fmt: skip
    return delivery


@transaction.atomic
def rejudge_delivery(
    *,
    delivery_id: int,
    met: bool,
    quantity: Decimal | None,
    errors: Sequence[int] | None,
    late: Sequence[int] | None,
    major_error: bool,
    reason: str,
    decider_id: int | None,
    by: Actor,
    at: dt.datetime,
) -> Delivery:
    """Sửa một kết luận trước ngày chốt kỳ, có lý do; kết luận cũ còn trong nhật ký hệ thống.

    Units and rules as `judge_delivery`; quantity at most what was handed in and what is left.
    Raises: Denied, InvalidStep, Incomplete, OutOfRange (put right already; after the cut-off).
    Source: NĐ 335/2025/NĐ-CP, Điều 14 khoản 2; Điều 17 khoản 2.
    """
    delivery = lock_delivery(delivery_id)
    share = delivery.share
    subject = share_subject(share, on=delivery.finished_on, decider_id=decider_id)
    acting = allowed(by, Action.DELIVERY_JUDGE, subject)
    before = _facts(delivery)
    was, held = delivery.state, delivery.quantity if delivery.state == DeliveryState.MET else Decimal(0)
    step = DeliveryStep.CORRECT_MET if met else DeliveryStep.CORRECT_RETURN
    delivery.state = DELIVERY.after(delivery.state, step)
    must_record(share.organ_id, share.deadline, at=at)
    if Delivery.objects.filter(replaces=delivery).exists():
        raise OutOfRange("Kết quả này đã được nộp lại. Đồng chí kết luận ở lần nộp sau.")
    if not clean(reason):
        raise Incomplete("Đồng chí nêu lý do sửa kết luận.", field="reason")
    room = left(share) + held
    if met and (quantity or delivery.quantity_claimed) > room:
        raise OutOfRange(f"Phần việc này chỉ còn {words.number(room)} sản phẩm.", field="quantity")
    delivery.quantity = delivery.quantity_claimed
    _conclude(delivery, quantity, errors, late, major_error, reason)
    _save(delivery, share, by=by, at=at)
    labels = dict(DeliveryState.choices)
    tell(
        events.REJUDGED, share.task, by=by, at=at, owner_id=share.person_id, acting=acting,
        before=labels[was], after=labels[delivery.state], old=before,
        **_facts(delivery),
    )  # fmt: skip
    return delivery


def _conclude(
    delivery: Delivery,
    quantity: Decimal | None,
    errors: Sequence[int] | None,
    late: Sequence[int] | None,
    major_error: bool,
    reason: str,
) -> None:
    """Put the verdict of the new state on the delivery."""
    delivery.reason = short_enough(clean(reason, lines=True), "lý do", field="reason", longest=4000)
    if delivery.state == DeliveryState.MET:
        _met(delivery, quantity, errors, late)
    else:
        _returned(delivery, errors, major_error)


def _met(
    delivery: Delivery, quantity: Decimal | None, errors: Sequence[int] | None, late: Sequence[int] | None
) -> None:
    claimed = delivery.quantity_claimed
    delivery.quantity = claimed if quantity is None else quantity_of(quantity)
    if delivery.quantity > claimed:
        raise OutOfRange(f"Chỉ công nhận được nhiều nhất {words.number(claimed)} đã nộp.", field="quantity")
    number = products(delivery.quantity)
    own = counts_of(errors, number, field="errors")
    delays = counts_of(late, number, field="late")
    if (any(own) or delivery.quantity < claimed) and not delivery.reason:
        raise Incomplete("Đồng chí nêu lý do giảm số lượng hoặc tính lỗi lớn.", field="reason")
    if delivery.finished_on > delivery.share.deadline:
        delays = [max(1, count) for count in delays]
    delivery.major_error = False
    delivery.errors = added(own, fitted(delivery.carried_errors, number))
    delivery.late = delays
    delivery.waived_errors = capped(delivery.waived_errors, delivery.errors)
    delivery.waived_late = capped(delivery.waived_late, delivery.late)


def _returned(delivery: Delivery, errors: Sequence[int] | None, major_error: bool) -> None:
    if not delivery.reason:
        raise Incomplete("Đồng chí nêu lý do trả lại.", field="reason")
    number = products(delivery.quantity)
    own = counts_of(errors, number, field="errors")
    if major_error and not any(own):
        own = [1] * number
    delivery.major_error = any(own)
    delivery.errors = added(own, delivery.carried_errors)
    delivery.late, delivery.waived_errors, delivery.waived_late = [], [], []


def _save(delivery: Delivery, share: Share, *, by: Actor, at: dt.datetime) -> None:
    """Save the verdict; the share's result and state follow from its recognised hand-ins."""
    delivery.judged_at, delivery.judged_by = at, by.key
    delivery.save()
    met = Delivery.objects.filter(share=share, state=DeliveryState.MET).values_list("quantity", flat=True)
    share.quantity_done = sum(met, Decimal(0))
    complete = share.quantity_done == share.quantity - share.quantity_handed_over
    if complete and share.state == ShareState.UNABLE:
        share.state = SHARE.after(share.state, ShareStep.KEEP)
    if complete and share.state == ShareState.ACCEPTED:
        share.state = SHARE.after(share.state, ShareStep.FINISH)
        share.closed_at, share.closed_by = at, by.key
    elif not complete and share.state == ShareState.DONE:
        share.state = SHARE.after(share.state, ShareStep.REOPEN)
        share.closed_at, share.closed_by, share.closing_reason = None, "", ""
    share.version += 1
    share.save(
        update_fields=["quantity_done", "state", "closed_at", "closed_by", "closing_reason", "version"]
    )


def _facts(delivery: Delivery) -> dict[str, object]:
    return {
        "share_id": delivery.share_id,
        "delivery_id": delivery.pk,
        "quantity": words.number(delivery.quantity),
        "claimed": words.number(delivery.quantity_claimed),
        "finished_on": words.full_date(delivery.finished_on),
        "errors": list(delivery.errors),
        "late": list(delivery.late),
        "waived_errors": list(delivery.waived_errors),
        "waived_late": list(delivery.waived_late),
        "errors_total": sum(delivery.errors),
        "late_total": sum(delivery.late),
        "reason": delivery.reason,
        "judged_by": delivery.judged_by,
    }
