"""Reading what stands beside the score: levels, conditions, the cap, the year, due days, forms."""

import re
from collections.abc import Callable, Collection, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from rulebook.errors import PackError
from rulebook.formula import condition_of
from rulebook.model import (
    Base,
    Condition,
    Deadline,
    Excellence,
    Figure,
    Forced,
    Form,
    Level,
    Mode,
    Rating,
    Span,
    SpanRule,
    Unrated,
    Year,
    YearLevel,
    YearRule,
)
from rulebook.reading_work import (
    check_roles,
    condition_in,
    field_of,
    figure_of,
    needed_condition,
)
from rulebook.tables import Table

_MONTH_DAY: Final = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])", re.ASCII)
_DAY: Final = re.compile(r"(?:LAST_MONTH-|NEXT_MONTH-|)(0[1-9]|[12][0-9]|3[01])", re.ASCII)
_NO_FLOOR: Final = Decimal(0)


def rating_of(table: Table, roles: Collection[str], figures: Mapping[str, Figure], *, scored: bool) -> Rating:
    """Read levels and what decides among them. Raises: PackError."""
    levels = tuple(_level(each, roles, scored=scored) for each in table.tables("levels"))
    return Rating(
        levels=levels,
        facts=tuple(field_of(each) for each in table.tables_or_none("facts")),
        figures=figures,
        forced=tuple(_forced(each, roles) for each in table.tables_or_none("forced")),
        unrated=tuple(_unrated(each) for each in table.tables_or_none("not_rated")),
        excellence=_excellence(table),
        head_source=_head(table),
    )


def _level(table: Table, roles: Collection[str], *, scored: bool) -> Level:
    code, name = table.text("code"), table.text("name")
    at_least = figure_of(table.table("at_least")) if scored else Figure(_NO_FLOOR, "", table.source())
    level = Level(
        code, name, at_least, tuple(_condition(each, roles) for each in table.tables_or_none("conditions"))
    )
    table.end()
    return level


def _condition(table: Table, roles: Collection[str]) -> Condition:
    found = Condition(
        table.text("text"), needed_condition(table, "when"), table.texts_or_none("roles"), table.source()
    )
    table.end()
    check_roles(found.roles, roles, f"{table.where}.roles")
    return found


def _forced(table: Table, roles: Collection[str]) -> Forced:
    forced = Forced(
        table.text("code"),
        table.text("text"),
        table.text_or("level", ""),
        table.text_or("at_most", ""),
        table.texts_or_none("roles"),
        condition_in(table),
        table.source(),
    )
    table.end()
    check_roles(forced.roles, roles, f"{table.where}.roles")
    if bool(forced.level) is bool(forced.at_most):
        raise PackError(f"{table.where}: phải có đúng một trong level, at_most.")
    return forced


def _unrated(table: Table) -> Unrated:
    found = Unrated(table.text("code"), table.text("text"), table.source())
    table.end()
    return found


def _excellence(top: Table) -> Excellence | None:
    if not top.has("excellence"):
        return None
    table = top.table("excellence")
    base, rounding = table.table("base"), table.table("rounding")
    found = Excellence(
        share=figure_of(table.table("share")),
        outstanding=figure_of(table.table("outstanding")) if table.has("outstanding") else None,
        base=base.choice(base.text("value"), Base),
        base_source=base.source(),
        rounding=rounding.choice(rounding.text("value"), Mode),
        rounding_source=rounding.source(),
        groups=table.texts("groups"),
        leaves_out_head=table.flag("head_left_out"),
    )
    for each in (base, rounding, table):
        each.end()
    for group in found.groups:
        if group not in ("ORGAN", "SIMILAR_DUTY", "AUTHORITY"):
            raise PackError(f"{table.where}.groups: phải là ORGAN, SIMILAR_DUTY hoặc AUTHORITY.")
    return found


def _head(top: Table) -> str:
    if not top.has("head_not_above_organisation"):
        return ""
    table = top.table("head_not_above_organisation")
    source = table.source()
    table.end()
    return source


