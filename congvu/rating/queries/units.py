"""Organisations of a year in their order, one of them, the minutes of the meetings, and the cap."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from congvu.base.errors import Missing
from congvu.org.models import Person, Unit
from congvu.policy.actions import Action
from congvu.policy.decide import can, refusal
from congvu.policy.facts import Actor, Subject
from congvu.rating.caps import Count, tally_of, units_tally
from congvu.rating.guards import DURING, pack_of, unit_subject, why_not_in
from congvu.rating.models import Decision, Dossier, Fact, Minutes, UnitRating, Year
from congvu.rating.organisations import (
    COMMON,
    LETTERS,
    RESULTS,
    UnitSuggestion,
    is_flag,
    suggestion,
    sum_of,
    typed_facts,
)
from congvu.rating.states import YearState
from congvu.rating.suggest import ABSENT, parts_of
from congvu.ui.addresses import address
from rulebook.pack import Pack

from .access import NOT_HERE, may_keep, rating_of, sees_unit, visible_dossiers, year_of
from .dossiers import DecisionLine, FactLine, StepLine, decision_lines, facts_of, steps_of
from .years import level_names


@dataclass(frozen=True)
class UnitLine:
    """One organisation in the tree, lower ones first."""

    id: int
    url: str
    name: str
    depth: int
    total: Decimal | None
    own: str
    level: str
    waits_for: str


@dataclass(frozen=True)
class UnitsPage:
    """The organisations of a year, in the order in which they are decided."""

    year: Year
    lines: tuple[UnitLine, ...]
    counts: tuple[Count, ...]


@dataclass(frozen=True)
class ItemLine:
    """One criterion of Đ6 or Đ7 with its points."""

    key: str
    letter: str
    text: str
    source: str
    points: Decimal | None


@dataclass(frozen=True)
class UnitPage:
    """One organisation's year."""

    rating: UnitRating
    year: Year
    pack: Pack
    common: tuple[ItemLine, ...]
    results: tuple[ItemLine, ...]
    common_most: Decimal
    results_most: Decimal
    facts: tuple[tuple[str, str], ...]
    suggestion: UnitSuggestion
    suggested: str
    own_level: str
    steps: tuple[StepLine, ...]
    cases: tuple[FactLine, ...]
    decisions: tuple[DecisionLine, ...]
    self_why_not: str
    decide_why_not: str
    may_enter_fact: bool

    @property
    def in_force(self) -> DecisionLine | None:
        return next((one for one in self.decisions if one.decision.is_in_force), None)

    @property
    def common_sum(self) -> Decimal:
        return sum_of(self.rating.common)

    @property
    def results_sum(self) -> Decimal:
        return sum_of(self.rating.results)


@dataclass(frozen=True)
class MinutesLine:
    """The meeting of one unit: held, confirmed, or still to come."""

    unit_id: int
    unit: str
    depth: int
    people: int
    minutes: Minutes | None
    writer: str
    confirmer: str
    write_why_not: str
    confirm_why_not: str


@dataclass(frozen=True)
class Candidate:
    """Someone at the highest level, with the facts by which a person chooses; never her position."""

    id: int
    person_id: int
    url: str
    name: str
    unit: str
    group: str
    score: Decimal | None
    is_tied: bool
    months_at_top: int
    months: int
    lowest: Decimal | None
    own: str
    level: str


@dataclass(frozen=True)
class CapPage:
    """The cap by its three readings, and who waits for the highest level."""

    year: Year
    counts: tuple[Count, ...]
    candidates: tuple[Candidate, ...]
    source: str


def organisation_names(pack: Pack) -> dict[str, str]:
    found = pack.organisation.rating.levels if pack.organisation else ()
    return {level.code: level.name for level in found}


def units_page(viewer: Actor, year: int) -> UnitsPage:
    """The organisations that this viewer sees, lowest first. Raises Missing."""
    found = year_of(viewer, year)
    if not found.rates_units:
        raise Missing(NOT_HERE)
    pack = pack_of(found)
    names = organisation_names(pack)
    rows = [
        row
        for row in UnitRating.objects.filter(year=found).select_related("unit", "year", "head", "authority")
        if sees_unit(viewer, row)
    ]
    levels = dict(
        Decision.objects.filter(unit_rating__year=found, is_in_force=True).values_list(
            "unit_rating_id", "level"
        )
    )
    lines = []
    for row in sorted(rows, key=lambda row: (-row.unit.path.count("/"), row.unit.sort, row.unit.path)):
        below = sum(
            other.unit.path.startswith(row.unit.path) and other.pk != row.pk and other.pk not in levels
            for other in rows
        )
        lines.append(
            UnitLine(
                id=row.pk,
                url=address("rating:unit", found.year, row.pk),
                name=row.unit.name,
                depth=row.unit.path.count("/") - 2,
                total=sum_of(row.common) + sum_of(row.results) if row.self_at else None,
                own=names.get(row.self_level, ""),
                level=names.get(levels.get(row.pk, ""), ""),
                waits_for=_waits(row, below, row.pk in levels),
            )
        )
    tally = units_tally(found, pack)
    whole = may_keep(viewer, found) or can(viewer, Action.YEAR_VIEW, Subject(found.organ_id, _root(found)))
    return UnitsPage(found, tuple(lines), tuple(tally.counts({})) if tally and whole else ())


