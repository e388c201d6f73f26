"""Reading what a case of a pack holds and how it is counted."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from rulebook.errors import PackError
from rulebook.formula import RESERVED, Formula, condition_of, formula_of
from rulebook.model import (
    Axis,
    Bonus,
    Deduction,
    Evidence,
    Field,
    FieldKind,
    Figure,
    Frame,
    Line,
    Mode,
    Option,
    RoleFormula,
    Rounding,
    Rule,
    Spread,
    Sum,
    Term,
    Work,
)
from rulebook.tables import UNKNOWN, Table

KEY: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,39}", re.ASCII)
MOST_PLACES: Final = 10
"""Decimals that a pack may name."""

MOST_ITEMS: Final = 10_000
"""Items of a case: far above any honest month."""


def figure_of(table: Table) -> Figure:
    figure = Figure(table.number("value"), table.text("unit"), table.source())
    table.end()
    return figure


def figures_of(top: Table) -> Mapping[str, Figure]:
    if not top.has("figures"):
        return MappingProxyType({})
    table = top.table("figures")
    found = {key: figure_of(table.table(key)) for key in table.keys()}  # noqa: SIM118
    for key in found:
        check_key(key, table.where)
    return MappingProxyType(found)


def rounding_of(table: Table) -> Rounding | None:
    if not table.has("rounding"):
        return None
    inner = table.table("rounding")
    found = Rounding(inner.whole("places"), inner.choice(inner.text("mode"), Mode), inner.source())
    inner.end()
    if found.places > MOST_PLACES:
        raise PackError(f"{inner.where}.places: phải từ 0 đến {MOST_PLACES}.")
    return found


def formula_in(table: Table, key: str = "formula") -> Formula:
    written = table.text(key)
    return formula_of("0" if written == UNKNOWN else written, f"{table.where}.{key}")


def condition_in(table: Table, key: str = "when") -> Formula | None:
    if not table.has(key):
        return None
    written = table.text(key)
    return condition_of("0 == 0" if written == UNKNOWN else written, f"{table.where}.{key}")


def needed_condition(table: Table, key: str) -> Formula:
    found = condition_in(table, key)
    if found is None:
        raise PackError(f"{table.where}.{key}: còn thiếu.")
    return found


def check_key(key: str, where: str) -> str:
    if not KEY.fullmatch(key) or key in RESERVED:
        raise PackError(
            f"{where}: “{key[:40]}” không dùng làm tên được; tên gồm chữ không dấu, chữ số, gạch dưới."
        )
    return key


def field_of(table: Table) -> Field:
    kind = table.choice(table.text("kind"), FieldKind)
    field = Field(
        key=check_key(table.text("key"), f"{table.where}.key"),
        name=table.text_or("name", ""),
        text=table.text("text"),
        kind=kind,
        source=table.source(),
        least=table.number_or_none("least"),
        most=table.number_or_none("most"),
        places=table.whole("places") if table.has("places") else None,
        above_zero=table.flag("above_zero"),
        options=tuple(_option(each) for each in table.tables_or_none("options")),
        is_optional=table.flag("optional"),
        may_not_apply=table.flag("may_not_apply"),
        or_percent=table.flag("or_percent"),
        roles=table.texts_or_none("roles"),
        of=table.text_or("of", ""),
    )
    table.end()
    where = table.where
    if (kind is FieldKind.CHOICE) is not bool(field.options):
        raise PackError(f"{where}.options: kind CHOICE phải có options, kind khác thì không.")
    if (kind is FieldKind.COUNTS) is not bool(field.of):
        raise PackError(f"{where}.of: kind COUNTS phải nêu trường số lượng, kind khác thì không.")
    if field.least is not None and field.most is not None and field.least > field.most:
        raise PackError(f"{where}: least phải không lớn hơn most.")
    if field.places is not None and (kind is not FieldKind.NUMBER or field.places > MOST_PLACES):
        raise PackError(f"{where}.places: chỉ kind NUMBER, từ 0 đến {MOST_PLACES}.")
    if kind not in (FieldKind.NUMBER, FieldKind.COUNT) and (
        field.above_zero or field.least is not None or field.most is not None
    ):
        raise PackError(f"{where}: chỉ kind NUMBER và COUNT có least, most, above_zero.")
    all_different([each.code for each in field.options], f"{where}.options")
    if field.or_percent and not all(0 <= each.value <= 1 for each in field.options):
        raise PackError(f"{where}.or_percent: chỉ dùng khi mọi options từ 0 đến 1.")
    if kind is FieldKind.CHOICE and field.is_optional and not field.may_not_apply:
        raise PackError(f"{where}.optional: CHOICE không có giá trị mặc định, hãy ghi cả may_not_apply.")
    return field


def _option(table: Table) -> Option:
    option = Option(table.text("code"), Fraction(table.number("value")), table.text("text"))
    table.end()
    return option


def work_of(top: Table, roles: Collection[str]) -> Work:
    """Read the part of a pack that makes the result. Raises: PackError."""
    items = top.table("items") if top.has("items") else None
    fields = tuple(field_of(each) for each in items.tables("fields")) if items else ()
    least = items.whole("least") if items and items.has("least") else 0
    most = items.whole("most") if items and items.has("most") else MOST_ITEMS
    if items and not 0 <= least <= most <= MOST_ITEMS:
        raise PackError(f"{items.where}: least, most phải từ 0 đến {MOST_ITEMS} và không ngược nhau.")
    empty = top.table("empty")
    frame_room = None
    if top.has("frame_room"):
        frame_room = figure_of(top.table("frame_room"))
    work = Work(
        inputs=tuple(field_of(each) for each in top.tables_or_none("inputs")),
        fields=fields,
        least_items=least,
        most_items=most,
        items_source=items.source() if items else "",
        figures=figures_of(top),
        deductions=deductions_of(top),
        lines=tuple(_line(each) for each in items.tables_or_none("values")) if items else (),
        sums=tuple(_sum(each) for each in top.tables_or_none("sums")),
        components=tuple(_component(each) for each in top.tables_or_none("components")),
        formulas=tuple(_role_formula(each, roles) for each in top.tables("formulas")),
        frames=tuple(_frame(each) for each in top.tables_or_none("frames")),
        frame_room=frame_room,
        evidence=_evidence(top),
        axes=tuple(_axis(each) for each in top.tables_or_none("axes")),
        rules=tuple(_rule(each) for each in top.tables_or_none("rules")),
        item_rules=tuple(_rule(each) for each in items.tables_or_none("rules")) if items else (),
        bonus=_bonus(top),
        rounding=rounding_of(top),
        empty=empty.text("text"),
        empty_source=empty.source(),
    )
    empty.end()
    if items:
        items.end()
    return work


def deductions_of(top: Table) -> tuple[Deduction, ...]:
    """Read what faults take. Raises: PackError."""
    if not top.has("deductions"):
        return ()
    table = top.table("deductions")
    found = []
    for name in table.keys():  # noqa: SIM118
        inner = table.table(name)
        found.append(
            Deduction(
                name,
                Figure(inner.number("value"), inner.text("unit"), inner.source()),
                of=inner.text("of"),
                counts=inner.text("counts"),
                waived=inner.text_or("waived", ""),
                gives=check_key(inner.text("gives"), f"{inner.where}.gives"),
                spread=inner.choice(inner.text("spread"), Spread),
                floor=Fraction(inner.number("floor")),
            )
        )
        inner.end()
    return tuple(found)


def _line(table: Table) -> Line:
    line = Line(
        check_key(table.text("key"), f"{table.where}.key"),
        table.text("text"),
        formula_in(table),
        condition_in(table),
        rounding_of(table),
        table.source(),
    )
    table.end()
    return line


def _sum(table: Table) -> Sum:
    found = Sum(
        check_key(table.text("key"), f"{table.where}.key"),
        table.text("text"),
        formula_in(table, "of"),
        condition_in(table),
        table.source(),
    )
    table.end()
    return found


def _component(table: Table) -> Term:
    key = check_key(table.text("key"), f"{table.where}.key")
    component = Term(
        key,
        table.text_or("name", key),
        table.text("text"),
        formula_in(table),
        table.flag("capped"),
        rounding_of(table),
        table.source(),
    )
    table.end()
    return component


def _role_formula(table: Table, roles: Collection[str]) -> RoleFormula:
    weights: dict[str, Decimal] = {}
    if table.has("weights"):
        inner = table.table("weights")
        weights = {key: inner.number(key) for key in inner.keys()}  # noqa: SIM118
        inner.end()
    found = RoleFormula(
        roles=table.texts("roles"),
        mean_of=table.texts_or_none("mean_of"),
        weights=MappingProxyType(weights),
        formula=formula_in(table) if table.has("formula") else None,
        in_points=table.flag("in_points"),
        source=table.source(),
    )
    table.end()
    check_roles(found.roles, roles, f"{table.where}.roles")
    if sum(map(bool, (found.mean_of, found.weights, found.formula))) != 1:
        raise PackError(f"{table.where}: phải có đúng một trong mean_of, weights, formula.")
    all_different(found.mean_of, f"{table.where}.mean_of")
    if found.weights and found.in_points:
        raise PackError(f"{table.where}.in_points: weights vốn đã tính bằng điểm.")
    return found


def _frame(table: Table) -> Frame:
    inner = table.table("weights")
    weights = {key: Fraction(inner.number(key)) for key in inner.keys()}  # noqa: SIM118
    inner.end()
    frame = Frame(table.text("code"), table.text("text"), MappingProxyType(weights), table.source())
    table.end()
    return frame


def _evidence(top: Table) -> Evidence | None:
    if not top.has("evidence"):
        return None
    table = top.table("evidence")
    pack, source, inner = table.text("pack"), table.source(), table.table("inputs")
    formulas = {key: formula_in(inner, key) for key in inner.keys()}  # noqa: SIM118
    for each in (inner, table):
        each.end()
    return Evidence(pack, MappingProxyType(formulas), source)


def _axis(table: Table) -> Axis:
    axis = Axis(table.text("code"), table.text("text"), figure_of(table.table("maximum")))
    table.end()
    return axis


def _rule(table: Table) -> Rule:
    rule = Rule(table.text("text"), condition_in(table), needed_condition(table, "must"), table.source())
    table.end()
    return rule


def _bonus(top: Table) -> Bonus | None:
    if not top.has("bonus"):
        return None
    table = top.table("bonus")
    bonus = Bonus(table.text("of"), figure_of(table.table("most")))
    table.end()
    return bonus


def check_roles(wanted: Iterable[str], known: Collection[str], where: str) -> None:
    for role in wanted:
        if role not in known:
            raise PackError(f"{where}: “{role}” không có trong applies.roles ({', '.join(known)}).")


def all_different(codes: Collection[object], where: str) -> None:
    if len(set(codes)) != len(codes):
        raise PackError(f"{where}: có mã ghi hai lần.")


ENTRIES: Final[Mapping[str, Callable[[Table, Collection[str]], object]]] = {
    "inputs": lambda table, roles: field_of(table),
    "facts": lambda table, roles: field_of(table),
    "sums": lambda table, roles: _sum(table),
    "components": lambda table, roles: _component(table),
    "formulas": _role_formula,
    "frames": lambda table, roles: _frame(table),
    "axes": lambda table, roles: _axis(table),
    "rules": lambda table, roles: _rule(table),
    "items.fields": lambda table, roles: field_of(table),
    "items.values": lambda table, roles: _line(table),
    "items.rules": lambda table, roles: _rule(table),
}
"""How one entry of each list is read on its own."""
