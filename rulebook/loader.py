"""The only place of the rulebook that reads files: packs, cases, sources, calendars, a case."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Any, BinaryIO, Final, TextIO

from rulebook.errors import PackError, UnknownPack, Unreadable
from rulebook.pack import Pack, pack_of
from rulebook.tables import Table
from rulebook.workdays import Calendar, CalendarDay, DayKind

MOST_BYTES: Final = 2_000_000
"""The largest case that is read; an honest one is a thousand times smaller."""

_DATA: Final = files("rulebook")


@dataclass(frozen=True, slots=True)
class Source:
    """Where a number comes from: "điểm b khoản 2 Điều 14 …" and the words that say so.

    `is_law` is False where the law is silent and the pack chose, in words of our own.
    """

    key: str
    document: str
    article: str
    quote: str
    is_law: bool


def sources_of(data: Mapping[str, object], where: str) -> Mapping[str, Source]:
    """Check a parsed source list. Raises: PackError."""
    found = {}
    for key, entry in data.items():
        table = Table(entry, f"{where}[{key}]", ())
        kind = table.text("kind")
        if kind not in ("LAW", "CHOICE"):
            raise PackError(f"{table.where}.kind: phải là LAW hoặc CHOICE.")
        found[key] = Source(
            key,
            table.text("document"),
            table.text("article"),
            table.text("quote"),
            kind == "LAW",
        )
        table.end()
    return MappingProxyType(found)


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
def pack_ids() -> tuple[str, ...]:
    """The ids of the shipped packs, sorted."""
    return tuple(sorted(each.name for each in _DATA.joinpath("packs").iterdir() if each.is_dir()))


@cache
def pack(pack_id: str) -> Pack:
    """The pack of that id, checked. Raises: UnknownPack; PackError when it is inconsistent."""
    if pack_id not in pack_ids():
        raise UnknownPack(f"Không có bộ quy tắc “{printable(pack_id)}”, chỉ có {', '.join(pack_ids())}.")
    where = f"packs/{pack_id}/pack.toml"
    found = pack_of(_toml(where), where, sources())
    if found.id != pack_id:
        raise PackError(f"{where}.id: phải trùng tên thư mục.")
    return found


def pack_on(day: date) -> Pack:
    """The pack in force on the first day of a period; never chosen by the day of the run.

    Raises: UnknownPack when none or more than one holds.
    """
    holding = [each for each in map(pack, pack_ids()) if each.holds_on(day)]
    if len(holding) != 1:
        raise UnknownPack(f"Ngày {day:%d/%m/%Y} không có đúng một bộ quy tắc có hiệu lực.")
    return holding[0]


def cases(pack_id: str) -> Mapping[str, list[dict[str, Any]]]:
    """The worked cases of a pack, by kind: score, level, explanation. Raises: UnknownPack."""
    return _toml(f"packs/{pack(pack_id).id}/cases.toml")


def calendar_days(name: str = "vn") -> tuple[CalendarDay, ...]:
    """The days of a shipped calendar, each with its kind and source, to import or to show."""
    return _calendar(name)[0]


def calendar(name: str = "vn") -> Calendar:
    """A shipped calendar, ready for working-day arithmetic."""
    return _calendar(name)[1]


def calendar_of(data: Mapping[str, object], where: str) -> tuple[tuple[CalendarDay, ...], Calendar]:
    """Check a parsed calendar. Raises: PackError, a sentence that says where."""
    top = Table(data, where, sources())
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
    try:
        if origin == "-":
            raw = getattr(stdin, "buffer", stdin).read(MOST_BYTES + 1)
        else:
            with Path(origin).open("rb") as file:
                raw = file.read(MOST_BYTES + 1)
    except (OSError, ValueError):
        raise Unreadable(f"Không đọc được tệp “{printable(origin)}”.") from None
    if len(raw) > MOST_BYTES:
        raise Unreadable(f"Dữ liệu vào dài quá {MOST_BYTES // 1_000_000} MB.")
    try:
        return raw if isinstance(raw, str) else bytes(raw).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unreadable("Dữ liệu vào không phải là chữ UTF-8.") from None


def printable(name: str, most: int = 60) -> str:
    """A name from outside, safe to show in one line."""
    shown = "".join(char if char.isprintable() else "?" for char in name[:most])
    return shown + "…" * (len(name) > most)


@cache
def _calendar(name: str) -> tuple[tuple[CalendarDay, ...], Calendar]:
    where = f"calendars/{name}.toml"
    return calendar_of(_toml(where), where)


def _toml(path: str) -> dict[str, Any]:
    written = _DATA.joinpath(path).read_text(encoding="utf-8")
    try:
        return tomllib.loads(written, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise PackError(f"{path}: không đúng TOML ({error}).") from None
