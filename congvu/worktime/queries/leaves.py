"""Leave: one's own, and what waits for a decision."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import QuerySet

from congvu.base.errors import Missing
from congvu.base.memo import remembered
from congvu.base.text import initials
from congvu.org.queries import confirmers, own_organ, places
from congvu.policy.actions import Action
from congvu.policy.decide import can, refusal
from congvu.policy.facts import Actor, Subject
from congvu.worktime.guards import of_leave, span_words
from congvu.worktime.models import Leave, LeaveState

TONES = {
    LeaveState.REQUESTED: ("amber", "clock"),
    LeaveState.APPROVED: ("leaf", "check"),
    LeaveState.REJECTED: ("outline", "x"),
    LeaveState.CANCELLED: ("outline", "x"),
}


@dataclass(frozen=True)
class LeaveRow:
    """One request, as people read it. Refusals are empty where the viewer may."""

    id: int
    person_id: int
    name: str
    initials: str
    kind: str
    when: str
    note: str
    reason: str
    state: str
    tone: str
    icon: str
    is_waiting: bool
    decide_refusal: str
    cancel_refusal: str


def my_leaves(viewer: Actor, *, on: dt.date) -> tuple[LeaveRow, ...]:
    """One's own leave of this year and later, newest first."""
    rows = Leave.objects.filter(person_id=viewer.person_id or 0, last__gte=dt.date(on.year, 1, 1))
    return tuple(
        _row(leave, None, viewer, on) for leave in rows.select_related("person").order_by("-first", "-pk")
    )


def waiting_leaves(viewer: Actor, *, on: dt.date) -> tuple[LeaveRow, ...]:
    """Requests that the viewer may decide, oldest first. Nothing of her own is among them."""
    rows = list(_waiting(viewer).select_related("person").order_by("first", "pk"))
    subjects = _subjects(rows, on=on)
    return tuple(
        _row(leave, subjects[leave.pk], viewer, on)
        for leave in rows
        if can(viewer, Action.LEAVE_DECIDE, subjects[leave.pk])
    )


@remembered
def count_waiting(viewer: Actor, *, on: dt.date) -> int:
    """How many requests wait for this very person as decider: the number in the navigation.

    The personnel body may decide all, but only those of a decider wait for anyone.
    """
    rows = list(_waiting(viewer))
    subjects = _subjects(rows, on=on) if rows else {}
    return sum(viewer.stands_for(s.decider_id) for s in subjects.values())


def _waiting(viewer: Actor) -> QuerySet[Leave]:
    return Leave.objects.filter(organ_id=viewer.organ_id or 0, state=LeaveState.REQUESTED).exclude(
        person_id=viewer.person_id or 0
    )


def _subjects(rows: list[Leave], *, on: dt.date) -> dict[int, Subject]:
    """As `guards.of_leave`, for many at once."""
    people = {leave.person_id for leave in rows}
    where, deciders = places(people, on=on), confirmers(people, on=on)
    return {
        leave.pk: Subject(
            organ_id=leave.organ_id,
            unit_path=where[leave.person_id].unit_path if leave.person_id in where else "",
            owner_id=leave.person_id,
            decider_id=deciders[leave.person_id],
        )
        for leave in rows
    }


def leave_of(viewer: Actor, leave_id: int, *, on: dt.date) -> Leave:
    """One that the viewer may see: her own, or one she may decide. Raises: Missing."""
    leave = Leave.objects.select_related("person").filter(pk=leave_id, organ=own_organ(viewer)).first()
    if leave is None or not (
        leave.person_id == viewer.person_id
        or can(viewer, Action.LEAVE_DECIDE, of_leave(leave.person_id, leave.organ_id, on=on))
    ):
        raise Missing("Không tìm thấy đơn nghỉ này.")
    return leave


def leave_line(leave: Leave) -> str:
    """ "Nghỉ phép năm, ngày 19/11/2026": the head of a page about one request."""
    note = f". {leave.note}" if leave.note else ""
    return f"{leave.get_kind_display()}, {span_words(leave)}{note}"


def _row(leave: Leave, subject: Subject | None, viewer: Actor, on: dt.date) -> LeaveRow:
    tone, icon = TONES[LeaveState(leave.state)]
    is_live = leave.state in (LeaveState.REQUESTED, LeaveState.APPROVED)
    begun = leave.state == LeaveState.APPROVED and leave.first <= on
    return LeaveRow(
        id=leave.pk,
        person_id=leave.person_id,
        name=leave.person.full_name,
        initials=initials(leave.person.full_name),
        kind=leave.get_kind_display(),
        when=span_words(leave)[0].upper() + span_words(leave)[1:],
        note=leave.note,
        reason=leave.reason,
        state=leave.get_state_display(),
        tone=tone,
        icon=icon,
        is_waiting=leave.state == LeaveState.REQUESTED,
        decide_refusal=refusal(viewer, Action.LEAVE_DECIDE, subject) if subject else "",
        cancel_refusal=""
        if is_live and not begun
        else "Kỳ nghỉ đã bắt đầu. Đề nghị người duyệt hủy hoặc sửa."
        if is_live
        else "Đơn này đã xong.",
    )
