"""The parts of a pack as frozen values: what a case holds, how it is counted, how it is rated."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from rulebook.formula import Formula


class FieldKind(StrEnum):
    """What may be written in a field of a case."""

    NUMBER = "NUMBER"
    COUNT = "COUNT"
    COUNTS = "COUNTS"
    FLAG = "FLAG"
    CHOICE = "CHOICE"


class Spread(StrEnum):
    """Whether faults are counted on each finished product, or on the whole line."""

    PRODUCT = "PRODUCT"
    LINE = "LINE"


class Mode(StrEnum):
    """How a number is rounded, where a pack rounds at all."""

    HALF_UP = "HALF_UP"
    FLOOR = "FLOOR"
    CEILING = "CEILING"


class Marking(StrEnum):
    """How a common criterion is marked: by points up to the maximum, or all or nothing."""

    GRADED = "GRADED"
    BINARY = "BINARY"


class NotApplicable(StrEnum):
    """What a criterion that does not apply is worth."""

    REFUSE = "REFUSE"
    RESCALE = "RESCALE"
    FULL = "FULL"


class Base(StrEnum):
    """Of what number the excellent may be a share: the three readings of the cap."""

    GOOD_ONLY = "GOOD_ONLY"
    GOOD_OR_BETTER = "GOOD_OR_BETTER"
    TOTAL_RATED = "TOTAL_RATED"


class YearRule(StrEnum):
    """How a year comes from its periods."""

    MEAN = "MEAN"
    LEVEL_COUNTS = "LEVEL_COUNTS"
    OWN_SCORE = "OWN_SCORE"


class SpanRule(StrEnum):
    """How a quarter or half-year comes from its months."""

    MEAN = "MEAN"
    SUM_OVER_MONTHS = "SUM_OVER_MONTHS"


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of the law with its unit and its source key."""

    value: Decimal
    unit: str
    source: str


@dataclass(frozen=True, slots=True)
class Rounding:
    """Decimals kept and how, where the pack rounds."""

    places: int
    mode: Mode
    source: str


@dataclass(frozen=True, slots=True)
class Option:
    """One value that a CHOICE may take: its code, its number, its words."""

    code: str
    value: Fraction
    text: str


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a case or of an item of it. `roles` empty means everybody's."""

    key: str
    name: str
    text: str
    kind: FieldKind
    source: str
    least: Decimal | None
    most: Decimal | None
    places: int | None
    """NUMBER: decimals it may have; None means any."""
    above_zero: bool
    options: tuple[Option, ...]
    is_optional: bool
    may_not_apply: bool
    or_percent: bool
    """CHOICE of ratios: 80 is taken for 0.8, as forms write it."""
    roles: tuple[str, ...]
    of: str
    """COUNTS: the field with the number of finished products."""


@dataclass(frozen=True, slots=True)
class Deduction:
    """Percent of a product that each fault takes, never below the floor; waived faults do not count."""

    name: str
    figure: Figure
    of: str
    counts: str
    waived: str
    gives: str
    spread: Spread
    floor: Fraction


@dataclass(frozen=True, slots=True)
class Line:
    """A value that each item has: a formula over its fields, zero where `when` does not hold."""

    key: str
    text: str
    formula: Formula
    when: Formula | None
    rounding: Rounding | None
    source: str


@dataclass(frozen=True, slots=True)
class Sum:
    """The sum of a field or value over the items for which `when` holds."""

    key: str
    text: str
    of: Formula
    when: Formula | None
    source: str


@dataclass(frozen=True, slots=True)
class Term:
    """A named number between the sums and the result; `is_capped` where an organ may cut it at 1."""

    key: str
    name: str
    text: str
    formula: Formula
    is_capped: bool
    rounding: Rounding | None
    source: str


@dataclass(frozen=True, slots=True)
class RoleFormula:
    """How the result of these roles is made: a mean, weights in points, or a formula."""

    roles: tuple[str, ...]
    mean_of: tuple[str, ...]
    weights: Mapping[str, Decimal]
    formula: Formula | None
    in_points: bool
    source: str


@dataclass(frozen=True, slots=True)
class Rule:
    """What must hold for a case or each item of it, and the sentence for when it does not."""

    text: str
    when: Formula | None
    must: Formula
    source: str


