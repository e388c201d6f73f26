"""One pack for people: its parts in words, each number with its article."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from congvu.base.errors import Missing
from congvu.policy.actions import Action
from congvu.policy.decide import can, refusal
from congvu.policy.facts import Actor
from congvu.regimes.models import RuleText
from congvu.regimes.packs import pack_of
from congvu.ui.words import number
from rulebook import loader
from rulebook.errors import PackError, RuleError
from rulebook.model import Base, Field, Figure, Level, Mode, RoleFormula, SpanRule, Term, YearRule
from rulebook.pack import Criterion, Pack
from rulebook.sources import Source

from .listing import PackLine, organ_subject, shown_packs, text_in_organ

ROLES = {
    "STAFF": "Người không giữ chức vụ lãnh đạo, quản lý",
    "HEAD": "Người đứng đầu",
    "DEPUTY": "Cấp phó",
}
PERIODS = {"MONTH": "tháng", "QUARTER": "quý", "YEAR": "năm"}
SPANS = {"quarter": "Quý", "half": "Sáu tháng"}
SPAN_RULES = {
    SpanRule.MEAN: "trung bình cộng điểm các tháng",
    SpanRule.SUM_OVER_MONTHS: "cộng dồn công việc các tháng rồi tính tỷ lệ",
}
YEARS = {
    YearRule.MEAN: "Trung bình cộng điểm các kỳ đã làm việc",
    YearRule.LEVEL_COUNTS: "Theo số kỳ ở mỗi mức",
    YearRule.OWN_SCORE: "Năm có lần đánh giá riêng, không cộng máy móc từ các quý",
}
BASES = {
    Base.GOOD_ONLY: "số được xếp loại hoàn thành tốt",
    Base.GOOD_OR_BETTER: "số từ hoàn thành tốt trở lên",
    Base.TOTAL_RATED: "tổng số được xếp loại",
}
ROUNDINGS = {Mode.HALF_UP: "làm tròn nửa lên", Mode.FLOOR: "bỏ phần lẻ", Mode.CEILING: "làm tròn lên"}


@dataclass(frozen=True)
class Cited:
    """A statement of a pack: what it is about, what it says, and the article."""

    name: str
    text: str
    source: Source | None


@dataclass(frozen=True)
class CriterionRow:
    """A criterion or a part of one; `depth` 0 for a line of the form."""

    code: str
    text: str
    maximum: str
    depth: int
    source: Source


@dataclass(frozen=True)
class GroupRows:
    """A group of common criteria. `roles` empty: everybody's."""

    code: str
    text: str
    maximum: str
    roles: str
    criteria: tuple[CriterionRow, ...]


@dataclass(frozen=True)
class LevelRow:
    """A level with its floor in points ("" for a narrative pack) and its conditions."""

    code: str
    name: str
    at_least: Cited
    conditions: tuple[Cited, ...]


@dataclass(frozen=True)
class PackPage:
    """Everything that the page of one pack shows."""

    line: PackLine
    sha256: str
    is_scored: bool
    head: tuple[Cited, ...]
    groups: tuple[GroupRows, ...]
    formulas: tuple[Cited, ...]
    components: tuple[Cited, ...]
    figures: tuple[Cited, ...]
    levels: tuple[LevelRow, ...]
    organ_levels: tuple[LevelRow, ...]
    forced: tuple[Cited, ...]
    not_rated: tuple[Cited, ...]
    excellence: tuple[Cited, ...]
    periods: tuple[Cited, ...]
    deadlines: tuple[Cited, ...]
    forms: tuple[Cited, ...]
    principles: tuple[Cited, ...]
    assumptions: tuple[Cited, ...]
    to_fill: tuple[Cited, ...]
    why_not_keep: str
    why_not_use: str
    why_not_remove: str
    may_try: bool


