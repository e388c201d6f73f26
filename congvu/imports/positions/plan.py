"""Parsed job descriptions against the positions that the organ has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from congvu.imports.plan import Change, Outcome, Plan, PlanRow, differing
from congvu.imports.positions.drafts import LONGEST_NUMBER
from congvu.imports.positions.values import ParsedPosition, ParsedPositions, ParsedTask
from congvu.org.commands import TaskSpec
from congvu.org.models import Position
from congvu.ui import words


@dataclass(frozen=True)
class PositionPut:
    """One position to write, as `org.commands.put_position` takes it."""

    code: str
    name: str
    group: str
    legacy_group: str
    goal: str
    tasks: tuple[TaskSpec, ...]


@dataclass(frozen=True)
class PositionsPlan:
    """The preview and the positions that would be written (those unchanged are not)."""

    plan: Plan
    puts: tuple[PositionPut, ...]


def plan_positions(organ_id: int | None, parsed: ParsedPositions) -> PositionsPlan:
    """Compare by code, whatever its case. Two queries."""
    present = {position.code.upper(): position for position in _present(organ_id)}
    rows, puts = [], []
    for one in parsed.positions:
        before = present.get(one.code.upper())
        put = PositionPut(
            code=before.code if before else one.code,
            name=one.name,
            group=one.group.value,
            legacy_group=one.legacy_group.value,
            goal=one.goal,
            tasks=tasks_of(one.tasks),
        )
        row = _row(one, put, before)
        rows.append(row)
        if row.outcome is not Outcome.UNCHANGED:
            puts.append(put)
    tasks = sum(len(one.tasks) for one in parsed.positions)
    plan = Plan(
        read=parsed.read,
        rows=tuple(rows),
        rejected=parsed.rejected,
        notices=parsed.notices,
        target="Nhập xong, vị trí có cùng mã được cập nhật theo tệp; vị trí không có trong tệp giữ nguyên.",
        facts=(("Vị trí nhận được", words.number(len(rows))), ("Nhiệm vụ", words.number(tasks))),
    )
    return PositionsPlan(plan, tuple(puts))


def _present(organ_id: int | None) -> list[Position]:
    if organ_id is None:
        return []
    return list(Position.objects.filter(organ_id=organ_id).prefetch_related("tasks").order_by("pk"))


def tasks_of(tasks: Sequence[ParsedTask]) -> tuple[TaskSpec, ...]:
    """Rows of the description; a number printed twice gets a mark, so that both are kept."""
    told: Counter[str] = Counter()
    taken: set[str] = set()
    found = []
    for task in tasks:
        number = task.number
        while number in taken:
            told[task.number] += 1
            mark = f" ({told[task.number] + 1})"
            number = task.number[: LONGEST_NUMBER - len(mark)] + mark
        taken.add(number)
        found.append(TaskSpec(number, task.area, "\n".join(task.work), "\n".join(task.criteria)))
    return tuple(found)


def _row(one: ParsedPosition, put: PositionPut, before: Position | None) -> PlanRow:
    group = Position.Group(put.group).label
    if before is None:
        about = (Change("Nhóm", "", group), Change("Nhiệm vụ", "", words.number(len(put.tasks))))
        return PlanRow(Outcome.CREATED, "", one.ordinal, put.code, put.name, about)
    changes = differing(
        [
            ("Tên", before.name, put.name),
            ("Nhóm", before.get_group_display(), group),
            ("Nhóm cũ", before.get_legacy_group_display(), Position.LegacyGroup(put.legacy_group).label),
            ("Mục tiêu", before.goal, put.goal),
        ]
    )
    if told := _task_changes(before, put.tasks):
        changes = (*changes, told)
    outcome = Outcome.CHANGED if changes else Outcome.UNCHANGED
    return PlanRow(outcome, "", one.ordinal, put.code, put.name, changes)


def _task_changes(before: Position, tasks: Sequence[TaskSpec]) -> Change | None:
    old = {
        task.number: (task.area, task.work, task.criteria)
        for task in sorted(before.tasks.all(), key=lambda task: task.sort)
    }
    new = {task.number: (task.area, task.work, task.criteria) for task in tasks}
    if list(old.items()) == list(new.items()):
        return None
    touched = [number for number in {**old, **new} if old.get(number) != new.get(number)]
    listed = f"; khác ở {', '.join(touched)}" if touched else "; khác thứ tự"
    return Change("Nhiệm vụ", f"{len(old)} nhiệm vụ", f"{len(new)} nhiệm vụ{listed}")
