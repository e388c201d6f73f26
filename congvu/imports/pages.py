"""What a preview shows: its tabs, the columns to choose."""

from __future__ import annotations

from collections.abc import Mapping as Map
from collections.abc import Sequence
from dataclasses import dataclass, replace

from congvu.imports.plan import Outcome, PlanRow
from congvu.imports.queries import Mapping, Preview
from congvu.imports.results import Rejected
from congvu.imports.staff.columns import COLUMNS, Column

REFUSED, LOOK = "tu-choi", "luu-y"


@dataclass(frozen=True)
class Tab:
    """One tab. `rows` are refused rows and notices, or rows of the plan."""

    key: str
    label: str
    rows: Sequence[PlanRow | Rejected]
    has_outcomes: bool = True
    is_open: bool = False

    @property
    def count(self) -> int:
        """How many rows."""
        return len(self.rows)

    @property
    def url(self) -> str:
        """The address of this tab on its own page."""
        return f"?xem={self.key}"


def tabs_of(shown: Preview) -> list[Tab]:
    """The tabs that hold something, what needs a look first."""
    plan = shown.plan
    if plan is None:
        found = [Tab(REFUSED, "Bị từ chối", refused_of(shown), False)]
    else:
        found = [
            Tab(REFUSED, "Bị từ chối", plan.refused, False),
            Tab("moi", "Mới", plan.of(Outcome.CREATED)),
            Tab("doi", "Thay đổi", plan.of(Outcome.CHANGED)),
            Tab("bo", "Bị bỏ", plan.of(Outcome.REMOVED)),
            Tab("khong-doi", "Không đổi", plan.of(Outcome.UNCHANGED)),
            Tab(LOOK, "Lưu ý", plan.notices, False),
        ]
    return [tab for tab in found if tab.rows]


def refused_of(shown: Preview) -> list[Rejected]:
    """Everything that is reported as rejected, before and after applying."""
    if shown.plan is not None:
        return list(shown.plan.refused)
    return [Rejected(**one) for one in shown.batch.summary.get("reasons", [])]


def open_tab(tabs: Sequence[Tab], wanted: str) -> tuple[list[Tab], Tab | None]:
    """The tabs with the one of that key open, else the first; and that one, None without tabs."""
    if not tabs:
        return [], None
    chosen = next((tab for tab in tabs if tab.key == wanted), tabs[0])
    marked = [replace(tab, is_open=tab.key == chosen.key) for tab in tabs]
    return marked, next(tab for tab in marked if tab.is_open)


@dataclass(frozen=True)
class ColumnChoice:
    """One field of a staff list and the column that it is read from ("" = by the words of its title)."""

    column: Column
    value: str
    options: tuple[tuple[str, str], ...]


def column_choices(mapping: Mapping | None, typed: Map[str, str] | None) -> list[ColumnChoice]:
    """The fields with what was typed, else what holds now; none where there is nothing to choose."""
    if mapping is None:
        return []
    options = (("", "Tự nhận theo tiêu đề"), *((title, title) for title in mapping.titles))
    told = typed if typed and "staff_code" in typed else mapping.chosen
    return [ColumnChoice(column, told.get(column.field, ""), options) for column in COLUMNS]
