"""The sample organ: in an empty SQLite folder only, marked before anything is written."""

from __future__ import annotations

import argparse
import datetime as dt
import shutil
import time
from pathlib import Path

from . import folder, prepare
from .say import Refused, tell, tell_json

NOT_EMPTY = (
    "Dữ liệu mẫu chỉ dựng trong thư mục trống; {folder} đã có dữ liệu. Đặt CONGVU_DATA sang một thư mục mới."
)
NOT_SQLITE = "Dữ liệu mẫu chỉ dựng trên SQLite. Bỏ CONGVU_DATABASE_URL rồi chạy lại."


def run(chosen: argparse.Namespace) -> int:
    """`congvu demo`."""
    began = time.monotonic()
    where = folder.prepare()
    with folder.held(where):
        if not prepare.is_sqlite():
            raise Refused(NOT_SQLITE)
        if not folder.is_empty(where) and not is_unfinished(where):
            raise Refused(NOT_EMPTY.format(folder=where))
        prepare.django()
        build(where, chosen.date)
    seconds = round(time.monotonic() - began)
    if chosen.json:
        tell_json({"ok": True, "folder": str(where), "seconds": seconds})
    else:
        tell(f"Đã dựng dữ liệu mẫu trong {where} ({seconds} giây). Chạy “congvu start” để mở.")
    return 0


def is_unfinished(where: Path) -> bool:
    """Whether an earlier sample was broken off half-way; only such data may be thrown away."""
    if not prepare.is_sqlite() or not prepare.database_file().exists():
        return False
    import sqlite3

    connection = sqlite3.connect(prepare.database_file())
    try:
        row = connection.execute("SELECT is_sample, sample_ready_at FROM accounts_installation").fetchone()
    except sqlite3.DatabaseError:
        return False
    finally:
        connection.close()
    return bool(row and row[0] and row[1] is None)


def clear_unfinished(where: Path) -> None:
    """Throw away a sample that was never finished."""
    if not is_unfinished(where):
        raise Refused(NOT_EMPTY.format(folder=where))
    for name in where.glob("congvu.sqlite3*"):
        name.unlink()
    shutil.rmtree(where / "files", ignore_errors=True)


def build(where: Path, day: dt.date | None) -> None:
    """Mark the empty folder as sample data, then build it through the real commands.

    Raises: Refused when the folder holds anything else or the database is not SQLite.
    """
    if not prepare.is_sqlite():
        raise Refused(NOT_SQLITE)
    if not folder.is_empty(where):
        clear_unfinished(where)
    prepare.database()

    from congvu.accounts.commands import begin_installation
    from congvu.accounts.models import Installation
    from congvu.base import clock
    from congvu.demo.build import build as build_sample
    from congvu.policy.facts import SYSTEM

    begin_installation(is_sample=True, by=SYSTEM, at=clock.now())
    build_sample(day or clock.today())
    Installation.objects.update(sample_ready_at=clock.now())