def pack_page(viewer: Actor, *, pack_id: str = "", text_id: int | None = None) -> PackPage:
    """One pack that the viewer may read. Raises Missing."""
    whole = organ_subject(viewer)
    row = text_in_organ(viewer, text_id) if text_id is not None else None
    line = next((each for each in shown_packs(viewer) if (each.text_id, each.id) == (
        text_id, row.pack_id if row else pack_id)), None)  # fmt: skip
    if line is None:
        raise Missing("Không có bộ quy tắc này.")
    pack = _pack(row, pack_id)
    keep = refusal(viewer, Action.REGIME_KEEP, whole)
    used = "Bộ này đã có quyết định áp dụng nên không bỏ được." if line.is_used else ""
    return PackPage(
        line=line,
        sha256=pack.sha256,
        is_scored=pack.work is not None,
        head=_head(pack),
        groups=tuple(_groups(pack)),
        formulas=tuple(
            Cited(", ".join(ROLES[role] for role in each.roles), _formula(pack, each), _source(pack, each.source))
            for each in (pack.work.formulas if pack.work else ())
        ),
        components=tuple(_components(pack)),
        figures=tuple(_figures(pack)),
        levels=_levels(pack, pack.levels, scored=pack.work is not None),
        organ_levels=_levels(pack, pack.organisation.rating.levels) if pack.organisation else (),
        forced=tuple(
            Cited(", ".join(ROLES[role] for role in each.roles), each.text, _source(pack, each.source))
            for each in pack.rating.forced
        ),
        not_rated=tuple(Cited("", each.text, _source(pack, each.source)) for each in pack.rating.unrated),
        excellence=tuple(_excellence(pack)),
        periods=tuple(_periods(pack)),
        deadlines=tuple(_deadlines(pack)),
        forms=tuple(Cited(each.code, each.text, _source(pack, each.source)) for each in pack.forms),
        principles=tuple(Cited("", each.text, _source(pack, each.source)) for each in pack.principles),
        assumptions=tuple(Cited(each.at, each.text, None) for each in pack.assumptions),
        to_fill=tuple(Cited(each.at, each.text, None) for each in pack.to_fill),
        why_not_keep=keep,
        why_not_use=refusal(viewer, Action.REGIME_SWITCH, whole) or line.why_not,
        why_not_remove=keep or used,
        may_try=can(viewer, Action.TRIAL_RUN, whole),
    )  # fmt: skip


def _pack(row: RuleText | None, pack_id: str) -> Pack:
    try:
        return pack_of(row.pack_id, row.sha256) if row else loader.pack(pack_id)
    except RuleError as error:
        raise Missing(str(error)) from error


def _source(pack: Pack, key: str) -> Source | None:
    try:
        return loader.source_of(pack, key) if key else None
    except PackError:
        return None


def _known(pack: Pack, key: str) -> Source:
    return loader.source_of(pack, key)


def _points(figure: Figure) -> str:
    return f"{number(figure.value)} {figure.unit}"


def _head(pack: Pack) -> tuple[Cited, ...]:
    applies = pack.applies
    found = [
        Cited("Cơ quan áp dụng", ", ".join(applies.organs), _source(pack, applies.source)),
        Cited("Phạm vi", applies.area, None),
    ]
    if applies.refines:
        found.append(Cited("Cụ thể hóa bộ", applies.refines, None))
    if applies.replaces:
        found.append(Cited("Thay bộ", applies.replaces, None))
    if applies.is_parallel:
        found.append(Cited("Chạy song song", "Có: một người có thể theo cả bộ này và bộ chính", None))
    if pack.work is not None:
        found += [
            Cited("Điểm tiêu chí chung", _points(pack.common), _source(pack, pack.common.source)),
            Cited(
                "Điểm kết quả thực hiện nhiệm vụ", _points(pack.results), _source(pack, pack.results.source)
            ),
            Cited("Cách chấm tiêu chí chung", _marking(pack), _source(pack, pack.marking.source)),
        ]
    return tuple(found)


def _marking(pack: Pack) -> str:
    how = "đạt hoặc không đạt" if pack.marking.marking == "BINARY" else "chấm điểm đến mức tối đa"
    step = f", bước {number(pack.marking.step.value)} điểm" if pack.marking.step else ""
    absent = {
        "REFUSE": "",
        "RESCALE": "; tiêu chí không áp dụng thì quy đổi",
        "FULL": "; không áp dụng thì đủ điểm",
    }
    return how + step + absent[pack.marking.not_applicable]


def _groups(pack: Pack) -> Iterable[GroupRows]:
    for group in pack.groups:
        rows = tuple(row for each in group.criteria for row in _criteria(pack, each))
        roles = ", ".join(ROLES[role].lower() for role in group.roles)
        yield GroupRows(group.code, group.text, number(group.maximum.value), roles, rows)


def _criteria(pack: Pack, criterion: Criterion, depth: int = 0) -> Iterable[CriterionRow]:
    yield CriterionRow(
        criterion.code, criterion.text, number(criterion.maximum.value), depth, _known(pack, criterion.source)
    )
    for part in criterion.parts:
        yield from _criteria(pack, part, depth + 1)


