"""A rule pack as one frozen value. It is read by `rulebook.reading`, scored by `rulebook.engine`."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final

from rulebook.model import (
    Deadline,
    Field,
    Figure,
    Form,
    Level,
    Marking,
    NotApplicable,
    Note,
    Rating,
    Span,
    Work,
    Year,
)
from rulebook.numbers import text
from rulebook.sources import Source

HUNDRED: Final = Decimal(100)


class Cap(StrEnum):
    """Where extra work is cut: each of a, b, c at 1, or the mean at 1 only (gap G1)."""

    RATIO = "RATIO"
    TOTAL = "TOTAL"


class PeriodKind(StrEnum):
    """The periods that a pack may score."""

    MONTH = "MONTH"
    QUARTER = "QUARTER"
    YEAR = "YEAR"


class Status(StrEnum):
    """How far the text behind a pack is known, and whether it is still in force."""

    OFFICIAL = "OFFICIAL"
    PARTIAL = "PARTIAL"
    DRAFT = "DRAFT"
    CLOSED = "CLOSED"
    TEMPLATE = "TEMPLATE"


STATUS_WORDS: Final = {
    Status.OFFICIAL: "chính thức, đã đối chiếu văn bản gốc",
    Status.PARTIAL: "theo văn bản hướng dẫn hoặc nguồn thứ cấp, chưa đối chiếu bản gốc",
    Status.DRAFT: "dự thảo, chưa có văn bản gốc để đối chiếu",
    Status.CLOSED: "đã đóng, chỉ dùng cho kỳ cũ",
    Status.TEMPLATE: "mẫu, phải điền đủ mới chạy được",
}


@dataclass(frozen=True, slots=True)
class Criterion:
    """A common criterion: a line of the form with its indicators."""

    code: str
    text: str
    maximum: Figure
    source: str
    indicators: tuple[str, ...]
    alternatives: bool
    """True when each indicator is for other posts, so that one of them applies."""
    parts: tuple["Criterion", ...] = ()
    """Where points are given to parts of it instead; their maxima sum to its own."""

    @property
    def leaves(self) -> tuple["Criterion", ...]:
        """What points are given to: its parts, or itself."""
        return tuple(leaf for part in self.parts for leaf in part.leaves) or (self,)


@dataclass(frozen=True, slots=True)
class Group:
    """A group row of the form with its criteria; `roles` empty means everybody's."""

    code: str
    text: str
    maximum: Figure
    source: str
    criteria: tuple[Criterion, ...]
    roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Component:
    """One of d, đ, e: a ratio that only leaders have, and the values it may take."""

    key: str
    name: str
    text: str
    allowed: tuple[Decimal, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Applies:
    """Whose pack it is. `is_parallel`: it may stand beside another pack for the same person."""

    subjects: tuple[str, ...]
    organs: tuple[str, ...]
    area: str
    roles: tuple[str, ...]
    is_parallel: bool
    refines: str
    """The pack that it details for its area; empty where it stands for itself."""
    replaces: str
    """The pack that it follows from its first day on; empty where it follows none."""
    source: str


@dataclass(frozen=True, slots=True)
class Common:
    """How the common criteria are marked."""

    marking: Marking
    step: Figure | None
    not_applicable: NotApplicable
    source: str


@dataclass(frozen=True, slots=True)
class Organisation:
    """The rating of organisations: its two parts in points, and its levels."""

    common: Figure
    results: Figure
    rating: Rating


@dataclass(frozen=True, slots=True)
class Pack:
    """One immutable edition of the law; `valid_to` is the first day it no longer holds.

    A narrative pack has levels in words and no score: `work` is None and its figures are 0.
    """

    id: str
    title: str
    status: Status
    sha256: str
    source: str
    valid_from: date
    valid_to: date | None
    applies: Applies
    periods: tuple[PeriodKind, ...]
    periods_source: str
    spans: Mapping[str, Span]
    common: Figure
    results: Figure
    error: Figure
    late: Figure
    """What each major content error and each delay takes of a product, in percent."""
    marking: Common
    leader: Mapping[str, Component]
    cap: Cap
    cap_source: str
    cap_is_open: bool
    """True where an organ may choose the other cap by decision."""
    explanation: Figure
    explains_level: bool
    groups: tuple[Group, ...]
    work: Work | None
    rating: Rating
    organisation: Organisation | None
    year: Year | None
    deadlines: tuple[Deadline, ...]
    forms: tuple[Form, ...]
    principles: tuple[Form, ...]
    """Rules of procedure that people keep, in words."""
    assumptions: tuple[Note, ...]
    to_fill: tuple[Note, ...]
    """What a template leaves open; a pack with any of these refuses to score."""
    sources: Mapping[str, Source]
    follows_decree: bool
    """True when its formulas are literally those of NĐ 335 (`rulebook.decree`)."""

    @property
    def levels(self) -> tuple[Level, ...]:
        return self.rating.levels

    @property
    def criteria(self) -> Mapping[str, Criterion]:
        """The common criteria by code, in the order of the form; those of every role."""
        return {each.code: each for group in self.groups for each in group.criteria}

    def criteria_of(self, role: str) -> Mapping[str, Criterion]:
        """The criteria or parts of them that one role is given points for, by code."""
        return {
            leaf.code: leaf
            for group in self.groups
            if not group.roles or role in group.roles
            for each in group.criteria
            for leaf in each.leaves
        }

    @property
    def inputs(self) -> tuple[Field, ...]:
        return self.work.inputs if self.work else ()

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


def digest(data: Mapping[str, object]) -> str:
    """SHA-256 of the canonical bytes: keys sorted, equal numbers alike, comments left out."""
    written = json.dumps(_canonical(data), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(written.encode()).hexdigest()


def _canonical(value: object) -> object:
    if isinstance(value, Mapping):
        return {key: _canonical(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_canonical(each) for each in value]
    if isinstance(value, date):
        return value.isoformat()
    if type(value) is int or isinstance(value, Decimal):
        return text(Decimal(value))
    return value
