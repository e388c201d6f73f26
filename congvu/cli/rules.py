"""`congvu rules …`: without Django and without a database, apart from `whatif`."""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from collections.abc import Callable
from typing import Any

from .say import tell, tell_json


def run(chosen: argparse.Namespace) -> int:
    from rulebook.evaluate import run as evaluate

    return evaluate(chosen.pack, chosen.case, stdin=sys.stdin.buffer, stdout=sys.stdout, stderr=sys.stderr)


def list_(chosen: argparse.Namespace) -> int:
    """Every shipped pack."""
    from rulebook import tool

    found = tool.listing()
    if chosen.json:
        tell_json(found)
        return 0
    for each in found:
        until = f" đến trước {each['valid_to']}" if each["valid_to"] else ""
        since = each["valid_from"] or "chưa điền"
        tell(f"{each['id']}: {each['title']}\n  {each['status_text']}; từ {since}{until}")
    return 0


def show(chosen: argparse.Namespace) -> int:
    """One pack with its fields, formulas, levels and sources."""
    from rulebook import loader, tool

    return _answer(chosen, lambda: tool.described(loader.pack_or_file(chosen.pack)))


def check(chosen: argparse.Namespace) -> int:
    """Whether a pack is consistent; what a template still lacks."""
    from rulebook import loader, tool

    return _answer(chosen, lambda: tool.checked(loader.pack_or_file(chosen.pack)))


def diff(chosen: argparse.Namespace) -> int:
    """What differs between two packs."""
    from rulebook import tool

    return _answer(chosen, lambda: tool.compared(chosen.before, chosen.after))


def cap(chosen: argparse.Namespace) -> int:
    """How many may be excellent, by the three readings."""
    from rulebook import caps, loader
    from rulebook.errors import BadCase

    def answer() -> dict[str, object]:
        rule = loader.pack_or_file(chosen.pack).rating.excellence
        if rule is None:
            raise BadCase(f"Bộ quy tắc {chosen.pack} không nêu tỷ lệ xuất sắc.")
        return caps.answer(
            rule,
            good_or_better=_count(chosen.good_or_better),
            excellent=_count(chosen.excellent),
            below=_count(chosen.below),
            outstanding=chosen.outstanding,
        )

    return _answer(chosen, answer)


def year(chosen: argparse.Namespace) -> int:
    """The year of one person from a JSON case."""
    from rulebook import loader, years
    from rulebook.given import parse

    return _answer(
        chosen,
        lambda: years.answer(
            loader.pack_or_file(chosen.pack), parse(loader.read_text(chosen.case, sys.stdin.buffer))
        ),
        always_json=True,
    )


def deadline(chosen: argparse.Namespace) -> int:
    """When a term ends, and the days it skips."""
    from rulebook import deadlines, loader

    def answer() -> Any:
        pack = loader.pack_or_file(chosen.pack)
        found = deadlines.deadline_of(pack, chosen.kind.upper())
        calendar = loader.calendar_file(chosen.calendar) if chosen.calendar else loader.calendar()
        return deadlines.answer(
            found, _day(chosen.since), calendar, loader.source_of(pack, found.source).article
        )

    return _answer(chosen, answer)


def whatif(chosen: argparse.Namespace) -> int:
    """Another pack against a past period; the only command here that reads the database."""
    from .whatif import run as try_out

    return try_out(chosen)


def _answer(chosen: argparse.Namespace, make: Callable[[], Any], *, always_json: bool = False) -> int:
    """Say the answer, or one sentence with exit code 2."""
    from rulebook import tool
    from rulebook.errors import RuleError

    try:
        found = make()
    except RuleError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    if chosen.json or always_json:
        tell_json(found)
    else:
        for line in tool.lines_of(found):
            tell(line)
    return 0


def _count(written: str) -> int:
    from rulebook.errors import BadCase

    if not (written.isascii() and written.isdecimal() and len(written) <= 7):
        raise BadCase("Số người phải là số nguyên từ 0 đến 1000000.")
    return int(written)


def _day(written: str) -> dt.date:
    from rulebook.errors import BadCase

    try:
        if len(written) == 10:
            return dt.date.fromisoformat(written)
    except ValueError:
        pass
    raise BadCase("--from: ngày phải viết như 2026-10-16.")
