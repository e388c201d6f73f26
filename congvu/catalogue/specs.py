"""An item as it is proposed, and the checks of one item and of a whole list (Đ13)."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from congvu.base.errors import DomainError, Incomplete, OutOfRange
from congvu.base.text import clean, fold
from rulebook import credit
from rulebook.errors import RuleError
from rulebook.numbers import rounded

from .models import Product

MOST_GROUPS = 5
MOST_ITEMS = 20_000
HIGHEST_SCORE = Decimal(100_000)
PLACES = 4
LONGEST = {
    "code": 40,
    "section": 200,
    "task": 2000,
    "detail": 4000,
    "output": 2000,
    "unit_of_measure": 40,
    "evidence": 300,
    "note": 2000,
}
_OF_LINES = frozenset({"task", "detail", "output", "note"})
TITLES = {
    "code": "Mã",
    "section": "Phòng, ban chuyên môn",
    "task": "Nhiệm vụ",
    "detail": "Công việc chi tiết",
    "output": "Sản phẩm đầu ra",
    "unit_of_measure": "Đơn vị tính",
    "group": "Nhóm phức tạp",
    "frame_low": "Khung điểm từ",
    "frame_high": "Khung điểm đến",
    "score": "Điểm chấm",
    "coefficient": "Hệ số quy đổi",
    "norm_minutes": "Định mức, phút",
    "evidence": "Minh chứng cần có",
    "note": "Ghi chú",
    "is_shared": "Dùng chung",
    "scopes": "Đơn vị, vị trí",
}


@dataclass(frozen=True)
class ItemSpec:
    """One item of a proposed edition.

    Units: scores in points, norm in whole minutes. `is_shared`: for everyone; else the item
    belongs to the units and positions named.
    """

    code: str
    task: str
    detail: str
    group: int
    score: Decimal
    output: str = ""
    unit_of_measure: str = ""
    section: str = ""
    frame_low: Decimal | None = None
    frame_high: Decimal | None = None
    norm_minutes: int | None = None
    evidence: str = ""
    note: str = ""
    is_shared: bool = True
    unit_ids: tuple[int, ...] = ()
    position_ids: tuple[int, ...] = ()

    @property
    def key(self) -> str:
        return code_key(self.code)


def code_key(code: str) -> str:
    """What makes two codes the same: letters and figures, without case or spaces."""
    return "".join(clean(code).split()).upper()


@functools.lru_cache(maxsize=4096)
def coefficient_of(score: Decimal, standard_score: Decimal) -> Decimal:
    """Standard units per product: score ÷ standard score, four places, half up (ADR 0015).

    Raises: OutOfRange unless both are above 0.
    Source: NĐ 335/2025/NĐ-CP, Điều 13 khoản 1 điểm c.
    """
    try:
        exact = credit.coefficient(item_score=score, standard_score=standard_score).value
        return rounded(Decimal(exact), PLACES)
    except RuleError as error:
        raise OutOfRange(str(error), field="score") from error


def checked(spec: ItemSpec, standard_score: Decimal) -> ItemSpec:
    """The item with cleaned texts. Raises Incomplete or OutOfRange, naming the code and the field."""
    texts = {
        name: told
        for name in LONGEST
        if (told := clean(given := getattr(spec, name), lines=name in _OF_LINES)) != given
    }
    if texts:
        spec = dataclasses.replace(spec, **texts)  # type: ignore[arg-type]
    for name in ("code", "task", "detail"):
        if not getattr(spec, name):
            raise _wrong(Incomplete, spec, name, f"thiếu “{TITLES[name]}”")
    for name, longest in LONGEST.items():
        if len(getattr(spec, name)) > longest:
            raise _wrong(OutOfRange, spec, name, f"“{TITLES[name]}” dài quá {longest} ký tự")
    if not 1 <= spec.group <= MOST_GROUPS:
        raise _wrong(OutOfRange, spec, "group", f"nhóm phức tạp phải từ 1 đến {MOST_GROUPS}")
    _check_scores(spec)
    if spec.norm_minutes is not None and not 1 <= spec.norm_minutes <= 1_000_000:
        raise _wrong(OutOfRange, spec, "norm_minutes", "định mức phải từ 1 đến 1.000.000 phút")
    if coefficient_of(spec.score, standard_score) <= 0:
        raise _wrong(OutOfRange, spec, "score", "hệ số quy đổi làm tròn thành 0")
    return spec


def _check_scores(spec: ItemSpec) -> None:
    for name in ("score", "frame_low", "frame_high"):
        value = getattr(spec, name)
        if value is None:
            continue
        lowest = "lớn hơn 0" if name == "score" else "từ 0"
        if not value.is_finite() or value < 0 or value > HIGHEST_SCORE or (name == "score" and value == 0):
            raise _wrong(OutOfRange, spec, name, f"“{TITLES[name]}” phải {lowest} và không quá 100.000")
        if value != rounded(value, 2):
            raise _wrong(OutOfRange, spec, name, f"“{TITLES[name]}” có nhiều nhất hai chữ số thập phân")
    low, high = spec.frame_low, spec.frame_high
    if (low is None) != (high is None):
        raise _wrong(OutOfRange, spec, "frame_low", "khung điểm cần cả điểm đầu và điểm cuối")
    if low is not None and high is not None:
        if low > high:
            raise _wrong(OutOfRange, spec, "frame_low", "khung điểm có điểm đầu lớn hơn điểm cuối")
        if not low <= spec.score <= high:
            raise _wrong(OutOfRange, spec, "score", "điểm chấm nằm ngoài khung điểm")


def checked_all(specs: Iterable[ItemSpec], standard_score: Decimal, standard_code: str) -> list[ItemSpec]:
    """A whole list, cleaned. Raises also for a code that stands twice or a wrong standard item."""
    if not standard_score.is_finite() or not 0 < standard_score <= HIGHEST_SCORE:
        raise OutOfRange("Điểm của sản phẩm chuẩn phải lớn hơn 0.", field="standard_score")
    if standard_score != rounded(standard_score, 2):
        raise OutOfRange(
            "Điểm của sản phẩm chuẩn có nhiều nhất hai chữ số thập phân.", field="standard_score"
        )
    items = [checked(spec, standard_score) for spec in specs]
    if not items:
        raise Incomplete("Danh mục chưa có mục nào.")
    if len(items) > MOST_ITEMS:
        raise OutOfRange(f"Một danh mục có nhiều nhất {MOST_ITEMS} mục.")
    seen: dict[str, ItemSpec] = {}
    for item in items:
        if item.key in seen:
            raise OutOfRange(f"Mã {item.code} có hai lần trong danh mục.", field="code")
        seen[item.key] = item
    if standard_code:
        check_standard(seen.get(code_key(standard_code)), standard_code, standard_score)
    return items


def check_standard(item: ItemSpec | Product | None, code: str, standard_score: Decimal) -> None:
    """Raises OutOfRange unless the item is there and has the score of the standard item."""
    if item is None:
        raise OutOfRange(f"Sản phẩm chuẩn {code} không có trong danh mục.", field="standard_code")
    if item.score != standard_score:
        raise OutOfRange(
            f"Sản phẩm chuẩn {code} phải có đúng điểm chuẩn, hệ số 1; mục này có điểm khác.",
            field="standard_code",
        )


def _wrong(kind: type[DomainError], spec: ItemSpec, field: str, what: str) -> DomainError:
    name = f"Mục {spec.code}" if spec.code else "Một mục"
    return kind(f"{name}: {what}.", field=field)


def search_text_of(spec: ItemSpec) -> str:
    """Folded text that search looks in."""
    return fold(" ".join([spec.code, spec.task, spec.detail, spec.output, spec.section]))


def columns_of(spec: ItemSpec, standard_score: Decimal) -> dict[str, Any]:
    """Column values of the product that stores the item."""
    return {
        **{name: getattr(spec, name) for name in LONGEST},
        "group": spec.group,
        "frame_low": spec.frame_low,
        "frame_high": spec.frame_high,
        "score": spec.score,
        "coefficient": coefficient_of(spec.score, standard_score),
        "norm_minutes": spec.norm_minutes,
        "search_text": search_text_of(spec),
        "is_shared": spec.is_shared,
    }
