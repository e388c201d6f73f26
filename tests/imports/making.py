"""Files of every kind for the world of the tests, and what the database holds."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from django.apps import apps
from django.conf import settings

from congvu.base import clock
from congvu.imports import commands, running
from congvu.imports.catalogue.criteria import criteria_of
from congvu.imports.models import Batch
from rulebook import loader
from tests.imports.files import criteria_sheet, description, real_shape, word, workbook

CATALOGUE, POSITIONS, STAFF = Batch.Kind.CATALOGUE, Batch.Kind.POSITIONS, Batch.Kind.STAFF
STAFF_HEADER = (
    "Mã cán bộ",
    "Họ và tên",
    "Đơn vị",
    "Vị trí việc làm",
    "Chức vụ",
    "Ngày bắt đầu",
    "Tên đăng nhập",
    "Kiêm nhiệm (%)",
)


def catalogue(**sheets: object) -> bytes:
    """Eight items in three lists, with the pack's own ten criteria; `sheets` replaces a sheet's rows."""
    shape = real_shape()
    names = {name.split(" ")[1].lower(): name for name in shape}
    shape[names["i"]] = criteria_sheet(criteria_of(loader.pack("nd335-2025")))
    for key, rows in sheets.items():
        shape[names[key]] = rows  # type: ignore[assignment]
    return workbook(shape)


def sheet(key: str) -> list:
    """The rows of one sheet of `catalogue()`, to change."""
    shape = real_shape()
    return [list(row) for row in next(v for k, v in shape.items() if k.split(" ")[1].lower() == key)]


def positions(**described: object) -> bytes:
    return word(lambda document: description(document, **described))  # type: ignore[arg-type]


def staff(*rows: tuple, header: tuple = STAFF_HEADER) -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer).writerows([header, *rows])
    return buffer.getvalue().encode()


def person(code: str, name: str, unit: str = "VP", position: str = "CV", **more: str) -> tuple:
    """A row of the staff list; `more`: title, start, username, percent."""
    told = {"title": "", "start": "", "username": "", "percent": ""} | more
    return (code, name, unit, position, told["title"], told["start"], told["username"], told["percent"])


def read(world, kind, raw: bytes, *, by: str = "binh", name: str = "tep.xlsx", **options):
    return commands.read_file(
        organ_id=world.organ.pk, kind=kind, file_name=name, source=raw, by=world.actor(by), at=clock.now(),
        options=options,
    )  # fmt: skip


def apply(world, batch, *, by: str = "binh", seen: str = ""):
    return running.apply_all(batch_id=batch.pk, seen=seen, by=world.actor(by), at=clock.now())


def bring(world, kind, raw: bytes, *, by: str = "binh", **options):
    """Read and apply."""
    return apply(world, read(world, kind, raw, by=by, **options), by=by)


def rows_of_everything() -> dict[str, int]:
    """How many rows each table of the domain holds: all but the imports' own and the trail."""
    return {
        model._meta.label: model._base_manager.count()
        for config in apps.get_app_configs()
        if config.name.startswith("congvu.") and config.label not in ("imports", "audit")
        for model in config.get_models()
    }


FILES = {CATALOGUE: catalogue, POSITIONS: positions, STAFF: lambda: staff(person("M1", "Ngô Thị Mới"))}


def stored() -> list[str]:
    folder = Path(settings.MEDIA_ROOT) / "imports"
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def counts(done_or_batch) -> dict[str, int]:
    told = done_or_batch.counts if hasattr(done_or_batch, "counts") else done_or_batch.summary
    return {key: told[key] for key in ("read", "created", "changed", "unchanged", "removed", "rejected")}
