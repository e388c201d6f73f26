"""What a file would do to the database: the preview, and the measure of what is then applied."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from congvu.audit.trail import canonical
from congvu.imports.results import Rejected
from congvu.ui import words


class Outcome(StrEnum):
    """What becomes of one row. REMOVED rows are not in the file: the proposed list loses them."""

    CREATED = "CREATED"
    CHANGED = "CHANGED"
    UNCHANGED = "UNCHANGED"
    REMOVED = "REMOVED"


@dataclass(frozen=True, slots=True)
class Change:
    """One field: before is "" for something new. Both as people read them."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One accepted row of the file (sheet and row as there), or a removed item (row 0)."""

    outcome: Outcome
    sheet: str
    row: int
    code: str
    title: str
    changes: tuple[Change, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """All of it. `problems` concern the file as a whole (common criteria), not one of its rows.

    `target`: the sentence that says where it goes; `notices`: accepted, but look at it.
    """

    read: int
    rows: tuple[PlanRow, ...]
    rejected: tuple[Rejected, ...]
    target: str
    problems: tuple[Rejected, ...] = ()
    notices: tuple[Rejected, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()

    def of(self, outcome: Outcome) -> list[PlanRow]:
        """The rows with one outcome, in the order of the file."""
        return [row for row in self.rows if row.outcome is outcome]

    def count(self, outcome: Outcome) -> int:
        """How many rows have that outcome."""
        return sum(row.outcome is outcome for row in self.rows)

    @property
    def accepted(self) -> int:
        """Rows of the file that are taken."""
        return sum(row.outcome is not Outcome.REMOVED for row in self.rows)

    @property
    def refused(self) -> tuple[Rejected, ...]:
        """Everything that is reported as rejected, the file's own problems first."""
        return (*self.problems, *self.rejected)

    @property
    def does_nothing(self) -> bool:
        """Whether applying it would change nothing."""
        return all(row.outcome is Outcome.UNCHANGED for row in self.rows)

    @property
    def digest(self) -> str:
        """SHA-256 of what was shown: applying asks whether it still is what would be done."""
        body = [
            self.read,
            [asdict(row) for row in self.rows],
            [asdict(one) for one in self.refused],
            self.target,
        ]
        return hashlib.sha256(canonical(body)).hexdigest()

    def counts(self) -> dict[str, int]:
        """The numbers kept with the batch."""
        return {
            "read": self.read,
            "accepted": self.accepted,
            **{outcome.value.lower(): self.count(outcome) for outcome in Outcome},
            "rejected": len(self.refused),
        }


def shown(value: object) -> str:
    """A value of the database as people read it; "" for nothing."""
    match value:
        case None | "":
            return ""
        case bool():
            return "có" if value else "không"
        case Decimal() | int():
            return _number(value)
        case date():
            return words.full_date(value)
    return str(value)


_number = functools.lru_cache(maxsize=1024, typed=True)(words.number)


def differing(pairs: Iterable[tuple[str, object, object]]) -> tuple[Change, ...]:
    """Those of (label, before, after) that differ."""
    return tuple(
        Change(label, shown(before), shown(after)) for label, before, after in pairs if before != after
    )