def _root(year: Year) -> str:
    return str(Unit.objects.values_list("path", flat=True).get(organ_id=year.organ_id, parent=None))


def _waits(row: UnitRating, below: int, is_decided: bool) -> str:
    if is_decided:
        return ""
    if row.self_at is None:
        return f"{row.head.full_name} tự đánh giá" if row.head else "Người đứng đầu tự đánh giá"
    if below:
        return f"{below} đơn vị cấp dưới"
    return f"{row.authority.full_name} công nhận" if row.authority else "Cấp trên công nhận"


def unit_page(viewer: Actor, year: int, rating_id: int) -> UnitPage:
    """One organisation with points, conditions, suggestion, decisions. Raises Missing."""
    rating = rating_of(viewer, year, rating_id)
    found, subject = rating.year, unit_subject(rating)
    pack = pack_of(found)
    names = organisation_names(pack)
    decisions = decision_lines(list(rating.decisions.order_by("-pk")), names)
    in_force = any(one.decision.is_in_force for one in decisions)
    suggested = suggestion(pack, rating)
    done = "Tổ chức đã có quyết định xếp loại." if in_force else ""
    may_decide = can(viewer, Action.RATING_DECIDE, subject) or can(viewer, Action.RATING_RECORD, subject)
    organisation = pack.organisation
    if organisation is None:
        raise Missing(NOT_HERE)
    why_decide = "" if may_decide else refusal(viewer, Action.RATING_DECIDE, subject)
    steps = (
        (YearState.DECIDE, YearState.CLOSED)
        if in_force
        else (YearState.SELF, YearState.MEETING, YearState.DECIDE)
    )
    why_decide = why_decide or why_not_in(found, *steps)
    if not why_decide and rating.self_at is None:
        why_decide = "Tổ chức chưa tự đánh giá."
    return UnitPage(
        rating=rating,
        year=found,
        pack=pack,
        common=_items(COMMON, rating.common),
        results=_items(RESULTS, rating.results),
        common_most=organisation.common.value,
        results_most=organisation.results.value,
        facts=tuple(
            (
                field.text,
                ("có" if rating.facts.get(field.key) else "không")
                if is_flag(field)
                else str(rating.facts.get(field.key, "–")),
            )
            for field in typed_facts(pack)
        ),
        suggestion=suggested,
        suggested=names.get(suggested.level, ""),
        own_level=names.get(rating.self_level, ""),
        steps=steps_of(pack, suggested.steps),
        cases=facts_of(organisation.rating.forced, Fact.objects.filter(unit_rating=rating), pack),
        decisions=decisions,
        self_why_not=refusal(viewer, Action.UNIT_SELF_RATE, subject) or done or why_not_in(found, *DURING),
        decide_why_not=why_decide,
        may_enter_fact=can(viewer, Action.DOSSIER_KEEP, subject)
        and not done
        and not why_not_in(found, *DURING),
    )


def _items(known: Mapping[str, tuple[str, str]], points: Mapping[str, str]) -> tuple[ItemLine, ...]:
    return tuple(
        ItemLine(key, LETTERS.get(key, key), text, source, Decimal(points[key]) if key in points else None)
        for key, (text, source) in known.items()
    )


