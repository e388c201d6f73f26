"""The template of a staff list, to download and fill in."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

from congvu.imports.staff.columns import COLUMNS, SUBJECT_TYPES, Column
from congvu.ui import words

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

LIST_SHEET, HELP_SHEET, NAMES_SHEET = "Danh sách", "Hướng dẫn", "Danh mục"
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FILE_NAME = "mau-danh-sach-can-bo.xlsx"

_ROWS = 2000
_NOTES = (
    "Mỗi người một hàng ở trang “Danh sách”. Cột có dấu * là bắt buộc.",
    "Hàng ví dụ (mã VIDU-001) không được nhập; đồng chí để nguyên hoặc xóa đi.",
    "Người kiêm nhiệm: thêm một hàng cùng mã ở dưới, ghi đơn vị, vị trí kiêm nhiệm và phần trăm.",
    "Không ghi ngày sinh, số căn cước, số điện thoại: hệ thống không đọc các cột đó.",
)


def staff_template(*, units: Sequence[str] = (), positions: Sequence[str] = ()) -> bytes:
    """The .xlsx template: header, one fictional example row, drop-down lists, a sheet of help.

    `units` and `positions` fill the drop-down lists with what the organ already has.
    """
    from xlsxwriter import Workbook

    buffer = io.BytesIO()
    with Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        people = book.add_worksheet(LIST_SHEET)
        _write_list(book, people)
        _write_help(book, book.add_worksheet(HELP_SHEET))
        names = book.add_worksheet(NAMES_SHEET)
        _write_names(names, units, positions)
        _validate(people, units, positions)
    return buffer.getvalue()


def _write_list(book: Workbook, sheet: Worksheet) -> None:
    bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    grey = book.add_format({"italic": True, "font_color": "#666666", "num_format": "@"})
    plain = book.add_format({"num_format": "@"})
    for index, column in enumerate(COLUMNS):
        sheet.set_column(index, index, max(14, min(34, len(column.title) + 12)), plain)
        sheet.write_string(0, index, column.title + (" *" if column.is_required else ""), bold)
        sheet.write_string(1, index, column.example, grey)
    sheet.freeze_panes(1, 2)


def _write_help(book: Workbook, sheet: Worksheet) -> None:
    bold = book.add_format({"bold": True})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 22, wrap)
    sheet.set_column(1, 1, 14, wrap)
    sheet.set_column(2, 2, 80, wrap)
    for index, title in enumerate(("Cột", "Bắt buộc", "Cách ghi")):
        sheet.write_string(0, index, title, bold)
    for index, column in enumerate(COLUMNS, start=1):
        sheet.write_string(index, 0, column.title)
        sheet.write_string(index, 1, "Có" if column.is_required else "Không")
        sheet.write_string(index, 2, column.help)
    for index, note in enumerate(map(words.addressed, _NOTES), start=len(COLUMNS) + 2):
        sheet.write_string(index, 2, note)


def _write_names(sheet: Worksheet, units: Sequence[str], positions: Sequence[str]) -> None:
    for column, (title, names) in enumerate((("Đơn vị đã có", units), ("Vị trí đã có", positions))):
        sheet.write_string(0, column, title)
        for row, name in enumerate(names, start=1):
            sheet.write_string(row, column, name)
    sheet.set_column(0, 1, 50)


def _validate(sheet: Worksheet, units: Sequence[str], positions: Sequence[str]) -> None:
    _choices(sheet, "subject_type", list(SUBJECT_TYPES.values()))
    if units:
        _choices(sheet, "unit", f"='{NAMES_SHEET}'!$A$2:$A${len(units) + 1}")
    if positions:
        _choices(sheet, "position", f"='{NAMES_SHEET}'!$B$2:$B${len(positions) + 1}")


def _choices(sheet: Worksheet, field: str, source: list[str] | str) -> None:
    column = next(index for index, one in enumerate(COLUMNS) if one.field == field)
    about: Column = COLUMNS[column]
    sheet.data_validation(
        1,
        column,
        _ROWS,
        column,
        {
            "validate": "list",
            "source": source,
            "error_type": "warning",
            "error_title": about.title[:32],
            "error_message": about.help[:255],
        },
    )
