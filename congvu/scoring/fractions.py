"""Exact numbers as people read them: decimals where they end, fractions where they do not."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from congvu.ui.words import number

LONGEST = 12
"""Decimals shown at most; a number that needs more is written as a fraction."""


def exact(value: Fraction) -> str:
    """ "0,84375", or "6/7" where the decimals do not end within twelve places."""
    scaled = value * 10**LONGEST
    if scaled.denominator == 1:
        return number(Decimal(scaled.numerator).scaleb(-LONGEST))
    return f"{number(value.numerator)}/{number(value.denominator)}"


def kept(value: Decimal, true: Fraction) -> str:
    """A stored number with all its digits; where it was cut, the fraction that it stands for."""
    text = number(value)
    return text if Fraction(value) == true else f"{text}… (đúng bằng {exact(true)})"
