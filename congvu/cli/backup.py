"""`congvu backup FILE`: everything that is kept, in one file, while people write."""

from __future__ import annotations

import argparse
import os
import re
import sqlite3
import tempfile
import zipfile
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from congvu.config import env

from . import prepare
from .archive import Manifest, Writer, pieces
from .folder import reason
from .say import Refused, tell, tell_json

DIGEST = re.compile(r"[0-9a-f]{64}")
UNFINISHED = (".tmp", ".part")
NAMING_FILES = ("diary_evidence", "appeals_paper")
"""Tables whose rows name a kept file by its digest."""


def run(chosen: argparse.Namespace) -> int:
    prepare.data_there()
    done = make(Path(chosen.file))
    if chosen.json:
        tell_json(done)
    else:
        tell(
            f"Đã sao lưu vào {done['file']}: {done['rows']} dòng dữ liệu, {done['files']} tệp, {done['size']} byte."
        )
        for name in done["missing"]:
            tell(f"Thiếu hoặc hỏng tệp minh chứng {name}. Tìm lại tệp này từ bản sao lưu cũ.")
    return 0 if done["ok"] else 1


def product_version() -> str:
    try:
        return version("congvu")
    except PackageNotFoundError:
        return "0"


def make(target: Path) -> dict[str, Any]:
    """Write the backup beside its place, then put it there whole.

    Raises: Refused when the file exists or cannot be written.
    """
    from congvu.base import clock

    if target.exists():
        raise Refused(f"Tệp {target} đã có. Chọn tên khác để không ghi đè bản sao lưu cũ.")
    manifest = Manifest(
        database="sqlite" if prepare.is_sqlite() else "postgresql",
        version=product_version(),
        made_at=clock.now().isoformat(timespec="seconds"),
    )
    draft = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        handle = os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w+b") as file:
            with zipfile.ZipFile(file, "w", allowZip64=True) as zipped:
                writer = Writer(zipped, manifest)
                wanted = _sqlite(writer) if prepare.is_sqlite() else _postgres(writer)
                files, missing = _files(writer, wanted)
                writer.finish()
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, target)  # never over a file that appeared meanwhile
    except OSError as error:
        raise Refused(f"Không ghi được {target}: {reason(error)}.") from None
    finally:
        draft.unlink(missing_ok=True)
    return {
        "ok": not missing, "file": str(target), "database": manifest.database, "made_at": manifest.made_at,
        "rows": sum(manifest.counts.values()), "files": files, "missing": missing, "size": target.stat().st_size,
    }  # fmt: skip


def _sqlite(writer: Writer) -> set[str]:
    """A copy of one moment; returns the digests of the evidence that it names."""
    with tempfile.TemporaryDirectory(prefix="backup-", dir=env.data_folder()) as made:
        path = Path(made) / "database.sqlite3"
        source = sqlite3.connect(prepare.database_file(), timeout=20)
        copy = sqlite3.connect(path)
        try:
            # In one step: a copy in steps begins anew at every write of somebody else.
            source.backup(copy, pages=-1)
            for table in ("django_session", "cache"):
                copy.execute(f"DELETE FROM {table}")
            copy.commit()
            copy.execute("PRAGMA journal_mode=DELETE")
            copy.execute("VACUUM")
            describe_sqlite(copy, writer.manifest)
            wanted = {
                r[0] for t in NAMING_FILES for r in copy.execute(f"SELECT sha256 FROM {t} WHERE sha256 <> ''")
            }
        finally:
            source.close()
            copy.close()
        with path.open("rb") as file:
            writer.add("database.sqlite3", pieces(file))
    return wanted


def describe_sqlite(database: sqlite3.Connection, manifest: Manifest) -> None:
    """Migrations and rows per table of an SQLite database, into the manifest."""
    rows = database.execute("SELECT app, name FROM django_migrations ORDER BY app, name")
    manifest.migrations = [[app, name] for app, name in rows]
    tables = database.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    )
    manifest.counts = {
        name: database.execute(f'SELECT COUNT(*) FROM "{name}"').fetchone()[0]
        for (name,) in sorted(tables.fetchall())
    }


def _postgres(writer: Writer) -> set[str]:
    """Every table, all of them as of one moment."""
    from django.db import connection, transaction

    from congvu.appeals.models import Paper
    from congvu.diary.models import Evidence

    from . import tables

    with transaction.atomic():
        tables.begin_reading()
        with connection.cursor() as cursor:
            cursor.execute("SELECT app, name FROM django_migrations ORDER BY app, name")
            writer.manifest.migrations = [list(row) for row in cursor.fetchall()]
        for table in tables.names():
            if table in tables.NOT_KEPT:
                continue
            wanted = tables.columns(table)
            writer.manifest.columns[table] = wanted
            writer.manifest.counts[table] = tables.count(table)
            writer.add(f"tables/{table}.copy", tables.dump(table, wanted))
        return {
            sha256
            for model in (Evidence, Paper)
            for sha256 in model._default_manager.exclude(sha256="").values_list("sha256", flat=True)
        }


def _files(writer: Writer, wanted: set[str]) -> tuple[int, list[str]]:
    """The evidence; returns how many files, and the digests that are missing or damaged.

    Files are named by their digest and never change, so what was added meanwhile does no harm.
    """
    root = env.data_folder() / "files"
    taken = 0
    for path in (
        sorted(p for p in root.rglob("*") if p.is_file() and not p.is_symlink()) if root.is_dir() else ()
    ):
        if path.name.startswith(".") or path.suffix in UNFINISHED:
            continue
        with path.open("rb") as file:
            member = writer.add(f"files/{path.relative_to(root).as_posix()}", pieces(file), packed=False)
        taken += 1
        if member.sha256 in path.name:
            wanted.discard(member.sha256)
    return taken, sorted(wanted)
