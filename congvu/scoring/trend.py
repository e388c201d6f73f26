"""The small line through a person's year: places on a drawing, nothing more. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

WIDTH, TOP, BOTTOM, LEFT, RIGHT = 640, 30, 150, 40, 560


@dataclass(frozen=True)
class Point:
    """One period on the line; `is_final` False is provisional and drawn dashed."""

    x: str
    y: str
    label: str
    total: Decimal
    is_final: bool


@dataclass(frozen=True)
class Trend:
    """A drawing of 640 × 172: hairlines with their values, the line, the dashed end, the points."""

    grid: tuple[tuple[str, int], ...]
    line: str
    dashed: tuple[Point, Point] | None
    points: tuple[Point, ...]
    ticks: tuple[tuple[str, str], ...]


def trend(totals: Sequence[tuple[int, Decimal | None, bool]], *, periods: int) -> Trend | None:
    """From (number in the year, total, is final); None with fewer than two totals."""
    known = [(n, total, final) for n, total, final in totals if total is not None]
    if len(known) < 2:
        return None
    low = min(int(min(t for _, t, _ in known) // 10) * 10, 90)
    high = max(-int(-max(t for _, t, _ in known) // 10) * 10, low + 10)
    step = Decimal(RIGHT - LEFT) / (periods - 1)

    def place(number: int, total: Decimal, final: bool) -> Point:
        y = BOTTOM - (total - low) * (BOTTOM - TOP) / (high - low)
        return Point(_short(LEFT + step * (number - 1)), _short(y), _tick(number, periods), total, final)

    points = tuple(place(*one) for one in known)
    solid = [p for p in points if p.is_final]
    last = points[-1]
    grid_step = 10 if high - low <= 40 else 20
    return Trend(
        grid=tuple(
            (_short(BOTTOM - Decimal(v - low) * (BOTTOM - TOP) / (high - low)), v)
            for v in range(low, high + 1, grid_step)
        ),
        line=" ".join(f"{p.x},{p.y}" for p in solid),
        dashed=(solid[-1], last) if solid and not last.is_final else None,
        points=points,
        ticks=tuple((_short(LEFT + step * (n - 1)), _tick(n, periods)) for n in range(1, periods + 1)),
    )


def _tick(number: int, periods: int) -> str:
    return f"T{number}" if periods == 12 else f"Q{number}"


def _short(value: Decimal) -> str:
    return f"{value:.1f}"
