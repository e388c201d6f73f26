"""Rows on their way into the database, many at a time."""

from __future__ import annotations

import datetime as dt
import functools
import json
import uuid
from collections import defaultdict
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.db import connection, models

SIZE = 2000


class Sink:
    """Collects rows by model and inserts them in batches, with their given keys.

    `add` takes an instance through `bulk_create`; `row` takes column values and is five times
    as fast. Foreign keys are checked when the transaction ends, so the order of models is free.
    """

    def __init__(self) -> None:
        self.waiting: dict[type[models.Model], list[models.Model]] = defaultdict(list)
        self.rows: dict[type[models.Model], list[tuple[Any, ...]]] = defaultdict(list)
        self.counts: dict[str, int] = defaultdict(int)

    def add(self, instance: models.Model) -> None:
        kind = type(instance)
        self.waiting[kind].append(instance)
        self.counts[kind.__name__] += 1
        if len(self.waiting[kind]) >= SIZE:
            kind._default_manager.bulk_create(self.waiting.pop(kind))

    def row(self, kind: type[models.Model], **values: Any) -> None:
        """One row by attribute names; what is left out gets the field's default."""
        _, defaults, convert = _shape(kind)
        self.rows[kind].append(
            tuple(
                convert[name](values[name]) if name in values else given for name, given in defaults.items()
            )
        )
        self.counts[kind.__name__] += 1
        if len(self.rows[kind]) >= SIZE:
            self._insert(kind)

    def flush(self) -> None:
        for kind in list(self.waiting):
            kind._default_manager.bulk_create(self.waiting.pop(kind))
        for kind in list(self.rows):
            self._insert(kind)

    def _insert(self, kind: type[models.Model]) -> None:
        columns = ", ".join(f'"{name}"' for name in _shape(kind)[0])
        table, rows = kind._meta.db_table, self.rows.pop(kind)
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                with cursor.copy(f'COPY "{table}" ({columns}) FROM STDIN') as out:
                    for row in rows:
                        out.write_row(row)
                return
            holes = ", ".join(["%s"] * len(rows[0]))
            cursor.executemany(f'INSERT INTO "{table}" ({columns}) VALUES ({holes})', rows)


@functools.cache
def _shape(kind: type[models.Model]) -> tuple[list[str], dict[str, Any], dict[str, Callable[[Any], Any]]]:
    """The columns of a model, their stored defaults and their conversions by attribute name."""
    fields = kind._meta.concrete_fields
    defaults = {f.attname: _plain(f, f.get_default()) for f in fields}
    convert = {f.attname: functools.partial(_plain, f) for f in fields}
    return [f.column for f in fields], defaults, convert


def _plain(field: models.Field[Any, Any], value: Any) -> Any:
    if value is None or type(value) in (int, bool):
        return value if not hasattr(field, "places") or value is None else value * field.scale
    if isinstance(value, Decimal):
        return field.get_prep_value(value)
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, (list, dict)):
        return json.dumps(value)
    if isinstance(value, uuid.UUID):
        return value.hex
    return str(value)


def settle() -> None:
    """Sequences after the given keys, and fresh statistics for the planner."""
    from django.apps import apps
    from django.core.management.color import no_style

    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), apps.get_models()):
            cursor.execute(statement)
        cursor.execute("analyze")
