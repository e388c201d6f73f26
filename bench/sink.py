"""Rows on their way into SQLite, many at a time; and from there into PostgreSQL."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
import uuid
from collections import defaultdict
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from pathlib import Path
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
        with connection.cursor() as cursor:
            cursor.executemany(_shape(kind)[0], self.rows.pop(kind))


@cache
def _shape(kind: type[models.Model]) -> tuple[str, dict[str, Any], dict[str, Callable[[Any], Any]]]:
    """The INSERT, the stored defaults and the conversions of a model's columns."""
    fields = [f for f in kind._meta.concrete_fields if not isinstance(f, models.AutoField) or f.name == "id"]
    defaults, convert = {}, {}
    for field in fields:
        given = field.get_default()
        defaults[field.attname] = _plain(field, given)
        convert[field.attname] = lambda value, field=field: _plain(field, value)
    columns = ", ".join(f'"{f.column}"' for f in fields)
    holes = ", ".join(["%s"] * len(fields))
    return f'INSERT INTO "{kind._meta.db_table}" ({columns}) VALUES ({holes})', defaults, convert


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


def copy_from(source: Path) -> None:
    """Fill a migrated, empty PostgreSQL database with the rows of a SQLite one."""
    from django.apps import apps
    from django.db import transaction

    old = sqlite3.connect(source)
    keep = {"django_migrations", "django_content_type", "auth_permission"}
    tables = {m._meta.db_table for m in apps.get_models(include_auto_created=True)} - keep
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL timezone TO 'UTC'")
        for table in sorted(tables):
            rows = old.execute(f'SELECT * FROM "{table}"')
            columns = ", ".join(f'"{d[0]}"' for d in rows.description)
            with cursor.copy(f'COPY "{table}" ({columns}) FROM STDIN') as out:
                for row in rows:
                    out.write_row(row)
    old.close()
    settle()
