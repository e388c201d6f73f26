"""What a person writes about one piece of work, and the rules of time. Pure: values in, values out.

Minutes are whole minutes; quantities are products, percent is the part of each product.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from congvu.base.errors import Incomplete, OutOfRange
from congvu.base.text import clean
from congvu.ui import words

from .duration import minute_of, shown, time_of

TITLE_LONGEST = 300
NOTE_LONGEST = 5000
REASON_LONGEST = 300
MOST = Decimal(100_000)
CENT = Decimal("0.01")
HUNDRED = Decimal(100)
OVERNIGHT = "Việc qua nửa đêm thì ghi thành hai mục, mỗi ngày một mục."


@dataclass(frozen=True)
class Line:
    """One line as it was meant: a part of a task, a product of the catalogue, or neither."""

    title: str = ""
    product_id: int | None = None
    share_id: int | None = None
    quantity: Decimal = Decimal(0)
    minutes: int | None = None
    starts_at: dt.time | None = None
    ends_at: dt.time | None = None
    kind: str = "REGULAR"
    role: str = "LEAD"
    percent: Decimal = HUNDRED
    note: str = ""
    event_id: int | None = None
    said: str = ""
    """The words of a quick line: kept as the note where they say more than the name of what was chosen."""


@dataclass(frozen=True)
class Limits:
    """The organ's rules of time, whole minutes."""

    line_min: int
    line_max: int
    day_max: int


@dataclass(frozen=True)
class Other:
    """Another line of the same day."""

    title: str
    minutes: int
    starts_at: dt.time | None
    ends_at: dt.time | None


def cleaned(line: Line) -> Line:
    """The line with clean text and checked numbers; times not yet looked at.

    Raises: OutOfRange, each with its field and what to do.
    """
    return replace(
        line,
        title=text(line.title, "tên việc", field="title", longest=TITLE_LONGEST),
        note=text(line.note, "ghi chú", field="note", longest=NOTE_LONGEST, lines=True),
        quantity=amount(line.quantity, field="quantity"),
        percent=percent_of(line.percent),
    )


def text(value: str, what: str, *, field: str, longest: int, lines: bool = False) -> str:
    """Clean text that fits. Raises OutOfRange with the length to come down to."""
    value = clean(value, lines=lines) if len(value) <= longest * 20 else value
    if len(value) > longest:
        raise OutOfRange(
            f"Rút gọn {what} còn nhiều nhất {words.number(longest)} ký tự; nội dung dài thì kèm tệp.",
            field=field,
        )
    return value


def amount(value: Decimal, *, field: str) -> Decimal:
    """A quantity of products, 0 allowed, at most two decimals. Raises OutOfRange."""
    if not value.is_finite() or value < 0:
        raise OutOfRange(
            "Số lượng hoàn thành từ 0 trở lên; chưa xong sản phẩm nào thì để trống.", field=field
        )
    if value > MOST:
        raise OutOfRange(f"Số lượng nhiều nhất là {words.number(MOST)}.", field=field)
    if value != value.quantize(CENT):
        raise OutOfRange("Số lượng có nhiều nhất hai chữ số thập phân.", field=field)
    return value


def percent_of(value: Decimal) -> Decimal:
    """A share in percent: above 0, at most 100, two decimals. Raises OutOfRange."""
    if not value.is_finite() or not 0 < value <= HUNDRED:
        raise OutOfRange("Tỷ lệ phải lớn hơn 0 và không quá 100%.", field="percent")
    if value != value.quantize(CENT):
        raise OutOfRange("Tỷ lệ có nhiều nhất hai chữ số thập phân.", field="percent")
    return value


