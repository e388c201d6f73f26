"""From stored facts to the suggestion of a year: reads what scoring stored, decides nothing.

Source: NĐ 335/2025/NĐ-CP, Điều 11, Điều 17 khoản 3, Điều 19, Điều 20; `rulebook.years`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from congvu.regimes.packs import pack_of as regime_pack
from congvu.scoring import compute
from congvu.scoring.models import Card, Run
from congvu.scoring.queries.parts import true_ratios
from congvu.scoring.states import PeriodState
from rulebook.errors import RuleError
from rulebook.exact import decimal_of
from rulebook.numbers import text
from rulebook.pack import Pack, PeriodKind
from rulebook.periods import Month, Quarter
from rulebook.rating import level_of
from rulebook.years import rate_year, year_case_of

from .models import Dossier, Fact, PeriodNote, UnitRating

ORGAN, OUTSIDE, ABSENT, PENDING = "ORGAN", "OUTSIDE", "ABSENT", "PENDING"
CUT = 28
"""Significant digits at which a stored total may have been cut: then it is made again, exact."""


@dataclass(frozen=True)
class Part:
    """One period of a person's year. `origin`: scored here, sent by another organ, not worked, not yet published.

    Units: points; `exact` is the fraction behind `score`.
    """

    code: str
    origin: str
    exact: Fraction | None
    level: str
    source: str
    card_id: int | None = None
    note_id: int | None = None

    @property
    def score(self) -> Decimal | None:
        return None if self.exact is None else decimal_of(self.exact)

    @property
    def label(self) -> str:
        """ "tháng 11 năm 2026"."""
        return span_of(self.code).label()

    @property
    def months(self) -> int:
        return 3 if "q" in self.code else 1


@dataclass(frozen=True)
class Suggestion:
    """What the rules suggest, never the rating. `problem`: why nothing could be computed at all."""

    status: str
    exact: Fraction | None
    level: str
    reason: str
    steps: tuple[Mapping[str, Any], ...]
    flags: tuple[Mapping[str, Any], ...]
    frozen: Mapping[str, Any]

    @property
    def score(self) -> Decimal | None:
        return None if self.exact is None else decimal_of(self.exact)

    @property
    def kept_score(self) -> Decimal | None:
        """The score cut to the four places of a list; never up over a threshold."""
        return None if self.exact is None else Decimal(int(self.exact * 10_000)).scaleb(-4)


def span_of(code: str) -> Month | Quarter:
    return Quarter.parse(code) if "q" in code else Month.parse(code)


def parts_of(dossiers: Sequence[Dossier]) -> dict[int, list[Part]]:
    """The periods of each dossier's year, in order; two queries. `dossier.year` is read."""
    if not dossiers:
        return {}
    year = dossiers[0].year
    whose = {d.person_id: d.pk for d in dossiers}
    found: dict[int, dict[str, Part]] = defaultdict(dict)
    cards = Card.objects.filter(
        person_id__in=list(whose), period__organ_id=year.organ_id, period__first__year=year.year
    )
    for card in cards.select_related("period", "run").order_by("period__first", "pk"):
        found[whose[card.person_id]][card.period.code] = _scored(card)
    for note in PeriodNote.objects.filter(dossier__in=[d.pk for d in dossiers]).order_by("code"):
        mine = found[note.dossier_id]
        mine[note.code] = _noted(note, mine.get(note.code), year)
    return {d.pk: sorted(found[d.pk].values(), key=lambda part: span_of(part.code).first) for d in dossiers}


def _scored(card: Card) -> Part:
    period = card.period
    if period.state != PeriodState.PUBLISHED or card.run is None:
        return Part(period.code, PENDING, None, "", "Kỳ chưa công bố", card.pk)
    exact = exact_total(card.run)
    pack = regime_pack(period.pack_id, period.pack_sha256)
    level = "" if exact is None else level_of(pack, decimal_of(exact)).code
    return Part(period.code, ORGAN, exact, level, "Phiếu của kỳ", card.pk)


def _noted(note: PeriodNote, card: Part | None, year: Any) -> Part:
    card_id = card.card_id if card else None
    if not note.is_worked:
        return Part(note.code, ABSENT, None, "", note.document, card_id, note.pk)
    exact = Fraction(note.score) if note.score is not None else None
    pack = regime_pack(year.pack_id, year.pack_sha256)
    level = "" if note.score is None or not pack.levels else level_of(pack, note.score).code
    return Part(note.code, OUTSIDE, exact, level, f"{note.origin}, {note.document}", card_id, note.pk)


