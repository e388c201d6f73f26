"""The rating of an organisation: what Điều 6 and 7 list, and the suggestion from stored points and facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from rulebook import organisations
from rulebook.errors import RuleError
from rulebook.model import Field, FieldKind
from rulebook.numbers import text
from rulebook.pack import Pack

from .guards import pack_of
from .models import UnitRating

FAILED_UNITS: Final = "failed_units"
"""The fact that follows from the units below, never typed."""

COMMON: Final = {
    "1": (
        "Chấp hành đường lối, chính sách, pháp luật; thực hiện chỉ đạo của cấp trên; xây dựng và thực hiện chiến"
        " lược, kế hoạch; nhận diện, dự báo, thích ứng",
        "Điều 6 khoản 1",
    ),
    "2": (
        "Quản lý, sử dụng công chức theo vị trí việc làm; môi trường làm việc; phối hợp, đoàn kết nội bộ; kỷ luật,"
        " kỷ cương, tinh thần phục vụ",
        "Điều 6 khoản 2",
    ),
    "3": (
        "Cải cách hành chính, công nghệ thông tin, chuyển đổi số; rà soát quy chế, quy trình; khắc phục tồn tại,"
        " hạn chế đã được chỉ ra",
        "Điều 6 khoản 3",
    ),
}
RESULTS: Final = {
    "a": ("Thể chế hóa chủ trương, đường lối, chính sách, pháp luật", "Điều 7 khoản 1 điểm a"),
    "b": ("Tỷ lệ hoàn thành nhiệm vụ trong chương trình, kế hoạch và phát sinh", "Điều 7 khoản 1 điểm b"),
    "c": ("Quản lý, điều hành; tháo gỡ điểm nghẽn; không để sai phạm khi ban hành", "Điều 7 khoản 1 điểm c"),
    "d": ("Phối hợp với cơ quan liên quan; điều phối liên ngành, liên vùng", "Điều 7 khoản 1 điểm d"),
    "dd": ("Chuyển đổi số, đơn giản hóa thủ tục, giảm thời gian, chi phí", "Điều 7 khoản 1 điểm đ"),
    "e": ("Chính sách, chương trình khoa học, công nghệ, đổi mới sáng tạo", "Điều 7 khoản 1 điểm e"),
    "g": ("Giải quyết hồ sơ, thủ tục hành chính; hồ sơ trực tuyến", "Điều 7 khoản 1 điểm g"),
    "h": ("Giải quyết đơn thư, khiếu nại, tố cáo, phản ánh, kiến nghị", "Điều 7 khoản 1 điểm h"),
}
LETTERS: Final = {"dd": "đ"}


@dataclass(frozen=True)
class UnitSuggestion:
    """What the rules suggest for an organisation. `problem`: what is missing or wrong."""

    level: str
    total: Decimal | None
    problem: str
    undecided: str
    steps: tuple[Mapping[str, Any], ...]
    conditions: tuple[Mapping[str, Any], ...]
    frozen: Mapping[str, Any]


def typed_facts(pack: Pack) -> tuple[Field, ...]:
    """The facts of the pack that people give."""
    found = pack.organisation.rating.facts if pack.organisation else ()
    return tuple(field for field in found if field.key != FAILED_UNITS)


def is_flag(field: Field) -> bool:
    return field.kind is FieldKind.FLAG


def sum_of(points: Mapping[str, str]) -> Decimal:
    return sum((Decimal(value) for value in points.values()), Decimal(0))


def failed_below(rating: UnitRating) -> int:
    """Direct units below that are decided at the lowest level (Đ8.1b)."""
    organisation = pack_of(rating.year).organisation
    if organisation is None:
        return 0
    lowest = organisation.rating.levels[-1].code
    below = UnitRating.objects.filter(year=rating.year, unit__parent=rating.unit_id)
    return below.filter(decisions__is_in_force=True, decisions__level=lowest).count()


def suggestion(pack: Pack, rating: UnitRating) -> UnitSuggestion:
    """The level that points and conditions suggest (Đ8); none where no level fits (gap G4)."""
    frozen: dict[str, Any] = {"pack": pack.id, "sha256": pack.sha256}
    if rating.self_at is None:
        return UnitSuggestion("", None, "Tổ chức chưa tự đánh giá.", "", (), (), frozen)
    facts = dict(rating.facts)
    if pack.organisation and any(field.key == FAILED_UNITS for field in pack.organisation.rating.facts):
        facts[FAILED_UNITS] = failed_below(rating)
    case = {
        "role": organisations.ROLE,
        "common": text(sum_of(rating.common)),
        "results": text(sum_of(rating.results)),
        "facts": facts,
        "forced": list(
            dict.fromkeys(
                rating.facts_given.filter(withdrawn_at=None).order_by("pk").values_list("code", flat=True)
            )
        ),
    }
    frozen["case"] = case
    try:
        answer = organisations.answer(pack, case)
    except RuleError as error:
        return UnitSuggestion("", None, str(error), "", (), (), frozen)
    return UnitSuggestion(
        level=answer["level"] or "",
        total=Decimal(answer["total"]),
        problem="",
        undecided=answer.get("undecided", ""),
        steps=tuple(answer["steps"]),
        conditions=tuple(answer["conditions"]),
        frozen={**frozen, "answer": answer},
    )
