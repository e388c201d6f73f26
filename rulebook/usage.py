"""What a pack names and nobody uses: nearly always a slip of the pen, so it is refused."""

from collections.abc import Iterable, Iterator

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


def inputs_behind(work: Work, names: Iterable[str]) -> set[str]:
    """The inputs that these names need, through components, sums and values of items."""
    needs: dict[str, set[str]] = {each.key: set(each.formula.names) for each in work.components}
    for each in work.sums:
        needs[each.key] = {*each.of.names, *(each.when.names if each.when else ())}
    for line in work.lines:
        needs[line.key] = {*line.formula.names, *(line.when.names if line.when else ())}
    inputs = {each.key for each in work.inputs}
    seen: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting += needs.get(name, ())
    return seen & inputs


def check_roles_reach(pack: Pack, work: Work, where: str) -> None:
    """Refuse a formula that a role could not compute, for want of an input. Raises: PackError."""
    roles_of = {each.key: each.roles for each in work.inputs}
    for at, each in enumerate(work.formulas):
        names = [*each.mean_of, *each.weights, *(each.formula.names if each.formula else ())]
        for key in sorted(inputs_behind(work, names)):
            for role in each.roles:
                if roles_of[key] and role not in roles_of[key]:
                    raise PackError(f"{where}.formulas[{at}]: {role} không có “{key}” (inputs.{key}.roles).")
    of_items = {name for line in work.lines for name in (line.key, *line.formula.names)}
    of_items |= {each.key for each in work.sums}
    of_items |= {name for rule in work.item_rules for name in rule.must.names}
    of_items |= {name for rule in work.item_rules if rule.when for name in rule.when.names}
    for key in sorted(inputs_behind(work, of_items)):
        if roles_of[key]:
            raise PackError(
                f"{where}.inputs.{key}.roles: items và sums chỉ dùng được trường của mọi vai trò."
            )


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
