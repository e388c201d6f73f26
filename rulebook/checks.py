"""The checks that refuse an inconsistent pack and say where."""

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Final

from rulebook.errors import PackError
from rulebook.formula import Formula, order_of
from rulebook.model import Field, FieldKind, Figure, Marking, NotApplicable, Rating, Work, YearRule
from rulebook.pack import HUNDRED, Cap, Criterion, Group, Pack, PeriodKind, Status
from rulebook.reading_work import all_different
from rulebook.usage import check_roles_reach, check_used

ROLES: Final = ("STAFF", "HEAD", "DEPUTY")
SUBJECTS: Final = ("CIVIL_SERVANT", "LEADER_MANAGER", "PUBLIC_EMPLOYEE", "PARTY_STAFF", "ENTERPRISE", "CADRE")
COMMON_LAW: Final = Decimal(30)
RESULT_LAW: Final = Decimal(70)
DEEPEST: Final = 12
"""Tables inside tables of a pack."""

ANSWERS: Final = frozenset(
    [
        "result_ratio",
        "result_points",
        "bonus",
        "common",
        "total",
        "level",
        "level_by_points",
        "undecided",
        "conditions",
        "status",
        "reason",
        "steps",
        "role",
        "items",
        "options",
        "facts",
        "forced",
        "not_rated",
        "frame",
        "frame_weights",
        "axes",
        "evidence",
    ]
)
"""Words that a case or an answer uses itself."""

_ID: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,63}", re.ASCII)


def check_depth(data: object, where: str, depth: int = 0) -> None:
    """Refuse tables nested too deep to be a pack."""
    if depth > DEEPEST:
        raise PackError(f"{where}: lồng quá {DEEPEST} lớp bảng.")
    for each in data.values() if isinstance(data, Mapping) else data if isinstance(data, list) else ():
        check_depth(each, where, depth + 1)


def check_split(common: Figure, results: Figure, own_split: bool, *, is_open: bool, where: str) -> None:
    """30 and 70, or another split that says so of itself and still makes 100."""
    if is_open:
        return
    if common.value + results.value != HUNDRED:
        raise PackError(f"{where}: hai phần phải cộng lại bằng 100 điểm.")
    if not own_split and (common.value, results.value) != (COMMON_LAW, RESULT_LAW):
        raise PackError(
            f"{where}: phải là {COMMON_LAW} và {RESULT_LAW} điểm; nếu văn bản chia khác thì ghi own_split = true."
        )


def check(pack: Pack, where: str) -> None:
    """Every check beyond the shape of single tables. Raises: PackError."""
    if not _ID.fullmatch(pack.id):
        raise PackError(f"{where}.id: chỉ gồm chữ thường, chữ số và dấu gạch nối.")
    if pack.valid_to is not None and pack.valid_to <= pack.valid_from:
        raise PackError(f"{where}.valid_to: phải sau valid_from.")
    if pack.status is Status.CLOSED and pack.valid_to is None:
        raise PackError(f"{where}.valid_to: bộ quy tắc đã đóng (CLOSED) phải có ngày hết hiệu lực.")
    if pack.valid_from == date.max and pack.status is not Status.TEMPLATE:
        raise PackError(f"{where}.valid_from: phải là một ngày có thật.")
    all_different(pack.periods, f"{where}.periods")
    all_different(pack.applies.roles, f"{where}.applies.roles")
    for name, listed in (
        ("deadlines", pack.deadlines),
        ("forms", pack.forms),
        ("principles", pack.principles),
    ):
        all_different([each.code for each in listed], f"{where}.{name}")
    for at, each in enumerate(pack.deadlines):
        if each.code in ("APPEAL", "SYNC") and each.on_day:
            raise PackError(f"{where}.deadlines[{at}]: {each.code} phải tính bằng working_days hoặc days.")
    if pack.spans and PeriodKind.MONTH not in pack.periods:
        raise PackError(f"{where}.periods.kinds: quý hoặc 06 tháng tính từ tháng thì phải có MONTH.")
    is_scored = pack.work is not None
    _check_rating(pack.rating, where, is_scored=is_scored and not pack.to_fill, work=pack.work)
    if pack.organisation:
        _check_rating(pack.organisation.rating, f"{where}.organisation", is_scored=True, work=None)
    _check_year(pack, where)
    if pack.work is None:
        if pack.groups:
            raise PackError(f"{where}.groups: bộ quy tắc bằng lời (narrative) không có điểm tiêu chí.")
        return
    if not 0 < pack.explanation.value <= HUNDRED:
        raise PackError(f"{where}.explanation: phải lớn hơn 0 và không quá 100.")
    _check_groups(pack, where)
    _check_leader(pack, where)
    _check_work(pack, pack.work, where)


