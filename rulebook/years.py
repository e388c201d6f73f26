"""The year of one person from the periods: score, suggested level, or why there is none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from rulebook import engine
from rulebook.case import codes_of
from rulebook.errors import BadCase, BadPeriod
from rulebook.exact import decimal_of
from rulebook.explain import Explained, Input
from rulebook.formula import Value, holds
from rulebook.given import an_object, flag, listed, number, shown
from rulebook.levels import band_of, rate
from rulebook.model import Year as YearRules
from rulebook.model import YearLevel, YearRule
from rulebook.numbers import text
from rulebook.pack import HUNDRED, Pack, PeriodKind
from rulebook.periods import Month, Quarter, Year

ABSENCES: Final = ("UNPAID", "SICK", "MATERNITY")
_CASE: Final = ("periods", "forced", "worked_months", "unit_level", "role", "absence")
_PERIOD: Final = ("period", "score", "level", "worked")
_MONTHS: Final = {PeriodKind.MONTH: 1, PeriodKind.QUARTER: 3, PeriodKind.YEAR: 12}


@dataclass(frozen=True, slots=True)
class Part:
    """One period of the year: what it is, its months, its score and level, whether it was worked."""

    written: str
    kind: PeriodKind
    months: tuple[Month, ...]
    score: Fraction | None
    level: str
    is_worked: bool


@dataclass(frozen=True, slots=True)
class YearCase:
    """One person's year as the contract of `congvu rules year` has it."""

    parts: tuple[Part, ...]
    forced: tuple[str, ...]
    worked_months: Fraction
    unit_level: str
    role: str
    absence: str


@dataclass(frozen=True, slots=True)
class YearResult:
    """RATED with a suggested level, NOT_RATED, or INSUFFICIENT_DATA; `score` is exact."""

    status: str
    score: Fraction | None
    level: str
    reason: str
    flags: tuple[YearLevel, ...]
    steps: tuple[Explained, ...]

    def as_dict(self) -> dict[str, object]:
        """The answer of `congvu rules year`."""
        written: dict[str, object] = {
            "score": None if self.score is None else text(decimal_of(self.score)),
            "level": self.level or None,
            "status": self.status,
        }
        if self.reason:
            written["reason"] = self.reason
        if self.flags:
            written["flags"] = [
                {"code": each.code, "text": each.text, "source": each.source} for each in self.flags
            ]
        return written | {"steps": [step.as_dict() for step in self.steps]}


def year_case_of(pack: Pack, given: object) -> YearCase:
    """Read a year from JSON. Raises: BadCase, one Vietnamese sentence."""
    top = an_object(given, "Hồ sơ", _CASE, required=("periods",))
    rows = listed(top["periods"], "periods")
    parts = tuple(_part(pack, each, f"periods[{at}]") for at, each in enumerate(rows))
    _check_apart(parts)
    role = top.get("role", pack.applies.roles[0])
    if not isinstance(role, str) or role not in pack.applies.roles:
        raise BadCase(f"role: phải là một trong {', '.join(pack.applies.roles)}.")
    codes = [level.code for level in pack.levels]
    unit_level = top.get("unit_level")
    if unit_level is not None and unit_level not in codes:
        raise BadCase(f"unit_level: phải là một trong {', '.join(codes)}.")
    absence = top.get("absence")
    if absence is not None and absence not in ABSENCES:
        raise BadCase(f"absence: phải là một trong {', '.join(ABSENCES)}.")
    worked = [each for each in parts if each.is_worked and each.kind is not PeriodKind.YEAR]
    months = Fraction(sum(_MONTHS[each.kind] for each in worked))
    if "worked_months" in top:
        months = Fraction(number(top["worked_months"], "worked_months"))
        if months > 12:
            raise BadCase("worked_months: phải từ 0 đến 12.")
    return YearCase(
        parts,
        codes_of([each.code for each in pack.rating.forced], top.get("forced", []), "forced"),
        months,
        unit_level or "",
        role,
        absence or "",
    )


