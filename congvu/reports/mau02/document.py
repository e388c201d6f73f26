"""Mẫu 02 as DOCX, laid out like the annex."""

from __future__ import annotations

from docx.document import Document as Doc

from congvu.reports import word

from . import words
from .slip import Box, Slip

COLUMNS = (45, 70, 50)
LINES = 2
"""Dotted lines of part IV while it is empty."""


def document(slip: Slip) -> bytes:
    """The slip as a DOCX file."""
    doc = word.begun(words.FORM, title=f"{words.TITLE} {slip.year}", organ=slip.organ, foot=slip.foot)
    word.line(doc, [(words.TITLE, "b")], align=word.CENTRE, size=14, before=14)
    word.line(doc, [(f"{words.YEAR} {slip.year}", "b")], align=word.CENTRE, after=8)
    for label, value in ((words.PERSON, slip.person), (words.DUTY, slip.title), (words.UNIT, slip.unit)):
        word.answer(doc, label, value)
    word.line(doc, [(words.PART_1, "b")], before=8, after=6)
    _months(doc, slip)
    _level(doc, words.PART_2, "", slip.own)
    _level(doc, words.PART_3, "1", slip.decided)
    word.line(doc, [(words.PART_4, "b"), ("2", "b^")], before=8)
    word.long_answer(doc, "", slip.measures, LINES - 1)
    word.signatures(
        doc,
        (
            (slip.self_date, words.SELF_SIGNS, slip.person if slip.self_date else ""),
            (slip.authority_date, words.AUTHORITY_SIGNS, slip.authority),
        ),
    )
    word.notes(doc, words.NOTES)
    return word.saved(doc)


def _months(doc: Doc, slip: Slip) -> None:
    table = word.table(doc, len(slip.rows) + 2, COLUMNS)
    table.style = "Table Grid"
    for cell, text in zip(table.rows[0].cells, words.HEAD, strict=True):
        word.cell(cell, text, "b", word.CENTRE)
    last = (words.MEAN, slip.mean, slip.mean_note)
    for row, texts in zip(
        table.rows[1:], [*((r.month, r.score, r.note) for r in slip.rows), last], strict=True
    ):
        marks = "b" if texts is last else ""
        for cell, text in zip(row.cells, texts, strict=True):
            word.cell(cell, text, marks, word.CENTRE)
    for row in table.rows:
        word.unbroken(row)


def _level(doc: Doc, title: str, note: str, boxes: tuple[Box, ...]) -> None:
    word.line(doc, [(title, "b"), (note, "b^")], before=8)
    for box in boxes:
        word.line(doc, [(box.line, "")])
