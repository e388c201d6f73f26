"""Due days of a pack: working days by a calendar, or days as they come."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from rulebook.errors import BadCase, RuleError
from rulebook.model import Deadline
from rulebook.pack import Pack
from rulebook.workdays import Calendar, add_working_days, skipped


def deadline_of(pack: Pack, code: str) -> Deadline:
    """The due day of that code. Raises: BadCase naming those there are."""
    known = {each.code: each for each in pack.deadlines}
    if code not in known:
        words = ", ".join(known) or "không có thời hạn nào"
        raise BadCase(f"Bộ quy tắc {pack.id} không có thời hạn {code}; có: {words}.")
    return known[code]


def due_on(deadline: Deadline, start: date, calendar: Calendar) -> date:
    """The day on which a term that begins after `start` ends; the first day does not count.

    Raises: BadCase when the calendar does not know the days off of a year in it, or the term is
        a day of the month.
    Source: NĐ 335/2025/NĐ-CP, Điều 22 (working days), Điều 26 khoản 1 điểm d (days).
    """
    if deadline.days is not None:
        try:
            return start + timedelta(days=deadline.days)
        except OverflowError:
            raise BadCase("Thời hạn vượt quá năm 9999.") from None
    if deadline.working_days is None:
        raise BadCase(f"Thời hạn {deadline.code} là một ngày của tháng, không tính từ ngày bắt đầu.")
    try:
        due = add_working_days(calendar, start, deadline.working_days)
    except RuleError as error:
        raise BadCase(str(error)) from None
    for day in (start, due):
        if not calendar.covers(day):
            raise BadCase(
                f"Lịch chưa có ngày nghỉ của năm {day.year}, nên chưa tính được ngày làm việc; dùng --calendar."
            )
    return due


def answer(deadline: Deadline, start: date, calendar: Calendar, quote: str) -> Mapping[str, Any]:
    """The answer of `congvu rules deadline`. Raises: BadCase."""
    due = due_on(deadline, start, calendar)
    passed = skipped(calendar, start, due) if deadline.working_days is not None else ()
    return {
        "due": due.isoformat(),
        "skipped": [{"date": day.isoformat(), "reason": reason} for day, reason in passed],
        "source": quote,
    }
