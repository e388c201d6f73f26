"""Working-day arithmetic on an immutable calendar; no clock, no holiday known by heart."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from rulebook.errors import RuleError

WEEKEND: Final = frozenset({6, 7})
"""Saturday and Sunday in ISO numbers (Monday is 1)."""

_DAY: Final = timedelta(days=1)
_WEEKDAYS: Final = (
    "Thứ Hai",
    "Thứ Ba",
    "Thứ Tư",
    "Thứ Năm",
    "Thứ Sáu",
    "Thứ Bảy",
    "Chủ nhật",
)


class DayKind(StrEnum):
    """What a calendar says about one day."""

    HOLIDAY = "HOLIDAY"
    SUBSTITUTE = "SUBSTITUTE"
    SWAPPED_OFF = "SWAPPED_OFF"
    SWAPPED_WORKING = "SWAPPED_WORKING"


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """One day that differs from the week, with its name and the source key that says so."""

    day: date
    kind: DayKind
    name: str
    source: str


@dataclass(frozen=True, slots=True)
class Calendar:
    """Weekly days off, named days off and swapped working days.

    `weekly_off` holds ISO weekdays. A swapped working day is worked although the week or a
    holiday says otherwise. `years` are those whose days are known; see `covers`.
    """

    weekly_off: frozenset[int] = WEEKEND
    holidays: Mapping[date, str] = field(default_factory=dict)
    swapped: Mapping[date, str] = field(default_factory=dict)
    years: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        if not self.weekly_off < frozenset(range(1, 8)):
            raise RuleError("Lịch phải có ít nhất một ngày làm việc trong tuần.")
        # Copies behind a read-only view: a caller who keeps the dict cannot change the calendar.
        object.__setattr__(self, "holidays", MappingProxyType(dict(self.holidays)))
        object.__setattr__(self, "swapped", MappingProxyType(dict(self.swapped)))

    @classmethod
    def of(
        cls,
        days: Iterable[CalendarDay],
        *,
        weekly_off: frozenset[int] = WEEKEND,
        years: frozenset[int] = frozenset(),
    ) -> "Calendar":
        """Build a calendar from its days. Raises: RuleError when one day is listed twice."""
        holidays: dict[date, str] = {}
        swapped: dict[date, str] = {}
        for entry in days:
            if entry.day in holidays or entry.day in swapped:
                raise RuleError(f"Ngày {entry.day:%d/%m/%Y} ghi hai lần trong lịch.")
            target = swapped if entry.kind is DayKind.SWAPPED_WORKING else holidays
            target[entry.day] = entry.name
        return cls(weekly_off, holidays, swapped, years)

    def covers(self, day: date) -> bool:
        """Whether the days off of that year are known; outside, only the week is."""
        return day.year in self.years

    def why_off(self, day: date) -> str:
        """The reason why a day is not worked, in Vietnamese; empty for a working day."""
        if day in self.swapped:
            return ""
        if day in self.holidays:
            return self.holidays[day]
        weekday = day.isoweekday()
        return _WEEKDAYS[weekday - 1] if weekday in self.weekly_off else ""


def is_working_day(calendar: Calendar, day: date) -> bool:
    """Whether the calendar has that day worked."""
    return not calendar.why_off(day)


def add_working_days(calendar: Calendar, start: date, count: int) -> date:
    """The day on which the term of `count` working days ends; the first day does not count.

    With count 0 the start itself, worked or not.
    Raises: RuleError when count is negative or the calendar of dates ends.
    """
    if count < 0:
        raise RuleError("Số ngày làm việc phải từ 0 trở lên.")
    day = start
    try:
        while count:
            day += _DAY
            count -= is_working_day(calendar, day)
    except OverflowError:
        raise RuleError("Thời hạn vượt quá năm 9999.") from None
    return day


def working_days_between(calendar: Calendar, start: date, end: date) -> int:
    """Working days after `start` up to and including `end`: undoes `add_working_days`.

    Raises: RuleError when end is before start.
    """
    return sum(is_working_day(calendar, day) for day in _after(start, end))


def working_days(calendar: Calendar, first: date, last: date) -> tuple[date, ...]:
    """The working days from `first` to `last`, both included; empty when last is before first."""
    span = range((last - first).days + 1)
    days = (first + n * _DAY for n in span)
    return tuple(day for day in days if is_working_day(calendar, day))


def skipped(calendar: Calendar, start: date, end: date) -> tuple[tuple[date, str], ...]:
    """Days after `start` up to and including `end` that are not worked, each with its reason.

    Raises: RuleError when end is before start.
    """
    return tuple((day, why) for day in _after(start, end) if (why := calendar.why_off(day)))


def _after(start: date, end: date) -> Iterator[date]:
    if end < start:
        raise RuleError("Ngày cuối phải từ ngày đầu trở đi.")
    return (start + n * _DAY for n in range(1, (end - start).days + 1))
