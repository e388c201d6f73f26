"""The particular things that happened in the sample: leave, a move, a delegation, a hand-over…

Each is put on its day before the days are lived. Members are named by their number in `cast`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from congvu.assignments.commands import (
    ask_extension,
    cancel_share,
    decide_cause,
    decide_extension,
    hand_over,
    propose_cause,
    report_unable,
)
from congvu.assignments.models import Delivery, Share
from congvu.base import clock
from congvu.org.commands import delegate, post_person
from congvu.policy.facts import Actor
from congvu.worktime.commands import ask_leave, decide_leave
from rulebook.periods import Month

from . import duties
from .cast import OVERLOADED, WITH_ROOM
from .life import Life, Standin, Unplanned
from .organ import Sample
from .plan import Job

OFFICER, MOVER = 8, 33
LEADER_AWAY, STANDS_IN = 55, 56

# (member, month 0–2, first day of the month, days, kind)
LEAVES = (
    (8, 0, 7, 2, "ANNUAL"),
    (38, 0, 14, 5, "ANNUAL"),
    (16, 0, 21, 2, "SICK"),
    (30, 1, 5, 3, "ANNUAL"),
    (46, 1, 1, 31, "MATERNITY"),
    (46, 2, 1, 30, "MATERNITY"),
    (19, 1, 19, 2, "PERSONAL"),
    (51, 1, 12, 3, "TRAINING"),
    (44, 2, 9, 2, "SICK"),
    (55, 2, 10, 3, "ANNUAL"),
    (24, 2, 16, 2, "ANNUAL"),
)


def tell(life: Life) -> None:
    """Put each happening on its day of the three months."""
    months = [Month(life.first.year, life.first.month)]
    months += [months[0].next(), months[0].next().next()]
    for number, index, day, length, kind in LEAVES:
        start = months[index].first + dt.timedelta(days=day - 1)
        last = min(start + dt.timedelta(days=length - 1), months[index].last)
        _on(life, months[index].first, partial(_leave, life, number, start, last, kind))
    _on(life, _day(months[1], 10), lambda: _move(life, _day(months[1], 12)))
    _on(life, _day(months[2], 9), lambda: _delegation(life, _day(months[2], 10), _day(months[2], 13)))
    _on(life, _day(months[2], 4), lambda: _extension(life))
    _on(life, _day(months[2], 6), lambda: _too_much(life))
    _on(life, _day(months[1], 20), lambda: _withdrawn(life))
    _on(life, duties.first_day(life), lambda: duties.begin(life))
    for month in months[:2]:
        _on(life, month.last, partial(_not_her_fault, life, month))
    for n, (number, month) in enumerate([(10, months[0]), (40, months[1]), (10, months[2]), (53, months[2])]):
        life.unplanned[(number, _day(month, 8 + 3 * n))] = Unplanned(
            "DC.02", "Trả lời chất vấn, yêu cầu gấp trong ngày"
        )


def _on(life: Life, day: dt.date, happening: Callable[[], object]) -> None:
    life.later.setdefault(day, []).append(happening)


def _day(month: Month, number: int) -> dt.date:
    return month.first + dt.timedelta(days=number - 1)


def _leave(life: Life, number: int, first: dt.date, last: dt.date, kind: str) -> None:
    sample = life.sample
    day = clock.at(first.replace(day=1), 6)
    with clock.frozen(day):
        leave = ask_leave(
            person_id=sample.people[number].pk,
            kind=kind,
            first=first,
            last=last,
            by=sample.actor(number),
            at=day,
        )
        decide_leave(leave_id=leave.pk, is_approved=True, by=sample.with_role("PERSONNEL"), at=day)


def _move(life: Life, start: dt.date) -> None:
    """One officer moves to another division in mid-month: her days split between two units."""
    sample = life.sample
    with clock.frozen(clock.at(start - dt.timedelta(days=2), 9)):
        post_person(
            person_id=sample.people[MOVER].pk, unit_id=sample.units["CCHC"].pk,
            position_id=sample.positions["CM-04"].pk, duty="STAFF", valid_from=start,
            by=sample.with_role("PERSONNEL"), at=clock.now(),
        )  # fmt: skip
    sample.members = tuple(
        replace(m, unit="CCHC", position="CM-04") if m.number == MOVER else m for m in sample.members
    )


def _delegation(life: Life, first: dt.date, end: dt.date) -> None:
    """A head on leave: her deputy acts for her and is named."""
    sample = life.sample
    with clock.frozen(clock.at(first - dt.timedelta(days=1), 15)):
        delegate(
            giver_id=sample.people[LEADER_AWAY].pk, taker_id=sample.people[STANDS_IN].pk, form="KT",
            valid_from=first, valid_to=end, reason="Trưởng phòng nghỉ phép", document="",
            by=sample.actor(LEADER_AWAY), at=clock.now(),
        )  # fmt: skip
    life.standins[sample.people[LEADER_AWAY].pk] = Standin(STANDS_IN, first, end)


def _open_job(life: Life, number: int, least: int) -> Job:
    """A job of this month with several products still to come."""
    return max(life.jobs[number], key=lambda j: (j.quantity >= least, j.deadline, j.code))


def _extension(life: Life) -> None:
    sample = life.sample
    job = next(j for j in life.jobs[OFFICER] if j.deadline.day < 26)
    with clock.frozen(clock.at(_today(life, job), 9)):
        asked = ask_extension(
            share_id=job.share_id, new_deadline=job.deadline + dt.timedelta(days=4),
            reason="Chờ số liệu của hai đơn vị, hẹn gửi cuối tuần.", by=sample.actor(OFFICER), at=clock.now(),
        )  # fmt: skip
        decide_extension(
            extension_id=asked.pk, granted=True, note="Đồng ý, báo lại khi nhận đủ số liệu.",
            by=_head_of(sample, OFFICER), at=clock.now() + dt.timedelta(hours=3),
        )  # fmt: skip


def _today(life: Life, job: Job) -> dt.date:
    return job.deadline.replace(day=4)


def _too_much(life: Life) -> None:
    """The overloaded officer says so at once; the head gives the rest to one who has room (Đ18.1d)."""
    sample = life.sample
    job = _open_job(life, OVERLOADED, 4)
    day = job.deadline.replace(day=6)
    share = Share.objects.get(pk=job.share_id)
    done = sum(p.quantity for p in job.pieces if p.day < day)
    if share.quantity - done < 2 or share.deliveries.filter(state="HANDED_IN").exists():
        return
    with clock.frozen(clock.at(day, 10)):
        report_unable(
            share_id=job.share_id, reason="Tháng này nhận gấp đôi bình thường, không kịp hết số hồ sơ.",
            by=sample.actor(OVERLOADED), at=clock.now(),
        )  # fmt: skip
        taken = hand_over(
            share_id=job.share_id, to_person_id=sample.people[WITH_ROOM].pk, quantity=None, deadline=job.deadline,
            reason="Chia lại việc trong phòng.", by=_head_of(sample, OVERLOADED), at=clock.now(),
        )  # fmt: skip
    rest = [p for p in job.pieces if p.day >= day]
    job.pieces = [p for p in job.pieces if p.day < day]
    left = int(taken.quantity)
    kept = []
    for piece in rest:
        piece.quantity = min(piece.quantity, left)
        left -= piece.quantity
        if piece.quantity:
            kept.append(piece)
    life.jobs[WITH_ROOM].append(Job(job.code, int(taken.quantity), job.deadline, kept, taken.pk))


def _withdrawn(life: Life) -> None:
    """A task withdrawn by the authority leaves the assigned total, with its reason (G13)."""
    sample = life.sample
    job = life.jobs[36][-1]
    share = Share.objects.get(pk=job.share_id)
    if share.quantity_done or share.deliveries.exists():
        return
    with clock.frozen(clock.at(job.deadline.replace(day=20), 14)):
        cancel_share(
            share_id=job.share_id, reason="Cơ quan cấp trên hoãn kế hoạch sang quý sau.", by=_head_of(sample, 36),
            at=clock.now(),
        )  # fmt: skip
    job.pieces = []


def _not_her_fault(life: Life, month: Month) -> None:
    """A late product whose objective cause the head confirms: the deduction is waived (Đ14.2c)."""
    sample = life.sample
    numbers = {p.pk: n for n, p in sample.people.items()}
    found = (
        Delivery.objects.filter(state="MET", share__deadline__range=(month.first, month.last))
        .select_related("share")
        .order_by("pk")
    )
    late = next((d for d in found if any(d.late) and numbers[d.share.person_id] > 26), None)
    if late is None:
        return
    number = numbers[late.share.person_id]
    with clock.frozen(clock.at(month.last, 15)):
        cause = propose_cause(
            delivery_id=late.pk, about="LATE", product_index=next(i for i, n in enumerate(late.late) if n), count=1,
            reason="Đơn vị phối hợp gửi số liệu muộn ba ngày, có văn bản kèm theo.", by=sample.actor(number),
            at=clock.now(),
        )  # fmt: skip
        decide_cause(
            cause_id=cause.pk, granted=True, note="Đã kiểm tra ngày gửi của đơn vị phối hợp.",
            by=_head_of(sample, number), at=clock.now() + dt.timedelta(minutes=20),
        )  # fmt: skip


def _head_of(sample: Sample, number: int) -> Actor:
    member = next(m for m in sample.members if m.number == number)
    if member.duty == "HEAD" or member.unit == "SNV":
        return sample.actor(1)
    return sample.actor(sample.at_post(member.unit, "HEAD").number)
