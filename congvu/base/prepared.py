"""Queries that every request asks, compiled once: the ORM writes the SQL, later calls only bind it.

Composing and compiling a query costs about ten times what SQLite needs to answer it. A prepared
query is written as any other, and read as tuples::

    _OPEN = Prepared(lambda person_id, day: (
        Share.objects.filter(person_id=person_id, deadline__gte=day).values_list("pk", "quantity")
    ), int, dt.date)
    rows = _OPEN(person_id, today)

Only for queries without joins that depend on their arguments: the arguments are values to compare
with, never names, orders or switches (ADR 0024).
"""

from __future__ import annotations

import datetime as dt
import functools
import re
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Field, Model, QuerySet
from django.db.models.query import get_related_populators

MANY = "many"
"""A list of whole numbers, for `pk__in`."""
TEXTS = "texts"
"""A list of strings, likewise."""
LONGEST = 500
"""Statements of more listed values are rare and long: they are not kept."""
_FIRST = 1_987_654_301
_DAY = dt.date(7001, 1, 1)
_PLAIN = re.compile(r"[A-Z_]{1,40}")
"""Names of states and kinds; all other text stays a parameter."""


_Places = tuple[tuple[int | None, Any], ...]


@dataclass(frozen=True)
class _Compiled:
    """SQL, and what goes in each place: the number of an argument, or a constant."""

    sql: str
    places: _Places
    converters: Any
    width: int
    models: tuple[dict[str, Any], Any] | None
    """For `objects` only: which column is which field of which model."""


