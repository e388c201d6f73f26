"""What goes into a dossier: own rating, periods of elsewhere, Party committee, deciding facts."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db import transaction

from congvu.audit.trail import Kind, record
from congvu.base.errors import Incomplete, InvalidStep, OutOfRange
from congvu.org.guards import locked
from congvu.policy.actions import Action
from congvu.policy.decide import check
from congvu.policy.facts import Actor
from congvu.rating import events
from congvu.rating.guards import (
    DURING,
    dated,
    dossier_subject,
    in_state,
    level_of,
    line,
    lock_dossier,
    lock_unit,
    pack_of,
    unit_subject,
)
from congvu.rating.models import Dossier, Fact, PeriodNote, UnitRating, Year
from congvu.rating.refresh import refresh_suggestions
from congvu.rating.states import YearState
from congvu.rating.suggest import kinds_of, parts_of, span_of
from congvu.scoring.guards import reason_of, text_of
from rulebook.pack import Pack, PeriodKind
from rulebook.periods import Month, Quarter

MOST_MONTHS = 12


@transaction.atomic
def rate_self(*, dossier_id: int, level: str, words: str, by: Actor, at: dt.datetime) -> Dossier:
    """Tự xếp loại (Mẫu số 02, mục II). May be changed until the decision.

    Raises: Denied (not herself), InvalidStep, OutOfRange.
    """
    dossier, year = lock_dossier(dossier_id)
    check(by, Action.DOSSIER_SELF_RATE, dossier_subject(dossier))
    in_state(year, YearState.SELF, YearState.MEETING, YearState.DECIDE)
    _undecided(dossier)
    dossier.self_level = level_of([one.code for one in pack_of(year).levels], level)
    dossier.self_words, dossier.self_at = text_of(words, field="words"), at
    dossier.save(update_fields=["self_level", "self_words", "self_at"])
    _note(events.SELF_RATED, dossier, by, at)
    return dossier


@transaction.atomic
def edit_dossier(
    *, dossier_id: int, worked_months: Decimal, absence: str, group: str, by: Actor, at: dt.datetime
) -> Dossier:
    """Ghi số tháng công tác, loại vắng, nhóm nhiệm vụ tương đồng; never the cause of an absence.

    Raises: Denied, InvalidStep, OutOfRange, Incomplete.
    """
    dossier, year = _kept(dossier_id, by)
    if not 0 <= worked_months <= MOST_MONTHS or worked_months != worked_months.quantize(Decimal("0.1")):
        raise OutOfRange("Số tháng từ 0 đến 12, nhiều nhất một chữ số lẻ.", field="worked_months")
    if absence not in Dossier.Absence.values:
        raise OutOfRange("Chọn một loại vắng.", field="absence")
    dossier.worked_months, dossier.absence = worked_months, absence
    dossier.group = line(group, "group", "nhóm nhiệm vụ tương đồng")
    dossier.save(update_fields=["worked_months", "absence", "group"])
    refresh_suggestions(year, [dossier])
    _note(events.DOSSIER_EDITED, dossier, by, at, months=worked_months, group=dossier.group)
    return dossier


@transaction.atomic
def note_period(
    *,
    dossier_id: int,
    code: str,
    is_worked: bool,
    score: Decimal | None,
    origin: str,
    document: str,
    document_on: dt.date,
    by: Actor,
    at: dt.datetime,
) -> PeriodNote:
    """Ghi kết quả kỳ do cơ quan cũ gửi (Đ19.1), hoặc kỳ không làm việc (Đ11.2). Again replaces.

    A period scored and published here keeps its score: it can only be noted as not worked while
    it has none. Raises: Denied, InvalidStep, OutOfRange, Incomplete.
    """
    dossier, year = _kept(dossier_id, by)
    span = _span(pack_of(year), year, code)
    dated(document_on, at, "document_on")
    words = line(document, "document", "văn bản", most=200)
    sender = line(origin, "origin", "cơ quan gửi", most=200, required=is_worked)
    if is_worked and (score is None or not 0 <= score <= 100):
        raise OutOfRange("Điểm từ 0 đến 100.", field="score")
    for part in parts_of([dossier])[dossier.pk]:
        other = span_of(part.code)
        if part.code == str(span) and part.exact is not None and part.note_id is None:
            raise InvalidStep(f"Kỳ {part.label} đã có điểm công bố ở cơ quan này.")
        if part.code != str(span) and other.first <= span.last and other.last >= span.first:
            raise OutOfRange(f"Kỳ này trùng với {part.label} đã có trong hồ sơ.", field="code")
    PeriodNote.objects.filter(dossier=dossier, code=str(span)).delete()
    note = PeriodNote.objects.create(
        organ_id=dossier.organ_id, dossier=dossier, code=str(span), is_worked=is_worked,
        score=score if is_worked else None, origin=sender, document=words, document_on=document_on,
        noted_at=at, noted_by=by.key,
    )  # fmt: skip
    refresh_suggestions(year, [dossier])
    _note(events.PERIOD_NOTED, dossier, by, at, code=note.code, document=words)
    return note


@transaction.atomic
def clear_period(*, note_id: int, by: Actor, at: dt.datetime) -> None:
    """Bỏ ghi chú của một kỳ. Raises: Denied, InvalidStep, Missing."""
    note = locked(PeriodNote, pk=note_id)
    dossier, year = _kept(note.dossier_id, by)
    code = note.code
    note.delete()
    refresh_suggestions(year, [dossier])
    _note(events.PERIOD_CLEARED, dossier, by, at, code=code)


@transaction.atomic
def note_party(
    *, dossier_id: int, words: str, body: str, document: str, document_on: dt.date, by: Actor, at: dt.datetime
) -> Dossier:
    """Ghi nhận xét của cấp ủy về người đứng đầu, cấp phó (Đ21.1c, 2c).

    Raises: Denied, InvalidStep, Incomplete.
    """
    dossier, _ = _kept(dossier_id, by)
    if dossier.duty == "STAFF":
        raise InvalidStep("Cấp ủy chỉ nhận xét người đứng đầu và cấp phó.")
    said = text_of(words, field="words")
    if not said:
        raise Incomplete("Ghi nhận xét của cấp ủy.", field="words")
    dated(document_on, at, "document_on")
    dossier.party_words, dossier.party_on = said, document_on
    dossier.party_body = line(body, "body", "tên cấp ủy", most=200)
    dossier.party_document = line(document, "document", "số văn bản")
    dossier.save(update_fields=["party_words", "party_body", "party_document", "party_on"])
    _note(events.PARTY_NOTED, dossier, by, at, document=dossier.party_document)
    return dossier


@transaction.atomic
def enter_fact(
    *, dossier_id: int, code: str, document: str, document_on: dt.date, by: Actor, at: dt.datetime
) -> Fact:
    """Ghi một trường hợp quyết định mức (Đ11.3, Đ20.4), do văn bản của cấp có thẩm quyền xác lập.

    Raises: Denied, InvalidStep, OutOfRange (not a case of this person), Incomplete.
    """
    dossier, year = _kept(dossier_id, by)
    codes = [one.code for one in pack_of(year).rating.forced if not one.roles or dossier.duty in one.roles]
    fact = _fact(codes, code, document, document_on, by, at, organ_id=dossier.organ_id, dossier=dossier)
    refresh_suggestions(year, [dossier])
    _note(events.FACT_ENTERED, dossier, by, at, document=fact.document)
    return fact


@transaction.atomic
def enter_unit_fact(
    *, rating_id: int, code: str, document: str, document_on: dt.date, by: Actor, at: dt.datetime
) -> Fact:
    """Ghi trường hợp quyết định mức của tổ chức (Đ8.4). Raises: as `enter_fact`."""
    rating, year = lock_unit(rating_id)
    check(by, Action.DOSSIER_KEEP, unit_subject(rating))
    in_state(year, *DURING)
    _unit_undecided(rating)
    organisation = pack_of(year).organisation
    codes = [one.code for one in organisation.rating.forced] if organisation else []
    fact = _fact(codes, code, document, document_on, by, at, organ_id=rating.organ_id, unit_rating=rating)
    record(
        events.FACT_ENTERED, f"rating.unit:{rating.pk}", by=by, at=at, organ_id=rating.organ_id,
        year=year.year, document=fact.document,
    )  # fmt: skip
    return fact


@transaction.atomic
def withdraw_fact(*, fact_id: int, reason: str, by: Actor, at: dt.datetime) -> Fact:
    """Rút một trường hợp ghi nhầm; it stays, with the reason. Raises: Denied, InvalidStep, Incomplete."""
    fact = locked(Fact, pk=fact_id)
    if fact.dossier_id is not None:
        dossier, year = _kept(fact.dossier_id, by)
        subject = f"rating.dossier:{dossier.pk}"
    else:
        rating, year = lock_unit(fact.unit_rating_id or 0)
        check(by, Action.DOSSIER_KEEP, unit_subject(rating))
        in_state(year, *DURING)
        _unit_undecided(rating)
        subject = f"rating.unit:{rating.pk}"
    if fact.withdrawn_at is not None:
        raise InvalidStep("Trường hợp này đã rút.")
    fact.withdrawn_at, fact.withdrawn_by, fact.withdrawn_reason = at, by.key, reason_of(reason)
    fact.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    if fact.dossier_id is not None:
        refresh_suggestions(year, [dossier])
    record(
        events.FACT_WITHDRAWN, subject, by=by, at=at, organ_id=fact.organ_id, year=year.year,
        reason=fact.withdrawn_reason,
    )  # fmt: skip
    return fact


def _fact(
    codes: list[str], code: str, document: str, document_on: dt.date, by: Actor, at: dt.datetime, **of: Any
) -> Fact:
    if code not in codes:
        raise OutOfRange("Chọn một trường hợp của bộ quy tắc.", field="code")
    dated(document_on, at, "document_on")
    return Fact.objects.create(
        code=code, document=line(document, "document", "văn bản", most=200), document_on=document_on,
        entered_at=at, entered_by=by.key, **of,
    )  # fmt: skip


def _kept(dossier_id: int, by: Actor) -> tuple[Dossier, Year]:
    """The dossier for the personnel body, while nothing is decided."""
    dossier, year = lock_dossier(dossier_id)
    check(by, Action.DOSSIER_KEEP, dossier_subject(dossier))
    in_state(year, *DURING)
    _undecided(dossier)
    return dossier, year


def _undecided(dossier: Dossier) -> None:
    if dossier.decisions.filter(is_in_force=True).exists():
        raise InvalidStep("Hồ sơ đã có quyết định xếp loại. Chỉ thay được bằng quyết định mới.")


def _unit_undecided(rating: UnitRating) -> None:
    if rating.decisions.filter(is_in_force=True).exists():
        raise InvalidStep("Tổ chức đã có quyết định xếp loại. Chỉ thay được bằng quyết định mới.")


def _span(pack: Pack, year: Year, code: str) -> Month | Quarter:
    """A month or quarter of the year, of a kind that the pack scores. Raises OutOfRange."""
    try:
        span = span_of(code.strip().lower())
    except ValueError:
        raise OutOfRange("Chọn một kỳ của năm.", field="code") from None
    kind = PeriodKind.QUARTER if isinstance(span, Quarter) else PeriodKind.MONTH
    if kind not in kinds_of(pack) or span.first.year != year.year:
        raise OutOfRange("Chọn một kỳ của năm.", field="code")
    return span


def _note(kind: Kind, dossier: Dossier, by: Actor, at: dt.datetime, **data: Any) -> None:
    record(
        kind, f"rating.dossier:{dossier.pk}", by=by, at=at, organ_id=dossier.organ_id,
        owner_id=dossier.person_id, year=dossier.year.year, **data,
    )  # fmt: skip
