"""Whom a round may speak to, and which rounds a time of day asks for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Q

from congvu.notifications.models import USUAL_HOUR, Choice, Round
from congvu.notifications.states import Kind
from congvu.org.models import Person
from congvu.worktime.queries import plans

MORNING = dt.time(8, 0)
THROUGH_THE_DAY = (MORNING, dt.time(10, 0), dt.time(13, 30), dt.time(15, 30))
UNTIL = dt.time(21, 0)
"""From then on nobody is reminded of anything."""
SLOTS: dict[str, tuple[dt.time, ...]] = {
    Kind.MISSED: (MORNING,),
    Kind.RETURNED: THROUGH_THE_DAY,
    Kind.ADJUSTED: THROUGH_THE_DAY,
    Kind.CONFIRM: (MORNING,),
    Kind.BELOW: (MORNING,),
    Kind.SELF_SCORE: (MORNING, dt.time(13, 30)),
    Kind.CARD_CONFIRM: (MORNING, dt.time(13, 30)),
    Kind.TALK: THROUGH_THE_DAY,
    Kind.PLAN: (MORNING, dt.time(13, 30)),
    Kind.WISH: THROUGH_THE_DAY,
    Kind.VOTE: (MORNING, dt.time(13, 30)),
    Kind.APPEAL: THROUGH_THE_DAY,
    Kind.APPEAL_DONE: THROUGH_THE_DAY,
}
"""When each kind is looked through; TODAY at the hours that people chose."""


@dataclass(frozen=True)
class Listener:
    """Somebody who may be reminded now. `mail_to` is empty where nothing goes by mail."""

    person_id: int
    mail_to: str
    since: dt.date


def due_rounds(organ_ids: Iterable[int], *, at: dt.datetime) -> Iterator[tuple[int, str, dt.time]]:
    """The rounds of today whose time has come and that nobody has made, two queries.

    Of several times that have passed only the last is made up for.
    """
    today, now = at.date(), at.time()
    if now >= UNTIL:
        return
    done = set(Round.objects.filter(day=today).values_list("organ_id", "kind", "slot"))
    hours: dict[int, set[dt.time]] = {}
    for organ_id, hour in Choice.objects.order_by().values_list("organ_id", "remind_at").distinct():
        hours.setdefault(organ_id, set()).add(hour)
    for organ_id in organ_ids:
        for kind, slots in SLOTS.items():
            passed = [slot for slot in slots if slot <= now]
            if passed and (organ_id, kind, passed[-1]) not in done:
                yield organ_id, kind, passed[-1]
        for hour in sorted({USUAL_HOUR, *hours.get(organ_id, ())}):
            if hour <= now and (organ_id, Kind.TODAY, hour) not in done:
                yield organ_id, Kind.TODAY, hour


def listeners(organ_id: int, kind: str, slot: dt.time, *, on: dt.date) -> dict[int, Listener]:
    """Those who work today, can sign in, and have not switched this kind off."""
    rows = (
        Person.objects.filter(organ_id=organ_id, is_active=True, user__is_active=True)
        .filter(Q(user__last_login__isnull=False) | ~Q(user__password__startswith="!"))
        .values_list("pk", "user__email", "user__created_at")
    )
    chosen = {choice.person_id: choice for choice in Choice.objects.filter(organ_id=organ_id)}
    found = {}
    for person_id, email, created_at in rows.order_by("pk"):
        choice = chosen.get(person_id) or Choice(person_id=person_id)
        if choice.is_off or kind in choice.muted or (kind == Kind.TODAY and choice.remind_at != slot):
            continue
        found[person_id] = Listener(person_id, email if choice.by_mail else "", created_at.date())
    planned = plans(list(found), on, on)
    return {p: listener for p, listener in found.items() if planned[p][on].is_due}