def minutes_page(viewer: Actor, year: int) -> tuple[Year, list[MinutesLine]]:
    """The meetings of the units that have people, in the order of the tree. Raises Missing."""
    found = year_of(viewer, year)
    people: dict[int, int] = {}
    for unit_id in Dossier.objects.filter(year=found).values_list("unit_id", flat=True):
        people[unit_id] = people.get(unit_id, 0) + 1
    held = {row.unit_id: row for row in Minutes.objects.filter(year=found)}
    names = _names(held.values())
    step = why_not_in(found, YearState.MEETING, YearState.DECIDE)
    lines = []
    for unit in Unit.objects.filter(pk__in={*people, *held}).order_by("path"):
        subject, one = Subject(found.organ_id, unit.path), held.get(unit.pk)
        if not can(viewer, Action.YEAR_VIEW, subject):
            continue
        settled = "Biên bản đã được xác nhận." if one and one.confirmed_at else ""
        own = "Không ai tự xác nhận biên bản do mình ghi." if one and one.written_by == viewer.key else ""
        lines.append(
            MinutesLine(
                unit_id=unit.pk,
                unit=unit.name,
                depth=unit.path.count("/") - 2,
                people=people.get(unit.pk, 0),
                minutes=one,
                writer=names.get(one.written_by, "") if one else "",
                confirmer=names.get(one.confirmed_by, "") if one else "",
                write_why_not=refusal(viewer, Action.MINUTES_WRITE, subject) or settled or step,
                confirm_why_not=refusal(viewer, Action.MINUTES_CONFIRM, subject) or settled or own or step,
            )
        )
    return found, lines


def _names(rows) -> dict[str, str]:  # type: ignore[no-untyped-def]
    keys = {key for row in rows for key in (row.written_by, row.confirmed_by) if key.startswith("person:")}
    ids = {int(key.removeprefix("person:")): key for key in keys}
    return {ids[pk]: name for pk, name in Person.objects.filter(pk__in=ids).values_list("pk", "full_name")}


def minutes_unit(viewer: Actor, year: int, unit_id: int) -> tuple[Year, Unit, Minutes | None]:
    """A unit whose minutes this viewer may read. Raises Missing."""
    found = year_of(viewer, year)
    unit = Unit.objects.filter(pk=unit_id, organ_id=found.organ_id).first()
    if unit is None or not can(viewer, Action.YEAR_VIEW, Subject(found.organ_id, unit.path)):
        raise Missing(NOT_HERE)
    return found, unit, Minutes.objects.filter(year=found, unit=unit).first()


def minutes_of(viewer: Actor, minutes_id: int) -> Minutes:
    """Minutes that this viewer may read. Raises Missing."""
    found = Minutes.objects.select_related("unit", "year").filter(pk=minutes_id).first()
    if found is None or not can(viewer, Action.YEAR_VIEW, Subject(found.organ_id, found.unit.path)):
        raise Missing(NOT_HERE)
    return found


def cap_page(viewer: Actor, year: int) -> CapPage:
    """The cap everywhere, and who is or may be at the highest level, best first.

    Only for who sees the whole organ: the list names people. Raises Missing.
    """
    found = year_of(viewer, year)
    if not can(viewer, Action.DOSSIER_VIEW, Subject(found.organ_id, _root(found))):
        raise Missing(NOT_HERE)
    pack = pack_of(found)
    units = {
        unit.path: unit.name
        for unit in Unit.objects.filter(
            pk__in=UnitRating.objects.filter(year=found).values("unit_id")
        ).order_by("path")
        if unit.parent_id
    }
    rule = pack.rating.excellence
    return CapPage(
        year=found,
        counts=tuple(tally_of(found, pack).counts(units)),
        candidates=tuple(_candidates(viewer, found, pack)),
        source=rule.share.source if rule else "",
    )


def _candidates(viewer: Actor, year: Year, pack: Pack) -> list[Candidate]:
    top, names = pack.levels[0].code, level_names(pack)
    decided = dict(
        Decision.objects.filter(dossier__year=year, is_in_force=True).values_list("dossier_id", "level")
    )
    rows = [
        row
        for row in visible_dossiers(viewer, year)
        .select_related("person", "unit", "year")
        .order_by("-score", "person__sort_key", "pk")
        if (decided.get(row.pk) or row.suggested) == top or row.suggested == top
    ]
    parts = parts_of(rows)
    scores = [row.score for row in rows]
    found = []
    for row in rows:
        known = [part for part in parts[row.pk] if part.exact is not None and part.origin != ABSENT]
        found.append(
            Candidate(
                id=row.pk,
                person_id=row.person_id,
                url=address("rating:dossier", year.year, row.pk),
                name=row.person.full_name,
                unit=row.unit.name,
                group=row.group,
                score=row.score,
                is_tied=scores.count(row.score) > 1,
                months_at_top=sum(part.months for part in known if part.level == top),
                months=sum(part.months for part in known),
                lowest=min((part.score for part in known if part.score is not None), default=None),
                own=names.get(row.self_level, ""),
                level=names.get(decided.get(row.pk, ""), ""),
            )
        )
    return found