def year_of(top: Table) -> Year | None:
    """How the year comes from the periods; None where no source says. Raises: PackError."""
    if not top.has("year"):
        return None
    table = top.table("year")
    exempt = table.table("except_for") if table.has("except_for") else None
    year = Year(
        rule=table.choice(table.text("rule"), YearRule),
        source=table.source(),
        least_months=figure_of(table.table("least_months")) if table.has("least_months") else None,
        except_for=exempt.texts("absences") if exempt else (),
        except_source=exempt.source() if exempt else "",
        quarters=tuple(map(int, table.numbers("quarters_rated"))) if table.has("quarters_rated") else (),
        levels=tuple(_year_level(each) for each in table.tables_or_none("levels")),
        flags=tuple(_year_level(each) for each in table.tables_or_none("flags")),
    )
    if exempt:
        exempt.end()
    table.end()
    if (year.rule is YearRule.LEVEL_COUNTS) is not bool(year.levels):
        raise PackError(f"{table.where}.levels: chỉ và luôn có khi rule là LEVEL_COUNTS.")
    if not set(year.quarters) <= {1, 2, 3, 4} or len(set(year.quarters)) != len(year.quarters):
        raise PackError(f"{table.where}.quarters_rated: mỗi quý từ 1 đến 4, ghi một lần.")
    for absence in year.except_for:
        if absence not in ("SICK", "MATERNITY", "UNPAID"):
            raise PackError(f"{table.where}.except_for: phải là SICK, MATERNITY hoặc UNPAID.")
    return year


def _year_level(table: Table) -> YearLevel:
    found = YearLevel(
        when=condition_in(table) or condition_of("0 == 0", table.where),
        level=table.text_or("level", ""),
        at_most=table.text_or("at_most", ""),
        code=table.text_or("code", ""),
        text=table.text("text"),
        source=table.source(),
    )
    table.end()
    return found


def spans_of(periods: Table) -> Mapping[str, Span]:
    """How quarter and half-year come from months, where a source says. Raises: PackError."""
    found = {}
    for key in ("quarter", "half"):
        if periods.has(key):
            table = periods.table(key)
            found[key] = Span(table.choice(table.text("rule"), SpanRule), table.source())
            table.end()
    return MappingProxyType(found)


def deadline_of(table: Table) -> Deadline:
    """A due day: exactly one of working_days, days, on_day. Raises: PackError."""
    found = Deadline(
        table.text("code"),
        table.text("text"),
        table.whole("working_days") if table.has("working_days") else None,
        table.whole("days") if table.has("days") else None,
        table.text_or("on_day", ""),
        table.source(),
    )
    table.end()
    given = (found.working_days is not None, found.days is not None, bool(found.on_day))
    if sum(given) != 1:
        raise PackError(f"{table.where}: phải có đúng một trong working_days, days, on_day.")
    if found.on_day and not (_MONTH_DAY.fullmatch(found.on_day) or _DAY.fullmatch(found.on_day)):
        raise PackError(
            f"{table.where}.on_day: phải như “12-15” (tháng-ngày), “25”, “LAST_MONTH-12” hoặc “NEXT_MONTH-03”."
        )
    if any(count is not None and not 0 < count <= 366 for count in (found.working_days, found.days)):
        raise PackError(f"{table.where}: số ngày phải từ 1 đến 366.")
    return found


def form_of(table: Table) -> Form:
    form = Form(table.text("code"), table.text("text"), table.source())
    table.end()
    return form


ENTRIES: Final[Mapping[str, Callable[[Table, Collection[str]], object]]] = {
    "levels": lambda table, roles: _level(table, roles, scored=table.has("at_least")),
    "forced": _forced,
    "not_rated": lambda table, roles: _unrated(table),
    "deadlines": lambda table, roles: deadline_of(table),
    "forms": lambda table, roles: form_of(table),
    "principles": lambda table, roles: form_of(table),
}
"""How one entry of each list is read on its own."""
