"""What a command asks before it acts: locked rows, the subject of the policy, open records."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from congvu.audit.trail import Kind, record
from congvu.base import clock
from congvu.base.errors import Incomplete, Missing, OutOfRange, Stale
from congvu.base.text import clean
from congvu.org.models import Posting
from congvu.org.queries import Place, confirmer_of, place, rules_row
from congvu.policy.actions import Action
from congvu.policy.decide import acting_for, check
from congvu.policy.facts import Actor, Subject
from congvu.ui import words
from congvu.worktime.queries import period_of, recording

from .counts import products
from .models import Cause, Delivery, Share, Task
from .states import DeliveryState

MOST = Decimal(1_000_000)
"""No quantity of one task is above this."""


def lock_share(share_id: int, version: int | None = None) -> Share:
    """The share, locked. Raises Missing, or Stale when it is not at `version` any more."""
    share = (
        Share.objects.select_for_update(of=("self",))
        .select_related("task__unit", "task__product", "person")
        .filter(pk=share_id)
        .first()
    )
    if share is None:
        raise Missing("Không có phần việc này.")
    _fresh(share.version, version)
    return share


def lock_delivery(delivery_id: int) -> Delivery:
    """The hand-in with its share, both locked. Raises Missing."""
    share_id = Delivery.objects.filter(pk=delivery_id).values_list("share_id", flat=True).first()
    if share_id is None:
        raise Missing("Không có kết quả này.")
    share = lock_share(share_id)
    delivery = Delivery.objects.select_for_update().get(pk=delivery_id)
    delivery.share = share
    return delivery


def lock_task(task_id: int, version: int | None = None) -> Task:
    """The task, locked. Raises Missing or Stale."""
    task = (
        Task.objects.select_for_update(of=("self",))
        .select_related("unit", "product")
        .filter(pk=task_id)
        .first()
    )
    if task is None:
        raise Missing("Không có việc này.")
    _fresh(task.version, version)
    return task


def _fresh(present: int, known: int | None) -> None:
    if known is not None and known != present:
        raise Stale("Việc này vừa được người khác thay đổi. Đồng chí tải lại trang rồi làm tiếp.")


def level_above(spot: Place | None, unit_path: str) -> str:
    """The unit whose leaders have authority over a person's work in `unit_path`.

    That is the unit itself; for its head (or the head of a unit above it) the level above,
    so that a deputy never decides about the head (Đ10). "/" when nobody in the organ is above.
    """
    if spot is None or spot.duty != Posting.Duty.HEAD or not unit_path.startswith(spot.unit_path):
        return unit_path
    parts = spot.unit_path.strip("/").split("/")[:-1]
    return "/" + "".join(f"{part}/" for part in parts)


def share_subject(share: Share, *, on: dt.date, decider_id: int | None = None) -> Subject:
    """What the policy needs to know of a share.

    The decider is the confirmer of the share's person on that day unless one is named.
    """
    if decider_id is None:
        decider_id = confirmer_of(share.person_id, on=on)
    return Subject(
        organ_id=share.organ_id,
        unit_path=level_above(place(share.person_id, on=on), share.task.unit.path),
        owner_id=share.person_id,
        decider_id=decider_id,
        participants=(share.person_id,),
    )


def allowed(by: Actor, action: Action, subject: Subject) -> int | None:
    """Raises Denied; else the person whose delegation is used, or None."""
    check(by, action, subject)
    return acting_for(by, action, subject)


def tell(
    kind: Kind,
    task: Task,
    *,
    by: Actor,
    at: dt.datetime,
    owner_id: int | None,
    acting: int | None = None,
    **data: Any,
) -> None:
    """Record an event of a task."""
    record(
        kind, f"assignments.task:{task.pk}", by=by, at=at, organ_id=task.organ_id, owner_id=owner_id,
        acting_for=acting, **data,
    )  # fmt: skip


def today_of(at: dt.datetime) -> dt.date:
    return clock.local(at).date()


def must_record(organ_id: int, day: dt.date, *, at: dt.datetime, field: str = "") -> None:
    """Raises OutOfRange when the records of the period of `day` are closed."""
    state = recording(organ_id, day, today=today_of(at))
    if not state.is_open:
        raise OutOfRange(state.sentence, field=field)


def period_last(organ_id: int, day: dt.date) -> dt.date:
    """Last day of the organ's period (month or quarter) that holds `day`."""
    return period_of(day, rules_row(organ_id).period_kind).last


def quantity_of(value: Decimal, *, field: str = "quantity") -> Decimal:
    """A quantity of products: above 0, at most two places. Raises OutOfRange."""
    if not value.is_finite() or value <= 0:
        raise OutOfRange("Số lượng phải lớn hơn 0.", field=field)
    if value > MOST:
        raise OutOfRange(f"Số lượng nhiều nhất là {words.number(MOST)}.", field=field)
    if value != value.quantize(Decimal("0.01")):
        raise OutOfRange("Số lượng có nhiều nhất hai chữ số thập phân.", field=field)
    return value


def text_of(value: str, what: str, *, field: str, longest: int, lines: bool = False) -> str:
    """Cleaned text that must be there. Raises Incomplete or OutOfRange."""
    value = clean(value, lines=lines)
    if not value:
        raise Incomplete(f"Đồng chí ghi {what}.", field=field)
    return short_enough(value, what, field=field, longest=longest)


def short_enough(value: str, what: str, *, field: str, longest: int) -> str:
    """Raises OutOfRange when the text is longer than its column."""
    if len(value) > longest:
        raise OutOfRange(
            f"Đồng chí rút gọn {what} còn nhiều nhất {words.number(longest)} ký tự.", field=field
        )
    return value


def waiting(share: Share) -> Decimal:
    """Quantity handed in and not yet judged."""
    rows = Delivery.objects.filter(share=share, state=DeliveryState.HANDED_IN).values_list(
        "quantity", flat=True
    )
    return Decimal(sum(rows, start=Decimal(0)))


def left(share: Share) -> Decimal:
    """Quantity that can still be handed in: what is neither done, nor waiting, nor handed over."""
    rest: Decimal = share.quantity - share.quantity_handed_over - share.quantity_done - waiting(share)
    return rest


def nothing_waits(share: Share) -> None:
    """Raises OutOfRange while a hand-in waits for its verdict: the quantity left is not known."""
    if waiting(share):
        raise OutOfRange("Phần việc này còn kết quả chờ kết luận. Đồng chí kết luận trước rồi làm bước này.")


def owed(delivery: Delivery) -> list[int]:
    """Errors that go along to the next hand-in.

    All of a returned result; of a recognised one those of products that it did not hold.
    """
    if delivery.state == DeliveryState.RETURNED:
        return list(delivery.errors)
    if delivery.state == DeliveryState.MET:
        return list(delivery.carried_errors[products(delivery.quantity) :])
    return []


def charged(delivery: Delivery, about: str, product_index: int) -> int:
    """Events of one product that are charged now; 0 where there is no such product.

    A result that was returned holds its errors alone: nothing of it was late or waived.
    """
    counts, waived = (
        (delivery.errors, delivery.waived_errors)
        if about == Cause.About.ERROR
        else (delivery.late, delivery.waived_late)
    )
    if not 0 <= product_index < len(counts):
        return 0
    return int(counts[product_index]) - (int(waived[product_index]) if product_index < len(waived) else 0)
