"""Writing the rows of a staff list, each whole or not at all. Called by commands only, inside their
transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from django.db import transaction

from congvu.accounts.commands import issue_code
from congvu.base import clock
from congvu.base.errors import DomainError, InvalidStep
from congvu.imports.staff.plan import PostStep, StaffStep
from congvu.imports.staff.values import ParsedPerson
from congvu.org.commands import add_person, edit_person, end_posting, post_person
from congvu.org.models import Person
from congvu.org.queries import places, root_subject
from congvu.policy.facts import Actor


@dataclass(frozen=True)
class IssuedCode:
    """One line of the list to hand out."""

    staff_code: str
    full_name: str
    unit: str
    username: str
    code: str


def codes_for(people: list[Person], by: Actor, at: dt.datetime) -> tuple[IssuedCode, ...]:
    """Issue one code each. Part of a command's transaction. Raises: Denied, InvalidStep."""
    where = places([person.pk for person in people], on=clock.local(at).date())
    kept_in = {organ_id: root_subject(organ_id) for organ_id in {person.organ_id for person in people}}
    found = []
    for person in people:
        if person.user is None:
            continue
        subject = replace(kept_in[person.organ_id], owner_id=person.pk)
        code = issue_code(user_id=person.user.pk, subject=subject, by=by, at=at)
        unit = where[person.pk].unit_name if person.pk in where else ""
        found.append(IssuedCode(person.staff_code, person.full_name, unit, person.user.username, code))
    return tuple(found)


@dataclass
class Written:
    """What came of some steps: people added (staff code → id), and each refused row with the sentence."""

    added: dict[str, int] = field(default_factory=dict)
    refused: list[tuple[ParsedPerson, str]] = field(default_factory=list)


def write_people(organ_id: int, steps: Sequence[StaffStep], by: Actor, at: dt.datetime) -> Written:
    """Do the steps, each whole or not at all. Raises nothing of a single row."""
    result = Written()
    for step in steps:
        try:
            with transaction.atomic():
                _write(organ_id, step, result.added, by, at)
        except DomainError as error:
            result.refused.append((step.row, error.sentence))
    return result


def _write(organ_id: int, step: StaffStep, added: dict[str, int], by: Actor, at: dt.datetime) -> None:
    row, code = step.row, step.row.staff_code.upper()
    person_id = step.person_id or added.get(code)
    is_new = person_id is None
    if person_id is None:
        if row.is_concurrent:
            raise InvalidStep("Hàng chính của người này không nhập được.")
        person_id = add_person(
            organ_id=organ_id, staff_code=row.staff_code, full_name=row.full_name, email=row.email,
            subject_type=row.subject_type, username=row.username, by=by, at=at,
        ).pk  # fmt: skip
    elif step.edits:
        held = Person.objects.get(pk=person_id)
        edit_person(
            person_id=person_id, staff_code=held.staff_code, full_name=row.full_name,
            subject_type=step.subject_type, is_active=held.is_active, email=row.email or None, by=by, at=at,
        )  # fmt: skip
    if step.post is not None:
        _post(person_id, step.post, by, at)
    if is_new:
        added[code] = person_id


def _post(person_id: int, post: PostStep, by: Actor, at: dt.datetime) -> None:
    if post.ends is not None:
        end_posting(posting_id=post.ends, valid_to=post.day, by=by, at=at)
    post_person(
        person_id=person_id, unit_id=post.unit_id, position_id=post.position_id, duty=post.duty,
        title=post.title, kind=post.kind, percent=post.percent, valid_from=post.day, by=by, at=at,
    )  # fmt: skip
