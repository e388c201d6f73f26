"""How numbers, durations and dates are written in Vietnamese, and how a person is addressed. No Django."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

MINUS = "−"
PRIME = "′"
DASH = "–"
_WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")


def number(value: Decimal | int, places: int | None = None) -> str:
    """A number with a comma for decimals and a dot for thousands: 12720.5 → "12.720,5".

    `places`: decimals kept, rounded half up; None keeps what the value has, without zeros at
    the end. The minus is the real minus sign.
    """
    exact = Decimal(value)
    if not exact.is_finite():
        raise ValueError(f"not a number to print: {value}")
    if places is not None:
        exact = exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    text = f"{abs(exact):,f}"
    if places is None and "." in text:
        text = text.rstrip("0").rstrip(".")
    text = text.translate(str.maketrans(",.", ".,"))
    return f"{MINUS}{text}" if exact < 0 else text


def duration(minutes: int) -> str:
    """Minutes in words: 75 → "1 giờ 15", 65 → "1 giờ 05", 60 → "1 giờ", 40 → "40 phút"."""
    sign = MINUS if minutes < 0 else ""
    hours, rest = divmod(abs(minutes), 60)
    if not hours:
        return f"{sign}{rest} phút"
    return f"{sign}{number(hours)} giờ {rest:02d}" if rest else f"{sign}{number(hours)} giờ"


def dense_duration(minutes: int) -> str:
    """Minutes for a narrow cell: 75 → "75′"."""
    return f"{number(minutes)}{PRIME}"


def day_name(day: date) -> str:
    """The day of the week: "thứ Năm", "Chủ nhật"."""
    return _WEEKDAYS[day.weekday()]


def long_day(day: date) -> str:
    """ "thứ Năm, 19 tháng 11": without the year, which the page around it says."""
    return f"{day_name(day)}, {day.day} tháng {day.month}"


def short_date(day: date) -> str:
    """dd/mm."""
    return f"{day.day:02d}/{day.month:02d}"


def full_date(day: date) -> str:
    """dd/mm/yyyy."""
    return f"{day.day:02d}/{day.month:02d}/{day.year:04d}"


def clock_time(moment: datetime) -> str:
    """hh:mm of a moment already in local time."""
    return f"{moment.hour:02d}:{moment.minute:02d}"


COMRADE, PLAIN = "đồng chí", "anh/chị"
_how: ContextVar[Callable[[], str] | None] = ContextVar("congvu_address", default=None)
_QUOTED = re.compile(r"(“[^”]*”)")


@contextmanager
def addressing(how: Callable[[], str]) -> Iterator[None]:
    """Inside the block people are addressed as `how()` says, asked when the first sentence needs it."""
    token = _how.set(how)
    try:
        yield
    finally:
        _how.reset(token)


def address() -> str:
    """How the reader's organ addresses people: "đồng chí", or "anh/chị" where it chose that."""
    how = _how.get()
    return how() if how else COMRADE


def addressed(sentence: str) -> str:
    """A sentence of ours, written with "đồng chí", as the reader's organ says it.

    What stands in “quotation marks” is somebody's own words and is left alone.
    """
    if "ồng chí" not in sentence or address() == COMRADE:
        return sentence
    return "".join(part if part.startswith("“") else plain(part) for part in _QUOTED.split(sentence))


def plain(text: str) -> str:
    """The text with "anh/chị" for "đồng chí"."""
    return text.replace("Đồng chí", "Anh/chị").replace(COMRADE, PLAIN)
