"""The list of a rating year as XLSX: everybody that the viewer sees, as the board has them."""

from __future__ import annotations

import io
from dataclasses import dataclass

from congvu.policy.actions import Action
from congvu.policy.decide import check
from congvu.policy.facts import Actor
from congvu.rating.guards import pack_of, year_subject
from congvu.rating.models import Dossier, Year
from congvu.rating.queries import decisions_in_force, level_names, visible_dossiers, year_of

COLUMNS = (
    ("TT", 6), ("Mã cán bộ", 14), ("Họ và tên", 28), ("Chức vụ, chức danh", 28), ("Đơn vị", 34),
    ("Số tháng công tác", 12), ("Điểm trung bình cả năm", 14), ("Mức gợi ý", 28), ("Tự xếp loại", 28),
    ("Mức được quyết định", 28), ("Số quyết định", 20), ("Ngày ký", 12), ("Người ký", 24),
    ("Lý do khác gợi ý", 40), ("Đề xuất phương án xử lý", 40), ("Ghi chú", 24),
)  # fmt: skip


@dataclass(frozen=True)
class YearList:
    """The file, and whose records are in it."""

    year: Year
    people: tuple[tuple[int, int], ...]
    content: bytes


def year_list(viewer: Actor, year: int) -> YearList:
    """The list for the personnel body. Raises Missing, Denied."""
    found = year_of(viewer, year)
    check(viewer, Action.YEAR_KEEP, year_subject(found))
    rows = list(
        visible_dossiers(viewer, found)
        .select_related("person", "unit")
        .order_by("unit__path", "person__sort_key", "person_id")
    )
    return YearList(found, tuple((row.pk, row.person_id) for row in rows), _workbook(found, rows))


def _workbook(year: Year, rows: list[Dossier]) -> bytes:
    from xlsxwriter import Workbook

    names, decided = level_names(pack_of(year)), decisions_in_force(year.pk)
    buffer = io.BytesIO()
    with Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        sheet = book.add_worksheet(f"Năm {year.year}")
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        wrap = book.add_format({"text_wrap": True, "valign": "top"})
        points = book.add_format({"num_format": "0.00", "valign": "top"})
        day = book.add_format({"num_format": "dd/mm/yyyy", "valign": "top"})
        for index, (title, width) in enumerate(COLUMNS):
            sheet.set_column(index, index, width, wrap)
            sheet.write_string(0, index, title, bold)
        for number, row in enumerate(rows, 1):
            one = decided.get(row.pk)
            status = "" if row.status == Dossier.Status.RATED or one else row.get_status_display()
            texts = {
                1: row.person.staff_code, 2: row.person.full_name, 3: row.title, 4: row.unit.name,
                7: names.get(row.suggested, ""), 8: names.get(row.self_level, ""), 15: status,
            }  # fmt: skip
            if one:
                texts |= {
                    9: names.get(one.level, ""),
                    10: one.number,
                    12: one.signer,
                    13: one.reason,
                    14: one.measures,
                }
                sheet.write_datetime(number, 11, one.signed_on, day)
            sheet.write_number(number, 0, number)
            sheet.write_number(number, 5, row.worked_months)
            if row.score is not None:
                sheet.write_number(number, 6, row.score, points)
            for column, text in texts.items():
                sheet.write_string(number, column, text)
        sheet.freeze_panes(1, 3)
        sheet.autofilter(0, 0, max(len(rows), 1), len(COLUMNS) - 1)
    return buffer.getvalue()
