"""Levels of a score and when a difference must be explained. Ratings are decided by people."""

from decimal import Decimal

from rulebook.errors import BadCase
from rulebook.model import Level
from rulebook.numbers import EXACT
from rulebook.pack import HUNDRED, Pack


def level_of(pack: Pack, total: Decimal) -> Level:
    """The level of a total score, compared exactly: 89.95 is not 90.

    Units: points 0 to 100.
    Raises: BadCase outside that range.
    Source: NĐ 335/2025/NĐ-CP, Điều 20 khoản 1 đến 4 điểm a.
    """
    if not total.is_finite() or not 0 <= total <= HUNDRED:
        raise BadCase("Tổng điểm phải từ 0 đến 100.")
    return next(level for level in pack.levels if total >= level.at_least.value)


def explanation_required(self_total: Decimal, authority_total: Decimal, pack: Pack) -> str:
    """Why the authority must write a reason, as a sentence; empty when it need not.

    Units: points 0 to 100, compared exactly. Required when the totals differ by the pack's
        number of points or more, or when their levels differ.
    Raises: BadCase when a total is outside 0 to 100.
    Source: the pack's own choice (key CONGVU/GIAI-TRINH).
    """
    own, decided = level_of(pack, self_total), level_of(pack, authority_total)
    least = pack.explanation.value
    if EXACT.abs(EXACT.subtract(self_total, authority_total)) >= least:
        return f"Hai tổng điểm chênh nhau từ {least} điểm trở lên nên phải ghi lý do."
    if pack.explains_level and own != decided:
        return f"Hai tổng điểm khác mức ({own.name}; {decided.name}) nên phải ghi lý do."
    return ""
