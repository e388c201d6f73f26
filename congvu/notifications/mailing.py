"""Reminders by mail: one message a person, plain text and the same as simple HTML (ADR 0026)."""

from __future__ import annotations

import datetime as dt
import logging
import smtplib
from email.headerregistry import Address

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMultiAlternatives, get_connection
from django.template.loader import render_to_string

from congvu.accounts.models import Installation
from congvu.org.models import Person
from congvu.org.queries import form_of_address
from congvu.policy.facts import SYSTEM
from congvu.ui import words
from congvu.ui.addresses import address

from . import commands
from .models import Reminder
from .queries import leave_address
from .states import Kind, MailState

SALT = "congvu.notifications.off"
LINK_LIFE = dt.timedelta(days=180)
AT_ONCE = 200
"""Messages of one tick: the next one goes on where this one stopped."""
logger = logging.getLogger(__name__)


def is_on() -> bool:
    """Whether reminders go by mail: a server is set, and this is no sample data."""
    return bool(settings.EMAIL_HOST) and not Installation.objects.filter(is_sample=True).exists()


def off_link(person_id: int, kind: str) -> str:
    """The signed address of the page that switches one kind off (all: "") without signing in."""
    token = signing.dumps([person_id, kind], salt=SALT, compress=False)
    return settings.BASE_URL + address("notifications:off", token)


def read_off_link(token: str) -> tuple[int, str] | None:
    """The person and the kind of a link; None when it is not ours or too old."""
    try:
        person_id, kind = signing.loads(token, salt=SALT, max_age=LINK_LIFE)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return int(person_id), str(kind)


def message(claim: commands.Claim, to: str) -> EmailMultiAlternatives:
    """The message for what was claimed; its number is the claim's, so that a copy can be told."""
    person = Person.objects.get(pk=claim.person_id)
    with words.addressing(lambda: form_of_address(person.organ_id)):
        context = {
            "lines": [_line(row) for row in claim.reminders],
            "kinds": [
                (str(Kind(k).label).lower(), off_link(person.pk, k))
                for k in dict.fromkeys(row.kind for row in claim.reminders)
            ],
            "all_off": off_link(person.pk, ""),
            "home": f"{settings.BASE_URL}{address('notifications:list')}",
        }
        text = render_to_string("notifications/mail.txt", context)
        page = render_to_string("notifications/mail.html", context)
    label = Kind(claim.reminders[0].kind).label
    subject = (
        f"Công Vụ: {label}" if len(claim.reminders) == 1 else f"Công Vụ: {len(claim.reminders)} lời nhắc"
    )
    sender = settings.DEFAULT_FROM_EMAIL
    domain = Address(addr_spec=sender).domain if "<" not in sender else sender.rpartition("@")[2].rstrip(">")
    headers = {
        "Message-ID": f"<{claim.token}@{domain}>",
        "List-Unsubscribe": f"<{context['all_off']}>",
        "Auto-Submitted": "auto-generated",
    }
    made = EmailMultiAlternatives(subject, text, sender, [to], headers=headers)
    made.attach_alternative(page, "text/html")
    return made


def _line(row: Reminder) -> dict[str, str]:
    leave = settings.BASE_URL + leave_address(row.day) if row.kind == Kind.MISSED else ""
    return {
        "sentence": words.addressed(row.sentence),
        "link": settings.BASE_URL + row.address,
        "leave": leave,
    }


def send_waiting(at: dt.datetime) -> int:
    """Send what waits, a message a person, until the server fails; how many messages it took.

    A server that does not answer ends the run: the rest waits for the next tick without losing a try.
    """
    if not is_on():
        return 0
    commands.give_up_interrupted(by=SYSTEM, at=at)
    people = (
        Reminder.objects.filter(mail=MailState.WAITING, mail_after__lte=at)
        .order_by("person_id")
        .values_list("person_id", flat=True)
        .distinct()[:AT_ONCE]
    )
    waiting = list(people)
    if not waiting:
        return 0
    connection = get_connection()
    try:
        connection.open()
    except (OSError, smtplib.SMTPException) as error:
        logger.warning("mail server: %s", error)
        _refuse_first(waiting[0], error, at)
        return 0
    sent = 0
    try:
        for person_id in waiting:
            sent += _send(person_id, connection, at)
    except _Down:
        return sent
    finally:
        connection.close()
    return sent


class _Down(Exception):
    """The server went away: no use in trying the next one."""


def _refuse_first(person_id: int, error: Exception, at: dt.datetime) -> None:
    """One row carries the reason why the server could not be reached, for `congvu check`."""
    claim = commands.claim_mail(person_id=person_id, by=SYSTEM, at=at)
    if claim is not None:
        commands.note_refused(token=claim.token, error=str(error), for_good=False, by=SYSTEM, at=at)


def _send(person_id: int, connection, at: dt.datetime) -> bool:  # type: ignore[no-untyped-def]
    to = (
        Person.objects.filter(pk=person_id, user__is_active=True)
        .values_list("user__email", flat=True)
        .first()
    )
    claim = commands.claim_mail(person_id=person_id, by=SYSTEM, at=at)
    if claim is None:
        return False
    if not to:
        commands.note_refused(
            token=claim.token, error="Không còn địa chỉ thư.", for_good=True, by=SYSTEM, at=at
        )
        return False
    made = message(claim, to)
    made.connection = connection
    try:
        made.send()
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _ in error.recipients.values()]
        _refuse(claim, error, at, for_good=all(500 <= code < 600 for code in codes))
        return False
    except smtplib.SMTPResponseException as error:
        _refuse(claim, error, at, for_good=False)
        return False
    except (OSError, smtplib.SMTPException) as error:
        _refuse(claim, error, at, for_good=False)
        raise _Down from error
    commands.note_sent(token=claim.token, by=SYSTEM, at=at)
    return True


def _refuse(claim: commands.Claim, error: Exception, at: dt.datetime, *, for_good: bool) -> None:
    logger.warning("mail to person %s: %s", claim.person_id, error)
    commands.note_refused(token=claim.token, error=str(error), for_good=for_good, by=SYSTEM, at=at)
