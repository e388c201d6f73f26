"""Conversion to standard units, and the shares of several people in one product."""

from collections.abc import Iterable
from decimal import Decimal

from rulebook.errors import BadCase
from rulebook.explain import Explained
from rulebook.numbers import EXACT, is_usable, quotient
from rulebook.pack import HUNDRED


def coefficient(*, item_score: Decimal, standard_score: Decimal) -> Explained:
    """Hệ số quy đổi of a catalogue item.

    Units: points in; standard units per product out, cut at 28 digits when it does not end.
    Raises: BadCase unless both are above 0.
    Source: NĐ 335/2025/NĐ-CP, Điều 13 khoản 1 điểm c; the division is the pack's choice.
    """
    _above_zero(item_score, "Điểm chấm của sản phẩm")
    _above_zero(standard_score, "Điểm chấm của sản phẩm chuẩn")
    return Explained(
        value=quotient(item_score, standard_score),
        formula="điểm chấm ÷ điểm chấm của sản phẩm chuẩn",
        inputs={
            "điểm chấm": item_score,
            "điểm chấm của sản phẩm chuẩn": standard_score,
        },
        source="CONGVU/HE-SO",
        name="Hệ số quy đổi",
    )


def share_of(*, quantity: Decimal, percent: Decimal) -> Explained:
    """What part of a quantity of products counts for one of the people who made it.

    Units: products in and out; percent above 0 to 100. Exact.
    Raises: BadCase when the quantity is negative or the percent out of range.
    Source: NĐ 335/2025/NĐ-CP, Điều 18 khoản 1 điểm c.
    """
    if not is_usable(quantity):
        raise BadCase("Số lượng phải là số không âm.")
    _share(percent)
    return Explained(
        value=EXACT.divide(EXACT.multiply(quantity, percent), HUNDRED),
        formula="số lượng × tỷ lệ tham gia",
        inputs={"số lượng": quantity, "tỷ lệ tham gia (%)": percent},
        source="ND335-2025/18/1/c",
        name="Số lượng theo tỷ lệ tham gia",
    )


def check_shares(percents: Iterable[Decimal]) -> None:
    """Refuse shares of one product that do not sum to exactly 100 percent.

    Raises: BadCase with the sum, or when a share is not above 0 to 100.
    Source: NĐ 335/2025/NĐ-CP, Điều 18 khoản 1 điểm c.
    """
    total = Decimal(0)
    for percent in percents:
        _share(percent)
        total = EXACT.add(total, percent)
    if total != HUNDRED:
        raise BadCase(f"Các tỷ lệ tham gia phải cộng lại bằng 100%, hiện là {total}%.")


def _share(percent: Decimal) -> None:
    if not is_usable(percent) or not 0 < percent <= HUNDRED:
        raise BadCase("Tỷ lệ tham gia phải lớn hơn 0 và không quá 100%.")


def _above_zero(value: Decimal, name: str) -> None:
    if not is_usable(value) or value == 0:
        raise BadCase(f"{name} phải lớn hơn 0.")
