"""The list of years, and the board of one: everybody, what is suggested, decided, missing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, OuterRef, Q

from congvu.base import clock
from congvu.base.text import words
from congvu.org.models import Unit
from congvu.policy.actions import Action
from congvu.policy.decide import can
from congvu.policy.facts import Actor, Subject
from congvu.rating.guards import pack_for, pack_of, year_subject
from congvu.rating.lacks import Lack, ground_of, lacks_of
from congvu.rating.models import Decision, Dossier, Minutes, UnitRating, Year
from congvu.rating.states import YEAR, YearState, YearStep
from congvu.rating.suggest import Part, parts_of
from congvu.scoring.guards import organ_subject
from congvu.ui.addresses import address
from congvu.ui.parts import Step
from rulebook.pack import Pack

from .access import decisions_in_force, may_keep, may_see_years, visible_dossiers, year_of

PAGE = 30
WAITING, DECIDED, LACKING, UNRATED = "cho", "da-quyet", "thieu", "khong"
STATES = {
    WAITING: "Chờ quyết định",
    DECIDED: "Đã quyết định",
    LACKING: "Chưa đủ dữ liệu",
    UNRATED: "Không xếp loại",
}
STEP_ICONS = {
    YearStep.ASK_SELF: "pen-line",
    YearStep.ASK_MEETING: "users",
    YearStep.ASK_DECISION: "award",
    YearStep.CLOSE: "lock",
}


@dataclass(frozen=True)
class OwnYear:
    """One of my own years."""

    year: int
    url: str
    state: str
    self_level: str
    level: str
    must_rate: bool


@dataclass(frozen=True)
class YearLine:
    """One year in the list."""

    year: int
    state: str
    state_label: str
    people: int
    decided: int


@dataclass(frozen=True)
class Home:
    """ "Xếp loại năm": my own years, and those of the organ for who leads or keeps them."""

    own: tuple[OwnYear, ...]
    sees_years: bool
    years: tuple[YearLine, ...]
    candidates: tuple[int, ...]


@dataclass(frozen=True)
class DossierLine:
    """One person on the board."""

    id: int
    url: str
    name: str
    title: str
    unit: str
    score: Decimal | None
    suggested: str
    own: str
    level: str
    status: str
    lacks: tuple[Lack, ...]


@dataclass(frozen=True)
class StepButton:
    """The next step of the year, with the reason where it cannot be taken."""

    step: str
    label: str
    icon: str
    why_not: str


@dataclass(frozen=True)
class Board:
    """One year as the personnel body and leaders see it."""

    year: Year
    pack: Pack
    steps: tuple[Step, ...]
    counts: tuple[tuple[str, str, int], ...]
    total: int
    page: Page[Any]
    lines: tuple[DossierLine, ...]
    state: str
    words: str
    unit: str
    units: tuple[tuple[int, str], ...]
    button: StepButton | None
    keeps: bool
    may_decide_all: bool
    due_on: dt.date | None
    units_left: int
    minutes_left: int

    @property
    def unit_options(self) -> list[tuple[str, str]]:
        return [("", "Tất cả"), *((str(pk), name) for pk, name in self.units)]

    @property
    def state_options(self) -> list[tuple[str, str]]:
        return [
            ("", f"Tất cả ({self.total})"),
            *((value, f"{label} ({number})") for value, label, number in self.counts),
        ]

    @property
    def is_open(self) -> bool:
        return self.year.state != YearState.CLOSED


def level_names(pack: Pack) -> dict[str, str]:
    return {level.code: level.name for level in pack.levels}


def home(viewer: Actor, *, today: dt.date) -> Home:
    """My own years and the organ's. Raises nothing: a member without any sees an empty page."""
    sees = may_see_years(viewer)
    rows = Dossier.objects.filter(person_id=viewer.person_id or 0).select_related("year")
    own = list(rows.order_by("-year__year"))
    levels = dict(
        Decision.objects.filter(dossier__in=own, is_in_force=True).values_list("dossier_id", "level")
    )
    years: list[YearLine] = []
    if sees:
        decided = Exists(Decision.objects.filter(dossier=OuterRef("pk"), is_in_force=True))
        counts = {
            pk: (people, done)
            for pk, people, done in Dossier.objects.filter(year__organ_id=viewer.organ_id or 0)
            .annotate(done=decided)
            .values("year_id")
            .annotate(people=Count("pk"), decided=Count("pk", filter=Q(done=True)))
            .values_list("year_id", "people", "decided")
        }
        years = [
            YearLine(y.year, y.state, y.get_state_display(), *counts.get(y.pk, (0, 0)))
            for y in Year.objects.filter(organ_id=viewer.organ_id or 0).order_by("-year")
        ]
    there = {line.year for line in years}
    opens = sees and can(viewer, Action.YEAR_KEEP, organ_subject(viewer.organ_id or 0))
    return Home(
        own=tuple(_own(row, levels.get(row.pk, "")) for row in own),
        sees_years=sees,
        years=tuple(years),
        candidates=tuple(y for y in (today.year, today.year - 1) if y not in there and _may_open(viewer, y))
        if opens
        else (),
    )


def _may_open(viewer: Actor, year: int) -> bool:
    return pack_for(viewer.organ_id or 0, year)[0] is not None


def _own(row: Dossier, level: str) -> OwnYear:
    names = level_names(pack_of(row.year))
    asks = row.year.state in (YearState.SELF, YearState.MEETING, YearState.DECIDE)
    return OwnYear(
        year=row.year.year,
        url=address("rating:dossier", row.year.year, row.pk),
        state=row.year.get_state_display(),
        self_level=names.get(row.self_level, ""),
        level=names.get(level, ""),
        must_rate=asks and not row.self_level and not level and row.status != Dossier.Status.NOT_RATED,
    )


