"""Plans of a month: whose, what they hold, what changed since they were confirmed (ADR 0029)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q

from congvu.assignments.guards import level_above
from congvu.assignments.models import Extension, Plan, PlanPart, PlanRow, Share, Task
from congvu.assignments.states import DecisionState, PlanState, ShareState
from congvu.base import prepared
from congvu.base.errors import Missing
from congvu.base.prepared import MANY, Prepared
from congvu.org.queries import Place, ancestors, heads, place, places
from congvu.policy.actions import Action
from congvu.policy.decide import can
from congvu.policy.facts import Actor, Subject
from congvu.ui import words
from rulebook.periods import Month

from .rows import led

TONES = {PlanState.DRAFT: "", PlanState.SUBMITTED: "amber", PlanState.CONFIRMED: "leaf"}


def edit_subject(plan: Plan) -> Subject:
    """Who may edit: the person of her own plan; the leaders of the unit of a unit's plan."""
    if plan.scope == Plan.Scope.PERSON:
        return Subject(organ_id=plan.organ_id, owner_id=plan.person_id)
    return Subject(organ_id=plan.organ_id, unit_path=plan.unit.path)


def plan_subject(plan: Plan, *, on: dt.date, people: Iterable[int] = ()) -> Subject:
    """Who may see and confirm: the leaders above who drafted it, or her confirmer; never she herself."""
    path = level_above(place(plan.person_id, on=on), plan.unit.path)
    return Subject(
        organ_id=plan.organ_id, unit_path=path, owner_id=plan.person_id, decider_id=plan.confirmer_id,
        participants=tuple(people),
    )  # fmt: skip


@dataclass(frozen=True)
class PlanLine:
    """One plan in a list."""

    id: int
    whose: str
    month: str
    state: str
    label: str
    tone: str
    rows: int
    is_late: bool


def plan_for(viewer: Actor, month: Month, unit_id: int | None) -> int | None:
    """The plan of that month: the viewer's own, or that of a unit; None when there is none."""
    rows = Plan.objects.filter(month=month.first, organ_id=viewer.organ_id or 0)
    if unit_id:
        rows = rows.filter(scope=Plan.Scope.UNIT, unit_id=unit_id)
    else:
        rows = rows.filter(scope=Plan.Scope.PERSON, person_id=viewer.person_id or 0)
    return rows.values_list("pk", flat=True).first()


def plans_to_confirm(viewer: Actor, *, on: dt.date) -> tuple[PlanLine, ...]:
    """Plans that wait for the viewer, the earliest month first; a few queries, not one each."""
    named = Q(confirmer_id__in=_stands_for(viewer))
    reach = led(viewer, prefix="unit__")
    rows = (
        Plan.objects.filter(
            named | (reach & Q(organ_id=viewer.organ_id or 0)) if reach is not None else named,
            state=PlanState.SUBMITTED,
        )
        .exclude(person_id=viewer.person_id or 0)
        .select_related("person", "unit")
        .annotate(number=Count("rows"))
        .order_by("month", "unit__path", "person__sort_key")[:100]
    )
    plans = list(rows)
    where = places([plan.person_id for plan in plans], on=on) if plans else {}
    return tuple(_line(plan) for plan in plans if can(viewer, Action.PLAN_CONFIRM, _above(plan, where)))


def waiting_for(organ_id: int, person_ids: Sequence[int], *, on: dt.date) -> dict[int, list[Plan]]:
    """Sent plans by who confirms them first: the named one, else the nearest head above. Few queries."""
    plans = list(
        Plan.objects.filter(
            Q(organ_id=organ_id) | Q(confirmer_id__in=person_ids), state=PlanState.SUBMITTED
        ).select_related("unit")
    )
    if not plans:
        return {}
    where = places([plan.person_id for plan in plans], on=on)
    tree = heads(organ_id, on=on)
    wanted, found = set(person_ids), dict[int, list[Plan]]()
    for plan in plans:
        path = level_above(where.get(plan.person_id), plan.unit.path)
        above = (tree[one] for one in ancestors(path) if one in tree) if path != "/" else iter(())
        who = plan.confirmer_id or next((head for head in above if head != plan.person_id), None)
        if who in wanted:
            found.setdefault(who, []).append(plan)
    return found


_SENT = Prepared(
    lambda organ_id, people: Plan.objects.filter(
        Q(organ_id=organ_id) | Q(confirmer_id__in=people), state=PlanState.SUBMITTED
    ).values_list("pk"),
    int,
    MANY,
)


def count_sent_plans(viewer: Actor) -> prepared.Count:
    """Plans that wait for anybody of the organ, or for the viewer by name: a bound for the frame."""
    return prepared.Count(_SENT, (viewer.organ_id or 0, _stands_for(viewer)))


def _stands_for(viewer: Actor) -> list[int]:
    return [p for p in (viewer.person_id, *(h.for_person_id for h in viewer.roles)) if p]


def _above(plan: Plan, where: Mapping[int, Place]) -> Subject:
    path = level_above(where.get(plan.person_id), plan.unit.path)
    return Subject(
        organ_id=plan.organ_id, unit_path=path, owner_id=plan.person_id, decider_id=plan.confirmer_id
    )


def _line(plan: Plan) -> PlanLine:
    return PlanLine(
        plan.pk, _whose(plan), Month.of(plan.month).label(), plan.state, plan.get_state_display(),
        TONES[PlanState(plan.state)], plan.number, plan.is_late,  # type: ignore[attr-defined]
    )  # fmt: skip


def _whose(plan: Plan) -> str:
    return plan.unit.name if plan.scope == Plan.Scope.UNIT else plan.person.full_name


