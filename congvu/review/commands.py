"""Confirm, adjust or return a line. Confirming a hand-in is its verdict: nothing is confirmed twice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction

from congvu.assignments.commands import accept_unplanned as accept_as_unplanned
from congvu.assignments.commands import judge_delivery
from congvu.assignments.counts import counts_of, products
from congvu.assignments.models import Delivery
from congvu.assignments.states import DeliveryState
from congvu.audit.queries import opened_by
from congvu.audit.trail import Kind, record
from congvu.base.errors import Incomplete, Missing, OutOfRange
from congvu.diary.commands import settle_entry
from congvu.diary.guards import limits_of, lock_entry, must_be_fresh, subject_of
from congvu.diary.lines import amount, percent_of, text
from congvu.diary.models import Entry
from congvu.diary.states import ENTRY, EntryStep
from congvu.policy.actions import Action
from congvu.policy.decide import acting_for, check
from congvu.policy.facts import Actor
from congvu.ui import words

from . import events
from .models import Confirmation

REASON_SHORTEST = 10
REASON_LONGEST = 2000


@transaction.atomic
def confirm_entry(
    *, entry_id: int, version: int, by: Actor, at: dt.datetime, accept_unplanned: bool = False
) -> Confirmation:
    """Xác nhận một mục như người viết ghi. A hand-in of a task is thereby met.

    `accept_unplanned`: a finished product that nobody assigned counts as unplanned work.
    Raises: Denied, Stale, InvalidStep, OutOfRange (closed period; nothing to accept), Missing.
    Records: review.entry.confirmed.
    Source: NĐ 335/2025/NĐ-CP, Điều 17 khoản 2; Điều 18 khoản 1 điểm d.
    """
    verdict = _Verdict(accept_unplanned=accept_unplanned)
    return _decide(entry_id, version, EntryStep.CONFIRM, verdict, by=by, at=at)


@transaction.atomic
def adjust_entry(
    *,
    entry_id: int,
    version: int,
    reason: str,
    by: Actor,
    at: dt.datetime,
    minutes: int | None = None,
    quantity: Decimal | None = None,
    percent: Decimal | None = None,
    errors: Sequence[int] | None = None,
    late: Sequence[int] | None = None,
    accept_unplanned: bool = False,
) -> Confirmation:
    """Xác nhận một mục với giá trị khác, kèm lý do mà người viết sẽ đọc.

    Units: minutes whole; quantity in products, at most what was handed in; percent of each
    product, for unplanned work only (the share of a task is fixed there); errors and late one
    count per product. None keeps what the line says.
    Raises: as `confirm_entry`; Incomplete (no reason, nothing changed).
    Records: review.entry.adjusted.
    Source: NĐ 335/2025/NĐ-CP, Điều 14 khoản 2; Điều 17 khoản 2.
    """
    reason = text(reason, "lý do", field="reason", longest=REASON_LONGEST, lines=True)
    if not reason:
        raise Incomplete("Ghi lý do điều chỉnh; người viết sẽ đọc.", field="reason")
    verdict = _Verdict(
        minutes=minutes,
        quantity=None if quantity is None else amount(quantity, field="quantity"),
        percent=None if percent is None else percent_of(percent),
        errors=errors,
        late=late,
        reason=reason,
        accept_unplanned=accept_unplanned,
    )
    return _decide(entry_id, version, EntryStep.ADJUST, verdict, by=by, at=at)


@transaction.atomic
def return_entry(
    *, entry_id: int, version: int, reason: str, by: Actor, at: dt.datetime, major_error: bool = False
) -> Confirmation:
    """Trả lại một mục để người viết bổ sung hoặc sửa.

    `major_error`: the product has a major content error; that counts once against its quality.
    Raises: Denied, Stale, InvalidStep, Incomplete (reason under ten characters), OutOfRange.
    Records: review.entry.returned.
    Source: NĐ 335/2025/NĐ-CP, Điều 14 khoản 2 điểm b.
    """
    reason = text(reason, "lý do", field="reason", longest=REASON_LONGEST, lines=True)
    if len(reason) < REASON_SHORTEST:
        raise Incomplete(
            f"Ghi lý do trả lại, ít nhất {REASON_SHORTEST} ký tự, để người viết biết cần làm gì.",
            field="reason",
        )
    verdict = _Verdict(reason=reason, major_error=major_error)
    return _decide(entry_id, version, EntryStep.RETURN, verdict, by=by, at=at)


@dataclass(frozen=True)
class _Verdict:
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


def _decide(
    entry_id: int, version: int, step: EntryStep, verdict: _Verdict, *, by: Actor, at: dt.datetime
) -> Confirmation:
    """One decision: the line settled, the hand-in judged, the decision kept, all or nothing."""
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
        was_opened=bool(by.person_id and opened_by(by.person_id, [entry.origin], since=entry.submitted_at)),
    )
    _tell(kind, made, entry, by=by, at=at, giver=giver)
    return made


def _must_hold(entry: Entry, verdict: _Verdict, step: EntryStep) -> None:
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


def _changes(entry: Entry, verdict: _Verdict) -> bool:
    given = (
        (verdict.minutes, entry.minutes),
        (verdict.quantity, entry.quantity),
        (verdict.percent, entry.percent),
    )
    counted = any(verdict.errors or ()) or any(verdict.late or ())
    return counted or any(new is not None and new != old for new, old in given)


def _judge(
    entry: Entry, verdict: _Verdict, *, returned: bool, by: Actor, at: dt.datetime
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
            entry=entry, outcome=Confirmation.Outcome.RETURNED
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
