"""Exact decimal numbers: reading, arithmetic contexts, the one rounding, and writing."""

import re
from decimal import (
    ROUND_DOWN,
    ROUND_HALF_UP,
    Context,
    Decimal,
    DivisionByZero,
    Inexact,
    InvalidOperation,
    Overflow,
)
from typing import Final

from rulebook.errors import BadNumber

LONGEST: Final = 30
"""Characters of a number as typed; wider than any column or any honest quantity."""

SIGNIFICANT: Final = 10
"""Significant digits that a written number has at least."""

EXACT: Final = Context(prec=400, traps=[Inexact, InvalidOperation, DivisionByZero, Overflow])
"""For sums, differences and products: a result that would need rounding is an error.

400 digits hold the sum of millions of products of three numbers of 30 characters.
"""

# Quotients are cut, not rounded: a cut number never reaches a threshold that the exact one misses.
_QUOTIENT: Final = Context(prec=28, rounding=ROUND_DOWN, traps=[InvalidOperation, DivisionByZero, Overflow])
_ROUNDING: Final = Context(
    prec=400, rounding=ROUND_HALF_UP, traps=[InvalidOperation, DivisionByZero, Overflow]
)
_PLAIN: Final = re.compile(r"[0-9]+(\.[0-9]+)?", re.ASCII)


def exact_number(value: object) -> Decimal:
    """Read a number that is a string ("2.5") or a plain integer, exactly.

    Units: none. Range: zero or more, at most 30 characters, a point before the decimals.
    Raises: BadNumber for anything else: a sign, an exponent, spaces, NaN, infinity, a float,
        a truth value.
    """
    if type(value) is int:
        if not 0 <= value < 10**LONGEST:
            raise BadNumber(f"phải là số không âm, dài nhất {LONGEST} chữ số")
        return Decimal(value)
    if type(value) is not str:
        raise BadNumber("phải là chuỗi số như “2.5” hoặc số nguyên")
    if len(value) > LONGEST:
        raise BadNumber(f"dài quá {LONGEST} ký tự")
    if not _PLAIN.fullmatch(value):
        raise BadNumber("phải là số không âm như “2.5”, không dấu, không số mũ")
    return Decimal(value)


def is_usable(value: object) -> bool:
    """Whether a value from Python may enter the rules: a finite Decimal, zero or more, bounded.

    At most 30 digits before the point and 60 after it, so that a quotient may enter again.
    """
    return (
        type(value) is Decimal
        and value.is_finite()
        and not value.is_signed()
        and value.adjusted() < LONGEST
        and int(value.as_tuple().exponent) >= -2 * LONGEST
    )


def quotient(numerator: Decimal, denominator: Decimal) -> Decimal:
    """Divide; exact up to 28 significant digits, further digits are cut.

    The operands are never rounded first. Cutting keeps comparisons true: for a threshold t of
    at most 28 digits, `quotient(n, d) >= t` exactly when n / d >= t.
    Raises: decimal.DivisionByZero or decimal.InvalidOperation when the denominator is zero.
    """
    return _QUOTIENT.divide(numerator, denominator)


def rounded(value: Decimal, places: int) -> Decimal:
    """Round half up to `places` decimals: the only rounding, at the line where a form shows it.

    Raises: ValueError when places is negative.
    """
    if places < 0:
        raise ValueError("places must be zero or more")
    return value.quantize(Decimal(1).scaleb(-places), context=_ROUNDING)


def canonical(value: Decimal) -> Decimal:
    """The same value without trailing zeros: equal numbers become identical."""
    return value.normalize(EXACT)


def text(value: Decimal) -> str:
    """Write all digits of a number, without exponent, padded to 10 significant digits."""
    plain = format(canonical(value), "f")
    whole, _, decimals = plain.partition(".")
    digits = (whole + decimals).lstrip("-0")
    missing = SIGNIFICANT - len(digits)
    if missing <= 0:
        return plain
    return f"{whole}.{decimals}{'0' * missing}"
