"""Confirming a person's week: what was done counts from here, through assignments (ADR 17, 25)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any

from django.db import transaction

from congvu.audit.trail import record
from congvu.base import clock
from congvu.base.errors import InvalidStep
from congvu.duties import events
from congvu.duties.guards import must_record, subject_of
from congvu.duties.handing import accept_part, hand_in_part
from congvu.duties.models import Approval, DutyShift
from congvu.duties.queries import week_parts
from congvu.duties.states import SHIFT, ShiftState, ShiftStep
from congvu.org.models import Person
from congvu.policy.actions import Action
from congvu.policy.decide import acting_for, can, check
from congvu.policy.facts import Actor
from congvu.ui import words

WEEK = dt.timedelta(days=7)


@transaction.atomic
def confirm_week(
    *,
    person_id: int,
    monday: dt.date,
    by: Actor,
    at: dt.datetime,
    accept: Collection[str] = (),
) -> Approval:
    """Xác nhận cả tuần: mọi ca đã báo xong, chưa bị trả lại, của một người trong một tuần.

    The products that the shifts amount to are handed in for the person's open shares and judged
    met, without errors. `accept`: codes of products whose quantity above the shares is accepted
    as unplanned work; without it that quantity is recorded and counts for nothing.
    Raises: Denied, InvalidStep (no shift waits), OutOfRange (records closed).
    Records: duties.week.confirmed.
    Source: NĐ 335/2025/NĐ-CP, Điều 17 khoản 2; Điều 18 khoản 1 điểm d.
    """
    shifts = _waiting(person_id, monday, by)
    for shift in shifts:
        must_record(shift, at)
        SHIFT.after(shift.state, ShiftStep.CONFIRM)
    person = shifts[0].person
    assert by.person_id is not None  # the policy lets only a person decide
    giver = acting_for(by, Action.DUTY_CONFIRM, subject_of(shifts[0]))
    approval = Approval.objects.create(
        organ_id=person.organ_id,
        person=person,
        monday=monday,
        confirmer_id=by.person_id,
        acting_for_id=giver,
        at=at,
    )
    approval.counted = _count(approval, person, shifts, accept, by=by, at=at)
    approval.save(update_fields=["counted"])
    DutyShift.objects.filter(pk__in=[s.pk for s in shifts]).update(
        state=ShiftState.CONFIRMED, decider_id=by.person_id, decided_at=at, approval=approval, reason=""
    )
    record(
        events.WEEK_CONFIRMED, approval.origin, by=by, at=at, organ_id=person.organ_id, owner_id=person.pk,
        acting_for=giver, name=person.full_name, shifts=len(shifts), first=words.short_date(monday),
        last=words.full_date(monday + WEEK - dt.timedelta(days=1)), counted=approval.counted,
        ids=[s.pk for s in shifts],
    )  # fmt: skip
    return approval


def _waiting(person_id: int, monday: dt.date, by: Actor) -> list[DutyShift]:
    """The finished shifts of that week which this actor may confirm, locked."""
    found = list(
        DutyShift.objects.select_for_update(of=("self",))
        .select_related("unit", "person")
        .filter(person_id=person_id, day__gte=monday, day__lt=monday + WEEK, state=ShiftState.FINISHED)
        .order_by("day", "pk")
    )
    mine = [s for s in found if can(by, Action.DUTY_CONFIRM, subject_of(s))]
    if found and not mine:
        check(by, Action.DUTY_CONFIRM, subject_of(found[0]))
    if not mine:
        raise InvalidStep("Tuần này không còn ca nào chờ xác nhận. Tải lại trang để xem trạng thái mới nhất.")
    return mine


def _count(
    approval: Approval,
    person: Person,
    shifts: Sequence[DutyShift],
    accept: Collection[str],
    *,
    by: Actor,
    at: dt.datetime,
) -> list[dict[str, Any]]:
    """Hand in and judge each part; what was counted, for the record."""
    last = {s.day: s for s in shifts}
    counted: list[dict[str, Any]] = []
    for code, part in week_parts(person.pk, approval.monday, shifts, today=clock.local(at).date()):
        origin = f"{approval.origin}.{len(counted) + 1}"
        shift = last[part.finished_on]
        taken = part.share_id is not None or code in accept
        if part.share_id is not None:
            hand_in_part(part, origin, person, shift, by=by, at=at)
        elif taken:
            accept_part(code, part, origin, person, shift, by=by, at=at)
        counted.append(
            {
                "code": code, "quantity": str(part.quantity), "share_id": part.share_id,
                "finished_on": part.finished_on.isoformat(), "unplanned": taken and part.share_id is None,
                "is_counted": taken,
            }
        )  # fmt: skip
    return counted
