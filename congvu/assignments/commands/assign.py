"""Giving work: a task with its shares, and unplanned work that is recognised afterwards (Đ18.1)."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from congvu.assignments import events
from congvu.assignments.counts import counts_of, products
from congvu.assignments.guards import (
    allowed,
    level_above,
    must_record,
    quantity_of,
    short_enough,
    tell,
    today_of,
)
from congvu.assignments.models import Delivery, Share, Task
from congvu.assignments.states import DeliveryState, ShareState
from congvu.base.errors import Denied, Incomplete, Missing, OutOfRange
from congvu.base.text import clean
from congvu.catalogue.models import Product
from congvu.catalogue.queries import edition_in_force
from congvu.org.models import Unit
from congvu.org.queries import confirmers, place, places
from congvu.policy.actions import Action
from congvu.policy.decide import can
from congvu.policy.facts import Actor, Subject
from congvu.ui import words
from rulebook.credit import check_shares
from rulebook.errors import RuleError

MOST_PEOPLE = 30


@dataclass(frozen=True)
class ShareSpec:
    """One person's part: percent of each product (above 0 to 100), own deadline or the task's."""

    person_id: int
    role: str = Share.Role.LEAD
    percent: Decimal = Decimal(100)
    deadline: dt.date | None = None


@transaction.atomic
def assign_task(
    *,
    organ_id: int,
    unit_id: int,
    product_id: int,
    title: str,
    quantity: Decimal,
    standard: str,
    deadline: dt.date,
    origin: str,
    origin_ref: str,
    accountable_id: int,
    shares: Sequence[ShareSpec],
    client_id: uuid.UUID | None,
    by: Actor,
    at: dt.datetime,
) -> Task:
    """Giao một việc: sản phẩm của danh mục, số lượng, hạn, người làm và tỷ lệ.

    Units: quantity in products, percent of each product. The coefficient is copied from the
    edition in force on the assigning day. A second call with the same `client_id` gives the
    task of the first one. Work given as UNPLANNED counts outside the assigned total (Đ18.1d).
    Raises: Denied (not the leader of the unit or of a person), OutOfRange, Incomplete, Missing.
    Source: NĐ 335/2025/NĐ-CP, Điều 18 khoản 1.
    """
    unit = _unit(organ_id, unit_id)
    today = today_of(at)
    acting = allowed(by, Action.TASK_ASSIGN, _subject(unit, accountable_id, on=today))
    if client_id and (known := Task.objects.filter(organ_id=organ_id, client_id=client_id).first()):
        return known
    shares = _checked_shares(shares, accountable_id, deadline)
    _reach(organ_id, [s.person_id for s in shares], by=by, on=today)
    product = _product(organ_id, product_id, on=today)
    if origin not in (Task.Origin.PLAN, Task.Origin.DIRECTIVE, Task.Origin.UNPLANNED):
        raise OutOfRange("Đồng chí chọn nguồn việc: kế hoạch, chỉ đạo hoặc đột xuất.", field="origin")
    for field, day in [("deadline", deadline), *(("shares", s.deadline) for s in shares if s.deadline)]:
        if day < today:
            raise OutOfRange("Hạn không được trước ngày giao.", field=field)
        must_record(organ_id, day, at=at, field=field)
    task = Task.objects.create(
        organ_id=organ_id,
        unit=unit,
        product=product,
        title=short_enough(clean(title) or product.detail[:300], "tên việc", field="title", longest=300),
        coefficient=product.coefficient,
        quantity=quantity_of(quantity),
        standard=short_enough(clean(standard, lines=True), "yêu cầu", field="standard", longest=4000),
        deadline=deadline,
        origin=origin,
        origin_ref=short_enough(clean(origin_ref), "căn cứ", field="origin_ref", longest=200),
        accountable_id=accountable_id,
        assigned_at=at,
        assigned_by=by.key,
        assigner_id=by.person_id,
        client_id=client_id,
    )
    Share.objects.bulk_create(
        Share(
            organ_id=organ_id, task=task, person_id=s.person_id, role=s.role, percent=s.percent,
            quantity=quantity, deadline=s.deadline or deadline, is_extra=origin == Task.Origin.UNPLANNED,
        )
        for s in shares
    )  # fmt: skip
    tell(
        events.ASSIGNED, task, by=by, at=at, owner_id=accountable_id, acting=acting, title=task.title,
        quantity=words.number(quantity), deadline=words.full_date(deadline), product=product.code,
        coefficient=task.coefficient, origin=origin, people=[s.person_id for s in shares],
        percents=[s.percent for s in shares],
    )  # fmt: skip
    return task


@transaction.atomic
def accept_unplanned(
    *,
    person_id: int,
    unit_id: int,
    product_id: int,
    title: str,
    quantity: Decimal,
    percent: Decimal,
    finished_on: dt.date,
    errors: Sequence[int] | None,
    late: Sequence[int] | None,
    origin: str,
    reason: str,
    decider_id: int | None,
    by: Actor,
    at: dt.datetime,
) -> Task:
    """Nhận một sản phẩm đã xong là việc đột xuất: tính thêm, ngoài tổng được giao.

    Units: quantity in products; percent of each product; errors and late one count per product.
    `origin` is where the work was told ("diary.entry:12"); each origin counts once.
    Raises: Denied, OutOfRange, Missing.
    Source: NĐ 335/2025/NĐ-CP, Điều 18 khoản 1 điểm d.
    """
    spot = place(person_id, on=finished_on)
    if spot is None:
        raise Missing("Người này không công tác ở cơ quan vào ngày đó.")
    unit = _unit(spot.organ_id, unit_id)
    subject = Subject(
        organ_id=spot.organ_id, unit_path=unit.path, owner_id=person_id,
        decider_id=decider_id or confirmers([person_id], on=finished_on)[person_id],
    )  # fmt: skip
    acting = allowed(by, Action.UNPLANNED_ACCEPT, subject)
    if (
        origin
        and Delivery.objects.filter(
            organ_id=spot.organ_id, origin=origin, share__task__origin=Task.Origin.UNPLANNED
        )
        .exclude(state=DeliveryState.WITHDRAWN)
        .exists()
    ):
        raise OutOfRange("Kết quả này đã được nhận là việc đột xuất.")
    if finished_on > today_of(at):
        raise OutOfRange("Ngày xong không được sau hôm nay.", field="finished_on")
    must_record(spot.organ_id, finished_on, at=at)
    product = _product(spot.organ_id, product_id, on=finished_on)
    quantity = quantity_of(quantity)
    if not 0 < percent <= 100:
        raise OutOfRange("Tỷ lệ phải lớn hơn 0 và không quá 100%.", field="percent")
    number = products(quantity)
    task = Task.objects.create(
        organ_id=spot.organ_id, unit=unit, product=product, coefficient=product.coefficient, quantity=quantity,
        title=short_enough(clean(title) or product.detail[:300], "tên việc", field="title", longest=300),
        deadline=finished_on, origin=Task.Origin.UNPLANNED, origin_ref=origin, accountable_id=person_id,
        assigned_at=at, assigned_by=by.key, assigner_id=by.person_id,
    )  # fmt: skip
    share = Share.objects.create(
        organ_id=spot.organ_id, task=task, person_id=person_id, percent=percent, quantity=quantity,
        quantity_done=quantity, deadline=finished_on, state=ShareState.DONE, is_extra=True,
        closed_at=at, closed_by=by.key,
    )  # fmt: skip
    Delivery.objects.create(
        organ_id=spot.organ_id, share=share, quantity=quantity, quantity_claimed=quantity,
        finished_on=finished_on, handed_in_at=at, origin=origin, state=DeliveryState.MET,
        errors=counts_of(errors, number, field="errors"), late=counts_of(late, number, field="late"),
        waived_errors=[0] * number, waived_late=[0] * number,
        judged_at=at, judged_by=by.key, reason=clean(reason, lines=True),
    )  # fmt: skip
    tell(
        events.UNPLANNED, task, by=by, at=at, owner_id=person_id, acting=acting, title=task.title,
        quantity=words.number(quantity), finished_on=words.full_date(finished_on), product=product.code,
        coefficient=task.coefficient, percent=percent, origin=origin, reason=clean(reason),
    )  # fmt: skip
    return task


def _unit(organ_id: int, unit_id: int) -> Unit:
    """The unit, locked: two clicks of one form wait for each other here."""
    unit = Unit.objects.select_for_update(no_key=True).filter(pk=unit_id, organ_id=organ_id).first()
    if unit is None:
        raise Missing("Không có đơn vị này.")
    return unit


def _subject(unit: Unit, accountable_id: int, *, on: dt.date) -> Subject:
    """Leaders of the unit assign; to whom nobody in the organ is above, her confirmer does (Đ10.1a)."""
    at_top = level_above(place(accountable_id, on=on), unit.path) == "/"
    decider_id = confirmers([accountable_id], on=on)[accountable_id] if at_top else None
    return Subject(organ_id=unit.organ_id, unit_path=unit.path, decider_id=decider_id)


def _product(organ_id: int, product_id: int, *, on: dt.date) -> Product:
    edition = edition_in_force(organ_id, on)
    if edition is None:
        raise OutOfRange(
            f"Ngày {words.full_date(on)} cơ quan chưa có danh mục có hiệu lực. "
            "Danh mục phải được quyết định trước khi giao việc.",
            field="product",
        )
    product = Product.objects.filter(pk=product_id, edition=edition).first()
    if product is None:
        raise OutOfRange(
            "Sản phẩm này không có trong danh mục đang hiệu lực. Đồng chí chọn lại trong danh mục.",
            field="product",
        )
    return product


def _checked_shares(shares: Sequence[ShareSpec], accountable_id: int, deadline: dt.date) -> list[ShareSpec]:
    if not shares:
        raise Incomplete("Đồng chí chọn người làm.", field="shares")
    if len(shares) > MOST_PEOPLE:
        raise OutOfRange(f"Một việc giao cho nhiều nhất {MOST_PEOPLE} người.", field="shares")
    if len({s.person_id for s in shares}) != len(shares):
        raise OutOfRange("Mỗi người chỉ có một phần trong một việc.", field="shares")
    for share in shares:
        if share.percent.is_finite() and share.percent != share.percent.quantize(Decimal("0.01")):
            raise OutOfRange("Tỷ lệ có nhiều nhất hai chữ số thập phân.", field="shares")
        if share.deadline and share.deadline > deadline:
            raise OutOfRange("Hạn của từng người không được sau hạn của việc.", field="shares")
    try:
        check_shares([s.percent for s in shares])
    except RuleError as error:
        raise OutOfRange(str(error), field="shares") from error
    leads = [s.person_id for s in shares if s.role == Share.Role.LEAD]
    if leads != [accountable_id]:
        raise OutOfRange("Mỗi việc có một người chủ trì, là người chịu trách nhiệm.", field="shares")
    return list(shares)


def _reach(organ_id: int, person_ids: list[int], *, by: Actor, on: dt.date) -> None:
    """Raises Denied unless each person is under the assigner's authority; her own work she may list."""
    where = places(person_ids, on=on)
    deciders = confirmers(person_ids, on=on)
    for person_id in person_ids:
        spot = where.get(person_id)
        if spot is None or spot.organ_id != organ_id:
            raise OutOfRange("Người được giao không công tác ở cơ quan này vào ngày giao.", field="shares")
        path = spot.unit_path if person_id == by.person_id else level_above(spot, spot.unit_path)
        subject = Subject(organ_id=organ_id, unit_path=path, decider_id=deciders[person_id])
        if not can(by, Action.TASK_ASSIGN, subject) and not by.stands_for(deciders[person_id]):
            raise Denied("Đồng chí chỉ giao việc cho người thuộc đơn vị mình phụ trách.", field="shares")
