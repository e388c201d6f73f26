"""What stands on one Mẫu 02, the same for DOCX and PDF."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from congvu.base import clock
from congvu.base.errors import Missing
from congvu.policy.actions import Action
from congvu.policy.decide import can
from congvu.policy.facts import Actor
from congvu.rating.guards import dossier_subject
from congvu.rating.queries import DossierPage, dossier_page
from congvu.rating.suggest import ABSENT, OUTSIDE, PENDING, Part, again, span_of
from congvu.ui.words import full_date, number
from rulebook.numbers import rounded
from rulebook.periods import Month

from . import words

PLACES = 2
MONTHS = 12


@dataclass(frozen=True)
class Row:
    """One month of the table."""

    month: str
    score: str
    note: str


@dataclass(frozen=True)
class Box:
    """One level to tick."""

    text: str
    is_ticked: bool

    @property
    def line(self) -> str:
        return f"{words.TICKED_BOX if self.is_ticked else words.OPEN_BOX} {self.text}"


@dataclass(frozen=True)
class Slip:
    """All texts of the form, ready to print; an empty one is printed as dots."""

    person_id: int
    organ: str
    year: str
    person: str
    title: str
    unit: str
    rows: tuple[Row, ...]
    mean: str
    mean_note: str
    own: tuple[Box, ...]
    decided: tuple[Box, ...]
    measures: str
    self_date: dt.date | None
    authority_date: dt.date | None
    authority: str
    foot: str
    file_name: str


def slip(year: int, dossier_id: int, *, viewer: Actor) -> Slip:
    """The slip of a dossier. A decided one prints what the decision in force rested on.

    Units: points; rounded half up to two places here, where the form shows them.
    Raises Missing for those who may not print it.
    Source: NĐ 335/2025/NĐ-CP, Phụ lục II, Mẫu số 02.
    """
    found = dossier_page(viewer, year, dossier_id)
    dossier = found.dossier
    if not can(viewer, Action.SLIP_PRINT, dossier_subject(dossier)):
        raise Missing("Không tìm thấy phiếu này.")
    decision = found.in_force.decision if found.in_force else None
    suggested = again(found.pack, decision.suggestion) if decision else found.suggestion
    scores = {part.code: part.score for part in found.parts}
    if decision:
        scores = {
            one["period"]: Decimal(one["score"]) if "score" in one else None
            for one in decision.suggestion["case"]["periods"]
        }
    return Slip(
        person_id=dossier.person_id,
        organ=found.year.organ.name,
        year=str(year),
        person=dossier.person.full_name,
        title=dossier.title,
        unit=dossier.unit.name,
        rows=_rows(found.parts, scores),
        mean=_points(suggested.score),
        mean_note="" if suggested.score is not None else suggested.reason,
        own=_boxes(found, dossier.self_level),
        decided=_boxes(found, decision.level if decision else ""),
        measures=decision.measures if decision else "",
        self_date=clock.local(dossier.self_at).date() if dossier.self_at else None,
        authority_date=decision.signed_on if decision else None,
        authority=decision.signer if decision else "",
        foot=_foot(found),
        file_name=f"mau-02_{year}_{dossier.person.staff_code}",
    )


def _boxes(found: DossierPage, level: str) -> tuple[Box, ...]:
    return tuple(Box(one.name, one.code == level) for one in found.pack.levels)


def _rows(parts: Sequence[Part], scores: dict[str, Decimal | None]) -> tuple[Row, ...]:
    """Twelve months; a quarter stands in each of its months, and says so (gap G8)."""
    rows = {month: Row(str(month), "", "") for month in range(1, MONTHS + 1)}
    for part in parts:
        span = span_of(part.code)
        for month in (span,) if isinstance(span, Month) else span.months:
            note = "" if isinstance(span, Month) else span.label()
            rows[month.month] = Row(
                str(month.month), _points(scores.get(part.code)), "; ".join(filter(None, [note, _note(part)]))
            )
    return tuple(rows.values())


def _note(part: Part) -> str:
    if part.origin == OUTSIDE:
        return part.source
    return {ABSENT: "Không làm việc", PENDING: "Kỳ chưa công bố"}.get(part.origin, "")


def _points(value: Decimal | None) -> str:
    return "" if value is None else number(rounded(value, PLACES), PLACES)


def _foot(found: DossierPage) -> str:
    rules = f"Bộ quy tắc {found.pack.id} ({found.pack.sha256[:8]})"
    if found.in_force is None:
        return f"{rules}. Chưa có quyết định xếp loại."
    decision = found.in_force.decision
    old = decision.replaces
    instead = f", thay quyết định số {old.number} ngày {full_date(old.signed_on)}" if old else ""
    return f"{rules}. Quyết định số {decision.number} ngày {full_date(decision.signed_on)}{instead}."
