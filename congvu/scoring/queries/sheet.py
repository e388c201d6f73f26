"""One person's score with everything behind it: live until the period is locked, then as stored."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from congvu.base import clock
from congvu.base.errors import Missing
from congvu.policy.actions import Action
from congvu.policy.decide import can
from congvu.policy.facts import Actor
from congvu.scoring import compute
from congvu.scoring.facts import Facts, below, facts_of, pack_of, trace_of
from congvu.scoring.guards import card_subject, label_of
from congvu.scoring.models import Card, Period, Run
from congvu.scoring.order import DEPUTY, STAFF, counted_under
from congvu.scoring.people import NAMES, spots
from congvu.scoring.states import PeriodState
from congvu.ui.addresses import address
from congvu.ui.words import number
from rulebook import loader
from rulebook.loader import Source
from rulebook.pack import Pack

from . import parts
from .parts import Delivery, Line, Pull, Term

FINAL = (PeriodState.LOCKED, PeriodState.PUBLISHED)
RESULT, TOTAL, COMMON = "ket-qua", "tong", "chung"


@dataclass(frozen=True)
class Score:
    """The numbers of one card and the JSON they come from; `run` is None while provisional."""

    figures: compute.Figures
    inputs: Mapping[str, Any]
    trace: Mapping[str, Any]
    steps: Sequence[Mapping[str, Any]]
    run: Run | None
    facts: Facts | None = None


@dataclass(frozen=True)
class CriterionLine:
    """One common criterion with both points."""

    code: str
    text: str
    maximum: Decimal
    own: Decimal | None
    authority: Decimal | None
    indicators: tuple[str, ...]
    alternatives: bool
    law: Source

    @property
    def own_text(self) -> str:
        """ "Tự chấm 4,5", beside the authority's box."""
        return "Chưa tự chấm" if self.own is None else f"Tự chấm {number(self.own)}"


@dataclass(frozen=True)
class StepLine:
    """One step of the calculation as stored, with its article."""

    name: str
    formula: str
    value: str
    law: Source


@dataclass(frozen=True)
class Counted:
    """One person whose score is part of d."""

    person_id: int
    name: str
    total: Decimal | None


@dataclass(frozen=True)
class RatioLine:
    """d, đ or e: value, why, by whom, when."""

    letter: str
    value: Decimal | None
    is_derived: bool
    reason: str
    by: str
    at: dt.datetime | None
    counted: tuple[Counted, ...] = ()
    shows_names: bool = True

    @property
    def scored(self) -> int:
        """How many of those counted have a score."""
        return sum(c.total is not None for c in self.counted)


@dataclass(frozen=True)
class Version:
    """One stored run of the card."""

    number: int
    at: dt.datetime
    total: Decimal | None
    reason: str
    code: str


@dataclass(frozen=True)
class Sheet:
    """Everything that "Điểm của tôi" shows."""

    card: Card
    period: Period
    pack: Pack
    label: str
    is_own: bool
    is_final: bool
    status: str
    figures: compute.Figures
    level: str
    authority_scored: bool
    terms: tuple[Term, ...]
    current: str
    law: Source
    lines: tuple[Line, ...]
    line: Line | None
    criteria: tuple[CriterionLine, ...]
    criterion: CriterionLine | None
    ratio: RatioLine | None
    arithmetic: tuple[str, ...]
    total_arithmetic: str
    pulls: tuple[Pull, ...]
    steps: tuple[StepLine, ...]
    versions: tuple[Version, ...]
    code: str

    @property
    def work_terms(self) -> tuple[Term, ...]:
        """The terms inside the brackets of the result."""
        return tuple(t for t in self.terms if t.key != COMMON)

    @property
    def current_term(self) -> Term | None:
        return next((t for t in self.terms if t.key == self.current), None)


WITH_CARD = ("person", "unit", "authority", "period", "confirmed_by", "confirmed_for", "run")
"""What a page of one card reads with it."""


def viewable_card(card_id: int, viewer: Actor) -> Card:
    """The card with person, unit, authority and period. Raises Missing for strangers."""
    card = Card.objects.select_related(*WITH_CARD).filter(pk=card_id).first()
    if card is None or not can(viewer, Action.CARD_VIEW, card_subject(card)):
        raise Missing("Không tìm thấy phiếu này.")
    return card


