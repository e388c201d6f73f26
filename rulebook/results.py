"""The score of a month or quarter under NĐ 335/2025/NĐ-CP, Điều 12 to 17: exact and explained."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, localcontext
from enum import StrEnum

from rulebook import steps
from rulebook.errors import BadCase
from rulebook.explain import Explained, Insufficient
from rulebook.items import Item as Item
from rulebook.items import Sums as Sums
from rulebook.items import sums_of
from rulebook.numbers import EXACT, is_usable, quotient, text
from rulebook.pack import Cap, Pack
from rulebook.rating import level_of


class Role(StrEnum):
    """Whose formula: staff a, b, c; heads and their deputies a, b, c, d, đ, e."""

    STAFF = "STAFF"
    HEAD = "HEAD"
    DEPUTY = "DEPUTY"


NOTHING_ASSIGNED = Insufficient(
    "Kỳ này chưa có sản phẩm, công việc nào được giao nên chưa đủ dữ liệu để chấm điểm.", "CONGVU/G9"
)


@dataclass(frozen=True, slots=True)
class Score:
    """A score; Decimals are exact or cut at 28 significant digits, never rounded.

    a, b, c and the ratio are parts of 1, before and after the cap; points of 100. `level` is
    the band of the total, a suggestion and never the rating. `steps` is empty unless asked for.
    """

    a: Decimal
    b: Decimal
    c: Decimal
    result_ratio: Decimal
    result_points: Decimal
    common: Decimal
    total: Decimal
    level: str
    sums: Sums
    steps: tuple[Explained, ...] = ()

    def as_dict(self) -> dict[str, object]:
        """The answer of `congvu rules evaluate`."""
        return {
            "a": text(self.a),
            "b": text(self.b),
            "c": text(self.c),
            "result_ratio": text(self.result_ratio),
            "result_points": text(self.result_points),
            "common": text(self.common),
            "total": text(self.total),
            "level": self.level,
            "steps": [step.as_dict() for step in self.steps],
        }


def evaluate_case(
    pack: Pack,
    role: Role,
    common: Decimal | Mapping[str, Decimal],
    items: Sequence[Item],
    d: Decimal | None = None,
    dd: Decimal | None = None,
    e: Decimal | None = None,
    cap: Cap | None = None,
    *,
    explain: bool = True,
) -> Score | Insufficient:
    """Score one person for one period.

    Units: `common` in points, a total or all codes of the pack; d, dd, e in parts of 1, for
        heads and deputies only; `cap` None means the pack's own. With `explain` False the
        steps are left out; the numbers are the same.
    Returns: Insufficient when nothing was assigned: neither 0 nor full marks.
    Raises: BadCase for facts that contradict the pack.
    Source: NĐ 335/2025/NĐ-CP, Điều 12, 14, 15, 16, 17 khoản 1 và 18 khoản 1 điểm d.
    """
    # A stored code like "RATIO" equals its member but is not it; never let that choose silently.
    role, cap = Role(role), Cap(cap or pack.cap)
    points = common_points(pack, common)
    leadership = _leadership(pack, role, {"d": d, "dd": dd, "e": e})
    sums = sums_of(items, pack)
    if not sums.assigned:
        return NOTHING_ASSIGNED
    uncapped, result, whole = _result(sums, leadership, cap)
    with localcontext(EXACT):
        weighted = pack.results.value * result
        total = points * whole + weighted
    score = Score(
        a=quotient(sums.done, sums.assigned),
        b=quotient(sums.quality, sums.assigned),
        c=quotient(sums.timeliness, sums.assigned),
        result_ratio=quotient(result, whole),
        result_points=quotient(weighted, whole),
        common=points,
        total=(grand := quotient(total, whole)),
        level=level_of(pack, grand).code,
        sums=sums,
    )
    if not explain:
        return score
    ratios = {"a": score.a, "b": score.b, "c": score.c}
    if cap is Cap.RATIO:
        ratios = {key: min(value, Decimal(1)) for key, value in ratios.items()}
    for key, value in leadership.items():
        ratios[pack.leader[key].name] = value
    explained = (
        *steps.of_items(items, sums, pack),
        *steps.of_ratios(sums, cap),
        *steps.of_leadership(leadership, pack, is_deputy=role is Role.DEPUTY),
        *steps.of_mean(ratios, quotient(uncapped, whole), score.result_ratio, pack),
        *steps.of_points(score.result_ratio, score.result_points, common, points, grand, pack),
        steps.of_level(pack, score.level, grand),
    )
    return replace(score, steps=explained)


def total_of_sums(
    pack: Pack,
    role: Role,
    common: Decimal,
    sums: Sums,
    d: Decimal | None = None,
    dd: Decimal | None = None,
    e: Decimal | None = None,
    cap: Cap | None = None,
) -> Decimal | Insufficient:
    """The total of `evaluate_case` alone, from sums in standard units: for lists of many people.

    Units: as `evaluate_case`; `sums` as `sums_of` gives them. Points of 100.
    Returns: Insufficient when nothing was assigned.
    Raises: BadCase for facts that contradict the pack.
    Source: NĐ 335/2025/NĐ-CP, Điều 12, 15, 16 và 17 khoản 1.
    """
    role, cap = Role(role), Cap(cap or pack.cap)
    points = common_points(pack, common)
    leadership = _leadership(pack, role, {"d": d, "dd": dd, "e": e})
    if not sums.assigned:
        return NOTHING_ASSIGNED
    _, result, whole = _result(sums, leadership, cap)
    with localcontext(EXACT):
        total = points * whole + pack.results.value * result
    return quotient(total, whole)


def _result(sums: Sums, leadership: Mapping[str, Decimal], cap: Cap) -> tuple[Decimal, Decimal, Decimal]:
    """n before the cap, n, and whole: the fraction n / whole carries the exact result ratio.

    Each number of a score is divided only once, from this fraction.
    """
    with localcontext(EXACT):
        parts = (sums.done, sums.quality, sums.timeliness)
        counted = [min(part, sums.assigned) for part in parts] if cap is Cap.RATIO else parts
        whole = sums.assigned * (len(parts) + len(leadership))
        uncapped = sum(counted, sum(leadership.values(), Decimal(0)) * sums.assigned)
        return uncapped, min(uncapped, whole), whole


def common_points(pack: Pack, common: Decimal | Mapping[str, Decimal]) -> Decimal:
    """Điểm tiêu chí chung from a total or from all the criteria.

    Units: points. Raises: BadCase when a code is missing or unknown or a maximum is passed.
    Source: NĐ 335/2025/NĐ-CP, Điều 12 khoản 2, Mẫu số 01.
    """
    if isinstance(common, Decimal):
        if not is_usable(common) or common > pack.common.value:
            raise BadCase(f"common: phải từ 0 đến {pack.common.value} điểm.")
        return common
    criteria = pack.criteria
    for code in criteria:
        if code not in common:
            raise BadCase(f"common: còn thiếu tiêu chí {code}.")
    if len(common) != len(criteria):
        raise BadCase("common: có tiêu chí không thuộc bộ quy tắc.")
    for code, criterion in criteria.items():
        if not is_usable(common[code]) or common[code] > criterion.maximum.value:
            raise BadCase(f"common.{code}: phải từ 0 đến {criterion.maximum.value} điểm.")
    with localcontext(EXACT):
        return sum(common.values(), Decimal(0))


def unit_result(pack: Pack, totals: Sequence[Decimal | None]) -> Explained | Insufficient:
    """The ratio d from the totals of everyone under a leader's management in the same period.

    Units: points in (None for a person without a score), part of 1 out.
    Returns: half as soon as one total is below the level "hoàn thành"; Insufficient when nobody
        is there or someone has no score: then the authority decides d and writes why.
    Source: NĐ 335/2025/NĐ-CP, Điều 15 khoản 3 điểm a; the gap: CONGVU/G7.
    """
    component, least = pack.leader["d"], pack.levels[-2].at_least.value
    scored = [total for total in totals if total is not None]
    below = sum(total < least for total in scored)
    if not below and (not totals or len(scored) < len(totals)):
        who = "Có người chưa đủ dữ liệu để chấm điểm" if totals else "Không có công chức thuộc quyền"
        return Insufficient(f"{who} nên cấp có thẩm quyền quyết định d và ghi lý do.", "CONGVU/G7")
    return Explained(
        value=component.allowed[-1] if below else component.allowed[0],
        formula=f"mọi công chức thuộc quyền đạt từ {least} điểm: 100%; có người dưới: 50%",
        inputs={"số công chức": len(totals), f"số công chức dưới {least} điểm": below},
        source=component.source,
        name=component.text,
    )


def _leadership(pack: Pack, role: Role, given: Mapping[str, Decimal | None]) -> Mapping[str, Decimal]:
    found = {}
    for key, value in given.items():
        component = pack.leader[key]
        if role is Role.STAFF:
            if value is not None:
                raise BadCase(f"{key}: chỉ dùng cho người đứng đầu và cấp phó.")
        elif value is None:
            raise BadCase(f"{key}: còn thiếu, người đứng đầu và cấp phó phải có.")
        elif value not in component.allowed:
            raise BadCase(f"{key}: chỉ nhận {' hoặc '.join(map(str, component.allowed))}.")
        else:
            found[key] = value
    return found