def rate_year(pack: Pack, case: YearCase) -> YearResult:
    """The year of one person: a suggestion, never the rating.

    Source: the pack; for NĐ 335/2025/NĐ-CP Điều 11, Điều 17 khoản 3, Điều 20 khoản 4 và 6.
    Raises: BadCase where no source of the pack says how a year is made.
    """
    rules = pack.year
    if pack.work is None:
        raise BadCase(f"Bộ quy tắc {pack.id} xếp loại bằng lời, không tính năm từ điểm các kỳ.")
    engine.refuse_unready(pack)
    if rules is None:
        raise BadCase(f"Bộ quy tắc {pack.id} không nêu cách tính năm từ các kỳ nên không tự đặt ra.")
    steps: list[Explained] = []
    if reason := _not_rated(rules, case, steps):
        return YearResult("NOT_RATED", None, "", reason, (), tuple(steps))
    makers = {
        YearRule.MEAN: _mean,
        YearRule.LEVEL_COUNTS: _by_counts,
        YearRule.OWN_SCORE: _own_score,
    }
    flags = _flags(pack, rules, case)
    score, level, lacking = makers[rules.rule](pack, rules, case, steps)
    if lacking:
        return YearResult("INSUFFICIENT_DATA", None, "", lacking, flags, tuple(steps))
    level = _bounded(pack, case, flags, level, steps)
    return YearResult("RATED", score, level, "", flags, tuple(steps))


def _not_rated(rules: YearRules, case: YearCase, steps: list[Explained]) -> str:
    least = rules.least_months
    if least is None or case.worked_months >= least.value:
        return ""
    months = decimal_of(case.worked_months)
    inputs: dict[str, Input] = {"số tháng công tác": months, "vắng vì": case.absence or "không"}
    exempt = case.absence in rules.except_for
    steps.append(
        Explained(
            name="Thời gian công tác trong năm",
            formula=f"ít nhất {least.value} tháng, trừ nghỉ ốm hoặc thai sản"
            if rules.except_for
            else f"ít nhất {least.value} tháng",
            inputs=inputs,
            value="xếp loại theo thời gian làm việc thực tế" if exempt else "không xếp loại",
            source=rules.except_source if exempt else least.source,
        )
    )
    return "" if exempt else f"Công tác trong năm chưa đủ {least.value} tháng nên không xếp loại."


def _mean(
    pack: Pack, rules: YearRules, case: YearCase, steps: list[Explained]
) -> tuple[Fraction | None, str, str]:
    """The mean of the months really worked; a quarter stands for its three months."""
    worked = [each for each in case.parts if each.is_worked]
    if any(each.kind is PeriodKind.YEAR for each in worked):
        raise BadCase(f"periods: bộ quy tắc {pack.id} tính năm từ tháng hoặc quý, không nhận điểm năm.")
    if not worked:
        return None, "", "Không có kỳ nào làm việc trong năm nên chưa đủ dữ liệu để xếp loại."
    for each in worked:
        if each.score is None:
            return None, "", f"Kỳ {each.written} chưa có điểm nên chưa đủ dữ liệu để xếp loại."
    total = sum((_MONTHS[each.kind] * (each.score or 0) for each in worked), Fraction(0))
    months = sum(_MONTHS[each.kind] for each in worked)
    mean = Fraction(total, months)
    steps.append(
        Explained(
            name="Điểm trung bình của năm",
            formula="trung bình cộng các tháng đã làm việc"
            + ("; quý tính bằng ba tháng" if any(p.kind is PeriodKind.QUARTER for p in worked) else ""),
            inputs={each.written: decimal_of(each.score or Fraction(0)) for each in worked},
            value=decimal_of(mean),
            source=rules.source,
        )
    )
    if months < 12 or any(each.kind is PeriodKind.QUARTER for each in worked):
        steps.append(
            Explained(
                name="Số tháng tính trung bình",
                formula="lấy các kỳ đã có",
                inputs={"vắng vì": case.absence or "không"},
                value=str(months),
                source=rules.except_source if case.absence in rules.except_for else "CONGVU/G8",
            )
        )
    return mean, _level(pack, case, mean, steps), ""