class Prepared:
    """A query over `values_list`, compiled at its first call for each number of listed ids.

    With `raw` the rows are as the database stores them: scaled integers, dates as SQLite's text.
    kinds: int, str, dt.date, dt.datetime, uuid.UUID, or MANY (TEXTS) for a list of ids (strings).
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Any]], *kinds: Any, raw: bool = False) -> None:
        self._build, self._kinds, self._raw = build, kinds, raw
        self._compiled: dict[Any, _Compiled] = {}

    def __call__(self, *arguments: Any) -> list[tuple[Any, ...]]:
        """The rows, as `list(values_list(...))` gives them."""
        flat, shape = self._flat(arguments)
        if flat is None:
            return []
        ready = self._ready(shape)
        with connection.cursor() as cursor:
            cursor.execute(ready.sql, [c if n is None else flat[n] for n, c in ready.places])
            rows: list[tuple[Any, ...]] = cursor.fetchall()
        return _converted(rows, ready) if ready.converters or ready.width else rows

    def first(self, *arguments: Any) -> tuple[Any, ...] | None:
        """The first row; the query itself should hold the limit."""
        rows = self(*arguments)
        return rows[0] if rows else None

    def objects(self, *arguments: Any) -> list[Any]:
        """Model instances, with those of `select_related`: the query is one without `values_list`."""
        rows = self(*arguments)
        if not rows:
            return []
        models = self._ready(self._flat(arguments)[1]).models
        if models is None:
            raise TypeError("a query of values gives no objects")
        (info, select), alias, found = models, connection.alias, []
        start, end = info["select_fields"][0], info["select_fields"][-1] + 1
        names = [expression.target.attname for expression, _, _ in select[start:end]]
        populators = get_related_populators(info, select, alias)  # type: ignore[call-arg]
        for row in rows:
            one = info["model"].from_db(alias, names, row[start:end])
            for populator in populators:
                populator.populate(row, one)
            found.append(one)
        return found

    def count(self, *arguments: Any) -> int:
        """How many rows, counted by the database."""
        return counts([Count(self, arguments)])[0]

    def counted(self, number: int, arguments: Sequence[Any]) -> tuple[str, list[Any]]:
        """A number as a column of another statement, with its parameters."""
        flat, shape = self._flat(arguments)
        if flat is None:
            return "0", []
        ready = self._ready(shape)
        column = f"(SELECT COUNT(*) FROM ({ready.sql}) counted{number})"
        return column, [c if n is None else flat[n] for n, c in ready.places]

    def _flat(self, arguments: Sequence[Any]) -> tuple[list[Any] | None, tuple[int, ...]]:
        """The arguments as the driver takes them; None where an empty list makes the answer empty."""
        flat: list[Any] = []
        shape = []
        for kind, value in zip(self._kinds, arguments, strict=True):
            if kind in (MANY, TEXTS):
                if not value:
                    return None, ()
                flat += value
                shape.append(len(value))
            else:
                flat.append(_bound(value))
        return flat, tuple(shape)

    def _ready(self, shape: tuple[int, ...]) -> _Compiled:
        key = (connection.vendor, shape)
        ready = self._compiled.get(key)
        if ready is None:
            ready = self._compile(shape)
            if sum(shape) > LONGEST:
                return ready
            if len(self._compiled) > 200:
                self._compiled.clear()
            self._compiled[key] = ready
        return ready

    def _compile(self, shape: tuple[int, ...]) -> _Compiled:
        """Compile with values that stand for the arguments, then find where they came to stand."""
        stand_ins: list[Any] = []
        arguments: list[Any] = []
        lengths = iter(shape)
        for kind in self._kinds:
            if kind in (MANY, TEXTS):
                one = int if kind is MANY else str
                these = [_stand_in(one, len(stand_ins) + n) for n in range(next(lengths))]
                arguments.append(these)
                stand_ins += these
            else:
                arguments.append(_stand_in(kind, len(stand_ins)))
                stand_ins.append(arguments[-1])
        compiler = self._build(*arguments).query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        known = {_bound(value): n for n, value in enumerate(stand_ins)}
        places: _Places = tuple((known[p], None) if _is_known(p, known) else (None, p) for p in params)
        missing = set(range(len(stand_ins))) - {n for n, _ in places}
        if missing:
            raise TypeError(f"arguments that are not plain values in the query: {sorted(missing)}")
        columns = [expression for expression, _, _ in compiler.select or ()]
        shown = compiler.col_count or len(columns)
        sql, places = _written(sql, places)
        return _Compiled(
            sql=sql,
            places=places,
            converters={} if self._raw else compiler.get_converters(columns),
            width=shown if shown < len(columns) else 0,
            models=(compiler.klass_info, compiler.select) if compiler.klass_info else None,
        )


def _written(sql: str, places: _Places) -> tuple[str, _Places]:
    """Plain constants become part of the statement: a plan made for all arguments then knows them.

    Without them no partial index is used, and PostgreSQL plans a join again at each call.
    """
    pieces = sql.split("%s")
    if len(pieces) != len(places) + 1:
        return sql, places
    made, bound = [pieces[0]], []
    for place, after in zip(places, pieces[1:], strict=True):
        literal = _literal(place[1]) if place[0] is None else None
        if literal is None:
            bound.append(place)
        made += [literal or "%s", after]
    return "".join(made), tuple(bound)


def _literal(value: Any) -> str | None:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int):
        return str(value)
    return f"'{value}'" if isinstance(value, str) and _PLAIN.fullmatch(value) else None


@dataclass(frozen=True)
class Count:
    """A number that is yet to be asked for, so that several are asked for at once."""

    query: Prepared
    arguments: tuple[Any, ...]

    @property
    def value(self) -> int:
        """The number, asked for alone."""
        return counts([self])[0]


def counts(wanted: Sequence[Count]) -> list[int]:
    """All the numbers in one statement: every page's frame asks for several."""
    columns, params = [], []
    for number, one in enumerate(wanted):
        column, values = one.query.counted(number, one.arguments)
        columns.append(column)
        params += values
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(columns)}", params)
        return [int(value) for value in cursor.fetchone()]


def _is_known(value: Any, known: dict[Any, int]) -> bool:
    try:
        return value in known and not isinstance(value, bool)
    except TypeError:  # a list, as PostgreSQL takes some: not one of ours
        return False


