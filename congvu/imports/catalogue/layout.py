"""Recognising the sheets of a catalogue: columns, list kinds, the standard item, the decision."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from congvu.imports.catalogue.values import Decision, ListKind
from congvu.imports.cells import BadCell, CellValue, key, number, text
from congvu.imports.headers import Columns, Header, Row, find_header
from congvu.imports.reading import Sheet

ITEM_COLUMNS: dict[str, tuple[str, ...]] = {
    "ordinal": ("stt", "tt", "so tt", "so thu tu"),
    "code": (
        "ma cv",
        "ma cong viec",
        "ma san pham",
        "ma sp",
        "ma so",
        "ma",
        "ma san pham cong viec",
        "ma nhiem vu",
    ),
    "unit": (
        "phong ban chuyen mon",
        "phong ban",
        "phong chuyen mon",
        "phong don vi",
        "don vi",
        "bo phan",
        "phong",
        "don vi thuc hien",
        "co quan don vi",
    ),
    "detail": (
        "cong viec chi tiet",
        "chi tiet cong viec",
        "noi dung cong viec",
        "cong viec cu the",
        "mo ta cong viec",
        "noi dung chi tiet",
        "chi tiet",
        "mo ta",
    ),
    "output": (
        "san pham dau ra",
        "ket qua dau ra",
        "san pham ket qua dau ra",
        "ket qua san pham",
        "san pham",
        "dau ra",
    ),
    "task": (
        "nhiem vu",
        "ten nhiem vu",
        "nhom nhiem vu",
        "ten cong viec",
        "cong viec",
        "ten san pham cong viec",
    ),
    "group": (
        "nhom",
        "nhom do phuc tap",
        "nhom phuc tap",
        "nhom cong viec",
        "muc do phuc tap",
    ),
    "frame": ("khung diem", "khung diem cua nhom"),
    "score": (
        "diem cham",
        "diem san pham",
        "diem cong viec",
        "diem",
        "so diem",
        "diem danh gia",
    ),
    "coefficient": ("he so quy doi", "he so"),
    "unit_of_measure": ("don vi tinh", "dvt"),
    "note": ("ghi chu", "chu thich"),
}
CRITERIA_COLUMNS: dict[str, tuple[str, ...]] = {
    "ordinal": ("tt", "stt", "so tt"),
    "text": (
        "tieu chi cham diem",
        "tieu chi",
        "noi dung tieu chi",
        "tieu chi chung",
        "tieu chi danh gia",
    ),
    "maximum": ("diem toi da", "muc diem toi da", "diem chuan"),
}

# "Sản phẩm chuẩn = 5 điểm = hệ số 1,00"
_STANDARD = re.compile(
    r"s[aả]n ph[aẩ]m[^=:]{0,40}chu[aẩ]n\s*[=:]\s*(\d+(?:[.,]\d+)?)\s*điểm",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"quy[eế]t đ[iị]nh s[oố]\s*:?\s*(\d+\s*/\s*[\w\-ĐÐ]+)", re.IGNORECASE)
_SIGNED = re.compile(
    r"ng[aà]y\s+(\d{1,2})\s+th[aá]ng\s+(\d{1,2})\s+n[aă]m\s+(\d{4})(?:\s+c[uủ]a\s+([^)]+))?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Layout:
    """One sheet of items: its header, its list kind and what is odd about its notes.

    `notes_sit_high`: the title of the note column is itself the note of the first item, so
    every note stands one row above its item (Phụ lục III of the real catalogue).
    """

    sheet: Sheet
    header: Header
    kind: ListKind
    notes_sit_high: bool


def item_layout(sheet: Sheet) -> Layout | None:
    """The layout of a sheet that lists items, or None."""
    header = find_header(sheet.rows, ITEM_COLUMNS, _enough_for_items)
    if header is None:
        return None
    sits_high = False
    if "note" not in header.columns and (column := _standard_in_header(header)) is not None:
        header = Header(header.first, header.last, {**header.columns, "note": column}, header.titles)
        sits_high = True
    titles = " ".join(text(value) for row in sheet.rows[: header.first] for value in row)
    default = ListKind.SPECIALISED if "unit" in header.columns else ListKind.COMMON
    kind = kind_of(titles) or kind_of(sheet.name) or default
    return Layout(sheet, header, kind, sits_high)


def criteria_header(sheet: Sheet) -> Header | None:
    """The header of a sheet of common criteria, or None."""
    wanted = {"text", "maximum"}
    return find_header(sheet.rows, CRITERIA_COLUMNS, lambda columns: wanted <= columns.keys())


def _enough_for_items(columns: Columns) -> bool:
    words = columns.keys() & {"code", "task", "detail", "output"}
    return {"group", "score"} <= columns.keys() and len(words) >= 2


def kind_of(words: str) -> ListKind | None:
    """The list kind that a title or a section heading names, or None."""
    folded = key(words)
    if "lanh dao" in folded:
        return ListKind.LEADERSHIP
    if "dung chung" in folded:
        return ListKind.COMMON
    if re.search(r"\b(rieng|dac thu|chuyen mon rieng)\b", folded):
        return ListKind.SPECIALISED
    return None


def _standard_in_header(header: Header) -> int | None:
    return next(
        (index for index, title in header.titles.items() if _STANDARD.search(title)),
        None,
    )


def told_standard_score(sheets: Sequence[Sheet]) -> Decimal | None:
    """The score of the standard item that some cell states, or None."""
    for sheet in sheets:
        for row in sheet.rows:
            for value in row:
                if isinstance(value, str) and (found := _STANDARD.search(text(value))):
                    return number(found[1])
    return None


def inferred_standard_score(layouts: Sequence[Layout]) -> Decimal | None:
    """The one score that the file gives coefficient 1, or None when there is none or several."""
    scores: set[Decimal] = set()
    for layout in layouts:
        for row in layout.sheet.rows[layout.header.last + 1 :]:
            score = _maybe(layout.header.cell(row, "score"))
            if score and _maybe(layout.header.cell(row, "coefficient")) == 1:
                scores.add(score)
    return scores.pop() if len(scores) == 1 else None


def _maybe(value: CellValue) -> Decimal | None:
    try:
        return number(value)
    except BadCell:
        return None


def decision_in(sheets: Sequence[Sheet]) -> Decision:
    """Number, date and issuer of the decision named above the tables; empty when none is."""
    for sheet in sheets:
        for row in sheet.rows[:10]:
            for value in row:
                if isinstance(value, str) and (found := _NUMBER.search(shown := text(value))):
                    return _decision(found[1], shown)
    return Decision()


def _decision(shown_number: str, shown: str) -> Decision:
    compact = re.sub(r"\s+", "", shown_number)
    signed = _SIGNED.search(shown)
    if signed is None:
        return Decision(number=compact)
    try:
        signed_on = date(int(signed[3]), int(signed[2]), int(signed[1]))
    except ValueError:
        return Decision(number=compact)
    return Decision(number=compact, signed_on=signed_on, issuer=(signed[4] or "").strip())


def is_heading(row: Row) -> bool:
    """Whether a row has words in one or two cells only: a section title or a total."""
    return 0 < sum(1 for value in row if text(value)) <= 2
