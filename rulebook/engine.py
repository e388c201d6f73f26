"""The score of one person and one period under any pack: exact, explained, or not enough data."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

from rulebook import axes, evidence
from rulebook import common as common_points
from rulebook.case import Case
from rulebook.errors import BadCase
from rulebook.exact import decimal_of, rounded
from rulebook.explain import Explained, Input, Insufficient
from rulebook.formula import Formula, NoValue, Value, holds
from rulebook.formula import number as value_of
from rulebook.levels import Rated, rate
from rulebook.lines import components_of, lines_of, sum_steps, sums_of
from rulebook.model import RoleFormula, Term, Work
from rulebook.numbers import text
from rulebook.pack import HUNDRED, STATUS_WORDS, Cap, Pack, Status

_ONE: Final = Fraction(1)
_ZERO: Final = Fraction(0)


@dataclass(frozen=True, slots=True)
class Result:
    """A score of any pack; numbers are exact, `named` holds every sum and component by its key.

    `ratio` is the part of the result's maximum, `points` the result, `bonus` beyond it.
    `rated` is a suggestion and never the rating.
    """

    named: Mapping[str, Value]
    ratio: Fraction
    points: Fraction
    bonus: Fraction | None
    common: Fraction
    total: Fraction
    rated: Rated
    steps: tuple[Explained, ...]


def refuse_unready(pack: Pack) -> None:
    """Refuse a pack that has no score, or not yet. Raises: BadCase, one sentence."""
    if pack.work is None:
        raise BadCase(f"Bộ quy tắc {pack.id} xếp loại bằng lời, không chấm điểm.")
    if pack.to_fill:
        first = pack.to_fill[0]
        raise BadCase(
            f"Bộ quy tắc {pack.id} là mẫu, còn {len(pack.to_fill)} giá trị “?” phải điền mới chạy được,"
            f" bắt đầu từ {first.at}: {first.text.rstrip('.')}."
        )


def answer(pack: Pack, case: Case) -> dict[str, object]:
    """The score as `congvu rules evaluate` prints it. Raises: BadCase."""
    if case.not_rated:
        found = next(each for each in pack.rating.unrated if each.code == case.not_rated[0])
        return {"status": "NOT_RATED", "reason": found.text, "source": found.source}
    result = score(pack, case)
    if isinstance(result, Insufficient):
        return result.as_dict()
    written: dict[str, object] = {
        key: None if value is None else text(decimal_of(value)) for key, value in result.named.items()
    }
    written |= {
        "result_ratio": text(decimal_of(result.ratio)),
        "result_points": text(decimal_of(result.points)),
        **({} if result.bonus is None else {"bonus": text(decimal_of(result.bonus))}),
        "common": text(decimal_of(result.common)),
        "total": text(decimal_of(result.total)),
        "level": result.rated.level or None,
    }
    if result.rated.checked or result.rated.forced:
        written["level_by_points"] = result.rated.by_points
        written["conditions"] = [each.as_dict() for each in result.rated.checked]
    if result.rated.undecided:
        written["undecided"] = result.rated.undecided
    if pack.status is not Status.OFFICIAL:
        written["notice"] = f"Bộ quy tắc {pack.id}: {STATUS_WORDS[pack.status]}."
    written["steps"] = [step.as_dict() for step in result.steps]
    return written


def score(pack: Pack, case: Case, *, explain: bool = True) -> Result | Insufficient:
    """Score a case. With `explain` False the steps are left out; the numbers are the same.

    Returns: Insufficient where a quotient has nothing to divide by: never zero or full marks.
    Raises: BadCase for facts that contradict the pack; as `refuse_unready`.
    """
    refuse_unready(pack)
    work = pack.work
    assert work is not None
    nothing = Insufficient(work.empty, work.empty_source)
    if work.has_items and not case.items and case.axes is None:
        return nothing
    try:
        common = common_points.points_of(pack, case.role, case.common)
    except NoValue:
        return Insufficient(
            "Không tiêu chí chung nào áp dụng nên chưa đủ dữ liệu để chấm điểm.", pack.marking.source
        )
    known: dict[str, Value] = {key: Fraction(each.value) for key, each in work.figures.items()}
    known |= case.inputs
    try:
        from_tasks, task_steps = evidence.inputs_of(work, case)
    except NoValue:
        return evidence.nothing(work)
    known |= from_tasks
    lines = lines_of(work, case.items, known, case.weights)
    sums = sums_of(work, lines)
    named: dict[str, Value] = dict(sums)
    formula = next(each for each in work.formulas if case.role in each.roles)
    steps = [*task_steps, *sum_steps(work, sums, len(lines))] if explain else []
    try:
        if case.axes is not None:
            raw = axes.points_of(work, case.axes)
            named, steps = dict(case.axes), axes.steps_of(work, case.axes)
            sums, formula = {}, axes.formula_of(work, formula)
        else:
            named |= components_of(work, known | named, case.weights)
            _check_rules(work, known | named)
            steps += _component_steps(work, known | named, case) if explain else []
            raw = _result(pack, formula, known | named, case.cap)
    except NoValue:
        return nothing
    most = Fraction(pack.results.value)
    points = rounded(min(max(raw, _ZERO), most), work.rounding)
    bonus = _bonus(work, named)
    total = min(common + points + (bonus or _ZERO), Fraction(HUNDRED))
    rated = rate(pack.rating, total, case.role, {**sums, **case.facts}, case.forced)
    if explain:
        steps += _result_steps(pack, formula, known | named, raw, points, bonus, common, case.common, total)
        steps += rated.steps(total, pack.rating)
    return Result(
        named,
        points / most,
        points,
        bonus,
        common,
        total,
        rated,
        tuple(steps) if explain else (),
    )


def _result(pack: Pack, formula: RoleFormula, known: Mapping[str, Value], cap: Cap) -> Fraction:
    """The result in points, before the cap of the whole part. Raises: NoValue."""
    most = Fraction(pack.results.value)
    if formula.formula:
        made = value_of(formula.formula, known)
        return made if formula.in_points else made * most
    capped = _capped(pack) if cap is Cap.RATIO else frozenset()
    weights = {key: Fraction(each) for key, each in formula.weights.items()} or dict.fromkeys(
        formula.mean_of, _ONE
    )
    total = whole = _ZERO
    for key, weight in weights.items():
        value = known[key]
        if value is not None:
            total += weight * (min(value, _ONE) if key in capped else value)
            whole += weight
    if not whole:
        raise NoValue
    return total / whole * most


def _capped(pack: Pack) -> frozenset[str]:
    assert pack.work is not None
    return frozenset(each.key for each in pack.work.components if each.is_capped)


def _bonus(work: Work, named: Mapping[str, Value]) -> Fraction | None:
    if work.bonus is None:
        return None
    return min(named.get(work.bonus.of) or _ZERO, Fraction(work.bonus.most.value))


def _check_rules(work: Work, known: Mapping[str, Value]) -> None:
    for rule in work.rules:
        names = (*rule.must.names, *(rule.when.names if rule.when else ()))
        if any(name not in known for name in names):
            continue
        if (rule.when is None or holds(rule.when, known)) and not holds(rule.must, known):
            raise BadCase(rule.text)


def _component_steps(work: Work, known: Mapping[str, Value], case: Case) -> list[Explained]:
    given = [
        Explained(
            name=f"{each.text} ({each.name or each.key})",
            formula="theo hồ sơ",
            inputs={},
            value=_shown(known[each.key]),
            source=each.source,
        )
        for each in work.inputs
        if each.key in known and (case.evidence is None or each.key in case.inputs)
    ]
    made = [
        Explained(
            name=_named(each),
            formula=each.formula.shown + _words(each),
            inputs=_inputs(each.formula, known),
            value=_shown(known[each.key]),
            source=each.source,
        )
        for each in work.components
        if each.key in known
    ]
    return given + made


def _result_steps(
    pack: Pack,
    formula: RoleFormula,
    known: Mapping[str, Value],
    raw: Fraction,
    points: Fraction,
    bonus: Fraction | None,
    common: Fraction,
    given: Decimal | Mapping[str, Decimal | None],
    total: Fraction,
) -> list[Explained]:
    most = pack.results.value
    if formula.formula:
        words, names = formula.formula.shown, formula.formula.names
        words += "" if formula.in_points else f", × {most}"
    elif formula.weights:
        words = " + ".join(f"{weight} × {key}" for key, weight in formula.weights.items())
        names = tuple(formula.weights)
    else:
        words = f"({' + '.join(formula.mean_of)}) ÷ {len(formula.mean_of)} × {most}"
        names = formula.mean_of
    steps = [
        Explained(
            name="Điểm kết quả thực hiện nhiệm vụ",
            formula=words,
            inputs={name: _shown(known[name]) for name in names},
            value=decimal_of(raw),
            source=formula.source,
        )
    ]
    if points != raw:
        steps.append(
            Explained(
                name="Điểm kết quả sau khi chặn, làm tròn",
                formula=f"từ 0 đến {most} điểm",
                inputs={"điểm kết quả": decimal_of(raw)},
                value=decimal_of(points),
                source=pack.results.source,
            )
        )
    parts: dict[str, Input] = {"điểm tiêu chí chung": decimal_of(common), "điểm kết quả": decimal_of(points)}
    if bonus is not None and pack.work and pack.work.bonus:
        parts["điểm thưởng"] = decimal_of(bonus)
        steps.append(
            Explained(
                name="Điểm thưởng",
                formula=f"không quá {pack.work.bonus.most.value} điểm",
                inputs={pack.work.bonus.of: _shown(known.get(pack.work.bonus.of))},
                value=decimal_of(bonus),
                source=pack.work.bonus.most.source,
            )
        )
    codes = {} if isinstance(given, Decimal) else given
    steps.append(
        Explained(
            name="Điểm tiêu chí chung",
            formula="tổng điểm các tiêu chí chung",
            inputs={code: "không áp dụng" if each is None else each for code, each in codes.items()},
            value=decimal_of(common),
            source=pack.common.source,
        )
    )
    steps.append(
        Explained(
            name="Tổng điểm",
            formula=" + ".join(parts) + ", không quá 100",
            inputs=parts,
            value=decimal_of(total),
            source=pack.source,
        )
    )
    return steps


def _inputs(formula: Formula, known: Mapping[str, Value]) -> dict[str, Input]:
    return {name: _shown(known[name]) for name in formula.names}


def _named(term: Term) -> str:
    return f"{term.text} ({term.name})"


def _words(term: Term) -> str:
    how = term.rounding
    return f", làm tròn {how.places} chữ số" if how else ""


def _shown(value: Value) -> Decimal | str:
    return "không áp dụng" if value is None else decimal_of(value)