def score_of(card: Card) -> Score:
    """The stored score of a locked period, else the one that the verdicts give now."""
    period = card.period
    pack = pack_of(period)
    if period.state in FINAL and card.run is not None:
        run = card.run
        return Score(
            compute.figures(pack, run.inputs), run.inputs, run.trace, run.result.get("steps", []), run
        )
    facts, counted = _live(card, period)
    inputs = facts.inputs(period)
    figures = compute.figures(pack, inputs)
    steps = [] if compute.missing_keys(inputs) else compute.result_of(pack, inputs).get("steps", [])
    return Score(figures, inputs, trace_of(facts, counted), steps, None, facts)


def _live(card: Card, period: Period) -> tuple[Facts, Sequence[tuple[int, Decimal | None]]]:
    """The present facts of a card, and of a leader's the scores that her d is made of."""
    if card.duty == STAFF:
        return facts_of([card], period)[card.pk], ()
    places = spots(period.pk, period.organ_id, period.first, period.last)
    ids = [s.card_id for s in counted_under(places[card.pk], places.values())]
    cards = list(Card.objects.filter(pk__in=[card.pk, *ids]))
    known = facts_of(cards, period)
    return known[card.pk], below(places[card.pk], places, known, period).totals


def sheet(card_id: int, *, viewer: Actor, term: str = "", item: str = "") -> Sheet:
    """One card opened at a term and an item of it. Raises Missing for strangers."""
    return sheet_of(viewable_card(card_id, viewer), viewer=viewer, term=term, item=item)


def sheet_of(card: Card, *, viewer: Actor, term: str = "", item: str = "") -> Sheet:
    """The same of a card that `viewable_card` or `own_card` gave to this viewer."""
    score, period = score_of(card), card.period
    pack, figures = pack_of(period), score.figures
    terms = tuple(parts.terms_of(figures, score.inputs, pack))
    known = {t.key: t for t in terms}
    current = term if term in known or term in (RESULT, TOTAL) else "a"
    names = _names(score.trace)
    lines = (
        _linked(parts.lines_of(current, figures, score.trace, pack, names), card, viewer)
        if current in parts.WORK
        else ()
    )
    criteria = criteria_of(card, score, pack)
    is_final = score.run is not None
    return Sheet(
        card=card,
        period=period,
        pack=pack,
        label=label_of(period),
        is_own=viewer.person_id == card.person_id,
        is_final=is_final,
        status=_status(period, is_final),
        figures=figures,
        level=next((one.name for one in pack.levels if one.code == figures.level), ""),
        authority_scored=score.trace["points_by"] == "authority",
        terms=terms,
        current=current,
        law=_law(current, known, figures.role, pack),
        lines=lines,
        line=next((one for one in lines if one.key == item), None),
        criteria=criteria if current == COMMON else (),
        criterion=next((one for one in criteria if one.code == item), None) if current == COMMON else None,
        ratio=_ratio(
            current,
            score,
            names,
            shows_names=not (card.duty == DEPUTY and viewer.person_id == card.person_id),
        )
        if current in ("d", "dd", "e")
        else None,
        arithmetic=_arithmetic(current, lines, score, pack),
        total_arithmetic=parts.total_arithmetic(figures, score.inputs, pack),
        pulls=tuple(parts.pulls(figures, score.inputs, pack)),
        steps=tuple(_step(s, pack) for s in score.steps),
        versions=versions_of(card),
        code=check_code(score.run.sha256) if score.run else "",
    )


def check_code(sha256: str) -> str:
    """The short integrity code that a printed slip carries: "3F9A-22C1"."""
    return f"{sha256[:4]}-{sha256[4:8]}".upper()


def versions_of(card: Card) -> tuple[Version, ...]:
    """The stored runs of a card, newest first; none before its first lock."""
    if card.run_id is None:
        return ()
    rows = card.runs.order_by("-number").values_list("number", "at", "result__total", "reason", "sha256")
    return tuple(
        Version(n, at, None if total is None else Decimal(total), reason, check_code(sha))
        for n, at, total, reason, sha in rows
    )