def exact_total(run: Run) -> Fraction | None:
    """The total of a stored run as a fraction, made again where the stored number was cut."""
    written = run.result.get("total")
    if written is None:
        return None
    stored = Decimal(written)
    if len(stored.as_tuple().digits) < CUT:
        return Fraction(stored)
    pack = regime_pack(run.pack_id, run.pack_sha256)
    figures = compute.figures(pack, run.inputs)
    if figures.common is None:
        return Fraction(stored)
    ratios = true_ratios(figures, run.inputs)
    mean = min(sum(ratios.values(), Fraction(0)) / len(ratios), Fraction(1))
    return Fraction(figures.common) + mean * Fraction(pack.results.value)


def unit_levels(year_id: int) -> dict[int, str]:
    """The decided level of each organisation of the year, by unit id; one query."""
    rows = UnitRating.objects.filter(year_id=year_id, decisions__is_in_force=True)
    return dict(rows.values_list("unit_id", "decisions__level"))


def suggestions(pack: Pack, dossiers: Sequence[Dossier]) -> dict[int, Suggestion]:
    """The suggestion of each dossier, by id; four queries whatever their number."""
    if not dossiers:
        return {}
    parts, levels = parts_of(dossiers), unit_levels(dossiers[0].year_id)
    codes: dict[int, list[str]] = defaultdict(list)
    held = Fact.objects.filter(dossier__in=[d.pk for d in dossiers], withdrawn_at=None).order_by("pk")
    for dossier_id, code in held.values_list("dossier_id", "code"):
        codes[dossier_id or 0].append(code)
    return {d.pk: suggestion(pack, d, parts[d.pk], codes[d.pk], levels.get(d.unit_id, "")) for d in dossiers}


def suggestion(
    pack: Pack, dossier: Dossier, parts: Iterable[Part], forced: Iterable[str], unit_level: str
) -> Suggestion:
    """The suggestion of one dossier, with the inputs as they are frozen when it is decided."""
    counted = [part for part in parts if part.origin != PENDING]
    case: dict[str, Any] = {
        "periods": [_period(pack, part) for part in counted],
        "forced": list(dict.fromkeys(forced)),
        "worked_months": text(dossier.worked_months),
        "role": dossier.duty if dossier.duty in pack.applies.roles else pack.applies.roles[0],
    }
    if dossier.absence:
        case["absence"] = dossier.absence
    if unit_level and dossier.duty == "HEAD":
        case["unit_level"] = unit_level
    exact = {part.code: part.exact for part in counted if part.exact is not None}
    frozen = {
        "pack": pack.id,
        "sha256": pack.sha256,
        "case": case,
        "exact": {code: str(value) for code, value in exact.items()},
    }
    return _answered(pack, case, exact, frozen)


def again(pack: Pack, frozen: Mapping[str, Any]) -> Suggestion:
    """The suggestion of frozen inputs, computed anew: the same as what was stored."""
    exact = {code: Fraction(value) for code, value in frozen["exact"].items()}
    kept = {key: frozen[key] for key in ("pack", "sha256", "case", "exact")}
    return _answered(pack, frozen["case"], exact, kept)


def _answered(
    pack: Pack, case: Mapping[str, Any], exact: Mapping[str, Fraction], frozen: Mapping[str, Any]
) -> Suggestion:
    try:
        read = year_case_of(pack, dict(case))
        parts = tuple(
            replace(part, score=exact[part.written]) if part.written in exact else part for part in read.parts
        )
        found = rate_year(pack, replace(read, parts=parts))
    except RuleError as error:
        return Suggestion("INSUFFICIENT_DATA", None, "", str(error), (), (), frozen)
    answer = found.as_dict()
    return Suggestion(
        status=found.status,
        exact=found.score,
        level=found.level,
        reason=found.reason,
        steps=tuple(step.as_dict() for step in found.steps),
        flags=tuple(answer.get("flags", ())),  # type: ignore[arg-type]
        frozen={**frozen, "answer": answer},
    )


def _period(pack: Pack, part: Part) -> dict[str, Any]:
    given: dict[str, Any] = {"period": part.code, "worked": part.origin != ABSENT}
    if part.score is not None:
        given["score"] = text(part.score)
    if part.level and any(part.level == level.code for level in pack.levels):
        given["level"] = part.level
    return given


def kinds_of(pack: Pack) -> tuple[PeriodKind, ...]:
    """Kinds of period that may be noted in a dossier."""
    return tuple(kind for kind in pack.periods if kind is not PeriodKind.YEAR)
