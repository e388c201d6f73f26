"""What every importer reports about a row that it cannot take."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row left out: where it stands in the file (rows count from 1) and why, in Vietnamese.

    `key` is the comparable code of what the row is about, when it could be read.
    """

    sheet: str
    row: int
    reason: str
    key: str = ""

    def as_json(self) -> dict[str, str | int]:
        """The shape printed by `congvu import --json`."""
        return {"sheet": self.sheet, "row": self.row, "reason": self.reason}