def criteria_of(card: Card, score: Score, pack: Pack) -> tuple[CriterionLine, ...]:
    """The ten criteria with the person's points and, once confirmed, the authority's."""
    own: Mapping[str, Decimal | None]
    given: Mapping[str, Decimal | None]
    if score.facts is not None:
        own, given = score.facts.self_points, score.facts.authority_points
    else:
        marks = list(card.marks.values_list("criterion", "self_points", "authority_points"))
        own, given = {c: p for c, p, _ in marks}, {c: p for c, _, p in marks}
    shown = score.trace["points_by"] == "authority"
    return tuple(
        CriterionLine(
            code=c.code,
            text=c.text,
            maximum=c.maximum.value,
            own=own.get(c.code),
            authority=given.get(c.code) if shown else None,
            indicators=c.indicators,
            alternatives=c.alternatives,
            law=loader.source_of(pack, c.source),
        )
        for c in pack.criteria.values()
    )


def _names(trace: Mapping[str, Any]) -> dict[str, str]:
    """Names behind the keys of the trace ("person:3"), and of counted people by id."""
    keys = {d["by"] for i in trace["items"] for d in i["deliveries"]}
    keys |= {r["by"] for r in trace["ratios"].values()}
    ids = {int(k.partition(":")[2]) for k in keys if k.startswith("person:")}
    ids |= {person for person, _ in trace["counted"]}
    found = {f"person:{pk}": name for pk, name in NAMES(sorted(ids))}
    return found | {"system": "Hệ thống"}


def _linked(lines: Sequence[Line], card: Card, viewer: Actor) -> tuple[Line, ...]:
    """The lines with links to the diary, for those who may read that diary."""
    if not can(viewer, Action.DAY_VIEW, card_subject(card)):
        return tuple(lines)
    own = viewer.person_id == card.person_id
    return tuple(
        replace(line, deliveries=tuple(replace(d, url=_origin_url(d, own=own)) for d in line.deliveries))
        for line in lines
    )


def _origin_url(delivery: Delivery, *, own: bool) -> str:
    kind, _, number = delivery.origin.partition(":")
    if kind != "diary.entry" or not number.isdigit():
        return ""
    return address("diary:day", delivery.finished_on.isoformat()) if own else address("review:entry", number)


def _status(period: Period, is_final: bool) -> str:
    if not is_final:
        return "Tạm tính"
    when = period.published_at if period.state == PeriodState.PUBLISHED else period.locked_at
    word = "Đã công bố" if period.state == PeriodState.PUBLISHED else "Đã khóa"
    return f"{word} {clock.local(when):%d/%m/%Y}" if when else word


def _law(current: str, terms: Mapping[str, Term], role: str, pack: Pack) -> Source:
    if current == TOTAL:
        return loader.source("ND335-2025/17/1")
    if current == RESULT:
        formulas = pack.work.formulas if pack.work else ()
        return loader.source_of(pack, next(each.source for each in formulas if role in each.roles))
    return terms[current].law


def _arithmetic(current: str, lines: Sequence[Line], score: Score, pack: Pack) -> tuple[str, ...]:
    figures, inputs = score.figures, score.inputs
    if current in parts.WORK:
        return tuple(filter(None, [parts.ratio_arithmetic(current, lines, figures)]))
    if current == RESULT:
        return tuple(parts.result_arithmetic(figures, inputs, pack))
    if current == TOTAL:
        return tuple(filter(None, [parts.total_arithmetic(figures, inputs, pack)]))
    if current == COMMON and "common" in inputs and figures.common is not None:
        given = [number(Decimal(v)) for v in inputs["common"].values()]
        return (f"{' + '.join(given)} = {number(figures.common)}",)
    return ()


def _ratio(key: str, score: Score, names: Mapping[str, str], *, shows_names: bool) -> RatioLine:
    source = score.trace["ratios"].get(key, {})
    counted = score.trace["counted"] if key == "d" else ()
    return RatioLine(
        letter=parts.LETTERS[key],
        value=Decimal(source["value"]) if source else None,
        is_derived=source.get("derived", False),
        reason=source.get("reason", ""),
        by=names.get(source["by"], source["by"]) if source else "",
        at=dt.datetime.fromisoformat(source["at"]) if source else None,
        counted=tuple(
            Counted(p, names.get(f"person:{p}", ""), None if t is None else Decimal(t)) for p, t in counted
        ),
        shows_names=shows_names,
    )


def _step(step: Mapping[str, Any], pack: Pack) -> StepLine:
    value = step["value"]
    try:
        shown = number(Decimal(value))
    except ArithmeticError:
        shown = str(value)
    return StepLine(step["name"], step["formula"], shown, loader.source_of(pack, step["source"]))
