"""Job positions with the tasks of their descriptions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from congvu.audit.trail import record
from congvu.base.errors import OutOfRange
from congvu.base.text import clean
from congvu.org import events
from congvu.org.guards import locked, of_organ, span, text
from congvu.org.models import Organ, Position, PositionTask
from congvu.policy.actions import Action
from congvu.policy.decide import check
from congvu.policy.facts import Actor


@dataclass(frozen=True)
class TaskSpec:
    """One row of a job description."""

    number: str
    area: str
    work: str = ""
    criteria: str = ""


@transaction.atomic
def put_position(
    *,
    organ_id: int,
    code: str,
    name: str,
    group: str,
    valid_from: dt.date,
    by: Actor,
    at: dt.datetime,
    legacy_group: str = "",
    goal: str = "",
    source: str = "",
    tasks: Sequence[TaskSpec] | None = None,
) -> tuple[Position, str]:
    """Thêm hoặc cập nhật một vị trí việc làm; the same input again changes nothing.

    `tasks` None leaves the tasks as they are. Returns the position and "created", "changed" or
    "unchanged". Raises: Denied, Incomplete, OutOfRange.
    """
    locked(Organ, pk=organ_id)
    check(by, Action.STRUCTURE_EDIT, of_organ(organ_id))
    span(valid_from, None)
    if group not in Position.Group.values or legacy_group not in Position.LegacyGroup.values:
        raise OutOfRange("Chọn một nhóm trong danh sách.", field="group")
    code = text(code, field="code", label="mã vị trí", most=40)
    values = {
        "name": text(name, field="name", label="tên vị trí", most=500),
        "group": group,
        "legacy_group": legacy_group,
        "goal": clean(goal, lines=True),
        "source": text(source, field="source", label="nguồn", most=200, required=False),
    }
    position = Position.objects.filter(organ_id=organ_id, code=code).first()
    outcome = "created" if position is None else "unchanged"
    if position is None:
        position = Position.objects.create(organ_id=organ_id, code=code, valid_from=valid_from, **values)
    elif any(getattr(position, f) != v for f, v in values.items()):
        Position.objects.filter(pk=position.pk).update(**values)
        position.refresh_from_db()
        outcome = "changed"
    if tasks is not None and _put_tasks(position, tasks) and outcome == "unchanged":
        outcome = "changed"
    if outcome != "unchanged":
        record(
            events.POSITION_PUT, f"org.position:{position.pk}", by=by, at=at, organ_id=organ_id,
            name=position.name, code=code, outcome=outcome, tasks=len(tasks or ()),
        )  # fmt: skip
    return position, outcome


def _put_tasks(position: Position, tasks: Sequence[TaskSpec]) -> bool:
    """Replace the tasks when they differ; whether they did."""
    rows = [
        (text(t.number, field="number", label="số thứ tự", most=12), clean(t.area, lines=True),
         clean(t.work, lines=True), clean(t.criteria, lines=True), sort)
        for sort, t in enumerate(tasks)
    ]  # fmt: skip
    fields = ("number", "area", "work", "criteria", "sort")
    if list(position.tasks.order_by("sort").values_list(*fields)) == rows:
        return False
    position.tasks.all().delete()
    PositionTask.objects.bulk_create(
        PositionTask(position=position, organ_id=position.organ_id, **dict(zip(fields, row, strict=True)))
        for row in rows
    )
    return True
