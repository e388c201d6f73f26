"""What the catalogue importer hands on: frozen values, nothing of the database."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from congvu.imports.cells import key as folded
from congvu.imports.results import Rejected


class ListKind(StrEnum):
    """Which part of the list an item stands in."""

    LEADERSHIP = "LEADERSHIP"
    COMMON = "COMMON"
    SPECIALISED = "SPECIALISED"


@dataclass(frozen=True, slots=True)
class Criterion:
    """One of the ten common criteria, as the rule pack has it. `maximum` in points."""

    code: str
    text: str
    maximum: Decimal


@dataclass(frozen=True, slots=True)
class CriterionRow:
    """One common criterion as the file has it; `code` joins group and number ("I.1")."""

    sheet: str
    row: int
    code: str
    text: str
    maximum: Decimal | None


@dataclass(frozen=True, slots=True)
class ParsedCriteria:
    """The common criteria of the file and where they differ from the pack."""

    rows: tuple[CriterionRow, ...]
    problems: tuple[Rejected, ...]

    @property
    def is_present(self) -> bool:
        """Whether the file has a sheet of common criteria at all."""
        return bool(self.rows)


@dataclass(frozen=True, slots=True)
class Decision:
    """The decision that the titles of the file name; each part may be missing."""

    number: str = ""
    signed_on: date | None = None
    issuer: str = ""


@dataclass(frozen=True, slots=True)
class ParsedItem:
    """One product. Scores in points; `coefficient` = score ÷ standard score, 4 places half-up.

    `unit_name` is the office of a specialised item, else "". `unit_of_measure` is "" when the
    file has no such column: nothing is guessed. Frame bounds are None when the file has none.
    """

    sheet: str
    row: int
    code: str
    kind: ListKind
    unit_name: str
    task: str
    detail: str
    output: str
    group: int
    frame_low: Decimal | None
    frame_high: Decimal | None
    score: Decimal
    coefficient: Decimal
    note: str
    unit_of_measure: str

    @property
    def key(self) -> str:
        """What identifies the item between two imports: its code, without case or spaces."""
        return code_key(self.code)

    @property
    def content_hash(self) -> str:
        """SHA-256 of everything that a re-import compares; the place in the file is left out."""
        numbers = (self.frame_low, self.frame_high, self.score, self.coefficient)
        return _digest(
            [
                self.key,
                self.kind.value,
                self.unit_name,
                self.task,
                self.detail,
                self.output,
                str(self.group),
                *("" if number is None else _plain(number) for number in numbers),
                self.note,
                self.unit_of_measure,
            ]
        )

    @property
    def text_key(self) -> str:
        """SHA-256 of the folded task and detail: finds an item again after its code changed."""
        return _digest([folded(self.task), folded(self.detail)])


@dataclass(frozen=True, slots=True)
class ParsedCatalogue:
    """The whole file. `read` counts item rows (accepted and rejected), never titles."""

    criteria: ParsedCriteria
    items: tuple[ParsedItem, ...]
    rejected: tuple[Rejected, ...]
    read: int
    standard_score: Decimal
    decision: Decision
    ignored_sheets: tuple[str, ...]
    sha256: str

    def counts(self) -> dict[str, int]:
        """Accepted items per sheet, in the order of the file."""
        counted: dict[str, int] = {}
        for item in self.items:
            counted[item.sheet] = counted.get(item.sheet, 0) + 1
        return counted


def code_key(code: str) -> str:
    """The comparable form of a code."""
    return "".join(code.split()).upper()


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"


def _digest(parts: Iterable[str]) -> str:
    return hashlib.sha256(json.dumps(list(parts), ensure_ascii=False).encode()).hexdigest()
