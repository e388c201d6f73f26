"""CSV text as officials save it: four encodings, three delimiters."""

from __future__ import annotations

import csv
import io
import re
import unicodedata

from congvu.base.errors import Unreadable
from congvu.imports.cells import CellValue

NOT_TEXT = "Tệp không phải văn bản CSV đọc được; đồng chí lưu lại thành CSV UTF-8 hoặc .xlsx rồi nạp lại."
LONG_FIELD = "Tệp CSV có ô quá dài ở dòng {line}; đồng chí kiểm tra dấu ngoặc kép ở dòng đó."

_DELIMITERS = ",;\t"
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)


def decode(raw: bytes) -> str:
    """The text of a file in UTF-8 (with or without BOM), UTF-16 or CP1258, as NFC.

    CP1258 writes most tones as separate combining marks; NFC joins them again. Stray NULs are
    dropped. Raises Unreadable for binary content.
    """
    for bom, encoding in _BOMS:
        if raw.startswith(bom):
            return _checked(raw, encoding)
    if guess := _utf16_without_bom(raw):
        return _checked(raw, guess)
    try:
        return _checked(raw, "utf-8")
    except Unreadable:
        return _checked(raw, "cp1258")


def _utf16_without_bom(raw: bytes) -> str:
    head = raw[:2000]
    if len(head) < 4:
        return ""
    half = len(head) // 2
    if head[1::2].count(0) > half * 0.4 and head[0::2].count(0) < half * 0.1:
        return "utf-16-le"
    if head[0::2].count(0) > half * 0.4 and head[1::2].count(0) < half * 0.1:
        return "utf-16-be"
    return ""


def _checked(raw: bytes, encoding: str) -> str:
    try:
        decoded = raw.decode(encoding)
    except UnicodeDecodeError as error:
        raise Unreadable(NOT_TEXT) from error
    controls = len(_CONTROL.findall(decoded[:100_000]))
    if controls > 5 and controls > len(decoded[:100_000]) // 200:
        raise Unreadable(NOT_TEXT)
    return unicodedata.normalize("NFC", decoded.replace("\x00", ""))


def rows_of(decoded: str) -> list[tuple[CellValue, ...]]:
    """The rows of CSV text, counted as a spreadsheet counts them (blank lines are rows).

    The delimiter is the one that splits the first lines most evenly.
    """
    delimiter = _delimiter(decoded)
    reader = csv.reader(io.StringIO(decoded, newline=""), delimiter=delimiter)
    try:
        return [tuple(fields) for fields in reader]
    except csv.Error as error:
        raise Unreadable(LONG_FIELD.format(line=reader.line_num)) from error


def _delimiter(decoded: str) -> str:
    first = [line for line in decoded[:65536].splitlines() if line.strip()][:20]
    if first and (told := re.fullmatch(r"sep=(.)", first[0].strip())):
        return told[1]

    def evenness(delimiter: str) -> tuple[int, int]:
        counts = [line.count(delimiter) for line in first]
        usual = max(
            set(counts),
            key=lambda count: (count > 0, counts.count(count), count),
            default=0,
        )
        return (counts.count(usual) if usual else 0, usual)

    return max(_DELIMITERS, key=evenness)
