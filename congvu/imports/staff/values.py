"""What the staff importer hands on: frozen values, nothing of the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from congvu.imports.results import Rejected


@dataclass(frozen=True, slots=True)
class ParsedPerson:
    """One row of a staff list. Empty text and None mean "not told".

    `unit` and `position` are what the file says, or the known name or code they were matched to.
    `duty` (HEAD, DEPUTY, STAFF) is only what the words of the title suggest; the person who
    confirms the import decides. `percent` (0-100) is set on concurrent postings alone, which
    follow the main row of the same staff code.
    """

    sheet: str
    row: int
    staff_code: str
    full_name: str
    unit: str
    position: str
    title: str
    duty: str
    subject_type: str
    starts_on: date | None
    email: str
    username: str
    percent: Decimal | None

    @property
    def is_concurrent(self) -> bool:
        """Whether the row adds a second posting to a person above it."""
        return self.percent is not None


@dataclass(frozen=True, slots=True)
class ParsedStaff:
    """The whole list. `mapping` = field -> title of its column, out of `titles`; `ignored_columns` were not read."""

    people: tuple[ParsedPerson, ...]
    rejected: tuple[Rejected, ...]
    read: int
    titles: tuple[str, ...]
    mapping: Mapping[str, str]
    ignored_columns: tuple[str, ...]
    sha256: str
