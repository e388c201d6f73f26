"""The pieces of one score, each with where it came from: terms, lines of work, hand-ins, law."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from congvu.scoring.compute import Figures
from congvu.scoring.fractions import exact, kept
from congvu.ui.words import number
from rulebook import loader
from rulebook.items import Item, quality_units, timely_units
from rulebook.loader import Source
from rulebook.pack import Cap, Pack

LETTERS = {"a": "a", "b": "b", "c": "c", "d": "d", "dd": "đ", "e": "e"}
NAMES = {"a": "Số lượng", "b": "Chất lượng", "c": "Tiến độ"}
TONES = {"chung": 5, "a": 1, "b": 2, "c": 3, "d": 4, "dd": 4, "e": 4}
WORK = ("a", "b", "c")
RATIO_NOTES = {
    "d": "từ điểm của công chức thuộc quyền",
    "dd": "theo kết luận của người có thẩm quyền",
    "e": "theo kết luận của người có thẩm quyền",
}
SHOWN_PRODUCTS = 12


@dataclass(frozen=True)
class Delivery:
    """One recognised hand-in: what, when, who judged it, and the diary line it came with."""

    quantity: Decimal
    finished_on: dt.date
    judged_by: str
    judged_at: dt.datetime | None
    origin: str
    errors: int
    late: int
    waived_errors: int
    waived_late: int
    url: str = ""


@dataclass(frozen=True)
class Line:
    """One line of work inside a term. `units` are what it gives to the term, of `full` possible."""

    key: str
    title: str
    product: str
    task_id: int
    item: Item
    deadline: dt.date
    units: Decimal
    full: Decimal
    deliveries: tuple[Delivery, ...]

    @property
    def finished_on(self) -> dt.date | None:
        return max((d.finished_on for d in self.deliveries), default=None)

    @property
    def errors(self) -> int:
        return sum(self.item.errors)

    @property
    def late(self) -> int:
        return sum(self.item.late)

    @property
    def waived_errors(self) -> int:
        return sum(self.item.waived_errors)

    @property
    def waived_late(self) -> int:
        return sum(self.item.waived_late)

    @property
    def percent(self) -> Decimal | None:
        """What part of its possible units the line gives, in percent; None for extra work."""
        return None if self.item.extra or not self.full else self.units * 100 / self.full


@dataclass(frozen=True)
class Term:
    """One component of the score. `value`: a part of one, or points for the common criteria."""

    key: str
    letter: str
    name: str
    value: Decimal | None
    note: str
    percent: Decimal
    tone: int
    law: Source

    @property
    def is_points(self) -> bool:
        return self.key == "chung"


def units_of(term: str, item: Item, pack: Pack) -> Decimal:
    """Standard units that one line gives to a, b or c, exact."""
    if not item.done:
        return Decimal(0)
    if term == "b" and item.errors:
        return quality_units(item, pack)
    if term == "c" and item.late:
        return timely_units(item, pack)
    return item.coefficient * item.done


def lines_of(
    term: str, figures: Figures, trace: Mapping[str, Any], pack: Pack, names: Mapping[str, str]
) -> list[Line]:
    """The lines of work behind a, b or c, in the order of their deadlines."""
    found = []
    for index, (item, source) in enumerate(zip(figures.items, trace["items"], strict=True)):
        found.append(
            Line(
                key=str(index + 1),
                title=source["title"],
                product=source["product"],
                task_id=source["task"],
                item=item,
                deadline=dt.date.fromisoformat(source["deadline"]),
                units=units_of(term, item, pack),
                full=Decimal(0) if item.extra else item.coefficient * item.assigned,
                deliveries=tuple(_delivery(d, names) for d in source["deliveries"]),
            )
        )
    return found


def _delivery(source: Mapping[str, Any], names: Mapping[str, str]) -> Delivery:
    return Delivery(
        quantity=Decimal(source["quantity"]),
        finished_on=dt.date.fromisoformat(source["finished_on"]),
        judged_by=names.get(source["by"], source["by"]),
        judged_at=dt.datetime.fromisoformat(source["at"]) if source["at"] else None,
        origin=source["origin"],
        errors=sum(source["errors"]),
        late=sum(source["late"]),
        waived_errors=sum(source["waived_errors"]),
        waived_late=sum(source["waived_late"]),
    )


def terms_of(figures: Figures, inputs: Mapping[str, Any], pack: Pack) -> list[Term]:
    """The components in the order of the formula: common, a, b, c, then d, đ, e of leaders."""
    sums, leads = figures.sums, figures.role != "STAFF"
    most = pack.common.value
    found = [
        Term(
            "chung", "A", "Tiêu chí chung", figures.common,
            f"trên {number(most)} · {len(pack.criteria)} tiêu chí",
            (figures.common or Decimal(0)) * 100 / most, TONES["chung"],
            loader.source_of(pack, pack.common.source),
        )
    ]  # fmt: skip
    sources = {each.key: each.source for each in (pack.work.components if pack.work else ())}
    for key, value, units in zip(
        WORK, (figures.a, figures.b, figures.c), (sums.done, sums.quality, sums.timeliness), strict=True
    ):
        note = (
            f"{number(units)} trên {number(sums.assigned)} đơn vị chuẩn"
            if sums.assigned
            else "chưa được giao việc"
        )
        found.append(
            Term(
                key, key, NAMES[key], value, note, min((value or Decimal(0)) * 100, Decimal(100)), TONES[key],
                loader.source_of(pack, sources[key]),
            )
        )  # fmt: skip
    for key, component in pack.leader.items() if leads else ():
        given = Decimal(inputs[key]) if key in inputs else None
        source = "ND335-2025/15/4" if figures.role == "DEPUTY" else component.source
        found.append(
            Term(
                key, component.name, component.text, given, RATIO_NOTES[key],
                (given or Decimal(0)) * 100, TONES[key], loader.source_of(pack, source),
            )
        )  # fmt: skip
    return found


def ratio_arithmetic(term: str, lines: Sequence[Line], figures: Figures) -> str:
    """How a, b or c came out, ready to be computed again by hand."""
    sums = figures.sums
    units, value = {
        "a": (sums.done, figures.a),
        "b": (sums.quality, figures.b),
        "c": (sums.timeliness, figures.c),
    }[term]
    if value is None:
        return ""
    given = [line.units for line in lines if line.units]
    parts = " + ".join(number(u) for u in given)
    head = f"({parts}) ÷ {number(sums.assigned)} = " if 1 < len(given) <= SHOWN_PRODUCTS else ""
    true = Fraction(units) / Fraction(sums.assigned)
    return f"{head}{number(units)} ÷ {number(sums.assigned)} = {kept(value, true)}"


def true_ratios(figures: Figures, inputs: Mapping[str, Any]) -> dict[str, Fraction]:
    """The ratios as fractions, after the cut per ratio where the organ chose it (G1)."""
    sums = figures.sums
    whole = Fraction(sums.assigned)
    found = {
        "a": Fraction(sums.done) / whole,
        "b": Fraction(sums.quality) / whole,
        "c": Fraction(sums.timeliness) / whole,
    }
    if inputs["options"]["cap"] == Cap.RATIO:
        found = {k: min(v, Fraction(1)) for k, v in found.items()}
    return found | {k: Fraction(inputs[k]) for k in ("d", "dd", "e") if k in inputs}


def result_arithmetic(figures: Figures, inputs: Mapping[str, Any], pack: Pack) -> list[str]:
    """From the ratios to the points of the result, line by line."""
    if figures.result_ratio is None or figures.result_points is None:
        return []
    ratios = true_ratios(figures, inputs)
    mean = sum(ratios.values(), Fraction(0)) / len(ratios)
    capped = min(mean, Fraction(1))
    letters = " + ".join(LETTERS[k] for k in ratios)
    values = " + ".join(exact(v) for v in ratios.values())
    lines = []
    if inputs["options"]["cap"] == Cap.RATIO:
        lines.append("Cơ quan chặn từng tỷ lệ a, b, c ở 1 trước khi tính.")
    lines.append(f"({letters}) ÷ {len(ratios)} = ({values}) ÷ {len(ratios)} = {exact(mean)}")
    if mean > 1:
        lines.append(
            f"Phần kết quả không vượt {number(pack.results.value)} điểm nên lấy 1 thay cho {exact(mean)}."
        )
    points = capped * Fraction(pack.results.value)
    lines.append(f"{exact(capped)} × {number(pack.results.value)} = {kept(figures.result_points, points)}")
    return lines


def total_arithmetic(figures: Figures, inputs: Mapping[str, Any], pack: Pack) -> str:
    """ "27,5 + 58,9 = 86,4", exact."""
    if figures.total is None or figures.common is None:
        return ""
    ratios = true_ratios(figures, inputs)
    capped = min(sum(ratios.values(), Fraction(0)) / len(ratios), Fraction(1))
    points = capped * Fraction(pack.results.value)
    true = Fraction(figures.common) + points
    return f"{number(figures.common)} + {exact(points)} = {kept(figures.total, true)}"


@dataclass(frozen=True)
class Pull:
    """What moves the total away from 100, in points: negative takes, positive adds."""

    points: Decimal
    text: str
    key: str


def pulls(figures: Figures, inputs: Mapping[str, Any], pack: Pack) -> list[Pull]:
    """Why the total is not 100, the strongest first; together they make up the difference."""
    if figures.result_ratio is None:
        return []
    most, sums = Fraction(pack.results.value), figures.sums
    ratios = true_ratios(figures, inputs)
    each = most / len(ratios)
    whole = Fraction(sums.assigned)
    extra = sum((Fraction(i.coefficient * i.done) for i in figures.items if i.extra), Fraction(0))
    undone = whole + extra - Fraction(sums.done)
    found = [
        (-each * 3 * undone / whole, "phần việc được giao chưa hoàn thành", "a"),
        (-each * (Fraction(sums.done) - Fraction(sums.quality)) / whole, "sai sót lớn về nội dung", "b"),
        (-each * (Fraction(sums.done) - Fraction(sums.timeliness)) / whole, "chậm tiến độ", "c"),
        (each * 3 * extra / whole, "việc làm thêm, việc đột xuất", "a"),
    ]
    found += [(-each * (1 - ratios[k]), f"{LETTERS[k]} tính 50%", k) for k in ("d", "dd", "e") if k in ratios]
    uncut = most + sum((p for p, _, _ in found), Fraction(0))
    if cut := Fraction(figures.result_points or 0) - uncut:
        found.append((cut, "chặn ở mức tối đa", "ket-qua"))
    if figures.common is not None:
        found.append(
            (
                Fraction(figures.common) - Fraction(pack.common.value),
                "tiêu chí chung chưa đạt tối đa",
                "chung",
            )
        )
    shown = [
        Pull(Decimal(p.numerator) / Decimal(p.denominator), text, key)
        for p, text, key in found
        if abs(p) >= Fraction(1, 200)
    ]
    return sorted(shown, key=lambda p: abs(p.points), reverse=True)
