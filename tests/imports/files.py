"""Small files of the same shapes as the real ones, made on the spot. All data is fictional."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal

import xlsxwriter
from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from congvu.imports.catalogue.values import Criterion

Cells = Sequence[object]

CRITERIA = tuple(
    Criterion(code, text, Decimal(maximum))
    for code, text, maximum in (
        ("I.1", "Phẩm chất thử", "5"),
        ("I.2", "Kỷ luật thử", "5"),
        ("II.1", "Năng lực thử", "2.5"),
        ("II.2", "Đáp ứng thử", "2.5"),
        ("II.3", "Trách nhiệm thử", "2.5"),
        ("II.4", "Thái độ phục vụ thử", "2.5"),
        ("III.1", "Sáng tạo thử", "2.5"),
        ("III.2", "Sẵn sàng thử", "2.5"),
        ("III.3", "Nhận trách nhiệm thử", "2.5"),
        ("III.4", "Tiên phong thử", "2.5"),
    )
)

HEADER_10 = (
    "STT",
    "Mã CV",
    "Nhiệm vụ",
    "Công việc chi tiết",
    "Sản phẩm đầu ra",
    "Nhóm",
    "Khung điểm",
    "Điểm chấm",
    "Hệ số quy đổi",
    "Ghi chú",
)
HEADER_11 = (*HEADER_10[:2], "Phòng, ban chuyên môn", *HEADER_10[2:])
HEADER_STANDARD = (*HEADER_10[:9], "Sản phẩm chuẩn = 5 điểm = hệ số 1,00")
DECREE = "(Kèm theo Quyết định số 12/ QĐ-UBND ngày 31 tháng 5 năm 2026 của UBND xã Mẫu)"


def workbook(sheets: Mapping[str, Iterable[Cells]], finish: Callable[..., None] | None = None) -> bytes:
    """An .xlsx file; text beginning with "=" becomes a formula with the value given after "→"."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for row, cells in enumerate(rows):
                for column, value in enumerate(cells):
                    if isinstance(value, str) and value.startswith("=") and "→" in value:
                        formula, _, result = value.partition("→")
                        sheet.write_formula(row, column, formula, None, float(result))
                    elif value is not None and value != "":
                        sheet.write(row, column, value)
            if finish:
                finish(book, sheet)
    return buffer.getvalue()


def item(code: str, score: object = 25, **other: object) -> list[object]:
    """A row of ten cells; the coefficient is a formula as in the real file."""
    values: dict[str, object] = {
        "ordinal": 1,
        "code": code,
        "task": "Soạn công văn",
        "detail": f"Dự thảo công văn loại {code}",
        "output": "Công văn",
        "group": "N2",
        "frame": "11-50",
        "score": score,
        "coefficient": f"=ROUND(H1/5,2)→{float(score) / 5:.2f}" if isinstance(score, int | float) else "",
        "note": "",
    }
    return list((values | other).values())


def item_of(unit: str, code: str, score: object = 25, **other: object) -> list[object]:
    """A row of eleven cells with the office in the third."""
    row = item(code, score, **other)
    return [*row[:2], unit, *row[2:]]


def criteria_sheet(criteria: Sequence[Criterion] = CRITERIA) -> list[Cells]:
    rows: list[Cells] = [
        ("PHỤ LỤC I: TIÊU CHÍ CHUNG",),
        (DECREE,),
        ("TT", "Tiêu chí chấm điểm", "Điểm tối đa"),
    ]
    group = ""
    for criterion in criteria:
        roman, _, ordinal = criterion.code.partition(".")
        if roman != group:
            rows.append((roman, f"Nhóm tiêu chí {roman}", 10))
            group = roman
        rows.append((int(ordinal), criterion.text, float(criterion.maximum)))
    return [*rows, ("", "CỘNG", 30)]


def real_shape() -> dict[str, list[Cells]]:
    """Four sheets as in the real file: titles above, headers on row 4 and 5, notes one row high."""
    low = {"group": "N1", "frame": "1-10"}
    return {
        "PL I - Tieu chi chung": criteria_sheet(),
        "PL II - Lanh dao QL": [
            ("PHỤ LỤC II",),
            ("DANH MỤC SẢN PHẨM - NHIỆM VỤ LÃNH ĐẠO, QUẢN LÝ",),
            (DECREE,),
            HEADER_10,
            item("QL.01", 70, group="N3", frame="51-100", note="Ghi chú đúng hàng"),
            item("QL.02", 45),
        ],
        "PL III - Dung chung": [
            ("PHỤ LỤC III",),
            ("PHẦN B - MỤC I. DANH MỤC DÙNG CHUNG CHO TẤT CẢ CÁC PHÒNG",),
            (DECREE,),
            HEADER_STANDARD,
            item("DC.01", 5, **low),
            item("DC.02", 25, note="Ghi chú của DC.16"),
            item("DC.16", 3, **low),
        ],
        "PL IV - Rieng phong": [
            ("PHỤ LỤC IV",),
            ("PHẦN B - MỤC II. DANH MỤC RIÊNG THEO PHÒNG, ĐƠN VỊ",),
            (DECREE,),
            (),
            HEADER_11,
            item_of("Văn phòng", "VP.01", 30),
            item_of("Phòng Kinh tế", "KT.01", 45),
            item_of("Văn phòng", "VP.02", 8, **low),
        ],
    }


