"""The items of a case of any pack: their deductions, their values, and the sums of them."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from rulebook.case import Held
from rulebook.errors import BadCase
from rulebook.exact import decimal_of, rounded
from rulebook.explain import Explained
from rulebook.formula import Formula, NoValue, Value, holds, order_of
from rulebook.formula import number as value_of
from rulebook.model import Deduction, Spread, Work

_ONE = Fraction(1)
_ZERO = Fraction(0)


def lines_of(
    work: Work,
    items: Sequence[Mapping[str, Held]],
    known: Mapping[str, Value],
    weights: Mapping[str, Fraction],
    name: str = "items",
) -> tuple[Mapping[str, Value], ...]:
    """Each item with everything that its formulas name. Raises: BadCase naming the item."""
    order = order_of({each.key: each.formula for each in work.lines}, "items.values")
    values = {each.key: each for each in work.lines}
    found = []
    for at, item in enumerate(items):
        where = f"{name}[{at}]"
        have: dict[str, Value] = dict(known)
        have |= {key: each for key, each in item.items() if not isinstance(each, tuple)}
        for deduction in work.deductions:
            have[deduction.gives] = kept(deduction, item, where)
        for rule in work.item_rules:
            if (rule.when is None or _holds(rule.when, have)) and not _holds(rule.must, have):
                raise BadCase(f"{where}.{rule.text}")
        for key in order:
            line = values[key]
            if line.when is not None and not _holds(line.when, have):
                have[key] = _ZERO
                continue
            try:
                have[key] = rounded(value_of(line.formula, have, weights), line.rounding)
            except NoValue:
                raise BadCase(
                    f"{where}: không tính được “{line.text}” vì không còn phần nào áp dụng."
                ) from None
        found.append(have)
    return tuple(found)


def sums_of(work: Work, lines: Sequence[Mapping[str, Value]]) -> dict[str, Fraction]:
    """The sums of a case, exact; no order of items can change them."""
    return {
        each.key: sum(
            (value_of(each.of, line) for line in lines if each.when is None or _holds(each.when, line)),
            _ZERO,
        )
        for each in work.sums
    }


def components_of(
    work: Work, known: Mapping[str, Value], weights: Mapping[str, Fraction]
) -> dict[str, Value]:
    """The components whose names are known for this role, each after those it needs. Raises: NoValue."""
    formulas = {each.key: each for each in work.components}
    found: dict[str, Value] = {}
    for key in order_of({each.key: each.formula for each in work.components}, "components"):
        component, have = formulas[key], {**known, **found}
        if any(name not in have for name in component.formula.names):
            continue
        found[key] = rounded(value_of(component.formula, have, weights), component.rounding)
    return found


def sum_steps(work: Work, sums: Mapping[str, Fraction], lines: int) -> list[Explained]:
    """Each sum with its formula and source."""
    return [
        Explained(
            name=each.text,
            formula=f"tổng của {each.of.shown}" + (f", khi {each.when.shown}" if each.when else ""),
            inputs={"số dòng": lines},
            value=decimal_of(sums[each.key]),
            source=each.source,
        )
        for each in work.sums
    ]


def kept(deduction: Deduction, item: Mapping[str, Held], where: str) -> Fraction:
    """Products of an item that are left after its faults, each never below the floor.

    Raises: BadCase when more faults are waived than there are.
    """
    of = item[deduction.of]
    assert isinstance(of, Fraction)
    counts = _counts(item[deduction.counts])
    waived = _counts(item[deduction.waived]) if deduction.waived else ()
    charged = []
    for index, count in enumerate(counts or (0,) * len(waived)):
        excused = waived[index] if index < len(waived) else 0
        if excused > count:
            raise BadCase(f"{where}.{deduction.waived}: không được nhiều hơn {deduction.counts}.")
        charged.append(count - excused)
    each_time, most = Fraction(deduction.figure.value) / 100, _ONE - deduction.floor
    if deduction.spread is Spread.LINE:
        return of - min(of * most, each_time * sum(charged))
    last, left = len(charged) - 1, of
    for index, count in enumerate(charged):
        part = of - last if index == last else _ONE
        left -= part * min(most, each_time * count)
    return left


def _counts(held: Held) -> tuple[int, ...]:
    if isinstance(held, tuple):
        return held
    return () if held is None or not held else (int(held),)


def _holds(condition: Formula, have: Mapping[str, Value]) -> bool:
    try:
        return holds(condition, have)
    except NoValue:
        return False
