"""The supervisor's week: people × days, what would count, and one shift opened in place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from congvu.assignments.queries import OpenShare, open_shares_of
from congvu.base import clock, dated
from congvu.base.errors import Missing
from congvu.base.text import initials
from congvu.duties.counting import Work, spans_of, tally, week_of
from congvu.duties.models import DutyShift, Item, Tap, Template
from congvu.duties.states import ShiftState
from congvu.org.models import Posting
from congvu.org.queries import ancestors, confirmers
from congvu.policy.actions import Action
from congvu.policy.decide import can
from congvu.policy.facts import Actor, Subject
from congvu.ui import words
from congvu.worktime.queries import DayPlan, plans

from .counts import parts_of, standing, works_of
from .later import Confirmed, Uncounted, confirmed_weeks
from .mine import LoggedTap, logged
from .months import MonthCount, month_counts
from .waiting import stands_for

ONE_DAY = dt.timedelta(days=1)
SEVEN = range(7)
WEEKDAYS = ("T2", "T3", "T4", "T5", "T6", "T7", "CN")


@dataclass(frozen=True)
class Cell:
    """One day of one person. `mark`: "", waiting, confirmed, returned, open, missing, rest, ahead."""

    day: dt.date
    mark: str
    shift_ids: tuple[int, ...] = ()
    facts: str = ""
    odd: int = 0
    photos: int = 0
    voices: int = 0

    @property
    def label(self) -> str:
        return MARKS[self.mark]

    @property
    def weekday(self) -> str:
        """T2 to T7, CN."""
        return WEEKDAYS[self.day.weekday()]

    @property
    def icon(self) -> str:
        return ICONS.get(self.mark, "")

    @property
    def first_id(self) -> int:
        return self.shift_ids[0] if self.shift_ids else 0


MARKS = {
    "waiting": "Chờ xác nhận", "confirmed": "Đã xác nhận", "returned": "Đã trả lại", "open": "Đang ghi",
    "missing": "Chưa ghi", "rest": "Không có ca", "ahead": "Chưa tới",
}  # fmt: skip
ICONS = {
    "waiting": "circle-dot", "confirmed": "circle-check", "returned": "undo-2", "open": "clock",
    "missing": "circle-dashed",
}  # fmt: skip


@dataclass(frozen=True)
class Tally:
    """Products of one code in the week. `above` is more than what was assigned."""

    code: str
    detail: str
    unit_of_measure: str
    assigned: Decimal
    above: Decimal

    @property
    def words(self) -> str:
        return f"{words.number(self.assigned + self.above)} {self.unit_of_measure}"


@dataclass(frozen=True)
class OpenedShift:
    """One shift, opened under its person."""

    shift: DutyShift
    label: str
    log: tuple[LoggedTap, ...]
    missed: tuple[str, ...]
    may_return: bool


@dataclass(frozen=True)
class PersonWeek:
    """One person of the grid."""

    person_id: int
    name: str
    initials: str
    note: str
    cells: tuple[Cell, ...]
    waiting: int
    counts: tuple[Tally, ...]
    opened: tuple[OpenedShift, ...] = ()
    confirmed: tuple[Confirmed, ...] = ()
    month: tuple[MonthCount, ...] = ()

    @property
    def uncounted(self) -> list[Uncounted]:
        """Left unticked when confirmed; may still be accepted."""
        return [row for one in self.confirmed for row in one.uncounted]

    @property
    def reopenable(self) -> list[Confirmed]:
        return [one for one in self.confirmed if one.may_reopen]

    @property
    def above(self) -> tuple[Tally, ...]:
        return tuple(c for c in self.counts if c.above)


@dataclass(frozen=True)
class WeekPage:
    """A week of those whom the viewer confirms."""

    monday: dt.date
    people: tuple[PersonWeek, ...]
    teams: tuple[tuple[str, str], ...]
    team: str
    waiting: int
    days: tuple[dt.date, ...]
    month: str = ""

    @property
    def sunday(self) -> dt.date:
        return self.monday + 6 * ONE_DAY

    @property
    def before(self) -> dt.date:
        return self.monday - 7 * ONE_DAY

    @property
    def after(self) -> dt.date | None:
        """The next week; None when it has not begun."""
        following = self.monday + 7 * ONE_DAY
        return following if following <= clock.today() else None


def week_page(monday: dt.date, team: str, opened: int, *, viewer: Actor) -> WeekPage:
    """A week, with the shift `opened` shown in place. A fixed number of queries for any team.

    In it are the people with a template whom the viewer confirms at the end of that week, and
    those of whom a shift of the week waits for her.
    """
    monday = week_of(monday)
    sunday = monday + 6 * ONE_DAY
    whole = _people(viewer, monday, sunday)
    teams = tuple(dict.fromkeys((duty, label) for _, _, duty, label in whole))
    chosen = [row for row in whole if team in ("", row[2])]
    ids = [row[0] for row in chosen]
    shifts = list(
        DutyShift.objects.filter(person_id__in=ids, day__range=(monday, sunday))
        .select_related("unit")
        .order_by("day", "pk")
    )
    taps = standing(s.pk for s in shifts)
    planned = plans(ids, monday, sunday)
    held = confirmed_weeks(shifts, monday, viewer=viewer)
    until = min(sunday, max(monday, clock.today()))
    monthly = month_counts(ids, until)
    counted = _counts(monday, [s for s in shifts if _may_confirm(s, viewer)], taps)
    by_person: dict[int, list[DutyShift]] = {pk: [] for pk in ids}
    for shift in shifts:
        by_person[shift.person_id].append(shift)
    by_shift: dict[int, list[Tap]] = {s.pk: [] for s in shifts}
    for tap in taps:
        by_shift[tap.shift_id].append(tap)
    labels = dict(teams)
    people = tuple(
        replace(
            _person(
                pk, name, labels[duty], by_person[pk], by_shift, planned[pk], counted.get(pk, ()), opened, viewer
            ),
            confirmed=tuple(held.get(pk, ())), month=monthly.get(pk, ()),
        )
        for pk, name, duty, _ in chosen
    )  # fmt: skip
    return WeekPage(
        monday=monday,
        people=people,
        teams=teams if len(teams) > 1 else (),
        team=team if team in labels else "",
        waiting=sum(p.waiting for p in people),
        days=tuple(monday + n * ONE_DAY for n in SEVEN),
        month=f"tháng {until.month}",
    )


def week_of_shift(shift_id: int, *, viewer: Actor) -> tuple[dt.date, int]:
    """(Monday, person) of a shift that the viewer may see. Raises: Missing."""
    shift = DutyShift.objects.select_related("unit").filter(pk=shift_id).first()
    if shift is None or not can(viewer, Action.DUTY_VIEW, _subject(shift)):
        raise Missing("Không có ca này.")
    return week_of(shift.day), shift.person_id


def _subject(shift: DutyShift) -> Subject:
    return Subject(shift.organ_id, shift.unit.path, owner_id=shift.person_id, decider_id=shift.confirmer_id)


def _may_confirm(shift: DutyShift, viewer: Actor) -> bool:
    return shift.state == ShiftState.FINISHED and can(viewer, Action.DUTY_CONFIRM, _subject(shift))


def _people(viewer: Actor, monday: dt.date, sunday: dt.date) -> list[tuple[int, str, str, str]]:
    """(person, name, duty, its label) in roster order."""
    mine = set(stands_for(viewer))
    templates: dict[int, dict[str, str]] = {}
    for position_id, path, duty in Template.objects.filter(
        organ_id=viewer.organ_id or 0, is_active=True
    ).values_list("position_id", "unit__path", "duty"):
        templates.setdefault(position_id, {})[path] = duty
    rows = (
        Posting.objects.filter(dated.overlapping(monday, sunday), position_id__in=list(templates))
        .order_by("unit__sort", "unit_id", "person__sort_key", "pk")
        .values_list("person_id", "person__full_name", "position_id", "unit__path")
    )
    duties: dict[int, tuple[str, str]] = {}
    for person_id, name, position_id, path in rows:
        nearest = next(
            (templates[position_id][p] for p in ancestors(path) if p in templates[position_id]), None
        )
        if nearest is not None and person_id != viewer.person_id:
            duties.setdefault(person_id, (name, nearest))
    end = min(sunday, max(monday, clock.today()))
    deciders = confirmers(list(duties), on=end)
    waiting = set(
        DutyShift.objects.filter(
            person_id__in=list(duties), day__range=(monday, sunday), confirmer_id__in=list(mine)
        ).values_list("person_id", flat=True)
    )
    return [
        (pk, name, duty, Template.Duty(duty).label)
        for pk, (name, duty) in duties.items()
        if deciders.get(pk) in mine or pk in waiting
    ]


def _counts(
    monday: dt.date, waiting: Sequence[DutyShift], taps: Sequence[Tap]
) -> dict[int, tuple[Tally, ...]]:
    """What confirming would count, by person: the command's own arithmetic, read once for all."""
    by_shift = works_of(waiting, taps)
    by_person: dict[int, list[Work]] = {}
    for shift in waiting:
        by_person.setdefault(shift.person_id, []).extend(by_shift[shift.pk])
    linked = {work.item_id for works in by_person.values() for work in works}
    if not linked:
        return {}
    products = {
        code: (detail, measure)
        for code, detail, measure in Item.objects.filter(pk__in=linked).values_list(
            "product__code", "product__detail", "product__unit_of_measure"
        )
    }
    found: dict[int, dict[str, Tally]] = {}
    for first, last in spans_of(monday):
        shares = open_shares_of(list(by_person), on=min(last, clock.today()))
        for person_id, mine in by_person.items():
            here = [w for w in mine if first <= w.day <= last]
            _add(found.setdefault(person_id, {}), here, shares[person_id], products)
    return {pk: tuple(codes.values()) for pk, codes in found.items()}


