"""The ten common criteria of the file against the ten of the rule pack."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from congvu.imports.catalogue.layout import criteria_header
from congvu.imports.catalogue.values import Criterion, CriterionRow, ParsedCriteria
from congvu.imports.cells import BadCell, key, number, text
from congvu.imports.headers import Header, Row
from congvu.imports.reading import Sheet
from congvu.imports.results import Rejected
from rulebook.pack import Pack

_ROMAN = re.compile(r"[IVX]{1,4}")
_DIGITS = re.compile(r"\d{1,2}")


def criteria_of(pack: Pack) -> tuple[Criterion, ...]:
    """The common criteria of a rule pack, in the order of its form. Maxima in points."""
    every = (criterion for group in pack.groups for criterion in group.criteria)
    return tuple(Criterion(one.code, one.text, one.maximum.value) for one in every)


def parse_criteria(sheets: Sequence[Sheet], wanted: Sequence[Criterion]) -> ParsedCriteria:
    """Read the sheet of common criteria and say each difference from the pack.

    A file without such a sheet is no problem: the pack's criteria hold anyway.
    """
    for sheet in sheets:
        if (header := criteria_header(sheet)) is not None:
            rows = tuple(_rows(sheet, header))
            return ParsedCriteria(rows, tuple(_problems(sheet, header, rows, wanted)))
    return ParsedCriteria((), ())


def _rows(sheet: Sheet, header: Header) -> list[CriterionRow]:
    group = ""
    found = []
    for index, row in enumerate(sheet.rows[header.last + 1 :], start=header.last + 2):
        ordinal = text(header.cell(row, "ordinal")).strip(". ")
        words = text(header.cell(row, "text"))
        if _ROMAN.fullmatch(ordinal):
            group = ordinal
        elif words and (_DIGITS.fullmatch(ordinal) or re.fullmatch(r"[IVX]{1,4}\.\d{1,2}", ordinal)):
            code = ordinal if "." in ordinal else f"{group}.{ordinal}"
            found.append(CriterionRow(sheet.name, index, code, words, _maximum(header, row)))
    return found


def _maximum(header: Header, row: Row) -> Decimal | None:
    try:
        return number(header.cell(row, "maximum"))
    except BadCell:
        return None


def _problems(
    sheet: Sheet,
    header: Header,
    rows: Sequence[CriterionRow],
    wanted: Sequence[Criterion],
) -> list[Rejected]:
    expected = {criterion.code: criterion for criterion in wanted}
    problems = []
    seen: set[str] = set()
    for row in rows:
        reason = _difference(row, expected.get(row.code), row.code in seen)
        seen.add(row.code)
        if reason:
            problems.append(Rejected(sheet.name, row.row, reason))
    problems.extend(
        Rejected(
            sheet.name,
            header.last + 1,
            f"Thiếu tiêu chí chung {code}: {expected[code].text}.",
        )
        for code in expected
        if code not in seen
    )
    return problems


def _difference(row: CriterionRow, criterion: Criterion | None, is_repeated: bool) -> str:
    if is_repeated:
        return f"Tiêu chí chung {row.code} ghi hai lần."
    if criterion is None:
        return f"Tiêu chí chung {row.code} không có trong bộ quy tắc."
    if row.maximum is None:
        return f"Tiêu chí chung {row.code} không có điểm tối đa đọc được."
    if row.maximum != criterion.maximum:
        shown, right = _shown(row.maximum), _shown(criterion.maximum)
        return f"Tiêu chí chung {row.code} ghi tối đa {shown} điểm, bộ quy tắc ghi {right} điểm."
    if key(row.text) != key(criterion.text):
        return f"Tiêu chí chung {row.code} ghi khác bộ quy tắc: “{criterion.text}”."
    return ""


def _shown(points: Decimal) -> str:
    return f"{points.normalize():f}".replace(".", ",")
