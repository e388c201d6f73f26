"""Reads job descriptions (bản mô tả công việc) from .docx into positions with tasks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum, auto

from congvu.base.errors import Unreadable
from congvu.imports.archive import Limits
from congvu.imports.cells import key
from congvu.imports.positions.blocks import Line, Row, blocks_of, joined
from congvu.imports.positions.drafts import Draft, Task, judged
from congvu.imports.positions.values import Group, LegacyGroup, ParsedPositions
from congvu.imports.reading import DEFAULT_LIMITS, Source, open_word

NO_POSITIONS = (
    "Không tìm thấy bản mô tả công việc nào: mỗi bản cần “Tên vị trí việc làm” và “Mã vị trí việc làm”."
)


_NAME = re.compile(
    r"^t[eê]n\s+(?:v[iị]\s+tr[ií]\s+vi[eệ]c\s+l[aà]m|vtvl)\s*:\s*(.*)$", re.IGNORECASE | re.DOTALL
)
_CODE = re.compile(
    r"^m[aã]\s+(?:v[iị]\s+tr[ií]\s+vi[eệ]c\s+l[aà]m|vtvl|vị trí)\s*:\s*(.*)$", re.IGNORECASE | re.DOTALL
)
_NUMBER = re.compile(r"^(\d{1,2}(?:\.\d{1,2}){0,3})\s*[.)]?(?:\s+|$)")
_NUMBERING = re.compile(r"^(?:(?:\d+(?:[.\-]\d+)*|[a-zA-Z])\s*[.\-)]\s*|\d+(?:\.\d+)+\s+)+")


class _Section(Enum):
    NONE = auto()
    GOAL = auto()
    TASKS = auto()
    RELATIONS = auto()
    AUTHORITY = auto()
    REQUIREMENTS = auto()
    COMPETENCIES = auto()


# The words that open a section, in the order in which they are tried.
_HEADINGS = (
    ("muc tieu vi tri", _Section.GOAL),
    ("cac cong viec va tieu chi", _Section.TASKS),
    ("cac moi quan he", _Section.RELATIONS),
    ("moi quan he", _Section.RELATIONS),
    ("ben trong", _Section.RELATIONS),
    ("ben ngoai", _Section.RELATIONS),
    ("pham vi quyen han", _Section.AUTHORITY),
    ("cac yeu cau ve trinh do", _Section.REQUIREMENTS),
    ("yeu cau ve trinh do", _Section.REQUIREMENTS),
    ("cac nang luc", _Section.COMPETENCIES),
    ("yeu cau ve nang luc", _Section.COMPETENCIES),
)
_TABLE_TITLES = (
    ("tieu chi danh gia hoan thanh", _Section.TASKS),
    ("cong viec cu the", _Section.TASKS),
    ("quyen han cu the", _Section.AUTHORITY),
    ("nhom yeu cau", _Section.REQUIREMENTS),
    ("nhom nang luc", _Section.COMPETENCIES),
    ("ban chat quan he", _Section.RELATIONS),
    ("duoc quan ly truc tiep", _Section.RELATIONS),
)
_TASK_TITLES = (
    "tt",
    "stt",
    "cac nhiem vu cong viec",
    "cac cong viec",
    "nhiem vu mang cong viec",
    "mang cong viec",
)
_GROUPS = (
    ("lanh dao", Group.LEADERSHIP, LegacyGroup.LEADERSHIP),
    ("dung chung", Group.PROFESSIONAL, LegacyGroup.SHARED),
    ("chuyen nganh", Group.PROFESSIONAL, LegacyGroup.SPECIALISED),
    ("ho tro", Group.SUPPORT, LegacyGroup.SUPPORT),
    ("chuyen mon", Group.PROFESSIONAL, LegacyGroup.UNKNOWN),
)


def parse_positions(source: Source, *, limits: Limits = DEFAULT_LIMITS) -> ParsedPositions:
    """Read every job description of a file, tables broken over pages included.

    The competency tables (section 5.2) are passed over. Raises Unreadable when the file cannot
    be opened or holds no description.
    """
    file = open_word(source, limits)
    reader = _Reader()
    for block in blocks_of(file.document):
        if isinstance(block, Line):
            reader.paragraph(block)
        else:
            reader.table(block)
    drafts = [draft for draft in reader.drafts if draft.name or draft.code or draft.tasks]
    if not drafts:
        raise Unreadable(NO_POSITIONS)
    return judged(drafts, file.sha256)


class _Reader:
    """Walks the blocks and keeps the place: which description, which section."""

    def __init__(self) -> None:
        self.drafts: list[Draft] = []
        self.section = _Section.NONE
        self.group: tuple[Group, LegacyGroup] | None = None
        self.has_number_column = True

    def paragraph(self, line: Line) -> None:
        words = key(line.text)
        if words.startswith(("nhom vi tri viec lam", "vi tri viec lam lanh dao")):
            self.group = _group_named(words)
        elif words.startswith("ban mo ta") and "khung nang luc" not in words:
            self._begin()
        elif self._identity(line.text):
            return
        elif (section := _heading(line.text)) is not None:
            self.section = section
        elif self.drafts and self.section is _Section.GOAL:
            draft = self.drafts[-1]
            draft.goal = joined([line], draft.goal)
        elif self.drafts and self.section is _Section.AUTHORITY:
            draft = self.drafts[-1]
            draft.authority = joined([line], draft.authority)

    def table(self, rows: Sequence[Row]) -> None:
        if self._identity_table(rows):
            return
        if not self.drafts:
            return
        titles = [key(cell.text) for row in rows[:2] for cell in row]
        told = (section for words, section in _TABLE_TITLES if any(one.startswith(words) for one in titles))
        self.section = next(told, self.section)
        for row in rows:
            if any(cell.lines for cell in row):
                self._row(row)

    def _begin(self) -> Draft:
        self.section = _Section.NONE
        if self.drafts and not (self.drafts[-1].name or self.drafts[-1].code or self.drafts[-1].tasks):
            self.drafts.pop()
        self.drafts.append(Draft(len(self.drafts) + 1, self.group))
        self.has_number_column = True
        return self.drafts[-1]

    def _identity(self, shown: str) -> bool:
        """Take a "Tên vị trí việc làm: …" or "Mã vị trí việc làm: …" line."""
        name, code = _NAME.match(shown), _CODE.match(shown)
        if name is None and code is None:
            return False
        draft = self.drafts[-1] if self.drafts else self._begin()
        if (name and draft.name) or (code and draft.code):
            draft = self._begin()
        if name:
            draft.name = name[1].strip(" .")
        if code:
            draft.code = "".join(code[1].split()).strip(".")
        return True

    def _identity_table(self, rows: Sequence[Row]) -> bool:
        shown = [cell.text for row in rows[:4] for cell in row]
        return sum([self._identity(one) for one in shown]) > 0

    def _row(self, row: Row) -> None:
        draft = self.drafts[-1]
        if self.section is _Section.TASKS:
            self._task_row(draft, row)
        elif self.section is _Section.AUTHORITY:
            self._authority_row(draft, row)
        elif self.section is _Section.REQUIREMENTS:
            self._requirement_row(draft, row)

    def _task_row(self, draft: Draft, row: Row) -> None:
        titles = [key(cell.text) for cell in row]
        if any(title in _TASK_TITLES or title.startswith("tieu chi danh gia hoan thanh") for title in titles):
            if any(title.startswith("cac ") for title in titles):
                self.has_number_column = titles[0] in ("tt", "stt", "so tt")
            return
        number, cells = self._numbered(row)
        area, work, criteria = _roles(cells)
        if number:
            draft.tasks.append(Task(number, joined(area), joined(work), joined(criteria)))
        elif draft.tasks:
            task = draft.tasks[-1]
            task.area = joined(area, task.area)
            task.work = joined(work, task.work)
            task.criteria = joined(criteria, task.criteria)
        else:
            draft.stray_rows += 1

    def _numbered(self, row: Row) -> tuple[str, list[tuple[tuple[Line, ...], int]]]:
        """The printed number of a task row ("" when it goes on) and its other cells with spans."""
        cells = [(cell.lines, cell.span) for cell in row]
        lead = row[0].text
        found = _NUMBER.match(lead)
        if self.has_number_column and len(row) > 1:
            return (found[1] if found else ""), cells[1:]
        if found is None:
            return "", cells
        lines = row[0].lines
        rest = lead[found.end() :].strip()
        own = (Line(rest, True),) if rest else lines[1:]
        return found[1], [(own, row[0].span), *cells[1:]]

    @staticmethod
    def _authority_row(draft: Draft, row: Row) -> None:
        if any(key(cell.text) == "quyen han cu the" for cell in row):
            return
        lines = row[-1].lines
        numbered = len(row) > 1 and bool(row[0].lines)
        if len(row) == 1 and (found := _NUMBER.match(row[0].text)):
            lines = (Line(row[0].text[found.end() :].strip() or row[0].text, True), *row[0].lines[1:])
        if numbered and lines:
            lines = (Line(lines[0].text, True), *lines[1:])
        draft.authority = joined(lines, draft.authority)

    @staticmethod
    def _requirement_row(draft: Draft, row: Row) -> None:
        label = row[0].text
        if key(label).startswith("nhom yeu cau"):
            return
        lines = tuple(line for cell in row[1:] for line in cell.lines)
        last = draft.requirements[-1][0] if draft.requirements else ""
        if label and len(row) > 1 and label != last:
            draft.requirements.append((label, joined(lines)))
        elif draft.requirements:
            last, before = draft.requirements[-1]
            draft.requirements[-1] = (last, joined(lines or row[0].lines, before))


def _roles(
    cells: Sequence[tuple[tuple[Line, ...], int]],
) -> tuple[tuple[Line, ...], tuple[Line, ...], tuple[Line, ...]]:
    """Area, work and criteria of a row; an area merged with the work leaves the work empty."""
    if len(cells) >= 3:
        rest = tuple(line for lines, _ in cells[2:] for line in lines)
        return cells[0][0], cells[1][0], rest
    if len(cells) == 2:
        (area, span), (last, _) = cells
        return (area, (), last) if span > 1 else (area, last, ())
    return (cells[0][0] if cells else (), (), ())


def _heading(shown: str) -> _Section | None:
    words = key(_NUMBERING.sub("", shown))
    if len(words) > 120:
        return None
    section = next((section for start, section in _HEADINGS if words.startswith(start)), None)
    # "5. Các yêu cầu …" and "5.1. …" often share a paragraph; the later of two headings holds.
    if section is _Section.REQUIREMENTS and " 5 2 " in f" {words} ":
        return _Section.COMPETENCIES
    return section


def _group_named(words: str) -> tuple[Group, LegacyGroup] | None:
    return next(((group, legacy) for start, group, legacy in _GROUPS if start in words), None)