def _check_groups(pack: Pack, where: str) -> None:
    if pack.to_fill:
        return
    for at, group in enumerate(pack.groups):
        total = sum(each.maximum.value for each in group.criteria)
        if total != group.maximum.value:
            raise PackError(
                f"{where}.groups[{at}]: các tiêu chí cộng lại được {total} điểm, nhóm ghi {group.maximum.value}."
            )
    for role in pack.applies.roles if pack.groups else ():
        groups: list[Group] = [each for each in pack.groups if not each.roles or role in each.roles]
        total = sum(group.maximum.value for group in groups)
        if total != pack.common.value:
            raise PackError(
                f"{where}.groups: các nhóm của {role} cộng lại được {total},"
                f" phải cộng lại bằng weights.common ({pack.common.value})."
            )
        all_different([group.code for group in groups], f"{where}.groups")
        criteria = [each for group in groups for each in group.criteria]
        all_different([code for each in criteria for code in _codes(each)], f"{where}.groups.criteria")
        for each in criteria:
            _check_parts(each, f"{where}.groups.criteria")
    if pack.marking.marking is Marking.BINARY and pack.marking.not_applicable is NotApplicable.FULL:
        raise PackError(
            f"{where}.marking.not_applicable: chấm đạt hoặc không đạt thì không cho đủ điểm khi không áp dụng."
        )
    step = pack.marking.step
    leaves = {leaf.code: leaf for each in pack.criteria.values() for leaf in each.leaves}
    for code, criterion in leaves.items() if step else ():
        if step and criterion.maximum.value % step.value:
            raise PackError(
                f"{where}.marking.step: điểm tối đa của {code} không phải bội số của {step.value}."
            )


def _codes(criterion: Criterion) -> list[str]:
    return [criterion.code, *(code for part in criterion.parts for code in _codes(part))]


def _check_parts(criterion: Criterion, where: str) -> None:
    total = sum(part.maximum.value for part in criterion.parts)
    if criterion.parts and total != criterion.maximum.value:
        raise PackError(
            f"{where}: các phần của {criterion.code} cộng lại được {total}, phải bằng {criterion.maximum.value}."
        )
    for part in criterion.parts:
        _check_parts(part, where)


def _check_leader(pack: Pack, where: str) -> None:
    for key, component in pack.leader.items():
        values = component.allowed
        if values[0] != 1 or values[-1] <= 0 or not falls(values):
            raise PackError(f"{where}.inputs.{key}.options: phải giảm dần từ 1 và lớn hơn 0.")


def _check_rating(rating: Rating, where: str, *, is_scored: bool, work: Work | None) -> None:
    codes = [level.code for level in rating.levels]
    all_different(codes, f"{where}.levels")
    if len(codes) < 2:
        raise PackError(f"{where}.levels: phải có ít nhất hai mức.")
    floors = tuple(level.at_least.value for level in rating.levels)
    if is_scored and (not falls(floors) or floors[-1] != 0 or floors[0] > HUNDRED):
        raise PackError(f"{where}.levels: các mức phải giảm dần từ không quá 100 xuống 0.")
    if rating.levels[-1].conditions:
        raise PackError(f"{where}.levels[{len(codes) - 1}].conditions: mức thấp nhất không có điều kiện.")
    all_different([each.code for each in rating.forced], f"{where}.forced")
    all_different([each.code for each in rating.unrated], f"{where}.not_rated")
    facts = names_of(rating.facts, f"{where}.facts")
    known = {*facts, *rating.figures, *(code for code, _ in _sums(work))}
    for at, level in enumerate(rating.levels):
        for each in level.conditions:
            check_names(each.when, known, f"{where}.levels[{at}].conditions")
    for at, forced in enumerate(rating.forced):
        if (forced.level or forced.at_most) not in codes:
            raise PackError(
                f"{where}.forced[{at}]: mức “{forced.level or forced.at_most}” không có trong levels."
            )
        if forced.when:
            check_names(forced.when, known, f"{where}.forced[{at}].when")
    if rating.excellence:
        for name, figure in (
            ("share", rating.excellence.share),
            ("outstanding", rating.excellence.outstanding),
        ):
            if figure and not 0 < figure.value < HUNDRED:
                raise PackError(f"{where}.excellence.{name}: phải lớn hơn 0 và nhỏ hơn 100 (%).")
        more = rating.excellence.outstanding
        if more and more.value < rating.excellence.share.value:
            raise PackError(f"{where}.excellence.outstanding: không được thấp hơn share.")


