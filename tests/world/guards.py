"""Switching off what protects decided editions, for tests that tamper with them or shape the world."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module

from django.db import connection

MIGRATION = import_module("congvu.catalogue.migrations.0002_guard_decided_editions")


class Plain:
    """Runs statements inside the transaction of the test, as no schema editor may on SQLite."""

    connection = connection

    def execute(self, statement: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement)


@contextmanager
def guards_off() -> Iterator[None]:
    """Decided editions may be changed in the block, as by somebody with the database in her hands."""
    MIGRATION.unguard(None, Plain())
    try:
        yield
    finally:
        MIGRATION.guard(None, Plain())
