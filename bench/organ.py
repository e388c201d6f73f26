"""The organ of the benchmark: units of thirty, heads who confirm, an edition of 371 products, two periods."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal

from django.contrib.auth.hashers import make_password

from bench import gen
from bench.floor_ops import PASSWORD
from bench.sink import Sink
from congvu.accounts.models import Installation, User
from congvu.base import clock
from congvu.base.text import fold, sort_key
from congvu.catalogue.models import Edition, Product, ProductScope
from congvu.catalogue.queries import digest_of
from congvu.catalogue.states import EditionState
from congvu.org.models import Organ, Person, Position, Posting, RoleGrant, Rules, Unit
from congvu.worktime.models import Schedule

ORGAN = ROOT = 1
SHARED, SCOPED = 80, 291
STANDARD = Decimal(5)
LEADERSHIP, OFFICERS = 1, 6
FAMILY = [
    "Nguyễn",
    "Trần",
    "Lê",
    "Phạm",
    "Hoàng",
    "Huỳnh",
    "Phan",
    "Vũ",
    "Võ",
    "Đặng",
    "Bùi",
    "Đỗ",
    "Hồ",
    "Ngô",
    "Dương",
    "Lý",
]
MIDDLE = ["Văn", "Thị", "Đức", "Minh", "Ngọc", "Thanh", "Hữu", "Xuân", "Quang", "Kim", "Bảo", "Gia"]
GIVEN = "An,Ân,Bình,Chi,Dũng,Đạt,Giang,Hà,Hạnh,Hùng,Khánh,Lan,Linh,Mai,Nam,Nga,Oanh,Phúc,Quân,Sơn,Tâm,Thủy,Uyên,Vinh,Yến"
GIVEN_NAMES = GIVEN.split(",")


@dataclass
class Cast:
    """Who is who, by the number of the person in the common rows; keys are database keys."""

    people: int
    begins: dt.date
    products: dict[int, list[Product]] = field(default_factory=dict)

    @property
    def teams(self) -> int:
        return -(-self.people // gen.TEAM)

    @property
    def chief(self) -> int:
        """Key of the head of the organ."""
        return self.people + 1

    def unit(self, person: int) -> int:
        """Key of the person's unit."""
        return person // gen.TEAM + 2

    def head(self, person: int) -> int:
        """Key of who confirms the person's work: the unit's head, for a head the organ's."""
        return self.chief if person % gen.TEAM == 0 else person // gen.TEAM * gen.TEAM + 1

    def duty(self, person: int) -> str:
        return {0: Posting.Duty.HEAD, 1: Posting.Duty.DEPUTY}.get(person % gen.TEAM, Posting.Duty.STAFF)


def name_of(number: int) -> str:
    family, rest = FAMILY[number % len(FAMILY)], number // len(FAMILY)
    return f"{family} {MIDDLE[(rest + number) % len(MIDDLE)]} {GIVEN_NAMES[(number * 7 + rest) % len(GIVEN_NAMES)]}"


def build(sink: Sink, people: int, first: dt.date) -> Cast:
    """Everything but the work. `first`: the first day with lines."""
    cast = Cast(people, first - dt.timedelta(days=60))
    at = clock.at(cast.begins, 8)
    sink.add(Installation(is_sample=False, began_at=at))
    sink.add(Organ(id=ORGAN, code="BENCH", name="Sở Nội vụ tỉnh Sông Mây", short_name="Sở Nội vụ"))
    # a long cut-off, so that new lines spread over many days instead of filling one
    sink.add(Rules(organ_id=ORGAN, cutoff_days=45))
    sink.add(Schedule(organ_id=ORGAN, code="HC", name="Hành chính 5 ngày", is_default=True))
    _units(sink, cast)
    _positions(sink, cast)
    _staff(sink, cast, at)
    sink.flush()
    _catalogue(sink, cast, at)
    return cast


def _units(sink: Sink, cast: Cast) -> None:
    common = {"organ_id": ORGAN, "valid_from": cast.begins}
    sink.add(Unit(id=ROOT, code="SNV", name="Sở Nội vụ tỉnh Sông Mây", path=f"/{ROOT}/", **common))
    for team in range(cast.teams):
        pk = team + 2
        sink.add(
            Unit(
                id=pk, parent_id=ROOT, code=f"P{team:02}", name=f"Phòng Nghiệp vụ {team + 1}", path=f"/{ROOT}/{pk}/",
                sort=team, **common,
            )
        )  # fmt: skip


