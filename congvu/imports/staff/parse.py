"""Reads a staff list from .xlsx or CSV, row by row, with a clear sentence for each refusal."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from congvu.base.errors import Unreadable
from congvu.imports.archive import Limits
from congvu.imports.cells import BadCell, CellFault, CellValue, day, is_blank, key, number, text
from congvu.imports.headers import LONGEST_TITLE, Columns, Header, Row, find_header, repeats_header, title_key
from congvu.imports.reading import DEFAULT_LIMITS, Sheet, Source, Workbook, open_table
from congvu.imports.results import Rejected
from congvu.imports.staff.columns import BY_FIELD, COLUMNS, REQUIRED
from congvu.imports.staff.values import ParsedPerson, ParsedStaff

EXAMPLE_CODE = "VIDU-001"


class Unmapped(Unreadable):
    """The file opens, but which column is which must be said; `titles` are those to choose from."""

    def __init__(self, sentence: str, titles: tuple[str, ...]) -> None:
        super().__init__(sentence)
        self.titles = titles


_SYNONYMS = {column.field: column.synonyms for column in COLUMNS}
_EMAIL = re.compile(
    r"[A-Za-z0-9._%+\-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9\-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,24}"
)
_USERNAME = re.compile(r"[a-z0-9](?:[a-z0-9._\-@]{1,58})[a-z0-9]")
_SUBJECT_TYPES = {
    "": "CIVIL_SERVANT",
    "can bo": "CADRE",
    "cong chuc": "CIVIL_SERVANT",
    "cc": "CIVIL_SERVANT",
    "vien chuc": "PUBLIC_EMPLOYEE",
    "vc": "PUBLIC_EMPLOYEE",
    "hop dong": "CONTRACT",
    "hd": "CONTRACT",
    "nguoi lao dong": "CONTRACT",
    "nguoi lao dong hop dong": "CONTRACT",
    "hop dong lao dong": "CONTRACT",
    "lao dong hop dong": "CONTRACT",
    "hop dong 111": "CONTRACT",
}
_HEADS = (
    "truong phong",
    "chanh van phong",
    "giam doc",
    "chu tich",
    "truong ban",
    "cuc truong",
    "chi huy truong",
    "bi thu",
)
_SUBJECT_SENTENCE = "loại “{}” không rõ; đồng chí ghi Cán bộ, Công chức, Viên chức hoặc Hợp đồng"


def parse_staff(
    source: Source,
    *,
    mapping: Mapping[str, str] | None = None,
    units: Iterable[str] | None = None,
    positions: Iterable[str] | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> ParsedStaff:
    """Read a staff list.

    `mapping` (field -> title of a column in the file) overrides what the header words mean.
    `units` and `positions`, when given, are the known names and codes; a row that names another
    is rejected with the closest known ones. Raises Unreadable when the file cannot be opened or
    has no header with the four required columns.
    """
    book = open_table(source, limits)
    sheet, header = _table_of(book, mapping or {})
    reader = _Reader(sheet, header, _Known(units), _Known(positions))
    for index in range(header.last + 1, len(sheet.rows)):
        row = sheet.rows[index]
        if not all(is_blank(value) for value in row) and not repeats_header(row, header.columns, _SYNONYMS):
            reader.read(index + 1, row)
    return ParsedStaff(
        people=tuple(reader.people),
        rejected=tuple(reader.rejected),
        read=len(reader.people) + len(reader.rejected),
        titles=tuple(dict.fromkeys(header.titles.values())),
        mapping={field: header.titles.get(place, "") for field, place in header.columns.items()},
        ignored_columns=header.ignored(),
        sha256=book.sha256,
    )


def suggestions(name: str, known: Iterable[str]) -> tuple[str, ...]:
    """At most three known names that look like this one, marks and case aside."""
    by_key = {key(one): one for one in known}
    found = difflib.get_close_matches(key(name), by_key, n=3, cutoff=0.6)
    return tuple(by_key[one] for one in found)


def duty_of(title: str) -> str:
    """HEAD, DEPUTY or STAFF as the words of a title suggest."""
    words = key(title)
    if words.startswith(("pho ", "quyen pho ")):
        return "DEPUTY"
    return "HEAD" if words.removeprefix("quyen ").startswith(_HEADS) else "STAFF"


def _table_of(book: Workbook, mapping: Mapping[str, str]) -> tuple[Sheet, Header]:
    """The first visible sheet with the required columns. Raises Unreadable, naming what is missing."""
    best: Columns = {}
    for sheet in sorted(book.sheets, key=lambda one: one.is_hidden):
        header = _mapped_header(sheet, mapping) if mapping else _header(sheet, set(REQUIRED))
        if header is not None:
            return sheet, header
        partial = _header(sheet, set())
        if partial is not None and len(partial.columns) > len(best):
            best = partial.columns
    titles = titles_of(book)
    missing = ", ".join(f"“{BY_FIELD[field].title}”" for field in REQUIRED if field not in best)
    if mapping:
        raise Unmapped("Không thấy cột đã chọn trong tệp; đồng chí chọn lại cột cho từng mục.", titles)
    raise Unmapped(
        f"Không tìm thấy hàng tiêu đề có cột {missing}; đồng chí chọn cột hoặc dùng tệp mẫu.", titles
    )


def titles_of(book: Workbook) -> tuple[str, ...]:
    """The titles that columns may be chosen from: of the fullest row among the first of any sheet."""
    best: list[str] = []
    for sheet in sorted(book.sheets, key=lambda one: one.is_hidden):
        for row in sheet.rows[:40]:
            shown = [text(value) for value in row if isinstance(value, str)]
            titles = list(dict.fromkeys(title for title in shown if 0 < len(title) <= LONGEST_TITLE))
            if len(titles) > len(best):
                best = titles
    return tuple(best)


def _header(sheet: Sheet, needed: set[str]) -> Header | None:
    return find_header(sheet.rows, _SYNONYMS, lambda columns: needed <= columns.keys() and len(columns) >= 2)


def _mapped_header(sheet: Sheet, mapping: Mapping[str, str]) -> Header | None:
    """The row that bears every title the person chose; the other columns by their words."""
    wanted = {field: (title_key(title),) for field, title in mapping.items() if field in BY_FIELD and title}
    # The person's choice comes first, so that no other field takes a chosen column.
    synonyms = wanted | {field: words for field, words in _SYNONYMS.items() if field not in wanted}
    needed = wanted.keys() | set(REQUIRED)
    return find_header(sheet.rows, synonyms, lambda columns: needed <= columns.keys())


class _Known:
    """Known names or codes, found without regard to case and marks where that is unambiguous."""

    def __init__(self, names: Iterable[str] | None) -> None:
        self.names = None if names is None else tuple(names)
        self.exact = {text(name).casefold(): name for name in self.names or ()}
        self.folded: dict[str, str | None] = {}
        for name in self.names or ():
            again = self.folded.get(key(name), name)
            self.folded[key(name)] = name if again == name else None

    def match(self, shown: str) -> str | None:
        """The known name, or None. Everything is known when no names were given."""
        if self.names is None:
            return shown
        return self.exact.get(shown.casefold()) or self.folded.get(key(shown))

    def unknown(self, what: str, shown: str) -> str:
        """The words that refuse a name, with the closest known ones."""
        near = suggestions(shown, self.names or ())
        hint = f"; có phải “{'” hoặc “'.join(near)}”" if near else ""
        return f"không có {what} “{shown[:80]}”{hint}"


class _Reader:
    """Judges rows; remembers who came before, so that a code or a sign-in name stays single."""

    def __init__(self, sheet: Sheet, header: Header, units: _Known, positions: _Known) -> None:
        self.sheet, self.header = sheet, header
        self.units, self.positions = units, positions
        self.people: list[ParsedPerson] = []
        self.rejected: list[Rejected] = []
        self.codes: dict[str, tuple[int, ParsedPerson | None]] = {}
        self.usernames: dict[str, tuple[int, str]] = {}
        self.emails: dict[str, tuple[int, str]] = {}

    def read(self, place: int, row: Row) -> None:
        code = "".join(text(self.header.cell(row, "staff_code")).split())
        if code.upper() == EXAMPLE_CODE:
            return
        judged = _Row(self.header, row, self.units, self.positions)
        person = judged.person(self.sheet.name, place, code)
        problems = [*judged.problems, *self._repeated(person, code)]
        if problems:
            self.codes.setdefault(code.upper(), (place, None))
            self.rejected.append(Rejected(self.sheet.name, place, _sentence(problems)))
            return
        if not person.is_concurrent:
            self.codes[code.upper()] = (place, person)
            self.usernames.setdefault(person.username, (place, code.upper()))
            self.emails.setdefault(person.email.lower(), (place, code.upper()))
        self.people.append(person)

    def _repeated(self, person: ParsedPerson, code: str) -> list[str]:
        problems = []
        first = self.codes.get(code.upper()) if code else None
        if person.is_concurrent:
            if first is None or first[1] is None:
                return ["kiêm nhiệm phải đứng sau hàng chính hợp lệ của cùng mã cán bộ"]
            main = first[1]
            if key(main.full_name) != key(person.full_name):
                problems.append(f"mã {code} ở hàng {first[0]} là của người khác")
            if (main.unit, main.position) == (person.unit, person.position):
                problems.append(f"kiêm nhiệm trùng đơn vị và vị trí với hàng {first[0]}")
            return problems
        if first is not None:
            problems.append(f"mã cán bộ {code} đã có ở hàng {first[0]}")
        if person.username and (other := self.usernames.get(person.username)):
            problems.append(f"tên đăng nhập {person.username} đã có ở hàng {other[0]}")
        if person.email and (other := self.emails.get(person.email.lower())):
            problems.append(f"thư công vụ {person.email} đã có ở hàng {other[0]}")
        return problems


class _Row:
    """One row being judged; every problem is kept so that the person sees them all at once."""

    def __init__(self, header: Header, row: Row, units: _Known, positions: _Known) -> None:
        self.header, self.row = header, row
        self.units, self.positions = units, positions
        self.problems: list[str] = []

    def person(self, sheet: str, place: int, code: str) -> ParsedPerson:
        self._words("staff_code")
        person = ParsedPerson(
            sheet=sheet,
            row=place,
            staff_code=code,
            full_name=self._name(),
            unit=self._known("unit", self.units, "đơn vị"),
            position=self._known("position", self.positions, "vị trí việc làm"),
            title=self._words("title"),
            duty="STAFF",
            subject_type=self._subject_type(),
            starts_on=self._starts_on(),
            email=self._matching("email", _EMAIL, "thư công vụ “{}” không đúng dạng"),
            username=self._username(),
            percent=self._percent(),
        )
        return replace(person, duty=duty_of(person.title))

    def _cell(self, field: str) -> CellValue:
        return self.header.cell(self.row, field)

    def _words(self, field: str) -> str:
        column, value = BY_FIELD[field], self._cell(field)
        if isinstance(value, CellFault):
            self.problems.append(f"ô “{column.title}” {value.value}")
            return ""
        shown = text(value)
        if column.is_required and not shown:
            self.problems.append(f"thiếu {column.title[:1].lower()}{column.title[1:]}")
        if len(shown) > column.limit:
            self.problems.append(f"ô “{column.title}” dài quá {column.limit} chữ")
            return ""
        return shown

    def _name(self) -> str:
        name = self._words("full_name")
        if name and (any(char.isdigit() for char in name) or not any(char.isalpha() for char in name)):
            self.problems.append(f"họ và tên “{name}” không đúng")
        return name

    def _known(self, field: str, known: _Known, what: str) -> str:
        shown = self._words(field)
        if not shown:
            return ""
        match = known.match(shown)
        if match is None:
            self.problems.append(known.unknown(what, shown))
            return shown
        return match

    def _subject_type(self) -> str:
        shown = self._words("subject_type")
        found = _SUBJECT_TYPES.get(key(shown))
        if found is None:
            self.problems.append(_SUBJECT_SENTENCE.format(shown))
        return found or ""

    def _starts_on(self) -> date | None:
        try:
            return day(self._cell("starts_on"))
        except BadCell as error:
            self.problems.append(f"ngày bắt đầu {error}")
            return None

    def _matching(self, field: str, pattern: re.Pattern[str], sentence: str) -> str:
        shown = self._words(field)
        if shown and not pattern.fullmatch(shown):
            self.problems.append(sentence.format(shown[:80]))
        return shown

    def _username(self) -> str:
        shown = self._words("username").lower()
        if shown and not _USERNAME.fullmatch(shown):
            self.problems.append(
                f"tên đăng nhập “{shown[:60]}” chỉ được có chữ thường không dấu, số, dấu chấm, gạch"
            )
        return shown

    def _percent(self) -> Decimal | None:
        value = self._cell("percent")
        try:
            shown = text(value)
            percent = number(shown.removesuffix("%").strip() if isinstance(value, str) else value)
        except BadCell as error:
            self.problems.append(f"kiêm nhiệm {error}")
            return None
        if percent is None or percent == 0:
            return None
        if 0 < percent < 1:  # a cell formatted as a percentage holds 0.3 for 30 %
            percent = (percent * 100).normalize()
        if not 1 <= percent <= 99 or percent != percent.quantize(Decimal("0.01")):
            self.problems.append("kiêm nhiệm phải là số từ 1 đến 99")
            return None
        return Decimal(f"{percent:f}")


def _sentence(problems: Sequence[str]) -> str:
    joined = "; ".join(problems)
    return f"{joined[:1].upper()}{joined[1:]}."