def rezipped(
    raw: bytes, change: Callable[[str, bytes], bytes | None], extra: Mapping[str, bytes] | None = None
) -> bytes:
    """The archive with parts changed (None drops one) and more parts added."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = change(name, old.read(name))
            if content is not None:
                new.writestr(name, content)
        for name, content in (extra or {}).items():
            new.writestr(name, content)
    return buffer.getvalue()


def same(_name: str, content: bytes) -> bytes:
    return content


def description(
    document: Document,
    *,
    code: str = "XM-NVCN-01",
    name: str = "Chuyên viên Mẫu",
    tasks: Sequence[Sequence[str]] = (("2.1", "Soạn văn bản", "- Dự thảo công văn.", "- Đúng hạn."),),
    goal: str = "Giúp lãnh đạo soạn văn bản.",
    id_cells: tuple[str, str] | None = None,
) -> None:
    """Append one job description in the shape of the real annexes."""
    document.add_paragraph("BẢN MÔ TẢ CÔNG VIỆC")
    identity = document.add_table(rows=2, cols=2)
    identity.cell(0, 0).text, identity.cell(0, 1).text = id_cells or (
        f"Tên Vị trí việc làm: {name}",
        f"Mã vị trí việc làm: {code}",
    )
    identity.cell(1, 1).text = "Ngày bắt đầu thực hiện: từ ngày được phê duyệt"
    document.add_paragraph("1. Mục tiêu vị trí việc làm")
    if goal:
        document.add_paragraph(goal)
    document.add_paragraph("2. Các công việc và tiêu chí đánh giá")
    if tasks:
        table = document.add_table(rows=0, cols=4)
        add_row(table, "TT", "Các nhiệm vụ, công việc", "", "Tiêu chí đánh giá hoàn thành công việc")
        add_row(table, "", "Nhiệm vụ, mảng công việc", "Công việc cụ thể", "")
        for task in tasks:
            add_row(table, *task)
    document.add_paragraph("3. Các mối quan hệ công việc")
    relations = document.add_table(rows=0, cols=2)
    add_row(relations, "Cơ quan, tổ chức có quan hệ chính", "Bản chất quan hệ")
    add_row(relations, "Đơn vị liên quan đến công việc cụ thể được giao", "Tham gia họp.")
    document.add_paragraph("4. Phạm vi quyền hạn")
    rights = document.add_table(rows=0, cols=2)
    add_row(rights, "TT", "Quyền hạn cụ thể")
    add_row(rights, "4.1", "Được chủ động về phương pháp.")
    add_row(rights, "4.2", "Được tham gia các cuộc họp.")
    document.add_paragraph("5. Các yêu cầu về trình độ, năng lực 5.1. Yêu cầu về trình độ")
    needs = document.add_table(rows=0, cols=2)
    add_row(needs, "Nhóm yêu cầu", "Yêu cầu cụ thể")
    add_row(needs, "Trình độ đào tạo", "Đại học trở lên.")
    document.add_paragraph("5.2. Các năng lực")
    skills = document.add_table(rows=0, cols=3)
    add_row(skills, "Nhóm năng lực", "Tên năng lực", "Cấp độ")
    add_row(skills, "Năng lực chung", "Giao tiếp", "2-3")


def add_row(table: object, *cells: str) -> None:
    row = table.add_row()  # type: ignore[attr-defined]
    for cell, shown in zip(row.cells, cells, strict=True):
        cell.text = shown


def add_wide_row(table: object, number: str, shown: str) -> None:
    """A row whose other cells are one: "2.9 | Thực hiện các nhiệm vụ khác"."""
    row = table.add_row()  # type: ignore[attr-defined]
    row.cells[0].text = number
    row.cells[1].merge(row.cells[len(row.cells) - 1]).text = shown


def set_span(cell: object, span: str) -> None:
    """Claim that a cell covers many columns, as a hostile file does."""
    properties = cell._tc.get_or_add_tcPr()  # type: ignore[attr-defined]
    grid = OxmlElement("w:gridSpan")
    grid.set(qn("w:val"), span)
    properties.append(grid)


def word(
    fill: Callable[[Document], None], title: str = "NHÓM VỊ TRÍ VIỆC LÀM CÔNG CHỨC NGHIỆP VỤ CHUYÊN NGÀNH"
) -> bytes:
    document = Document()
    document.add_paragraph("BẢN MÔ TẢ CÔNG VIỆC VÀ KHUNG NĂNG LỰC CỦA")
    if title:
        document.add_paragraph(title)
    fill(document)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()
