"""Living through the days of the sample: assigning, writing, confirming - through the commands."""

from __future__ import annotations

import datetime as dt
import random
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import transaction

from congvu.assignments.commands import ShareSpec, accept_share, assign_task
from congvu.assignments.models import Share
from congvu.audit.access import note_views
from congvu.base import clock
from congvu.base.memo import remembering
from congvu.diary.commands import add_entry, attach_evidence, edit_entry, submit_day
from congvu.diary.lines import Line
from congvu.diary.models import Entry
from congvu.diary.states import EntryState
from congvu.org.models import Person
from congvu.org.queries import actor_of_person
from congvu.policy.facts import Actor
from congvu.review.commands import adjust_entry, confirm_entry, return_entry
from congvu.worktime.queries import plans
from rulebook.periods import Month

from . import data, duties
from .cast import ROOT, Member
from .organ import Sample
from .periods import open_month, steps
from .plan import FOCUS, PRODUCTS, Job, minutes_for, month_of

DAY = dt.timedelta(days=1)
SETTLED = dt.timedelta(days=7)


@dataclass(frozen=True)
class Standin:
    """Who acts for an absent head, on [first, end)."""

    number: int
    first: dt.date
    end: dt.date


@dataclass(frozen=True)
class Unplanned:
    """A product that nobody assigned and that the head accepts (Đ18.1d)."""

    code: str
    title: str


@dataclass
class Life:
    """The state of the story so far: from `first` to `today`, the day it is looked at."""

    sample: Sample
    first: dt.date
    today: dt.date
    draw: random.Random
    jobs: dict[int, list[Job]] = field(default_factory=dict)
    work_days: dict[int, dict[dt.date, int]] = field(default_factory=dict)
    faults: dict[int, str] = field(default_factory=dict)
    later: dict[dt.date, list[Callable[[], object]]] = field(default_factory=dict)
    closing: dict[dt.date, list[Callable[[], object]]] = field(default_factory=dict)
    standins: dict[int, Standin] = field(default_factory=dict)
    unplanned: dict[tuple[int, dt.date], Unplanned] = field(default_factory=dict)

    def client_id(self) -> uuid.UUID:
        return uuid.UUID(int=self.draw.getrandbits(128), version=4)

    def person_id(self, member: Member) -> int:
        return self.sample.people[member.number].pk


def live(life: Life) -> None:
    """Every day from the first to yesterday: periods open, work is given, written, confirmed, closed.

    Today itself is left to whoever looks at the sample.
    """
    day = life.first
    while day < life.today:
        with remembering(), transaction.atomic():
            for happening in life.later.pop(day, []):
                happening()
            if day.day == 1:
                _begin_month(life, Month(day.year, day.month))
            _confirm(life, day, everything=day in life.closing)
            for happening in life.closing.pop(day, []):
                happening()
            _write_all(life, day)
            duties.work(life, day)
        day += DAY


def _begin_month(life: Life, month: Month) -> None:
    sample = life.sample
    with clock.frozen(clock.at(month.first, 7)):
        personnel = sample.with_role("PERSONNEL")
        head = sample.actor(1)
    period = open_month(sample.organ.pk, month, by=personnel)
    happenings = steps(
        period, personnel=personnel, head=head, draw=life.draw, is_published=month.first == life.first
    )
    for day, happening in happenings.items():
        calendar = life.closing if day == period.cutoff_on else life.later
        calendar.setdefault(day, []).append(happening)
    ids = {life.person_id(m): m for m in sample.members}
    found = plans(list(ids), month.first, month.last)
    for person_id, member in ids.items():
        due = {d: p.minutes for d, p in found[person_id].items() if p.minutes > 0}
        life.work_days.setdefault(member.number, {}).update(due)
        life.jobs[member.number] = month_of(
            member, sorted(due), life.draw, recent=life.today <= month.last + SETTLED
        )
    with clock.frozen(clock.at(month.first, 8)):
        for member in sample.members:
            for job in life.jobs[member.number]:
                _assign(life, member, job, month)


