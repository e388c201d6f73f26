"""A Word document as paragraphs and tables of plain lines.

Tables are walked in the XML: python-docx repeats a merged cell once per spanned column, as many
times as a stranger's file says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from congvu.imports.cells import text

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from lxml import etree


def _tag(name: str) -> str:
    return f"{{http://schemas.openxmlformats.org/wordprocessingml/2006/main}}{name}"


_P, _TBL, _TR, _TC = _tag("p"), _tag("tbl"), _tag("tr"), _tag("tc")
_T, _TAB, _BREAK, _CR, _SDT = _tag("t"), _tag("tab"), _tag("br"), _tag("cr"), _tag("sdt")
_SDT_CONTENT = _tag("sdtContent")
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_VMERGE, _SPAN, _VAL = _tag("vMerge"), _tag("gridSpan"), _tag("val")
_NUMBERED = _tag("numPr")

_BULLET = re.compile(r"^(?:[-–—•●▪+*·]|\uf0b7|\uf02d)\s*")


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph of a cell; `is_item` when Word numbers or bullets it, or it bears a bullet."""

    text: str
    is_item: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """A real cell of a row. `span` = columns it covers (at most 63, as in Word)."""

    lines: tuple[Line, ...]
    span: int
    is_continued: bool

    @property
    def text(self) -> str:
        """All lines as one."""
        return " ".join(line.text for line in self.lines)


Row = tuple[Cell, ...]
Block = Line | tuple[Row, ...]


def blocks_of(document: WordDocument) -> Iterator[Block]:
    """Paragraphs and tables of the body in their order."""
    yield from _blocks(document.element.body)


def _blocks(parent: etree._Element) -> Iterator[Block]:
    for child in parent:
        if child.tag == _P:
            yield from _lines(child)
        elif child.tag == _TBL:
            yield tuple(_rows(child))
        elif child.tag == _SDT:
            for content in child.iterchildren(_SDT_CONTENT):
                yield from _blocks(content)


def _rows(table: etree._Element) -> Iterator[Row]:
    for row in table.iterchildren(_TR):
        yield tuple(_cell(cell) for cell in row.iter(_TC) if _owner(cell) is row)


def _owner(cell: etree._Element) -> etree._Element | None:
    """The row a cell belongs to, through content controls but not out of a nested table."""
    return next(cell.iterancestors(_TR), None)


def _cell(cell: etree._Element) -> Cell:
    properties = cell.find(_tag("tcPr"))
    span, continued = 1, False
    if properties is not None:
        if (told := properties.find(_SPAN)) is not None:
            shown = told.get(_VAL, "1")
            span = min(int(shown), 63) if shown.isascii() and shown.isdigit() and len(shown) < 6 else 1
        if (merge := properties.find(_VMERGE)) is not None:
            continued = merge.get(_VAL, "continue") == "continue"
    if continued:
        return Cell((), span, True)
    lines = tuple(line for paragraph in cell.iter(_P) for line in _lines(paragraph))
    return Cell(lines, span, False)


def _lines(paragraph: etree._Element) -> Iterator[Line]:
    numbered = paragraph.find(f".//{_NUMBERED}") is not None
    for index, shown in enumerate(_text_of(paragraph).split("\n")):
        if cleaned := text(shown):
            bare = _BULLET.sub("", cleaned)
            if bare:
                yield Line(bare, bare != cleaned or (numbered and index == 0))


def _text_of(paragraph: etree._Element) -> str:
    parts = []
    for element in paragraph.iter(_T, _TAB, _BREAK, _CR):
        if any(ancestor.tag == _FALLBACK for ancestor in element.iterancestors()):
            continue
        if element.tag == _T:
            parts.append(element.text or "")
        elif element.tag == _TAB:
            parts.append(
                " " if element.getparent() is not None and element.getparent().tag != _tag("tabs") else ""
            )
        else:
            parts.append("\n")
    return "".join(parts)


def joined(lines: Iterable[Line], before: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Lines as sentences: a line in lower case goes on from an unfinished one before it.

    The real files come from a converter that breaks sentences at the edge of a cell and at the
    end of a page.
    """
    sentences = list(before)
    for line in lines:
        unfinished = bool(sentences) and not sentences[-1].endswith((".", ";", ":", "!", "?"))
        if unfinished and not line.is_item and (line.text[0].islower() or sentences[-1].endswith(",")):
            sentences[-1] = f"{sentences[-1]} {line.text}"
        else:
            sentences.append(line.text)
    return tuple(sentences)
