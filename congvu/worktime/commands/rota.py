"""Rotas made from a pattern, and two people changing shifts with each other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from congvu.audit.trail import record
from congvu.base.errors import Incomplete, InvalidStep, OutOfRange
from congvu.org.guards import locked, of_organ
from congvu.org.models import Organ, Person, Rules
from congvu.org.queries import rules_row
from congvu.policy.actions import Action
from congvu.policy.decide import acting_for, check
from congvu.policy.facts import Actor, Subject
from congvu.worktime import events
from congvu.worktime.guards import in_order, not_closed, of_leave
from congvu.worktime.models import Leave, LeaveState, Shift, ShiftKind

from .schedules import DAY, ShiftSpec, set_shifts

REST = ("", "-", "–", "X")
"""Signs of a day without a shift."""
ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class RotaShift:
    """One shift of the rota, named by person, day and name."""

    person_id: int
    day: dt.date
    name: str


@transaction.atomic
def generate_rota(
    *,
    organ_id: int,
    teams: Sequence[Sequence[int]],
    pattern: Sequence[str],
    first: dt.date,
    last: dt.date,
    by: Actor,
    at: dt.datetime,
) -> int:
    """Xếp lịch ca cho các tổ theo một vòng ca, thay mọi ca của họ trong [first, last].

    `pattern`: signs of shift kinds, one a day, "-" for a free day; team A begins with its first
    sign, each next team an equal part of the round later, so that on every day each part of the
    round is worked by one team. Returns the number of shifts.
    Raises: Denied, Incomplete, OutOfRange (unknown sign, a round that the teams cannot share, a
        person in two teams, locked span), InvalidStep (someone does not work in shifts).
    """
    locked(Organ, pk=organ_id)
    check(by, Action.SCHEDULE_EDIT, of_organ(organ_id))
    in_order(first, last)
    crews = [list(dict.fromkeys(team)) for team in teams if team]
    if not crews:
        raise Incomplete("Chọn người cho ít nhất một tổ.", field="teams")
    people = [person_id for crew in crews for person_id in crew]
    if len(set(people)) != len(people):
        raise OutOfRange("Một người chỉ ở một tổ. Bỏ người đó khỏi tổ thừa.", field="teams")
    if not pattern or len(pattern) % len(teams):
        raise OutOfRange(
            f"Vòng ca có {len(pattern)} ngày, không chia đều cho {len(teams)} tổ. Ví dụ ba tổ: N N Đ Đ - -.",
            field="pattern",
        )
    kinds = {k.sign: k for k in ShiftKind.objects.filter(organ_id=organ_id)}
    signs = [sign.strip().upper() for sign in pattern]
    if unknown := next((s for s in signs if s not in REST and s not in kinds), None):
        raise OutOfRange(
            f"Không có ký hiệu ca “{unknown}”. Dùng ký hiệu trong bảng loại ca.", field="pattern"
        )
    step = len(signs) // len(teams)
    shifts = []
    for n in range((last - first).days + 1):
        for number, team in enumerate(teams):
            kind = kinds.get(signs[(n + number * step) % len(signs)])
            if kind is not None:
                shifts += [ShiftSpec(p, first + n * ONE_DAY, kind.name, kind.minutes) for p in team]
    made = set_shifts(
        organ_id=organ_id, person_ids=people, first=first, last=last, shifts=shifts, by=by, at=at
    )
    record(
        events.ROTA_GENERATED, f"worktime.rota:{organ_id}", by=by, at=at, organ_id=organ_id, teams=len(teams),
        pattern=" ".join(signs), first=f"{first:%d/%m/%Y}", last=f"{last:%d/%m/%Y}", members=[list(t) for t in teams],
    )  # fmt: skip
    return made


@transaction.atomic
def exchange_shifts(
    *, organ_id: int, one: RotaShift, other: RotaShift, by: Actor, at: dt.datetime, agreed: bool = False
) -> None:
    """Đổi chỗ hai ca của hai người trong lịch; decided by who confirms or leads both.

    `agreed`: `other` says yes to what `one` asked, which is enough where the organ's rules say so.
    Raises: Denied, Missing (the rota changed meanwhile), OutOfRange (same shift, on leave, more
        than 24 hours a day, locked span).
    """
    organ = locked(Organ, pk=organ_id)
    acting = None
    if agreed:
        check(by, Action.SHIFT_AGREE, Subject(organ_id=organ_id, owner_id=other.person_id))
        if rules_row(organ_id).swaps != Rules.Swaps.PEERS:
            raise InvalidStep("Cơ quan quy định lãnh đạo quyết việc đổi ca.")
    for mine in (one, other):
        if not agreed:
            subject = of_leave(mine.person_id, organ_id, on=mine.day)
            check(by, Action.SHIFT_EXCHANGE, subject)
            acting = acting or acting_for(by, Action.SHIFT_EXCHANGE, subject)
        not_closed(organ, mine.day, mine.day, field="day")
    if one.person_id == other.person_id or (one.day, one.name) == (other.day, other.name):
        raise OutOfRange("Hai ca này như nhau nên không có gì để đổi.", field="day")
    rows = [_row(mine, organ_id) for mine in (one, other)]
    people = {p.pk: p for p in Person.objects.filter(pk__in=[one.person_id, other.person_id])}
    Shift.objects.filter(pk__in=[row.pk for row in rows]).delete()
    for row, taker in zip(rows, (other.person_id, one.person_id), strict=True):
        _fits(people[taker], row)
        Shift.objects.create(organ=organ, person_id=taker, day=row.day, name=row.name, minutes=row.minutes)
    record(
        events.SHIFTS_EXCHANGED, f"worktime.rota:{organ_id}", by=by, at=at, organ_id=organ_id, acting_for=acting,
        one=people[one.person_id].full_name, other=people[other.person_id].full_name,
        first=f"{one.name} {one.day:%d/%m/%Y}", second=f"{other.name} {other.day:%d/%m/%Y}",
        people=[one.person_id, other.person_id],
    )  # fmt: skip


def _row(mine: RotaShift, organ_id: int) -> Shift:
    row = (
        Shift.objects.select_for_update(no_key=True)
        .filter(organ_id=organ_id, person_id=mine.person_id, day=mine.day, name=mine.name)
        .first()
    )
    if row is None:
        raise OutOfRange(
            f"Lịch ca ngày {mine.day:%d/%m/%Y} đã đổi, không còn ca này. Xin đổi lại theo lịch mới.",
            field="day",
        )
    return row


def _fits(taker: Person, row: Shift) -> None:
    """The taker is there on that day, does not have this shift already, and keeps below 24 hours."""
    same_day = list(Shift.objects.filter(person=taker, day=row.day))
    if any(s.name == row.name for s in same_day):
        raise OutOfRange(f"Đồng chí {taker.full_name} đã có ca này ngày {row.day:%d/%m/%Y}.", field="day")
    if sum(s.minutes for s in same_day) + row.minutes > DAY:
        raise OutOfRange(
            f"Ngày {row.day:%d/%m/%Y} xếp quá 24 giờ cho đồng chí {taker.full_name}.", field="day"
        )
    away = Leave.objects.filter(
        person=taker, state=LeaveState.APPROVED, first__lte=row.day, last__gte=row.day
    )
    if any(not leave.works for leave in away):
        raise OutOfRange(
            f"Đồng chí {taker.full_name} nghỉ ngày {row.day:%d/%m/%Y}. Chọn ca khác.", field="day"
        )
