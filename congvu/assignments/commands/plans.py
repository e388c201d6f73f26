"""A month's plan: drafted, sent, confirmed; confirming it assigns its tasks (ADR 0029)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction

from congvu.assignments import events
from congvu.assignments.guards import level_above, quantity_of, text_of, today_of
from congvu.assignments.models import Plan, PlanPart, PlanRow, Share, Task
from congvu.assignments.queries.plans import edit_subject, plan_subject
from congvu.assignments.states import PLAN, PlanStep
from congvu.audit.trail import Kind, record
from congvu.base.errors import DomainError, Incomplete, Missing, OutOfRange, Stale
from congvu.catalogue.models import Product
from congvu.catalogue.queries import edition_in_force
from congvu.org.models import Unit
from congvu.org.queries import actor_of_person, confirmer_of, place, places
from congvu.policy.actions import Action
from congvu.policy.decide import acting_for, check
from congvu.policy.facts import Actor
from congvu.ui import words
from rulebook.periods import Month

from .assign import MOST_PEOPLE, ShareSpec, assign_task

MOST_ROWS = 40
NOBODY_ABOVE = (
    "Chưa có người xác nhận kế hoạch của đồng chí. Cơ quan tổ chức, cán bộ chỉ định người xác nhận, "
    "hoặc đồng chí giao việc trực tiếp."
)


@dataclass(frozen=True)
class RowSpec:
    """One row as typed. quantity in products; the first of `person_ids` leads a shared task.

    `percents` of each person in that order, together 100; none: equal parts.
    """

    title: str
    quantity: Decimal = Decimal(1)
    product_id: int | None = None
    deadline: dt.date | None = None
    person_ids: tuple[int, ...] = ()
    mode: str = PlanRow.Mode.SPLIT
    source: str = PlanRow.Source.TYPED
    percents: tuple[Decimal, ...] = ()


@transaction.atomic
def start_plan(
    *, month: Month, unit_id: int | None, rows: Sequence[RowSpec], by: Actor, at: dt.datetime
) -> Plan:
    """Lập kế hoạch một tháng cho mình, hoặc cho một đơn vị mình lãnh đạo (`unit_id`).

    Raises: Missing, Denied, OutOfRange (month over, plan there already, a row).
    """
    spot = place(by.person_id, on=at.date()) if by.person_id else None
    if spot is None:
        raise Missing("Đồng chí hôm nay không công tác ở cơ quan nào.")
    wanted = Unit.objects.select_for_update(no_key=True).filter(pk=unit_id or spot.unit_id)
    unit = wanted.filter(organ_id=spot.organ_id).first()
    if unit is None:
        raise Missing("Không có đơn vị này.")
    plan = Plan(
        organ_id=spot.organ_id,
        unit=unit,
        person_id=spot.person_id,
        scope=Plan.Scope.UNIT if unit_id else Plan.Scope.PERSON,
        month=month.first,
        made_at=at,
    )
    check(by, Action.PLAN_EDIT, edit_subject(plan))
    if month.last < today_of(at):
        raise OutOfRange(
            f"{month.label().capitalize()} đã qua. Đồng chí lập kế hoạch cho tháng này hoặc tháng sau."
        )
    same = Plan.objects.filter(scope=plan.scope, month=month.first)
    if same.filter(**({"unit": unit} if unit_id else {"person_id": spot.person_id})).exists():
        raise OutOfRange("Tháng này đã có kế hoạch. Đồng chí tải lại trang rồi sửa bản đó.")
    plan.save()
    _write(plan, rows, on=at.date())
    _tell(events.PLAN_STARTED, plan, by=by, at=at, count=len(rows), scope=plan.scope, unit_id=unit.pk)
    return plan


@transaction.atomic
def save_plan(*, plan_id: int, version: int, rows: Sequence[RowSpec], by: Actor, at: dt.datetime) -> Plan:
    """Ghi lại mọi dòng của kế hoạch đang lập.

    Raises: Missing, Denied, InvalidStep, Stale, Incomplete, OutOfRange.
    """
    plan = _locked(plan_id, version)
    check(by, Action.PLAN_EDIT, edit_subject(plan))
    plan.state = PLAN.after(plan.state, PlanStep.SAVE)
    PlanRow.objects.filter(plan=plan).delete()
    _write(plan, rows, on=at.date())
    plan.version += 1
    plan.save(update_fields=["state", "version"])
    _tell(events.PLAN_SAVED, plan, by=by, at=at, count=len(rows))
    return plan


@transaction.atomic
def submit_plan(*, plan_id: int, version: int, by: Actor, at: dt.datetime) -> Plan:
    """Gửi kế hoạch cho lãnh đạo: mỗi dòng phải có sản phẩm, hạn trong tháng và người làm.

    Raises: Missing, Denied, InvalidStep, Stale, Incomplete (names the row), OutOfRange.
    """
    plan = _locked(plan_id, version)
    check(by, Action.PLAN_EDIT, edit_subject(plan))
    after = PLAN.after(plan.state, PlanStep.SUBMIT)
    plan.confirmer_id = None
    if level_above(place(plan.person_id, on=at.date()), plan.unit.path) == "/":
        plan.confirmer_id = confirmer_of(plan.person_id, on=at.date())
        if plan.confirmer_id is None:
            raise OutOfRange(NOBODY_ABOVE)
    rows = list(plan.rows.prefetch_related("parts").order_by("sort"))
    if not rows:
        raise Incomplete("Kế hoạch chưa có dòng nào. Đồng chí ghi ít nhất một việc.")
    for row in rows:
        if row.product_id is None:
            raise Incomplete(f"Dòng “{row.title}” chưa chọn sản phẩm của danh mục.")
        if row.deadline is None:
            raise Incomplete(f"Dòng “{row.title}” chưa có hạn.")
        if not row.parts.all():
            raise Incomplete(f"Dòng “{row.title}” chưa có người làm.")
    plan.state, plan.submitted_at, plan.returned_reason = after, at, ""
    plan.version += 1
    plan.save(update_fields=["state", "submitted_at", "returned_reason", "confirmer", "version"])
    _tell(events.PLAN_SUBMITTED, plan, by=by, at=at, count=len(rows))
    return plan


@transaction.atomic
def recall_plan(*, plan_id: int, version: int, by: Actor, at: dt.datetime) -> Plan:
    """Rút lại để sửa, khi chưa xác nhận. Raises: Missing, Denied, InvalidStep, Stale."""
    plan = _locked(plan_id, version)
    check(by, Action.PLAN_EDIT, edit_subject(plan))
    return _back(plan, PlanStep.RECALL, events.PLAN_RECALLED, "", by=by, at=at)


@transaction.atomic
def return_plan(*, plan_id: int, version: int, reason: str, by: Actor, at: dt.datetime) -> Plan:
    """Trả lại để sửa, nêu lý do. Raises: Missing, Denied, InvalidStep, Stale, Incomplete."""
    plan = _locked(plan_id, version)
    subject = plan_subject(plan, on=at.date())
    check(by, Action.PLAN_CONFIRM, subject)
    why = text_of(reason, "lý do trả lại", field="reason", longest=500)
    acting = acting_for(by, Action.PLAN_CONFIRM, subject)
    return _back(plan, PlanStep.RETURN, events.PLAN_RETURNED, why, by=by, at=at, acting=acting)


@transaction.atomic
def confirm_plan(*, plan_id: int, version: int, by: Actor, at: dt.datetime) -> Plan:
    """Xác nhận kế hoạch: mọi dòng thành việc được giao, cùng một lúc.

    After the month has begun it is still possible and marked (`is_late`). A row that cannot be
    assigned refuses the whole; the sentence names it.
    Raises: Missing, Denied (not above the drafter), InvalidStep, Stale, OutOfRange, Incomplete.
    Source: NĐ 335/2025/NĐ-CP, Điều 18 khoản 1.
    """
    plan = _locked(plan_id, version)
    subject = plan_subject(plan, on=at.date())
    check(by, Action.PLAN_CONFIRM, subject)
    after = PLAN.after(plan.state, PlanStep.CONFIRM)
    tasks = 0
    for row in plan.rows.prefetch_related("parts").order_by("sort"):
        parts = sorted(row.parts.all(), key=lambda part: part.sort)
        for together in [parts] if row.mode == PlanRow.Mode.SPLIT else [[part] for part in parts]:
            task = _assign(plan, row, together, by=by, at=at)
            PlanPart.objects.filter(pk__in=[part.pk for part in together]).update(task=task)
            tasks += 1
    plan.state, plan.confirmed_at, plan.confirmed_by = after, at, by.key
    plan.is_late = today_of(at) >= plan.month
    plan.version += 1
    plan.save(update_fields=["state", "confirmed_at", "confirmed_by", "is_late", "version"])
    acting = acting_for(by, Action.PLAN_CONFIRM, subject)
    _tell(events.PLAN_CONFIRMED, plan, by=by, at=at, acting=acting, count=tasks, late=plan.is_late)
    return plan


def _assign(plan: Plan, row: PlanRow, parts: Sequence[PlanPart], *, by: Actor, at: dt.datetime) -> Task:
    """The task of a row. Raises what `assign_task` raises, with the row named."""
    assert row.product_id is not None, "a plan is sent only with products"
    assert row.deadline is not None, "a plan is sent only with deadlines"
    if plan.confirmer_id and plan.person_id not in {part.person_id for part in parts}:
        # Her own head is above the people of this row; who confirms is above her alone.
        by = actor_of_person(plan.person, on=at.date())
    try:
        return assign_task(
            organ_id=plan.organ_id,
            unit_id=plan.unit_id,
            product_id=_of_today(row, plan.organ_id, at),
            title=row.title,
            quantity=row.quantity,
            standard="",
            deadline=row.deadline,
            origin=Task.Origin.PLAN,
            origin_ref=f"Kế hoạch {_month(plan).label()}",
            accountable_id=parts[0].person_id,
            shares=_shares([part.person_id for part in parts], [part.percent for part in parts]),
            client_id=None,
            by=by,
            at=at,
        )
    except DomainError as error:
        raise type(error)(f"Dòng “{row.title}”: {error.sentence}") from error


def _of_today(row: PlanRow, organ_id: int, at: dt.datetime) -> int:
    """The product of the same code in the edition in force on the day of confirming."""
    edition = edition_in_force(organ_id, at.date())
    assert row.product is not None, "a plan is sent only with products"
    if edition is None or row.product.edition_id == edition.pk:
        return row.product.pk
    found = (
        Product.objects.filter(edition=edition, code=row.product.code).values_list("pk", flat=True).first()
    )
    return found or row.product.pk


def _shares(person_ids: Sequence[int], percents: Sequence[Decimal | None] = ()) -> list[ShareSpec]:
    """The first leads. Without percents equal parts to the hundredth; the first has what is left of 100."""
    if len(person_ids) > 1 and any(percents):
        return [
            ShareSpec(person_id, Share.Role.SUPPORT if number else Share.Role.LEAD, percent or Decimal(0))
            for number, (person_id, percent) in enumerate(zip(person_ids, percents, strict=True))
        ]
    each = (Decimal(100) / len(person_ids)).quantize(Decimal("0.01"), rounding="ROUND_DOWN")
    first = 100 - each * (len(person_ids) - 1)
    return [
        ShareSpec(person_id, Share.Role.SUPPORT if number else Share.Role.LEAD, each if number else first)
        for number, person_id in enumerate(person_ids)
    ]


def _write(plan: Plan, rows: Sequence[RowSpec], *, on: dt.date) -> None:
    """Store the rows in their order. Raises Incomplete or OutOfRange with the row named."""
    if len(rows) > MOST_ROWS:
        raise OutOfRange(f"Một kế hoạch có nhiều nhất {MOST_ROWS} dòng.")
    people = {person for spec in rows for person in spec.person_ids}
    where = places(people, on=on)
    products = set(
        Product.objects.filter(
            pk__in={spec.product_id for spec in rows if spec.product_id},
            edition=edition_in_force(plan.organ_id, on),
        ).values_list("pk", flat=True)
    )
    month = _month(plan)
    for number, spec in enumerate(rows, 1):
        title = text_of(spec.title, "tên việc", field=f"title-{number}", longest=300)
        if spec.product_id and spec.product_id not in products:
            raise OutOfRange(f"Dòng “{title}”: sản phẩm không có trong danh mục đang hiệu lực.")
        if spec.deadline and spec.deadline not in month:
            raise OutOfRange(f"Dòng “{title}”: hạn phải trong {month.label()}.", field=f"deadline-{number}")
        if spec.mode not in PlanRow.Mode.values or spec.source not in PlanRow.Source.values:
            raise OutOfRange(f"Dòng “{title}”: đồng chí chọn lại cách giao.")
        own = plan.scope == Plan.Scope.PERSON
        person_ids = (plan.person_id,) if own else tuple(dict.fromkeys(spec.person_ids))
        if len(person_ids) > MOST_PEOPLE:
            raise OutOfRange(f"Dòng “{title}”: giao cho nhiều nhất {MOST_PEOPLE} người.")
        for person_id in () if own else person_ids:
            spot = where.get(person_id)
            if spot is None or not spot.unit_path.startswith(plan.unit.path):
                raise OutOfRange(
                    f"Dòng “{title}”: có người không thuộc đơn vị này.", field=f"people-{number}"
                )
        percents = dict(zip(spec.person_ids, _percents(spec, title, number), strict=True)) if not own else {}
        row = PlanRow.objects.create(
            organ_id=plan.organ_id, plan=plan, title=title, product_id=spec.product_id,
            quantity=quantity_of(spec.quantity, field=f"quantity-{number}"), deadline=spec.deadline,
            mode=spec.mode, source=spec.source, sort=number,
        )  # fmt: skip
        PlanPart.objects.bulk_create(
            PlanPart(
                organ_id=plan.organ_id,
                row=row,
                person_id=person_id,
                percent=percents.get(person_id),
                sort=place_,
            )
            for place_, person_id in enumerate(person_ids, 1)
        )


def _percents(spec: RowSpec, title: str, number: int) -> list[Decimal | None]:
    """One of each person, None for equal parts. Raises OutOfRange unless they make a whole."""
    field = f"people-{number}"
    if not spec.percents:
        return [None] * len(spec.person_ids)
    if spec.mode != PlanRow.Mode.SPLIT:
        raise OutOfRange(f"Dòng “{title}”: mỗi người một việc thì không ghi tỷ lệ.", field=field)
    if len(spec.percents) != len(spec.person_ids) or len(set(spec.person_ids)) != len(spec.person_ids):
        raise OutOfRange(
            f"Dòng “{title}”: đồng chí ghi tỷ lệ cho từng người, mỗi người một lần.", field=field
        )
    if any(p <= 0 or p != p.quantize(Decimal("0.01")) for p in spec.percents):
        raise OutOfRange(f"Dòng “{title}”: tỷ lệ lớn hơn 0, nhiều nhất hai chữ số thập phân.", field=field)
    if (total := sum(spec.percents)) != 100:
        raise OutOfRange(
            f"Dòng “{title}”: tỷ lệ cộng lại {words.number(Decimal(total))}%, phải đủ 100%.", field=field
        )
    return list(spec.percents)


def _back(
    plan: Plan, step: str, kind: Kind, reason: str, *, by: Actor, at: dt.datetime, acting: int | None = None
) -> Plan:
    plan.state = PLAN.after(plan.state, step)
    plan.returned_reason = reason
    plan.version += 1
    plan.save(update_fields=["state", "returned_reason", "version"])
    _tell(kind, plan, by=by, at=at, acting=acting, reason=reason)
    return plan


def _locked(plan_id: int, version: int) -> Plan:
    plan = (
        Plan.objects.select_for_update(of=("self",))
        .select_related("unit", "person")
        .filter(pk=plan_id)
        .first()
    )
    if plan is None:
        raise Missing("Không có kế hoạch này.")
    if plan.version != version:
        raise Stale("Kế hoạch này vừa được thay đổi. Đồng chí tải lại trang rồi làm tiếp.")
    return plan


def _month(plan: Plan) -> Month:
    return Month.of(plan.month)


def _tell(
    kind: Kind, plan: Plan, *, by: Actor, at: dt.datetime, acting: int | None = None, **data: Any
) -> None:
    record(
        kind, f"assignments.plan:{plan.pk}", by=by, at=at, organ_id=plan.organ_id, owner_id=plan.person_id,
        acting_for=acting, month=_month(plan).label(), **data,
    )  # fmt: skip
