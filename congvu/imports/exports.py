"""Files that an import gives back: refused rows, activation codes."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from django.core import signing

from congvu.imports.commands import IssuedCode
from congvu.imports.formula import safe_cell
from congvu.imports.results import Rejected

CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CODE_TITLES = ("Mã cán bộ", "Họ và tên", "Đơn vị", "Tên đăng nhập", "Mã kích hoạt")
SEAL_LIFE = 3600
_SALT = "imports.codes"


def rejected_csv(rows: Iterable[Rejected]) -> bytes:
    """Sheet, row and reason; UTF-8 with a mark at the front, as spreadsheets expect."""
    return _csv(("Trang", "Hàng", "Lý do"), ((safe_cell(r.sheet), r.row, safe_cell(r.reason)) for r in rows))


def codes_csv(codes: Iterable[IssuedCode]) -> bytes:
    """The list of codes as CSV."""
    return _csv(CODE_TITLES, (_cells(code) for code in codes))


def codes_xlsx(codes: Iterable[IssuedCode]) -> bytes:
    """The list of codes as .xlsx; every cell is text."""
    from xlsxwriter import Workbook

    buffer = io.BytesIO()
    with Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        sheet = book.add_worksheet("Mã kích hoạt")
        bold = book.add_format({"bold": True, "bottom": 1})
        for column, title in enumerate(CODE_TITLES):
            sheet.set_column(column, column, 28)
            sheet.write_string(0, column, title, bold)
        for row, code in enumerate(codes, 1):
            for column, cell in enumerate(_cells(code)):
                sheet.write_string(row, column, cell)
        sheet.freeze_panes(1, 0)
    return buffer.getvalue()


def seal(codes: Sequence[IssuedCode], user_id: int) -> str:
    """The list for the page to hand back when it is asked for as a file: nothing is kept here.

    It is signed for this user and one hour, so that nobody can have files made of other text.
    """
    body = [[c.staff_code, c.full_name, c.unit, c.username, c.code] for c in codes]
    return signing.dumps({"user": user_id, "codes": body}, salt=_SALT, compress=True)


def unseal(sealed: str, user_id: int) -> tuple[IssuedCode, ...]:
    """The list again; empty when the seal is not this user's, is too old or was touched."""
    try:
        body = signing.loads(sealed, salt=_SALT, max_age=SEAL_LIFE)
    except signing.BadSignature:
        return ()
    return tuple(IssuedCode(*row) for row in body["codes"]) if body["user"] == user_id else ()


def _cells(code: IssuedCode) -> tuple[str, ...]:
    told = (code.staff_code, code.full_name, code.unit, code.username, code.code)
    return tuple(safe_cell(cell) for cell in told)


def _csv(titles: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(titles)
    writer.writerows(rows)
    return buffer.getvalue().encode("utf-8-sig")
