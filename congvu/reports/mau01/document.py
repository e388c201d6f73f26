"""Mẫu 01 as DOCX, laid out like the annex."""

from __future__ import annotations

from collections.abc import Sequence

from docx.document import Document as Doc
from docx.oxml import OxmlElement
from docx.table import _Cell

from congvu.reports import word

from . import words
from .slip import Row, Slip

COLUMNS = (11, 112, 20, 22)
LINES = {"strengths": 1, "weaknesses": 2, "opinion": 2}
"""Dotted lines under an empty answer, as the annex has them."""


def document(slip: Slip) -> bytes:
    """The slip as a DOCX file."""
    doc = word.begun(words.FORM, title=f"{words.TITLE}, {slip.period}", organ=slip.organ, foot=slip.foot)
    word.line(doc, [(words.TITLE, "b")], align=word.CENTRE, size=14, before=14)
    word.line(doc, [(f"({words.PERIOD} {slip.period})", "i"), ("1", "i^")], align=word.CENTRE, after=8)
    for label, value in ((words.PERSON, slip.person), (words.DUTY, slip.title), (words.UNIT, slip.unit)):
        word.answer(doc, label, value)
    word.line(doc, [(words.PART_1[0], "b"), (" ", ""), (words.PART_1[1], "b")], before=8, after=6)
    _criteria(doc, slip)
    word.line(doc, [(words.PART_2[0], "b"), (" ", ""), (words.PART_2[1], "b")], before=10)
    for label, value in (
        (words.COMMON, slip.common),
        (words.RESULTS, slip.results),
        (words.TOTAL, slip.total),
    ):
        word.answer(doc, label, value)
    for label, key in (
        (words.STRENGTHS, "strengths"),
        (words.WEAKNESSES, "weaknesses"),
        (words.OPINION, "opinion"),
    ):
        word.long_answer(doc, label, getattr(slip, key), LINES[key])
    word.signatures(
        doc,
        (
            (slip.self_date, words.SELF_SIGNS, slip.person if slip.self_date else ""),
            (slip.authority_date, words.AUTHORITY_SIGNS, slip.authority),
        ),
    )
    word.notes(doc, [words.NOTE])
    return word.saved(doc)


def _criteria(doc: Doc, slip: Slip) -> None:
    table = word.table(doc, len(slip.rows) + 3, COLUMNS)
    table.style = "Table Grid"
    for row, texts, marks in ((0, words.HEAD, "b"), (1, words.NUMBERS, "")):
        for cell, text in zip(table.rows[row].cells, texts, strict=True):
            word.cell(cell, text, marks, word.CENTRE)
    for index, one in enumerate(slip.rows, 2):
        _criterion(table.rows[index].cells, one)
    last = table.rows[-1].cells
    word.cell(last[0].merge(last[1]), words.SUM, "b", word.CENTRE)
    word.cell(last[2], slip.total_maximum, "b", word.CENTRE)
    word.cell(last[3], slip.total_own, "b", word.CENTRE)
    for each in table.rows:
        word.unbroken(each)
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _criterion(cells: Sequence[_Cell], row: Row) -> None:
    marks = "b" if row.is_group else ""
    word.cell(cells[0], row.number, marks, word.CENTRE)
    word.cell(cells[1], row.text, marks, word.LEFT)
    word.cell(cells[2], row.maximum, marks, word.CENTRE)
    word.cell(cells[3], row.own, marks, word.CENTRE)
