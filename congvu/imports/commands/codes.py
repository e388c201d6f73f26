"""One-time activation codes of people whom an import added. Told once, kept nowhere."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from congvu.accounts.commands import issue_code
from congvu.base import clock
from congvu.base.errors import Incomplete, InvalidStep
from congvu.imports import events
from congvu.imports.commands.staging import lock_batch, tell
from congvu.imports.queries import waiting_people
from congvu.imports.states import BatchState
from congvu.org.models import Person
from congvu.org.queries import person_subject, places
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
    found = []
    for person in people:
        if person.user is None:
            continue
        code = issue_code(user_id=person.user.pk, subject=person_subject(person), by=by, at=at)
        unit = where[person.pk].unit_name if person.pk in where else ""
        found.append(IssuedCode(person.staff_code, person.full_name, unit, person.user.username, code))
    return tuple(found)


@transaction.atomic
def reissue_codes(*, batch_id: int, by: Actor, at: dt.datetime) -> tuple[IssuedCode, ...]:
    """Cấp lại mã cho những người của lần nhập này chưa kích hoạt; the earlier codes stop working.

    For a list that was closed before it was printed. Raises: Missing, Denied, InvalidStep, Incomplete.
    """
    batch = lock_batch(batch_id, by)
    if batch.state != BatchState.APPLIED:
        raise InvalidStep("Lần nhập này chưa được xác nhận nên chưa có mã nào.")
    people = list(waiting_people(batch))
    if not people:
        raise Incomplete("Mọi người của lần nhập này đã kích hoạt.")
    issued = codes_for(people, by, at)
    tell(events.CODES_ISSUED, batch, by=by, at=at, count=len(issued))
    return issued
