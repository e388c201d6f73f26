"""One decision on a line: the line settled, its hand-in judged, the decision kept, all or nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from congvu.assignments.commands import accept_unplanned as accept_as_unplanned
from congvu.assignments.commands import judge_delivery
from congvu.assignments.counts import counts_of, products
from congvu.assignments.models import Delivery
from congvu.assignments.states import DeliveryState
from congvu.audit.queries import openings
from congvu.audit.trail import Kind, record
from congvu.base.errors import Incomplete, Missing, OutOfRange
from congvu.diary.commands import settle_entry
from congvu.diary.guards import limits_of, lock_entry, must_be_fresh, subject_of
from congvu.diary.models import Entry
from congvu.diary.states import ENTRY, EntryStep
from congvu.policy.actions import Action
from congvu.policy.decide import acting_for, check
from congvu.policy.facts import Actor
from congvu.ui import words

from . import events
from .models import Confirmation, Talk
from .states import TALK, TalkState, TalkStep


@dataclass(frozen=True)
class Verdict:
    """What the confirmer says; None keeps what the line says."""

    minutes: int | None = None
    quantity: Decimal | None = None
    percent: Decimal | None = None
    errors: Sequence[int] | None = None
    late: Sequence[int] | None = None
    reason: str = ""
    major_error: bool = False
    accept_unplanned: bool = False


STEPS: dict[EntryStep, tuple[Action, str, Kind]] = {
    EntryStep.CONFIRM: (Action.ENTRY_CONFIRM, Confirmation.Outcome.CONFIRMED, events.CONFIRMED),
    EntryStep.ADJUST: (Action.ENTRY_ADJUST, Confirmation.Outcome.ADJUSTED, events.ADJUSTED),
    EntryStep.RETURN: (Action.ENTRY_RETURN, Confirmation.Outcome.RETURNED, events.RETURNED),
}


def settle(
    entry_id: int,
    version: int,
    step: EntryStep,
    verdict: Verdict,
    *,
    by: Actor,
    at: dt.datetime,
    in_group: bool = False,
) -> Confirmation:
    """Decide on one line, inside the transaction of the command that asks.

    Raises: as `commands.confirm_entry` and `commands.adjust_entry`.
    """
    entry = lock_entry(entry_id)
    action, outcome, kind = STEPS[step]
    subject = subject_of(entry.day)
    check(by, action, subject)
    must_be_fresh(entry, version)
    ENTRY.after(entry.state, step)
    _must_hold(entry, verdict, step)
    returned = step == EntryStep.RETURN
    entry = settle_entry(
        entry_id=entry_id,
        version=version,
        outcome=step,
        quantity=verdict.quantity,
        percent=verdict.percent,
        minutes=verdict.minutes,
        reason=verdict.reason,
        by=by,
        at=at,
    )
    errors, late = _judge(entry, verdict, returned=returned, by=by, at=at)
    giver = acting_for(by, action, subject)
    assert by.person_id is not None  # the policy lets only a person decide
    opened = openings(by.person_id, [entry.origin], since=entry.submitted_at)
    made = Confirmation.objects.create(
        organ_id=entry.organ_id,
        entry=entry,
        entry_version=entry.version,
        outcome=outcome,
        confirmer_id=by.person_id,
        acting_for_id=giver,
        at=at,
        reason=verdict.reason,
        quantity=None if returned else entry.confirmed_quantity,
        percent=None if returned else entry.confirmed_percent,
        minutes=None if returned else entry.confirmed_minutes,
        errors=errors,
        late=late,
        accepted_unplanned=verdict.accept_unplanned,
        was_opened=bool(opened),
        opened_at=opened[-1][1] if opened else None,
        in_group=in_group,
    )
    _end_talks(entry, by=by, at=at)
    _tell(events.GROUP_CONFIRMED if in_group else kind, made, entry, by=by, at=at, giver=giver)
    return made


def _end_talks(entry: Entry, *, by: Actor, at: dt.datetime) -> None:
    """A talk about an earlier version is over: its confirmer decided anew."""
    if entry.version == 1:
        return
    for talk in Talk.objects.select_for_update().filter(entry=entry).exclude(state=TalkState.CLOSED):
        talk.state = TALK.after(talk.state, TalkStep.DECIDE)
        talk.closed_at, talk.closed_by_id = at, by.person_id
        talk.save(update_fields=["state", "closed_at", "closed_by"])


def _must_hold(entry: Entry, verdict: Verdict, step: EntryStep) -> None:
    """Raises OutOfRange or Incomplete when the new values do not fit the line."""
    limits = limits_of(entry.organ_id)
    if verdict.minutes is not None and not limits.line_min <= verdict.minutes <= limits.line_max:
        raise OutOfRange(
            f"Thời gian xác nhận từ {words.duration(limits.line_min)} đến {words.duration(limits.line_max)}.",
            field="minutes",
        )
    if verdict.quantity is not None and verdict.quantity > entry.quantity:
        raise OutOfRange(
            f"Chỉ xác nhận được nhiều nhất {words.number(entry.quantity)} đã ghi. "
            "Cần thêm thì trả lại để người viết ghi lại.",
            field="quantity",
        )
    if verdict.quantity == 0 and entry.share_id and entry.quantity:
        raise OutOfRange("Không sản phẩm nào đạt thì trả lại, kèm lý do.", field="quantity")
    if verdict.percent is not None and entry.share_id and verdict.percent != entry.percent:
        raise OutOfRange("Tỷ lệ của việc được giao đổi ở trang việc, không đổi ở đây.", field="percent")
    unplanned = entry.share_id is None and entry.product_id is not None and entry.quantity > 0
    if verdict.accept_unplanned and not unplanned:
        raise OutOfRange(
            "Chỉ nhận là việc đột xuất khi mục có sản phẩm trong danh mục, có số lượng và không thuộc việc được giao.",
            field="accept_unplanned",
        )
    judged = bool(entry.share_id and entry.quantity) or verdict.accept_unplanned
    if (verdict.errors or verdict.late) and not judged:
        raise OutOfRange("Mục này không nộp sản phẩm nào nên không tính lỗi hoặc chậm.", field="errors")
    if step == EntryStep.ADJUST and not _changes(entry, verdict):
        raise Incomplete("Chưa thay đổi giá trị nào. Sửa một giá trị, hoặc bấm Xác nhận.", field="minutes")


def _changes(entry: Entry, verdict: Verdict) -> bool:
    given = (
        (verdict.minutes, entry.minutes),
        (verdict.quantity, entry.quantity),
        (verdict.percent, entry.percent),
    )
    counted = any(verdict.errors or ()) or any(verdict.late or ())
    return counted or any(new is not None and new != old for new, old in given)


def _judge(
    entry: Entry, verdict: Verdict, *, returned: bool, by: Actor, at: dt.datetime
) -> tuple[list[int], list[int]]:
    """The verdict on what the line hands in; the counts that were decided (errors, late)."""
    decider_id = entry.day.confirmer_id
    if entry.share_id and entry.quantity:
        delivery_id = (
            Delivery.objects.filter(
                organ_id=entry.organ_id, origin=entry.origin, state=DeliveryState.HANDED_IN
            )
            .values_list("pk", flat=True)
            .first()
        )
        if delivery_id is None:
            raise Missing("Không thấy kết quả đã nộp từ mục này.")
        judged = judge_delivery(
            delivery_id=delivery_id,
            met=not returned,
            quantity=verdict.quantity,
            errors=verdict.errors,
            late=verdict.late,
            major_error=verdict.major_error,
            reason=verdict.reason,
            decider_id=decider_id,
            by=by,
            at=at,
        )
        return list(judged.errors), list(judged.late)
    if returned:
        # Remembered here: when the corrected product is accepted as unplanned, it counts.
        return ([1] if verdict.major_error else []), []
    if not verdict.accept_unplanned:
        return [], []
    quantity = entry.confirmed_quantity
    assert quantity is not None  # settled with a value
    if not quantity:
        raise OutOfRange("Không sản phẩm nào đạt thì trả lại, kèm lý do.", field="quantity")
    errors = counts_of(verdict.errors, products(quantity), field="errors")
    errors[0] += sum(
        sum(counts)
        for counts in Confirmation.objects.filter(
            entry=entry, outcome=Confirmation.Outcome.RETURNED, undone_at=None
        ).values_list("errors", flat=True)
    )
    accept_as_unplanned(
        person_id=entry.person_id,
        unit_id=entry.day.unit_id,
        product_id=entry.product_id or 0,
        title=entry.title,
        quantity=quantity,
        percent=entry.confirmed_percent or entry.percent,
        finished_on=entry.worked_on,
        errors=errors,
        late=verdict.late,
        origin=entry.origin,
        reason=verdict.reason,
        decider_id=decider_id,
        by=by,
        at=at,
    )
    return errors, list(verdict.late or [])


def _tell(
    kind: Kind, made: Confirmation, entry: Entry, *, by: Actor, at: dt.datetime, giver: int | None
) -> None:
    data: dict[str, Any] = {
        "title": entry.title,
        "day": words.full_date(entry.worked_on),
        "minutes": made.minutes,
        "quantity": made.quantity,
        "percent": made.percent,
        "errors": made.errors,
        "late": made.late,
        "reason": made.reason,
        "opened": made.was_opened,
        "unplanned": made.accepted_unplanned,
        "version": made.entry_version,
    }
    record(
        kind, entry.origin, by=by, at=at, organ_id=entry.organ_id, owner_id=entry.person_id, acting_for=giver, **data
    )  # fmt: skip
