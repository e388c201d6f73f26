"""Until when a writer may answer a decision."""

from __future__ import annotations

import datetime as dt

from congvu.base import clock
from congvu.org.queries import rules_row
from congvu.worktime.queries import calendar_of
from rulebook.workdays import add_working_days

from .models import Confirmation, Message

K = Message.Kind
COMMON: dict[str, str] = {
    K.REASON: "Ví dụ phần việc trao đổi trực tiếp, điện thoại, đi cơ sở, không có giấy tờ.",
    K.DATA: "Nhờ xem lại giờ, số lượng, minh chứng hoặc lịch chung.",
    K.MEET: "Hẹn gặp người xác nhận; kết quả ghi lại ở đây.",
}
ANSWERS: dict[str, dict[str, str]] = {
    str(Confirmation.Outcome.ADJUSTED): {str(K.ACCEPT): "Giữ giá trị đã điều chỉnh và khép lại tại đây."}
    | COMMON,
    str(Confirmation.Outcome.RETURNED): {
        str(K.FIX): "Bổ sung theo lời nhắn; mục gửi lại được quyết định mới."
    }
    | COMMON,
}
"""What a writer may answer to a decision, each with what it means."""


def reply_until(organ_id: int, outcome: str, decided_at: dt.datetime) -> dt.date | None:
    """The last day to accept an adjustment or to begin a talk about it; None: no term (a returned line)."""
    if outcome != Confirmation.Outcome.ADJUSTED:
        return None
    day = clock.local(decided_at).date()
    calendar = calendar_of(organ_id, (day.year, day.year + 1))
    return add_working_days(calendar, day, rules_row(organ_id).reply_working_days)
