"""Read models of a second pack: what is adopted, whose sheets, one sheet with its steps."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from congvu.assignments.queries import FeedItem, feed
from congvu.base.errors import Missing
from congvu.base.memo import remembered
from congvu.org.guards import of_organ
from congvu.policy.actions import Action
from congvu.policy.decide import can, refusal
from congvu.policy.facts import Actor, Role
from congvu.regimes.models import RuleText
from congvu.regimes.packs import pack_of
from congvu.scoring.compute import in_order
from congvu.scoring.queries import stands_for
from rulebook import loader
from rulebook.pack import Pack, PeriodKind
from rulebook.periods import Month, Quarter

from . import case
from .guards import pack_behind, subject_of
from .models import Adoption, Score, Sheet
from .states import SHEET, SheetState, SheetStep

MOST_SHEETS = 400
OFFERED = 6
"""Periods that are offered for opening, the newest first."""


@dataclass(frozen=True)
class Choice:
    """A pack that may run beside the main one: `key` is the id, or the number of an added text."""

    key: str
    label: str


@dataclass(frozen=True)
class AdoptionLine:
    id: int
    pack_id: str
    title: str
    valid_from: dt.date
    valid_to: dt.date | None
    decision: str
    periods: tuple[tuple[str, str], ...]
    """(code, label) of the periods that can be opened."""


@dataclass(frozen=True)
class Overview:
    """ "Đánh giá song song": adoptions, and the sheets that this viewer may see, newest period first."""

    adoptions: tuple[AdoptionLine, ...]
    sheets: tuple[Sheet, ...]
    keeps: bool
    is_cut: bool
    why_no_choice: str


def choices(viewer: Actor) -> list[Choice]:
    """Packs that can run beside another, shipped ones first."""
    found = []
    for pack_id in loader.every_pack_id():
        pack = loader.pack(pack_id)
        if not case.why_not(pack):
            found.append(Choice(pack_id, f"{pack_id}: {pack.title}"))
    for row in RuleText.objects.filter(organ_id=viewer.organ_id or 0).order_by("pack_id", "-version"):
        if not case.why_not(pack_of(row.pack_id, row.sha256)):
            found.append(Choice(str(row.pk), f"{row.pack_id}, bản {row.version}: {row.title}"))
    return found


def overview(viewer: Actor, *, today: dt.date) -> Overview:
    """Raises: Missing for someone of no organ."""
    if viewer.organ_id is None or viewer.person_id is None:
        raise Missing("Không tìm thấy trang này.")
    keeps = can(viewer, Action.REGIME_SWITCH, of_organ(viewer.organ_id))
    rows = Adoption.objects.filter(organ_id=viewer.organ_id).order_by("-valid_from", "pk")
    sheets = list(visible(viewer).order_by("-code", "unit__path", "person__sort_key")[: MOST_SHEETS + 1])
    return Overview(
        adoptions=tuple(_line(row, today) for row in rows),
        sheets=tuple(sheets[:MOST_SHEETS]),
        keeps=keeps,
        is_cut=len(sheets) > MOST_SHEETS,
        why_no_choice="" if not keeps or choices(viewer) else "Chưa có bộ nào chạy song song được.",
    )


def _line(row: Adoption, today: dt.date) -> AdoptionLine:
    pack = pack_behind(row)
    return AdoptionLine(
        row.pk, row.pack_id, pack.title, row.valid_from, row.valid_to,
        f"{row.decision_number}, {row.signer} ký", tuple(_periods(row, pack, today)),
    )  # fmt: skip


def _periods(row: Adoption, pack: Pack, today: dt.date) -> list[tuple[str, str]]:
    span: Month | Quarter = Quarter.of(today) if PeriodKind.QUARTER in pack.periods else Month.of(today)
    found = []
    for _ in range(OFFERED):
        if row.covers(span.first) and row.covers(span.last):
            found.append((str(span), span.label()))
        span = span.previous()
    return found


@remembered
def _concerned(organ_id: int) -> frozenset[int]:
    """Everybody who has a sheet or decides one."""
    rows = Sheet.objects.filter(organ_id=organ_id).values_list("person_id", "authority_id").distinct()
    return frozenset(pk for pair in rows for pk in pair if pk is not None)


def is_concerned(viewer: Actor) -> bool:
    """Whether a second pack concerns this person: the frame shows the way to it."""
    concerned = _concerned(viewer.organ_id or 0)
    return any(pk in concerned for pk in stands_for(viewer)) if concerned else False


def visible(viewer: Actor) -> QuerySet[Sheet]:
    """Sheets of the organ that the viewer may see: her own, those she decides, those under her; all for the
    personnel body.
    """
    rows = Sheet.objects.filter(organ_id=viewer.organ_id or 0).select_related(
        "person", "unit", "score", "adoption"
    )
    if viewer.holds_any(Role.PERSONNEL):
        return rows
    mine = Q(person_id=viewer.person_id) | Q(authority_id__in=stands_for(viewer))
    for held in viewer.roles:
        if held.role is Role.HEAD and held.organ_id == viewer.organ_id:
            mine |= Q(unit__path__startswith=held.unit_path)
    return rows.filter(mine)


@dataclass(frozen=True)
class CriterionRow:
    code: str
    text: str
    maximum: Any
    own: str | None
    given: str | None


@dataclass(frozen=True)
class SheetPage:
    """One sheet: what the tasks tell, what people entered, the score with its steps."""

    sheet: Sheet
    pack: Pack
    items: tuple[FeedItem, ...]
    counted: Mapping[str, int]
    criteria: tuple[CriterionRow, ...]
    asked: tuple[Any, ...]
    facts: tuple[Any, ...]
    score: Score | None
    earlier: tuple[Score, ...]
    may_self: bool
    may_decide: bool
    may_take_back: bool
    why_not_decide: str

    @property
    def steps(self) -> list[dict[str, Any]]:
        """Every step of the score with its article."""
        found = self.score.result.get("steps", ()) if self.score else ()
        return [{**step, "law": loader.source_of(self.pack, step["source"])} for step in found]

    @property
    def count_lines(self) -> list[tuple[str, int]]:
        """The pack's words for what the tasks tell, with the numbers."""
        words = {each.key: each.text for each in self.pack.rating.facts}
        return [(words[key], n) for key, n in self.counted.items()]


