"""The way of a reminder's mail: claimed by one UPDATE, sent once, given up with its reason kept."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F

from congvu.base.errors import Denied
from congvu.notifications.models import Reminder
from congvu.notifications.states import MAIL, MailState, MailStep
from congvu.policy.facts import Actor

from .rounds import ONLY_SYSTEM

MOST_TRIES = 6
FIRST_PAUSE = dt.timedelta(minutes=2)
"""Doubled after each refusal: about two hours between the first try and the last."""
INTERRUPTED = dt.timedelta(minutes=15)


@dataclass(frozen=True)
class Claim:
    """The reminders of one person that one message carries. `token` is the number of the message."""

    token: uuid.UUID
    person_id: int
    reminders: tuple[Reminder, ...]


def _system(by: Actor) -> None:
    if not by.is_system:
        raise Denied(ONLY_SYSTEM)


@transaction.atomic
def claim_mail(*, person_id: int, by: Actor, at: dt.datetime) -> Claim | None:
    """Take what waits of one person; None when another took it. Raises: Denied.

    Reminders that are over or read by now need no mail and are let go.
    """
    _system(by)
    waiting = Reminder.objects.filter(
        person_id=person_id, mail=MAIL.sources(MailStep.CLAIM)[0], mail_after__lte=at
    )
    waiting.exclude(settled_at__isnull=True, read_at__isnull=True).update(
        mail=MAIL.after(MailState.WAITING, MailStep.DROP)
    )
    token = uuid.uuid4()
    taken = waiting.update(
        mail=MAIL.after(MailState.WAITING, MailStep.CLAIM), mail_token=token, mail_claimed_at=at,
        mail_tries=F("mail_tries") + 1,
    )  # fmt: skip
    if not taken:
        return None
    return Claim(token, person_id, tuple(Reminder.objects.filter(mail_token=token).order_by("made_at", "pk")))


@transaction.atomic
def note_sent(*, token: uuid.UUID, by: Actor, at: dt.datetime) -> int:
    """The server accepted the message. Raises: Denied."""
    _system(by)
    return Reminder.objects.filter(mail_token=token, mail=MailState.SENDING).update(
        mail=MAIL.after(MailState.SENDING, MailStep.ACCEPT), mailed_at=at, mail_error=""
    )


@transaction.atomic
def note_refused(*, token: uuid.UUID, error: str, for_good: bool, by: Actor, at: dt.datetime) -> int:
    """The server did not take the message: again after a pause, or given up. Raises: Denied.

    for_good: it will never take it (no such box); otherwise six tries.
    """
    _system(by)
    rows = list(Reminder.objects.select_for_update().filter(mail_token=token, mail=MailState.SENDING))
    for row in rows:
        last = for_good or row.mail_tries >= MOST_TRIES
        row.mail = MAIL.after(row.mail, MailStep.GIVE_UP if last else MailStep.REFUSE)
        row.mail_after = at + FIRST_PAUSE * 2 ** (row.mail_tries - 1)
        row.mail_error = error[:300]
        row.save(update_fields=["mail", "mail_after", "mail_error"])
    return len(rows)


@transaction.atomic
def give_up_interrupted(*, by: Actor, at: dt.datetime) -> int:
    """Mail that was claimed long ago and of which nobody knows the end: never sent again. Raises: Denied."""
    _system(by)
    return Reminder.objects.filter(mail=MailState.SENDING, mail_claimed_at__lt=at - INTERRUPTED).update(
        mail=MAIL.after(MailState.SENDING, MailStep.LOSE),
        mail_error="Hệ thống dừng giữa lúc gửi; không rõ thư đã đến chưa.",
    )
