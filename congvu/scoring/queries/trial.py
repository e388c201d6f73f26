"""Trying other coefficients on a closed period: what is asked, and what would have been."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from congvu.base.errors import DomainError, Incomplete, Missing, OutOfRange
from congvu.base.text import clean
from congvu.catalogue.models import Edition, Product
from congvu.catalogue.queries import diff, editions
from congvu.catalogue.specs import code_key
from congvu.policy.actions import Action
from congvu.policy.decide import can
from congvu.policy.facts import Actor
from congvu.scoring.facts import pack_of
from congvu.scoring.guards import organ_subject
from congvu.scoring.models import Card, Period
from congvu.scoring.states import PeriodState
from congvu.scoring.whatif import Item, Moves, Past, moves, tried
from congvu.ui.fields import plain_number
from congvu.ui.words import addressed

CLOSED = (PeriodState.LOCKED, PeriodState.PUBLISHED)
ROWS = 5
PLACES = Decimal("0.0001")
MOST = Decimal(100_000)


@dataclass(frozen=True)
class Asked:
    """What was typed: a period, a proposed edition or single codes with a coefficient."""

    period: str = ""
    edition: str = ""
    rows: tuple[tuple[str, str], ...] = ()

    @property
    def is_empty(self) -> bool:
        return not self.edition and not any(code or value for code, value in self.rows)

    @property
    def padded(self) -> list[tuple[str, str]]:
        return [*self.rows, *[("", "")] * (ROWS - len(self.rows))][:ROWS]


@dataclass(frozen=True)
class ChangedCoefficient:
    """One product of the trial, as the editions of the period had it and as it is tried."""

    code: str
    detail: str
    before: Decimal
    after: Decimal


@dataclass(frozen=True)
class Trial:
    """The result with everything that it stands on, by hash."""

    period: Period
    pack: str
    pack_sha256: str
    editions: tuple[tuple[str, str], ...]
    changes: tuple[ChangedCoefficient, ...]
    moves: Moves


@dataclass(frozen=True)
class TrialPage:
    """The form, and the result or the sentence why there is none."""

    asked: Asked
    periods: tuple[tuple[str, str], ...]
    drafts: tuple[tuple[int, str], ...]
    trial: Trial | None
    sentence: str


def trial_page(viewer: Actor, asked: Asked) -> TrialPage:
    """The page of trials for the personnel body and the head of the organ. Raises Missing."""
    organ_id = viewer.organ_id
    if organ_id is None or not can(viewer, Action.TRIAL_RUN, organ_subject(organ_id)):
        raise Missing("Trang này của cơ quan tổ chức, cán bộ và người đứng đầu cơ quan.")
    periods = list(Period.objects.filter(organ_id=organ_id, state__in=CLOSED).order_by("-first"))
    drafts = list(editions(viewer, organ_id).filter(state__in=["PROPOSED", "APPRAISED"]))
    trial, sentence = None, ""
    if not asked.is_empty:
        try:
            trial = _trial(asked, periods, drafts)
        except DomainError as error:
            sentence = addressed(error.sentence)
    return TrialPage(
        asked,
        tuple((p.code, p.label) for p in periods),
        tuple((e.pk, e.name) for e in drafts),
        trial,
        sentence,
    )


def _trial(asked: Asked, periods: Sequence[Period], drafts: Sequence[Edition]) -> Trial:
    period = next((p for p in periods if p.code == asked.period), None)
    if period is None:
        raise Incomplete("Đồng chí chọn một kỳ đã khóa.")
    rows, used = _pasts(period)
    new = _wanted(asked, drafts, used)
    products = list(Product.objects.filter(edition_id__in=used).order_by("edition__number", "sort"))
    old: dict[Item, Decimal] = {}
    shown: dict[str, ChangedCoefficient] = {}
    for product in products:
        key = code_key(product.code)
        if key in new:
            old[product.edition_id, key] = product.coefficient
            shown[key] = ChangedCoefficient(product.code, product.detail, product.coefficient, new[key])
    if unknown := [key for key in new if key not in shown]:
        if not asked.edition:
            raise OutOfRange(f"Kỳ này không dùng mã {unknown[0]}. Đồng chí xem lại mã.")
        new = {key: value for key, value in new.items() if key in shown}
    outcome = moves(rows, tried(rows, new, old))
    names = Edition.objects.filter(pk__in=used).order_by("number").values_list("name", "content_sha256")
    return Trial(
        period, period.pack_id, period.pack_sha256, tuple(names),
        tuple(sorted(shown.values(), key=lambda change: change.code)), outcome,
    )  # fmt: skip


def _wanted(asked: Asked, drafts: Sequence[Edition], used: set[int]) -> dict[str, Decimal]:
    """New coefficient by code key. Raises OutOfRange or Incomplete for what cannot be read."""
    new: dict[str, Decimal] = {}
    if asked.edition:
        draft = next((e for e in drafts if str(e.pk) == asked.edition), None)
        if draft is None or not used:
            raise OutOfRange("Không có bản đề xuất này.")
        for change in diff(max(used), draft.pk).changed:
            for name, _, after in change.fields:
                if name == "coefficient" and isinstance(after, Decimal):
                    new[code_key(change.code)] = after
        if not new and not any(code for code, _ in asked.rows):
            raise OutOfRange("Bản đề xuất này không đổi hệ số nào của kỳ đã chọn.")
    for code, typed in asked.rows:
        if not code and not typed:
            continue
        if not code:
            raise Incomplete("Có hệ số chưa ghi mã.")
        new[code_key(code)] = _coefficient(code, typed)
    return new


def _coefficient(code: str, typed: str) -> Decimal:
    try:
        value = Decimal(plain_number(clean(typed)))
    except InvalidOperation as error:
        raise OutOfRange(f"Hệ số của {code}: điền một số, ví dụ 1,5.") from error
    if not value.is_finite() or not 0 < value <= MOST or value != value.quantize(PLACES):
        raise OutOfRange(f"Hệ số của {code} phải lớn hơn 0 và có nhiều nhất bốn chữ số thập phân.")
    return value


def _pasts(period: Period) -> tuple[dict[int, Past], set[int]]:
    """Every stored score of the period, and the editions behind them. One query."""
    pack = pack_of(period)
    rows = Card.objects.filter(period=period, run__isnull=False).order_by("unit__path", "pk")
    found: dict[int, Past] = {}
    used: set[int] = set()
    for person_id, unit_id, unit_name, inputs, result, trace in rows.values_list(
        "person_id", "unit_id", "unit__name", "run__inputs", "run__result", "run__trace"
    ):
        items = tuple((one["edition"], code_key(one["product"])) for one in trace["items"])
        used |= {edition for edition, _ in items}
        found[person_id] = Past(
            person_id, unit_id, unit_name, pack, inputs, items,
            tuple((person, _number(total)) for person, total in trace["counted"]),
            bool(trace["ratios"].get("d", {}).get("derived")), _number(result.get("total")),
            result.get("level") or "",
        )  # fmt: skip
    return found, used


def _number(text: Any) -> Decimal | None:
    return None if text is None else Decimal(text)
