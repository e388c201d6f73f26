"""Whole days: sent, taken back, and what the confirmer decided on a line."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from django.db import transaction

from congvu.assignments.commands import hand_in, withdraw_delivery
from congvu.audit.queries import opened_by_another
from congvu.base import clock
from congvu.base.errors import DomainError, Incomplete, InvalidStep, OutOfRange
from congvu.base.text import clean
from congvu.diary import events
from congvu.diary.guards import (
    drafts,
    follow,
    limits_of,
    lock_day,
    lock_entry,
    must_be_fresh,
    must_record,
    others_of,
    subject_of,
    tell_day,
)
from congvu.diary.lines import REASON_LONGEST, excess, overlap, text, why_reason
from congvu.diary.models import Day, Entry
from congvu.diary.states import ENTRY, DayState, EntryState, EntryStep
from congvu.org.queries import confirmer_of, place
from congvu.policy.actions import Action
from congvu.policy.decide import check
from congvu.policy.facts import Actor
from congvu.ui import words
from congvu.worktime.queries import due_on, working_minutes

ACTIONS = {
    EntryStep.CONFIRM: Action.ENTRY_CONFIRM,
    EntryStep.ADJUST: Action.ENTRY_ADJUST,
    EntryStep.RETURN: Action.ENTRY_RETURN,
}


@dataclass(frozen=True)
class Settled:
    """A decision as it stands on a line."""

    reason: str
    decider_id: int
    decided_at: dt.datetime


@transaction.atomic
def submit_day(*, day_id: int, by: Actor, at: dt.datetime, excess_reason: str = "") -> Day:
    """Gửi các mục chưa gửi của một ngày cho người xác nhận của ngày đó.

    A line that finishes some of a task is its hand-in. Unit and confirmer are fixed now.
    Raises: Denied, Incomplete (nothing to send, no reason for a day above its schedule, nobody
        to confirm), OutOfRange (overlap, day too long, closed period, more than the task has left).
    Records: diary.day.submitted.
    """
    day = lock_day(day_id)
    check(by, Action.DAY_SUBMIT, subject_of(day))
    lines = drafts(day)
    if not lines:
        raise Incomplete("Ngày này chưa có mục nào để gửi. Ghi ít nhất một mục.")
    must_record(day, at)
    total = _must_hold_together(day)
    day.excess_reason = _reason(day, total, excess_reason)
    _address(day)
    late = clock.local(at).date() > due_on(day.organ_id, day.day)
    for entry in lines:
        entry.state = ENTRY.after(entry.state, EntryStep.SUBMIT)
        entry.is_late = entry.is_late or (late and entry.submitted_at is None)
        entry.submitted_at = at
        entry.save(update_fields=["state", "is_late", "submitted_at"])
        _hand_in(entry, by=by, at=at)
    day.submitted_at = at
    follow(day, at, "excess_reason", "unit", "confirmer", "submitted_at")
    tell_day(events.DAY_SUBMITTED, day, by=by, at=at, lines=len(lines), minutes=total)
    return day


@transaction.atomic
def recall_day(*, day_id: int, by: Actor, at: dt.datetime) -> Day:
    """Rút lại các mục đang chờ, khi chưa ai khác mở xem từ lúc gửi.

    Raises: Denied, InvalidStep (nothing waits; opened already), OutOfRange (closed period).
    Records: diary.day.recalled.
    """
    day = lock_day(day_id)
    check(by, Action.DAY_RECALL, subject_of(day))
    waiting = list(
        Entry.objects.select_for_update().filter(day=day, state=EntryState.SUBMITTED).order_by("pk")
    )
    if not waiting:
        raise InvalidStep("Ngày này không có mục nào đang chờ để rút lại.")
    must_record(day, at)
    sent = min(e.submitted_at for e in waiting if e.submitted_at)
    subjects = [f"diary.day:{day.pk}", *(f"diary.entry:{e.pk}" for e in waiting)]
    if opened_by_another(day.person_id, subjects, since=sent):
        raise InvalidStep(
            "Đã có người mở xem nên không rút lại được. Cần sửa thì nhờ người xác nhận trả lại mục đó."
        )
    for entry in waiting:
        entry.state = ENTRY.after(entry.state, EntryStep.RECALL)
        entry.save(update_fields=["state"])
        if entry.share_id and entry.quantity:
            withdraw_delivery(origin=entry.origin, by=by, at=at)
    follow(day, at)
    tell_day(events.DAY_RECALLED, day, by=by, at=at, lines=len(waiting))
    return day


@transaction.atomic
def settle_entry(
    *,
    entry_id: int,
    version: int,
    outcome: EntryStep,
    by: Actor,
    at: dt.datetime,
    quantity: Decimal | None = None,
    percent: Decimal | None = None,
    minutes: int | None = None,
    reason: str = "",
) -> Entry:
    """Ghi quyết định của người xác nhận vào một mục và ngày của nó; called by the review only.

    Units: as on the line; None keeps what the line says.
    Raises: Denied, Stale, InvalidStep (not waiting), OutOfRange (closed period), Missing.
    Records: diary.day.closed when the last line of the day is settled.
    """
    entry = lock_entry(entry_id)
    day = entry.day
    check(by, ACTIONS[outcome], subject_of(day))
    must_be_fresh(entry, version)
    entry.state = ENTRY.after(entry.state, outcome)
    must_record(day, at)
    entry.decision_reason = reason
    entry.decider_id, entry.decided_at = by.person_id, at
    if outcome != EntryStep.RETURN:
        entry.confirmed_quantity = entry.quantity if quantity is None else quantity
        entry.confirmed_percent = entry.percent if percent is None else percent
        entry.confirmed_minutes = entry.minutes if minutes is None else minutes
    entry.save(
        update_fields=[
            "state", "decision_reason", "decider", "decided_at", "confirmed_quantity", "confirmed_percent",
            "confirmed_minutes",
        ]
    )  # fmt: skip
    follow(day, at)
    if day.state == DayState.CLOSED:
        tell_day(events.DAY_CLOSED, day, by=by, at=at)
    return entry


@transaction.atomic
def unsettle_entry(
    *, entry_id: int, version: int, by: Actor, at: dt.datetime, before: Settled | None = None
) -> Entry:
    """Bỏ quyết định khỏi một mục: mục lại chờ, ngày theo các mục; called by the review only.

    `before` is the decision that stood on the line earlier, on a version returned then.
    Raises: Denied, Stale, InvalidStep (not decided), OutOfRange (closed period), Missing.
    """
    entry = lock_entry(entry_id)
    check(by, Action.ENTRY_CONFIRM, subject_of(entry.day))
    must_be_fresh(entry, version)
    entry.state = ENTRY.after(entry.state, EntryStep.TAKE_BACK)
    must_record(entry.day, at)
    entry.decision_reason = before.reason if before else ""
    entry.decider_id = before.decider_id if before else None
    entry.decided_at = before.decided_at if before else None
    entry.confirmed_quantity = entry.confirmed_percent = entry.confirmed_minutes = None
    entry.save(
        update_fields=[
            "state", "decision_reason", "decider", "decided_at", "confirmed_quantity", "confirmed_percent",
            "confirmed_minutes",
        ]
    )  # fmt: skip
    follow(entry.day, at)
    return entry


def _must_hold_together(day: Day) -> int:
    """The minutes of the day. Raises OutOfRange when its lines break the rules of time."""
    lines = others_of(day)
    for one, other in combinations(lines, 2):
        if sentence := overlap(one, other):
            raise OutOfRange(f"“{one.title}”: {sentence}")
    total = sum(line.minutes for line in lines)
    most = limits_of(day.organ_id).day_max
    if total > most:
        raise OutOfRange(
            f"Cả ngày là {words.duration(total)}, quá {words.duration(most)}. Sửa lại thời gian của một mục."
        )
    return total


def _reason(day: Day, total: int, given: str) -> str:
    """The sentence for a day above its schedule. Raises Incomplete when it is missing."""
    plan = working_minutes(day.person_id, day.day, day.day)[day.day]
    reason = text(clean(given[: REASON_LONGEST * 20]), "lý do", field="excess_reason", longest=REASON_LONGEST)
    reason = reason or day.excess_reason
    if not excess(total, plan.minutes):
        return reason
    if not reason:
        raise Incomplete(why_reason(plan.reason, plan.minutes, total), field="excess_reason")
    return reason


def _address(day: Day) -> None:
    """Fix the unit and the confirmer of that day. Raises Incomplete when nobody confirms."""
    spot = place(day.person_id, on=day.day)
    if spot is not None and spot.organ_id == day.organ_id:
        day.unit_id = spot.unit_id
    day.confirmer_id = confirmer_of(day.person_id, on=day.day)
    if day.confirmer_id is None:
        raise Incomplete(
            "Chưa có người xác nhận cho đồng chí vào ngày này. Nhật ký vẫn được giữ; "
            "nhờ cơ quan tổ chức, cán bộ chỉ định người xác nhận rồi gửi lại."
        )


def _hand_in(entry: Entry, *, by: Actor, at: dt.datetime) -> None:
    if not entry.share_id or not entry.quantity:
        return
    try:
        hand_in(
            share_id=entry.share_id,
            quantity=entry.quantity,
            finished_on=entry.worked_on,
            note=entry.note[:4000],
            origin=entry.origin,
            replaces_origin=entry.origin,
            by=by,
            at=at,
        )
    except DomainError as error:
        raise type(error)(f"“{entry.title}”: {error.sentence}", field=error.field) from error
