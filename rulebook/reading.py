"""From parsed TOML to a pack: strict reading, then every check of `rulebook.checks`."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import partial
from types import MappingProxyType
from typing import Final

from rulebook import checks, decree, reading_rating, reading_work
from rulebook.errors import PackError
from rulebook.model import Figure, Marking, NotApplicable, Note, Rating, Work
from rulebook.pack import (
    Applies,
    Cap,
    Common,
    Component,
    Criterion,
    Group,
    Organisation,
    Pack,
    PeriodKind,
    Status,
    digest,
)
from rulebook.reading_rating import deadline_of, form_of, rating_of, spans_of, year_of
from rulebook.reading_work import check_roles, figure_of, figures_of, work_of
from rulebook.sources import Source, sources_of
from rulebook.tables import Table

FORMAT: Final = 1
MOST_PARTS: Final = 3
"""Parts of parts of a criterion."""

_ID: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,63}", re.ASCII)
_NOTHING: Final = Figure(Decimal(0), "", "")


def pack_of(data: Mapping[str, object], where: str, shared: Mapping[str, Source] | Collection[str]) -> Pack:
    """Check parsed TOML and make the pack.

    `where` names the file in messages; `shared` are the sources that all packs may name, beside
    those in the pack's own `sources`.
    Raises: PackError, a sentence that says where the pack is wrong and what is expected.
    """
    checks.check_depth(data, where)
    own = _own_sources(data, where)
    known = frozenset((*shared, *own))
    if doubled := own.keys() & set(shared):
        raise PackError(f"{where}.sources: nguồn “{min(doubled)}” đã có trong sources.toml.")
    unknown: list[str] = []
    is_template = data.get("status") == Status.TEMPLATE
    top = Table(data, where, known, unknown if is_template else None)
    if top.has("sources"):
        top.table("sources")
    pack = _pack(top, data, own)
    to_fill = tuple(_note(each) for each in top.tables_or_none("to_fill"))
    top.end()
    _check_to_fill(to_fill, unknown, where)
    object.__setattr__(pack, "to_fill", to_fill)
    checks.check(pack, where)
    # Only now: every number was read and is bounded, so writing it out is too.
    object.__setattr__(pack, "sha256", digest(data))
    object.__setattr__(pack, "follows_decree", decree.is_followed_by(pack))
    return pack


def _own_sources(data: Mapping[str, object], where: str) -> Mapping[str, Source]:
    found = data.get("sources", {})
    if not isinstance(found, Mapping):
        raise PackError(f"{where}.sources: phải là một bảng.")
    return sources_of(found, f"{where}.sources")


def _pack(top: Table, data: Mapping[str, object], own: Mapping[str, Source]) -> Pack:
    if top.whole("format") != FORMAT:
        raise PackError(f"{top.where}.format: phải là {FORMAT}.")
    status = top.choice(top.text("status"), Status)
    applies = _applies(top.table("applies"))
    roles = applies.roles
    is_scored = not top.flag("narrative")
    periods, explanation = top.table("periods"), None
    common = results = _NOTHING
    if is_scored:
        weights, explanation = top.table("weights"), top.table("explanation")
        common, results = figure_of(weights.table("common")), figure_of(weights.table("results"))
        own_split = weights.flag("own_split")
        weights.end()
        checks.check_split(common, results, own_split, is_open=status is Status.TEMPLATE, where=weights.where)
    work = work_of(top, roles) if is_scored else None
    figures = work.figures if work else figures_of(top)
    cap = top.table("cap") if is_scored else None
    marking = _common(top.table("marking")) if is_scored else _no_marking(top)
    pack = Pack(
        id=top.text("id"),
        title=top.text("title"),
        status=status,
        sha256="",
        source=top.source(),
        valid_from=top.day("valid_from"),
        valid_to=top.day_or_none("valid_to"),
        applies=applies,
        periods=tuple(periods.choice(each, PeriodKind) for each in periods.texts("kinds")),
        periods_source=periods.source(),
        spans=spans_of(periods),
        common=common,
        results=results,
        error=_deduction(work, "error"),
        late=_deduction(work, "late"),
        marking=marking,
        leader=MappingProxyType(_leader(work)),
        cap=cap.choice(cap.text("value"), Cap) if cap else Cap.TOTAL,
        cap_source=cap.source() if cap else "",
        cap_is_open=cap.flag("open") if cap else False,
        explanation=figure_of(explanation.table("difference")) if explanation else _NOTHING,
        explains_level=explanation.flag("on_level_change") if explanation else False,
        groups=tuple(_group(each, roles) for each in top.tables_or_none("groups")),
        work=work,
        rating=rating_of(top, roles, figures, scored=is_scored),
        organisation=_organisation(top, roles),
        year=year_of(top),
        deadlines=tuple(deadline_of(each) for each in top.tables_or_none("deadlines")),
        forms=tuple(form_of(each) for each in top.tables_or_none("forms")),
        principles=tuple(form_of(each) for each in top.tables_or_none("principles")),
        assumptions=tuple(_note(each) for each in top.tables_or_none("assumptions")),
        to_fill=(),
        sources=own,
        follows_decree=False,
    )
    for table in (periods, explanation, cap):
        if table:
            table.end()
    return pack


def _deduction(work: Work | None, name: str) -> Figure:
    found = {each.name: each.figure for each in work.deductions} if work else {}
    return found.get(name, _NOTHING)


def _applies(table: Table) -> Applies:
    found = Applies(
        table.texts("subjects"),
        table.texts("organs"),
        table.text("area"),
        table.texts("roles"),
        table.flag("parallel"),
        table.text_or("refines", ""),
        table.text_or("replaces", ""),
        table.source(),
    )
    table.end()
    for role in found.roles:
        if role not in checks.ROLES:
            raise PackError(f"{table.where}.roles: phải là {', '.join(checks.ROLES)}.")
    for subject in found.subjects:
        if subject not in checks.SUBJECTS:
            raise PackError(f"{table.where}.subjects: phải là {', '.join(checks.SUBJECTS)}.")
    return found


def _common(table: Table) -> Common:
    found = Common(
        table.choice(table.text("mode"), Marking),
        figure_of(table.table("step")) if table.has("step") else None,
        table.choice(table.text("not_applicable"), NotApplicable),
        table.source(),
    )
    table.end()
    if found.step is not None and found.step.value <= 0:
        raise PackError(f"{table.where}.step: phải lớn hơn 0.")
    if found.step is not None and found.marking is Marking.BINARY:
        raise PackError(f"{table.where}.step: chấm đạt hoặc không đạt (BINARY) thì không có bước điểm.")
    return found


def _no_marking(top: Table) -> Common:
    if top.has("marking"):
        raise PackError(f"{top.where}.marking: bộ quy tắc bằng lời (narrative) không có cách chấm điểm.")
    return Common(Marking.GRADED, None, NotApplicable.REFUSE, "")


def _leader(work: Work | None) -> dict[str, Component]:
    """The inputs with set values that only leaders have."""
    return {
        each.key: Component(
            each.key,
            each.name or each.key,
            each.text,
            tuple(_decimal(option.value) for option in each.options),
            each.source,
        )
        for each in (work.inputs if work else ())
        if each.options and each.roles and "STAFF" not in each.roles
    }


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)


def _group(table: Table, roles: Collection[str]) -> Group:
    group = Group(
        table.text("code"),
        table.text("text"),
        figure_of(table.table("maximum")),
        table.source(),
        tuple(_criterion(each) for each in table.tables("criteria")),
        table.texts_or_none("roles"),
    )
    table.end()
    check_roles(group.roles, roles, f"{table.where}.roles")
    return group


def _criterion(table: Table, depth: int = 0) -> Criterion:
    if depth > MOST_PARTS:
        raise PackError(f"{table.where}: tiêu chí lồng quá {MOST_PARTS} lớp.")
    criterion = Criterion(
        code=table.text("code"),
        text=table.text("text"),
        maximum=figure_of(table.table("maximum")),
        source=table.source(),
        indicators=table.texts_or_none("indicators"),
        alternatives=table.flag("alternatives"),
        parts=tuple(_criterion(each, depth + 1) for each in table.tables_or_none("parts")),
    )
    table.end()
    if criterion.maximum.value <= 0:
        raise PackError(f"{table.where}.maximum: phải lớn hơn 0.")
    return criterion


def _organisation(top: Table, roles: Collection[str]) -> Organisation | None:
    if not top.has("organisation"):
        return None
    table = top.table("organisation")
    common, results = figure_of(table.table("common")), figure_of(table.table("results"))
    figures = figures_of(table)
    rating: Rating = rating_of(table, roles, figures, scored=True)
    table.end()
    checks.check_split(common, results, False, is_open=False, where=table.where)
    return Organisation(common, results, rating)


def _note(table: Table) -> Note:
    note = Note(table.text("at"), table.text("text"))
    table.end()
    return note


def _check_to_fill(notes: tuple[Note, ...], unknown: list[str], where: str) -> None:
    """Every "?" is explained once, and nothing is explained that is not open."""
    places = {path.removeprefix(f"{where}.") for path in unknown}
    explained = {note.at for note in notes}
    if missing := sorted(places - explained):
        raise PackError(f"{where}.to_fill: giá trị “?” ở {missing[0]} chưa được giải thích cần điền gì.")
    if extra := sorted(explained - places):
        raise PackError(f"{where}.to_fill: {extra[0]} không còn là “?”, hãy bỏ dòng này.")


def sources_known(data: Mapping[str, object], where: str, shared: Collection[str]) -> frozenset[str]:
    """The source keys that a pack may name. Raises: PackError."""
    return frozenset((*shared, *_own_sources(data, where)))


def parts_of(
    data: Mapping[str, object], where: str, known: Collection[str]
) -> Iterator[Callable[[], object]]:
    """The entries of every list of a pack, each to be read on its own; a call raises PackError.

    For saying all that is wrong with a text; a pack is only ever made by `pack_of`.
    """
    readers = {**reading_work.ENTRIES, **reading_rating.ENTRIES}
    readers["groups"] = _group
    readers["assumptions"] = lambda table, roles: _note(table)

    def read(entry: object, at: str, reader: Callable[[Table, Collection[str]], object]) -> object:
        return reader(Table(entry, at, known, []), checks.ROLES)

    items = data.get("items")
    items = items if isinstance(items, Mapping) else {}
    for name, reader in readers.items():
        entries = items.get(name.removeprefix("items.")) if name.startswith("items.") else data.get(name)
        for index, entry in enumerate(entries if isinstance(entries, list) else ()):
            yield partial(read, entry, f"{where}.{name}[{index}]", reader)
    if isinstance(data.get("deductions"), Mapping):
        yield lambda: reading_work.deductions_of(Table(data, where, known, []))
    for name, figures in (("figures", data.get("figures")), ("weights", data.get("weights"))):
        for key, entry in (figures if isinstance(figures, Mapping) else {}).items():
            if isinstance(entry, Mapping):
                yield partial(read, entry, f"{where}.{name}.{key}", lambda table, roles: figure_of(table))
