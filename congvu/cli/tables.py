"""A PostgreSQL database as plain tables, read in one consistent moment, without pg_dump."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.db import connection

from .say import Refused

NOT_KEPT = {"django_migrations", "django_session", "cache"}
"""Made by the migrations, or worthless in another place."""


def names() -> list[str]:
    with connection.cursor() as cursor:
        return sorted(t.name for t in connection.introspection.get_table_list(cursor) if t.type in ("t", "p"))


def columns(table: str) -> list[str]:
    """The columns that hold data of their own, in order."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_schema = current_schema()"
            " AND table_name = %s AND is_generated = 'NEVER' ORDER BY ordinal_position",
            [table],
        )
        return [row[0] for row in cursor.fetchall()]


def count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM {_quoted(table)}")
        return int(cursor.fetchone()[0])


def begin_reading() -> None:
    """First statement of a transaction: everything after it sees one moment."""
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")


def dump(table: str, wanted: list[str]) -> Iterator[bytes]:
    """The rows of a table in PostgreSQL's own text form."""
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {_quoted(table)} ({_list(wanted)}) TO STDOUT") as copy,
    ):
        for chunk in copy:
            yield bytes(chunk)


def empty(tables: list[str]) -> None:
    """Rows that the migrations wrote by themselves come with the backup too."""
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {_list(tables)}")


def load(table: str, wanted: list[str], chunks: Callable[[], Iterator[bytes]]) -> None:
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {_quoted(table)} ({_list(wanted)}) FROM STDIN") as copy,
    ):
        for chunk in chunks():
            copy.write(chunk)


def check_constraints() -> None:
    """Raises IntegrityError now instead of at the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def set_counters(tables: list[str]) -> None:
    """New rows go on after the highest number restored."""
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute("SELECT column_name FROM information_schema.columns WHERE table_schema = current_schema()"
                           " AND table_name = %s AND (is_identity = 'YES' OR column_default LIKE 'nextval%%')", [table])  # fmt: skip
            for (column,) in cursor.fetchall():
                cursor.execute(
                    f"SELECT setval(pg_get_serial_sequence(%s, %s), COALESCE(MAX({_quoted(column)}), 1),"
                    f" MAX({_quoted(column)}) IS NOT NULL) FROM {_quoted(table)}",
                    [_quoted(table), column],
                )


def check_empty() -> None:
    """Raises: Refused when the database already holds rows."""
    made_by_migrations = NOT_KEPT | {"django_content_type", "auth_permission"}
    for table in names():
        if table not in made_by_migrations and count(table):
            raise Refused(
                f"Cơ sở dữ liệu đã có dữ liệu (bảng {table}). Chỉ phục hồi vào cơ sở dữ liệu trống."
            )


def _quoted(name: str) -> str:
    return str(connection.ops.quote_name(name.replace('"', "")))


def _list(wanted: list[str]) -> str:
    return ", ".join(_quoted(name) for name in wanted)