def _sums(work: Work | None) -> Iterable[tuple[str, Formula]]:
    return [(each.key, each.of) for each in work.sums] if work else ()


def _check_year(pack: Pack, where: str) -> None:
    if pack.year is None:
        return
    if pack.year.rule is YearRule.LEVEL_COUNTS and PeriodKind.QUARTER not in pack.periods:
        raise PackError(f"{where}.periods.kinds: năm đếm mức của các quý thì phải có QUARTER.")
    codes = {level.code for level in pack.levels}
    known = codes | {f"consecutive_{code}" for code in codes} | set(pack.rating.figures)
    for name, listed in (("levels", pack.year.levels), ("flags", pack.year.flags)):
        for at, each in enumerate(listed):
            here = f"{where}.year.{name}[{at}]"
            check_names(each.when, known, here)
            for level in filter(None, (each.level, each.at_most)):
                if level not in codes:
                    raise PackError(f"{here}: mức “{level}” không có trong levels.")
            if name == "levels" and not each.level:
                raise PackError(f"{here}.level: còn thiếu.")
            if name == "flags" and not each.code:
                raise PackError(f"{here}.code: còn thiếu.")
    if pack.year.levels and pack.year.levels[-1].when.written != "0 == 0":
        raise PackError(f"{where}.year.levels: dòng cuối phải không có điều kiện, để luôn có một mức.")
    least = pack.year.least_months
    if least and not 0 < least.value <= 12:
        raise PackError(f"{where}.year.least_months: phải từ 1 đến 12.")


def _check_work(pack: Pack, work: Work, where: str) -> None:
    inputs = names_of(work.inputs, f"{where}.inputs")
    fields = names_of(work.fields, f"{where}.items.fields")
    numbers = {each.key for each in work.fields if each.kind in (FieldKind.NUMBER, FieldKind.COUNT)}
    counts = {each.key for each in work.fields if each.kind is FieldKind.COUNTS}
    figures = set(work.figures)
    for each in work.fields:
        if each.of and each.of not in numbers:
            raise PackError(f"{where}.items.fields: {each.key}.of phải là một trường số.")
    for each in (*work.inputs, *work.fields):
        for role in each.roles:
            if role not in pack.applies.roles:
                raise PackError(f"{where}.inputs.{each.key}.roles: “{role}” không có trong applies.roles.")
    gives = []
    for deduction in work.deductions:
        here = f"{where}.deductions.{deduction.name}"
        if not 0 < deduction.figure.value <= HUNDRED:
            raise PackError(f"{here}: phải lớn hơn 0 và không quá 100.")
        if not 0 <= deduction.floor < 1:
            raise PackError(f"{here}.floor: phải từ 0 đến dưới 1.")
        if deduction.of not in numbers:
            raise PackError(f"{here}.of: phải là một trường số của items.fields.")
        wanted = counts if deduction.spread == "PRODUCT" else numbers
        for name in filter(None, (deduction.counts, deduction.waived)):
            if name not in wanted:
                raise PackError(f"{here}: “{name}” phải là trường đếm của items.fields, hợp với spread.")
        gives.append(deduction.gives)
    lines = {each.key: each.formula for each in work.lines}
    sums = {each.key for each in work.sums}
    components = {each.key: each.formula for each in work.components}
    every = [*inputs, *fields, *figures, *gives, *lines, *sums, *components]
    all_different(every, f"{where}: một tên dùng cho hai thứ")
    for name in every:
        if name in ANSWERS:
            raise PackError(f"{where}: tên “{name}” đã dành cho hồ sơ và kết quả, hãy đặt tên khác.")
    plain = (set(fields) - counts) | figures | set(inputs) | set(gives) | set(lines)
    for line in work.lines:
        for formula in filter(None, (line.formula, line.when)):
            check_names(formula, plain, f"{where}.items.values.{line.key}", weighted=_framed(work))
    order_of(lines, f"{where}.items.values")
    for rule in work.item_rules:
        for formula in filter(None, (rule.when, rule.must)):
            check_names(formula, plain, f"{where}.items.rules")
    for each_sum in work.sums:
        for formula in filter(None, (each_sum.of, each_sum.when)):
            check_names(formula, plain, f"{where}.sums.{each_sum.key}")
    upper = figures | set(inputs) | sums | set(components)
    for component in work.components:
        check_names(component.formula, upper, f"{where}.components.{component.key}", weighted=_framed(work))
    order_of(components, f"{where}.components")
    for rule in work.rules:
        for formula in filter(None, (rule.when, rule.must)):
            check_names(formula, upper, f"{where}.rules")
    if work.bonus and work.bonus.of not in sums | set(components):
        raise PackError(f"{where}.bonus.of: “{work.bonus.of}” không có trong sums hoặc components.")
    _check_formulas(pack, work, upper, where)
    _check_frames(work, where)
    for key in work.evidence.formulas if work.evidence else ():
        if key not in inputs:
            raise PackError(f"{where}.evidence.inputs: “{key}” không có trong inputs.")
    all_different([axis.code for axis in work.axes], f"{where}.axes")
    if work.axes and sum(axis.maximum.value for axis in work.axes) != pack.results.value:
        raise PackError(f"{where}.axes: các trục phải cộng lại bằng weights.results ({pack.results.value}).")
    if not pack.to_fill:
        check_used(pack, work, where)
    check_roles_reach(pack, work, where)
    if not work.has_items and (work.sums or work.lines or work.deductions):
        raise PackError(f"{where}.items: còn thiếu, mà sums hoặc deductions cần đến.")


