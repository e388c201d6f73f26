"""Reads a decided product catalogue (danh mục sản phẩm, công việc quy đổi) from .xlsx."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import TypeVar

from congvu.base.errors import Unreadable
from congvu.imports.archive import Limits
from congvu.imports.catalogue.criteria import parse_criteria
from congvu.imports.catalogue.layout import (
    ITEM_COLUMNS,
    Layout,
    decision_in,
    inferred_standard_score,
    is_heading,
    item_layout,
    kind_of,
    told_standard_score,
)
from congvu.imports.catalogue.values import (
    Criterion,
    ListKind,
    ParsedCatalogue,
    ParsedItem,
    code_key,
)
from congvu.imports.cells import (
    BadCell,
    CellFault,
    CellValue,
    is_blank,
    key,
    number,
    text,
)
from congvu.imports.headers import Row, repeats_header
from congvu.imports.reading import DEFAULT_LIMITS, Source, open_workbook
from congvu.imports.results import Rejected

NO_ITEMS = "Không tìm thấy bảng danh mục: cần hàng tiêu đề có “Mã CV”, “Nhiệm vụ”, “Nhóm” và “Điểm chấm”."
NO_STANDARD = "Tệp không nêu điểm của sản phẩm chuẩn; đồng chí nhập điểm đó rồi nạp lại."

MOST_GROUPS = 5  # NĐ 335/2025/NĐ-CP Điều 13 khoản 1 điểm a
COEFFICIENT_PLACES = Decimal("0.0001")
_HALF_CENT = Decimal("0.005")  # the file rounds its coefficients to two places
_LONGEST = {
    "code": 40,
    "unit": 200,
    "task": 2000,
    "detail": 4000,
    "output": 2000,
    "note": 2000,
    "unit_of_measure": 40,
}
_TITLES = {
    "code": "Mã CV",
    "unit": "Phòng, ban chuyên môn",
    "task": "Nhiệm vụ",
    "detail": "Công việc chi tiết",
    "output": "Sản phẩm đầu ra",
    "frame": "Khung điểm",
    "score": "Điểm chấm",
    "coefficient": "Hệ số quy đổi",
    "note": "Ghi chú",
    "unit_of_measure": "Đơn vị tính",
}
_HIGHEST_SCORE = Decimal(100_000)
_GROUP = re.compile(r"(?:nhom\s*|n\s*)?([1-9]\d?)")
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6}
_FRAME = re.compile(r"(?:tu\s*)?(\d+(?:[.,]\d+)?)\s*(?:-|–|—|÷|den|~)\s*(\d+(?:[.,]\d+)?)(?:\s*diem)?")

_NO_FRAME: tuple[Decimal | None, Decimal | None] = (None, None)

T = TypeVar("T")


def parse_catalogue(
    source: Source,
    *,
    criteria: Sequence[Criterion],
    standard_score: Decimal | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> ParsedCatalogue:
    """Read a catalogue file as it is: several sheets, titles above headers, formula values.

    `criteria` are the ten of the rule pack. `standard_score` (points) is needed only when the
    file neither states it nor gives one score the coefficient 1. Raises Unreadable when the file
    cannot be opened, lists no items or leaves the standard score open.
    """
    book = open_workbook(source, limits)
    found = {sheet.name: item_layout(sheet) for sheet in book.sheets}
    layouts = [layout for layout in found.values() if layout is not None]
    if not layouts:
        raise Unreadable(NO_ITEMS)
    standard = standard_score or told_standard_score(book.sheets) or inferred_standard_score(layouts)
    if not standard or standard <= 0:
        raise Unreadable(NO_STANDARD)
    common = parse_criteria([sheet for sheet in book.sheets if found[sheet.name] is None], criteria)
    reader = _Reader(standard)
    for layout in layouts:
        reader.read_sheet(layout)
    used = {row.sheet for row in common.rows} | {layout.sheet.name for layout in layouts}
    return ParsedCatalogue(
        criteria=common,
        items=tuple(reader.items),
        rejected=tuple(reader.rejected),
        read=len(reader.items) + len(reader.rejected),
        standard_score=standard,
        decision=decision_in(book.sheets),
        ignored_sheets=tuple(sheet.name for sheet in book.sheets if sheet.name not in used),
        sha256=book.sha256,
    )


class _Reader:
    """Collects items and rejections over all sheets; remembers where each code stood."""

    def __init__(self, standard: Decimal) -> None:
        self.standard = standard
        self.items: list[ParsedItem] = []
        self.rejected: list[Rejected] = []
        self.places: dict[str, str] = {}

    def read_sheet(self, layout: Layout) -> None:
        kind = layout.kind
        header, rows = layout.header, layout.sheet.rows
        above: Row = rows[header.last]
        for index in range(header.last + 1, len(rows)):
            row = rows[index]
            if all(is_blank(value) for value in row) or repeats_header(row, header.columns, ITEM_COLUMNS):
                continue
            if not _is_item(layout, row):
                if is_heading(row):
                    kind = kind_of(" ".join(text(value) for value in row)) or kind
                continue
            note = header.cell(above if layout.notes_sit_high else row, "note")
            self._read_row(layout, index + 1, row, kind, text(note))
            above = row

    def _read_row(self, layout: Layout, number_of_row: int, row: Row, kind: ListKind, note: str) -> None:
        name = layout.sheet.name
        item, problems = _Row(layout, row, self.standard).item(number_of_row, kind, note)
        if item is not None and (first := self.places.get(item.key)):
            problems = [f"mã {item.code} đã có ở {first}"]
            item = None
        code = code_key(text(layout.header.cell(row, "code")))
        if code:
            self.places.setdefault(code, f"trang “{name}”, hàng {number_of_row}")
        if item is not None:
            self.items.append(item)
        else:
            self.rejected.append(Rejected(name, number_of_row, _sentence(problems), code))


def _is_item(layout: Layout, row: Row) -> bool:
    """Whether a row means to be an item: a code, or words together with a number of its own."""
    cell = layout.header.cell
    if _is_total(row):
        return False
    if not is_blank(cell(row, "code")):
        return not is_blank(cell(row, "task")) or not is_heading(row)
    has_words = not is_blank(cell(row, "task")) or not is_blank(cell(row, "detail"))
    ordinal = text(cell(row, "ordinal"))
    marks = ordinal.isdigit() or any(not is_blank(cell(row, field)) for field in ("group", "score", "frame"))
    return has_words and marks


def _is_total(row: Row) -> bool:
    first = next((words for value in row if isinstance(value, str) and (words := text(value))), "")
    return len(first) < 20 and key(first) in {"cong", "tong", "tong cong", "tong so"}


class _Row:
    """One row being judged; every problem is kept so that the person sees them all at once."""

    def __init__(self, layout: Layout, row: Row, standard: Decimal) -> None:
        self.layout = layout
        self.row = row
        self.standard = standard
        self.problems: list[str] = []

    def item(self, number_of_row: int, kind: ListKind, note: str) -> tuple[ParsedItem | None, list[str]]:
        code = "".join(self._words("code", "mã công việc").split())
        task = self._words("task", "nhiệm vụ" if "task" in self.layout.header.columns else "")
        detail = self._words("detail", "công việc chi tiết")
        output = self._words("output")
        unit = self._unit(kind)
        group = self._group()
        low, high = self._try("frame", _frame, _NO_FRAME)
        score = self._score(low, high)
        coefficient = self._coefficient(score)
        self._check_length("note", note)
        measure = self._words("unit_of_measure")
        if self.problems or group is None or score is None or coefficient is None:
            return None, self.problems
        parsed = ParsedItem(
            sheet=self.layout.sheet.name,
            row=number_of_row,
            code=code,
            kind=ListKind.SPECIALISED if unit and kind is ListKind.COMMON else kind,
            unit_name=unit,
            task=task or detail,
            detail=detail,
            output=output,
            group=group,
            frame_low=low,
            frame_high=high,
            score=score,
            coefficient=coefficient,
            note=note,
            unit_of_measure=measure,
        )
        return parsed, []

    def _cell(self, field: str) -> CellValue:
        return self.layout.header.cell(self.row, field)

    def _words(self, field: str, missing: str = "") -> str:
        value = self._cell(field)
        if isinstance(value, CellFault):
            self.problems.append(f"ô “{_TITLES[field]}” {value.value}")
            return ""
        shown = text(value)
        if missing and not shown:
            self.problems.append(f"thiếu {missing}")
        self._check_length(field, shown)
        return shown

    def _check_length(self, field: str, shown: str) -> None:
        if len(shown) > _LONGEST[field]:
            self.problems.append(f"ô “{_TITLES[field]}” dài quá {_LONGEST[field]} chữ")

    def _unit(self, kind: ListKind) -> str:
        needed = kind is ListKind.SPECIALISED and "unit" in self.layout.header.columns
        return self._words("unit", "phòng, ban chuyên môn" if needed else "")

    def _try(self, field: str, read: Callable[[CellValue], T], otherwise: T) -> T:
        try:
            return read(self._cell(field))
        except BadCell as error:
            self.problems.append(f"ô “{_TITLES[field]}” {error}")
            return otherwise

    def _group(self) -> int | None:
        shown = key(text(self._cell("group")))
        if not shown:
            self.problems.append("thiếu nhóm")
            return None
        found = _GROUP.fullmatch(shown)
        group = int(found[1]) if found else _ROMAN.get(shown.removeprefix("nhom").strip(), 0)
        if group > MOST_GROUPS:
            self.problems.append(f"nhóm {group} vượt quá {MOST_GROUPS} nhóm (Điều 13 khoản 1 điểm a)")
            return None
        if group == 0:
            self.problems.append(f"không rõ nhóm “{text(self._cell('group'))[:40]}”")
            return None
        return group

    def _score(self, low: Decimal | None, high: Decimal | None) -> Decimal | None:
        score = self._try("score", number, None)
        if score is None:
            if not any("Điểm chấm" in problem for problem in self.problems):
                self.problems.append("thiếu điểm chấm")
            return None
        if score <= 0 or score > _HIGHEST_SCORE:
            self.problems.append(f"điểm chấm {_shown(score)} phải lớn hơn 0 và không quá 100.000")
            return None
        if score != score.quantize(Decimal("0.01")):
            self.problems.append(f"điểm chấm {_shown(score)} có quá hai chữ số thập phân")
            return None
        if low is not None and high is not None and not low <= score <= high:
            self.problems.append(f"điểm chấm {_shown(score)} nằm ngoài khung {_shown(low)}-{_shown(high)}")
        return score

    def _coefficient(self, score: Decimal | None) -> Decimal | None:
        value = self._cell("coefficient")
        # A formula that was never calculated only repeats what is computed here.
        told = None if value is CellFault.UNCALCULATED else self._try("coefficient", number, None)
        if score is None:
            return None
        exact = score / self.standard
        if told is not None and abs(told - exact) > _HALF_CENT:
            self.problems.append(
                f"hệ số ghi {_shown(told)} khác điểm chấm chia điểm chuẩn "
                f"({_shown(score)} ÷ {_shown(self.standard)} = {_shown(exact.quantize(Decimal('0.01'), ROUND_HALF_UP))})"
            )
        coefficient = exact.quantize(COEFFICIENT_PLACES, ROUND_HALF_UP)
        if coefficient == 0:
            self.problems.append(
                f"điểm chấm {_shown(score)} quá nhỏ so với điểm chuẩn {_shown(self.standard)}"
            )
        return coefficient


def _frame(value: CellValue) -> tuple[Decimal | None, Decimal | None]:
    """The bounds of "51-100". A spreadsheet turns "1-10" into a date: day and month come back."""
    if isinstance(value, CellFault):
        raise BadCell(value.value)
    if is_blank(value):
        return None, None
    if isinstance(value, date):
        low, high = sorted((value.day, value.month))
        return Decimal(low), Decimal(high)
    found = _FRAME.fullmatch(_unmarked(text(value)))
    if found is None:
        raise BadCell(f"ghi “{text(value)[:40]}” không đọc được; đồng chí ghi theo dạng 51-100")
    low_, high_ = number(found[1]), number(found[2])
    if low_ is None or high_ is None or low_ > high_:
        raise BadCell(f"ghi “{text(value)[:40]}” không đúng thứ tự")
    return low_, high_


def _unmarked(shown: str) -> str:
    return shown.lower().replace("từ", "tu").replace("đến", "den").replace("điểm", "diem").strip()


def _shown(value: Decimal) -> str:
    return f"{value.normalize():f}".replace(".", ",")


def _sentence(problems: Sequence[str]) -> str:
    joined = "; ".join(problems)
    return f"{joined[:1].upper()}{joined[1:]}."
