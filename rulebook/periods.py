"""Months, quarters and years as values: comparable, hashable, written as 2026-11, 2026-q4, 2026."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Final

from rulebook.errors import BadPeriod

_MONTH: Final = re.compile(r"([0-9]{4})-([0-9]{2})", re.ASCII)
_QUARTER: Final = re.compile(r"([0-9]{4})-q([0-9])", re.ASCII)
_YEAR: Final = re.compile(r"[0-9]{4}", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A calendar month, the usual period of a score (NĐ 335/2025/NĐ-CP, Điều 3 khoản 4)."""

    year: int
    month: int

    def __post_init__(self) -> None:
        _check_year(self.year)
        if not 1 <= self.month <= 12:
            raise BadPeriod("Tháng phải từ 1 đến 12.")

    @classmethod
    def of(cls, day: date) -> "Month":
        """The month that holds a day."""
        return cls(day.year, day.month)

    @classmethod
    def parse(cls, written: str) -> "Month":
        """Read "2026-11". Raises: BadPeriod."""
        found = _MONTH.fullmatch(written)
        if not found:
            raise BadPeriod("Tháng phải viết như 2026-11.")
        return cls(int(found[1]), int(found[2]))

    def __str__(self) -> str:
        return f"{self.year:04}-{self.month:02}"

    @property
    def first(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def last(self) -> date:
        return date(self.year, self.month, monthrange(self.year, self.month)[1])

    @property
    def quarter(self) -> "Quarter":
        return Quarter(self.year, (self.month + 2) // 3)

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def next(self) -> "Month":
        """The following month. Raises: BadPeriod after the year 9999."""
        return Month(self.year + self.month // 12, self.month % 12 + 1)

    def previous(self) -> "Month":
        """The month before. Raises: BadPeriod before the year 1."""
        return Month(self.year - (self.month == 1), (self.month - 2) % 12 + 1)

    def label(self) -> str:
        return f"tháng {self.month} năm {self.year}"


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """A quarter of a calendar year (NĐ 335/2025/NĐ-CP, Điều 3 khoản 4, Điều 17 khoản 3)."""

    year: int
    quarter: int

    def __post_init__(self) -> None:
        _check_year(self.year)
        if not 1 <= self.quarter <= 4:
            raise BadPeriod("Quý phải từ 1 đến 4.")

    @classmethod
    def of(cls, day: date) -> "Quarter":
        """The quarter that holds a day."""
        return Month.of(day).quarter

    @classmethod
    def parse(cls, written: str) -> "Quarter":
        """Read "2026-q4". Raises: BadPeriod."""
        found = _QUARTER.fullmatch(written)
        if not found:
            raise BadPeriod("Quý phải viết như 2026-q4.")
        return cls(int(found[1]), int(found[2]))

    def __str__(self) -> str:
        return f"{self.year:04}-q{self.quarter}"

    @property
    def months(self) -> tuple[Month, Month, Month]:
        start = 3 * self.quarter - 2
        return (
            Month(self.year, start),
            Month(self.year, start + 1),
            Month(self.year, start + 2),
        )

    @property
    def first(self) -> date:
        return self.months[0].first

    @property
    def last(self) -> date:
        return self.months[2].last

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def next(self) -> "Quarter":
        """The following quarter. Raises: BadPeriod after the year 9999."""
        return Quarter(self.year + self.quarter // 4, self.quarter % 4 + 1)

    def previous(self) -> "Quarter":
        """The quarter before. Raises: BadPeriod before the year 1."""
        return Quarter(self.year - (self.quarter == 1), (self.quarter - 2) % 4 + 1)

    def label(self) -> str:
        return f"quý {('I', 'II', 'III', 'IV')[self.quarter - 1]} năm {self.year}"


@dataclass(frozen=True, slots=True, order=True)
class Year:
    """A working year, the period of the annual rating (NĐ 335/2025/NĐ-CP, Điều 19 khoản 1)."""

    year: int

    def __post_init__(self) -> None:
        _check_year(self.year)

    @classmethod
    def of(cls, day: date) -> "Year":
        """The year that holds a day."""
        return cls(day.year)

    @classmethod
    def parse(cls, written: str) -> "Year":
        """Read "2026". Raises: BadPeriod."""
        if not _YEAR.fullmatch(written):
            raise BadPeriod("Năm phải viết như 2026.")
        return cls(int(written))

    def __str__(self) -> str:
        return f"{self.year:04}"

    @property
    def first(self) -> date:
        return date(self.year, 1, 1)

    @property
    def last(self) -> date:
        return date(self.year, 12, 31)

    def __contains__(self, day: date) -> bool:
        return day.year == self.year

    def next(self) -> "Year":
        """The following year. Raises: BadPeriod after the year 9999."""
        return Year(self.year + 1)

    def previous(self) -> "Year":
        """The year before. Raises: BadPeriod before the year 1."""
        return Year(self.year - 1)

    def label(self) -> str:
        return f"năm {self.year}"


def _check_year(year: int) -> None:
    if not 1 <= year <= 9999:
        raise BadPeriod("Năm phải từ 1 đến 9999.")
