"""Confirm, adjust or return a line. Confirming a hand-in is its verdict: nothing is confirmed twice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from django.db import transaction

from congvu.base.errors import Incomplete
from congvu.diary.lines import amount, percent_of, text
from congvu.diary.states import EntryStep
from congvu.policy.facts import Actor
from congvu.review.models import Confirmation
from congvu.review.settling import Verdict, settle

REASON_SHORTEST = 10
REASON_LONGEST = 2000


@transaction.atomic
def confirm_entry(
    *, entry_id: int, version: int, by: Actor, at: dt.datetime, accept_unplanned: bool = False
) -> Confirmation:
    """Xác nhận một mục như người viết ghi. A hand-in of a task is thereby met.

    `accept_unplanned`: a finished product that nobody assigned counts as unplanned work.
    Raises: Denied, Stale, InvalidStep, OutOfRange (closed period; nothing to accept), Missing.
    Records: review.entry.confirmed.
    Source: NĐ 335/2025/NĐ-CP, Điều 17 khoản 2; Điều 18 khoản 1 điểm d.
    """
    verdict = Verdict(accept_unplanned=accept_unplanned)
    return settle(entry_id, version, EntryStep.CONFIRM, verdict, by=by, at=at)


@transaction.atomic
def adjust_entry(
    *,
    entry_id: int,
    version: int,
    reason: str,
    by: Actor,
    at: dt.datetime,
    minutes: int | None = None,
    quantity: Decimal | None = None,
    percent: Decimal | None = None,
    errors: Sequence[int] | None = None,
    late: Sequence[int] | None = None,
    accept_unplanned: bool = False,
) -> Confirmation:
    """Xác nhận một mục với giá trị khác, kèm lý do mà người viết sẽ đọc.

    Units: minutes whole; quantity in products, at most what was handed in; percent of each
    product, for unplanned work only (the share of a task is fixed there); errors and late one
    count per product. None keeps what the line says.
    Raises: as `confirm_entry`; Incomplete (no reason, nothing changed).
    Records: review.entry.adjusted.
    Source: NĐ 335/2025/NĐ-CP, Điều 14 khoản 2; Điều 17 khoản 2.
    """
    reason = text(reason, "lý do", field="reason", longest=REASON_LONGEST, lines=True)
    if not reason:
        raise Incomplete("Ghi lý do điều chỉnh; người viết sẽ đọc.", field="reason")
    verdict = Verdict(
        minutes=minutes,
        quantity=None if quantity is None else amount(quantity, field="quantity"),
        percent=None if percent is None else percent_of(percent),
        errors=errors,
        late=late,
        reason=reason,
        accept_unplanned=accept_unplanned,
    )
    return settle(entry_id, version, EntryStep.ADJUST, verdict, by=by, at=at)


@transaction.atomic
def return_entry(
    *, entry_id: int, version: int, reason: str, by: Actor, at: dt.datetime, major_error: bool = False
) -> Confirmation:
    """Trả lại một mục để người viết bổ sung hoặc sửa.

    `major_error`: the product has a major content error; that counts once against its quality.
    Raises: Denied, Stale, InvalidStep, Incomplete (reason under ten characters), OutOfRange.
    Records: review.entry.returned.
    Source: NĐ 335/2025/NĐ-CP, Điều 14 khoản 2 điểm b.
    """
    reason = text(reason, "lý do", field="reason", longest=REASON_LONGEST, lines=True)
    if len(reason) < REASON_SHORTEST:
        raise Incomplete(
            f"Ghi lý do trả lại, ít nhất {REASON_SHORTEST} ký tự, để người viết biết cần làm gì.",
            field="reason",
        )
    verdict = Verdict(reason=reason, major_error=major_error)
    return settle(entry_id, version, EntryStep.RETURN, verdict, by=by, at=at)
