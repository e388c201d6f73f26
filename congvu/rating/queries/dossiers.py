"""One dossier: periods, suggestion with its steps, what is missing, decisions, what this viewer may do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from congvu.org.models import Person
from congvu.policy.actions import Action
from congvu.policy.decide import can, refusal
from congvu.policy.facts import Actor
from congvu.rating.guards import DURING, dossier_subject, pack_of, replacing_subject, why_not_in
from congvu.rating.lacks import LEADERS, Lack, ground_of, lacks_of, meeting_units
from congvu.rating.models import Decision, Dossier, Fact, Minutes, Year
from congvu.rating.proposals import Proposal, proposals_of
from congvu.rating.states import YearState
from congvu.rating.suggest import Part, Suggestion, parts_of, suggestions
from rulebook import loader
from rulebook.loader import Source
from rulebook.numbers import canonical
from rulebook.pack import Pack

from .access import dossier_of
from .years import level_names


@dataclass(frozen=True)
class StepLine:
    """One step of the suggestion with its article."""

    name: str
    formula: str
    inputs: str
    value: str
    law: Source


@dataclass(frozen=True)
class FactLine:
    """One deciding case: what it is, by which document."""

    fact: Fact
    text: str
    law: Source | None


@dataclass(frozen=True)
class DecisionLine:
    """One decision, in force or replaced."""

    decision: Decision
    level: str
    suggested: str
    made_by: str


@dataclass(frozen=True)
class DossierPage:
    """One person's year as this viewer may see it. Empty reasons mean that she may."""

    dossier: Dossier
    year: Year
    pack: Pack
    is_own: bool
    parts: tuple[Part, ...]
    suggestion: Suggestion
    suggested: str
    steps: tuple[StepLine, ...]
    facts: tuple[FactLine, ...]
    minutes: Minutes | None
    lacks: tuple[Lack, ...]
    decisions: tuple[DecisionLine, ...]
    proposals: tuple[Proposal, ...]
    own_level: str
    self_why_not: str
    keep_why_not: str
    decide_why_not: str
    replace_why_not: str
    is_keeper: bool

    @property
    def in_force(self) -> DecisionLine | None:
        return next((one for one in self.decisions if one.decision.is_in_force), None)

    @property
    def is_leader(self) -> bool:
        return self.dossier.duty in LEADERS

    @property
    def may_keep(self) -> bool:
        return self.is_keeper and not self.keep_why_not

    @property
    def may_decide(self) -> bool:
        return not self.decide_why_not

    @property
    def may_replace(self) -> bool:
        return self.in_force is not None and not self.replace_why_not


def dossier_page(viewer: Actor, year: int, dossier_id: int) -> DossierPage:
    """The dossier with everything on its page. Raises Missing for strangers."""
    dossier = dossier_of(viewer, year, dossier_id)
    subject, found = dossier_subject(dossier), dossier.year
    pack, names = pack_of(found), level_names(pack_of(found))
    parts = parts_of([dossier])[dossier.pk]
    decisions = _decisions(dossier, names)
    in_force = next((one for one in decisions if one.decision.is_in_force), None)
    suggested = suggestions(pack, [dossier])[dossier.pk]
    lacks = tuple(lacks_of(dossier, ground_of(found), parts))
    done = "Hồ sơ đã có quyết định xếp loại. Chỉ thay được bằng quyết định mới." if in_force else ""
    closed = why_not_in(found, *DURING)
    may_decide = can(viewer, Action.RATING_DECIDE, subject) or can(viewer, Action.RATING_RECORD, subject)
    level = in_force.decision.level if in_force else suggested.level
    return DossierPage(
        dossier=dossier,
        year=found,
        pack=pack,
        is_own=viewer.person_id == dossier.person_id,
        parts=tuple(parts),
        suggestion=suggested,
        suggested=names.get(suggested.level, ""),
        steps=steps_of(pack, suggested.steps),
        facts=facts_of(pack.rating.forced, Fact.objects.filter(dossier=dossier), pack),
        minutes=_minutes(dossier),
        lacks=lacks,
        decisions=decisions,
        proposals=proposals_of(pack, level),
        own_level=names.get(dossier.self_level, ""),
        self_why_not=refusal(viewer, Action.DOSSIER_SELF_RATE, subject)
        or done
        or why_not_in(found, YearState.SELF, YearState.MEETING, YearState.DECIDE),
        keep_why_not=refusal(viewer, Action.DOSSIER_KEEP, subject) or done or closed,
        decide_why_not=_decide_why_not(
            found,
            refusal(viewer, Action.RATING_DECIDE, subject) if not may_decide else "",
            done,
            suggested,
            lacks,
        ),
        replace_why_not=refusal(
            viewer, Action.RATING_REPLACE, replacing_subject(dossier, found.organ.managing_id)
        )
        or why_not_in(found, YearState.DECIDE, YearState.CLOSED),
        is_keeper=can(viewer, Action.DOSSIER_KEEP, subject),
    )


