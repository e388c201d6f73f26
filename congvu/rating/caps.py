"""How many may be excellent, counted for the organ, each group and each unit (Đ20.5, Đ8.5).

Who has no decision yet counts by the suggestion; only decided ones count as excellent. Nothing is
cut by the machine: a decision beyond the cap is refused, and people choose (gap G5, G6).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from rulebook.caps import readings
from rulebook.model import Base, Excellence
from rulebook.pack import Pack

from .models import Decision, Dossier, UnitRating, Year

ORGAN, SIMILAR_DUTY, AUTHORITY = "ORGAN", "SIMILAR_DUTY", "AUTHORITY"
READINGS = {
    Base.GOOD_ONLY: "số được xếp loại hoàn thành tốt",
    Base.GOOD_OR_BETTER: "số đạt từ hoàn thành tốt trở lên",
    Base.TOTAL_RATED: "tổng số được xếp loại",
}


@dataclass(frozen=True)
class Row:
    """One person or organisation as the cap sees it: `level` decided or empty, `suggested` or empty."""

    id: int
    unit_path: str
    group: str
    is_organ_head: bool
    level: str
    suggested: str

    @property
    def counted(self) -> str:
        return self.level or self.suggested


@dataclass(frozen=True)
class Count:
    """One place where the cap is counted. `binds`: the pack's own groups; the others are shown only."""

    label: str
    binds: bool
    rated: int
    good_or_better: int
    excellent: int
    candidates: int
    allowed: int
    readings: tuple[tuple[str, int, bool], ...]

    @property
    def below(self) -> int:
        return self.rated - self.good_or_better

    @property
    def over(self) -> int:
        return max(0, self.excellent - self.allowed)

    @property
    def left(self) -> int:
        return max(0, self.allowed - self.excellent)

    @property
    def is_short(self) -> bool:
        """More wait for the highest level than there is room: a person must choose."""
        return self.candidates > self.left


class Tally:
    """All rows of a year in memory, so that many decisions ask once."""

    def __init__(
        self, rule: Excellence | None, levels: Sequence[str], rows: Iterable[Row], *, outstanding: bool
    ) -> None:
        self.rule, self.outstanding = rule, outstanding
        self.top, self.good = levels[0], tuple(levels[:2])
        self.rows = {row.id: row for row in rows}

    def put(self, row_id: int, level: str) -> None:
        """A decision was made."""
        if row_id in self.rows:
            self.rows[row_id] = replace(self.rows[row_id], level=level)

    def refusal(self, row_id: int, level: str) -> str:
        """Why this level would exceed the cap; empty where it does not."""
        row = self.rows.get(row_id)
        if self.rule is None or row is None or level != self.top or self._left_out(row):
            return ""
        changed = {**self.rows, row_id: replace(row, level=level)}
        for label, inside in self._binding(row):
            found = self._count(label, [one for one in changed.values() if inside(one)], binds=True)
            if found.over:
                words = ", ".join(f"theo {name}: {number}" for name, number, _ in found.readings)
                return (
                    f"Vượt tỷ lệ xuất sắc ({label}): {found.excellent} trong khi được {found.allowed}."
                    f" Ba cách đọc: {words}. Chọn mức khác, hoặc xem danh sách để chọn người."
                )
        return ""

    def counts(self, units: Mapping[str, str]) -> list[Count]:
        """Every place where the cap is counted; `units`: path → name, shown beside the pack's groups."""
        if self.rule is None:
            return []
        rows = list(self.rows.values())
        found = [self._count("toàn cơ quan", rows, binds=self._has(ORGAN, AUTHORITY))]
        for group in sorted({row.group for row in rows if row.group}):
            inside = [row for row in rows if row.group == group]
            found.append(self._count(f"nhóm {group.lower()}", inside, binds=self._has(SIMILAR_DUTY)))
        for path, name in units.items():
            below = [row for row in rows if row.unit_path.startswith(path)]
            if below:
                found.append(self._count(name, below, binds=False))
        return found

    def _has(self, *groups: str) -> bool:
        return self.rule is not None and any(group in self.rule.groups for group in groups)

    def _left_out(self, row: Row) -> bool:
        return self.rule is not None and self.rule.leaves_out_head and row.is_organ_head

    def _binding(self, row: Row):  # type: ignore[no-untyped-def]
        if self._has(ORGAN, AUTHORITY):
            yield "toàn cơ quan", lambda one: True
        if self._has(SIMILAR_DUTY) and row.group:
            yield f"nhóm {row.group.lower()}", lambda one: one.group == row.group

    def _count(self, label: str, rows: Sequence[Row], *, binds: bool) -> Count:
        assert self.rule is not None
        counted = [row for row in rows if row.counted and not self._left_out(row)]
        good = sum(row.counted in self.good for row in counted)
        known = readings(
            self.rule,
            good_or_better=good,
            below=len(counted) - good,
            outstanding=self.outstanding and self.rule.outstanding is not None,
        )
        return Count(
            label=label,
            binds=binds,
            rated=len(counted),
            good_or_better=good,
            excellent=sum(row.level == self.top for row in counted),
            candidates=sum(not row.level and row.suggested == self.top for row in counted),
            allowed=known[self.rule.base],
            readings=tuple((READINGS[base], known[base], base is self.rule.base) for base in READINGS),
        )


def tally_of(year: Year, pack: Pack) -> Tally:
    """The persons of a year; two queries."""
    levels = dict(
        Decision.objects.filter(dossier__year=year, is_in_force=True).values_list("dossier_id", "level")
    )
    rows = Dossier.objects.filter(year=year).values_list("pk", "unit__path", "group", "duty", "suggested")
    return Tally(
        pack.rating.excellence,
        [level.code for level in pack.levels],
        [
            Row(pk, path, group, duty == "HEAD" and path.count("/") == 2, levels.get(pk, ""), suggested)
            for pk, path, group, duty, suggested in rows
        ],
        outstanding=year.is_outstanding,
    )


def units_tally(year: Year, pack: Pack) -> Tally | None:
    """The organisations that one authority recognises: the units of the organ, without the organ itself."""
    if pack.organisation is None:
        return None
    rating = pack.organisation.rating
    rows = (
        UnitRating.objects.filter(year=year)
        .exclude(unit__parent=None)
        .values_list("pk", "unit__path", "self_level")
    )
    levels = dict(
        Decision.objects.filter(unit_rating__year=year, is_in_force=True).values_list(
            "unit_rating_id", "level"
        )
    )
    return Tally(
        rating.excellence,
        [level.code for level in rating.levels],
        [Row(pk, path, "", False, levels.get(pk, ""), own) for pk, path, own in rows],
        outstanding=year.is_outstanding,
    )
