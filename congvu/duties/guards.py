"""What the commands ask before they act: locked rows, the subject of the policy, the rules."""

from __future__ import annotations

import datetime as dt
from typing import Any

from congvu.audit.trail import Kind, record
from congvu.base import clock
from congvu.base.errors import Incomplete, InvalidStep, Missing, OutOfRange
from congvu.base.text import clean
from congvu.org.queries import place
from congvu.policy.actions import Action
from congvu.policy.decide import check
from congvu.policy.facts import Actor, Subject
from congvu.ui import words
from congvu.worktime import models as worktime
from congvu.worktime.queries import recording

from .models import DutyShift, Tap, Template
from .queries import standing, template_id_of
from .states import SHIFT, ShiftStep

REASON_SHORTEST, REASON_LONGEST = 10, 300


def subject_of(shift: DutyShift, decider_id: int | None = None) -> Subject:
    """What the policy needs to know of a shift. Needs `shift.unit`."""
    return Subject(
        organ_id=shift.organ_id,
        unit_path=shift.unit.path,
        owner_id=shift.person_id,
        decider_id=shift.confirmer_id or decider_id,
    )


def lock_shift(shift_id: int) -> DutyShift:
    """The shift, locked. Raises Missing."""
    found = (
        DutyShift.objects.select_for_update(of=("self",))
        .select_related("unit", "person")
        .filter(pk=shift_id)
        .first()
    )
    if found is None:
        raise Missing("Không có ca này.")
    return found


def open_shift(
    person_id: int, day: dt.date, name: str, step: ShiftStep, *, by: Actor, at: dt.datetime
) -> DutyShift:
    """The person's shift of a day, locked and ready to be written; made at the first tap.

    Raises: Denied, InvalidStep (sent or confirmed), OutOfRange (a later day, records closed, no
        template for her position, no such shift in the rota).
    """
    check(by, Action.DUTY_RECORD, Subject(organ_id=by.organ_id, owner_id=person_id))
    today = clock.local(at).date()
    if day > today:
        raise OutOfRange("Ca này chưa tới ngày. Chọn ca của hôm nay hoặc ca đã qua.", field="day")
    found = _present(person_id, day, name) or _made(person_id, day, name, at)
    must_record(found, at)
    SHIFT.after(found.state, step)
    return found


def must_record(shift: DutyShift, at: dt.datetime) -> None:
    """Raises OutOfRange when the records of the shift's period are closed."""
    taken = recording(shift.organ_id, shift.day, today=clock.local(at).date())
    if not taken.is_open:
        raise OutOfRange(taken.sentence, field="day")


def taps_of(shift: DutyShift) -> list[Tap]:
    """The taps of a shift that stand, in their order."""
    return standing([shift.pk])


def shift_words(shift: DutyShift) -> str:
    """The shift inside a sentence: "Ca đêm", or "trong ngày" for day workers."""
    return shift.name or "trong ngày"


def tell(kind: Kind, shift: DutyShift, *, by: Actor, at: dt.datetime, **data: Any) -> None:
    """Record an event of a shift."""
    record(
        kind, shift.origin, by=by, at=at, organ_id=shift.organ_id, owner_id=shift.person_id,
        shift=shift_words(shift), day=words.full_date(shift.day), **data,
    )  # fmt: skip


def _present(person_id: int, day: dt.date, name: str) -> DutyShift | None:
    return (
        DutyShift.objects.select_for_update(of=("self",))
        .select_related("unit", "person")
        .filter(person_id=person_id, day=day, name=name)
        .first()
    )


def _made(person_id: int, day: dt.date, name: str, at: dt.datetime) -> DutyShift:
    spot = place(person_id, on=day)
    template_id = template_id_of(spot)
    if spot is None or template_id is None:
        raise InvalidStep(
            "Vị trí của đồng chí chưa có mẫu ca. Ghi ở Hôm nay, hoặc hỏi người phụ trách lập mẫu ca."
        )
    if name and not worktime.Shift.objects.filter(person_id=person_id, day=day, name=name).exists():
        raise OutOfRange(
            "Lịch ca ngày này không có ca đó. Tải lại trang để xem lịch mới nhất.", field="shift"
        )
    made = DutyShift(
        organ_id=spot.organ_id, person_id=person_id, template_id=template_id, unit_id=spot.unit_id, day=day, name=name,
        opened_at=at,
    )  # fmt: skip
    DutyShift.objects.bulk_create([made], ignore_conflicts=True)
    found = _present(person_id, day, name)
    assert found is not None  # made above, or by another at the same moment
    return found


def template_subject(template: Template) -> Subject:
    """A template as what is acted on: it belongs to its unit. Needs `template.unit`."""
    return Subject(organ_id=template.organ_id, unit_path=template.unit.path)


def reason_for(reason: str) -> str:
    """A reason, cleaned. Raises: Incomplete (too short), OutOfRange (too long)."""
    reason = clean(reason)
    if len(reason) < REASON_SHORTEST:
        raise Incomplete(
            f"Chọn một câu có sẵn, hoặc ghi lý do ít nhất {REASON_SHORTEST} ký tự.", field="reason"
        )
    if len(reason) > REASON_LONGEST:
        raise OutOfRange(
            f"Rút gọn lý do còn nhiều nhất {words.number(REASON_LONGEST)} ký tự.", field="reason"
        )
    return reason