def _name(pack: Pack, key: str) -> str:
    """How a component is written in a formula: đ for dd."""
    if pack.work is None:
        return key
    parts: tuple[Field | Term, ...] = (*pack.work.inputs, *pack.work.components)
    return next((each.name for each in parts if each.key == key and each.name), key)


def _formula(pack: Pack, each: RoleFormula) -> str:
    most = number(pack.results.value)
    if each.formula:
        return each.formula.shown + ("" if each.in_points else f" × {most}")
    if each.weights:
        return " + ".join(f"{number(weight)} × {_name(pack, key)}" for key, weight in each.weights.items())
    names = [_name(pack, key) for key in each.mean_of]
    return f"{names[0]} × {most}" if len(names) == 1 else f"({' + '.join(names)}) ÷ {len(names)} × {most}"


def _components(pack: Pack) -> Iterable[Cited]:
    work = pack.work
    if work is None:
        return
    for each in (*work.fields, *work.inputs):
        yield Cited(each.name or each.key, each.text, _source(pack, each.source))
    for line in work.lines:
        yield Cited(line.key, f"{line.text}: {line.formula.shown}", _source(pack, line.source))
    for total in work.sums:
        yield Cited(total.key, f"{total.text}: tổng {total.of.shown}", _source(pack, total.source))
    for term in work.components:
        yield Cited(term.name or term.key, f"{term.text}: {term.formula.shown}", _source(pack, term.source))


def _figures(pack: Pack) -> Iterable[Cited]:
    work = pack.work
    for each in work.deductions if work else ():
        yield Cited("Mỗi lần trừ", _points(each.figure), _source(pack, each.figure.source))
    if work and work.bonus:
        yield Cited("Điểm thưởng nhiều nhất", _points(work.bonus.most), _source(pack, work.bonus.most.source))
    for key, figure in pack.rating.figures.items():
        yield Cited(key, _points(figure), _source(pack, figure.source))


def _levels(pack: Pack, levels: Iterable[Level], *, scored: bool = True) -> tuple[LevelRow, ...]:
    return tuple(
        LevelRow(
            each.code,
            each.name,
            Cited("", f"từ {_points(each.at_least)}" if scored else "", _source(pack, each.at_least.source)),
            tuple(
                Cited(", ".join(ROLES[role] for role in one.roles), one.text, _source(pack, one.source))
                for one in each.conditions
            ),
        )
        for each in levels
    )


def _excellence(pack: Pack) -> Iterable[Cited]:
    rule = pack.rating.excellence
    if rule is None:
        return
    yield Cited("Tỷ lệ xuất sắc nhiều nhất", _points(rule.share), _source(pack, rule.share.source))
    if rule.outstanding:
        text = _points(rule.outstanding)
        yield Cited("Khi cơ quan nổi trội", text, _source(pack, rule.outstanding.source))
    yield Cited("Tính trên", BASES[rule.base], _source(pack, rule.base_source))
    yield Cited("Số lẻ", ROUNDINGS[rule.rounding], _source(pack, rule.rounding_source))
    if pack.rating.head_source:
        words = "Người đứng đầu không được xếp cao hơn mức của cơ quan, tổ chức"
        yield Cited("Người đứng đầu", words, _source(pack, pack.rating.head_source))


def _periods(pack: Pack) -> Iterable[Cited]:
    kinds = ", ".join(PERIODS[each] for each in pack.periods)
    yield Cited("Kỳ chấm điểm", kinds, _source(pack, pack.periods_source))
    for key, span in pack.spans.items():
        yield Cited(SPANS.get(key, key), SPAN_RULES[span.rule], _source(pack, span.source))
    if pack.year:
        yield Cited("Năm", YEARS[pack.year.rule], _source(pack, pack.year.source))
        if least := pack.year.least_months:
            yield Cited("Không xếp loại khi dưới", _points(least), _source(pack, least.source))


def _deadlines(pack: Pack) -> Iterable[Cited]:
    for each in pack.deadlines:
        if each.working_days is not None:
            when = f"{each.working_days} ngày làm việc"
        elif each.days is not None:
            when = f"{each.days} ngày"
        else:
            when = _day(each.on_day)
        yield Cited(when, each.text, _source(pack, each.source))


def _day(written: str) -> str:
    """ "12-14" is 14/12; "LAST_MONTH-23" the 23rd of the last month of the period."""
    month, _, day = written.rpartition("-")
    words = {"": "hằng tháng", "LAST_MONTH": "tháng cuối của kỳ", "NEXT_MONTH": "tháng kế tiếp"}
    return f"ngày {day} {words[month]}" if month in words else f"ngày {day}/{month}"
