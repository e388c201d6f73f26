"""Counts of events on finished products: one whole number for each, the last for a fraction."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_CEILING, Decimal

from congvu.base.errors import OutOfRange

MOST_EVENTS = 100


def products(quantity: Decimal) -> int:
    """How many products have a count of their own; a fraction is one more."""
    return int(quantity.to_integral_value(ROUND_CEILING))


def counts_of(given: Sequence[int] | None, number: int, *, field: str) -> list[int]:
    """The given counts, checked; zeros when none were given. Raises OutOfRange."""
    if given is None:
        return [0] * number
    counts = list(given)
    if len(counts) != number:
        raise OutOfRange(f"Cần đúng {number} số đếm, mỗi sản phẩm một số.", field=field)
    if any(type(c) is not int or not 0 <= c <= MOST_EVENTS for c in counts):
        raise OutOfRange(f"Số lần là số nguyên từ 0 đến {MOST_EVENTS}.", field=field)
    return counts


def added(one: Sequence[int], other: Sequence[int]) -> list[int]:
    """The sum, product by product; the shorter list is filled with zeros."""
    longest = max(len(one), len(other))
    return [a + b for a, b in zip(fitted(one, longest), fitted(other, longest), strict=True)]


def fitted(counts: Sequence[int], number: int) -> list[int]:
    """The counts cut or filled with zeros to `number` products."""
    return [*counts[:number], *([0] * (number - len(counts)))]


def capped(counts: Sequence[int], most: Sequence[int]) -> list[int]:
    """The counts, never above those of `most`, and as many."""
    return [min(a, b) for a, b in zip(fitted(counts, len(most)), most, strict=True)]
