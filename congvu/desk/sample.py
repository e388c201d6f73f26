"""Who can be tried in sample data, by what they are at work."""

from __future__ import annotations

from dataclasses import dataclass

from congvu.base import clock, dated
from congvu.org.models import Person, Position, Posting, RoleGrant

ORDER = (
    "Người đứng đầu cơ quan",
    "Cấp phó của cơ quan",
    "Người đứng đầu đơn vị",
    "Cấp phó của đơn vị",
    "Công chức chuyên môn",
    "Nhân viên hỗ trợ, phục vụ",
    "Tham mưu về tổ chức, cán bộ",
    "Quản trị hệ thống",
)


@dataclass(frozen=True)
class Face:
    """One person to sign in as."""

    person_id: int
    name: str
    title: str
    unit: str
    role: str


def faces() -> list[Face]:
    """Everyone who has a main posting today and may sign in, by Vietnamese name."""
    today = clock.today()
    grants = dict(RoleGrant.objects.filter(dated.on(today)).order_by("pk").values_list("person_id", "role"))
    rows = (
        Posting.objects.filter(
            dated.on(today), kind=Posting.Kind.MAIN, person__is_active=True, person__user__is_active=True
        )
        .select_related("person", "unit", "position")
        .order_by("person__sort_key", "pk")
    )
    return [
        Face(
            r.person_id,
            r.person.full_name,
            r.title or r.position.name,
            r.unit.name,
            _role(r, grants.get(r.person_id)),
        )
        for r in rows
    ]


def leading(everyone: list[Face]) -> list[Face]:
    """One person for each role that the sample has, in the order of the house."""
    found: dict[str, Face] = {}
    for face in sorted(everyone, key=lambda f: f.person_id):
        found.setdefault(face.role, face)
    return [found[role] for role in ORDER if role in found]


def person_to_try(person_id: str) -> Person | None:
    """The person of a posted number, when she is among the faces."""
    if not (person_id.isascii() and person_id.isdigit() and len(person_id) < 18):
        return None
    if int(person_id) not in {face.person_id for face in faces()}:
        return None
    return Person.objects.select_related("user").get(pk=int(person_id))


def _role(posting: Posting, grant: str | None) -> str:
    if grant:
        return ORDER[6] if grant == RoleGrant.Role.PERSONNEL else ORDER[7]
    top = posting.unit.parent_id is None
    if posting.duty == Posting.Duty.HEAD:
        return ORDER[0] if top else ORDER[2]
    if posting.duty == Posting.Duty.DEPUTY:
        return ORDER[1] if top else ORDER[3]
    return ORDER[5] if posting.position.group == Position.Group.SUPPORT else ORDER[4]
