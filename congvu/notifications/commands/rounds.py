"""Making reminders and settling those whose cause is over; only the system does."""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, transaction

from congvu.audit.trail import record
from congvu.base.errors import Denied
from congvu.notifications import events
from congvu.notifications.models import Reminder, Round
from congvu.notifications.queries import CAUSES, REPLACING, Cause, listeners
from congvu.notifications.states import Kind, MailState
from congvu.policy.facts import Actor

ONLY_SYSTEM = "Lời nhắc do hệ thống tự tạo."


@transaction.atomic
def make_round(
    *, organ_id: int, kind: str, slot: dt.time, with_mail: bool, by: Actor, at: dt.datetime
) -> int:
    """Remind those of an organ whom one kind concerns now; how many were reminded.

    The round's row is the claim: whoever comes second, in whatever process, does nothing. A reminder
    of the same person, kind and day is never made twice. Raises: Denied (not the system).
    """
    if not by.is_system:
        raise Denied(ONLY_SYSTEM)
    today = at.date()
    try:
        with transaction.atomic():
            Round.objects.create(organ_id=organ_id, kind=kind, day=today, slot=slot, made_at=at)
    except IntegrityError:
        return 0
    who = listeners(organ_id, kind, slot, on=today)
    causes = [
        c for c in CAUSES[kind](organ_id, list(who), today) if c.is_new and c.day >= _since(c, kind, who)
    ]
    known = set(
        Reminder.objects.filter(kind=kind, person_id__in=[c.person_id for c in causes]).values_list(
            "person_id", "day"
        )
    )
    fresh = [c for c in causes if (c.person_id, c.day) not in known]
    if not fresh:
        return 0
    if kind in REPLACING:
        standing = Reminder.objects.filter(
            kind=kind, settled_at__isnull=True, person_id__in=[c.person_id for c in fresh]
        )
        standing.update(settled_at=at)
    Reminder.objects.bulk_create(
        (_reminder(organ_id, kind, c, at, mails=with_mail and bool(who[c.person_id].mail_to)) for c in fresh),
        ignore_conflicts=True,
    )
    record(
        events.ROUND_MADE, f"notifications.round:{organ_id}", by=by, at=at, organ_id=organ_id,
        count=len(fresh), label=str(Kind(kind).label).lower(), people=sorted(c.person_id for c in fresh),
    )  # fmt: skip
    return len(fresh)


def _since(cause: Cause, kind: str, who: dict) -> dt.date:  # type: ignore[type-arg]
    """A day before somebody's sign-in was made is not held against her."""
    return who[cause.person_id].since if kind == Kind.MISSED else dt.date.min


def _reminder(organ_id: int, kind: str, cause: Cause, at: dt.datetime, *, mails: bool) -> Reminder:
    return Reminder(
        organ_id=organ_id,
        person_id=cause.person_id,
        kind=kind,
        day=cause.day,
        sentence=cause.sentence,
        address=cause.address,
        made_at=at,
        mail=MailState.WAITING if mails else MailState.NONE,
        mail_after=at if mails else None,
    )


@transaction.atomic
def settle(*, organ_id: int, by: Actor, at: dt.datetime) -> int:
    """Settle the standing reminders of an organ whose cause is over; how many. Raises: Denied.

    Nothing is recorded: that a day was sent is an event of its own, and the row keeps the moment.
    """
    if not by.is_system:
        raise Denied(ONLY_SYSTEM)
    over: list[int] = []
    standing: dict[str, list[Reminder]] = {}
    for row in Reminder.objects.filter(organ_id=organ_id, settled_at__isnull=True).order_by("pk"):
        standing.setdefault(row.kind, []).append(row)
    for kind, rows in standing.items():
        causes = CAUSES[kind](organ_id, sorted({row.person_id for row in rows}), at.date())
        if kind in REPLACING:
            alive = {c.person_id for c in causes}
            over += [row.pk for row in rows if row.person_id not in alive]
        else:
            days = {(c.person_id, c.day) for c in causes}
            over += [row.pk for row in rows if (row.person_id, row.day) not in days]
    return Reminder.objects.filter(pk__in=over, settled_at__isnull=True).update(settled_at=at) if over else 0
