"""`congvu import`: the same imports as in the browser."""

from __future__ import annotations

import argparse
import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from congvu.config import env

from . import folder, prepare


def run(chosen: argparse.Namespace) -> int:
    if not chosen.dry_run:
        prepare.data_there()  # an import does not begin an installation: `congvu start` does
    with _folder(dry_run=chosen.dry_run):
        prepare.django()
        prepare.database()
        from congvu.imports.cli import run as import_file

        return int(
            import_file(
                chosen.kind,
                chosen.file,
                chosen.dry_run,
                chosen.organ or None,
                chosen.as_user or None,
                chosen.json,
            )
        )


@contextlib.contextmanager
def _folder(*, dry_run: bool) -> Iterator[None]:
    """A dry run on an empty folder leaves it empty: it borrows a throw-away one."""
    if not (dry_run and prepare.is_sqlite() and not prepare.database_file().exists()):
        folder.prepare()
        yield
        return
    with tempfile.TemporaryDirectory(prefix="congvu-") as made:
        before = os.environ.get(env.DATA.name)
        os.environ[env.DATA.name] = str(Path(made) / "data")
        try:
            folder.prepare()
            yield
        finally:
            os.environ.pop(env.DATA.name)
            if before is not None:
                os.environ[env.DATA.name] = before
