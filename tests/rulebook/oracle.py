"""The decree's formulas once more, in fractions and the plainest words, to compare with."""

from decimal import ROUND_DOWN, Context, Decimal
from fractions import Fraction
from math import ceil

LEVELS = ((90, "XS"), (70, "T"), (50, "HT"), (0, "KHT"))


def cut(value: Fraction) -> Decimal:
    """A fraction in 28 significant digits, the rest left off."""
    return Context(prec=28, rounding=ROUND_DOWN).divide(Decimal(value.numerator), Decimal(value.denominator))


def kept(item, which: str) -> Fraction:
    done = Fraction(item.done)
    counts, waived = getattr(item, which), getattr(item, f"waived_{which}")
    left = Fraction(0)
    for index in range(ceil(done)):
        part = min(Fraction(1), done - index)
        charged = (counts[index] if counts else 0) - (waived[index] if waived else 0)
        left += part * max(Fraction(0), 1 - Fraction(charged, 4))
    return Fraction(item.coefficient) * left


def score(role, common, items, leadership, cap):
    """(a, b, c, ratio, points, total, level) in fractions, or None when nothing is assigned."""
    assigned = sum(Fraction(i.coefficient) * Fraction(i.assigned) for i in items if not i.extra)
    if not assigned:
        return None
    a = sum(Fraction(i.coefficient) * Fraction(i.done) for i in items) / assigned
    b = sum(kept(i, "errors") for i in items) / assigned
    c = sum(kept(i, "late") for i in items) / assigned
    counted = [min(x, 1) if cap == "RATIO" else x for x in (a, b, c)]
    parts = counted + [Fraction(x) for x in (leadership if role != "STAFF" else ())]
    ratio = min(Fraction(sum(parts), len(parts)), Fraction(1))
    total = Fraction(common) + 70 * ratio
    level = next(code for least, code in LEVELS if total >= least)
    return a, b, c, ratio, 70 * ratio, total, level
