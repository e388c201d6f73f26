"""Getting the database and the static files ready; all of it cheap when nothing changed."""

from __future__ import annotations

import contextlib
import ctypes
import gc
import hashlib
import importlib
import multiprocessing.process
import os
from pathlib import Path
from typing import Any

from congvu.config import env

from .say import Refused


def django() -> None:
    """Load Django with the product's settings. Raises: Refused for settings that cannot be used."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "congvu.config.settings")
    import django as framework

    try:
        framework.setup()
    except (OSError, ValueError) as error:
        raise Refused(f"Không dùng được tùy chọn đã đặt: {error}. Xem “congvu settings”.") from None


def is_sqlite() -> bool:
    return not env.DATABASE_URL.value()


def database_file() -> Path:
    return env.data_folder() / "congvu.sqlite3"


def reach() -> None:
    """Raises: Refused when the database does not answer."""
    from django.db import DatabaseError, connection

    try:
        if not is_sqlite():
            _knock(connection.settings_dict)
        connection.ensure_connection()
    except (DatabaseError, OSError, ValueError) as error:
        tail = str(error).strip().splitlines()[-1] if str(error).strip() else ""
        raise Refused(
            "Không kết nối được cơ sở dữ liệu. Kiểm tra CONGVU_DATABASE_URL và máy chủ PostgreSQL."
            + (f" (Máy chủ báo: {tail})" if tail else "")
        ) from None


def _knock(place: dict[str, Any]) -> None:
    """One plain connection: it fails at once and says why, where the pool would wait half a minute.

    Raises: OSError with the server's words.
    """
    import psycopg

    try:
        psycopg.connect(
            host=place["HOST"] or None, port=place["PORT"] or None, dbname=place["NAME"] or None,
            user=place["USER"] or None, password=place["PASSWORD"] or None, connect_timeout=5,
        ).close()  # fmt: skip
    except psycopg.Error as error:
        raise OSError(str(error)) from None


def pending() -> list[str]:
    """Migrations that this version has and the database has not, as "room.name"."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{step.app_label}.{step.name}" for step, _ in plan]


def unknown() -> list[str]:
    """Migrations that the database has and this version does not know: it was made by a newer one."""
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader

    loader = MigrationLoader(connection)
    replaced = {key for node in loader.graph.nodes.values() for key in node.replaces}
    ours = {label for label, _ in loader.disk_migrations}
    applied = loader.applied_migrations
    return sorted(
        f"{a}.{n}"
        for a, n in applied
        if a in ours and (a, n) not in loader.disk_migrations and (a, n) not in replaced
    )


def database() -> None:
    """Migrate when needed and see to the cache table. Raises: Refused."""
    from django.core.management import call_command
    from django.db import connection

    reach()
    if newer := unknown():
        raise Refused(f"Dữ liệu này do bản mới hơn tạo ({newer[0]}). Cập nhật chương trình rồi chạy lại.")
    if pending():
        call_command("migrate", interactive=False, verbosity=0, skip_checks=True)
    if "cache" not in connection.introspection.table_names():
        call_command("createcachetable", verbosity=0)
    if is_sqlite():
        for name in (database_file(), *database_file().parent.glob("congvu.sqlite3-*")):
            name.chmod(0o600)


UNUSED = ["htm*x-4*", "htmx-2.js", "htmax*", "ext", "account"]
"""What packages bring and no page of ours asks for: not worth compressing."""


def static_beside(folder: Path) -> multiprocessing.process.BaseProcess:
    """`static` in a process of its own, for the time that the database is made; join it.

    It starts before any database connection is open, so that none is shared.
    """
    beside = multiprocessing.get_context("fork").Process(target=static, args=(folder,), daemon=True)
    beside.start()
    return beside


def static(folder: Path) -> None:
    """Fonts, icons and static files, made again only when one of their sources changed."""
    from django.conf import settings
    from django.core.management import call_command

    from congvu.ui.appicons import build_icons
    from congvu.ui.fonts import build_fonts

    build_fonts(settings.FONTS)
    build_icons(settings.FONTS)
    stamp = folder / "static" / ".stamp"
    now = _sources()
    if stamp.exists() and stamp.read_text(encoding="ascii") == now:
        return
    call_command(
        "collectstatic", interactive=False, verbosity=0, clear=True, skip_checks=True, ignore_patterns=UNUSED
    )
    stamp.write_text(now, encoding="ascii")


def _sources() -> str:
    """Changes whenever a static file does."""
    from django.contrib.staticfiles.finders import get_finders

    found: list[Any] = []
    for finder in get_finders():
        for name, storage in finder.list([]):
            stat = os.stat(storage.path(name))
            found.append((name, stat.st_size, stat.st_mtime_ns))
    return hashlib.sha256(repr(sorted(found)).encode()).hexdigest()


def share() -> None:
    """Load the application before the server forks: its workers then have those pages in common.

    Saves about 30 MiB with two workers, more with more. Frozen, because a collector that walks the
    objects in every worker would copy the pages again.
    """
    from django.urls import get_resolver

    for name in ("congvu.config.wsgi", "granian", "granian.server", "granian.constants", "granian.log"):
        importlib.import_module(name)
    get_resolver().reverse_dict  # noqa: B018  imports the pages of every room
    settle()


def settle() -> None:
    """What is loaded stays: the collector walks only what requests make, and less often."""
    gc.collect()
    with contextlib.suppress(OSError, AttributeError):  # elsewhere than with glibc nothing is given back
        ctypes.CDLL(None).malloc_trim(0)
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


def close_connections() -> None:
    """Before the server forks: no worker may inherit a connection."""
    from django.db import connections

    for connection in connections.all():
        connection.close()
        if close_pool := getattr(connection, "close_pool", None):
            close_pool()


def data_there() -> None:
    """For commands that only read: the database must exist and fit. Raises: Refused."""
    if is_sqlite() and not database_file().exists():
        raise Refused(
            f"Chưa có dữ liệu trong {env.data_folder()}. Chạy “congvu start” trước, hoặc đặt CONGVU_DATA."
        )
    django()
    reach()
    if newer := unknown():
        raise Refused(f"Dữ liệu này do bản mới hơn tạo ({newer[0]}). Cập nhật chương trình rồi chạy lại.")
    if pending():
        raise Refused("Cơ sở dữ liệu chưa theo bản này. Chạy “congvu start” một lần để cập nhật.")
