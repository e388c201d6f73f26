"""A second pack beside the main one: adopting it, opening sheets, marking, deciding (ADR 33)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction

from congvu.assignments.queries import FeedItem, feed
from congvu.audit.trail import Kind, record
from congvu.base import clock
from congvu.base.dated import overlapping
from congvu.base.errors import Incomplete, InvalidStep, Missing, OutOfRange
from congvu.org.guards import locked, of_organ, text
from congvu.org.models import Rules
from congvu.policy.actions import Action
from congvu.policy.decide import check
from congvu.policy.facts import Actor
from congvu.regimes.models import RuleText
from congvu.regimes.packs import pack_of
from congvu.scoring.compute import in_order, seal
from congvu.scoring.guards import reason_of, span_of
from congvu.scoring.people import members
from congvu.ui.words import full_date
from rulebook.errors import RuleError
from rulebook.pack import Pack, PeriodKind, Status
from rulebook.periods import Quarter

from . import case, events
from .guards import check_version, lock_sheet, not_to_come, pack_behind, read, subject_of
from .models import Adoption, Score, Sheet
from .states import SHEET, SheetStep

SCALE = Decimal("0.0001")


@transaction.atomic
def adopt(
    *,
    organ_id: int,
    pack_id: str,
    text_id: int | None,
    valid_from: dt.date,
    decision_number: str,
    decision_on: dt.date,
    signer: str,
    by: Actor,
    at: dt.datetime,
) -> Adoption:
    """Áp dụng song song một bộ quy tắc từ một ngày; the main pack goes on as it is.

    `text_id` None names a shipped pack. Raises: Denied, Missing, Incomplete, OutOfRange,
    InvalidStep (the same pack is in force then).
    """
    locked(Rules, organ_id=organ_id)
    check(by, Action.REGIME_SWITCH, of_organ(organ_id))
    row = locked(RuleText, pk=text_id, organ_id=organ_id) if text_id is not None else None
    try:
        pack = pack_of(row.pack_id if row else pack_id, row.sha256 if row else "")
    except RuleError as error:
        raise Missing(str(error)) from error
    number = text(decision_number, field="decision_number", label="số quyết định", most=120)
    signed = text(signer, field="signer", label="người ký", most=120)
    not_to_come(decision_on, at)
    if why := case.why_not(pack):
        raise OutOfRange(why, field="pack")
    if not pack.holds_on(valid_from):
        raise OutOfRange(
            f"Bộ này có hiệu lực từ {full_date(pack.valid_from)}. Chọn từ ngày đó.", field="valid_from"
        )
    if pack.status is Status.DRAFT:
        raise OutOfRange("Bộ này là dự thảo, chưa áp dụng song song được.", field="pack")
    same = Adoption.objects.filter(overlapping(valid_from, dt.date.max), organ_id=organ_id, pack_id=pack.id)
    if same.exists():
        raise InvalidStep(f"Cơ quan đang áp dụng song song {pack.id}.")
    adoption = Adoption.objects.create(
        organ_id=organ_id, pack_id=pack.id, pack_sha256=pack.sha256, text=row, valid_from=valid_from,
        decision_number=number, decision_on=decision_on, signer=signed, made_at=at, made_by=by.key,
    )  # fmt: skip
    _note(
        events.ADOPTED, f"parallel.adoption:{adoption.pk}", organ_id, by, at, pack=pack.id, signer=signed,
        valid_from=full_date(valid_from), number=number, day=full_date(decision_on), sha256=pack.sha256,
    )  # fmt: skip
    return adoption


@transaction.atomic
def end(*, adoption_id: int, valid_to: dt.date, reason: str, by: Actor, at: dt.datetime) -> Adoption:
    """Thôi áp dụng song song từ một ngày; what was scored stays.

    Raises: Denied, Missing, Incomplete, OutOfRange (before its first day or an opened period's end),
    InvalidStep (ended already).
    """
    adoption = locked(Adoption, pk=adoption_id)
    check(by, Action.REGIME_SWITCH, of_organ(adoption.organ_id))
    why = reason_of(reason)
    if adoption.valid_to is not None:
        raise InvalidStep("Bộ này đã có ngày thôi áp dụng.")
    last = adoption.sheets.order_by("-last").values_list("last", flat=True).first()
    if valid_to <= max(adoption.valid_from, last or adoption.valid_from):
        raise OutOfRange("Chọn ngày sau ngày áp dụng và sau các kỳ đã mở.", field="valid_to")
    adoption.valid_to = valid_to
    adoption.save(update_fields=["valid_to"])
    _note(
        events.ENDED, f"parallel.adoption:{adoption.pk}", adoption.organ_id, by, at,
        pack=adoption.pack_id, valid_to=full_date(valid_to), reason=why,
    )  # fmt: skip
    return adoption


@transaction.atomic
def open_sheets(*, adoption_id: int, code: str, by: Actor, at: dt.datetime) -> int:
    """Mở phiếu của một kỳ cho mọi người thuộc diện; those who have one keep it. Returns how many are new.

    Raises: Denied, Missing, OutOfRange (not a period of the pack, outside the adoption, to come).
    """
    adoption = locked(Adoption, pk=adoption_id)
    check(by, Action.PERIOD_OPEN, of_organ(adoption.organ_id))
    pack, period = pack_behind(adoption), span_of(code)
    kind = PeriodKind.QUARTER if isinstance(period, Quarter) else PeriodKind.MONTH
    if kind not in pack.periods:
        raise OutOfRange("Bộ này không chấm theo loại kỳ đó.", field="code")
    if not (adoption.covers(period.first) and adoption.covers(period.last)):
        raise OutOfRange("Kỳ này không nằm trọn trong thời gian áp dụng bộ quy tắc.", field="code")
    if period.first > clock.local(at).date():
        raise OutOfRange("Kỳ này chưa bắt đầu.", field="code")
    has = set(adoption.sheets.filter(code=code).values_list("person_id", flat=True))
    made = 0
    for one in members(adoption.organ_id, period.first, period.last):
        if one.person_id in has or not case.holds_for(pack, one.duty):
            continue
        sheet = Sheet.objects.create(
            organ_id=adoption.organ_id, adoption=adoption, code=code, first=period.first, last=period.last,
            person_id=one.person_id, unit_id=one.unit_id, duty=one.duty, title=one.title,
            authority_id=one.authority_id, opened_at=at, opened_by=by.key,
        )  # fmt: skip
        _tell(events.OPENED, sheet, by, at)
        made += 1
    return made


@transaction.atomic
def self_mark(
    *,
    sheet_id: int,
    version: int,
    common: Mapping[str, Decimal],
    inputs: Mapping[str, Decimal],
    by: Actor,
    at: dt.datetime,
) -> Sheet:
    """Tự chấm: every criterion, and what no task tells. The tasks are read, never typed.

    Raises: Missing, Denied, Stale, InvalidStep, Incomplete, OutOfRange.
    """
    sheet = lock_sheet(sheet_id)
    check(by, Action.CARD_SELF_SCORE, subject_of(sheet))
    check_version(sheet, version)
    state = SHEET.after(sheet.state, SheetStep.SELF_MARK)
    pack = pack_behind(sheet.adoption)
    given = read(pack, sheet.duty, common, inputs)
    _computed(pack, sheet, _items(sheet), given)
    sheet.state, sheet.own = state, given
    sheet.self_at, sheet.self_by = at, by.key
    sheet.version += 1
    sheet.save(update_fields=["state", "own", "self_at", "self_by", "version"])
    _tell(events.SELF_MARKED, sheet, by, at, given=given)
    return sheet


@transaction.atomic
def decide(
    *,
    sheet_id: int,
    version: int,
    common: Mapping[str, Decimal],
    inputs: Mapping[str, Decimal],
    facts: Mapping[str, Decimal | None],
    forced: tuple[str, ...] = (),
    reason: str = "",
    by: Actor,
    at: dt.datetime,
) -> Score:
    """Chấm: the authority's marks make the score; the main score of the person is not touched.

    A reason is needed where the total or the level differs from her own as the pack says.
    Raises: Missing, Denied, Stale, InvalidStep, Incomplete, OutOfRange.
    """
    sheet = lock_sheet(sheet_id)
    check(by, Action.CARD_CONFIRM, subject_of(sheet))
    check_version(sheet, version)
    state = SHEET.after(sheet.state, SheetStep.DECIDE)
    pack, items = pack_behind(sheet.adoption), _items(sheet)
    given = read(pack, sheet.duty, common, inputs, facts, forced)
    inputs_, result = _computed(pack, sheet, items, given)
    own = {**sheet.own, "facts": given["facts"], "forced": given["forced"]}
    why = _explained(pack, result, _computed(pack, sheet, items, own)[1], reason)
    trace = {"shares": [item.share_id for item in in_order(items)], "self": sheet.own}
    total = case.total_of(result)
    score = Score.objects.create(
        organ_id=sheet.organ_id, sheet=sheet, number=sheet.scores.count() + 1, pack_id=pack.id,
        pack_sha256=pack.sha256, given=given, inputs=inputs_, result=result, trace=trace,
        sha256=seal(pack.id, pack.sha256, [], inputs_, result, trace),
        total=None if total is None else total.quantize(SCALE), level=str(result.get("level") or ""),
        reason=why, decided_at=at, decided_by=by.key,
    )  # fmt: skip
    sheet.state, sheet.score = state, score
    sheet.version += 1
    sheet.save(update_fields=["state", "score", "version"])
    _tell(events.DECIDED, sheet, by, at, number_of=score.number, total=result.get("total"), reason=why)
    return score


@transaction.atomic
def take_back(*, sheet_id: int, version: int, reason: str, by: Actor, at: dt.datetime) -> Sheet:
    """Lấy lại để chấm lại; the earlier score stays in the record.

    Raises: Missing, Denied, Stale, InvalidStep, Incomplete.
    """
    sheet = lock_sheet(sheet_id)
    check(by, Action.CARD_CONFIRM, subject_of(sheet))
    check_version(sheet, version)
    sheet.state = SHEET.after(sheet.state, SheetStep.TAKE_BACK)
    why = reason_of(reason)
    sheet.version += 1
    sheet.save(update_fields=["state", "version"])
    _tell(events.TAKEN_BACK, sheet, by, at, reason=why)
    return sheet


def _items(sheet: Sheet) -> list[FeedItem]:
    return feed([sheet.person_id], sheet.first, sheet.last, organ_id=sheet.organ_id)[sheet.person_id]


def _computed(
    pack: Pack, sheet: Sheet, items: Sequence[FeedItem], given: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The case and the answer. Raises: OutOfRange with the rulebook's sentence."""
    made = case.case_of(pack, sheet.duty, items, given)
    try:
        return made, case.result_of(pack, made)
    except RuleError as error:
        raise OutOfRange(str(error)) from error


def _explained(pack: Pack, result: Mapping[str, Any], own: Mapping[str, Any], reason: str) -> str:
    """The reason, demanded where the two results differ as the pack says. Raises: Incomplete."""
    mine, theirs = case.total_of(result), case.total_of(own)
    apart = mine is not None and theirs is not None and abs(mine - theirs) >= pack.explanation.value
    moved = pack.explains_level and result.get("level") != own.get("level")
    if (apart or moved) and not reason.strip():
        raise Incomplete("Kết quả khác phần tự chấm. Ghi lý do.", field="reason")
    return reason_of(reason) if reason.strip() else ""


def _tell(kind: Kind, sheet: Sheet, by: Actor, at: dt.datetime, **data: Any) -> None:
    _note(
        kind, f"parallel.sheet:{sheet.pk}", sheet.organ_id, by, at, pack=sheet.adoption.pack_id,
        period=sheet.label, owner_id=sheet.person_id, **data,
    )  # fmt: skip


def _note(kind: Kind, subject: str, organ_id: int, by: Actor, at: dt.datetime, **data: Any) -> None:
    record(kind, subject, by=by, at=at, organ_id=organ_id, **data)
