"""Computing every stored score again: the check behind `congvu verify`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from congvu.catalogue.models import Edition
from congvu.regimes.packs import pack_of
from rulebook.errors import RuleError

from . import compute
from .models import Card, Run
from .states import PeriodState

CLOSED = (PeriodState.LOCKED, PeriodState.PUBLISHED)
AT_ONCE = 500


def verify_runs() -> Iterator[str]:
    """Recompute all runs of all organs; one Vietnamese sentence for each that does not agree.

    Looked at, in this order: the seal over what is stored, the rule pack, the catalogue editions,
    the result from the frozen inputs; then that every closed card points to its latest run and
    that no run of a card is missing.
    """
    editions = dict(Edition.objects.values_list("pk", "content_sha256"))
    numbers: dict[int, list[int]] = {}
    latest: dict[int, int] = {}
    rows = Run.objects.order_by("pk").values(
        "pk", "card_id", "number", "pack_id", "pack_sha256", "editions", "inputs", "result", "trace", "sha256"
    )
    for row in rows.iterator(chunk_size=AT_ONCE):
        numbers.setdefault(row["card_id"], []).append(row["number"])
        latest[row["card_id"]] = row["pk"]
        if why := _difference(dict(row), editions):
            yield f"Lần tính {row['number']} của phiếu {row['card_id']}: {why}"
    for card_id, held in numbers.items():
        if sorted(held) != list(range(1, len(held) + 1)):
            yield f"Phiếu {card_id}: thiếu một lần tính, chỉ còn các lần {', '.join(map(str, sorted(held)))}."
    cards = Card.objects.filter(period__state__in=CLOSED).order_by("pk")
    for card_id, run_id in cards.values_list("pk", "run_id").iterator(chunk_size=AT_ONCE):
        if run_id is None or run_id != latest.get(card_id):
            yield f"Phiếu {card_id}: kỳ đã khóa nhưng phiếu không trỏ đến lần tính mới nhất."


def _difference(row: dict[str, Any], editions: dict[int, str]) -> str:
    """The first thing of a run that does not agree; empty when all does."""
    sealed = compute.seal(
        row["pack_id"], row["pack_sha256"], row["editions"], row["inputs"], row["result"], row["trace"]
    )
    if sealed != row["sha256"]:
        again = _result(row)
        where = first_difference(row["result"], again) if isinstance(again, dict) else ""
        return "nội dung đã bị sửa sau khi lưu" + (f"; {where}." if where else ".")
    try:
        pack = pack_of(row["pack_id"], row["pack_sha256"])
    except RuleError as error:
        return str(error)
    if pack.sha256 != row["pack_sha256"]:
        return f"bộ quy tắc {row['pack_id']} không còn như khi tính."
    for edition in row["editions"]:
        if editions.get(edition["id"]) != edition["sha256"]:
            return f"bản danh mục {edition['id']} không còn như khi tính."
    again = _result(row)
    if isinstance(again, str):
        return again
    return where + "." if (where := first_difference(row["result"], again)) else ""


def _result(row: dict[str, Any]) -> dict[str, Any] | str:
    try:
        return compute.result_of(pack_of(row["pack_id"], row["pack_sha256"]), row["inputs"])
    except (RuleError, ArithmeticError, KeyError, TypeError, ValueError) as error:
        return f"đầu vào không tính lại được ({error})."


def first_difference(stored: Any, again: Any, where: str = "") -> str:
    """The first place where two JSON values differ, as words; empty when they are equal."""
    if isinstance(stored, dict) and isinstance(again, dict):
        for key in sorted({*stored, *again}):
            if found := first_difference(stored.get(key), again.get(key), f"{where}.{key}" if where else key):
                return found
        return ""
    if isinstance(stored, list) and isinstance(again, list) and len(stored) == len(again):
        for index, pair in enumerate(zip(stored, again, strict=True)):
            if found := first_difference(*pair, f"{where}[{index}]"):
                return found
        return ""
    if stored == again and type(stored) is type(again):
        return ""
    return f"{where}: lưu {_short(stored)}, tính lại {_short(again)}"


def _short(value: Any) -> str:
    text = "không có" if value is None else str(value)
    return text if len(text) <= 60 else text[:57] + "…"
