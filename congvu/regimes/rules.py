"""When an organ may live by a pack: the refusals of ADR 33, each one sentence."""

from __future__ import annotations

import datetime as dt

from congvu.ui.words import full_date
from rulebook.pack import Pack, PeriodKind, Status


def why_not_scored(pack: Pack) -> str:
    """Why the cards of a period cannot be scored by this pack at all; empty where they can."""
    if pack.work is None:
        return "Bộ này xếp loại bằng lời, không chấm điểm kỳ."
    if pack.status is Status.TEMPLATE or pack.to_fill:
        return f"Bộ này là mẫu, còn {len(pack.to_fill)} giá trị phải điền."
    if pack.applies.is_parallel:
        return "Bộ này chạy song song với bộ chính, không thay được bộ chính."
    if not pack.follows_decree:
        return (
            "Phiếu của kỳ tính theo số lượng, chất lượng, tiến độ của sản phẩm đã giao như Điều 14 đến 16."
            " Bộ này tính theo cách khác nên chỉ tra cứu và so sánh."
        )
    return ""


def why_not_used(pack: Pack, *, day: dt.date, kind: str, orders: str) -> str:
    """Why the organ may not score by this pack from that day on; empty where it may.

    `orders`: the words of the decision, needed for a draft.
    """
    if why := why_not_scored(pack):
        return why
    if pack.status is Status.CLOSED:
        return "Bộ này đã đóng, chỉ dùng cho kỳ cũ."
    if not pack.holds_on(day):
        until = f" đến trước {full_date(pack.valid_to)}" if pack.valid_to else ""
        return f"Bộ này có hiệu lực từ {full_date(pack.valid_from)}{until}, không có vào {full_date(day)}."
    if PeriodKind(kind) not in pack.periods:
        return "Bộ này không chấm điểm theo loại kỳ của cơ quan."
    if pack.status is Status.DRAFT and not orders:
        return "Bộ này là dự thảo. Ghi nội dung quyết định cho phép áp dụng."
    return ""


def begins_a_period(day: dt.date, kind: str) -> bool:
    """Whether a month or quarter begins on the day."""
    return day.day == 1 and (PeriodKind(kind) is PeriodKind.MONTH or day.month % 3 == 1)
