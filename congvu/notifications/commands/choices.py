"""What a person does with her reminders: read them, choose how she is reminded, switch them off."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from congvu.audit.trail import record
from congvu.base.errors import Missing, OutOfRange
from congvu.notifications import events
from congvu.notifications.models import Choice, Reminder
from congvu.notifications.states import Kind, MailState
from congvu.org.models import Person
from congvu.policy.actions import Action
from congvu.policy.decide import check
from congvu.policy.facts import Actor, Subject

HOURS = tuple(dt.time(minutes // 60, minutes % 60) for minutes in range(14 * 60, 20 * 60 + 1, 15))
"""The hours that may be chosen: every quarter from 14:00 to 20:00."""


def _person(person_id: int, by: Actor) -> Person:
    person = Person.objects.select_for_update(no_key=True).filter(pk=person_id).first()
    if person is None:
        raise Missing("Không có người này.")
    check(by, Action.REMINDER_OWN, Subject(organ_id=person.organ_id, owner_id=person.pk))
    return person


@transaction.atomic
def mark_read(*, person_id: int, reminder_id: int | None, by: Actor, at: dt.datetime) -> Reminder | None:
    """Mark one reminder of hers as read, or all (None); the one. Again changes nothing.

    Nothing is recorded: the row keeps the moment. Raises: Denied, Missing.
    """
    _person(person_id, by)
    rows = Reminder.objects.filter(person_id=person_id)
    if reminder_id is None:
        rows.filter(read_at__isnull=True).update(read_at=at)
        return None
    found = rows.filter(pk=reminder_id).first()
    if found is None:
        raise Missing("Không có lời nhắc này.")
    rows.filter(pk=reminder_id, read_at__isnull=True).update(read_at=at)
    return found


@transaction.atomic
def set_choice(
    *,
    person_id: int,
    remind_at: dt.time,
    by_mail: bool,
    muted: Sequence[str],
    is_off: bool,
    by: Actor,
    at: dt.datetime,
) -> Choice:
    """Choose the hour, the way and the kinds of one's reminders.

    Raises: Denied, Missing, OutOfRange with field "remind_at" or "muted".
    """
    person = _person(person_id, by)
    if remind_at not in HOURS:
        raise OutOfRange("Chọn một giờ từ 14:00 đến 20:00, cách nhau 15 phút.", field="remind_at")
    if set(muted) - set(Kind.values):
        raise OutOfRange("Chọn loại lời nhắc trong danh sách.", field="muted")
    choice = Choice.objects.filter(person=person).first() or Choice(person=person, organ_id=person.organ_id)
    choice.remind_at, choice.by_mail, choice.is_off = remind_at, by_mail, is_off
    choice.muted = [kind for kind in Kind.values if kind in muted]
    _keep(choice, by, at)
    return choice


@transaction.atomic
def turn_off(*, person_id: int, kind: str, by: Actor, at: dt.datetime) -> Choice:
    """Switch one kind off, or all of them (""); what stands of it leaves the bell. Again changes nothing.

    Raises: Denied, Missing, OutOfRange (no such kind).
    """
    person = _person(person_id, by)
    if kind and kind not in Kind.values:
        raise OutOfRange("Không có loại lời nhắc này.")
    choice = Choice.objects.filter(person=person).first() or Choice(person=person, organ_id=person.organ_id)
    if choice.is_off or kind in choice.muted:
        return choice
    if kind:
        choice.muted = [k for k in Kind.values if k in choice.muted or k == kind]
    else:
        choice.is_off = True
    _keep(choice, by, at)
    return choice


def _keep(choice: Choice, by: Actor, at: dt.datetime) -> None:
    choice.save()
    off = Reminder.objects.filter(person_id=choice.person_id)
    if not choice.is_off:
        off = off.filter(kind__in=choice.muted)
    off.filter(settled_at__isnull=True).update(settled_at=at)
    unsent = Reminder.objects.filter(person_id=choice.person_id) if not choice.by_mail else off
    unsent.filter(mail=MailState.WAITING).update(mail=MailState.NONE)
    record(
        events.CHOICE_CHANGED, f"notifications.choice:{choice.person_id}", by=by, at=at,
        organ_id=choice.organ_id, owner_id=choice.person_id, what=_what(choice),
    )  # fmt: skip


def _what(choice: Choice) -> str:
    if choice.is_off:
        return "tắt mọi lời nhắc"
    parts = [f"nhắc lúc {choice.remind_at:%H:%M}", "có thư" if choice.by_mail else "không thư"]
    if choice.muted:
        parts.append(f"tắt {len(choice.muted)} loại")
    return ", ".join(parts)
