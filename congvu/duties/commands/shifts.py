"""Finishing a shift, opening it again, returning it."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from congvu.base.errors import Incomplete, InvalidStep
from congvu.duties import events
from congvu.duties.counting import tally
from congvu.duties.guards import (
    lock_shift,
    must_record,
    open_shift,
    reason_for,
    subject_of,
    taps_of,
    tell,
)
from congvu.duties.models import DutyShift
from congvu.duties.states import SHIFT, ShiftStep
from congvu.org.queries import confirmer_of
from congvu.policy.actions import Action
from congvu.policy.decide import acting_for, check
from congvu.policy.facts import Actor


@transaction.atomic
def finish_shift(*, person_id: int, day: dt.date, shift: str, by: Actor, at: dt.datetime) -> DutyShift:
    """Xong ca: gửi cho người xác nhận của ngày đó (Đ10). It counts for nothing until confirmed.

    Raises: Denied, Incomplete (nothing recorded, nobody confirms), InvalidStep (a trip runs),
        OutOfRange. Records: duties.shift.finished.
    """
    found = open_shift(person_id, day, shift, ShiftStep.FINISH, by=by, at=at)
    standing = taps_of(found)
    if not standing:
        raise Incomplete("Ca này chưa ghi việc nào. Bấm “Tất cả như thường lệ”, hoặc chạm các việc đã làm.")
    if any(t.running for t in tally(standing).values()):
        raise InvalidStep("Còn một chuyến đang chạy. Bấm Kết thúc chuyến trước.")
    confirmer_id = confirmer_of(person_id, on=day)
    if confirmer_id is None:
        raise Incomplete("Ca này chưa có người xác nhận; cơ quan tổ chức, cán bộ cần chỉ định trước khi gửi.")
    found.state = SHIFT.after(found.state, ShiftStep.FINISH)
    found.finished_at, found.confirmer_id = at, confirmer_id
    found.save(update_fields=["state", "finished_at", "confirmer"])
    tell(events.FINISHED, found, by=by, at=at, taps=len(standing), confirmer=confirmer_id)
    return found


@transaction.atomic
def reopen_shift(*, shift_id: int, by: Actor, at: dt.datetime) -> DutyShift:
    """Mở lại ca đã báo xong mà chưa ai xác nhận, để ghi thêm.

    Raises: Denied, Missing, InvalidStep, OutOfRange. Records: duties.shift.reopened.
    """
    found = lock_shift(shift_id)
    check(by, Action.DUTY_RECORD, subject_of(found))
    must_record(found, at)
    found.state = SHIFT.after(found.state, ShiftStep.REOPEN)
    found.finished_at = None
    found.save(update_fields=["state", "finished_at"])
    tell(events.REOPENED, found, by=by, at=at)
    return found


@transaction.atomic
def return_shift(*, shift_id: int, reason: str, by: Actor, at: dt.datetime) -> DutyShift:
    """Trả lại một ca để người trực bổ sung.

    Raises: Denied, Missing, InvalidStep, Incomplete (reason under ten characters), OutOfRange.
    Records: duties.shift.returned.
    """
    found = lock_shift(shift_id)
    subject = subject_of(found)
    check(by, Action.DUTY_RETURN, subject)
    state = SHIFT.after(found.state, ShiftStep.RETURN)
    must_record(found, at)
    reason = reason_for(reason)
    found.state, found.reason, found.decider_id, found.decided_at = state, reason, by.person_id, at
    found.save(update_fields=["state", "reason", "decider", "decided_at"])
    tell(
        events.RETURNED, found, by=by, at=at, acting_for=acting_for(by, Action.DUTY_RETURN, subject),
        name=found.person.full_name, reason=reason,
    )  # fmt: skip
    return found
