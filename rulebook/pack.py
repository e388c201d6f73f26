"""A rule pack as a frozen value, and the checks that refuse an inconsistent one."""

import hashlib
import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from types import MappingProxyType
from typing import Final

from rulebook.errors import PackError
from rulebook.numbers import text
from rulebook.tables import Table

HUNDRED: Final = Decimal(100)
_ID: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,63}", re.ASCII)
_COMPONENTS: Final = ("d", "dd", "e")


class Cap(StrEnum):
    """Where extra work is cut: each of a, b, c at 1, or the mean at 1 only (gap G1)."""

    RATIO = "RATIO"
    TOTAL = "TOTAL"


class PeriodKind(StrEnum):
    """The periods that a pack may score."""

    MONTH = "MONTH"
    QUARTER = "QUARTER"


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of the law with its unit and its source key."""

    value: Decimal
    unit: str
    source: str


@dataclass(frozen=True, slots=True)
class Criterion:
    """A common criterion: a line of Mẫu số 01 with its indicators of Phụ lục I."""

    code: str
    text: str
    maximum: Figure
    source: str
    indicators: tuple[str, ...]
    alternatives: bool
    """True when each indicator is for other posts, so that one of them applies."""


@dataclass(frozen=True, slots=True)
class Group:
    """A group row of Mẫu số 01 with its criteria."""

    code: str
    text: str
    maximum: Figure
    source: str
    criteria: tuple[Criterion, ...]


@dataclass(frozen=True, slots=True)
class Component:
    """One of d, đ, e: a ratio that only leaders have, and the values it may take."""

    key: str
    name: str
    text: str
    allowed: tuple[Decimal, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Level:
    """A score band. The rating of a year is a decision of people, not this."""

    code: str
    name: str
    at_least: Figure


@dataclass(frozen=True, slots=True)
class Pack:
    """One immutable edition of the law; `valid_to` is the first day it no longer holds."""

    id: str
    title: str
    sha256: str
    source: str
    valid_from: date
    valid_to: date | None
    periods: tuple[PeriodKind, ...]
    periods_source: str
    common: Figure
    results: Figure
    error: Figure
    late: Figure
    leader: Mapping[str, Component]
    cap: Cap
    cap_source: str
    explanation: Figure
    levels: tuple[Level, ...]
    groups: tuple[Group, ...]

    @property
    def criteria(self) -> Mapping[str, Criterion]:
        """The common criteria by code, in the order of the form."""
        return {each.code: each for group in self.groups for each in group.criteria}

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


def digest(data: Mapping[str, object]) -> str:
    """SHA-256 of the canonical bytes: keys sorted, equal numbers alike, comments left out."""
    written = json.dumps(_canonical(data), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(written.encode()).hexdigest()


def pack_of(data: Mapping[str, object], where: str, sources: Collection[str]) -> Pack:
    """Check parsed TOML and make the pack.

    `where` names the file in messages; `sources` are the known source keys.
    Raises: PackError, a sentence that says where the pack is wrong.
    """
    top = Table(data, where, sources)
    weights, deductions = top.table("weights"), top.table("deductions")
    leader, explanation = top.table("leader"), top.table("explanation")
    cap, periods = top.table("cap"), top.table("periods")
    pack = Pack(
        id=top.text("id"),
        title=top.text("title"),
        source=top.source(),
        valid_from=top.day("valid_from"),
        valid_to=top.day_or_none("valid_to"),
        periods=tuple(periods.choice(each, PeriodKind) for each in periods.texts("kinds")),
        periods_source=periods.source(),
        common=_figure(weights.table("common")),
        results=_figure(weights.table("results")),
        error=_figure(deductions.table("error")),
        late=_figure(deductions.table("late")),
        leader=MappingProxyType({key: _component(key, leader.table(key)) for key in _COMPONENTS}),
        cap=cap.choice(cap.text("value"), Cap),
        cap_source=cap.source(),
        explanation=_figure(explanation.table("difference")),
        levels=tuple(_level(each) for each in top.tables("levels")),
        groups=tuple(_group(each) for each in top.tables("groups")),
        sha256=digest(data),
    )
    for table in (weights, deductions, leader, explanation, cap, periods, top):
        table.end()
    _check(pack, where)
    return pack


def _figure(table: Table) -> Figure:
    figure = Figure(table.number("value"), table.text("unit"), table.source())
    table.end()
    return figure


def _component(key: str, table: Table) -> Component:
    component = Component(
        key,
        table.text("name"),
        table.text("text"),
        table.numbers("allowed"),
        table.source(),
    )
    table.end()
    values = component.allowed
    if values[0] != 1 or values[-1] <= 0 or not _strictly_falling(values):
        raise PackError(f"{table.where}.allowed: phải giảm dần từ 1 và lớn hơn 0.")
    return component


def _level(table: Table) -> Level:
    level = Level(table.text("code"), table.text("name"), _figure(table.table("at_least")))
    table.end()
    return level


def _group(table: Table) -> Group:
    group = Group(
        table.text("code"),
        table.text("text"),
        _figure(table.table("maximum")),
        table.source(),
        tuple(_criterion(each) for each in table.tables("criteria")),
    )
    table.end()
    if (total := sum(each.maximum.value for each in group.criteria)) != group.maximum.value:
        raise PackError(
            f"{table.where}: các tiêu chí cộng lại được {total} điểm, nhóm ghi {group.maximum.value}."
        )
    return group


def _criterion(table: Table) -> Criterion:
    criterion = Criterion(
        code=table.text("code"),
        text=table.text("text"),
        maximum=_figure(table.table("maximum")),
        source=table.source(),
        indicators=table.texts("indicators"),
        alternatives=table.flag("alternatives"),
    )
    table.end()
    if criterion.maximum.value <= 0:
        raise PackError(f"{table.where}.maximum: phải lớn hơn 0.")
    return criterion


def _check(pack: Pack, where: str) -> None:
    if not _ID.fullmatch(pack.id):
        raise PackError(f"{where}.id: chỉ gồm chữ thường, chữ số và dấu gạch nối.")
    if pack.valid_to is not None and pack.valid_to <= pack.valid_from:
        raise PackError(f"{where}.valid_to: phải sau valid_from.")
    if pack.common.value + pack.results.value != HUNDRED:
        raise PackError(f"{where}.weights: hai phần phải cộng lại bằng 100 điểm.")
    if sum(group.maximum.value for group in pack.groups) != pack.common.value:
        raise PackError(f"{where}.groups: các nhóm phải cộng lại bằng weights.common.")
    for name, deduction in (("error", pack.error), ("late", pack.late)):
        if not 0 < deduction.value <= HUNDRED:
            raise PackError(f"{where}.deductions.{name}: phải lớn hơn 0 và không quá 100.")
    if not 0 < pack.explanation.value <= HUNDRED:
        raise PackError(f"{where}.explanation: phải lớn hơn 0 và không quá 100.")
    floors = tuple(level.at_least.value for level in pack.levels)
    if not _strictly_falling(floors) or floors[-1] != 0 or floors[0] > HUNDRED:
        raise PackError(f"{where}.levels: các mức phải giảm dần từ không quá 100 xuống 0.")
    _all_different(pack.periods, f"{where}.periods")
    _all_different([level.code for level in pack.levels], f"{where}.levels")
    _all_different([group.code for group in pack.groups], f"{where}.groups")
    _all_different(
        [each.code for group in pack.groups for each in group.criteria],
        f"{where}.groups.criteria",
    )


def _all_different(codes: Collection[str], where: str) -> None:
    if len(set(codes)) != len(codes):
        raise PackError(f"{where}: có mã ghi hai lần.")


def _strictly_falling(values: tuple[Decimal, ...]) -> bool:
    return all(high > low for high, low in pairwise(values))


def _canonical(value: object) -> object:
    if isinstance(value, Mapping):
        return {key: _canonical(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_canonical(each) for each in value]
    if isinstance(value, date):
        return value.isoformat()
    if type(value) is int or isinstance(value, Decimal):
        return text(Decimal(value))
    return value
