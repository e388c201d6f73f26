"""The catalogue import, file to proposed edition, beside a bare `bulk_create` of the same rows.

`python -m bench.importing ROWS` in an installation that has the benchmark's organ.
"""

from __future__ import annotations

import io
import json
import sys
import time
from collections.abc import Callable
from typing import Any

from congvu.cli import prepare

HEADER = (
    "STT", "Mã CV", "Phòng, ban chuyên môn", "Nhiệm vụ", "Công việc chi tiết", "Sản phẩm đầu ra", "Nhóm",
    "Khung điểm", "Điểm chấm", "Hệ số quy đổi", "Ghi chú",
)  # fmt: skip
FRAMES = ((1, 10), (11, 50), (51, 100))
REAL = 371
"""Items of a real catalogue."""


def workbook(rows: int) -> bytes:
    """A catalogue of that many items in the shape of a real one: titles above the header, formulas."""
    import xlsxwriter

    from bench import gen

    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet("PL IV")
        sheet.write(0, 0, "PHỤ LỤC IV")
        sheet.write(1, 0, "DANH MỤC RIÊNG THEO PHÒNG, ĐƠN VỊ. Sản phẩm chuẩn = 5 điểm = hệ số 1,00")
        sheet.write_row(3, 0, HEADER)
        for number in range(rows):
            group = number % 3
            low, high = FRAMES[group]
            score = low + number % (high - low + 1)
            noun, place = gen.NOUNS[number % 10], gen.PLACES[number // 10 % 8]
            cells = (
                number + 1, f"CV.{number:05}", f"Phòng Nghiệp vụ {number % 30 + 1}", f"Công tác {noun}",
                f"{gen.VERBS[number % 7].capitalize()} {noun} gửi {place}, loại {number}", noun, f"N{group + 1}",
                f"{low}-{high}", score,
            )  # fmt: skip
            row = number + 4
            sheet.write_row(row, 0, cells)
            sheet.write_formula(row, 9, f"=ROUND(I{row + 1}/5,2)", None, score / 5)
    return buffer.getvalue()


def main(rows: int, postmaster: int | None) -> None:
    prepare.django()
    from django.db import transaction

    from bench.organ import ORGAN
    from congvu.base import clock
    from congvu.catalogue.models import Edition, Product
    from congvu.catalogue.states import EditionState
    from congvu.imports.commands import apply_batch, read_file
    from congvu.policy.facts import SYSTEM

    def run(raw: bytes) -> dict[str, Any]:
        told = {"organ_id": ORGAN, "kind": "CATALOGUE", "file_name": "danh-muc.xlsx"}
        batch = read_file(**told, source=raw, by=SYSTEM, at=clock.now())
        return apply_batch(batch_id=batch.pk, by=SYSTEM, at=clock.now()).counts

    def clear() -> None:
        Product.objects.filter(edition__state=EditionState.PROPOSED).delete()
        Edition.objects.filter(state=EditionState.PROPOSED).delete()

    run(workbook(20))
    clear()
    real = workbook(REAL)
    small, _ = _timed(lambda: run(real), postmaster)
    clear()
    raw = workbook(rows)
    seconds, counts = _timed(lambda: run(raw), postmaster)
    edition = Edition.objects.get(state=EditionState.PROPOSED)
    names = [f.attname for f in Product._meta.concrete_fields if f.attname != "id"]
    same = list(Product.objects.filter(edition=edition).values(*names))
    Product.objects.filter(edition=edition).delete()

    def bare() -> None:
        with transaction.atomic():
            Product.objects.bulk_create([Product(**values) for values in same], batch_size=500)

    plain, _ = _timed(bare, postmaster)
    clear()
    print(
        json.dumps(
            {"rows": rows, "created": counts["created"], "seconds": seconds, "bare": plain, "real": small}
        )
    )


def _timed(work: Callable[[], Any], postmaster: int | None) -> tuple[float, Any]:
    """CPU seconds of this process and of the database, and what came out."""
    from bench import procs

    roots = [postmaster] if postmaster else []
    mine, theirs = time.process_time(), procs.cpu(roots)
    result = work()
    return round(time.process_time() - mine + procs.cpu(roots) - theirs, 3), result


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else None)