def _stand_in(kind: Any, number: int) -> Any:
    if kind is int:
        return _FIRST + number
    if kind is str:
        return f"\x01stand-in-{number}"
    if kind is dt.date:
        return _DAY + dt.timedelta(days=number)
    if kind is dt.datetime:
        return dt.datetime(7001, 1, 1, tzinfo=dt.UTC) + dt.timedelta(days=number)
    if kind is uuid.UUID:
        return uuid.UUID(int=_FIRST + number)
    raise TypeError(f"no stand-in for {kind}")


def _bound(value: Any) -> Any:
    """As the lookups of the database's own fields adapt it."""
    if isinstance(value, dt.datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, dt.date):
        return connection.ops.adapt_datefield_value(value)
    if isinstance(value, uuid.UUID) and not connection.features.has_native_uuid_field:
        return value.hex
    return value


def _converted(rows: list[tuple[Any, ...]], ready: _Compiled) -> list[tuple[Any, ...]]:
    if not ready.converters:
        return [row[: ready.width] for row in rows]
    found = []
    for row in rows:
        values = list(row[: ready.width] if ready.width else row)
        for index, (converters, expression) in ready.converters.items():
            value = values[index]
            for convert in converters:
                value = convert(value, expression, connection)
            values[index] = value
        found.append(tuple(values))
    return found


def insert(row: Model) -> None:
    """As `row.save(force_insert=True)` for a plain new row; sets its key.

    Nothing of the framework's is called: no signals, no fields that fill themselves.
    """
    model = type(row)
    sql, fields = _insertion(model, connection.vendor)
    with connection.cursor() as cursor:
        cursor.execute(sql, _values(row, fields))
        row.pk = cursor.fetchone()[0]
    row._state.adding, row._state.db = False, connection.alias


def insert_all(rows: Sequence[Model]) -> None:
    """As `bulk_create` for plain new rows of one model, in one statement; their keys are not read."""
    if not rows:
        return
    sql, fields = _insertion(type(rows[0]), connection.vendor)
    head, marks = sql.split(" VALUES ", 1)
    marks = marks.rsplit(" RETURNING ", 1)[0]
    with connection.cursor() as cursor:
        cursor.execute(
            f"{head} VALUES {', '.join([marks] * len(rows))}",
            [value for row in rows for value in _values(row, fields)],
        )


def update(row: Model, *names: str) -> None:
    """As `row.save(update_fields=names)` for a row that is there."""
    sql, fields = _change(type(row), names, connection.vendor)
    with connection.cursor() as cursor:
        cursor.execute(sql, [*_values(row, fields), row.pk])
        if cursor.rowcount != 1:
            raise RuntimeError(f"{row._meta.label} {row.pk} is not there")


@functools.cache
def _insertion(model: type[Model], vendor: str) -> tuple[str, tuple[Field[Any, Any], ...]]:
    quote = connection.ops.quote_name
    fields = tuple(f for f in model._meta.concrete_fields if not f.primary_key)
    names, marks = ", ".join(quote(str(f.column)) for f in fields), ", ".join(["%s"] * len(fields))
    key = quote(str(model._meta.pk.column))
    return (
        f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({marks}) RETURNING {key}",
        fields,
    )


@functools.cache
def _change(
    model: type[Model], names: tuple[str, ...], vendor: str
) -> tuple[str, tuple[Field[Any, Any], ...]]:
    quote = connection.ops.quote_name
    known = {f.name: f for f in model._meta.concrete_fields}
    fields = tuple(known[n] for n in names)
    changes = ", ".join(f"{quote(str(f.column))} = %s" for f in fields)
    key = quote(str(model._meta.pk.column))
    return f"UPDATE {quote(model._meta.db_table)} SET {changes} WHERE {key} = %s", fields


def _values(row: Model, fields: Sequence[Field[Any, Any]]) -> list[Any]:
    return [f.get_db_prep_save(getattr(row, f.attname), connection) for f in fields]
