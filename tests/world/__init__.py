"""One small believable organ for the tests: every kind of person, a catalogue in force.

Sở Nội vụ tỉnh Sông Mây (root)           Tâm: head of the organ; Sơn: deputy, in charge of CCVC
  Phòng Công chức, viên chức (ccvc)      Hạnh: head; Lan, Minh: officers
  Văn phòng (vp)                         Thu: head; Bình: personnel body; Hải: driver; Vui: administrator
UBND phường Bến Đò (another organ)       Dũng: head there
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal

from congvu.accounts.models import User
from congvu.base import clock
from congvu.base.text import fold, sort_key
from congvu.catalogue.models import Edition, Product
from congvu.catalogue.states import EditionState
from congvu.org.models import Organ, Person, Position, Posting, RoleGrant, Rules, Unit
from congvu.org.queries import actor_of_person
from congvu.policy.facts import Actor
from congvu.worktime.models import Schedule

START = dt.date(2026, 1, 1)
PASSWORD = "mat-khau-thu-nghiem"


@dataclass
class World:
    organ: Organ
    other: Organ
    units: dict[str, Unit]
    positions: dict[str, Position]
    edition: Edition
    products: dict[str, Product]
    people: dict[str, Person] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Person:
        try:
            return self.__dict__["people"][name]
        except KeyError:
            raise AttributeError(name) from None

    def actor(self, name: str, on: dt.date | None = None) -> Actor:
        """The actor of a persona, with the roles of that day (today by default)."""
        return actor_of_person(self.people[name], on=on or clock.today())


def build_world() -> World:
    organ = Organ.objects.create(code="SNV", name="Sở Nội vụ tỉnh Sông Mây", short_name="Sở Nội vụ")
    other = Organ.objects.create(code="BD", name="UBND phường Bến Đò", short_name="Phường Bến Đò")
    for one in (organ, other):
        Rules.objects.create(organ=one)
        Schedule.objects.create(organ=one, code="HC", name="Hành chính 5 ngày", is_default=True)
    root = _unit(organ, None, "SNV", organ.name)
    units = {
        "root": root,
        "ccvc": _unit(organ, root, "CCVC", "Phòng Công chức, viên chức"),
        "vp": _unit(organ, root, "VP", "Văn phòng"),
        "other": _unit(other, None, "BD", other.name),
    }
    groups = Position.Group
    positions = {
        code: Position.objects.create(organ=o, code=code, name=name, group=group, valid_from=START)
        for code, name, group, o in [
            ("GD", "Giám đốc Sở", groups.LEADERSHIP, organ),
            ("PGD", "Phó Giám đốc Sở", groups.LEADERSHIP, organ),
            ("TP", "Trưởng phòng", groups.LEADERSHIP, organ),
            ("CV", "Chuyên viên quản lý công chức", groups.PROFESSIONAL, organ),
            ("LX", "Nhân viên lái xe", groups.SUPPORT, organ),
            ("CT", "Chủ tịch phường", groups.LEADERSHIP, other),
        ]
    }
    edition, products = _catalogue(organ)
    world = World(organ, other, units, positions, edition, products)
    cast = [
        ("tam", "Lê Minh Tâm", "root", "GD", "HEAD"),
        ("son", "Phạm Hồng Sơn", "root", "PGD", "DEPUTY"),
        ("hanh", "Nguyễn Thị Hạnh", "ccvc", "TP", "HEAD"),
        ("lan", "Trần Ngọc Lan", "ccvc", "CV", "STAFF"),
        ("minh", "Huỳnh Minh", "ccvc", "CV", "STAFF"),
        ("thu", "Đặng Thu", "vp", "TP", "HEAD"),
        ("binh", "Võ Thanh Bình", "vp", "CV", "STAFF"),
        ("hai", "Đỗ Văn Hải", "vp", "LX", "STAFF"),
        ("vui", "Mai Vui", "vp", "CV", "STAFF"),
        ("dung", "Bùi Dũng", "other", "CT", "HEAD"),
    ]
    for number, (key, full_name, unit, position, duty) in enumerate(cast, 1):
        world.people[key] = _person(world, key, full_name, unit, position, duty, number)
    for key, role in (("binh", "PERSONNEL"), ("vui", "ADMIN")):
        RoleGrant.objects.create(
            organ=organ, person=world.people[key], role=role, unit=root, granted_by="system", valid_from=START
        )
    Posting.objects.get(person=world.people["son"]).charge.set([units["ccvc"]])
    return world


def _unit(organ: Organ, parent: Unit | None, code: str, name: str) -> Unit:
    unit = Unit.objects.create(organ=organ, parent=parent, code=code, name=name, path="/", valid_from=START)
    unit.path = f"{parent.path if parent else '/'}{unit.pk}/"
    unit.save(update_fields=["path"])
    return unit


def _person(
    world: World, key: str, full_name: str, unit: str, position: str, duty: str, number: int
) -> Person:
    where = world.units[unit]
    user = User.objects.create(username=key, created_at=clock.now())
    user.set_password(PASSWORD)
    user.save()
    person = Person.objects.create(
        organ=where.organ, user=user, staff_code=f"CB{number:03}", full_name=full_name,
        sort_key=sort_key(full_name), search_text=fold(full_name),
    )  # fmt: skip
    Posting.objects.create(
        organ=where.organ, person=person, unit=where, position=world.positions[position], duty=duty,
        percent=Decimal(100), valid_from=START,
    )  # fmt: skip
    return person


def _catalogue(organ: Organ) -> tuple[Edition, dict[str, Product]]:
    edition = Edition.objects.create(
        organ=organ, number=1, name="Danh mục năm 2026", state=EditionState.DECIDED, standard_score=Decimal(5),
        proposed_at=clock.at(START), proposed_by="system", decided_at=clock.at(START), decided_by="system",
        decision_number="01/QĐ-SNV", decision_date=START, signer="Lê Minh Tâm", valid_from=START,
        content_sha256="0" * 64,
    )  # fmt: skip
    rows = [
        ("DC.01", "Soạn thảo văn bản hành chính đơn giản", 1, "5"),
        ("DC.02", "Soạn công văn trả lời cơ quan khác", 2, "25"),
        ("DC.05", "Báo cáo định kỳ", 3, "60"),
        ("HS.01", "Thẩm định hồ sơ nâng lương", 2, "12"),
        ("QL.01", "Chỉ đạo, điều hành công việc của phòng", 3, "70"),
        ("LX.01", "Chuyến xe phục vụ công tác", 1, "4"),
    ]
    products = {
        code: Product.objects.create(
            organ=organ, edition=edition, code=code, task="Nhiệm vụ chung", detail=detail, output="Sản phẩm",
            unit_of_measure="văn bản", group=group, score=Decimal(score), coefficient=Decimal(score) / 5,
            sort=n, search_text=fold(f"{code} {detail}"),
        )
        for n, (code, detail, group, score) in enumerate(rows)
    }  # fmt: skip
    return edition, products
