"""What every importer reports about a row that it cannot take."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row left out: where it stands in the file (rows count from 1) and why, in Vietnamese."""

    sheet: str
    row: int
    reason: str

    def as_json(self) -> dict[str, str | int]:
        """The shape printed by `congvu import --json`."""
        return {"sheet": self.sheet, "row": self.row, "reason": self.reason}
