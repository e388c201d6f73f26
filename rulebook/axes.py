"""Results marked by axes: points up to each maximum; an axis that does not apply is left out."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from rulebook.exact import decimal_of
from rulebook.explain import Explained
from rulebook.formula import NoValue, Value
from rulebook.model import RoleFormula, Work


def points_of(work: Work, given: Mapping[str, Value]) -> Fraction:
    """The points of all axes, those that apply scaled up to the whole. Raises: NoValue."""
    whole = sum((Fraction(axis.maximum.value) for axis in work.axes), Fraction(0))
    applied = sum(
        (Fraction(axis.maximum.value) for axis in work.axes if given[axis.code] is not None), Fraction(0)
    )
    if not applied:
        raise NoValue
    return sum((each for each in given.values() if each is not None), Fraction(0)) * whole / applied


def steps_of(work: Work, given: Mapping[str, Value]) -> list[Explained]:
    """Each axis as a step."""
    found = []
    for axis in work.axes:
        value = given[axis.code]
        found.append(
            Explained(
                name=axis.text,
                formula=f"từ 0 đến {axis.maximum.value} điểm",
                inputs={},
                value="không áp dụng" if value is None else decimal_of(value),
                source=axis.maximum.source,
            )
        )
    return found


def formula_of(work: Work, formula: RoleFormula) -> RoleFormula:
    """What the result step says instead of the formula over products."""
    codes = tuple(axis.code for axis in work.axes)
    source = work.axes[0].maximum.source
    return replace(formula, mean_of=(), weights=dict.fromkeys(codes, Decimal(1)), formula=None, source=source)
