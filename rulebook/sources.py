"""Where the numbers come from: keys, articles, and the words that say so."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from rulebook.errors import PackError
from rulebook.tables import Table

KINDS: Final = ("LAW", "GUIDE", "CHOICE")


@dataclass(frozen=True, slots=True)
class Source:
    """Where a number comes from: "điểm b khoản 2 Điều 14 …" and the words that say so.

    `is_law` is False where the law is silent and the pack chose, in words of our own, and where
    the text itself was not at hand and `quote` retells it from another one (`is_retold`).
    """

    key: str
    document: str
    article: str
    quote: str
    is_law: bool
    is_retold: bool = False


def sources_of(data: Mapping[str, object], where: str) -> Mapping[str, Source]:
    """Check a parsed source list. Raises: PackError."""
    found = {}
    for key, entry in data.items():
        table = Table(entry, f"{where}[{key}]", ())
        kind = table.text("kind")
        if kind not in KINDS:
            raise PackError(f"{table.where}.kind: phải là LAW, GUIDE hoặc CHOICE.")
        found[key] = Source(
            key,
            table.text("document"),
            table.text("article"),
            table.text("quote"),
            kind == "LAW",
            kind == "GUIDE",
        )
        table.end()
    return MappingProxyType(found)
