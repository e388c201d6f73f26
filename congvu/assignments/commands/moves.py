"""What the leader decides about work that goes on elsewhere: handed over, cancelled, carried over."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.db import transaction

from congvu.assignments import events
from congvu.assignments.guards import (
    allowed,
    left,
    level_above,
    lock_share,
    lock_task,
    must_record,
    nothing_waits,
    period_last,
    quantity_of,
    share_subject,
    tell,
    text_of,
    today_of,
)
from congvu.assignments.models import Share, Task
from congvu.assignments.states import OPEN_SHARES, SHARE, ShareState, ShareStep
from congvu.base.errors import Denied, InvalidStep, OutOfRange
from congvu.org.queries import confirmer_of, place
from congvu.policy.actions import Action
from congvu.policy.decide import can
from congvu.policy.facts import Actor, Subject
from congvu.ui import words


@transaction.atomic
def hand_over(
    *,
    share_id: int,
    to_person_id: int,
    quantity: Decimal | None,
    deadline: dt.date,
    reason: str,
    by: Actor,
    at: dt.datetime,
    version: int | None = None,
) -> Share:
    """Chuyển phần chưa làm được của một người cho người khác; trả về phần việc mới.

    The quantity stays in the first person's assigned total, out of her result; for the other it
    counts on top of hers. Units: quantity in products, None = all that is left.
    Raises: Missing, Denied, InvalidStep, OutOfRange, Incomplete, Stale.
    Source: NĐ 335/2025/NĐ-CP, Điều 18 khoản 1 điểm d.
    """
    share = lock_share(share_id, version)
    today = today_of(at)
    acting = allowed(by, Action.SHARE_HAND_OVER, share_subject(share, on=today))
    after = SHARE.after(share.state, ShareStep.HAND_OVER)
    nothing_waits(share)
    must_record(share.organ_id, share.deadline, at=at)
    rest = left(share)
    moved = rest if quantity is None else quantity_of(quantity)
    if moved > rest:
        raise OutOfRange(f"Chỉ còn {words.number(rest)} sản phẩm chưa làm để chuyển.", field="quantity")
    _taker(share, to_person_id, by=by, on=today)
    if deadline < today:
        raise OutOfRange("Hạn không được trước hôm nay.", field="deadline")
    must_record(share.organ_id, deadline, at=at, field="deadline")
    why = text_of(reason, "lý do chuyển", field="reason", longest=500)
    share.quantity_handed_over += moved
    if moved == rest:
        _close(share, after, why, by=by, at=at)
    share.version += 1
    share.save()
    taken = Share.objects.create(
        organ_id=share.organ_id, task=share.task, person_id=to_person_id, role=share.role, percent=share.percent,
        quantity=moved, deadline=deadline, is_extra=True, taken_over_from=share,
    )  # fmt: skip
    _not_before(share.task, deadline)
    tell(
        events.HANDED_OVER, share.task, by=by, at=at, owner_id=share.person_id, acting=acting,
        quantity=words.number(moved), person=share.person.full_name, to_person=taken.person.full_name,
        deadline=words.full_date(deadline), reason=why, share_id=share.pk, to_share_id=taken.pk,
        to_person_id=to_person_id,
    )  # fmt: skip
    return taken


@transaction.atomic
def cancel_share(
    *, share_id: int, reason: str, by: Actor, at: dt.datetime, version: int | None = None
) -> Share:
    """Hủy phần chưa làm của một phần việc: ra khỏi tổng được giao, lý do được ghi lại.

    What was recognised or handed over stays as it is.
    Raises: Missing, Denied, InvalidStep, OutOfRange, Incomplete, Stale.
    Source: NĐ 335/2025/NĐ-CP, Điều 18 (no rule for it: gap G13).
    """
    share = lock_share(share_id, version)
    acting = allowed(by, Action.TASK_CANCEL, share_subject(share, on=today_of(at)))
    _cancel(share, reason, by=by, at=at, acting=acting)
    return share


@transaction.atomic
def cancel_task(*, task_id: int, reason: str, by: Actor, at: dt.datetime, version: int | None = None) -> Task:
    """Hủy mọi phần còn mở của một việc, có lý do.

    Raises: Missing, Denied, InvalidStep (nothing is open), OutOfRange, Incomplete, Stale.
    """
    task = lock_task(task_id, version)
    today = today_of(at)
    still = [
        lock_share(pk)
        for pk in task.shares.filter(state__in=OPEN_SHARES).order_by("pk").values_list("pk", flat=True)
    ]
    subjects = [share_subject(s, on=today) for s in still] or [
        Subject(organ_id=task.organ_id, unit_path=task.unit.path)
    ]
    acting = [allowed(by, Action.TASK_CANCEL, s) for s in subjects]
    if not still:
        raise InvalidStep("Việc này không còn phần nào đang mở để hủy.")
    for share, person in zip(still, acting, strict=True):
        _cancel(share, reason, by=by, at=at, acting=person)
    task.version += 1
    task.save(update_fields=["version"])
    tell(
        events.TASK_CANCELLED, task, by=by, at=at, owner_id=task.accountable_id, acting=acting[0],
        title=task.title, reason=still[0].closing_reason,
    )  # fmt: skip
    return task


@transaction.atomic
def carry_over(
    *,
    share_id: int,
    new_deadline: dt.date,
    reason: str,
    by: Actor,
    at: dt.datetime,
    version: int | None = None,
) -> Task:
    """Chuyển phần chưa xong sang kỳ sau: một việc mới; ở kỳ cũ vẫn là được giao, chưa xong.

    Coefficient, percent and product stay those of the first assignment.
    Raises: Missing, Denied, InvalidStep, OutOfRange, Incomplete, Stale.
    Source: NĐ 335/2025/NĐ-CP, Điều 18 (no rule for it: gap G13).
    """
    share = lock_share(share_id, version)
    acting = allowed(by, Action.TASK_CARRY_OVER, share_subject(share, on=today_of(at)))
    after = SHARE.after(share.state, ShareStep.CARRY_OVER)
    nothing_waits(share)
    rest = left(share)
    last = period_last(share.organ_id, share.deadline)
    if new_deadline <= last:
        raise OutOfRange(
            f"Hạn mới phải sau ngày {words.full_date(last)}, ngày cuối của kỳ cũ. Trong cùng kỳ thì gia hạn.",
            field="new_deadline",
        )
    must_record(share.organ_id, new_deadline, at=at, field="new_deadline")
    why = text_of(reason, "lý do chuyển kỳ", field="reason", longest=500)
    _close(share, after, why, by=by, at=at)
    share.version += 1
    share.save()
    old = share.task
    task = Task.objects.create(
        organ_id=old.organ_id, unit=old.unit, product=old.product, title=old.title, coefficient=old.coefficient,
        quantity=rest, standard=old.standard, deadline=new_deadline, origin=Task.Origin.CARRIED_OVER,
        origin_ref=old.origin_ref, accountable_id=share.person_id, carried_from=old, assigned_at=at,
        assigned_by=by.key, assigner_id=by.person_id,
    )  # fmt: skip
    Share.objects.create(
        organ_id=old.organ_id, task=task, person_id=share.person_id, role=share.role, percent=share.percent,
        quantity=rest, deadline=new_deadline, is_extra=share.is_extra, state=ShareState.ASSIGNED,
    )  # fmt: skip
    data = {
        "quantity": words.number(rest), "person": share.person.full_name, "reason": why,
        "new_deadline": words.full_date(new_deadline), "share_id": share.pk, "new_task_id": task.pk,
    }  # fmt: skip
    for each in (old, task):
        tell(events.CARRIED_OVER, each, by=by, at=at, owner_id=share.person_id, acting=acting, **data)
    return task


def _cancel(share: Share, reason: str, *, by: Actor, at: dt.datetime, acting: int | None) -> None:
    after = SHARE.after(share.state, ShareStep.CANCEL)
    nothing_waits(share)
    must_record(share.organ_id, share.deadline, at=at)
    why = text_of(reason, "lý do hủy", field="reason", longest=500)
    kept = share.quantity_done + share.quantity_handed_over
    rest = share.quantity - kept
    if kept:
        # What is finished or was handed over stays in the assigned total; only the rest goes.
        share.quantity = kept
        after = (
            _finished(share.state) if share.quantity_done else SHARE.after(share.state, ShareStep.HAND_OVER)
        )
    _close(share, after, why, by=by, at=at)
    share.version += 1
    share.save()
    tell(
        events.CANCELLED, share.task, by=by, at=at, owner_id=share.person_id, acting=acting,
        quantity=words.number(rest), person=share.person.full_name, reason=why, share_id=share.pk,
    )  # fmt: skip


def _finished(state: str) -> str:
    """What is left of a part reported as impossible is first kept, then finished."""
    if state == ShareState.UNABLE:
        state = SHARE.after(state, ShareStep.KEEP)
    return SHARE.after(state, ShareStep.FINISH)


def _close(share: Share, state: str, reason: str, *, by: Actor, at: dt.datetime) -> None:
    share.state, share.closing_reason = state, reason
    share.closed_at, share.closed_by = at, by.key


def _taker(share: Share, person_id: int, *, by: Actor, on: dt.date) -> None:
    """Raises unless the other person is somebody else, under the leader's authority."""
    if person_id == share.person_id:
        raise OutOfRange("Đồng chí chọn người khác để chuyển việc.", field="to_person")
    spot = place(person_id, on=on)
    if spot is None or spot.organ_id != share.organ_id:
        raise OutOfRange("Người nhận không công tác ở cơ quan này.", field="to_person")
    path = spot.unit_path if person_id == by.person_id else level_above(spot, spot.unit_path)
    subject = Subject(organ_id=share.organ_id, unit_path=path)
    if not can(by, Action.TASK_ASSIGN, subject) and not by.stands_for(confirmer_of(person_id, on=on)):
        raise Denied("Đồng chí chỉ chuyển việc cho người thuộc đơn vị mình phụ trách.", field="to_person")


def _not_before(task: Task, deadline: dt.date) -> None:
    """A task is never due before one of its parts."""
    if task.deadline < deadline:
        task.deadline = deadline
        task.version += 1
        task.save(update_fields=["deadline", "version"])
