"""The organ's own days over the shipped calendar."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from congvu.audit.trail import record
from congvu.base.errors import Missing, OutOfRange
from congvu.org.guards import locked, of_organ, text
from congvu.org.models import Organ
from congvu.policy.actions import Action
from congvu.policy.decide import check
from congvu.policy.facts import Actor
from congvu.worktime import events
from congvu.worktime.guards import in_order, not_closed
from congvu.worktime.models import CalendarDay


@transaction.atomic
def set_calendar_day(
    *, organ_id: int, day: dt.date, kind: str, name: str, source: str, by: Actor, at: dt.datetime
) -> CalendarDay:
    """Ghi một ngày nghỉ hoặc ngày làm việc hoán đổi của cơ quan, over the shipped calendar.

    `source` is the decision that says so. The same day again replaces what was there.
    Raises: Denied, Incomplete, OutOfRange (locked span).
    """
    organ = locked(Organ, pk=organ_id)
    check(by, Action.CALENDAR_EDIT, of_organ(organ_id))
    return _set(organ, day, kind, name, source, field="day", by=by, at=at)


@transaction.atomic
def swap_days(
    *, organ_id: int, off_on: dt.date, work_on: dt.date, source: str, by: Actor, at: dt.datetime
) -> tuple[CalendarDay, CalendarDay]:
    """Hoán đổi: nghỉ ngày này, làm việc ngày kia, both by one decision.

    Raises: Denied, Incomplete, OutOfRange.
    """
    organ = locked(Organ, pk=organ_id)
    check(by, Action.CALENDAR_EDIT, of_organ(organ_id))
    if off_on == work_on:
        raise OutOfRange("Ngày nghỉ và ngày làm bù phải khác nhau.", field="work_on")
    return (
        _set(organ, off_on, CalendarDay.Kind.OFF, f"Nghỉ hoán đổi, làm việc vào ngày {work_on:%d/%m/%Y}",
             source, field="off_on", by=by, at=at),
        _set(organ, work_on, CalendarDay.Kind.WORK, f"Làm việc hoán đổi cho ngày {off_on:%d/%m/%Y}",
             source, field="work_on", by=by, at=at),
    )  # fmt: skip


@transaction.atomic
def remove_calendar_day(*, organ_id: int, day_id: int, by: Actor, at: dt.datetime) -> None:
    """Bỏ một ngày của lịch riêng: the shipped calendar holds again. Raises: Denied, Missing."""
    organ = locked(Organ, pk=organ_id)
    check(by, Action.CALENDAR_EDIT, of_organ(organ_id))
    row = CalendarDay.objects.filter(organ=organ, pk=day_id).first()
    if row is None:
        raise Missing("Ngày này không có trong lịch riêng.")
    not_closed(organ, row.day, row.day, field="day")
    record(
        events.DAY_REMOVED, f"worktime.day:{row.pk}", by=by, at=at, organ_id=organ_id,
        day=f"{row.day:%d/%m/%Y}", name=row.name, source=row.source,
    )  # fmt: skip
    row.delete()


def _set(
    organ: Organ, day: dt.date, kind: str, name: str, source: str, *, field: str, by: Actor, at: dt.datetime
) -> CalendarDay:
    in_order(day, day)
    if kind not in CalendarDay.Kind.values:
        raise OutOfRange("Chọn nghỉ hoặc làm việc.", field="kind")
    not_closed(organ, day, day, field=field)
    row, _ = CalendarDay.objects.update_or_create(
        organ=organ,
        day=day,
        defaults={
            "kind": kind,
            "name": text(name, field="name", label="tên ngày", most=120),
            "source": text(source, field="source", label="căn cứ", most=200),
        },
    )
    record(
        events.DAY_SET, f"worktime.day:{row.pk}", by=by, at=at, organ_id=organ.pk, day=f"{day:%d/%m/%Y}",
        kind_label=row.get_kind_display().lower(), name=row.name, source=row.source,
    )  # fmt: skip
    return row
