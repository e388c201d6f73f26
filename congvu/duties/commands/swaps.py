"""Two people who want to change shifts: asked, agreed, and decided by their leader where the organ says so."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from congvu.audit.trail import Kind, record
from congvu.base import clock
from congvu.base.errors import Incomplete, InvalidStep, Missing, OutOfRange
from congvu.base.text import clean
from congvu.duties import events
from congvu.duties.models import DutyShift, Swap
from congvu.duties.queries import shift_label
from congvu.duties.states import SWAP, SwapState, SwapStep
from congvu.org.guards import locked
from congvu.org.models import Rules
from congvu.org.queries import place, rules_row
from congvu.policy.actions import Action
from congvu.policy.decide import acting_for, check
from congvu.policy.facts import Actor, Subject
from congvu.worktime import models as worktime
from congvu.worktime.commands import RotaShift, exchange_shifts
from congvu.worktime.guards import of_leave

REASON_LONGEST = 300


@transaction.atomic
def ask_swap(*, mine_id: int, theirs_id: int, by: Actor, at: dt.datetime) -> Swap:
    """Xin đổi một ca của mình lấy một ca của đồng nghiệp cùng đơn vị, cùng vị trí.

    `mine_id`, `theirs_id`: shifts of the rota (worktime.Shift), today's or later.
    Raises: Denied, Missing, OutOfRange, InvalidStep (already in another request).
    Records: duties.swap.asked.
    """
    mine, theirs = _rota_shift(mine_id), _rota_shift(theirs_id)
    check(by, Action.SWAP_ASK, Subject(organ_id=mine.organ_id, owner_id=mine.person_id))
    _possible(mine, theirs, at)
    for row in (mine, theirs):
        if _waiting_for(row).exists():
            raise InvalidStep(f"Ca {shift_label(row.day, row.name)} đang chờ ở một đề nghị đổi ca khác.")
    swap = Swap.objects.create(
        organ_id=mine.organ_id, asker=mine.person, colleague=theirs.person, asker_day=mine.day, asker_name=mine.name,
        colleague_day=theirs.day, colleague_name=theirs.name, asked_at=at,
    )  # fmt: skip
    _tell(events.SWAP_ASKED, swap, by, at, name=theirs.person.full_name)
    return swap


@transaction.atomic
def answer_swap(*, swap_id: int, is_agreed: bool, by: Actor, at: dt.datetime) -> Swap:
    """Đồng nghiệp trả lời đề nghị đổi ca.

    Where the organ's rules leave it to the two (`Rules.swaps`), her yes exchanges the shifts at once.
    Raises: Denied, Missing, InvalidStep, OutOfRange (the rota changed, on leave).
    Records: duties.swap.agreed, duties.swap.declined, worktime.shifts.exchanged.
    """
    swap = locked(Swap, pk=swap_id)
    check(by, Action.SWAP_ANSWER, Subject(organ_id=swap.organ_id, owner_id=swap.colleague_id))
    settles = is_agreed and rules_row(swap.organ_id).swaps == Rules.Swaps.PEERS
    step = SwapStep.SETTLE if settles else SwapStep.AGREE if is_agreed else SwapStep.DECLINE
    swap.state = SWAP.after(swap.state, step)
    swap.answered_at = at
    if settles:
        _exchange(swap, by, at, agreed=True)
        swap.decided_at, swap.decided_by = at, by.key
    swap.save(update_fields=["state", "answered_at", "decided_at", "decided_by"])
    kind = events.SWAP_AGREED if is_agreed else events.SWAP_DECLINED
    _tell(kind, swap, by, at, name=swap.asker.full_name)
    return swap


@transaction.atomic
def withdraw_swap(*, swap_id: int, by: Actor, at: dt.datetime) -> Swap:
    """Rút đề nghị đổi ca khi chưa ai quyết. Raises: Denied, Missing, InvalidStep."""
    swap = locked(Swap, pk=swap_id)
    check(by, Action.SWAP_ASK, Subject(organ_id=swap.organ_id, owner_id=swap.asker_id))
    swap.state = SWAP.after(swap.state, SwapStep.WITHDRAW)
    swap.save(update_fields=["state"])
    _tell(events.SWAP_WITHDRAWN, swap, by, at)
    return swap


@transaction.atomic
def decide_swap(*, swap_id: int, is_approved: bool, by: Actor, at: dt.datetime, reason: str = "") -> Swap:
    """Lãnh đạo quyết: duyệt thì hai ca đổi chỗ trong lịch; không duyệt thì nêu lý do.

    Raises: Denied, Missing, InvalidStep, Incomplete, OutOfRange (a shift was recorded, the rota
        changed, on leave). Records: duties.swap.approved or refused, worktime.shifts.exchanged.
    """
    swap = locked(Swap, pk=swap_id)
    subject = of_leave(swap.asker_id, swap.organ_id, on=swap.asker_day)
    for each in (subject, of_leave(swap.colleague_id, swap.organ_id, on=swap.colleague_day)):
        check(by, Action.SHIFT_EXCHANGE, each)
    swap.state = SWAP.after(swap.state, SwapStep.APPROVE if is_approved else SwapStep.REFUSE)
    swap.reason = clean(reason)[:REASON_LONGEST]
    if not is_approved and not swap.reason:
        raise Incomplete("Ghi lý do không duyệt; hai người sẽ đọc.", field="reason")
    if is_approved:
        _exchange(swap, by, at)
    swap.decided_at, swap.decided_by = at, by.key
    swap.save(update_fields=["state", "reason", "decided_at", "decided_by"])
    _tell(
        events.SWAP_APPROVED if is_approved else events.SWAP_REFUSED, swap, by, at, reason=swap.reason,
        acting=acting_for(by, Action.SHIFT_EXCHANGE, subject),
    )  # fmt: skip
    return swap


def _rota_shift(shift_id: int) -> worktime.Shift:
    row = worktime.Shift.objects.select_related("person").filter(pk=shift_id).first()
    if row is None:
        raise OutOfRange("Lịch ca vừa đổi. Chọn lại ca trong danh sách.", field="mine_id")
    return row


def _possible(mine: worktime.Shift, theirs: worktime.Shift, at: dt.datetime) -> None:
    """Later shifts of two people in the same place."""
    if mine.organ_id != theirs.organ_id:
        raise Missing("Không có ca này.")
    today = clock.local(at).date()
    if min(mine.day, theirs.day) < today:
        raise OutOfRange("Chỉ đổi ca từ hôm nay trở đi.", field="mine_id")
    if mine.person_id == theirs.person_id or (mine.day, mine.name) == (theirs.day, theirs.name):
        raise OutOfRange("Hai ca này như nhau nên không có gì để đổi.", field="theirs_id")
    here, there = place(mine.person_id, on=mine.day), place(theirs.person_id, on=theirs.day)
    if (
        here is None
        or there is None
        or (here.unit_id, here.position_id) != (there.unit_id, there.position_id)
    ):
        raise OutOfRange("Chỉ đổi ca với đồng nghiệp cùng đơn vị, cùng vị trí.", field="theirs_id")


def _waiting_for(row: worktime.Shift):  # type: ignore[no-untyped-def]
    waiting = Swap.objects.filter(state__in=[SwapState.ASKED, SwapState.AGREED])
    return waiting.filter(asker_id=row.person_id, asker_day=row.day, asker_name=row.name) | waiting.filter(
        colleague_id=row.person_id, colleague_day=row.day, colleague_name=row.name
    )


def _exchange(swap: Swap, by: Actor, at: dt.datetime, *, agreed: bool = False) -> None:
    """The two shifts change places in the rota."""
    _not_recorded(swap)
    exchange_shifts(
        organ_id=swap.organ_id,
        one=RotaShift(swap.asker_id, swap.asker_day, swap.asker_name),
        other=RotaShift(swap.colleague_id, swap.colleague_day, swap.colleague_name),
        by=by,
        at=at,
        agreed=agreed,
    )


def _not_recorded(swap: Swap) -> None:
    for person_id, day, name in (
        (swap.asker_id, swap.asker_day, swap.asker_name),
        (swap.colleague_id, swap.colleague_day, swap.colleague_name),
    ):
        if DutyShift.objects.filter(person_id=person_id, day=day, name=name).exists():
            raise InvalidStep(f"Ca {shift_label(day, name)} đã có người ghi nên không đổi nữa.")


def _tell(
    kind: Kind,
    swap: Swap,
    by: Actor,
    at: dt.datetime,
    *,
    name: str = "",
    reason: str = "",
    acting: int | None = None,
) -> None:
    record(
        kind, f"duties.swap:{swap.pk}", by=by, at=at, organ_id=swap.organ_id, owner_id=swap.asker_id,
        acting_for=acting, name=name, reason=reason, colleague=swap.colleague_id,
        mine=shift_label(swap.asker_day, swap.asker_name), theirs=shift_label(swap.colleague_day, swap.colleague_name),
    )  # fmt: skip