def _assign(life: Life, member: Member, job: Job, month: Month) -> None:
    sample = life.sample
    giver = _giver(sample, member)
    person_id = life.person_id(member)
    now = clock.now()
    task = assign_task(
        organ_id=sample.organ.pk, unit_id=sample.units[member.unit].pk, product_id=sample.products[job.code].pk,
        title=f"{job.title} {month.label()}", quantity=Decimal(job.quantity), standard=PRODUCTS[job.code].output,
        deadline=job.deadline, origin="PLAN", origin_ref=f"Kế hoạch công tác {month.label()}",
        accountable_id=person_id, shares=[ShareSpec(person_id=person_id, role="LEAD", percent=Decimal(100))],
        client_id=life.client_id(), by=giver, at=now,
    )  # fmt: skip
    job.share_id = Share.objects.values_list("pk", flat=True).get(task=task)
    if life.draw.random() < 0.3:
        accept_share(share_id=job.share_id, by=sample.actor(member.number), at=now + dt.timedelta(minutes=30))


def _giver(sample: Sample, member: Member) -> Actor:
    """The head of the unit; for heads of divisions and the organ's leaders its director."""
    if member.unit == ROOT or member.duty == "HEAD":
        return sample.actor(1)
    return sample.actor(sample.at_post(member.unit, "HEAD").number)


def _write_all(life: Life, day: dt.date) -> None:
    for member in life.sample.members:
        if day in life.work_days.get(member.number, {}) and not duties.on_duty(life, member, day):
            _write(life, member, day)


def _write(life: Life, member: Member, day: dt.date) -> None:
    """The lines of one member's day, usually submitted the same evening."""
    draw = life.draw
    budget = life.work_days[member.number][day]
    lines = _lines(life, member, day, budget)
    if not lines:
        return
    late = draw.random()
    written_on = day
    if late < 0.03 and day.day <= 24 and day + 6 * DAY < life.today:
        written_on = day + draw.randint(3, 5) * DAY
    with clock.frozen(clock.at(written_on, 17, draw.randint(32, 58))):
        actor = life.sample.actor(member.number)
        entries = []
        for line, fault, document in lines:
            entry = add_entry(
                person_id=life.person_id(member),
                on=day,
                line=line,
                client_id=life.client_id(),
                by=actor,
                at=clock.now(),
            )
            if document:
                attach_evidence(entry_id=entry.pk, document=document, by=actor, at=clock.now())
            entries.append(entry)
            if fault:
                life.faults[entry.pk] = fault
        submit_day(day_id=entries[0].day_id, by=actor, at=clock.now())


def _lines(life: Life, member: Member, day: dt.date, budget: int) -> list[tuple[Line, str, str]]:
    draw = life.draw
    jobs = life.jobs.get(member.number, [])
    lines: list[tuple[Line, str, str]] = []
    clock_time = 7 * 60 + 30 if draw.random() < 0.5 else 0
    for job in jobs:
        for piece in (p for p in job.pieces if p.day == day):
            minutes = min(budget, minutes_for(job.code, piece.quantity, draw))
            if minutes < 20:
                continue
            line, document, clock_time = _line(life, job, minutes, piece.quantity, clock_time)
            lines.append((line, piece.fault, document))
            budget -= minutes
    if sudden := life.unplanned.get((member.number, day)):
        product_id = life.sample.products[sudden.code].pk
        minutes = min(budget, 150)
        line = Line(
            title=sudden.title, product_id=product_id, quantity=Decimal(1), minutes=minutes, kind="UNPLANNED"
        )
        lines.append((line, "ACCEPT", "318/SNV-VP"))
        budget -= minutes
    going_on = [j for j in jobs if any(p.day > day for p in j.pieces) and (PRODUCTS[j.code].norm or 0) > 240]
    often = 0.7 if member.unit == FOCUS else 0.15
    if going_on and budget > 90 and draw.random() < (often if not lines else 0.1):
        minutes = min(budget, draw.randrange(60, 185, 5))
        line, document, clock_time = _line(life, draw.choice(going_on), minutes, 0, clock_time)
        lines.append((line, "", document))
    return lines


