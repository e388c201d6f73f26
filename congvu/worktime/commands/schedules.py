"""Schedules, who follows which, and the rota of those who work in shifts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from congvu.audit.trail import record
from congvu.base import dated
from congvu.base.errors import InvalidStep, Missing, OutOfRange
from congvu.org.guards import clash, found, locked, of_organ, span, text
from congvu.org.models import Organ, Person
from congvu.policy.actions import Action
from congvu.policy.decide import check
from congvu.policy.facts import Actor, Subject
from congvu.worktime import events
from congvu.worktime.guards import from_open_day, in_order, not_closed
from congvu.worktime.models import Closing, Schedule, ScheduleUse, Shift, ShiftKind

DAY = 24 * 60
WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True)
class ShiftSpec:
    """One shift of one person on one day, whole minutes."""

    person_id: int
    day: dt.date
    name: str
    minutes: int


@transaction.atomic
def add_schedule(
    *,
    organ_id: int,
    code: str,
    name: str,
    minutes: Sequence[int],
    by: Actor,
    at: dt.datetime,
    is_shift: bool = False,
    is_default: bool = False,
) -> Schedule:
    """Thêm chế độ làm việc: minutes of Monday to Sunday, or by shifts (then minutes do not count).

    `is_default`: everyone without a schedule of her own follows it.
    Raises: Denied, Incomplete, OutOfRange, InvalidStep (a default, when something is locked).
    """
    organ = locked(Organ, pk=organ_id)
    check(by, Action.SCHEDULE_EDIT, of_organ(organ_id))
    schedule = Schedule(organ=organ)
    _fill(schedule, code, name, minutes, is_shift=is_shift, is_default=is_default)
    if is_default:
        _nothing_locked(organ)
        Schedule.objects.filter(organ=organ, is_default=True).update(is_default=False)
    schedule.save()
    _note(events.SCHEDULE_ADDED, schedule, by, at)
    return schedule


@transaction.atomic
def edit_schedule(
    *,
    schedule_id: int,
    code: str,
    name: str,
    minutes: Sequence[int],
    by: Actor,
    at: dt.datetime,
    is_shift: bool = False,
    is_default: bool = False,
) -> Schedule:
    """Sửa chế độ làm việc. Minutes and default count for the past too, so once a period is locked
    only code and name may change; a new schedule from a day on is the way.

    Raises: Denied, Incomplete, OutOfRange, InvalidStep.
    """
    schedule = locked(Schedule, pk=schedule_id)
    organ = locked(Organ, pk=schedule.organ_id)
    check(by, Action.SCHEDULE_EDIT, of_organ(organ.pk))
    before = _effect(schedule)
    _fill(schedule, code, name, minutes, is_shift=is_shift, is_default=is_default)
    if before != _effect(schedule):
        _nothing_locked(organ)
    if schedule.is_default:
        Schedule.objects.filter(organ=organ, is_default=True).exclude(pk=schedule.pk).update(is_default=False)
    schedule.save()
    _note(events.SCHEDULE_EDITED, schedule, by, at, before=before)
    return schedule


@transaction.atomic
def use_schedule(
    *,
    person_ids: Sequence[int],
    schedule_id: int,
    valid_from: dt.date,
    by: Actor,
    at: dt.datetime,
    valid_to: dt.date | None = None,
) -> list[ScheduleUse]:
    """Chuyển người sang một chế độ từ một ngày; with `valid_to` she then returns to the one before.

    Raises: Denied, OutOfRange (locked span), InvalidStep (another change lies ahead).
    """
    schedule = locked(Schedule, pk=schedule_id)
    organ = locked(Organ, pk=schedule.organ_id)
    span(valid_from, valid_to)
    from_open_day(organ, valid_from, field="valid_from")
    made = []
    for person_id in sorted(set(person_ids)):
        person = found(Person, "person_ids", "Chọn người.", pk=person_id, organ_id=organ.pk)
        whole = of_organ(organ.pk)
        check(
            by,
            Action.SCHEDULE_EDIT,
            Subject(organ_id=organ.pk, unit_path=whole.unit_path, owner_id=person_id),
        )
        _make_room(person, valid_from, valid_to)
        use = ScheduleUse.objects.create(
            organ=organ, person=person, schedule=schedule, valid_from=valid_from, valid_to=valid_to
        )
        made.append(use)
        record(
            events.SCHEDULE_USED, f"worktime.use:{use.pk}", by=by, at=at, organ_id=organ.pk, owner_id=person_id,
            name=person.full_name, schedule=schedule.name, valid_from=f"{valid_from:%d/%m/%Y}", valid_to=valid_to,
        )  # fmt: skip
    return made


def _make_room(person: Person, valid_from: dt.date, valid_to: dt.date | None) -> None:
    """Cut the use that is running; after a bounded one it goes on."""
    standing = clash(ScheduleUse.objects.filter(person=person), valid_from, valid_to)
    if later := standing.filter(valid_from__gte=valid_from).first():
        raise InvalidStep(
            f"Đồng chí {person.full_name} đã có chế độ từ ngày {later.valid_from:%d/%m/%Y}. Chọn ngày sau đó.",
            field="valid_from",
        )
    before = standing.first()
    if before is None:
        return
    if valid_to is not None and (before.valid_to is None or valid_to < before.valid_to):
        ScheduleUse.objects.create(
            organ_id=before.organ_id, person=person, schedule_id=before.schedule_id,
            valid_from=valid_to, valid_to=before.valid_to,
        )  # fmt: skip
    before.valid_to = valid_from
    before.save(update_fields=["valid_to"])


@transaction.atomic
def set_shift_kind(
    *, organ_id: int, sign: str, name: str, minutes: int, by: Actor, at: dt.datetime
) -> ShiftKind:
    """Đặt một loại ca với ký hiệu ghi trong lịch; the same sign again changes it for later rotas.

    Raises: Denied, Incomplete, OutOfRange.
    """
    organ = locked(Organ, pk=organ_id)
    check(by, Action.SCHEDULE_EDIT, of_organ(organ_id))
    sign = text(sign, field="sign", label="ký hiệu", most=4)
    if not sign.isalnum():
        raise OutOfRange("Ký hiệu chỉ gồm chữ và số.", field="sign")
    row, _ = ShiftKind.objects.update_or_create(
        organ=organ,
        sign=sign.upper(),
        defaults={
            "name": text(name, field="name", label="tên ca", most=40),
            "minutes": _minutes(minutes, least=1, field="minutes"),
        },
    )
    record(
        events.SHIFT_KIND_SET, f"worktime.shift_kind:{row.pk}", by=by, at=at, organ_id=organ_id,
        sign=row.sign, name=row.name, minutes=row.minutes,
    )  # fmt: skip
    return row


@transaction.atomic
def remove_shift_kind(*, organ_id: int, kind_id: int, by: Actor, at: dt.datetime) -> None:
    """Bỏ một loại ca; shifts already in the rota stay as they are. Raises: Denied, Missing."""
    locked(Organ, pk=organ_id)
    check(by, Action.SCHEDULE_EDIT, of_organ(organ_id))
    row = ShiftKind.objects.filter(organ_id=organ_id, pk=kind_id).first()
    if row is None:
        raise Missing("Không có loại ca này.")
    record(
        events.SHIFT_KIND_REMOVED, f"worktime.shift_kind:{row.pk}", by=by, at=at, organ_id=organ_id,
        sign=row.sign, name=row.name,
    )  # fmt: skip
    row.delete()


@transaction.atomic
def set_shifts(
    *,
    organ_id: int,
    person_ids: Sequence[int],
    first: dt.date,
    last: dt.date,
    shifts: Sequence[ShiftSpec],
    by: Actor,
    at: dt.datetime,
) -> int:
    """Xếp lịch ca: `shifts` replace everything that these people have in [first, last].

    Days of a locked span must stay as they are. Returns the number of shifts kept.
    Raises: Denied, OutOfRange, InvalidStep (someone does not work in shifts).
    """
    organ = locked(Organ, pk=organ_id)
    check(by, Action.SCHEDULE_EDIT, of_organ(organ_id))
    in_order(first, last)
    people = _in_shifts(organ, person_ids, first, last)
    wanted = {}
    for spec in shifts:
        if spec.person_id not in people or not first <= spec.day <= last:
            raise OutOfRange("Ca nằm ngoài người hoặc khoảng ngày đang xếp.", field="shifts")
        name = text(spec.name, field="shifts", label="tên ca", most=40)
        wanted[(spec.person_id, spec.day, name)] = _minutes(spec.minutes, least=1, field="shifts")
    _days_hold(wanted)
    standing = {
        (s.person_id, s.day, s.name): s.minutes
        for s in Shift.objects.filter(person_id__in=people, day__range=(first, last))
    }
    changed = {key for key in {*wanted, *standing} if wanted.get(key) != standing.get(key)}
    for closing in Closing.objects.filter(organ=organ, is_closed=True, first__lte=last, last__gte=first):
        if locked_day := next((d for _, d, _ in sorted(changed) if closing.first <= d <= closing.last), None):
            not_closed(organ, locked_day, locked_day, field="shifts")
    if not changed:
        return len(wanted)
    whose = {person_id for person_id, _, _ in changed}
    Shift.objects.filter(person_id__in=whose, day__range=(first, last)).delete()
    Shift.objects.bulk_create(
        Shift(organ=organ, person_id=p, day=d, name=n, minutes=m)
        for (p, d, n), m in wanted.items()
        if p in whose
    )
    record(
        events.SHIFTS_SET, f"worktime.rota:{organ_id}", by=by, at=at, organ_id=organ_id,
        first=f"{first:%d/%m/%Y}", last=f"{last:%d/%m/%Y}", people=len(people), shifts=len(wanted),
        changed=[[p, d, n, wanted.get((p, d, n), 0)] for p, d, n in sorted(changed)],
    )  # fmt: skip
    return len(wanted)


def _in_shifts(organ: Organ, person_ids: Sequence[int], first: dt.date, last: dt.date) -> set[int]:
    people = set(person_ids)
    following = set(
        ScheduleUse.objects.filter(
            dated.overlapping(first, last), organ=organ, person_id__in=people, schedule__is_shift=True
        ).values_list("person_id", flat=True)
    )
    if Schedule.objects.filter(organ=organ, is_default=True, is_shift=True).exists():
        following |= set(Person.objects.filter(organ=organ, pk__in=people).values_list("pk", flat=True))
    if other := Person.objects.filter(pk__in=people - following).first():
        raise InvalidStep(
            f"Đồng chí {other.full_name} không làm theo ca trong khoảng này. Chuyển chế độ làm việc trước.",
            field="person_ids",
        )
    return people


def _days_hold(wanted: dict[tuple[int, dt.date, str], int]) -> None:
    totals: dict[tuple[int, dt.date], int] = {}
    for (person_id, day, _), minutes in wanted.items():
        totals[(person_id, day)] = totals.get((person_id, day), 0) + minutes
        if totals[(person_id, day)] > DAY:
            raise OutOfRange(f"Ngày {day:%d/%m/%Y} xếp quá 24 giờ cho một người.", field="shifts")


def _fill(
    schedule: Schedule, code: str, name: str, minutes: Sequence[int], *, is_shift: bool, is_default: bool
) -> None:
    schedule.code = text(code, field="code", label="mã chế độ", most=20)
    schedule.name = text(name, field="name", label="tên chế độ", most=80)
    same = Schedule.objects.filter(organ_id=schedule.organ_id, code=schedule.code)
    if same.exclude(pk=schedule.pk).exists():
        raise OutOfRange(f"Mã {schedule.code} đã dùng cho chế độ khác.", field="code")
    if len(minutes) != len(WEEK):
        raise OutOfRange("Ghi số phút của cả bảy ngày.", field="monday")
    for field, number in zip(WEEK, minutes, strict=True):
        setattr(schedule, field, 0 if is_shift else _minutes(number, least=0, field=field))
    if not is_shift and not any(minutes):
        raise OutOfRange("Một chế độ phải có ít nhất một ngày làm việc.", field="monday")
    schedule.is_shift, schedule.is_default = is_shift, is_default


def _effect(schedule: Schedule) -> list[int | bool]:
    return [*(getattr(schedule, f) for f in WEEK), schedule.is_shift, schedule.is_default]


def _nothing_locked(organ: Organ) -> None:
    if Closing.objects.filter(organ=organ, is_closed=True).exists():
        raise InvalidStep(
            "Đã có kỳ khóa nên không đổi giờ của chế độ này. "
            "Thêm chế độ mới rồi chuyển người sang từ một ngày."
        )


def _minutes(number: int, *, least: int, field: str) -> int:
    if not least <= number <= DAY:
        raise OutOfRange(f"Số phút từ {least} đến {DAY}.", field=field)
    return number


def _note(kind, schedule: Schedule, by: Actor, at: dt.datetime, **data) -> None:  # type: ignore[no-untyped-def]
    record(
        kind, f"worktime.schedule:{schedule.pk}", by=by, at=at, organ_id=schedule.organ_id, name=schedule.name,
        code=schedule.code, effect=_effect(schedule), **data,
    )  # fmt: skip
