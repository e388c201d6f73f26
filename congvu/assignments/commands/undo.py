"""Taking a verdict back while nothing rests on it (ADR 0030)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.db import transaction

from congvu.assignments import events
from congvu.assignments.guards import allowed, left, lock_delivery, must_record, share_subject, tell
from congvu.assignments.models import Delivery, Share, Task
from congvu.assignments.states import (
    DELIVERY,
    OPEN_SHARES,
    SHARE,
    DeliveryState,
    DeliveryStep,
    ShareState,
    ShareStep,
)
from congvu.base.errors import InvalidStep, Missing, OutOfRange
from congvu.policy.actions import Action
from congvu.policy.facts import Actor
from congvu.ui import words

CHANGED = "Kết luận này đã được sửa sau đó nên không hoàn tác được. Sửa kết luận ở trang việc."


@transaction.atomic
def withdraw_verdict(
    *, origin: str, judged_at: dt.datetime, decider_id: int | None, by: Actor, at: dt.datetime
) -> Delivery:
    """Rút kết luận về kết quả nộp từ một dòng: kết quả lại chờ, phần việc trở về như trước.

    `judged_at` is the moment of the verdict meant: a later one is not taken back by mistake.
    Raises: Missing, Denied, InvalidStep (put right since, sent again, a cause was named, the part
        was closed otherwise), OutOfRange (what came free was handed in; after the cut-off).
    """
    delivery = lock_delivery(_id_of(Delivery.objects.exclude(state=DeliveryState.WITHDRAWN), origin, by))
    share = delivery.share
    subject = share_subject(share, on=delivery.finished_on, decider_id=decider_id)
    acting = allowed(by, Action.DELIVERY_JUDGE, subject)
    before = delivery.get_state_display()
    after = DELIVERY.after(delivery.state, DeliveryStep.TAKE_BACK)
    must_record(share.organ_id, share.deadline, at=at)
    _nothing_rests_on(delivery, judged_at)
    if share.state not in (*OPEN_SHARES, ShareState.DONE):
        raise InvalidStep(
            f"Phần việc này {share.get_state_display().lower()} nên không hoàn tác được kết luận."
        )
    held = delivery.quantity if delivery.state == DeliveryState.MET else Decimal(0)
    if delivery.quantity_claimed > left(share) + held:
        raise OutOfRange("Số sản phẩm được trả ra đã nộp ở mục khác nên không hoàn tác được.")
    _unjudged(delivery, after)
    _reopened(share)
    tell(
        events.VERDICT_WITHDRAWN, share.task, by=by, at=at, owner_id=share.person_id, acting=acting,
        before=before, quantity=words.number(delivery.quantity), share_id=share.pk, delivery_id=delivery.pk,
        origin=origin,
    )  # fmt: skip
    return delivery


@transaction.atomic
def withdraw_unplanned(
    *, origin: str, judged_at: dt.datetime, decider_id: int | None, by: Actor, at: dt.datetime
) -> Share:
    """Thôi nhận một sản phẩm là việc đột xuất: phần việc bị hủy, không còn tính.

    Raises: Missing, Denied, InvalidStep, OutOfRange (after the cut-off).
    """
    unplanned = Delivery.objects.filter(share__task__origin=Task.Origin.UNPLANNED)
    delivery = lock_delivery(_id_of(unplanned.filter(state=DeliveryState.MET), origin, by))
    share = delivery.share
    subject = share_subject(share, on=delivery.finished_on, decider_id=decider_id)
    acting = allowed(by, Action.UNPLANNED_ACCEPT, subject)
    delivery.state = DELIVERY.after(delivery.state, DeliveryStep.UNACCEPT)
    must_record(share.organ_id, share.deadline, at=at)
    _nothing_rests_on(delivery, judged_at)
    share.state = SHARE.after(share.state, ShareStep.UNACCEPT)
    share.quantity_done = Decimal(0)
    share.closed_at, share.closed_by = at, by.key
    share.version += 1
    share.save(update_fields=["state", "quantity_done", "closed_at", "closed_by", "version"])
    delivery.save(update_fields=["state"])
    tell(
        events.UNPLANNED_WITHDRAWN, share.task, by=by, at=at, owner_id=share.person_id, acting=acting,
        title=share.task.title, quantity=words.number(delivery.quantity), share_id=share.pk,
        delivery_id=delivery.pk, origin=origin,
    )  # fmt: skip
    return share


def _id_of(rows: object, origin: str, by: Actor) -> int:
    found = (
        rows.filter(organ_id=by.organ_id or 0, origin=origin)  # type: ignore[attr-defined]
        .order_by("-pk")
        .values_list("pk", flat=True)
        .first()
    )
    if found is None:
        raise Missing("Không có kết quả đã nộp từ dòng này.")
    return int(found)


def _nothing_rests_on(delivery: Delivery, judged_at: dt.datetime) -> None:
    """Raises InvalidStep when something was built on the verdict."""
    if delivery.judged_at != judged_at:
        raise InvalidStep(CHANGED)
    if Delivery.objects.filter(replaces=delivery).exists():
        raise InvalidStep("Kết quả này đã được nộp lại nên không hoàn tác được. Kết luận ở lần nộp sau.")
    if delivery.causes.exists():
        raise InvalidStep("Người làm đã nêu nguyên nhân khách quan nên không hoàn tác được.")


def _unjudged(delivery: Delivery, state: str) -> None:
    """As it was handed in; errors of returned predecessors stay in `carried_errors`."""
    delivery.state, delivery.quantity = state, delivery.quantity_claimed
    delivery.errors, delivery.late = [], []
    delivery.waived_errors, delivery.waived_late = [], []
    delivery.major_error, delivery.reason = False, ""
    delivery.judged_at, delivery.judged_by = None, ""
    delivery.save()


def _reopened(share: Share) -> None:
    """The part without this verdict. One that was reported as impossible before is so again."""
    met = Delivery.objects.filter(share=share, state=DeliveryState.MET).values_list("quantity", flat=True)
    share.quantity_done = sum(met, Decimal(0))
    if share.state == ShareState.DONE:
        share.state = SHARE.after(share.state, ShareStep.REOPEN)
        share.closed_at, share.closed_by = None, ""
        if share.closing_reason:
            share.state = SHARE.after(share.state, ShareStep.REPORT_UNABLE)
    share.version += 1
    share.save(update_fields=["quantity_done", "state", "closed_at", "closed_by", "version"])
