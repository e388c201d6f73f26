"""Fractions in and out: the engine's exact numbers, cut or rounded only here."""

from decimal import Decimal, DecimalException
from fractions import Fraction
from math import ceil, floor
from typing import Final

from rulebook.model import Mode, Rounding
from rulebook.numbers import EXACT, quotient

_LONGEST: Final = 60
"""Digits of a number that ends; longer ones are cut like those that do not end."""


def decimal_of(value: Fraction) -> Decimal:
    """The same number as a Decimal; one that does not end is cut after 28 significant digits.

    Cutting, never rounding up: no number reaches a threshold that the exact one misses.
    """
    numerator, denominator = Decimal(value.numerator), Decimal(value.denominator)
    try:
        exact = EXACT.divide(numerator, denominator)
        if len(exact.as_tuple().digits) <= _LONGEST:
            return exact
    except DecimalException:
        pass
    return quotient(numerator, denominator)


def rounded(value: Fraction, how: Rounding | None) -> Fraction:
    """The number as the pack rounds it; unchanged where the pack does not."""
    if how is None:
        return value
    scale = 10**how.places
    return Fraction(whole(value * scale, how.mode), scale)


def whole(value: Fraction, mode: Mode) -> int:
    """A whole number by the mode; half up means a half counts as one more."""
    if mode is Mode.FLOOR:
        return floor(value)
    if mode is Mode.CEILING:
        return ceil(value)
    return floor(value + Fraction(1, 2))
