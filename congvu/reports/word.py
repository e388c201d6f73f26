"""The pieces of a printed form in Word: A4, Times New Roman, margins 20/15/20/30 mm, as the annex has them."""

from __future__ import annotations

import datetime as dt
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

from . import phrases

FONT = "Times New Roman"
TEXT_WIDTH = 165
HEADER_WIDTHS = (62, 103)
CENTRE = WD_ALIGN_PARAGRAPH.CENTER
LEFT = WD_ALIGN_PARAGRAPH.LEFT
RIGHT = WD_ALIGN_PARAGRAPH.RIGHT


def begun(form: str, *, title: str, organ: str, foot: str) -> Doc:
    """A document with the page, the form's number at the right and the foot. `title` is its property."""
    doc = Document()
    _page(doc, title, organ, foot)
    line(doc, [(form, "b")], align=RIGHT)
    _header(doc, organ)
    return doc


def saved(doc: Doc) -> bytes:
    """The file."""
    out = BytesIO()
    doc.save(out)
    return out.getvalue()


def _page(doc: Doc, title: str, organ: str, footer: str) -> None:
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
    _run(foot, footer, "", 8)
    core = doc.core_properties
    core.title, core.author, core.language = title, organ, "vi-VN"


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


def line(
    doc: Doc, runs: Sequence[tuple[str, str]], *, align: Any = None, size: float | None = None,
    before: float | None = None, after: float | None = None,
) -> Paragraph:  # fmt: skip
    """One paragraph of runs (text, marks): b bold, i italic, ^ raised."""
    paragraph = doc.add_paragraph()
    _fill(paragraph, runs, align, size)
    if before is not None:
        paragraph.paragraph_format.space_before = Pt(before)
    if after is not None:
        paragraph.paragraph_format.space_after = Pt(after)
    return paragraph


def dots(paragraph: Paragraph) -> None:
    """Dots to the right edge, drawn by a tab so that they always fit the line."""
    paragraph.paragraph_format.tab_stops.add_tab_stop(
        Mm(TEXT_WIDTH), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS
    )
    paragraph.add_run("\t")


def answer(doc: Doc, label: str, value: str) -> None:
    """A short answer; dots where there is none."""
    paragraph = line(doc, [(label, "")])
    if value:
        _run(paragraph, f" {value}", "")
    else:
        dots(paragraph)


def long_answer(doc: Doc, label: str, value: str, lines: int) -> None:
    """An answer of several lines; that many dotted lines more where there is none."""
    if not value:
        dots(line(doc, [(label, "")]))
        for _ in range(lines):
            dots(line(doc, []))
        return
    first, *rest = value.split("\n")
    line(doc, [(label, ""), (f" {first}", "")]).alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    for each in rest:
        line(doc, [(each, "")]).alignment = WD_ALIGN_PARAGRAPH.JUSTIFY


def table(doc: Doc, rows: int, widths: Sequence[int]) -> Table:
    """A table in the middle, columns in millimetres."""
    made: Table = doc.add_table(rows=rows, cols=len(widths))
    made.alignment, made.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for column, width in zip(made.columns, widths, strict=True):
        column.width = Mm(width)
        for one in column.cells:
            one.width = Mm(width)
    return made


def _stack(cell: _Cell, lines: Sequence[tuple[str, str]], size: float | None = None) -> None:
    """Centred lines in one cell, one paragraph each."""
    for index, each in enumerate(lines):
        paragraph = cell.paragraphs[0] if index == 0 else cell.add_paragraph()
        paragraph.paragraph_format.space_before = Pt(0)
        _fill(paragraph, [each], CENTRE, size)


def _header(doc: Doc, organ: str) -> None:
    left, right = table(doc, 1, HEADER_WIDTHS).rows[0].cells
    _stack(left, [(organ.upper(), "b"), (phrases.ORGAN_RULE, "b")])
    _stack(right, [(phrases.STATE, "b"), (phrases.MOTTO, "b"), (phrases.STATE_RULE, "b")])


def cell(of: _Cell, text: str, marks: str, align: Any) -> None:
    """One text in a cell of a table."""
    of.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    paragraph = of.paragraphs[0]
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(2)
    _fill(paragraph, [(text, marks)], align)


def unbroken(row: Any) -> None:
    """A row that is not torn over two pages."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def signatures(doc: Doc, sides: Sequence[tuple[dt.date | None, Sequence[str], str]]) -> None:
    """Both sides of the form (day, who signs, name); the names stand on one line under the room for signing."""
    line(doc, [], size=6)
    made = table(doc, 2, (82, 83))
    for row in made.rows:
        unbroken(row)
    for upper, lower, (day, who, name) in zip(made.rows[0].cells, made.rows[1].cells, sides, strict=True):
        _stack(upper, [(phrases.signed_on(day), "i"), *((w, "b") for w in who), (phrases.SIGN, "i")])
        for paragraph in upper.paragraphs:
            paragraph.paragraph_format.keep_with_next = True
        _stack(lower, [*([("", "")] * 3), (name, "b")])


def notes(doc: Doc, texts: Sequence[str]) -> None:
    """Numbered notes under a rule."""
    line(doc, [(phrases.NOTE_RULE, "^")], before=10)
    for number, text in enumerate(texts, 1):
        line(doc, [(str(number), "^"), (f" {text}", "")], size=12)
