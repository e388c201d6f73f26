"""The tree of units."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Q

from congvu.audit.trail import record
from congvu.base.errors import InvalidStep, OutOfRange
from congvu.org import events
from congvu.org.guards import ending, found, locked, open_records, span, text
from congvu.org.models import Organ, Posting, Unit
from congvu.policy.actions import Action
from congvu.policy.decide import check
from congvu.policy.facts import Actor, Subject

DEEPEST = 8
"""Levels of the tree, the organ included: paths stay inside their column."""


@transaction.atomic
def add_unit(
    *,
    organ_id: int,
    parent_id: int,
    code: str,
    name: str,
    valid_from: dt.date,
    by: Actor,
    at: dt.datetime,
    short_name: str = "",
    sort: int = 0,
) -> Unit:
    """Lập đơn vị dưới một đơn vị khác của cùng cơ quan, from a day on.

    Raises: Denied, Incomplete, OutOfRange (code taken, parent not there on that day, too deep).
    """
    organ = locked(Organ, pk=organ_id)
    parent = found(Unit, "parent_id", "Chọn đơn vị cấp trên.", pk=parent_id, organ_id=organ_id)
    check(by, Action.STRUCTURE_EDIT, Subject(organ_id=organ_id, unit_path=parent.path))
    span(valid_from, None)
    open_records(organ, valid_from, field="valid_from")
    if not parent.covers(valid_from):
        raise OutOfRange(f"Ngày {valid_from:%d/%m/%Y} chưa có {parent.name}.", field="valid_from")
    _not_too_deep(parent.path, 1)
    unit = Unit(
        organ=organ,
        parent=parent,
        code=_free_code(organ_id, code),
        name=text(name, field="name", label="tên đơn vị", most=200),
        short_name=text(short_name, field="short_name", label="tên ngắn", most=80, required=False),
        sort=_sort(sort),
        path=parent.path,
        valid_from=valid_from,
    )
    unit.save()
    unit.path = f"{parent.path}{unit.pk}/"
    unit.save(update_fields=["path"])
    record(
        events.UNIT_ADDED, f"org.unit:{unit.pk}", by=by, at=at, organ_id=organ_id, code=unit.code,
        name=unit.name, parent=parent.name, valid_from=_shown(valid_from),
    )  # fmt: skip
    return unit


@transaction.atomic
def rename_unit(
    *, unit_id: int, code: str, name: str, short_name: str, sort: int, by: Actor, at: dt.datetime
) -> Unit:
    """Đổi tên, mã, thứ tự của đơn vị. The root takes its name from the organ (`edit_organ`)."""
    unit = locked(Unit, pk=unit_id)
    check(by, Action.STRUCTURE_EDIT, Subject(organ_id=unit.organ_id, unit_path=unit.path))
    if unit.parent_id is None:
        raise InvalidStep("Đơn vị gốc là cơ quan. Sửa tên ở thông tin cơ quan.")
    old = unit.name
    unit.code = _free_code(unit.organ_id, code, but=unit.pk)
    unit.name = text(name, field="name", label="tên đơn vị", most=200)
    unit.short_name = text(short_name, field="short_name", label="tên ngắn", most=80, required=False)
    unit.sort = _sort(sort)
    unit.save(update_fields=["code", "name", "short_name", "sort"])
    record(
        events.UNIT_RENAMED, f"org.unit:{unit.pk}", by=by, at=at, organ_id=unit.organ_id, old=old,
        name=unit.name, code=unit.code,
    )  # fmt: skip
    return unit


@transaction.atomic
def move_unit(*, unit_id: int, parent_id: int, by: Actor, at: dt.datetime) -> Unit:
    """Chuyển đơn vị (và các đơn vị dưới nó) về đơn vị cấp trên khác.

    The tree has no dates of its own, so a unit in which someone worked in a locked span is not
    moved: its locked scores would be read in another tree. Then a new unit is the way.
    Raises: Denied, InvalidStep, OutOfRange (its own subtree, too deep, another organ).
    """
    unit = locked(Unit, pk=unit_id)
    organ = locked(Organ, pk=unit.organ_id)
    parent = found(Unit, "parent_id", "Chọn đơn vị cấp trên.", pk=parent_id, organ_id=unit.organ_id)
    for path in (unit.path, parent.path):
        check(by, Action.STRUCTURE_EDIT, Subject(organ_id=unit.organ_id, unit_path=path))
    if unit.parent_id is None:
        raise InvalidStep("Đơn vị gốc là cơ quan nên không chuyển được.")
    if parent.path.startswith(unit.path):
        raise OutOfRange("Không đặt đơn vị vào trong chính nó.", field="parent_id")
    if not parent.covers(unit.valid_from):
        raise OutOfRange(
            f"{parent.name} lập sau {unit.name}. Chọn đơn vị đã có từ ngày {unit.valid_from:%d/%m/%Y}.",
            field="parent_id",
        )
    under = Posting.objects.filter(unit__path__startswith=unit.path)
    if organ.closed_before and under.filter(valid_from__lt=organ.closed_before).exists():
        raise InvalidStep(
            f"{unit.name} đã có người làm trong kỳ đã khóa nên không chuyển được. "
            f"Lập đơn vị mới dưới {parent.name} rồi chuyển người sang từ ngày cần đổi."
        )
    below = list(
        Unit.objects.select_for_update(no_key=True).filter(path__startswith=unit.path).order_by("path")
    )
    _not_too_deep(parent.path, max(u.path.count("/") for u in below) - unit.path.count("/") + 1)
    old = unit.path
    for each in below:
        each.path = f"{parent.path}{unit.pk}/{each.path[len(old) :]}"
    Unit.objects.bulk_update(below, ["path"])
    unit.parent, unit.path = parent, f"{parent.path}{unit.pk}/"
    unit.save(update_fields=["parent", "path"])
    record(
        events.UNIT_MOVED, f"org.unit:{unit.pk}", by=by, at=at, organ_id=unit.organ_id,
        name=unit.name, parent=parent.name, before=old, after=unit.path,
    )  # fmt: skip
    return unit


@transaction.atomic
def close_unit(*, unit_id: int, valid_to: dt.date, by: Actor, at: dt.datetime) -> Unit:
    """Kết thúc đơn vị: from `valid_to` on it is no more.

    Raises: Denied, InvalidStep (people or open units in it on that day), OutOfRange.
    """
    unit = locked(Unit, pk=unit_id)
    check(by, Action.STRUCTURE_EDIT, Subject(organ_id=unit.organ_id, unit_path=unit.path))
    if unit.parent_id is None:
        raise InvalidStep("Đơn vị gốc là cơ quan nên không kết thúc được ở đây.")
    ending(unit, unit.organ, valid_to)
    later = Q(valid_to__isnull=True) | Q(valid_to__gt=valid_to)
    people = (
        Posting.objects.filter(later, unit__path__startswith=unit.path).values("person_id").distinct().count()
    )
    if people:
        raise InvalidStep(
            f"{unit.name} còn {people} người từ ngày {valid_to:%d/%m/%Y}. Chuyển họ sang đơn vị khác trước."
        )
    if child := Unit.objects.filter(later, path__startswith=unit.path).exclude(pk=unit.pk).first():
        raise InvalidStep(f"{child.name} còn nằm trong {unit.name}. Kết thúc hoặc chuyển đơn vị đó trước.")
    unit.valid_to = valid_to
    unit.save(update_fields=["valid_to"])
    record(
        events.UNIT_CLOSED, f"org.unit:{unit.pk}", by=by, at=at, organ_id=unit.organ_id,
        name=unit.name, valid_to=_shown(valid_to),
    )  # fmt: skip
    return unit


def _free_code(organ_id: int, code: str, *, but: int = 0) -> str:
    line = text(code, field="code", label="mã đơn vị", most=30)
    if Unit.objects.filter(organ_id=organ_id, code=line).exclude(pk=but).exists():
        raise OutOfRange(f"Mã {line} đã dùng cho đơn vị khác. Chọn mã khác.", field="code")
    return line


def _sort(sort: int) -> int:
    if not 0 <= sort <= 9999:
        raise OutOfRange("Thứ tự là số từ 0 đến 9999.", field="sort")
    return sort


def _not_too_deep(path: str, levels: int) -> None:
    if path.count("/") - 1 + levels > DEEPEST:
        raise OutOfRange(f"Cây đơn vị chỉ sâu tối đa {DEEPEST} cấp.", field="parent_id")


def _shown(day: dt.date) -> str:
    return day.strftime("%d/%m/%Y")
