"""Appraisal, decision, return and withdrawal of an edition (Đ13.2)."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from congvu.base import clock
from congvu.base.errors import Denied, Incomplete, InvalidStep, OutOfRange
from congvu.base.text import clean
from congvu.catalogue import events
from congvu.catalogue.guards import lock_edition, may, tell, text_of
from congvu.catalogue.models import Consultation, Edition, Product
from congvu.catalogue.queries import digest_of, results
from congvu.catalogue.specs import check_standard, code_key
from congvu.catalogue.states import EDITION, ConsultationState, EditionState, EditionStep
from congvu.policy.actions import Action
from congvu.policy.facts import Actor
from congvu.ui import words
from congvu.worktime.queries import recording


@transaction.atomic
def appraise_edition(*, edition_id: int, note: str, by: Actor, at: dt.datetime) -> Edition:
    """Thẩm định danh mục đề xuất; từ đây các mục không sửa nữa trừ khi trả lại.

    Raises: Missing, Denied, InvalidStep, Incomplete (no opinion, no standard item), OutOfRange.
    Source: NĐ 335/2025/NĐ-CP, Điều 13 khoản 2.
    """
    edition = lock_edition(edition_id)
    may(by, Action.EDITION_APPRAISE, edition.organ_id)
    edition.state = EDITION.after(edition.state, EditionStep.APPRAISE)
    _complete(edition)
    edition.appraisal = text_of(note, "ý kiến thẩm định", field="note", longest=4000, lines=True)
    edition.appraised_at, edition.appraised_by = at, by.key
    edition.save(update_fields=["state", "appraisal", "appraised_at", "appraised_by"])
    tell(events.APPRAISED, edition, by=by, at=at, name=edition.name, note=edition.appraisal)
    return edition


@transaction.atomic
def send_back(*, edition_id: int, reason: str, by: Actor, at: dt.datetime) -> Edition:
    """Trả danh mục đã thẩm định về mức đề xuất để sửa.

    The appraiser or the one who decides. Raises: Missing, Denied, InvalidStep, Incomplete.
    """
    edition = lock_edition(edition_id)
    _appraiser_or_head(by, edition.organ_id)
    edition.state = EDITION.after(edition.state, EditionStep.SEND_BACK)
    why = text_of(reason, "lý do trả lại", field="reason", longest=1000, lines=True)
    edition.appraised_at, edition.appraised_by = None, ""
    edition.save(update_fields=["state", "appraised_at", "appraised_by"])
    tell(events.SENT_BACK, edition, by=by, at=at, name=edition.name, reason=why)
    return edition


@transaction.atomic
def decide_edition(
    *,
    edition_id: int,
    number: str,
    date: dt.date,
    signer: str,
    valid_from: dt.date,
    reason: str = "",
    by: Actor,
    at: dt.datetime,
) -> Edition:
    """Quyết định danh mục: số, ngày, người ký, ngày hiệu lực. Bản trước hết hiệu lực từ ngày đó.

    Validity is half-open; it never begins in a period whose records are closed. The digest of
    the content is fixed here. Where the council was asked, its vote is closed first; the authority
    may decide otherwise, and then says why (`reason`).
    Raises: Missing, Denied, InvalidStep, Incomplete, OutOfRange.
    Source: NĐ 335/2025/NĐ-CP, Điều 13 khoản 2.
    """
    edition = lock_edition(edition_id)
    may(by, Action.EDITION_DECIDE, edition.organ_id)
    edition.state = EDITION.after(edition.state, EditionStep.DECIDE)
    _complete(edition)
    today = clock.local(at).date()
    consultation, why = _heard(edition, reason, today)
    if date > today:
        raise OutOfRange("Ngày quyết định không được sau hôm nay.", field="date")
    if valid_from < date:
        raise OutOfRange("Ngày hiệu lực không được trước ngày quyết định.", field="valid_from")
    records = recording(edition.organ_id, valid_from, today=today)
    if not records.is_open:
        raise OutOfRange(
            f"Danh mục không có hiệu lực ngược vào kỳ đã chốt. {records.sentence}", field="valid_from"
        )
    edition.decision_number = text_of(number, "số quyết định", field="number", longest=60)
    edition.signer = text_of(signer, "người ký", field="signer", longest=120)
    edition.decision_date, edition.valid_from = date, valid_from
    edition.decided_at, edition.decided_by = at, by.key
    previous = _close_previous(edition, valid_from)
    edition.content_sha256 = digest_of(edition)
    edition.save()
    if consultation is not None:
        consultation.reason = why
        consultation.save(update_fields=["reason"])
    tell(
        events.DECIDED, edition, by=by, at=at, name=edition.name, number=edition.decision_number,
        date=date, signer=edition.signer, valid_from=words.full_date(valid_from),
        sha256=edition.content_sha256, previous=previous.pk if previous else None,
        reason=why,
    )  # fmt: skip
    return edition


@transaction.atomic
def withdraw_edition(*, edition_id: int, reason: str, by: Actor, at: dt.datetime) -> Edition:
    """Rút danh mục chưa quyết định. Raises: Missing, Denied, InvalidStep, Incomplete."""
    edition = lock_edition(edition_id)
    if edition.state == EditionState.APPRAISED:
        _appraiser_or_head(by, edition.organ_id)
    else:
        may(by, Action.EDITION_PROPOSE, edition.organ_id)
    edition.state = EDITION.after(edition.state, EditionStep.WITHDRAW)
    why = text_of(reason, "lý do rút", field="reason", longest=1000, lines=True)
    edition.save(update_fields=["state"])
    tell(events.WITHDRAWN, edition, by=by, at=at, name=edition.name, reason=why)
    return edition


def _appraiser_or_head(by: Actor, organ_id: int) -> None:
    try:
        may(by, Action.EDITION_APPRAISE, organ_id)
    except Denied:
        may(by, Action.EDITION_DECIDE, organ_id)


def _complete(edition: Edition) -> None:
    """What a list needs before it goes on: items (five groups at most, by constraint), the standard item."""
    if not Product.objects.filter(edition=edition).exists():
        raise Incomplete("Danh mục chưa có mục nào.")
    if not clean(edition.standard_code):
        raise Incomplete(
            "Danh mục chưa chọn sản phẩm chuẩn. Đồng chí chọn mục có hệ số 1 trước khi thẩm định."
        )
    key = code_key(edition.standard_code)
    standard = next((p for p in Product.objects.filter(edition=edition) if code_key(p.code) == key), None)
    check_standard(standard, edition.standard_code, edition.standard_score)


def _heard(edition: Edition, reason: str, today: dt.date) -> tuple[Consultation | None, str]:
    """The consultation, and the reason of who decides. Raises InvalidStep while votes are taken, Incomplete."""
    kept = Consultation.objects.select_for_update().filter(edition=edition).first()
    if kept is None:
        return None, ""
    if kept.state == ConsultationState.OPEN:
        raise InvalidStep("Hội đồng đang bỏ phiếu. Cơ quan tổ chức, cán bộ khép phiếu trước khi quyết định.")
    against = [row.code for row in results(edition, on=today) if row.tally and not row.tally.is_carried]
    if not against and not clean(reason):
        return kept, ""
    if not clean(reason):
        raise Incomplete(
            f"Hội đồng chưa đồng ý {len(against)} mã: {', '.join(against[:5])}. Đồng chí ghi lý do quyết định.",
            field="reason",
        )
    return kept, text_of(reason, "lý do quyết định", field="reason", longest=2000, lines=True)


def _close_previous(edition: Edition, valid_from: dt.date) -> Edition | None:
    """End the validity of the edition before. Raises OutOfRange when one begins later already."""
    decided = list(
        Edition.objects.select_for_update()
        .filter(organ_id=edition.organ_id, state=EditionState.DECIDED)
        .order_by("valid_from")
    )
    if not decided:
        return None
    newest = decided[-1]
    if newest.valid_from is None or newest.valid_from >= valid_from:
        began = words.full_date(newest.valid_from) if newest.valid_from else ""
        raise OutOfRange(
            f"Danh mục trước có hiệu lực từ {began}. Ngày hiệu lực mới phải sau ngày đó.", field="valid_from"
        )
    if newest.valid_to is None or newest.valid_to > valid_from:
        newest.valid_to = valid_from
        newest.save(update_fields=["valid_to"])
    return newest
