"""The sample organ itself: tree, positions, people, calendar, catalogue - through the commands."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal

from congvu.base import clock
from congvu.catalogue.commands import ItemSpec, appraise_edition, decide_edition, propose_edition
from congvu.catalogue.models import Product
from congvu.org.commands import (
    TaskSpec,
    add_person,
    add_unit,
    create_organ,
    grant_role,
    post_person,
    put_position,
)
from congvu.org.models import Organ, Person, Position, Unit
from congvu.org.queries import actor_of_person, root_unit
from congvu.policy.facts import SYSTEM, Actor
from congvu.worktime.commands import add_schedule, use_schedule

from . import data
from .cast import ROOT, Member, cast

CHAIR = "Phan Đức Thuận"


@dataclass
class Sample:
    """What the rest of the builder needs to find again."""

    organ: Organ
    managing: Organ
    units: dict[str, Unit] = field(default_factory=dict)
    positions: dict[str, Position] = field(default_factory=dict)
    people: dict[int, Person] = field(default_factory=dict)
    members: tuple[Member, ...] = ()
    chair: Person | None = None
    products: dict[str, Product] = field(default_factory=dict)

    def actor(self, number: int) -> Actor:
        """The actor of a member, with the roles of the day that the clock shows."""
        return actor_of_person(self.people[number], on=clock.today())

    def chair_actor(self) -> Actor:
        assert self.chair is not None
        return actor_of_person(self.chair, on=clock.today())

    def with_role(self, role: str) -> Actor:
        return self.actor(next(m.number for m in self.members if role in m.roles))

    def at_post(self, unit: str, duty: str) -> Member:
        return next(m for m in self.members if m.unit == unit and m.duty == duty)


def make_organ(start: dt.date) -> Sample:
    """Everything that exists before the first day of work (`start`, the first of a month)."""
    valid = start - dt.timedelta(days=31)
    at = clock.at(valid, 8)
    with clock.frozen(at):
        return _make(valid, start, at)


def _make(valid: dt.date, start: dt.date, at: dt.datetime) -> Sample:
    managing = create_organ(
        code="UBT",
        name="Ủy ban nhân dân tỉnh Sông Mây",
        short_name="UBND tỉnh",
        valid_from=valid,
        by=SYSTEM,
        at=at,
    )
    code, name, short = data.ORGAN
    organ = create_organ(
        code=code, name=name, short_name=short, valid_from=valid, managing_id=managing.pk, by=SYSTEM, at=at
    )
    sample = Sample(organ, managing, members=cast())
    root = root_unit(organ.pk)
    sample.units[ROOT] = root
    for sort, unit in enumerate(data.UNITS, 1):
        sample.units[unit.code] = add_unit(
            organ_id=organ.pk, parent_id=root.pk, code=unit.code, name=unit.name, short_name=unit.short, sort=sort,
            valid_from=valid, by=SYSTEM, at=at,
        )  # fmt: skip
    for spec in data.POSITIONS:
        sample.positions[spec.code], _ = put_position(
            organ_id=organ.pk, code=spec.code, name=spec.name, group=spec.group, legacy_group=spec.legacy,
            valid_from=valid, source="Đề án vị trí việc làm của cơ quan mẫu", tasks=_tasks(spec), by=SYSTEM, at=at,
        )  # fmt: skip
    _people(sample, valid, at)
    _chair(sample, valid, at)
    _schedules(sample, valid, at)
    _catalogue(sample, start, at)
    return sample


def _tasks(spec: data.PositionSpec) -> list[TaskSpec] | None:
    """The job description says what the products of the position do; support work is told by its shifts."""
    if spec.group == Position.Group.SUPPORT:
        return None
    units = [unit for unit, position in data.STAFF_POSITION.items() if position == spec.code]
    own = [p for p in data.PRODUCTS if spec.code in p.positions or set(units) & set(p.units)]
    return [
        TaskSpec(str(n), p.task, p.detail, f"Đúng hạn, đủ thành phần; đầu ra: {p.output.lower()}")
        for n, p in enumerate(own, 1)
    ]


def _chair(sample: Sample, valid: dt.date, at: dt.datetime) -> None:
    position, _ = put_position(
        organ_id=sample.managing.pk, code="CT", name="Chủ tịch UBND tỉnh", group="LEADERSHIP", valid_from=valid,
        by=SYSTEM, at=at,
    )  # fmt: skip
    sample.chair = add_person(
        organ_id=sample.managing.pk,
        staff_code="UBT001",
        full_name=CHAIR,
        username="chutich",
        by=SYSTEM,
        at=at,
    )
    post_person(
        person_id=sample.chair.pk, unit_id=root_unit(sample.managing.pk).pk, position_id=position.pk, duty="HEAD",
        valid_from=valid, by=SYSTEM, at=at,
    )  # fmt: skip


def _people(sample: Sample, valid: dt.date, at: dt.datetime) -> None:
    support = {"PV-01", "PV-02", "PV-03"}
    for member in sample.members:
        person = add_person(
            organ_id=sample.organ.pk, staff_code=member.staff_code, full_name=member.full_name,
            username=member.username, by=SYSTEM, at=at,
            subject_type="CONTRACT" if member.position in support else "CIVIL_SERVANT",
        )  # fmt: skip
        sample.people[member.number] = person
        charge = _charge(sample, member)
        post_person(
            person_id=person.pk, unit_id=sample.units[member.unit].pk,
            position_id=sample.positions[member.position].pk, duty=member.duty, valid_from=valid,
            charge_ids=charge, by=SYSTEM, at=at,
        )  # fmt: skip
        for role in member.roles:
            grant_role(
                person_id=person.pk,
                role=role,
                unit_id=sample.units[ROOT].pk,
                valid_from=valid,
                by=SYSTEM,
                at=at,
            )


def _charge(sample: Sample, member: Member) -> tuple[int, ...]:
    """The two deputy directors share the divisions between them."""
    if (member.unit, member.duty) != (ROOT, "DEPUTY"):
        return ()
    half = {2: ("CCVC", "TCBM", "VP"), 3: ("XDCQ", "CCHC", "TTPC", "LDVL")}[member.number]
    return tuple(sample.units[code].pk for code in half)


def _schedules(sample: Sample, valid: dt.date, at: dt.datetime) -> None:
    for organ in (sample.organ, sample.managing):
        add_schedule(
            organ_id=organ.pk, code="HC5", name="Hành chính 5 ngày", minutes=(480, 480, 480, 480, 480, 0, 0),
            is_default=True, by=SYSTEM, at=at,
        )  # fmt: skip
    six = add_schedule(
        organ_id=sample.organ.pk, code="PV6", name="Phục vụ 6 ngày", minutes=(420, 420, 420, 420, 420, 300, 0),
        by=SYSTEM, at=at,
    )  # fmt: skip
    cleaners = [sample.people[m.number].pk for m in sample.members if m.position == "PV-03"]
    use_schedule(person_ids=cleaners, schedule_id=six.pk, valid_from=valid, by=SYSTEM, at=at)


def _catalogue(sample: Sample, start: dt.date, at: dt.datetime) -> None:
    items = [
        ItemSpec(
            code=p.code, section=_section(p), task=p.task, detail=p.detail, output=p.output,
            unit_of_measure=p.measure, group=p.group, score=Decimal(p.score), norm_minutes=p.norm,
            is_shared=not (p.units or p.positions),
            unit_ids=tuple(sample.units[u].pk for u in p.units),
            position_ids=tuple(sample.positions[c].pk for c in p.positions),
        )
        for p in data.PRODUCTS
    ]  # fmt: skip
    personnel = sample.with_role("PERSONNEL")
    edition = propose_edition(
        organ_id=sample.organ.pk, name="Danh mục sản phẩm, công việc quy đổi năm 2026", standard_score=Decimal(5),
        standard_code="DC.01", items=items, source_name="", source_sha256="", by=personnel, at=at,
    )  # fmt: skip
    appraise_edition(
        edition_id=edition.pk, note="Đã bỏ mục trùng, thống nhất đơn vị tính.", by=personnel, at=at
    )
    decide_edition(
        edition_id=edition.pk, number="14/QĐ-UBND", date=clock.local(at).date(), signer=CHAIR, valid_from=start,
        by=sample.chair_actor(), at=at,
    )  # fmt: skip
    sample.products = {p.code: p for p in Product.objects.filter(edition=edition)}


def _section(product: data.ProductSpec) -> str:
    """The part of the list that an item stands in; empty for what everyone shares."""
    if product.units:
        return next(u.name for u in data.UNITS if u.code == product.units[0])
    if not product.positions:
        return ""
    return "Lãnh đạo, quản lý" if product.positions[0].startswith("LD") else data.UNITS[0].name