def _positions(sink: Sink, cast: Cast) -> None:
    for pk in range(1, OFFICERS + 2):
        group = Position.Group.LEADERSHIP if pk == LEADERSHIP else Position.Group.PROFESSIONAL
        name = "Lãnh đạo" if pk == LEADERSHIP else f"Chuyên viên về nghiệp vụ {pk - 1}"
        sink.add(
            Position(id=pk, organ_id=ORGAN, code=f"VT{pk}", name=name, group=group, valid_from=cast.begins)
        )


def _staff(sink: Sink, cast: Cast, at: dt.datetime) -> None:
    password = make_password(PASSWORD)
    for number in range(cast.people + 1):
        pk = number + 1
        is_chief = pk == cast.chief
        name = name_of(number)
        duty = Posting.Duty.HEAD if is_chief else cast.duty(number)
        leads = duty != Posting.Duty.STAFF
        sink.add(User(id=pk, username=f"u{number}", password=password, created_at=at))
        sink.add(
            Person(
                id=pk, organ_id=ORGAN, user_id=pk, staff_code=f"CB{pk:05}", full_name=name, sort_key=sort_key(name),
                search_text=fold(name),
            )
        )  # fmt: skip
        sink.add(
            Posting(
                id=pk, organ_id=ORGAN, person_id=pk, unit_id=ROOT if is_chief else cast.unit(number),
                position_id=LEADERSHIP if leads else 2 + number % OFFICERS, duty=duty, valid_from=cast.begins,
            )
        )  # fmt: skip
        if not is_chief and number % gen.TEAM == 6:
            sink.add(
                RoleGrant(
                    organ_id=ORGAN, person_id=pk, role=RoleGrant.Role.PERSONNEL, unit_id=ROOT, granted_by="system",
                    valid_from=cast.begins,
                )
            )  # fmt: skip


def _catalogue(sink: Sink, cast: Cast, at: dt.datetime) -> None:
    Edition.objects.create(
        id=1, organ_id=ORGAN, number=1, name="Danh mục sản phẩm, công việc", standard_score=STANDARD,
        standard_code="DC.001", proposed_at=at, proposed_by="system",
    )  # fmt: skip
    shared: list[Product] = []
    for number in range(SHARED + SCOPED):
        product = _product(number)
        sink.add(product)
        if product.is_shared:
            shared.append(product)
            continue
        unit = 2 + number % cast.teams
        cast.products.setdefault(unit, []).append(product)
        sink.add(ProductScope(organ_id=ORGAN, product_id=product.pk, unit_id=unit))
    for unit in range(2, cast.teams + 2):
        cast.products[unit] = [*cast.products.get(unit, []), *shared[unit % 7 :: 7]]
    sink.flush()
    edition = Edition.objects.get(pk=1)
    edition.state = EditionState.DECIDED
    edition.appraised_at = edition.decided_at = at
    edition.appraised_by = edition.decided_by = "system"
    edition.decision_number, edition.signer = "283/QĐ-SNV", "Người đứng đầu"
    edition.decision_date = edition.valid_from = cast.begins
    edition.content_sha256 = digest_of(edition)
    edition.save()


def _product(number: int) -> Product:
    is_shared = number < SHARED
    code = f"DC.{number + 1:03}" if is_shared else f"P{number % 40:02}.{number:03}"
    score = STANDARD if number == 0 else Decimal(5 + number % 16 * 5)
    verb, noun = gen.VERBS[number % len(gen.VERBS)], gen.NOUNS[number // 3 % len(gen.NOUNS)]
    detail = f"{verb.capitalize()} {noun} gửi {gen.PLACES[number // 7 % len(gen.PLACES)]}, loại {number + 1}"
    task = f"Công tác {noun}"
    return Product(
        id=number + 1, organ_id=ORGAN, edition_id=1, code=code, task=task, detail=detail, output=noun.capitalize(),
        section="" if is_shared else f"Phòng Nghiệp vụ {number % 34 + 1}", unit_of_measure="văn bản",
        group=1 + number % 5, score=score, coefficient=score / STANDARD, norm_minutes=60 + number % 8 * 30,
        sort=number, is_shared=is_shared, search_text=fold(f"{code} {task} {detail} {noun}"),
    )  # fmt: skip