def _add(
    found: dict[str, Tally],
    works: Sequence[Work],
    shares: Sequence[OpenShare],
    products: dict[str, tuple[str, str]],
) -> None:
    for code, part in parts_of(works, shares):
        before = found.get(code) or Tally(code, *products[code], Decimal(0), Decimal(0))
        above = part.share_id is None
        found[code] = Tally(
            code,
            *products[code],
            before.assigned + (Decimal(0) if above else part.quantity),
            before.above + (part.quantity if above else Decimal(0)),
        )


def _person(
    person_id: int, name: str, duty: str, shifts: Sequence[DutyShift], by_shift: dict[int, list[Tap]],
    planned: dict[dt.date, DayPlan], counts: tuple[Tally, ...], opened: int, viewer: Actor,
) -> PersonWeek:  # fmt: skip
    days: dict[dt.date, list[DutyShift]] = {}
    for shift in shifts:
        days.setdefault(shift.day, []).append(shift)
    here = next((s.day for s in shifts if s.pk == opened), None)
    mine = [s for s in shifts if _may_confirm(s, viewer)]
    return PersonWeek(
        person_id=person_id,
        name=name,
        initials=initials(name),
        note=duty,
        cells=tuple(_cell(day, days.get(day, []), by_shift, plan) for day, plan in sorted(planned.items())),
        waiting=len(mine),
        counts=counts,
        opened=tuple(_opened(s, by_shift[s.pk], viewer) for s in days.get(here, [])) if here else (),
    )