@dataclass(frozen=True)
class PlannedRow:
    """One row as it stands. Quantity in products of each task."""

    title: str
    product_id: int | None
    product: str
    unit_of_measure: str
    quantity: Decimal
    deadline: dt.date | None
    people: tuple[tuple[int, str, int | None, Decimal | None], ...]
    mode: str
    mode_label: str
    source: str
    source_label: str


@dataclass(frozen=True)
class Change:
    """What is different from the plan, and since when."""

    at: dt.datetime
    what: str
    tone: str
    title: str
    task_id: int
    person: str
    note: str


@dataclass(frozen=True)
class PlanPage:
    """One plan with what the viewer may do. `changes` only of a confirmed one."""

    plan: Plan
    month: Month
    whose: str
    tone: str
    rows: tuple[PlannedRow, ...]
    may_edit: bool
    may_confirm: bool
    is_of_unit: bool
    begins_in: int
    changes: tuple[Change, ...]


def plan_page(plan_id: int, *, viewer: Actor, on: dt.date) -> PlanPage:
    """One plan for who may see it. Raises Missing. A fixed number of queries."""
    plan = Plan.objects.filter(pk=plan_id).select_related("unit", "person").first()
    if plan is None:
        raise Missing("Không có kế hoạch này.")
    parts: dict[int, list[tuple[int, str, int | None, Decimal | None]]] = {}
    for row_id, person_id, name, task_id, percent in (
        PlanPart.objects.filter(row__plan=plan)
        .order_by("sort")
        .values_list("row_id", "person_id", "person__full_name", "task_id", "percent")
    ):
        parts.setdefault(row_id, []).append((person_id, name, task_id, percent))
    rows = list(PlanRow.objects.filter(plan=plan).select_related("product").order_by("sort"))
    named = {part[0] for held in parts.values() for part in held}
    subject = plan_subject(plan, on=on, people=named if plan.state == PlanState.CONFIRMED else ())
    may_edit = can(viewer, Action.PLAN_EDIT, edit_subject(plan))
    is_sent = plan.state != PlanState.DRAFT or plan.submitted_at is not None
    if not may_edit and not (is_sent and can(viewer, Action.PLAN_VIEW, subject)):
        raise Missing("Không có kế hoạch này.")
    month = Month.of(plan.month)
    return PlanPage(
        plan=plan,
        month=month,
        whose=_whose(plan),
        tone=TONES[PlanState(plan.state)],
        rows=tuple(_row(row, parts.get(row.pk, [])) for row in rows),
        may_edit=may_edit,
        may_confirm=can(viewer, Action.PLAN_CONFIRM, subject),
        is_of_unit=plan.scope == Plan.Scope.UNIT,
        begins_in=(month.first - on).days,
        changes=_changes(plan, month) if plan.state == PlanState.CONFIRMED else (),
    )


def _row(row: PlanRow, people: list[tuple[int, str, int | None, Decimal | None]]) -> PlannedRow:
    product = row.product
    return PlannedRow(
        row.title, row.product_id, f"{product.code} {product.detail}" if product else "",
        (product.unit_of_measure if product else "") or "sản phẩm", row.quantity, row.deadline, tuple(people),
        row.mode, row.get_mode_display(), row.source, row.get_source_display(),
    )  # fmt: skip


CLOSINGS = {
    ShareState.CANCELLED: ("Hủy", "seal"),
    ShareState.HANDED_OVER: ("Chuyển người khác", "amber"),
    ShareState.CARRIED_OVER: ("Chuyển kỳ sau", "amber"),
}


def _changes(plan: Plan, month: Month) -> tuple[Change, ...]:
    """What was added, cancelled, passed on or moved since the plan was confirmed. Four queries."""
    planned = set(
        PlanPart.objects.filter(row__plan=plan, task__isnull=False).values_list("task_id", flat=True)
    )
    since = plan.confirmed_at
    assert since is not None, "only of a confirmed plan"
    found: list[Change] = []
    closed = Share.objects.filter(task_id__in=planned, state__in=CLOSINGS, closed_at__gt=since)
    for share in closed.select_related("task", "person"):
        what, tone = CLOSINGS[ShareState(share.state)]
        assert share.closed_at is not None, "closed shares know when"
        found.append(
            Change(
                share.closed_at, what, tone, share.task.title, share.task_id, share.person.full_name,
                share.closing_reason,
            )
        )  # fmt: skip
    moved = Extension.objects.filter(
        share__task_id__in=planned, state=DecisionState.GRANTED, decided_at__gt=since
    )
    for one in moved.select_related("share__task", "share__person"):
        assert one.decided_at is not None, "granted extensions know when"
        note = (
            f"từ {words.full_date(one.old_deadline)} sang {words.full_date(one.new_deadline)}: {one.reason}"
        )
        found.append(
            Change(
                one.decided_at, "Dời hạn", "amber", one.share.task.title, one.share.task_id,
                one.share.person.full_name, note,
            )
        )  # fmt: skip
    mine = Q(task__unit_id=plan.unit_id) if plan.scope == Plan.Scope.UNIT else Q(person_id=plan.person_id)
    added = Share.objects.filter(
        mine, deadline__range=(month.first, month.last), task__assigned_at__gt=since, organ_id=plan.organ_id
    ).exclude(task_id__in=planned)
    origins = dict(Task.Origin.choices)
    for share in added.select_related("task", "person").order_by("pk")[:200]:
        note = f"{origins[share.task.origin]}, hạn {words.full_date(share.deadline)}"
        found.append(
            Change(
                share.task.assigned_at, "Thêm", "ink", share.task.title, share.task_id, share.person.full_name,
                note,
            )
        )  # fmt: skip
    return tuple(sorted(found, key=lambda change: (change.at, change.task_id)))
