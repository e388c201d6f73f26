"""What a product usually takes: exact numbers from nameless cases, or nothing when they are too few.

Values in, values out: no clock, no database. For the eye of the confirmer only; no score reads it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

PEOPLE = 5
CASES = 20
SHOWN_DOTS = 60


@dataclass(frozen=True)
class Case:
    """One confirmed line: minutes whole, quantity in products. The person is counted, never shown."""

    person_id: int
    minutes: int
    quantity: Decimal


@dataclass(frozen=True)
class Usual:
    """Minutes per product: median, middle half (low, high), range, and every case as a number."""

    median: Decimal
    low: Decimal
    high: Decimal
    least: Decimal
    most: Decimal
    cases: tuple[Decimal, ...]

    def times(self, quantity: Decimal, minutes: int) -> Decimal:
        """How many times the median `minutes` for `quantity` products are."""
        return times_of(self.median, quantity, minutes)


def times_of(median: Decimal, quantity: Decimal, minutes: int) -> Decimal:
    """How many times the median (minutes per product) `minutes` for `quantity` products are."""
    return Decimal(minutes) / (median * quantity)


def usual(cases: Iterable[Case]) -> Usual | None:
    """The usual minutes per product; None below five people or twenty cases, or without minutes.

    Units: minutes per product, exact. Quartiles by linear interpolation between the cases.
    Cases without products are left out.
    """
    counted = [case for case in cases if case.quantity > 0]
    if len(counted) < CASES or len({case.person_id for case in counted}) < PEOPLE:
        return None
    values = sorted(Decimal(case.minutes) / case.quantity for case in counted)
    median = _quantile(values, 2)
    if median <= 0:
        return None
    return Usual(median, _quantile(values, 1), _quantile(values, 3), values[0], values[-1], tuple(values))


def _quantile(values: Sequence[Decimal], quarter: int) -> Decimal:
    """The value at `quarter` quarters of the sorted `values`."""
    place = (len(values) - 1) * quarter
    at, rest = divmod(place, 4)
    if not rest:
        return values[at]
    return values[at] + (values[at + 1] - values[at]) * rest / 4


@dataclass(frozen=True)
class Strip:
    """The usual times for the quantity of one line, whole minutes, as the strip draws them."""

    own: int
    low: int
    median: int
    high: int
    least: int
    most: int
    cases: int
    dots: tuple[int, ...]


def strip_of(found: Usual, quantity: Decimal, minutes: int) -> Strip:
    """`found` for `quantity` products beside the line's own `minutes`; at most sixty dots, evenly taken."""

    def whole(value: Decimal) -> int:
        return int((value * quantity).quantize(Decimal(1), ROUND_HALF_UP))

    count = len(found.cases)
    places = range(count) if count <= SHOWN_DOTS else [n * count // SHOWN_DOTS for n in range(SHOWN_DOTS)]
    return Strip(
        own=minutes,
        low=whole(found.low),
        median=whole(found.median),
        high=whole(found.high),
        least=whole(found.least),
        most=whole(found.most),
        cases=count,
        dots=tuple(whole(found.cases[n]) for n in places),
    )
