"""What a pack names and nobody uses: nearly always a slip of the pen, so it is refused."""

from collections.abc import Iterator

from rulebook.errors import PackError
from rulebook.formula import Formula
from rulebook.model import Work
from rulebook.pack import Pack


def check_used(pack: Pack, work: Work, where: str) -> None:
    """Refuse inputs, values, sums, components and deductions that lead nowhere. Raises: PackError.

    Figures are exempt: a text may state a number that people use, not the formula.
    """
    used = {name for formula in _formulas(pack, work) for name in formula.names}
    for each in work.formulas:
        used |= {*each.mean_of, *each.weights}
    if work.bonus:
        used.add(work.bonus.of)
    made = [("inputs", each.key) for each in work.inputs]
    made += [("items.values", each.key) for each in work.lines]
    made += [("sums", each.key) for each in work.sums]
    made += [("components", each.key) for each in work.components]
    made += [("deductions", each.gives) for each in work.deductions]
    for table, key in made:
        if key not in used:
            raise PackError(f"{where}.{table}: “{key}” không được công thức hay điều kiện nào dùng.")


def _formulas(pack: Pack, work: Work) -> Iterator[Formula]:
    for line in work.lines:
        yield line.formula
        yield from filter(None, [line.when])
    for each in work.sums:
        yield each.of
        yield from filter(None, [each.when])
    for term in work.components:
        yield term.formula
    for rule in (*work.rules, *work.item_rules):
        yield rule.must
        yield from filter(None, [rule.when])
    for role in work.formulas:
        yield from filter(None, [role.formula])
    for level in pack.levels:
        for condition in level.conditions:
            yield condition.when
    for forced in pack.rating.forced:
        yield from filter(None, [forced.when])
