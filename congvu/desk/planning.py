"""What a month's plan is proposed from: last month, recurring duties (diary), the position (ADR 0029)."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from congvu.assignments.commands import RowSpec
from congvu.assignments.models import PlanRow
from congvu.assignments.queries import (
    PlanLine,
    ProposedRow,
    last_month_rows,
    people_of_unit,
    plan_for,
    plans_to_confirm,
    position_rows,
    products_by_code,
    units_led,
)
from congvu.base.errors import Missing
from congvu.diary.queries import recurring_of, recurring_sent
from congvu.org.models import Unit
from congvu.policy.actions import Action
from congvu.policy.decide import can
from congvu.policy.facts import Actor, Subject
from congvu.ui import words
from rulebook.errors import RuleError
from rulebook.periods import Month


def month_named(written: str) -> Month:
    """The month of an address, in a year that has neighbours. Raises Missing."""
    try:
        month = Month.parse(written)
        month.previous(), month.next()
    except RuleError as error:
        raise Missing("Không có tháng này.") from error
    return month


@dataclass(frozen=True)
class Group:
    """Proposed rows of one source; `is_taken`: ticked from the start."""

    label: str
    rows: tuple[ProposedRow, ...]
    is_taken: bool


@dataclass(frozen=True)
class MonthPage:
    """A month: whose plan is looked at, whether there is one, what it may be made from.

    `unit` None: the viewer's own. `is_over`: nothing can be planned any more.
    """

    month: Month
    unit: Unit | None
    units: tuple[Unit, ...]
    plan_id: int | None
    groups: tuple[Group, ...]
    waiting: tuple[PlanLine, ...]
    is_over: bool

    @property
    def is_own(self) -> bool:
        return self.unit is None

    @property
    def query(self) -> str:
        """Keeps the unit while one walks through the months."""
        return f"?don-vi={self.unit.pk}" if self.unit else ""

    @property
    def before(self) -> str:
        return str(self.month.previous())

    @property
    def after(self) -> str:
        return str(self.month.next())


def month_page(viewer: Actor, month: Month, unit_id: int | None, *, on: dt.date) -> MonthPage:
    """The page of a month. Raises Missing for a unit that the viewer does not lead."""
    if viewer.person_id is None:
        raise Missing("Trang này của cán bộ trong cơ quan.")
    units = tuple(units_led(viewer, on=on))
    unit = next((u for u in units if u.pk == unit_id), None)
    if unit_id and unit is None:
        raise Missing("Không có đơn vị này.")
    plan_id = plan_for(viewer, month, unit_id)
    is_over = month.last < on
    groups = () if plan_id or is_over else _groups(viewer, month, unit, on=on)
    return MonthPage(month, unit, units, plan_id, groups, plans_to_confirm(viewer, on=on), is_over)


def _groups(viewer: Actor, month: Month, unit: Unit | None, *, on: dt.date) -> tuple[Group, ...]:
    of_unit = unit is not None
    groups = (
        Group(
            "Việc tháng trước", tuple(last_month_rows(viewer, month, unit.pk if unit else None, on=on)), True
        ),
        Group(
            "Việc lặp lại của người trong đơn vị"
            if of_unit
            else words.addressed("Việc lặp lại của đồng chí"),
            _recurring_in(viewer, unit, on) if unit else _recurring(viewer, on),
            not of_unit,
        ),
        Group(
            "Việc của các vị trí" if of_unit else "Việc của vị trí",
            tuple(position_rows(viewer, unit, on=on)),
            False,
        ),
    )
    return tuple(group for group in groups if group.rows)


def _recurring(viewer: Actor, on: dt.date) -> tuple[ProposedRow, ...]:
    rows = recurring_of(viewer, today=on)
    known = products_by_code(viewer.organ_id or 0, {code for *_, code in rows if code}, on=on)
    found = []
    for pk, title, when, code in rows:
        product_id, label = known.get(code, (None, ""))
        found.append(
            ProposedRow(f"repeat:{pk}", title, PlanRow.Source.RECURRING, product_id, label, note=when)
        )
    return tuple(found)


def _recurring_in(viewer: Actor, unit: Unit, on: dt.date) -> tuple[ProposedRow, ...]:
    """Duties that people of the unit repeat, the same title and product together. For its head alone.

    Only what already stands in a line that was sent, which its head may read: the rest is theirs.
    """
    if not can(viewer, Action.DAY_VIEW, Subject(organ_id=unit.organ_id, unit_path=unit.path)):
        return ()
    people = [pk for pk, *_ in people_of_unit(unit.path, unit.organ_id, on=on)]
    rows = recurring_sent(people, today=on)
    known = products_by_code(unit.organ_id, {code for *_, code in rows if code}, on=on)
    found: dict[tuple[str, str], ProposedRow] = {}
    for pk, person_id, title, when, code in rows:
        product_id, label = known.get(code, (None, ""))
        first = found.setdefault(
            (title, code),
            ProposedRow(
                f"repeat:{pk}", title, PlanRow.Source.RECURRING, product_id, label, note=when,
                mode=PlanRow.Mode.EACH,
            ),
        )  # fmt: skip
        together = tuple(dict.fromkeys((*first.person_ids, person_id)))
        found[title, code] = dataclasses.replace(first, person_ids=together)
    return tuple(found.values())


def chosen_rows(
    viewer: Actor, month: Month, unit_id: int | None, keys: Collection[str], *, on: dt.date
) -> list[RowSpec]:
    """The proposals with these keys as rows of a plan. Without work of last month: an empty plan."""
    unit = next((u for u in units_led(viewer, on=on) if u.pk == unit_id), None) if unit_id else None
    return [
        RowSpec(
            title=row.title,
            quantity=row.quantity,
            product_id=row.product_id,
            deadline=month.first.replace(day=min(row.day, month.last.day)),
            person_ids=row.person_ids,
            source=row.source,
            mode=row.mode,
        )
        for group in _groups(viewer, month, unit, on=on)
        for row in group.rows
        if row.key in keys
    ]