@dataclass(frozen=True, slots=True)
class Frame:
    """Weights of the components of a product for one kind of post; they sum to 1."""

    code: str
    text: str
    weights: Mapping[str, Fraction]
    source: str


@dataclass(frozen=True, slots=True)
class Axis:
    """One axis of results with its maximum, where a pack is also marked by axes."""

    code: str
    text: str
    maximum: Figure


@dataclass(frozen=True, slots=True)
class Evidence:
    """Inputs that come from the tasks of another pack, so that nobody enters a task twice."""

    pack: str
    formulas: Mapping[str, Formula]
    source: str


@dataclass(frozen=True, slots=True)
class Bonus:
    """Points beyond the result, up to `most`."""

    of: str
    most: Figure


@dataclass(frozen=True, slots=True)
class Work:
    """How the result part is made from a case."""

    inputs: tuple[Field, ...]
    fields: tuple[Field, ...]
    least_items: int
    most_items: int
    items_source: str
    figures: Mapping[str, Figure]
    deductions: tuple[Deduction, ...]
    lines: tuple[Line, ...]
    sums: tuple[Sum, ...]
    components: tuple[Term, ...]
    formulas: tuple[RoleFormula, ...]
    frames: tuple[Frame, ...]
    frame_room: Figure | None
    axes: tuple[Axis, ...]
    evidence: Evidence | None
    rules: tuple[Rule, ...]
    item_rules: tuple[Rule, ...]
    bonus: Bonus | None
    rounding: Rounding | None
    empty: str
    empty_source: str

    @property
    def has_items(self) -> bool:
        return bool(self.fields)


@dataclass(frozen=True, slots=True)
class Condition:
    """What must hold beside the score for a level."""

    text: str
    when: Formula
    roles: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Level:
    """A score band, with conditions where the text has them. The rating is a decision of people."""

    code: str
    name: str
    at_least: Figure
    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Forced:
    """A fact that decides the level whatever the score (`level`), or bounds it (`at_most`)."""

    code: str
    text: str
    level: str
    at_most: str
    roles: tuple[str, ...]
    when: Formula | None
    source: str


@dataclass(frozen=True, slots=True)
class Unrated:
    """A reason for not being rated in a period."""

    code: str
    text: str
    source: str


@dataclass(frozen=True, slots=True)
class Excellence:
    """The cap on the highest level: share, share of outstanding organs, reading, rounding, groups."""

    share: Figure
    outstanding: Figure | None
    base: Base
    base_source: str
    rounding: Mode
    rounding_source: str
    groups: tuple[str, ...]
    leaves_out_head: bool


@dataclass(frozen=True, slots=True)
class Rating:
    """Levels and everything beside the score that decides among them."""

    levels: tuple[Level, ...]
    facts: tuple[Field, ...]
    figures: Mapping[str, Figure]
    forced: tuple[Forced, ...]
    unrated: tuple[Unrated, ...]
    excellence: Excellence | None
    head_source: str
    """Why the head may not stand above the organisation; empty where no text says so."""


@dataclass(frozen=True, slots=True)
class YearLevel:
    """The level of a year by counts of levels: the first whose condition holds."""

    when: Formula
    level: str
    at_most: str
    code: str
    text: str
    source: str


@dataclass(frozen=True, slots=True)
class Year:
    """How the year comes from the periods, and who is not rated."""

    rule: YearRule
    source: str
    least_months: Figure | None
    except_for: tuple[str, ...]
    except_source: str
    quarters: tuple[int, ...]
    """The quarters that are rated on their own; empty means all four."""
    levels: tuple[YearLevel, ...]
    flags: tuple[YearLevel, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """How a quarter, half-year comes from months."""

    rule: SpanRule
    source: str


@dataclass(frozen=True, slots=True)
class Deadline:
    """A due day: so many working or calendar days after a day, or a day of the calendar."""

    code: str
    text: str
    working_days: int | None
    days: int | None
    on_day: str
    source: str


@dataclass(frozen=True, slots=True)
class Form:
    """A form that the text prescribes."""

    code: str
    text: str
    source: str


@dataclass(frozen=True, slots=True)
class Note:
    """An assumption, or something to fill in: the place in the pack and the words."""

    at: str
    text: str
