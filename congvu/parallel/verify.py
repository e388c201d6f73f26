"""Computing every stored score of a second pack again: part of `congvu verify`."""

from __future__ import annotations

from collections.abc import Iterator

from congvu.regimes.packs import pack_of
from congvu.scoring.compute import seal
from congvu.scoring.verify import first_difference
from rulebook.errors import RuleError

from .case import result_of
from .models import Score

AT_ONCE = 500


def verify_scores() -> Iterator[str]:
    """One Vietnamese sentence for each stored score that does not agree: seal, pack, result, in this order."""
    for row in Score.objects.order_by("pk").iterator(chunk_size=AT_ONCE):
        if why := _difference(row):
            yield f"Lần chấm {row.number} của phiếu song song {row.sheet_id}: {why}"


def _difference(row: Score) -> str:
    """The first thing that does not agree; empty when all does."""
    if seal(row.pack_id, row.pack_sha256, [], row.inputs, row.result, row.trace) != row.sha256:
        return "nội dung đã bị sửa sau khi lưu."
    try:
        pack = pack_of(row.pack_id, row.pack_sha256)
        if pack.sha256 != row.pack_sha256:
            return f"bộ quy tắc {row.pack_id} không còn như khi chấm."
        again = result_of(pack, row.inputs)
    except RuleError as error:
        return str(error)
    return where + "." if (where := first_difference(row.result, again)) else ""
