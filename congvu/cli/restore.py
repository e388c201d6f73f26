"""`congvu restore FILE`: into an empty place only; every hash, the schema and the chains come first."""

from __future__ import annotations

import argparse
import os
import shutil
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from congvu.config import env

from . import archive, backup, folder, prepare
from .archive import Manifest
from .say import Refused, tell, tell_json

KINDS = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def run(chosen: argparse.Namespace) -> int:
    done = restore(Path(chosen.file))
    if chosen.json:
        tell_json(done)
    else:
        tell(
            f"Đã phục hồi bản sao lưu lúc {done['made_at']}: {done['rows']} dòng dữ liệu, {done['files']} tệp. Mọi chuỗi sự kiện khớp."
        )
        tell("Mọi người cần đăng nhập lại.")
    return 0


def restore(source: Path) -> dict[str, Any]:
    """Put a backup in place, or refuse and leave everything as it was.

    Raises: Refused.
    """
    here = "sqlite" if prepare.is_sqlite() else "postgresql"
    data = env.data_folder()
    if not folder.is_empty(data):
        raise Refused(
            f"Thư mục {data} đã có dữ liệu. Chỉ phục hồi vào thư mục trống; đặt CONGVU_DATA sang thư mục mới."
        )
    try:
        zipped = zipfile.ZipFile(source)
    except (OSError, zipfile.BadZipFile):
        raise Refused(
            f"Không đọc được {source}: không có tệp này, hoặc không phải bản sao lưu.", code=2
        ) from None
    with zipped:
        manifest = archive.read_manifest(zipped)
        if manifest.database != here:
            raise Refused(
                f"Bản sao lưu này của {KINDS.get(manifest.database, manifest.database)}, nơi phục hồi là {KINDS[here]}. "
                "Chỉ phục hồi vào cùng loại cơ sở dữ liệu; đặt lại CONGVU_DATABASE_URL."
            )
        data = folder.prepare()
        with folder.held(data):
            _into(data, zipped, manifest, here)
    return {
        "ok": True,
        "folder": str(data),
        "made_at": manifest.made_at,
        "rows": sum(manifest.counts.values()),
        "files": sum(m.name.startswith("files/") for m in manifest.members),
    }


def _into(data: Path, zipped: zipfile.ZipFile, manifest: Manifest, here: str) -> None:
    for leftover in data.glob(f"{folder.LEFTOVER}*"):
        shutil.rmtree(leftover)
    prepare.django()
    if here == "postgresql":
        prepare.reach()
    _check_known(manifest)
    draft = Path(tempfile.mkdtemp(prefix=folder.LEFTOVER, dir=data))
    try:
        _check_space(data, manifest)
        for member in manifest.members:
            if member.name.startswith("files/"):
                archive.extract(zipped, member, draft / member.name)
        (draft / "files").mkdir(mode=0o700, exist_ok=True)
        if here == "sqlite":
            _sqlite(draft, zipped, manifest)
            os.replace(draft / "files", data / "files")
            os.replace(draft / "database.sqlite3", prepare.database_file())
        else:
            _postgres(zipped, manifest)
            os.replace(draft / "files", data / "files")
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    prepare.database()


def _check_space(data: Path, manifest: Manifest) -> None:
    needed = sum(m.size for m in manifest.members)
    if shutil.disk_usage(data).free < needed * 11 // 10:
        raise Refused(f"Ổ đĩa của {data} không đủ chỗ: cần {needed // 1_048_576 + 1} MB.")


def _check_known(manifest: Manifest) -> None:
    """Raises: Refused when the backup was made by a newer version."""
    from django.db.migrations.loader import MigrationLoader

    loader = MigrationLoader(None)
    known = set(loader.disk_migrations) | {k for m in loader.disk_migrations.values() for k in m.replaces}
    if newer := [f"{app}.{name}" for app, name in manifest.migrations if (app, name) not in known]:
        raise Refused(f"Bản sao lưu do bản mới hơn tạo ({newer[0]}). Cập nhật chương trình rồi phục hồi.")


def _check_chains(using: str) -> None:
    from congvu.audit.verify import verify_chains

    report = verify_chains(using=using)
    if report.differences:
        first = report.differences[0]
        raise Refused(
            f"Bản sao lưu có chuỗi sự kiện không khớp (chuỗi {first.organ_id}, số {first.seq}: {first.sentence}). Không phục hồi gì."
        )


def _sqlite(draft: Path, zipped: zipfile.ZipFile, manifest: Manifest) -> None:
    """The database file, checked while nobody uses it yet."""
    path = draft / "database.sqlite3"
    archive.extract(zipped, _member(manifest, "database.sqlite3"), path)
    found = Manifest(database="sqlite", version="", made_at="")
    try:
        database = sqlite3.connect(path)
        try:
            sound = database.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
            sound = sound and database.execute("PRAGMA foreign_key_check").fetchone() is None
            backup.describe_sqlite(database, found)
        finally:
            database.close()
    except sqlite3.DatabaseError:
        sound = False
    if not sound or found.migrations != manifest.migrations or found.counts != manifest.counts:
        raise Refused(archive.DAMAGED.format(what="cơ sở dữ liệu không khớp bản kê"))

    from django.db import connections

    connections.settings["restored"] = {**connections.settings["default"], "NAME": path}
    try:
        _check_chains("restored")
    finally:
        connections["restored"].close()
        del connections.settings["restored"]


def _postgres(zipped: zipfile.ZipFile, manifest: Manifest) -> None:
    """Into an empty database: the schema of the backup, then all rows in one transaction."""
    from django.db import DatabaseError, connection, transaction
    from django.db.migrations.executor import MigrationExecutor

    from . import tables

    tables.check_empty()
    for member in manifest.members:
        for _ in archive.checked(zipped, member):
            pass
    executor = MigrationExecutor(connection)
    executor.migrate(_ends(executor.loader.graph, manifest))
    wanted = list(manifest.columns)
    if missing := sorted(set(wanted) - set(tables.names())):
        raise Refused(archive.DAMAGED.format(what=f"không có bảng {missing[0]}"))
    try:
        with transaction.atomic():
            tables.empty(wanted)
            for table in wanted:
                tables.load(table, manifest.columns[table], _reader(zipped, manifest, table))
                if tables.count(table) != manifest.counts[table]:
                    raise Refused(archive.DAMAGED.format(what=f"số dòng của bảng {table}"))
            tables.check_constraints()
            tables.set_counters(wanted)
            _check_chains("default")
    except DatabaseError as error:
        raise Refused(archive.DAMAGED.format(what=str(error).splitlines()[0][:200])) from None


def _ends(graph: Any, manifest: Manifest) -> list[tuple[str, str]]:
    """The last migrations of the backup: those that none of its others builds on."""
    had = {(app, name) for app, name in manifest.migrations} & set(graph.nodes)
    return sorted(key for key in had if not any(child.key in had for child in graph.node_map[key].children))


def _reader(zipped: zipfile.ZipFile, manifest: Manifest, table: str) -> Any:
    member = _member(manifest, f"tables/{table}.copy")

    def read() -> Iterator[bytes]:
        return archive.checked(zipped, member)

    return read


def _member(manifest: Manifest, name: str) -> archive.Member:
    for member in manifest.members:
        if member.name == name:
            return member
    raise Refused(archive.DAMAGED.format(what=f"thiếu {name}"))
