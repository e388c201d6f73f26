"""On which line of a pack's text a place stands, so that a refusal can be found in an editor."""

import re
from typing import Final

_HEADER: Final = re.compile(r"\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY: Final = re.compile(r"\s*([A-Za-z0-9_\-.\"]+)\s*=")
_PART: Final = re.compile(r"[^.\[\]]+|\[[^\]]+\]")


def line_of(written: str, place: str) -> int | None:
    """The line of a place like `levels[1].at_least.value`, counted from 1; None where none is known.

    A place inside an inline table gives the line of the key that holds it.
    """
    lines = _lines(written)
    parts = _PART.findall(place)
    for length in range(len(parts), 0, -1):
        if found := lines.get(_joined(parts[:length])):
            return found
    return None


def _joined(parts: list[str]) -> str:
    return "".join(each if each.startswith("[") else f".{each}" for each in parts).lstrip(".")


def _lines(written: str) -> dict[str, int]:
    """Every table and key of the text as a place, with its line."""
    found: dict[str, int] = {}
    counts: dict[str, int] = {}
    here = ""
    for number, line in enumerate(written.splitlines(), 1):
        if header := _HEADER.match(line):
            here = _table(header[2], counts, is_list=header[1] == "[[")
            found.setdefault(here, number)
            found.setdefault(here.partition("[")[0], number)
        elif key := _KEY.match(line):
            name = key[1].replace('"', "")
            found.setdefault(f"{here}.{name}" if here else name, number)
    return found


def _table(name: str, counts: dict[str, int], *, is_list: bool) -> str:
    """The place of a table header: each list on the way is at its latest entry."""
    here = ""
    parts = [each.strip().strip('"') for each in name.split(".")]
    for at, part in enumerate(parts):
        here = f"{here}.{part}" if here else part
        if is_list and at == len(parts) - 1:
            counts[here] = counts.get(here, -1) + 1
        if here in counts:
            here = f"{here}[{counts[here]}]"
    return here