def sheet_page(sheet_id: int, *, viewer: Actor) -> SheetPage:
    """Raises: Missing: not there and closed to this viewer look alike."""
    rows = Sheet.objects.select_related("person", "unit", "authority", "adoption", "score")
    sheet = rows.filter(pk=sheet_id).first()
    if sheet is None or not can(viewer, Action.CARD_VIEW, subject_of(sheet)):
        raise Missing("Không tìm thấy phiếu này.")
    pack = pack_behind(sheet.adoption)
    items = in_order(
        feed([sheet.person_id], sheet.first, sheet.last, organ_id=sheet.organ_id)[sheet.person_id]
    )
    scores = list(sheet.scores.order_by("-number"))
    score = sheet.score if sheet.state == SheetState.DECIDED else None
    given = scores[0].given if scores else {}
    decides = refusal(viewer, Action.CARD_CONFIRM, subject_of(sheet))
    return SheetPage(
        sheet=sheet,
        pack=pack,
        items=tuple(items),
        counted=case.counted(pack, items),
        criteria=tuple(
            CriterionRow(
                code, one.text, one.maximum.value, sheet.own.get("common", {}).get(code),
                given.get("common", {}).get(code) if score else None,
            )
            for code, one in pack.criteria_of(sheet.duty).items()
        ),
        asked=case.asked_inputs(pack, sheet.duty),
        facts=case.asked_facts(pack, sheet.duty),
        score=score,
        earlier=tuple(one for one in scores if score is None or one.pk != score.pk),
        may_self=can(viewer, Action.CARD_SELF_SCORE, subject_of(sheet))
        and SHEET.may(sheet.state, SheetStep.SELF_MARK),
        may_decide=not decides and SHEET.may(sheet.state, SheetStep.DECIDE),
        may_take_back=not decides and SHEET.may(sheet.state, SheetStep.TAKE_BACK),
        why_not_decide=decides,
    )  # fmt: skip


def adoption_of(viewer: Actor, adoption_id: int) -> Adoption:
    """Raises: Missing for one of another organ."""
    row = Adoption.objects.filter(pk=adoption_id, organ_id=viewer.organ_id or 0).first()
    if row is None:
        raise Missing("Không tìm thấy trang này.")
    return row