def _by_counts(
    pack: Pack, rules: YearRules, case: YearCase, steps: list[Explained]
) -> tuple[Fraction | None, str, str]:
    """The first level whose counts hold; the score of a year is not made."""
    quarters = [each for each in case.parts if each.is_worked]
    unrated = {each.code for each in pack.rating.unrated}
    for each in quarters:
        if each.kind is not PeriodKind.QUARTER:
            raise BadCase(f"periods: bộ quy tắc {pack.id} đếm mức của các quý, không nhận kỳ {each.written}.")
        if not each.level:
            return None, "", f"Kỳ {each.written} chưa có mức nên chưa đủ dữ liệu để xếp loại."
    counted = [each for each in quarters if each.level not in unrated]
    if not counted:
        return None, "", "Không có quý nào được xếp loại nên chưa đủ dữ liệu để xếp loại năm."
    counts = _counts(pack, case)
    found = next(each for each in rules.levels if holds(each.when, counts))
    codes = [level.code for level in pack.levels]
    steps.append(
        Explained(
            name="Mức của năm từ số quý",
            formula=found.text,
            inputs={code: sum(each.level == code for each in counted) for code in codes},
            value=found.level,
            source=found.source,
        )
    )
    forced = _forced_level(pack, case, steps)
    return None, forced or found.level, ""


def _own_score(
    pack: Pack, rules: YearRules, case: YearCase, steps: list[Explained]
) -> tuple[Fraction | None, str, str]:
    """The score that the year itself was given; quarters only bound it."""
    own = next((each for each in case.parts if each.kind is PeriodKind.YEAR and each.is_worked), None)
    if own is None or own.score is None:
        return (
            None,
            "",
            (
                "Năm không lấy trung bình máy móc các quý; cần điểm đánh giá của chính năm đó"
                " (thêm một dòng có period là năm)."
            ),
        )
    steps.append(
        Explained(
            name="Điểm đánh giá năm",
            formula="điểm của chính năm đó, không lấy trung bình các quý",
            inputs={own.written: decimal_of(own.score)},
            value=decimal_of(own.score),
            source=rules.source,
        )
    )
    return own.score, _level(pack, case, own.score, steps), ""


def _level(pack: Pack, case: YearCase, score: Fraction, steps: list[Explained]) -> str:
    rated = rate(pack.rating, score, case.role, {}, case.forced)
    steps += [step for step in rated.steps(score, pack.rating) if step.value != "chưa có dữ liệu"]
    return rated.level


def _forced_level(pack: Pack, case: YearCase, steps: list[Explained]) -> str:
    if not case.forced:
        return ""
    rated = rate(pack.rating, Fraction(HUNDRED), case.role, {}, case.forced)
    steps += [step for step in rated.steps(Fraction(HUNDRED), pack.rating) if "Trường hợp" in step.name]
    return rated.level if any(each.level for each in rated.forced) else ""


def _flags(pack: Pack, rules: YearRules, case: YearCase) -> tuple[YearLevel, ...]:
    counts = _counts(pack, case)
    return tuple(each for each in rules.flags if holds(each.when, counts))


def _counts(pack: Pack, case: YearCase) -> dict[str, Value]:
    """How many quarters have each level, and the longest run of each."""
    found: dict[str, Value] = {key: Fraction(each.value) for key, each in pack.rating.figures.items()}
    quarters = {
        each.months[0].quarter: each.level or _band(pack, each.score)
        for each in case.parts
        if each.kind is PeriodKind.QUARTER and each.is_worked
    }
    for level in pack.levels:
        found[level.code] = Fraction(sum(each == level.code for each in quarters.values()))
        longest = run = 0
        before: Quarter | None = None
        for quarter in sorted(quarters):
            follows = before is not None and before.next() == quarter
            run = (run if follows else 0) + 1 if quarters[quarter] == level.code else 0
            longest, before = max(longest, run), quarter
        found[f"consecutive_{level.code}"] = Fraction(longest)
    return found


def _band(pack: Pack, score: Fraction | None) -> str:
    return "" if score is None else band_of(pack.rating, score).code


