"""Days off: asked, decided, recorded, cancelled."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction

from congvu.audit.trail import record
from congvu.base import clock
from congvu.base.errors import InvalidStep, OutOfRange
from congvu.org.guards import locked, text
from congvu.org.models import Organ, Person
from congvu.policy.actions import Action
from congvu.policy.decide import acting_for, can, check
from congvu.policy.facts import Actor
from congvu.worktime import events
from congvu.worktime.guards import in_order, not_closed, of_leave, span_words, what_words
from congvu.worktime.models import Leave, LeaveState


@transaction.atomic
def ask_leave(
    *,
    person_id: int,
    kind: str,
    first: dt.date,
    last: dt.date,
    by: Actor,
    at: dt.datetime,
    part: str = Leave.Part.DAY,
    note: str = "",
    client_id: UUID | None = None,
) -> Leave:
    """Xin nghỉ từ `first` đến hết `last`. The same `client_id` again gives the same request.

    `part`: half a day only for one day. The kind is no medical detail (Luật 91/2025).
    Raises: Denied, OutOfRange (order, overlap, locked span).
    """
    person = locked(Person, pk=person_id)
    check(by, Action.LEAVE_RECORD, of_leave(person_id, person.organ_id, on=clock.local(at).date()))
    if standing := _same(person, client_id):
        return standing
    leave = _new(person, kind, first, last, part, note, client_id, by, at)
    leave.save()
    _note(events.LEAVE_ASKED, leave, by, at)
    return leave


@transaction.atomic
def record_leave(
    *,
    person_id: int,
    kind: str,
    first: dt.date,
    last: dt.date,
    by: Actor,
    at: dt.datetime,
    part: str = Leave.Part.DAY,
    note: str = "",
    client_id: UUID | None = None,
) -> Leave:
    """Ghi ngày nghỉ đã được duyệt (on paper, say), for another person: never for oneself.

    Raises: Denied, OutOfRange.
    """
    person = locked(Person, pk=person_id)
    subject = of_leave(person_id, person.organ_id, on=clock.local(at).date())
    check(by, Action.LEAVE_DECIDE, subject)
    if standing := _same(person, client_id):
        return standing
    leave = _new(person, kind, first, last, part, note, client_id, by, at)
    leave.state, leave.decided_at, leave.decided_by = LeaveState.APPROVED, at, by.key
    leave.save()
    _note(events.LEAVE_RECORDED, leave, by, at, acting_for=acting_for(by, Action.LEAVE_DECIDE, subject))
    return leave


@transaction.atomic
def decide_leave(*, leave_id: int, is_approved: bool, by: Actor, at: dt.datetime, reason: str = "") -> Leave:
    """Duyệt hoặc không duyệt; a refusal needs its reason.

    Raises: Denied (the person's confirmer of today, her delegate, or personnel; never herself),
    InvalidStep, Incomplete, OutOfRange (locked span).
    """
    leave = locked(Leave, pk=leave_id)
    subject = of_leave(leave.person_id, leave.organ_id, on=clock.local(at).date())
    check(by, Action.LEAVE_DECIDE, subject)
    _requested(leave)
    why = text(reason, field="reason", label="lý do", most=300, required=not is_approved)
    if is_approved:
        not_closed(leave.organ, leave.first, leave.last, field="reason")
    leave.state = LeaveState.APPROVED if is_approved else LeaveState.REJECTED
    leave.decided_at, leave.decided_by, leave.reason = at, by.key, why
    leave.save(update_fields=["state", "decided_at", "decided_by", "reason"])
    kind = events.LEAVE_APPROVED if is_approved else events.LEAVE_REJECTED
    _note(kind, leave, by, at, acting_for=acting_for(by, Action.LEAVE_DECIDE, subject), reason=why)
    return leave


@transaction.atomic
def cancel_leave(*, leave_id: int, by: Actor, at: dt.datetime, reason: str = "") -> Leave:
    """Hủy. The person herself while nobody has decided, or before the first day; later the one
    who decides, with a reason.

    Raises: Denied, InvalidStep, Incomplete, OutOfRange (locked span).
    """
    leave = locked(Leave, pk=leave_id)
    today = clock.local(at).date()
    subject = of_leave(leave.person_id, leave.organ_id, on=today)
    if leave.state not in (LeaveState.REQUESTED, LeaveState.APPROVED):
        raise InvalidStep(f"Đơn này đang ở trạng thái “{leave.get_state_display()}” nên không hủy được.")
    is_own = by.person_id == leave.person_id
    decides = can(by, Action.LEAVE_DECIDE, subject)
    if not decides:
        check(by, Action.LEAVE_RECORD, subject)
    if is_own and leave.state == LeaveState.APPROVED and leave.first <= today:
        raise InvalidStep("Kỳ nghỉ đã bắt đầu. Đề nghị người duyệt hủy hoặc sửa.")
    why = text(reason, field="reason", label="lý do", most=300, required=not is_own)
    not_closed(leave.organ, leave.first, leave.last, field="reason")
    leave.state, leave.decided_at, leave.decided_by = LeaveState.CANCELLED, at, by.key
    leave.reason = why
    leave.save(update_fields=["state", "decided_at", "decided_by", "reason"])
    _note(events.LEAVE_CANCELLED, leave, by, at, reason=why or "người nghỉ tự hủy")
    return leave


def _new(
    person: Person, kind: str, first: dt.date, last: dt.date, part: str, note: str,
    client_id: UUID | None, by: Actor, at: dt.datetime,
) -> Leave:  # fmt: skip
    if kind not in Leave.Kind.values or part not in Leave.Part.values:
        raise OutOfRange("Chọn một loại trong danh sách.", field="kind")
    in_order(first, last)
    if part != Leave.Part.DAY and first != last:
        raise OutOfRange("Nghỉ nửa ngày chỉ ghi cho một ngày.", field="part")
    not_closed(Organ.objects.get(pk=person.organ_id), first, last, field="first")
    leave = Leave(
        organ_id=person.organ_id, person=person, kind=kind, first=first, last=last, part=part,
        note=text(note, field="note", label="ghi chú", most=300, required=False),
        asked_at=at, asked_by=by.key, client_id=client_id,
    )  # fmt: skip
    _no_overlap(leave)
    return leave


def _no_overlap(leave: Leave) -> None:
    standing = Leave.objects.filter(
        person_id=leave.person_id,
        state__in=(LeaveState.REQUESTED, LeaveState.APPROVED),
        first__lte=leave.last,
        last__gte=leave.first,
    )
    for other in standing.order_by("first"):
        if {other.part, leave.part} == {Leave.Part.MORNING, Leave.Part.AFTERNOON}:
            continue
        raise OutOfRange(
            f"Trùng với {what_words(other)} {span_words(other)} "
            f"({other.get_state_display().lower()}). Sửa ngày, hoặc hủy đơn đó trước.",
            field="first",
        )


def _same(person: Person, client_id: UUID | None) -> Leave | None:
    return Leave.objects.filter(person=person, client_id=client_id).first() if client_id else None


def _requested(leave: Leave) -> None:
    if leave.state != LeaveState.REQUESTED:
        raise InvalidStep(
            f"Đơn này đã ở trạng thái “{leave.get_state_display()}”. Tải lại trang để xem trạng thái mới nhất."
        )


def _note(kind, leave: Leave, by: Actor, at: dt.datetime, *, acting_for: int | None = None, **data) -> None:  # type: ignore[no-untyped-def]
    record(
        kind, f"worktime.leave:{leave.pk}", by=by, at=at, organ_id=leave.organ_id, owner_id=leave.person_id,
        acting_for=acting_for, what=what_words(leave), name=leave.person.full_name,
        span=span_words(leave), first=leave.first, last=leave.last, part=leave.part, **data,
    )  # fmt: skip
