"""Rows pasted from a spreadsheet: day, what, how long, how many. Pure; nothing is looked up here.

Cells are separated by tabs, as a spreadsheet copies them. A first row of titles says which column
is which; without one the order is day, what, length, quantity, note. An empty day is the one above.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal

from congvu.base.errors import DomainError, OutOfRange
from congvu.base.text import clean, fold
from congvu.ui import words

from .duration import Duration, parse
from .quick import read

MOST_ROWS = 200
FIRST_YEAR, LAST_YEAR = 2000, 2099
LONGEST = 100_000
ORDER = ("day", "what", "length", "quantity", "note")
TITLES = {
    "day": ("ngay", "ngay thang", "ngay lam", "thu ngay"),
    "what": ("viec", "noi dung", "cong viec", "noi dung cong viec", "ten viec", "viec da lam"),
    "code": ("ma", "ma san pham", "ma viec", "ma cong viec"),
    "length": ("thoi gian", "gio", "thoi luong", "so gio", "tu den", "thoi gian thuc hien"),
    "quantity": ("so luong", "sl", "san pham", "so san pham", "hoan thanh"),
    "note": ("ghi chu", "ket qua", "minh chung"),
}
_DATE = re.compile(r"(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}|\d{2}))?")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T].*)?")
_WEEKDAYS = {
    "hai": 0, "ba": 1, "tu": 2, "nam": 3, "sau": 4, "bay": 5, "2": 0, "3": 1, "4": 2, "5": 3, "6": 4, "7": 5,
}  # fmt: skip
_NUMBER = re.compile(r"\d{1,6}(?:[.,]\d{1,2})?")


@dataclass(frozen=True)
class Pasted:
    """One row as it was understood; `sentence` says why it was not. Quantity in products."""

    number: int
    text: str
    day: dt.date | None = None
    what: str = ""
    code: str = ""
    duration: Duration | None = None
    quantity: Decimal | None = None
    note: str = ""
    sentence: str = ""


def rows_of(text: str, *, today: dt.date) -> list[Pasted]:
    """The rows of a pasted text, in order, without titles and empty rows.

    Raises: OutOfRange (field "text") for nothing at all, too long a text or too many rows.
    """
    if len(text) > LONGEST:
        raise OutOfRange("Dán nhiều nhất khoảng một tháng mỗi lần; chia nhỏ rồi dán lại.", field="text")
    lines = [line for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n") if line.strip()]
    if not lines:
        raise OutOfRange("Chép các ô từ bảng tính rồi dán vào đây.", field="text")
    columns = _columns(lines[0])
    if columns:
        lines = lines[1:]
    if len(lines) > MOST_ROWS:
        raise OutOfRange(f"Mỗi lần dán nhiều nhất {MOST_ROWS} dòng.", field="text")
    found: list[Pasted] = []
    day: dt.date | None = None
    for number, line in enumerate(lines, 1):
        row = _row(number, line, columns or dict(enumerate(ORDER)), day, today)
        day = row.day or day
        found.append(row)
    return found


def _columns(line: str) -> dict[int, str]:
    """Which column is which, when the line is one of titles; else empty."""
    found: dict[int, str] = {}
    for index, cell in enumerate(line.split("\t")):
        title = fold(clean(cell)).strip(" .:()")
        name = next((n for n, titles in TITLES.items() if title in titles and n not in found.values()), None)
        if name:
            found[index] = name
    return found if len(found) >= 2 and "what" in found.values() else {}


def _row(number: int, line: str, columns: dict[int, str], above: dt.date | None, today: dt.date) -> Pasted:
    cells = [clean(cell) for cell in line.split("\t")]
    text = clean(line.replace("\t", " · "))[:300]
    values = {name: cells[n] for n, name in columns.items() if n < len(cells)}
    day = above
    try:
        day = _day(values.get("day", ""), above, today)
        quick = read(values.get("what", ""))
        length = values.get("length", "")
        return Pasted(
            number=number,
            text=text,
            day=day,
            what=values.get("what", "") if length else quick.what,
            code=values.get("code", ""),
            duration=parse(length) if length else quick.duration,
            quantity=_quantity(values.get("quantity", ""), quick.quantity),
            note=values.get("note", ""),
        )
    except DomainError as error:
        return Pasted(number=number, text=text, day=day, sentence=words.addressed(error.sentence))


def _day(text: str, above: dt.date | None, today: dt.date) -> dt.date:
    if not text:
        if above is None:
            raise OutOfRange("Dòng này chưa có ngày. Ghi như 19/11 hoặc thứ Năm.", field="day")
        return above
    found = day_of(text, today=today)
    if found is None:
        raise OutOfRange(
            f"Chưa hiểu ngày “{text[:40]}”. Ghi như 19/11, 19/11/2026 hoặc thứ Năm.", field="day"
        )
    return found


def day_of(text: str, *, today: dt.date) -> dt.date | None:
    """ "19/11", "19/11/2026", "2026-11-19", "hôm qua", "thứ Năm" (the last one up to today).

    None for what is no day, and for a year that no diary has.
    """
    day = _named_day(text, today)
    return day if day is not None and FIRST_YEAR <= day.year <= LAST_YEAR else None


def _named_day(text: str, today: dt.date) -> dt.date | None:
    plain = fold(clean(text)).strip(" .,")
    try:
        if match := _ISO.fullmatch(plain):
            return dt.date(int(match[1]), int(match[2]), int(match[3]))
        if match := _DATE.search(plain):
            year = int(match[3] or today.year)
            day = dt.date(year + 2000 if year < 100 else year, int(match[2]), int(match[1]))
            # Without a year in January, "29/12" is of last year.
            return day.replace(year=day.year - 1) if not match[3] and (day - today).days > 180 else day
    except ValueError:
        return None
    if plain in ("hom nay", "hom qua", "hom kia"):
        return today - dt.timedelta(days=("hom nay", "hom qua", "hom kia").index(plain))
    name = plain.removeprefix("thu").removeprefix("t").strip()
    weekday = 6 if plain in ("chu nhat", "cn") else _WEEKDAYS.get(name)
    return None if weekday is None else today - dt.timedelta(days=(today.weekday() - weekday) % 7)


def _quantity(text: str, typed: Decimal | None) -> Decimal | None:
    if not text:
        return typed
    match = _NUMBER.match(text)
    if match is None:
        raise OutOfRange(f"Chưa hiểu số lượng “{text[:40]}”. Ghi một số, ví dụ 6.", field="quantity")
    return Decimal(match[0].replace(",", "."))
