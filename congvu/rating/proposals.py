"""Đ23: what a year's level may be used for. Suggestions with their article; people decide."""

from __future__ import annotations

from dataclasses import dataclass

from rulebook.pack import Pack


@dataclass(frozen=True)
class Proposal:
    """One use of the result, as part IV of Mẫu số 02 may propose it."""

    text: str
    source: str


_ALWAYS = (
    Proposal("Làm căn cứ xác định tiền thu nhập tăng thêm, tiền thưởng (nếu có)", "Điều 23 khoản 3 điểm e"),
)
_HIGH = (
    Proposal(
        "Xem xét quy hoạch, bổ nhiệm, đào tạo, bồi dưỡng, thi đua, khen thưởng", "Điều 23 khoản 3 điểm c"
    ),
    Proposal(
        "Xem xét bố trí vào vị trí việc làm cao hơn nếu có vị trí phù hợp chuyên môn, nghiệp vụ và đáp ứng yêu cầu",
        "Điều 23 khoản 3 điểm d",
    ),
)
_MIDDLE = (
    Proposal("Nêu nhiệm vụ, giải pháp khắc phục hạn chế, khuyết điểm", "Điều 23 khoản 3 điểm b"),
    Proposal("Xem xét thay đổi vị trí việc làm phù hợp với năng lực", "Điều 23 khoản 2 điểm c"),
)
_LOW = (
    Proposal("Xem xét bố trí vào vị trí việc làm thấp hơn", "Điều 23 khoản 3 điểm đ"),
    Proposal("Xem xét cho thôi việc", "Điều 23 khoản 3 điểm đ"),
    Proposal("Nêu nhiệm vụ, giải pháp khắc phục hạn chế, khuyết điểm", "Điều 23 khoản 3 điểm b"),
)


def proposals_of(pack: Pack, level: str) -> tuple[Proposal, ...]:
    """What Đ23.3 names for a level: the two highest, the lowest, those between. Empty without one."""
    codes = [one.code for one in pack.levels]
    if level not in codes:
        return ()
    at = codes.index(level)
    some = _HIGH if at <= 1 else _LOW if at == len(codes) - 1 else _MIDDLE
    return (*some, *_ALWAYS)