def _bounded(
    pack: Pack, case: YearCase, flags: Sequence[YearLevel], level: str, steps: list[Explained]
) -> str:
    """Not above what flags allow, and the head not above the organisation."""
    order = [each.code for each in pack.levels]
    for each in flags:
        if each.at_most and order.index(each.at_most) > order.index(level):
            level = each.at_most
            steps.append(
                Explained(value=level, formula=each.text, inputs={}, source=each.source, name=each.code)
            )
    if case.role == "HEAD" and pack.rating.head_source:
        known = case.unit_level
        if known and order.index(known) > order.index(level):
            level = known
        steps.append(
            Explained(
                name="Mức của tổ chức",
                formula="người đứng đầu không cao hơn tổ chức",
                inputs={"mức của tổ chức": known or "chưa có"},
                value=level,
                source=pack.rating.head_source,
            )
        )
    return level


def _part(pack: Pack, value: object, where: str) -> Part:
    given = an_object(value, where, _PERIOD, required=("period",))
    written = given["period"]
    kind, months = _span(written, f"{where}.period")
    known = [*pack.periods, PeriodKind.YEAR] if _takes_year(pack) else list(pack.periods)
    if kind not in known:
        raise BadCase(f"{where}.period: bộ quy tắc {pack.id} không chấm điểm theo loại kỳ này.")
    rated = pack.year.quarters if pack.year else ()
    if kind is PeriodKind.QUARTER and rated and months[0].quarter.quarter not in rated:
        raise BadCase(
            f"{where}.period: theo bộ quy tắc {pack.id}, quý này không xếp loại riêng mà gộp vào năm."
        )
    score: Fraction | None = None
    if given.get("score") is not None:
        score = Fraction(number(given["score"], f"{where}.score"))
        if score > HUNDRED:
            raise BadCase(f"{where}.score: phải từ 0 đến 100.")
    level = given.get("level")
    codes = [each.code for each in pack.levels] + [each.code for each in pack.rating.unrated]
    if level is not None and level not in codes:
        raise BadCase(f"{where}.level: “{shown(level)}” phải là một trong {', '.join(codes)}.")
    worked = flag(given.get("worked", True), f"{where}.worked")
    return Part(str(written), kind, months, score, level or "", worked)


def _takes_year(pack: Pack) -> bool:
    return pack.year is not None and pack.year.rule is YearRule.OWN_SCORE


def _span(written: object, where: str) -> tuple[PeriodKind, tuple[Month, ...]]:
    if isinstance(written, str) and len(written) <= 7:
        try:
            if len(written) == 4:
                year = Year.parse(written)
                return PeriodKind.YEAR, tuple(Month(year.year, month) for month in range(1, 13))
            if "q" in written.lower():
                return PeriodKind.QUARTER, Quarter.parse(written.lower()).months
            return PeriodKind.MONTH, (Month.parse(written),)
        except BadPeriod:
            pass
    raise BadCase(f"{where}: phải viết như 2026-01, 2026-q1 hoặc 2026.")


def _check_apart(parts: Sequence[Part]) -> None:
    """No month twice, and no more than twelve months from first to last."""
    seen: dict[Month, str] = {}
    for part in parts:
        for month in part.months if part.kind is not PeriodKind.YEAR else ():
            if month in seen:
                raise BadCase(f"periods: kỳ {part.written} trùng với kỳ {seen[month]}.")
            seen[month] = part.written
    if sum(part.kind is PeriodKind.YEAR for part in parts) > 1:
        raise BadCase("periods: chỉ ghi một dòng cho cả năm.")
    if seen:
        first, last = min(seen), max(seen)
        if (last.year - first.year) * 12 + last.month - first.month >= 12:
            raise BadCase("periods: các kỳ phải nằm trong mười hai tháng liền nhau.")


def answer(pack: Pack, given: object) -> Mapping[str, Any]:
    """The answer of `congvu rules year`. Raises: BadCase."""
    return rate_year(pack, year_case_of(pack, given)).as_dict()