def _line(life: Life, job: Job, minutes: int, quantity: int, clock_time: int) -> tuple[Line, str, int]:
    """(line, document number or "", clock time after it); clock time 0 = no clock times."""
    draw = life.draw
    starts = ends = None
    if clock_time and clock_time < 11 * 60 + 30 <= clock_time + minutes:
        clock_time = 13 * 60 + 30
    if clock_time and clock_time + minutes <= 17 * 60 + 30:
        starts, ends = (dt.time(t // 60, t % 60) for t in (clock_time, clock_time + minutes))
        clock_time += minutes + 10
    document = ""
    if quantity and draw.random() < 0.45:
        document = f"{draw.randint(12, 990)}/SNV-{job.code.split('.')[0]}"
    title = job.title if quantity else f"Chuẩn bị: {job.title[0].lower()}{job.title[1:]}"
    line = Line(
        title=title, product_id=life.sample.products[job.code].pk, share_id=job.share_id,
        quantity=Decimal(quantity), minutes=minutes, starts_at=starts, ends_at=ends,
        note=draw.choice(data.NOTES) if draw.random() < 0.15 else "",
    )  # fmt: skip
    return line, document, clock_time


def _confirm(life: Life, day: dt.date, *, everything: bool) -> None:
    """Every confirmer's morning: what was submitted before today, a few days late for some.

    `everything`: the last day for verdicts of a period; nothing is left and nothing returned.
    """
    waiting = (
        Entry.objects.filter(state=EntryState.SUBMITTED, submitted_at__lt=clock.at(day))
        .select_related("day")
        .order_by("day__confirmer_id", "submitted_at", "pk")
    )
    for n, entry in enumerate(waiting):
        if not everything and life.draw.random() < _patience(life, entry, day):
            continue
        if everything:
            life.faults.pop(entry.pk, None)
        with clock.frozen(clock.at(day, 8 + n % 3, n % 60)):
            _settle(life, entry)


def _patience(life: Life, entry: Entry, day: dt.date) -> float:
    """How likely the line waits another day: the newest ones are left for whoever looks."""
    if (life.today - entry.worked_on).days <= 5:
        return 0.85
    return 0.25 if (day - entry.worked_on).days < 4 else 0.0


def _settle(life: Life, entry: Entry) -> None:
    confirmer = _who_confirms(life, entry)
    now = clock.now()
    if life.draw.random() < 0.8:
        # How long it was looked at follows from the line, not from the story's draws.
        seconds = dt.timedelta(seconds=12 + entry.pk * 37 % 110)
        note_views(
            confirmer,
            [(f"diary.entry:{entry.pk}", entry.person_id)],
            path=f"/duyet/{entry.pk}",
            at=now - seconds,
        )
    fault = life.faults.pop(entry.pk, "")
    common: dict[str, Any] = {"entry_id": entry.pk, "version": entry.version, "by": confirmer, "at": now}
    if fault in ("RETURN", "MAJOR"):
        reason = data.MAJOR if fault == "MAJOR" else life.draw.choice(data.RETURNS)
        return_entry(reason=reason, major_error=fault == "MAJOR", **common)
        next_day = clock.today() + DAY
        life.later.setdefault(next_day, []).append(lambda: _put_right(life, entry.pk, next_day))
    elif fault == "ADJUST":
        adjust_entry(
            minutes=max(20, entry.minutes - 30),
            reason="Phần đối chiếu đã tính ở mục trước, đồng chí xem lại.",
            **common,
        )
    else:
        confirm_entry(accept_unplanned=fault == "ACCEPT", **common)


def _who_confirms(life: Life, entry: Entry) -> Actor:
    confirmer_id = entry.day.confirmer_id
    assert confirmer_id is not None  # a submitted day has its confirmer
    standin = life.standins.get(confirmer_id)
    if standin and standin.first <= clock.today() < standin.end:
        actor = life.sample.actor(standin.number)
        if actor.person_id != entry.person_id:
            return actor
    return acting(confirmer_id, clock.today())


def acting(person_id: int, on: dt.date) -> Actor:
    """A person with the roles of that day."""
    return actor_of_person(Person.objects.get(pk=person_id), on=on)


def _put_right(life: Life, entry_id: int, day: dt.date) -> None:
    """The writer answers a returned line: adds what was missing and sends it again."""
    entry = Entry.objects.select_related("day", "person").get(pk=entry_id)
    if entry.state != EntryState.RETURNED:
        return
    with clock.frozen(clock.at(day, 7, 45)):
        writer = actor_of_person(Person.objects.get(pk=entry.person_id), on=clock.today())
        line = Line(
            title=entry.title, product_id=entry.product_id, share_id=entry.share_id, quantity=entry.quantity,
            minutes=entry.minutes, starts_at=entry.starts_at, ends_at=entry.ends_at,
            note="Đã bổ sung theo ý kiến trả lại.",
        )  # fmt: skip
        edit_entry(entry_id=entry_id, version=entry.version, line=line, by=writer, at=clock.now())
        submit_day(day_id=entry.day_id, by=writer, at=clock.now())