def _decide_why_not(year: Year, denied: str, done: str, suggested: Suggestion, lacks: Sequence[Lack]) -> str:
    if why := denied or done or why_not_in(year, YearState.DECIDE):
        return why
    if suggested.status == Dossier.Status.NOT_RATED:
        return suggested.reason
    blocking = [lack.sentence for lack in lacks if lack.blocks]
    return f"{'. '.join(blocking)}." if blocking else ""


def steps_of(pack: Pack, steps: Sequence[Mapping[str, Any]]) -> tuple[StepLine, ...]:
    """Stored steps with their articles."""
    return tuple(
        StepLine(
            name=step["name"],
            formula=step["formula"],
            inputs="; ".join(f"{key}: {_short(value)}" for key, value in step["inputs"].items()),
            value=_short(step["value"]),
            law=loader.source_of(pack, step["source"]),
        )
        for step in steps
    )


def _short(value: object) -> str:
    """A number as written in a step, without the zeros that pad it, comma for decimals."""
    written = str(value)
    if "." not in written or not written.replace(".", "", 1).isdecimal():
        return written

    return format(canonical(Decimal(written)), "f").replace(".", ",")


def facts_of(known: Sequence[Any], rows: Any, pack: Pack) -> tuple[FactLine, ...]:
    """Deciding cases with the words and article of the pack."""
    cases = {one.code: one for one in known}
    found = []
    for fact in rows.order_by("withdrawn_at", "pk"):
        case = cases.get(fact.code)
        law = loader.source_of(pack, case.source) if case else None
        found.append(FactLine(fact, case.text if case else fact.code, law))
    return tuple(found)


def _decisions(dossier: Dossier, names: Mapping[str, str]) -> tuple[DecisionLine, ...]:
    rows = list(dossier.decisions.order_by("-pk"))
    return decision_lines(rows, names)


def decision_lines(rows: Sequence[Decision], names: Mapping[str, str]) -> tuple[DecisionLine, ...]:
    """Decisions, newest first, with names in place of codes; one query."""
    ids = {
        row.made_by: int(row.made_by.removeprefix("person:"))
        for row in rows
        if row.made_by.startswith("person:")
    }
    people = dict(Person.objects.filter(pk__in=ids.values()).values_list("pk", "full_name"))
    return tuple(
        DecisionLine(
            decision=row,
            level=names.get(row.level, row.level),
            suggested=names.get(row.suggested, ""),
            made_by=people.get(ids.get(row.made_by, 0), "Hệ thống"),
        )
        for row in rows
    )


def _minutes(dossier: Dossier) -> Minutes | None:
    """The minutes that serve this person, the nearest unit first."""
    order = meeting_units(dossier.unit.path)
    rows = {
        row.unit_id: row
        for row in Minutes.objects.filter(year=dossier.year_id, unit__in=order).select_related("unit")
    }
    return next((rows[pk] for pk in order if pk in rows), None)
