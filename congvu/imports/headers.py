"""Finding the header row of a table by its words, wherever it stands."""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from congvu.imports.cells import CellValue, key, text

Row = Sequence[CellValue]
Columns = dict[str, int]

LONGEST_TITLE = 120
_BRACKETS = re.compile(r"\([^)]*\)|\*")


@dataclass(frozen=True, slots=True)
class Header:
    """Where the header ends and which column (from 0) holds which field."""

    first: int
    last: int
    columns: Columns
    titles: dict[int, str]

    def cell(self, row: Row, field: str) -> CellValue:
        """The cell of a field in a row; None when the column or the cell is not there."""
        index = self.columns.get(field)
        return row[index] if index is not None and index < len(row) else None

    def ignored(self) -> tuple[str, ...]:
        """Titles of the columns that no field uses."""
        used = set(self.columns.values())
        return tuple(title for index, title in self.titles.items() if index not in used)


def find_header(
    rows: Sequence[Row],
    synonyms: Mapping[str, Sequence[str]],
    enough: Callable[[Columns], bool],
    *,
    within: int = 40,
) -> Header | None:
    """The first row with enough columns, else the first pair of rows (a header two rows high)."""
    titles = [_titles(row) for row in rows[: within + 1]]
    for index, shown in enumerate(titles[:within]):
        if enough(columns := match_columns(shown, synonyms)):
            return _absorb_second_row(rows, index, shown, columns, synonyms)
    for index, (upper, lower) in enumerate(itertools.pairwise(titles)):
        if len(columns := match_columns(upper, synonyms)) < 2 or not lower:
            continue
        both = upper | lower
        if enough(merged := match_columns(both, synonyms, first=columns)):
            return Header(index, index + 1, merged, both)
    return None


def _absorb_second_row(
    rows: Sequence[Row],
    index: int,
    titles: dict[int, str],
    columns: Columns,
    synonyms: Mapping[str, Sequence[str]],
) -> Header:
    """Vertically merged header cells repeat their words below: that row is header too."""
    last = index
    while last + 1 < len(rows) and repeats_header(rows[last + 1], columns, synonyms):
        last += 1
    return Header(index, last, columns, titles)


def repeats_header(row: Row, columns: Columns, synonyms: Mapping[str, Sequence[str]]) -> bool:
    """Whether a row only says the header again (printed on each page)."""
    # A title is words: nearly every row is an item with a number of its own and leaves here.
    if any(isinstance(row[place], int | float) for place in columns.values() if place < len(row)):
        return False
    # Of the others most leave here, before all titles are compared with all words.
    if sum(_says(row, place, synonyms[field]) for field, place in columns.items() if field in synonyms) < 3:
        return False
    again = match_columns(_titles(row), synonyms)
    return len(again) >= 3 and all(columns.get(field) == place for field, place in again.items())


def _says(row: Row, place: int, words: Sequence[str]) -> bool:
    value = row[place] if place < len(row) else None
    if not isinstance(value, str) or not 0 < len(value) <= LONGEST_TITLE:
        return False
    # Of nearly every cell the first word already says that it is no title.
    if value[0].isalpha() and not _BRACKETS.search(value):
        first = title_key(value.split(None, 1)[0]).split(" ", 1)[0]
        if not any(word.startswith(first) for word in words):
            return False
    title = title_key(text(value))
    return title in words or any(_begins(title, word) for word in words)


@functools.lru_cache(maxsize=4096)
def title_key(title: str) -> str:
    """A title as it is compared: folded, without what stands in brackets and without stars."""
    return key(_BRACKETS.sub(" ", title))


def match_columns(
    titles: Mapping[int, str],
    synonyms: Mapping[str, Sequence[str]],
    *,
    first: Columns | None = None,
) -> Columns:
    """Which field each title means: equal words before words that only begin alike."""
    columns: Columns = dict(first or {})
    folded = {index: title_key(title) for index, title in titles.items()}
    exact: list[Callable[[str, str], bool]] = [str.__eq__, _begins]
    for alike in exact:
        for field, words in synonyms.items():
            if field in columns:
                continue
            taken = set(columns.values())
            for index, title in folded.items():
                if index not in taken and any(alike(title, word) for word in words):
                    columns[field] = index
                    break
    return columns


def _begins(title: str, word: str) -> bool:
    return " " in word and title.startswith(word + " ")


def _titles(row: Row) -> dict[int, str]:
    shown = ((index, text(value)) for index, value in enumerate(row) if isinstance(value, str))
    return {index: title for index, title in shown if 0 < len(title) <= LONGEST_TITLE}