def _check_formulas(pack: Pack, work: Work, known: set[str], where: str) -> None:
    seen: list[str] = []
    for at, formula in enumerate(work.formulas):
        here = f"{where}.formulas[{at}]"
        seen += formula.roles
        names = [*formula.mean_of, *formula.weights, *(formula.formula.names if formula.formula else ())]
        for name in names:
            if name not in known:
                raise PackError(f"{here}: không có tên “{name}” trong components, inputs, sums, figures.")
        if formula.formula and (pack.cap is Cap.RATIO or pack.cap_is_open):
            raise PackError(f"{here}: chặn từng tỷ lệ (cap) chỉ đi với mean_of hoặc weights.")
        total = sum(formula.weights.values())
        if formula.weights and not pack.to_fill and total != pack.results.value:
            raise PackError(
                f"{here}.weights: cộng lại được {total}, phải bằng weights.results ({pack.results.value})."
            )
    all_different(seen, f"{where}.formulas.roles")
    if missing := [role for role in pack.applies.roles if role not in seen]:
        raise PackError(f"{where}.formulas: chưa có công thức cho {missing[0]}.")


def _check_frames(work: Work, where: str) -> None:
    all_different([frame.code for frame in work.frames], f"{where}.frames")
    keys = set(work.frames[0].weights) if work.frames else set()
    for at, frame in enumerate(work.frames):
        if set(frame.weights) != keys:
            raise PackError(f"{where}.frames[{at}].weights: phải cùng các tên với khung đầu.")
        if sum(frame.weights.values()) != Fraction(1):
            raise PackError(f"{where}.frames[{at}].weights: phải cộng lại bằng 1.")


def _framed(work: Work) -> set[str]:
    return set(work.frames[0].weights) if work.frames else set()


def names_of(fields: Iterable[Field], where: str) -> list[str]:
    names = [each.key for each in fields]
    all_different(names, where)
    return names


def check_names(formula: Formula, known: Collection[str], where: str, weighted: Collection[str] = ()) -> None:
    """Refuse a formula that names what is not there, or weighs what no frame weighs."""
    for name in formula.names:
        if name not in known:
            raise PackError(f"{where}: công thức dùng tên “{name}” không có ở đây.")
    for name in weighed_by(formula.tree):
        if name not in weighted:
            raise PackError(f"{where}: weighted dùng “{name}” không có trong frames.")


def weighed_by(tree: object) -> list[str]:
    """The names inside `weighted` in a tree."""
    if not isinstance(tree, tuple):
        return []
    if tree[0] == "weighted":
        return [str(each) for each in tree[1]]
    return [name for part in tree[1] for name in weighed_by(part)]


def falls(values: tuple[Decimal, ...]) -> bool:
    return all(high > low for high, low in pairwise(values))
