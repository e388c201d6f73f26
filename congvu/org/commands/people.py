"""People and their sign-ins."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from congvu.accounts.commands import change_email, create_user
from congvu.accounts.models import User
from congvu.audit.trail import record
from congvu.base import clock
from congvu.base.errors import InvalidStep, OutOfRange
from congvu.base.text import clean, fold, sort_key, words
from congvu.org import events
from congvu.org.guards import clash, locked, of_organ, of_person, text
from congvu.org.models import Organ, Person
from congvu.policy.actions import Action
from congvu.policy.decide import check
from congvu.policy.facts import Actor


@transaction.atomic
def add_person(
    *,
    organ_id: int,
    staff_code: str,
    full_name: str,
    by: Actor,
    at: dt.datetime,
    subject_type: str = Person.SubjectType.CIVIL_SERVANT,
    email: str = "",
    username: str = "",
) -> Person:
    """Thêm một người và tên đăng nhập của người đó; where she works is a posting of its own.

    An empty `username` is made from the name ("lantn"). There is no password until the one-time
    code is used. Raises: Denied, Incomplete, OutOfRange (code or user name taken).
    """
    locked(Organ, pk=organ_id)
    whole = of_organ(organ_id)
    check(by, Action.PERSON_EDIT, whole)
    name = text(full_name, field="full_name", label="họ và tên", most=120)
    person = Person(organ_id=organ_id)
    _name(person, name, _free_code(organ_id, staff_code), subject_type)
    username = clean(username).lower() or _username(name)
    person.user = create_user(username=username, email=email, subject=whole, by=by, at=at)
    person.save()
    record(
        events.PERSON_ADDED, f"org.person:{person.pk}", by=by, at=at, organ_id=organ_id, owner_id=person.pk,
        name=person.full_name, staff_code=person.staff_code, subject_type=subject_type, username=username,
    )  # fmt: skip
    return person


@transaction.atomic
def edit_person(
    *,
    person_id: int,
    staff_code: str,
    full_name: str,
    subject_type: str,
    is_active: bool,
    by: Actor,
    at: dt.datetime,
    email: str | None = None,
) -> Person:
    """Sửa hồ sơ. Someone who leaves (`is_active` off) must hold no posting from tomorrow on.

    email: of her sign-in; None leaves it as it is, empty takes it away.

    Raises: Denied, Incomplete, OutOfRange, InvalidStep.
    """
    person = locked(Person, pk=person_id)
    check(by, Action.PERSON_EDIT, of_person(person))
    before = _facts(person)
    code = _free_code(person.organ_id, staff_code, but=person.pk)
    _name(person, text(full_name, field="full_name", label="họ và tên", most=120), code, subject_type)
    tomorrow = clock.local(at).date() + dt.timedelta(days=1)
    if person.is_active and not is_active and clash(person.postings.all(), tomorrow, None).exists():
        raise InvalidStep("Đồng chí này còn được bố trí công tác. Kết thúc bố trí trước.")
    person.is_active = is_active
    person.save()
    if email is not None and person.user_id is not None:
        change_email(user_id=person.user_id, email=email, subject=of_person(person), by=by, at=at)
    record(
        events.PERSON_EDITED, f"org.person:{person.pk}", by=by, at=at, organ_id=person.organ_id,
        owner_id=person.pk, name=person.full_name, before=before, after=_facts(person),
    )  # fmt: skip
    return person


def _name(person: Person, name: str, code: str, subject_type: str) -> None:
    if subject_type not in Person.SubjectType.values:
        raise OutOfRange("Chọn một đối tượng trong danh sách.", field="subject_type")
    if not words(name):
        raise OutOfRange("Họ và tên phải có chữ.", field="full_name")
    person.full_name, person.staff_code, person.subject_type = name, code, subject_type
    person.sort_key, person.search_text = sort_key(name), fold(f"{name} {code}")


def _facts(person: Person) -> dict[str, object]:
    return {f: getattr(person, f) for f in ("full_name", "staff_code", "subject_type", "is_active")}


def _free_code(organ_id: int, code: str, *, but: int = 0) -> str:
    line = text(code, field="staff_code", label="mã cán bộ", most=30)
    if other := Person.objects.filter(organ_id=organ_id, staff_code=line).exclude(pk=but).first():
        raise OutOfRange(f"Mã {line} đã cấp cho đồng chí {other.full_name}.", field="staff_code")
    return line


def _username(full_name: str) -> str:
    """Given name and initials: "Trần Ngọc Lan" -> "lantn", then "lantn2"."""
    parts = words(full_name)
    stem = (parts[-1] + "".join(p[0] for p in parts[:-1]))[:40].ljust(3, "0")
    taken = set(User.objects.filter(username__startswith=stem).values_list("username", flat=True))
    number = 1
    while (name := stem if number == 1 else f"{stem}{number}") in taken:
        number += 1
    return name
