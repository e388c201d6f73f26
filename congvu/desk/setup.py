"""The first administrator sets the organ up: the one command that needs accounts, org and worktime."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from congvu.accounts.commands import activate, issue_code, use_setup_code
from congvu.accounts.models import User
from congvu.base.errors import InvalidStep
from congvu.org.commands import add_person, create_organ, grant_role, post_person, put_position
from congvu.org.models import Organ, Position, Posting, RoleGrant, Unit
from congvu.policy.facts import SYSTEM, Actor, Subject
from congvu.worktime.commands import add_schedule

OFFICE_WEEK = (480, 480, 480, 480, 480, 0, 0)
ADMIN_POSITION = ("QTHT", "Quản trị hệ thống")


@dataclass(frozen=True)
class Beginning:
    """What the set-up page asks. `valid_from`: the day from which the organ is recorded."""

    organ_code: str
    organ_name: str
    short_name: str
    kind: str
    valid_from: dt.date
    staff_code: str
    full_name: str
    username: str


@transaction.atomic
def set_up_organ(
    *, token: str, beginning: Beginning, password: str, repeated: str, by: Actor, at: dt.datetime
) -> User:
    """Create the organ with its default working week and its first administrator.

    The one-time token is the authority, so `by` is nobody yet and the system acts. She becomes
    ADMIN only: nobody is administrator and personnel body at once, she grants the latter to another.
    Raises: Missing (token), InvalidStep (an organ is there), OutOfRange and Incomplete with a field.
    """
    use_setup_code(token=token, by=SYSTEM, at=at)
    if Organ.objects.exists():
        raise InvalidStep("Hệ thống đã có cơ quan. Đăng nhập bằng tài khoản quản trị.")
    organ = create_organ(
        code=beginning.organ_code, name=beginning.organ_name, short_name=beginning.short_name,
        kind=beginning.kind, valid_from=beginning.valid_from, by=SYSTEM, at=at,
    )  # fmt: skip
    add_schedule(
        organ_id=organ.pk, code="HC", name="Hành chính 5 ngày", minutes=OFFICE_WEEK, is_default=True,
        by=SYSTEM, at=at,
    )  # fmt: skip
    person = add_person(
        organ_id=organ.pk, staff_code=beginning.staff_code, full_name=beginning.full_name,
        username=beginning.username, by=SYSTEM, at=at,
    )  # fmt: skip
    root = Unit.objects.get(organ=organ)
    position, _ = put_position(
        organ_id=organ.pk, code=ADMIN_POSITION[0], name=ADMIN_POSITION[1], group=Position.Group.SUPPORT,
        valid_from=beginning.valid_from, by=SYSTEM, at=at,
    )  # fmt: skip
    post_person(
        person_id=person.pk, unit_id=root.pk, position_id=position.pk, duty=Posting.Duty.STAFF,
        valid_from=beginning.valid_from, by=SYSTEM, at=at,
    )  # fmt: skip
    grant_role(
        person_id=person.pk, role=RoleGrant.Role.ADMIN, unit_id=root.pk, valid_from=beginning.valid_from,
        by=SYSTEM, at=at,
    )  # fmt: skip
    subject = Subject(organ_id=organ.pk, unit_path=root.path, owner_id=person.pk)
    code = issue_code(user_id=person.user_id or 0, subject=subject, by=SYSTEM, at=at)
    return activate(code=code, password=password, repeated=repeated, by=by, at=at)