def timed(line: Line) -> Line:
    """The line with minutes, start and end in agreement: what was left out follows from the rest.

    Minutes may be fewer than the span between start and end (a pause), never more.
    Raises: Incomplete, OutOfRange.
    """
    minutes, starts, ends = line.minutes, line.starts_at, line.ends_at
    if starts is None and ends is None:
        if minutes is None:
            raise Incomplete("Ghi thời gian làm. Ví dụ: 1g15, 75p, 8g-9g30.", field="duration")
        return line
    if starts is not None and ends is not None:
        span = minute_of(ends) - minute_of(starts)
        if span <= 0:
            raise OutOfRange(f"Giờ kết thúc phải sau giờ bắt đầu. {OVERNIGHT}", field="ends_at")
        if minutes is not None and minutes > span:
            raise OutOfRange(
                f"{words.duration(minutes).capitalize()} dài hơn khoảng {shown(starts)}–{shown(ends)}. "
                "Sửa thời gian hoặc sửa giờ.",
                field="duration",
            )
        return replace(line, minutes=span if minutes is None else minutes)
    if minutes is None:
        raise Incomplete("Ghi thêm giờ kết thúc hoặc thời gian làm.", field="duration")
    if starts is not None:
        found = time_of(minute_of(starts) + minutes)
        line = replace(line, ends_at=found)
    else:
        assert ends is not None  # one of the two is there
        found = time_of(minute_of(ends) - minutes)
        line = replace(line, starts_at=found)
    if found is None:
        raise OutOfRange(OVERNIGHT, field="duration")
    return line


def must_fit(line: Line, others: Iterable[Other], limits: Limits) -> None:
    """The organ's rules of time for a line beside the others of its day.

    Raises: OutOfRange for a line too short or long, an overlap of clock times, a day too long.
    """
    others = list(others)
    assert line.minutes is not None  # timed() has run
    if not limits.line_min <= line.minutes <= limits.line_max:
        least = "lớn hơn 0" if limits.line_min <= 1 else f"từ {words.duration(limits.line_min)}"
        raise OutOfRange(
            f"Thời gian phải {least} và không quá {words.duration(limits.line_max)}.", field="duration"
        )
    for other in others:
        if sentence := overlap(line, other):
            raise OutOfRange(sentence, field="starts_at")
    total = line.minutes + sum(o.minutes for o in others)
    if total > limits.day_max:
        raise OutOfRange(
            f"Cả ngày thành {words.duration(total)}, quá {words.duration(limits.day_max)}. "
            "Sửa lại thời gian của một mục.",
            field="duration",
        )


def overlap(line: Line | Other, other: Other) -> str:
    """The sentence when the clock times of two lines overlap, else empty."""
    if not (line.starts_at and line.ends_at and other.starts_at and other.ends_at):
        return ""
    shared = min(minute_of(line.ends_at), minute_of(other.ends_at)) - max(
        minute_of(line.starts_at), minute_of(other.starts_at)
    )
    if shared <= 0:
        return ""
    return (
        f"Trùng {words.duration(shared)} với “{other.title}” ({shown(other.starts_at)}–{shown(other.ends_at)}). "
        "Sửa giờ hoặc gộp hai mục."
    )


def not_ahead(line: Line, day: dt.date, now: dt.datetime) -> None:
    """Raises OutOfRange when the day, or the end of the work on it, is still to come."""
    if day > now.date():
        raise OutOfRange("Ngày này chưa tới. Ghi sau khi làm xong.", field="day")
    if day == now.date() and line.ends_at and line.ends_at > now.time():
        raise OutOfRange(
            f"Chưa tới {shown(line.ends_at)}. Ghi sau khi làm xong, hoặc sửa giờ kết thúc.", field="ends_at"
        )


def excess(total: int, planned: int) -> bool:
    """Whether a day needs its sentence of reason: more than the schedule of the day has."""
    return total > planned


def why_reason(plan_reason: str, planned: int, total: int) -> str:
    """Why a sentence of reason is asked for."""
    if not planned:
        return f"{plan_reason}: ghi một câu lý do vì sao làm việc ngày này."
    return f"Ngày này ghi {words.duration(total)}, lịch là {words.duration(planned)}. Ghi một câu lý do làm thêm."
