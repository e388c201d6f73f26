"""Who works where: moves, concurrent posts, secondments, fields in charge."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from django.db import transaction

from congvu.audit.trail import record
from congvu.base import clock
from congvu.base.errors import InvalidStep, OutOfRange
from congvu.org import events
from congvu.org.guards import clash, ending, found, locked, open_records, span, text
from congvu.org.models import Organ, Person, Position, Posting, Unit
from congvu.policy.actions import Action
from congvu.policy.decide import check
from congvu.policy.facts import Actor, Subject


@transaction.atomic
def post_person(
    *,
    person_id: int,
    unit_id: int,
    position_id: int,
    duty: str,
    valid_from: dt.date,
    by: Actor,
    at: dt.datetime,
    kind: str = Posting.Kind.MAIN,
    percent: Decimal | int = 100,
    title: str = "",
    valid_to: dt.date | None = None,
    charge_ids: Sequence[int] = (),
) -> Posting:
    """Bố trí một người vào đơn vị, từ một ngày. A new MAIN posting closes the one before it.

    `percent` of her time. At most one MAIN posting of a person, and one head of a unit, on any
    day; the organ's row is locked while this is checked, on SQLite and on PostgreSQL alike.
    Raises: Denied, Incomplete, OutOfRange (locked span, unit or position not there), InvalidStep.
    """
    person = locked(Person, pk=person_id)
    organ = locked(Organ, pk=person.organ_id)
    unit = found(Unit, "unit_id", "Chọn đơn vị.", pk=unit_id, organ_id=organ.pk)
    position = found(Position, "position_id", "Chọn vị trí việc làm.", pk=position_id, organ_id=organ.pk)
    check(by, Action.POSTING_EDIT, Subject(organ_id=organ.pk, unit_path=unit.path, owner_id=person.pk))
    span(valid_from, valid_to)
    open_records(organ, valid_from, field="valid_from")
    _there(unit, position, valid_from, valid_to)
    percent = Decimal(percent)
    _known(duty, kind, percent)
    if not person.is_active:
        raise InvalidStep("Đồng chí này đã thôi làm việc ở cơ quan. Mở lại hồ sơ trước.")
    before = _make_room(person, unit, duty, kind, valid_from, valid_to)
    posting = Posting.objects.create(
        organ=organ, person=person, unit=unit, position=position, duty=duty, kind=kind, percent=percent,
        title=text(title, field="title", label="chức danh", most=120, required=False),
        valid_from=valid_from, valid_to=valid_to,
    )  # fmt: skip
    if charge_ids:
        _charge(posting, charge_ids)
    record(
        events.POSTED, f"org.posting:{posting.pk}", by=by, at=at, organ_id=organ.pk, owner_id=person.pk,
        name=person.full_name, unit=unit.name, position=position.name, duty=duty, posting_kind=kind,
        percent=percent, valid_from=_shown(valid_from), valid_to=valid_to, closed=before and before.pk,
        charge=list(charge_ids),
    )  # fmt: skip
    return posting


def _there(unit: Unit, position: Position, valid_from: dt.date, valid_to: dt.date | None) -> None:
    last = valid_to - dt.timedelta(days=1) if valid_to else None
    for row, field in ((unit, "unit_id"), (position, "position_id")):
        if not row.covers(valid_from):
            raise OutOfRange(f"Ngày {_shown(valid_from)} không có {row.name}.", field=field)
        if row.valid_to is not None and (last is None or not row.covers(last)):
            raise OutOfRange(
                f"{row.name} kết thúc từ ngày {_shown(row.valid_to)}. Ghi ngày kết thúc.", field=field
            )


def _known(duty: str, kind: str, percent: Decimal) -> None:
    if duty not in Posting.Duty.values:
        raise OutOfRange("Chọn một chức vụ trong danh sách.", field="duty")
    if kind not in Posting.Kind.values:
        raise OutOfRange("Chọn một loại bố trí trong danh sách.", field="kind")
    if not percent.is_finite() or not 0 < percent <= 100:
        raise OutOfRange("Phần thời gian lớn hơn 0 và không quá 100%.", field="percent")
    if percent != round(percent, 2):
        raise OutOfRange("Phần thời gian có tối đa 2 chữ số thập phân.", field="percent")


def _make_room(
    person: Person, unit: Unit, duty: str, kind: str, valid_from: dt.date, valid_to: dt.date | None
) -> Posting | None:
    """Close the main posting before this one (returned); refuse what cannot stand side by side."""
    if duty == Posting.Duty.HEAD:
        others = clash(
            Posting.objects.filter(unit=unit, duty=duty).exclude(person=person), valid_from, valid_to
        )
        if other := others.select_related("person").first():
            raise InvalidStep(
                f"Từ ngày {_shown(other.valid_from)} {unit.name} đã có người đứng đầu là "
                f"đồng chí {other.person.full_name}. Kết thúc bố trí đó trước.",
                field="duty",
            )
    mine = clash(Posting.objects.filter(person=person, kind=kind), valid_from, valid_to)
    if kind == Posting.Kind.CONCURRENT:
        mine = mine.filter(unit=unit)
    if later := mine.filter(valid_from__gte=valid_from).order_by("valid_from").first():
        raise InvalidStep(_occupied(later), field="valid_from")
    before = mine.order_by("valid_from").first()
    if before is None:
        return None
    if kind != Posting.Kind.MAIN:
        raise InvalidStep(_occupied(before), field="valid_from")
    before.valid_to = valid_from
    before.save(update_fields=["valid_to"])
    return before


def _occupied(posting: Posting) -> str:
    label = Posting.Kind(posting.kind).label.lower()
    return (
        f"Đồng chí này đã có bố trí loại {label} ở {posting.unit.name} từ ngày {_shown(posting.valid_from)}. "
        "Kết thúc bố trí đó hoặc chọn ngày khác."
    )


@transaction.atomic
def end_posting(*, posting_id: int, valid_to: dt.date, by: Actor, at: dt.datetime) -> Posting:
    """Kết thúc một bố trí: from `valid_to` on she no longer works there.

    Raises: Denied, OutOfRange (already ended, locked span).
    """
    posting = _for_edit(posting_id, by)
    ending(posting, posting.organ, valid_to)
    posting.valid_to = valid_to
    posting.save(update_fields=["valid_to"])
    _note(events.POSTING_ENDED, posting, by, at, valid_to=_shown(valid_to))
    return posting


@transaction.atomic
def withdraw_posting(*, posting_id: int, by: Actor, at: dt.datetime) -> None:
    """Bỏ một bố trí chưa bắt đầu; the main posting that it would have closed goes on.

    Raises: Denied, InvalidStep (it has begun: end it instead).
    """
    posting = _for_edit(posting_id, by)
    if posting.valid_from <= clock.local(at).date():
        raise InvalidStep("Bố trí này đã bắt đầu. Ghi ngày kết thúc thay vì bỏ.")
    _note(events.POSTING_WITHDRAWN, posting, by, at, valid_from=posting.valid_from)
    if posting.kind == Posting.Kind.MAIN:
        Posting.objects.filter(
            person=posting.person, kind=Posting.Kind.MAIN, valid_to=posting.valid_from
        ).update(valid_to=posting.valid_to)
    posting.delete()


@transaction.atomic
def set_charge(*, posting_id: int, unit_ids: Sequence[int], by: Actor, at: dt.datetime) -> Posting:
    """Giao cấp phó phụ trách các đơn vị (Điều 15 khoản 4: d, đ, e within the field in charge).

    Raises: Denied, InvalidStep (not a deputy), OutOfRange (a unit outside the posting's own).
    """
    posting = _for_edit(posting_id, by)
    names = _charge(posting, unit_ids)
    _note(events.CHARGE_SET, posting, by, at, units=", ".join(names) or "cả đơn vị", unit_ids=list(unit_ids))
    return posting


def _charge(posting: Posting, unit_ids: Sequence[int]) -> list[str]:
    if posting.duty != Posting.Duty.DEPUTY:
        raise InvalidStep("Chỉ cấp phó được giao phụ trách đơn vị.", field="charge_ids")
    units = list(
        Unit.objects.filter(pk__in=unit_ids, path__startswith=posting.unit.path).order_by("sort", "path")
    )
    if len(units) != len(set(unit_ids)):
        raise OutOfRange(f"Chỉ giao phụ trách đơn vị thuộc {posting.unit.name}.", field="charge_ids")
    posting.charge.set(units)
    return [u.name for u in units]


def _for_edit(posting_id: int, by: Actor) -> Posting:
    """The posting with its organ locked, once the actor may edit it."""
    posting = locked(Posting, pk=posting_id)
    posting.organ = locked(Organ, pk=posting.organ_id)
    check(
        by,
        Action.POSTING_EDIT,
        Subject(organ_id=posting.organ_id, unit_path=posting.unit.path, owner_id=posting.person_id),
    )
    return posting


def _note(kind, posting: Posting, by: Actor, at: dt.datetime, **data) -> None:  # type: ignore[no-untyped-def]
    record(
        kind, f"org.posting:{posting.pk}", by=by, at=at, organ_id=posting.organ_id, owner_id=posting.person_id,
        name=posting.person.full_name, unit=posting.unit.name, **data,
    )  # fmt: skip


def _shown(day: dt.date) -> str:
    return day.strftime("%d/%m/%Y")
