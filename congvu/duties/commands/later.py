"""A confirmed week put right while its records are open: more accepted, or the confirmation taken back."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.db import transaction

from congvu.assignments.commands import withdraw_delivery, withdraw_unplanned, withdraw_verdict
from congvu.audit.trail import Kind, record
from congvu.base.errors import InvalidStep, Missing
from congvu.duties import events
from congvu.duties.commands.approvals import WEEK
from congvu.duties.counting import Part
from congvu.duties.guards import must_record, reason_for, subject_of
from congvu.duties.handing import accept_part
from congvu.duties.models import Approval, DutyShift
from congvu.duties.states import SHIFT, ShiftState, ShiftStep
from congvu.org.guards import locked
from congvu.org.queries import actor_of_person
from congvu.policy.actions import Action
from congvu.policy.decide import acting_for, check
from congvu.policy.facts import Actor
from congvu.ui import words

ONE_DAY = dt.timedelta(days=1)


@transaction.atomic
def accept_above(*, approval_id: int, number: int, by: Actor, at: dt.datetime) -> Approval:
    """Nhận sau: một lượng vượt việc được giao, khi xác nhận chưa đánh dấu, là việc đột xuất.

    `number`: its row in `Approval.counted`.
    Raises: Denied, Missing, InvalidStep (counted already, taken back), OutOfRange (records closed,
        the product left the catalogue). Records: duties.week.accepted.
    Source: NĐ 335/2025/NĐ-CP, Điều 18 khoản 1 điểm d.
    """
    approval, shifts = _locked(approval_id, by)
    if not 0 <= number < len(approval.counted):
        raise Missing("Không có lượng này trong lần xác nhận.")
    row = dict(approval.counted[number])
    if row["is_counted"]:
        raise InvalidStep("Lượng này đã được tính rồi. Tải lại trang để xem số mới nhất.")
    part = Part(None, Decimal(row["quantity"]), dt.date.fromisoformat(row["finished_on"]))
    shift = next(s for s in shifts if s.day == part.finished_on)
    must_record(shift, at)
    origin = f"{approval.origin}.{number + 1}"
    accept_part(row["code"], part, origin, approval.person, shift, by=by, at=at)
    row |= {"unplanned": True, "is_counted": True, "accepted_at": at.isoformat(), "accepted_by": by.key}
    approval.counted = [*approval.counted[:number], row, *approval.counted[number + 1 :]]
    approval.save(update_fields=["counted"])
    _tell(
        events.ABOVE_ACCEPTED, approval, shift, by, at, code=row["code"], quantity=words.number(part.quantity)
    )
    return approval


@transaction.atomic
def reopen_week(*, approval_id: int, reason: str, by: Actor, at: dt.datetime) -> Approval:
    """Mở lại một lần xác nhận: các ca lại chờ, mọi sản phẩm đã tính từ lần đó được rút.

    Raises: Denied, Missing, InvalidStep (taken back already; something rests on what was counted),
        Incomplete (reason under ten characters), OutOfRange (records closed).
    Records: duties.week.reopened.
    """
    approval, shifts = _locked(approval_id, by)
    for shift in shifts:
        must_record(shift, at)
        SHIFT.after(shift.state, ShiftStep.TAKE_BACK)
    reason = reason_for(reason)
    for number in reversed(range(len(approval.counted))):
        _uncount(approval, number, shifts, by=by, at=at)
    approval.withdrawn_at, approval.withdrawn_by, approval.reason = at, by.key, reason
    approval.save(update_fields=["withdrawn_at", "withdrawn_by", "reason"])
    DutyShift.objects.filter(pk__in=[s.pk for s in shifts]).update(
        state=ShiftState.FINISHED, decider_id=None, decided_at=None, approval=None
    )
    _tell(
        events.WEEK_REOPENED, approval, shifts[0], by, at, shifts=len(shifts), reason=reason,
        ids=[s.pk for s in shifts],
    )  # fmt: skip
    return approval


def _locked(approval_id: int, by: Actor) -> tuple[Approval, list[DutyShift]]:
    """The confirmation and its shifts, locked; what this actor decides."""
    approval = locked(Approval, pk=approval_id)
    shifts = list(
        DutyShift.objects.select_for_update(of=("self",))
        .select_related("unit", "person")
        .filter(approval=approval)
        .order_by("day", "pk")
    )
    if not shifts:
        raise InvalidStep("Lần xác nhận này đã được mở lại. Tải lại trang để xem trạng thái mới nhất.")
    for shift in shifts:
        check(by, Action.DUTY_CONFIRM, subject_of(shift))
    return approval, shifts


def _uncount(approval: Approval, number: int, shifts: list[DutyShift], *, by: Actor, at: dt.datetime) -> None:
    """Take back what one row handed in: the verdict, then the hand-in in its person's name."""
    row = approval.counted[number]
    if not row["is_counted"]:
        return
    origin = f"{approval.origin}.{number + 1}"
    finished_on = dt.date.fromisoformat(row["finished_on"])
    decider_id = next(s.confirmer_id for s in shifts if s.day == finished_on)
    if row["share_id"] is None:
        judged_at = dt.datetime.fromisoformat(row["accepted_at"]) if "accepted_at" in row else approval.at
        withdraw_unplanned(origin=origin, judged_at=judged_at, decider_id=decider_id, by=by, at=at)
        return
    withdraw_verdict(origin=origin, judged_at=approval.at, decider_id=decider_id, by=by, at=at)
    withdraw_delivery(origin=origin, by=actor_of_person(approval.person, on=finished_on), at=at)


def _tell(
    kind: Kind, approval: Approval, shift: DutyShift, by: Actor, at: dt.datetime, **data: object
) -> None:
    record(
        kind, approval.origin, by=by, at=at, organ_id=approval.organ_id, owner_id=approval.person_id,
        acting_for=acting_for(by, Action.DUTY_CONFIRM, subject_of(shift)), name=approval.person.full_name,
        first=words.short_date(approval.monday), last=words.full_date(approval.monday + WEEK - ONE_DAY), **data,
    )  # fmt: skip
