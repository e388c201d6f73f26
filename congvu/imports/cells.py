"""Values of cells: text, exact numbers and Vietnamese dates out of what a file holds."""

from __future__ import annotations

import functools
import re
import unicodedata
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum

from congvu.base.text import clean, fold


class CellFault(Enum):
    """A cell whose formula gives no value; the text is the reason shown to the person."""

    UNCALCULATED = "có công thức chưa được tính; đồng chí mở tệp bằng Excel và lưu lại"
    ERROR = "đang báo lỗi công thức"


CellValue = str | int | float | bool | date | datetime | time | timedelta | CellFault | None


class BadCell(ValueError):
    """A value that cannot be taken; the message is the end of a Vietnamese sentence."""


# Typists and converters use the Icelandic eth where the Vietnamese letter đ belongs.
_ETH = str.maketrans({"\u00d0": "Đ", "\u00f0": "đ", "\u00ad": None, "\u2060": None})
_C1 = re.compile(r"[\x80-\x9f\ud800-\udfff]")

_PLAIN = re.compile(r"[+-]?\d+")
_COMMA = re.compile(r"[+-]?\d+,\d+")
_POINT = re.compile(r"[+-]?\d+\.\d+")
_GROUPED_COMMA = re.compile(r"[+-]?\d{1,3}(\.\d{3})+(,\d+)?")
_GROUPED_POINT = re.compile(r"[+-]?\d{1,3}(,\d{3})+\.\d+")
_AMBIGUOUS = re.compile(r"[+-]?[1-9]\d{0,2}\.\d{3}")
_LONGEST_NUMBER = 30

# Vietnamese marks; what still is no plain letter afterwards is folded the careful way.
_MARKS = re.compile(r"[\u0300-\u036f]+")
_KEY_WORD = re.compile(r"[0-9a-z%]+")

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?")
_DAY_FIRST = re.compile(r"(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{4}|\d{2})")
_IN_WORDS = re.compile(r"(?:ngay\s+)?(\d{1,2})\s+thang\s+(\d{1,2})\s+nam\s+(\d{4})")
_EXCEL_EPOCH = date(1899, 12, 30)
_SERIALS = range(1, 2958466)  # 1900-01-01 to 9999-12-31 in the 1900 date system
_OLDEST, _NEWEST = date(1940, 1, 1), date(2100, 1, 1)


def text(value: CellValue, *, lines: bool = False) -> str:
    """The value as clean NFC text: no control characters, no stray or double spaces.

    Whole numbers lose the ".0" that spreadsheets add; a cell in fault is empty text.
    """
    match value:
        case None | CellFault():
            return ""
        case str():
            return _cleaned(value, lines) if len(value) <= _SHORT else _scrubbed(value, lines)
        case bool():
            return "có" if value else "không"
        case float() if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        case datetime():
            return value.strftime("%d/%m/%Y")
        case date():
            return value.strftime("%d/%m/%Y")
    return clean(str(value))


def _scrubbed(value: str, lines: bool) -> str:
    return clean(_C1.sub("", value).translate(_ETH), lines=lines)


# One cell is looked at several times while its row is judged, and short ones repeat.
_SHORT = 120
_cleaned = functools.lru_cache(maxsize=4096)(_scrubbed)


def is_blank(value: CellValue) -> bool:
    """Whether the cell shows nothing. A cell in fault is not blank."""
    if type(value) is str and value[:1].isalnum():
        return False
    return not isinstance(value, CellFault) and text(value) == ""


def key(value: str) -> str:
    """Folded words only ("Mã CV:" -> "ma cv"), to compare headers and names."""
    value = _MARKS.sub("", unicodedata.normalize("NFD", value.lower().replace("đ", "d")))
    return " ".join(_KEY_WORD.findall(value if value.isascii() else fold(value)))


def number(value: CellValue) -> Decimal | None:
    """The exact number in a cell, or None when it is blank.

    Floats go through their shortest form, cut to the 15 digits that a spreadsheet shows. Text
    may be Vietnamese ("5,5", "1.234,5") or English ("5.5"); "1.234" could be either and is
    refused. Raises: BadCell.
    """
    if isinstance(value, CellFault):
        raise BadCell(value.value)
    if is_blank(value):
        return None
    if isinstance(value, bool | date | time | timedelta):
        raise BadCell("không phải là số")
    if isinstance(value, int):
        return Decimal(value)
    if isinstance(value, float):
        return _from_float(value)
    return _from_text(text(value).replace(" ", ""))


def _from_float(value: float) -> Decimal:
    exact = Decimal(repr(value))
    if not exact.is_finite():
        raise BadCell("không phải là số")
    if len(exact.as_tuple().digits) > 15:
        exact = Decimal(f"{value:.15g}")
    whole = exact.to_integral_value()
    return whole.quantize(Decimal(1)) if exact == whole and abs(exact) < 10**15 else exact


def _from_text(shown: str) -> Decimal:
    if len(shown) > _LONGEST_NUMBER or not shown.isascii():
        raise BadCell("không phải là số")
    if _AMBIGUOUS.fullmatch(shown):
        raise BadCell(f"ghi “{shown}” có thể hiểu hai cách; đồng chí ghi lại bằng dấu phẩy thập phân")
    if _PLAIN.fullmatch(shown) or _POINT.fullmatch(shown):
        return Decimal(shown)
    if _COMMA.fullmatch(shown):
        return Decimal(shown.replace(",", "."))
    if _GROUPED_COMMA.fullmatch(shown):
        return Decimal(shown.replace(".", "").replace(",", "."))
    if _GROUPED_POINT.fullmatch(shown):
        return Decimal(shown.replace(",", ""))
    raise BadCell("không phải là số")


def day(value: CellValue) -> date | None:
    """The date in a cell, or None when it is blank.

    Takes real date cells, serial numbers of a spreadsheet, ISO dates, day-first dates ("1/7/2026",
    "01.07.26") and "01 tháng 7 năm 2026". Two-digit years 00-69 are 20xx. Raises: BadCell.
    """
    if isinstance(value, CellFault):
        raise BadCell(value.value)
    if is_blank(value):
        return None
    if isinstance(value, datetime):
        return _plausible(value.date())
    if isinstance(value, date):
        return _plausible(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        if float(value).is_integer() and int(value) in _SERIALS:
            return _plausible(_EXCEL_EPOCH + timedelta(days=int(value)))
        raise BadCell("không phải là ngày")
    return _plausible(_day_from_text(text(value)))


def _day_from_text(shown: str) -> date:
    if found := _ISO.fullmatch(shown):
        year, month, day_ = map(int, found.groups())
    elif found := _DAY_FIRST.fullmatch(shown) or _IN_WORDS.fullmatch(fold(shown)):
        day_, month, year = map(int, found.groups())
        if len(found[3]) == 2:
            year += 2000 if year < 70 else 1900
    else:
        raise BadCell(f"ghi “{shown[:40]}” không phải là ngày; đồng chí ghi theo dạng 01/07/2026")
    try:
        return date(year, month, day_)
    except ValueError as error:
        raise BadCell(
            f"ghi “{shown[:40]}” không có trong lịch; đồng chí ghi ngày trước, tháng sau"
        ) from error


def _plausible(value: date) -> date:
    if not _OLDEST <= value < _NEWEST:
        raise BadCell(f"là ngày {value.day:02}/{value.month:02}/{value.year:04}, ngoài khoảng 1940-2099")
    return value
