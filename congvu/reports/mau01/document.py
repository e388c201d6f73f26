"""Mẫu 01 as DOCX, laid out like the annex: A4, Times New Roman, margins 20/15/20/30 mm."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from docx import Document
from docx.document import Document as Doc
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from . import words
from .slip import Row, Slip

FONT = "Times New Roman"
TEXT_WIDTH = 165
HEADER_WIDTHS = (62, 103)
COLUMNS = (11, 112, 20, 22)
CENTRE = WD_ALIGN_PARAGRAPH.CENTER
LINES = {"strengths": 1, "weaknesses": 2, "opinion": 2}
"""Dotted lines under an empty answer, as the annex has them."""


def document(slip: Slip) -> bytes:
    """The slip as a DOCX file."""
    doc = Document()
    _page(doc, slip)
    _line(doc, [(words.FORM, "b")], align=WD_ALIGN_PARAGRAPH.RIGHT)
    _header(doc, slip)
    _line(doc, [(words.TITLE, "b")], align=CENTRE, size=14, before=14)
    _line(doc, [(f"({words.PERIOD} {slip.period})", "i"), ("1", "i^")], align=CENTRE, after=8)
    for label, value in ((words.PERSON, slip.person), (words.DUTY, slip.title), (words.UNIT, slip.unit)):
        _answer(doc, label, value)
    _line(doc, [(words.PART_1[0], "b"), (" ", ""), (words.PART_1[1], "b")], before=8, after=6)
    _criteria(doc, slip)
    _line(doc, [(words.PART_2[0], "b"), (" ", ""), (words.PART_2[1], "b")], before=10)
    for label, value in (
        (words.COMMON, slip.common),
        (words.RESULTS, slip.results),
        (words.TOTAL, slip.total),
    ):
        _answer(doc, label, value)
    for label, key in (
        (words.STRENGTHS, "strengths"),
        (words.WEAKNESSES, "weaknesses"),
        (words.OPINION, "opinion"),
    ):
        _long_answer(doc, label, getattr(slip, key), LINES[key])
    _signatures(doc, slip)
    _line(doc, [(words.NOTE_RULE, "^")], before=10)
    _line(doc, [("1", "^"), (f" {words.NOTE}", "")], size=12)
    out = BytesIO()
    doc.save(out)
    return out.getvalue()


def _page(doc: Doc, slip: Slip) -> None:
    section = doc.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(20), Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    section.footer_distance = Mm(9)
    style = doc.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(13)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for kind in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{kind}"), FONT)
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(4), Pt(0)
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _run(foot, slip.foot, "", 8)
    core = doc.core_properties
    core.title, core.author, core.language = f"{words.TITLE}, {slip.period}", slip.organ, "vi-VN"


def _run(paragraph: Paragraph, text: str, marks: str, size: float | None = None) -> None:
    """One run; marks: b bold, i italic, ^ raised."""
    run = paragraph.add_run(text)
    run.bold, run.italic = "b" in marks or None, "i" in marks or None
    run.font.superscript = "^" in marks or None
    if size:
        run.font.size = Pt(size)


def _fill(
    paragraph: Paragraph, runs: Sequence[tuple[str, str]], align: Any = None, size: float | None = None
) -> None:
    paragraph.alignment = align
    for text, marks in runs:
        _run(paragraph, text, marks, size)


def _line(
    doc: Doc, runs: Sequence[tuple[str, str]], *, align: Any = None, size: float | None = None,
    before: float | None = None, after: float | None = None,
) -> Paragraph:  # fmt: skip
    paragraph = doc.add_paragraph()
    _fill(paragraph, runs, align, size)
    if before is not None:
        paragraph.paragraph_format.space_before = Pt(before)
    if after is not None:
        paragraph.paragraph_format.space_after = Pt(after)
    return paragraph


def _dots(paragraph: Paragraph) -> None:
    """Dots to the right edge, drawn by a tab so that they always fit the line."""
    paragraph.paragraph_format.tab_stops.add_tab_stop(
        Mm(TEXT_WIDTH), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS
    )
    paragraph.add_run("\t")


def _answer(doc: Doc, label: str, value: str) -> None:
    paragraph = _line(doc, [(label, "")])
    if value:
        _run(paragraph, f" {value}", "")
    else:
        _dots(paragraph)


def _long_answer(doc: Doc, label: str, value: str, lines: int) -> None:
    if not value:
        _dots(_line(doc, [(label, "")]))
        for _ in range(lines):
            _dots(_line(doc, []))
        return
    first, *rest = value.split("\n")
    _line(doc, [(label, ""), (f" {first}", "")]).alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    for line in rest:
        _line(doc, [(line, "")]).alignment = WD_ALIGN_PARAGRAPH.JUSTIFY


def _table(doc: Doc, rows: int, widths: Sequence[int]) -> Table:
    table: Table = doc.add_table(rows=rows, cols=len(widths))
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = Mm(width)
    return table


def _stack(cell: _Cell, lines: Sequence[tuple[str, str]], size: float | None = None) -> None:
    """Centred lines in one cell, one paragraph each."""
    for index, line in enumerate(lines):
        paragraph = cell.paragraphs[0] if index == 0 else cell.add_paragraph()
        paragraph.paragraph_format.space_before = Pt(0)
        _fill(paragraph, [line], CENTRE, size)


def _header(doc: Doc, slip: Slip) -> None:
    left, right = _table(doc, 1, HEADER_WIDTHS).rows[0].cells
    _stack(left, [(slip.organ.upper(), "b"), (words.ORGAN_RULE, "b")])
    _stack(right, [(words.STATE, "b"), (words.MOTTO, "b"), (words.STATE_RULE, "b")])


def _criteria(doc: Doc, slip: Slip) -> None:
    table = _table(doc, len(slip.rows) + 3, COLUMNS)
    table.style = "Table Grid"
    for row, texts, marks in ((0, words.HEAD, "b"), (1, words.NUMBERS, "")):
        for cell, text in zip(table.rows[row].cells, texts, strict=True):
            _cell(cell, text, marks, CENTRE)
    for index, one in enumerate(slip.rows, 2):
        _criterion(table.rows[index].cells, one)
    last = table.rows[-1].cells
    _cell(last[0].merge(last[1]), words.SUM, "b", CENTRE)
    _cell(last[2], slip.total_maximum, "b", CENTRE)
    _cell(last[3], slip.total_own, "b", CENTRE)
    for each in table.rows:
        _unbroken(each)
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _criterion(cells: Sequence[_Cell], row: Row) -> None:
    marks = "b" if row.is_group else ""
    _cell(cells[0], row.number, marks, CENTRE)
    _cell(cells[1], row.text, marks, WD_ALIGN_PARAGRAPH.LEFT)
    _cell(cells[2], row.maximum, marks, CENTRE)
    _cell(cells[3], row.own, marks, CENTRE)


def _cell(cell: _Cell, text: str, marks: str, align: Any) -> None:
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(2)
    _fill(paragraph, [(text, marks)], align)


def _unbroken(row: Any) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _signatures(doc: Doc, slip: Slip) -> None:
    """Both sides of the form; the names stand on one line under the room for signing."""
    _line(doc, [], size=6)
    table = _table(doc, 2, (82, 83))
    sides = (
        (slip.self_date, words.SELF_SIGNS, slip.person if slip.self_date else ""),
        (slip.authority_date, words.AUTHORITY_SIGNS, slip.authority),
    )
    for row in table.rows:
        _unbroken(row)
    for upper, lower, (day, who, name) in zip(table.rows[0].cells, table.rows[1].cells, sides, strict=True):
        _stack(upper, [(words.signed_on(day), "i"), *((w, "b") for w in who), (words.SIGN, "i")])
        for paragraph in upper.paragraphs:
            paragraph.paragraph_format.keep_with_next = True
        _stack(lower, [*([("", "")] * 3), (name, "b")])