def board(
    viewer: Actor, year: int, *, state: str = "", unit: str = "", text: str = "", page: str = "1"
) -> Board:
    """One year: steps, counts, what is left, and a page of its dossiers by unit and name.

    Raises Missing for those who see no year.
    """
    found = year_of(viewer, year)
    everything = visible_dossiers(viewer, found).annotate(
        is_decided=Exists(Decision.objects.filter(dossier=OuterRef("pk"), is_in_force=True))
    )
    kinds = {
        DECIDED: Q(is_decided=True),
        UNRATED: Q(is_decided=False, status=Dossier.Status.NOT_RATED),
        LACKING: Q(is_decided=False, status=Dossier.Status.INSUFFICIENT_DATA),
        WAITING: Q(is_decided=False, status=Dossier.Status.RATED),
    }
    counts = everything.aggregate(
        total=Count("pk"), **{f"n_{n}": Count("pk", filter=q) for n, q in enumerate(kinds.values())}
    )
    rows = everything
    if state in kinds:
        rows = rows.filter(kinds[state])
    if unit.isdecimal():
        path = (
            Unit.objects.filter(pk=int(unit), organ_id=found.organ_id).values_list("path", flat=True).first()
        )
        rows = rows.filter(unit__path__startswith=path) if path else rows.none()
    for word in words(text):
        rows = rows.filter(person__search_text__contains=word)
    shown = Paginator(
        rows.select_related("person", "unit", "year").order_by("unit__path", "person__sort_key", "person_id"),
        PAGE,
    ).get_page(page)
    pack, keeps = pack_of(found), may_keep(viewer, found)
    units = (
        Unit.objects.filter(pk__in=everything.values("unit_id")).order_by("path").values_list("pk", "name")
    )
    per_kind = {kind: counts[f"n_{n}"] for n, kind in enumerate(kinds)}
    lines = tuple(lines_of(found, pack, list(shown.object_list)))
    ratings = UnitRating.objects.filter(year=found)
    return Board(
        year=found,
        pack=pack,
        steps=_steps(found),
        counts=tuple((kind, label, per_kind[kind]) for kind, label in STATES.items()),
        total=counts["total"],
        page=shown,
        lines=lines,
        state=state,
        words=text,
        unit=unit,
        units=tuple(units),
        button=_button(found) if keeps else None,
        keeps=keeps,
        may_decide_all=found.state == YearState.DECIDE and _decides_all(viewer, found),
        due_on=due_of(pack, year),
        units_left=ratings.exclude(decisions__is_in_force=True).count() if found.rates_units else 0,
        minutes_left=Dossier.objects.filter(year=found).values("unit_id").distinct().count()
        - Minutes.objects.filter(year=found, confirmed_at__isnull=False).count(),
    )


def _decides_all(viewer: Actor, year: Year) -> bool:
    """The authority of the organ's people, or who acts for her."""
    authority = (
        Dossier.objects.filter(year=year, authority__isnull=False)
        .values_list("authority_id", flat=True)
        .order_by("authority_id")
        .distinct()
    )
    whole = year_subject(year)
    return any(
        can(viewer, Action.RATING_DECIDE, Subject(whole.organ_id, whole.unit_path, decider_id=pk))
        for pk in authority
    )


def lines_of(year: Year, pack: Pack, rows: Sequence[Dossier]) -> list[DossierLine]:
    """Rows as the board shows them; a fixed number of queries."""
    if not rows:
        return []
    ground, names = ground_of(year), level_names(pack)
    decided = decisions_in_force(year.pk)
    parts: dict[int, list[Part]] = parts_of(rows)
    return [
        DossierLine(
            id=row.pk,
            url=address("rating:dossier", year.year, row.pk),
            name=row.person.full_name,
            title=row.title,
            unit=row.unit.name,
            score=row.score,
            suggested=names.get(row.suggested, ""),
            own=names.get(row.self_level, ""),
            level=names.get(decided[row.pk].level, "") if row.pk in decided else "",
            status=row.status,
            lacks=tuple(lacks_of(row, ground, parts[row.pk])),
        )
        for row in rows
    ]


def due_of(pack: Pack, year: int) -> dt.date | None:
    """The last day for the rating of a year (Đ19.2), where the pack has one."""
    for one in pack.deadlines:
        if one.code == "ANNUAL" and one.on_day:
            month, day = map(int, one.on_day.split("-"))
            return dt.date(year, month, day)
    return None


def _steps(year: Year) -> tuple[Step, ...]:
    order = list(YearState)
    at = order.index(YearState(year.state))
    notes = {YearState.OPEN: year.opened_at, YearState.CLOSED: year.closed_at}
    return tuple(
        Step(
            str(one.label),
            "done" if n < at or (n == at and one == YearState.CLOSED) else "current" if n == at else "",
            f"{clock.local(when):%d/%m/%Y}" if n <= at and (when := notes.get(one)) else "",
        )
        for n, one in enumerate(order)
    )


def _button(year: Year) -> StepButton | None:
    step = next((one for one in YearStep if YEAR.may(year.state, one)), None)
    if step is None:
        return None
    why = ""
    if step == YearStep.CLOSE:
        people = (
            Dossier.objects.filter(year=year)
            .exclude(status=Dossier.Status.NOT_RATED)
            .exclude(decisions__is_in_force=True)
            .count()
        )
        why = f"Còn {people} người chưa có quyết định." if people else ""
    return StepButton(step.value, str(step.label), STEP_ICONS[step], why)
