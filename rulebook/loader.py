"""The only place of the rulebook that reads files: packs, cases, sources, calendars, a case."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, BinaryIO, Final, TextIO

from rulebook.checks import check_names
from rulebook.errors import PackError, UnknownPack, Unreadable
from rulebook.given import shown
from rulebook.pack import Pack, Status
from rulebook.reading import pack_of
from rulebook.sources import Source as Source
from rulebook.sources import sources_of as sources_of
from rulebook.tables import Table
from rulebook.usage import inputs_behind
from rulebook.workdays import Calendar, CalendarDay, DayKind

MOST_BYTES: Final = 2_000_000
"""The largest case that is read; an honest one is a thousand times smaller."""

MOST_PACK_BYTES: Final = 400_000
"""The largest pack that is read; the longest shipped one is a tenth of it."""

MOST_LINE: Final = 4_000
"""The longest line of a pack from outside."""

MOST_DOTS: Final = 12
"""Tables inside tables that one key may name."""

_KEY: Final = re.compile(r"[^\"'=#]*")
_PLACE: Final = re.compile(r"at line (\d+), column (\d+)")
_DATA: Final = files("rulebook")


@cache
def sources() -> Mapping[str, Source]:
    """All sources by key."""
    return sources_of(_toml("sources.toml"), "sources.toml")


def source(key: str) -> Source:
    """The source of a key like "ND335-2025/14/2/b". Raises: PackError for an unknown key."""
    try:
        return sources()[key]
    except KeyError:
        raise PackError(f"sources.toml: không có nguồn “{key}”.") from None


@cache
def every_pack_id() -> tuple[str, ...]:
    """The ids of all shipped packs, sorted: also drafts, closed ones and templates."""
    return tuple(sorted(each.name for each in _DATA.joinpath("packs").iterdir() if each.is_dir()))


@cache
def pack_ids() -> tuple[str, ...]:
    """The ids of the packs that an organ may open a period with, sorted.

    They are official and count as NĐ 335 does; the others answer to `congvu rules evaluate`.
    """
    return tuple(
        each.id
        for each in map(pack, every_pack_id())
        if each.follows_decree and each.status is Status.OFFICIAL and not each.applies.is_parallel
    )


@cache
def pack(pack_id: str) -> Pack:
    """The pack of that id, checked. Raises: UnknownPack; PackError when it is inconsistent."""
    if pack_id not in every_pack_id():
        raise UnknownPack(f"Không có bộ quy tắc “{shown(pack_id)}”, chỉ có {', '.join(every_pack_id())}.")
    where = f"packs/{pack_id}/pack.toml"
    found = pack_of(_toml(where), where, sources())
    if found.id != pack_id:
        raise PackError(f"{where}.id: phải trùng tên thư mục.")
    check_references(found, where)
    return found


def pack_or_file(name: str) -> Pack:
    """A shipped pack by its id, or the pack in a file whose name ends in .toml.

    Raises: UnknownPack, Unreadable; PackError when it is inconsistent.
    """
    return pack_file(name) if name.endswith(".toml") else pack(name)


def pack_file(path: str) -> Pack:
    """The pack in a file from outside. Raises: Unreadable; PackError, a sentence that says where."""
    return pack_text(_read(path, MOST_PACK_BYTES), shown(Path(path).name))


def pack_text(written: str, where: str) -> Pack:
    """The pack in a text from outside; `where` names it in messages.

    Raises: PackError, a sentence that says where.
    """
    found = pack_of(text_data(written, where), where, sources())
    check_references(found, where)
    check_apart([found, *(pack(each) for each in every_pack_id() if each != found.id)])
    return found


def check_references(found: Pack, where: str) -> None:
    """Refuse a pack that names another one which is not there, or tasks which that does not have.

    Raises: PackError.
    """
    for name, other in (("refines", found.applies.refines), ("replaces", found.applies.replaces)):
        if other and (other not in every_pack_id() or other == found.id):
            raise PackError(f"{where}.applies.{name}: phải là mã của một bộ quy tắc khác đang có.")
    evidence = found.work.evidence if found.work else None
    if evidence is None:
        return
    base = pack(evidence.pack) if evidence.pack in every_pack_id() and evidence.pack != found.id else None
    if base is None or base.work is None or not base.work.has_items or base.work.frames or base.work.evidence:
        raise PackError(f"{where}.evidence.pack: phải là mã của một bộ quy tắc có sản phẩm, không có khung.")
    known = {each.key for each in base.work.sums} | {each.key for each in base.work.components}
    for key, formula in evidence.formulas.items():
        if needed := inputs_behind(base.work, formula.names):
            raise PackError(
                f"{where}.evidence.inputs.{key}: cần {min(needed)}, là trường của hồ sơ {base.id}"
                " chứ không phải của các việc."
            )
        check_names(formula, known, f"{where}.evidence.inputs.{key}")


def shipped_text(pack_id: str) -> str:
    """The file of a shipped pack, to start another from. Raises: UnknownPack."""
    return _DATA.joinpath(f"packs/{pack(pack_id).id}/pack.toml").read_text(encoding="utf-8")


def pack_data(name: str) -> dict[str, Any]:
    """The parsed TOML of a pack, by id or file, not checked. Raises: UnknownPack, Unreadable, PackError."""
    if not name.endswith(".toml"):
        return _toml(f"packs/{pack(name).id}/pack.toml")
    return text_data(_read(name, MOST_PACK_BYTES), shown(Path(name).name))


def text_data(written: str, where: str) -> dict[str, Any]:
    """The parsed TOML of a text from outside, bounded before it is parsed. Raises: PackError."""
    if len(written.encode()) > MOST_PACK_BYTES:
        raise PackError(f"{where}: dài quá {MOST_PACK_BYTES // 1000} KB.")
    for line in written.splitlines():
        if len(line) > MOST_LINE:
            raise PackError(f"{where}: có dòng dài quá {MOST_LINE} ký tự.")
        # Each dot of a key is a table more; thousands of them take the parser seconds.
        if _KEY.match(line)[0].count(".") > MOST_DOTS:  # type: ignore[index]
            raise PackError(f"{where}: có khóa lồng quá {MOST_DOTS} lớp.")
    return toml_of(written, where)


def check_apart(packs: Sequence[Pack]) -> None:
    """Refuse two packs for the same people on the same day, unless one says how they go together.

    Raises: PackError naming both.
    """
    for at, one in enumerate(packs):
        for other in packs[at + 1 :]:
            together = set(one.applies.subjects) & set(other.applies.subjects)
            first = max(one.valid_from, other.valid_from)
            meet = together and one.holds_on(first) and other.holds_on(first)
            if meet and not (_explains(one, other) or _explains(other, one)):
                raise PackError(
                    f"{one.id}: trùng người áp dụng với {other.id} từ ngày {first:%d/%m/%Y}; ghi trong"
                    " applies: parallel = true nếu chạy song song, replaces nếu thay thế, refines nếu"
                    " cụ thể hóa cho một phạm vi."
                )


def _explains(one: Pack, other: Pack) -> bool:
    """Whether the first pack says how it stands beside the second."""
    applies = one.applies
    elsewhere = bool(applies.refines) and applies.area != other.applies.area
    return applies.is_parallel or other.id in (applies.refines, applies.replaces) or elsewhere


def pack_on(day: date) -> Pack:
    """The pack in force on the first day of a period; never chosen by the day of the run.

    Raises: UnknownPack when none or more than one holds.
    """
    holding = [each for each in map(pack, pack_ids()) if each.holds_on(day)]
    if len(holding) != 1:
        raise UnknownPack(f"Ngày {day:%d/%m/%Y} không có đúng một bộ quy tắc có hiệu lực.")
    return holding[0]


def source_of(found: Pack, key: str) -> Source:
    """A source of a pack: its own, or one that all share. Raises: PackError for an unknown key."""
    return found.sources[key] if key in found.sources else source(key)


def cases(pack_id: str) -> Mapping[str, list[dict[str, Any]]]:
    """The worked cases of a pack, by kind: score, level, explanation… Raises: UnknownPack."""
    return _toml(f"packs/{pack(pack_id).id}/cases.toml")


def calendar_days(name: str = "vn") -> tuple[CalendarDay, ...]:
    """The days of a shipped calendar, each with its kind and source, to import or to show."""
    return _calendar(name)[0]


def calendar(name: str = "vn") -> Calendar:
    """A shipped calendar, ready for working-day arithmetic."""
    return _calendar(name)[1]


def calendar_file(path: str) -> Calendar:
    """A calendar from outside, with sources of its own if it has any. Raises: Unreadable, PackError."""
    return calendar_of(toml_of(_read(path, MOST_PACK_BYTES), shown(Path(path).name)), shown(path))[1]


def calendar_of(data: Mapping[str, object], where: str) -> tuple[tuple[CalendarDay, ...], Calendar]:
    """Check a parsed calendar. Raises: PackError, a sentence that says where."""
    own = data.get("sources", {})
    known = {*sources(), *(sources_of(own, f"{where}.sources") if isinstance(own, Mapping) else ())}
    top = Table(data, where, known)
    if top.has("sources"):
        top.table("sources")
    top.text("id"), top.text("title")
    weekly_off = frozenset(map(int, top.numbers("weekly_off")))
    years = frozenset(map(int, top.numbers("years")))
    days = []
    for table in top.tables("day"):
        day = CalendarDay(
            table.day("date"),
            table.choice(table.text("kind"), DayKind),
            table.text("name"),
            table.source(),
        )
        table.end()
        in_week = day.day.isoweekday() not in weekly_off
        if day.day.year not in years:
            raise PackError(f"{table.where}.date: năm {day.day.year} không có trong years.")
        if in_week is (day.kind is DayKind.SWAPPED_WORKING) and day.kind is not DayKind.HOLIDAY:
            raise PackError(f"{table.where}: ngày trong tuần không hợp với {day.kind}.")
        days.append(day)
    top.end()
    if len({day.day for day in days}) != len(days):
        raise PackError(f"{where}.day: có ngày ghi hai lần.")
    return tuple(days), Calendar.of(days, weekly_off=weekly_off, years=years)


def read_text(origin: str, stdin: BinaryIO | TextIO) -> str:
    """The text of a file, or of `stdin` for "-"; at most 2 MB of UTF-8.

    Raises: Unreadable with one Vietnamese sentence.
    """
    return _read(origin, MOST_BYTES, stdin)


def toml_of(written: str, where: str) -> dict[str, Any]:
    """Parse TOML with exact decimals. Raises: PackError that says where."""
    try:
        return tomllib.loads(written, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        place = _PLACE.search(str(error))
        at = f", sai từ dòng {place[1]} cột {place[2]}" if place else ", cuối tệp còn dở dang"
        raise PackError(f"{where}: không đúng TOML{at}.") from None
    except RecursionError:
        raise PackError(f"{where}: lồng quá nhiều lớp ngoặc.") from None
    except (ValueError, ArithmeticError):
        raise PackError(f"{where}: có con số hoặc ngày không đọc được.") from None


def _read(origin: str, most: int, stdin: BinaryIO | TextIO | None = None) -> str:
    try:
        if stdin is not None and origin == "-":
            raw = getattr(stdin, "buffer", stdin).read(most + 1)
        else:
            with Path(origin).open("rb") as file:
                raw = file.read(most + 1)
    except (OSError, ValueError):
        raise Unreadable(f"Không đọc được tệp “{shown(origin)}”.") from None
    if isinstance(raw, str):
        raw = raw.encode()
    return decoded(bytes(raw), most)


def decoded(raw: bytes, most: int) -> str:
    """Bytes from outside as text. Raises: Unreadable when there are more than `most`, or no UTF-8."""
    if len(raw) > most:
        limit = f"{most // 1_000_000} MB" if most >= 1_000_000 else f"{most // 1000} KB"
        raise Unreadable(f"Dữ liệu vào dài quá {limit}.")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unreadable("Dữ liệu vào không phải là chữ UTF-8.") from None


@cache
def _calendar(name: str) -> tuple[tuple[CalendarDay, ...], Calendar]:
    where = f"calendars/{name}.toml"
    return calendar_of(_toml(where), where)


def _toml(path: str) -> dict[str, Any]:
    return toml_of(_DATA.joinpath(path).read_text(encoding="utf-8"), path)