def _cell(day: dt.date, shifts: Sequence[DutyShift], by_shift: dict[int, list[Tap]], plan: DayPlan) -> Cell:
    if not shifts:
        if not plan.is_due:
            return Cell(day, "rest", facts=plan.reason)
        return Cell(day, "ahead" if day >= clock.today() else "missing")
    taps = [t for s in shifts for t in by_shift[s.pk]]
    states = {s.state for s in shifts}
    order = (
        (ShiftState.FINISHED, "waiting"), (ShiftState.RETURNED, "returned"), (ShiftState.OPEN, "open"),
        (ShiftState.CONFIRMED, "confirmed"),
    )  # fmt: skip
    return Cell(
        day,
        next(mark for state, mark in order if state in states),
        tuple(s.pk for s in shifts),
        facts=_facts(taps),
        odd=sum(t.kind == Tap.Kind.ODD for t in taps),
        photos=sum(bool(t.photo_sha256) for t in taps),
        voices=sum(bool(t.voice_sha256) for t in taps),
    )


def _facts(taps: Sequence[Tap]) -> str:
    """ "5 việc · 2 chuyến": what was done, in few words."""
    found = tally(taps)
    items = {t.item_id: t.item for t in taps if t.item}
    rows = sum(1 for pk, t in found.items() if items[pk].kind == Item.Kind.CHECK and t.done)
    trips = sum(t.done for pk, t in found.items() if items[pk].kind == Item.Kind.TRIP)
    rounds = sum(t.done for pk, t in found.items() if items[pk].kind == Item.Kind.ROUND)
    counted = sum(t.done for pk, t in found.items() if items[pk].kind == Item.Kind.COUNTER)
    parts = [(rows, "việc"), (trips, "chuyến"), (rounds, "lượt"), (counted, "đếm")]
    return " · ".join(f"{n} {what}" for n, what in parts if n)


def _opened(shift: DutyShift, taps: list[Tap], viewer: Actor) -> OpenedShift:
    done = {pk for pk, t in tally(taps).items() if t.done}
    usual = Item.objects.filter(
        template_id=shift.template_id, is_active=True, kind=Item.Kind.CHECK, is_usual=True
    ).exclude(pk__in=done)
    return OpenedShift(
        shift=shift,
        label=shift.name or "Ca trong ngày",
        log=logged(taps),
        missed=tuple(usual.order_by("sort", "pk").values_list("label", flat=True)),
        may_return=shift.state == ShiftState.FINISHED and can(viewer, Action.DUTY_RETURN, _subject(shift)),
    )
