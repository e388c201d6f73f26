"""A quarter or half-year from its months, as the pack says: a mean, or all the work together."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from rulebook import engine
from rulebook.case import Case
from rulebook.engine import Result
from rulebook.errors import BadCase
from rulebook.explain import Insufficient
from rulebook.model import Span, SpanRule
from rulebook.pack import Pack


def span_of(pack: Pack, kind: str) -> Span:
    """How a "quarter" or "half" comes from months. Raises: BadCase where no source says."""
    if kind not in pack.spans:
        raise BadCase(f"Bộ quy tắc {pack.id} không nêu cách tính {kind} từ các tháng nên không tự đặt ra.")
    return pack.spans[kind]


def mean_of(pack: Pack, kind: str, months: Sequence[Fraction | None]) -> Fraction | Insufficient:
    """The mean of the months; a month without a score leaves no mean.

    Units: points of 100, exact. Raises: BadCase where the pack does not take means.
    Source: NĐ 335/2025/NĐ-CP, Điều 17 khoản 3.
    """
    span = span_of(pack, kind)
    if span.rule is not SpanRule.MEAN:
        raise BadCase(f"Bộ quy tắc {pack.id} cộng dồn công việc các tháng, không lấy trung bình điểm.")
    known = [each for each in months if each is not None]
    if not known or len(known) < len(months):
        return Insufficient("Có tháng chưa có điểm nên chưa đủ dữ liệu.", span.source)
    return sum(known, Fraction(0)) / len(known)


def together(pack: Pack, kind: str, whole: Case, months: Sequence[Case]) -> Result | Insufficient:
    """The work of all months scored as one: sums over months, then the ratios.

    `whole` is the case of the quarter itself, for its common points and what people decide; its
    items are those of the months.
    Raises: BadCase where the pack does not add up, or a month is of another role.
    """
    if span_of(pack, kind).rule is not SpanRule.SUM_OVER_MONTHS:
        raise BadCase(f"Bộ quy tắc {pack.id} lấy trung bình điểm các tháng, không cộng dồn công việc.")
    if whole.items:
        raise BadCase("Công việc của kỳ cộng dồn là của các tháng, không ghi thêm dòng nào.")
    if any(each.role != whole.role for each in months):
        raise BadCase("Các tháng cộng dồn phải cùng vai trò với kỳ.")
    return engine.score(pack, replace(whole, items=tuple(item for each in months for item in each.items)))
