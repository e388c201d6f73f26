"""How many may be excellent: the cap by its three readings, and who of them is over it."""

from collections.abc import Mapping
from fractions import Fraction

from rulebook.errors import BadCase
from rulebook.exact import whole
from rulebook.explain import Explained
from rulebook.model import Base, Excellence

MOST: int = 1_000_000
"""People or organisations of one count."""


def readings(
    rule: Excellence, *, good_or_better: int, below: int, outstanding: bool = False
) -> Mapping[Base, int]:
    """The largest number of excellent ones by each reading of the base.

    Units: whole numbers of people or organisations; `good_or_better` counts the excellent too,
        `below` those under "hoàn thành tốt".
    GOOD_ONLY: who exceeds the cap is rated "tốt" and so enters the base: the largest x with
        x ≤ round(share × (good_or_better − x)).
    Raises: BadCase for numbers below 0 or beyond all bounds, or without a share for outstanding
        organs.
    Source: NĐ 335/2025/NĐ-CP, Điều 8 khoản 5, Điều 20 khoản 5; readings and rounding: CONGVU/G5, G6.
    """
    for name, number in (("good_or_better", good_or_better), ("below", below)):
        if not 0 <= number <= MOST:
            raise BadCase(f"{name}: phải là số nguyên từ 0 đến {MOST}.")
    figure = rule.outstanding if outstanding else rule.share
    if figure is None:
        raise BadCase("Bộ quy tắc không có tỷ lệ riêng cho cơ quan nổi trội (outstanding).")
    share = Fraction(figure.value) / 100

    def allowed(base: int) -> int:
        return whole(share * base, rule.rounding)

    # x ≤ round(share × (n − x)) holds up to some x and never again: halve until it is found.
    low, high = 0, good_or_better
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if middle <= allowed(good_or_better - middle) else (low, middle - 1)
    return {
        Base.GOOD_ONLY: low,
        Base.GOOD_OR_BETTER: min(allowed(good_or_better), good_or_better),
        Base.TOTAL_RATED: min(allowed(good_or_better + below), good_or_better),
    }


def explain(
    rule: Excellence, *, good_or_better: int, excellent: int, below: int, outstanding: bool = False
) -> Explained:
    """The number allowed by the pack's own reading, with its words.

    Raises: as `readings`; BadCase when more are excellent than good or better.
    """
    if not 0 <= excellent <= good_or_better:
        raise BadCase("excellent: phải từ 0 đến good_or_better.")
    found = readings(rule, good_or_better=good_or_better, below=below, outstanding=outstanding)
    figure = rule.outstanding if outstanding and rule.outstanding else rule.share
    return Explained(
        value=str(found[rule.base]),
        formula=f"số xuất sắc không quá {figure.value}% số làm gốc ({rule.base}), làm tròn {rule.rounding}",
        inputs={"đạt từ tốt": good_or_better, "đề nghị xuất sắc": excellent, "dưới tốt": below},
        source=figure.source,
        name="Tỷ lệ xuất sắc",
    )


def answer(
    rule: Excellence, *, good_or_better: int, excellent: int, below: int, outstanding: bool = False
) -> dict[str, object]:
    """The answer of `congvu rules cap`. Raises: as `explain`."""
    explain(rule, good_or_better=good_or_better, excellent=excellent, below=below, outstanding=outstanding)
    found = readings(rule, good_or_better=good_or_better, below=below, outstanding=outstanding)
    allowed = found[rule.base]
    return {
        "readings": {base.value: number for base, number in found.items()},
        "applied": {
            "reading": rule.base.value,
            "allowed": allowed,
            "over": max(0, excellent - allowed),
        },
    }
