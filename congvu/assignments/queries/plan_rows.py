"""What a plan may be made from: work of last month, what job descriptions name (ADR 0029)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q

from congvu.assignments.models import PlanRow, Share
from congvu.assignments.states import ShareState
from congvu.catalogue.models import Product
from congvu.catalogue.queries import edition_in_force
from congvu.org.models import Person, PositionTask, Unit
from congvu.org.queries import place, places
from congvu.policy.facts import Actor
from rulebook.periods import Month

MOST_PROPOSED = 40
MOST_OF_UNIT = 120


@dataclass(frozen=True)
class ProposedRow:
    """A row that may be taken over; `key` names it in the form. Its product is of today's edition.

    `day`: the day of the month that is proposed as deadline, the last one where it is too late.
    """

    key: str
    title: str
    source: str
    product_id: int | None = None
    product: str = ""
    quantity: Decimal = Decimal(1)
    person_ids: tuple[int, ...] = ()
    note: str = ""
    day: int = 31
    mode: str = PlanRow.Mode.SPLIT


def last_month_rows(viewer: Actor, month: Month, unit_id: int | None, *, on: dt.date) -> list[ProposedRow]:
    """Tasks that were due in the month before, each product and title once, people together.

    Of the viewer, or of the unit. What was taken over from another, cancelled or unplanned is not
    proposed. Two queries.
    """
    before = month.previous()
    mine = Q(task__unit_id=unit_id) if unit_id else Q(person_id=viewer.person_id or 0)
    shares = (
        Share.objects.filter(
            mine, organ_id=viewer.organ_id or 0, deadline__range=(before.first, before.last), is_extra=False
        )
        .exclude(state=ShareState.CANCELLED)
        .order_by("deadline", "pk")
        .values_list(
            "pk", "task_id", "task__title", "task__product__code", "quantity", "person_id", "deadline"
        )
    )
    now = products_by_code(viewer.organ_id or 0, {row[3] for row in shares}, on=on)
    rows: dict[tuple[str, str], ProposedRow] = {}
    tasks: dict[tuple[str, str], set[int]] = {}
    for pk, task_id, title, code, quantity, person_id, deadline in shares:
        same = (code, title)
        known = rows.get(same)
        product_id, label = now.get(code, (None, ""))
        if known is None:
            rows[same] = ProposedRow(
                f"last:{pk}",
                title,
                PlanRow.Source.LAST_MONTH,
                product_id,
                label,
                quantity,
                (person_id,),
                day=deadline.day,
            )
            tasks[same] = {task_id}
            continue
        more = quantity if task_id not in tasks[same] else Decimal(0)
        tasks[same].add(task_id)
        rows[same] = ProposedRow(
            known.key, title, known.source, product_id, label, known.quantity + more,
            tuple(dict.fromkeys((*known.person_ids, person_id))), day=known.day,
        )  # fmt: skip
    return list(rows.values())[:MOST_PROPOSED]


def position_rows(viewer: Actor, unit: Unit | None, *, on: dt.date) -> list[ProposedRow]:
    """What job descriptions name: of the viewer's position, or of those in the unit with who holds them.

    Without a product, chosen by who plans. A fixed number of queries.
    """
    if unit is not None:
        return _unit_position_rows(unit, on=on)
    spot = place(viewer.person_id, on=on) if viewer.person_id else None
    if spot is None:
        return []
    tasks = PositionTask.objects.filter(position_id=spot.position_id).order_by("sort", "pk")[:MOST_PROPOSED]
    return [
        ProposedRow(
            f"position:{task.pk}", (task.work or task.area)[:300], PlanRow.Source.POSITION, note=task.criteria
        )
        for task in tasks
    ]


def _unit_position_rows(unit: Unit, *, on: dt.date) -> list[ProposedRow]:
    """Positions held directly in the unit; each holder gets the work (`EACH`)."""
    people = people_of_unit(unit.path, unit.organ_id, on=on)
    where = places([pk for pk, *_ in people], on=on)
    holders: dict[int, list[int]] = {}
    for pk, *_ in people:
        if where[pk].unit_id == unit.pk and (position_id := where[pk].position_id):
            holders.setdefault(position_id, []).append(pk)
    tasks = PositionTask.objects.filter(position_id__in=holders).select_related("position")
    return [
        ProposedRow(
            f"position:{task.pk}", (task.work or task.area)[:300], PlanRow.Source.POSITION,
            note=task.position.name, person_ids=tuple(holders[task.position_id]), mode=PlanRow.Mode.EACH,
        )
        for task in tasks.order_by("position__name", "position_id", "sort", "pk")[:MOST_OF_UNIT]
    ]  # fmt: skip


def products_by_code(organ_id: int, codes: Iterable[str], *, on: dt.date) -> dict[str, tuple[int, str]]:
    """Products of the edition in force by code: id and label. One query."""
    edition = edition_in_force(organ_id, on)
    if edition is None:
        return {}
    rows = Product.objects.filter(edition=edition, code__in=list(codes)).values_list("code", "pk", "detail")
    return {code: (pk, f"{code} {detail}") for code, pk, detail in rows}


def people_of_unit(unit_path: str, organ_id: int, *, on: dt.date) -> list[tuple[int, str, str]]:
    """Active people whose place is in the unit or below it, by Vietnamese names: id, name, staff code."""
    people = Person.objects.filter(
        organ_id=organ_id, is_active=True, postings__unit__path__startswith=unit_path
    ).distinct()
    rows = list(people.order_by("sort_key", "pk").values_list("pk", "full_name", "staff_code"))
    where = places([row[0] for row in rows], on=on)
    return [row for row in rows if row[0] in where and where[row[0]].unit_path.startswith(unit_path)]
