"""What stands on one Mẫu 01, the same for DOCX and PDF."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from congvu.base import clock
from congvu.base.errors import Missing
from congvu.org.models import Organ
from congvu.policy.actions import Action
from congvu.policy.decide import can
from congvu.policy.facts import Actor
from congvu.scoring import compute
from congvu.scoring.facts import pack_of
from congvu.scoring.guards import card_subject, label_of
from congvu.scoring.models import Card
from congvu.scoring.queries import check_code, score_of, viewable_card
from congvu.scoring.states import CardState
from congvu.ui.words import number
from rulebook.numbers import rounded
from rulebook.pack import Pack

PLACES = 2


@dataclass(frozen=True)
class Row:
    """One line of the table: number, text, maximum, the person's own points."""

    number: str
    text: str
    maximum: str
    own: str
    is_group: bool


@dataclass(frozen=True)
class Slip:
    """All texts of the form, ready to print; an empty one is printed as dots."""

    person_id: int
    organ: str
    period: str
    person: str
    title: str
    unit: str
    rows: tuple[Row, ...]
    total_maximum: str
    total_own: str
    common: str
    results: str
    total: str
    strengths: str
    weaknesses: str
    opinion: str
    self_date: dt.date | None
    authority_date: dt.date | None
    authority: str
    foot: str
    file_name: str


def slip(card_id: int, *, viewer: Actor) -> Slip:
    """The slip of a card. Column (4) holds the person's own points; part II the present result.

    Units: points; rounded half up to two places here, where the form shows them.
    Raises Missing for those who may not print it.
    """
    card = viewable_card(card_id, viewer)
    if not can(viewer, Action.SLIP_PRINT, card_subject(card)):
        raise Missing("Không tìm thấy phiếu này.")
    score, period = score_of(card), card.period
    pack = pack_of(period)
    own = {m.criterion: m.self_points for m in card.marks.order_by("pk") if m.self_points is not None}
    figures = score.figures
    confirmed = card.state == CardState.CONFIRMED
    return Slip(
        person_id=card.person_id,
        organ=Organ.objects.values_list("name", flat=True).get(pk=card.organ_id),
        period=label_of(period),
        person=card.person.full_name,
        title=card.title,
        unit=card.unit.name,
        rows=tuple(_rows(pack, own)),
        total_maximum=number(pack.common.value),
        total_own=_sum(own, list(pack.criteria)),
        common=_points(figures.common) + _own_beside(figures.common, own, pack),
        results=_points(figures.result_points),
        total=_points(figures.total) if figures.total is not None else _why(figures),
        strengths=card.strengths,
        weaknesses=card.weaknesses,
        opinion=_opinion(card),
        self_date=_day(card.self_scored_at),
        authority_date=_day(card.confirmed_at) if confirmed else None,
        authority=_authority(card) if confirmed else "",
        foot=_foot(card, score.run, pack),
        file_name=f"mau-01_{period.code}_{card.person.staff_code}",
    )


def _rows(pack: Pack, own: Mapping[str, Decimal]) -> list[Row]:
    found = []
    for group in pack.groups:
        codes = [c.code for c in group.criteria]
        found.append(
            Row(group.code, group.text, number(group.maximum.value), _sum(own, codes), is_group=True)
        )
        for index, one in enumerate(group.criteria, 1):
            points = number(own[one.code]) if one.code in own else ""
            found.append(Row(str(index), one.text, number(one.maximum.value), points, is_group=False))
    return found


def _sum(own: Mapping[str, Decimal], codes: list[str]) -> str:
    if any(code not in own for code in codes):
        return ""
    return number(sum((own[c] for c in codes), Decimal(0)))


def _points(value: Decimal | None) -> str:
    return "" if value is None else number(rounded(value, PLACES), PLACES)


def _own_beside(common: Decimal | None, own: Mapping[str, Decimal], pack: Pack) -> str:
    """The person's own sum where the authority's differs, so that nobody takes one for the other."""
    if common is None or len(own) < len(pack.criteria):
        return ""
    mine = sum(own.values(), Decimal(0))
    return "" if mine == common else f" (cá nhân tự chấm {number(mine)})"


def _why(figures: compute.Figures) -> str:
    return "" if figures.has_work else "chưa đủ dữ liệu, kỳ này chưa được giao việc"


def _opinion(card: Card) -> str:
    """The authority's words, and why her points differ."""
    if card.state != CardState.CONFIRMED:
        return ""
    reason = f"Lý do khác điểm tự chấm: {card.difference_reason}" if card.difference_reason else ""
    return "\n".join(filter(None, [card.comment, reason]))


def _authority(card: Card) -> str:
    if card.confirmed_by is None:
        return ""
    return card.confirmed_by.full_name


def _day(moment: dt.datetime | None) -> dt.date | None:
    return clock.local(moment).date() if moment else None


def _foot(card: Card, run: Any, pack: Pack) -> str:
    """Rule version, day of the lock, integrity line (design §11)."""
    rules = f"Bộ quy tắc {pack.id} ({pack.sha256[:8]})"
    if run is None:
        return f"{rules}. Bản tạm tính, kỳ chưa khóa."
    agrees = (
        run.sha256
        == compute.seal(run.pack_id, run.pack_sha256, run.editions, run.inputs, run.result, run.trace)
        and compute.result_of(pack, run.inputs) == run.result
    )
    locked = f"khóa ngày {clock.local(run.at):%d/%m/%Y}"
    again = f", lần {run.number}" if run.number > 1 else ""
    return (
        f"{rules}, {locked}{again}. Mã kiểm {check_code(run.sha256)}, {'khớp' if agrees else 'không khớp'}."
    )
