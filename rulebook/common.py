"""Điểm tiêu chí chung of any pack: a total, or criterion by criterion."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from rulebook.errors import BadCase
from rulebook.formula import NoValue
from rulebook.model import Marking, NotApplicable
from rulebook.pack import Pack


def points_of(pack: Pack, role: str, given: Decimal | Mapping[str, Decimal | None]) -> Fraction:
    """The points of the common criteria, exact.

    A criterion that does not apply (None) is taken out and the rest scaled up, or gives full
    points, as the pack says.
    Raises: BadCase when a code is missing or unknown, a maximum is passed or a step is missed;
        NoValue when no criterion applies.
    """
    most = pack.common.value
    if isinstance(given, Decimal):
        if given > most:
            raise BadCase(f"common: phải từ 0 đến {most} điểm.")
        _check_step(pack, "common", given)
        return Fraction(given)
    criteria = pack.criteria_of(role)
    if not criteria:
        raise BadCase(f"common: bộ quy tắc {pack.id} chỉ nhận tổng điểm, vì văn bản không nêu từng tiêu chí.")
    for code in criteria:
        if code not in given:
            raise BadCase(f"common: còn thiếu tiêu chí {code}.")
    if len(given) != len(criteria):
        raise BadCase("common: có tiêu chí không thuộc bộ quy tắc.")
    points = counted = Fraction(0)
    for code, criterion in criteria.items():
        maximum, value = criterion.maximum.value, given[code]
        if value is None:
            if pack.marking.not_applicable is NotApplicable.REFUSE:
                raise BadCase(f"common.{code}: bộ quy tắc {pack.id} không có “không áp dụng”.")
            if pack.marking.not_applicable is NotApplicable.RESCALE:
                continue
            value = maximum
        if value > maximum:
            raise BadCase(f"common.{code}: phải từ 0 đến {maximum} điểm.")
        if pack.marking.marking is Marking.BINARY and value not in (0, maximum):
            raise BadCase(f"common.{code}: chỉ nhận 0 hoặc {maximum} điểm (không đạt hoặc đạt).")
        _check_step(pack, f"common.{code}", value)
        points += Fraction(value)
        counted += Fraction(maximum)
    if not counted:
        raise NoValue
    return points * Fraction(most) / counted


def _check_step(pack: Pack, where: str, value: Decimal) -> None:
    step = pack.marking.step
    if step and Fraction(value) % Fraction(step.value):
        raise BadCase(f"{where}: phải theo bước {step.value} điểm.")
