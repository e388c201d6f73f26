"""Where the hours and the lines of a day stand in the timeline. Pure arithmetic on minutes.

A row is five minutes; rows count from 1 and become the CSS classes `at-N` and `for-N`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

ROW = 5
PAUSE_ROWS = 4
USUAL_DAY = (7 * 60, 17 * 60)
LAST_MINUTE = 24 * 60


@dataclass(frozen=True)
class Place:
    """Position of one block: its first row and how many rows it takes."""

    row: int
    rows: int


@dataclass(frozen=True)
class HourLine:
    """One hour line: its row and its text, "07:00"."""

    row: int
    text: str


@dataclass(frozen=True)
class DayScale:
    """From minute `start` to minute `end` after midnight; a pause in between may be folded."""

    start: int
    end: int
    pause: tuple[int, int] | None = None

    def row(self, minute: int) -> int:
        """The row in which `minute` falls, kept inside the day."""
        minute = min(max(minute, self.start), self.end)
        if self.pause is None or minute <= self.pause[0]:
            return (minute - self.start) // ROW + 1
        begin, finish = self.pause
        before = (begin - self.start) // ROW + 1
        if minute < finish:
            return before
        return before + PAUSE_ROWS + (minute - finish) // ROW

    def place(self, start: int, end: int) -> Place:
        """The rows between two minutes; at least one."""
        first = self.row(start)
        return Place(first, max(self.row(end) - first, 1))

    @property
    def hours(self) -> tuple[HourLine, ...]:
        """The hour lines, without those inside a folded pause."""
        inside = range(self.pause[0] + 1, self.pause[1]) if self.pause else range(0)
        return tuple(
            HourLine(self.row(minute), f"{minute // 60:02d}:00")
            for minute in range(self.start, self.end + 1, 60)
            if minute not in inside
        )

    @property
    def pause_place(self) -> Place | None:
        """The rows of the folded pause."""
        return Place(self.row(self.pause[0]), PAUSE_ROWS) if self.pause else None


def day_scale(
    spans: Iterable[tuple[int, int]],
    *,
    usual: tuple[int, int] = USUAL_DAY,
    pause: tuple[int, int] | None = None,
) -> DayScale:
    """The scale that shows every span (start and end in minutes after midnight).

    It covers `usual`, widened to whole hours by what lies outside. `pause` is folded only when
    nothing happened in it.
    """
    spans = list(spans)
    start = min([usual[0], *(begin for begin, _ in spans)]) // 60 * 60
    end = -(-max([usual[1], *(finish for _, finish in spans)]) // 60) * 60
    busy = pause is not None and any(begin < pause[1] and finish > pause[0] for begin, finish in spans)
    return DayScale(start, min(end, LAST_MINUTE), None if busy else pause)
