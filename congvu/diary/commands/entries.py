"""Lines of a day: write, change, take out. Nothing that was written is lost."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import replace

from django.db import transaction

from congvu.base import clock
from congvu.base.errors import OutOfRange
from congvu.base.prepared import Prepared, insert, update
from congvu.diary import events
from congvu.diary.duration import minute_of
from congvu.diary.guards import (
    follow,
    keep_version,
    limits_of,
    lock_day_of,
    lock_entry,
    must_be_fresh,
    must_record,
    must_take_part,
    others_of,
    owned_by,
    resolved,
    subject_of,
    tell_entry,
)
from congvu.diary.lines import Line, cleaned, must_fit, not_ahead, timed
from congvu.diary.models import Day, Entry
from congvu.diary.proofs import Proof
from congvu.diary.states import ENTRY, DayState, EntryStep
from congvu.policy.actions import Action
from congvu.policy.decide import check
from congvu.policy.facts import Actor
from congvu.worktime.queries import due_on

from .evidence import attach_evidence


@transaction.atomic
def add_entry(
    *,
    person_id: int,
    on: dt.date,
    line: Line,
    client_id: uuid.UUID,
    by: Actor,
    at: dt.datetime,
    proofs: Sequence[Proof] = (),
    device_at: dt.datetime | None = None,
) -> Entry:
    """Ghi một mục vào một ngày, kèm minh chứng nếu có; all of it or nothing.

    The same `client_id` again gives the line already there. `at` is the server's time and counts;
    `device_at` is that of a device which had to wait for the network, kept beside it (ADR 0031).

    Units: minutes whole, quantity in products, percent of each product.
    Raises: Denied (not the writer), OutOfRange and Incomplete (rules of time, numbers, text,
        closed period), Missing (a product or task that is not hers).
    Records: diary.entry.added.
    """
    check(by, Action.ENTRY_WRITE, owned_by(person_id, by.organ_id))
    now = clock.local(at)
    not_ahead(line, on, now)
    day = lock_day_of(person_id, on)
    known = _KNOWN.first(person_id, client_id)
    if known is not None:
        return Entry.objects.get(pk=known[0])
    must_record(day, at)
    must_take_part(line, day)
    line, out_of_position = resolved(timed(cleaned(line)), day)
    not_ahead(line, on, now)
    must_fit(line, others_of(day), limits_of(day.organ_id))
    entry = Entry(
        organ_id=day.organ_id, day=day, person_id=person_id, worked_on=on, client_id=client_id,
        is_late=now.date() > due_on(day.organ_id, on), typed_at=at, device_at=device_at,
    )  # fmt: skip
    _write(entry, line, out_of_position, at)
    insert(entry)
    _reopen(day)
    waited = {"device_at": device_at} if device_at else {}
    tell_entry(events.ENTRY_ADDED, entry, by=by, at=at, minutes=entry.minutes, **waited)
    for proof in proofs:
        attach_evidence(
            entry_id=entry.pk, file=proof.file, url=proof.url, document=proof.document, by=by, at=at
        )
    return entry


_KNOWN = Prepared(
    lambda person_id, client_id: Entry.objects.filter(person_id=person_id, client_id=client_id).values_list(
        "pk"
    ),
    int,
    uuid.UUID,
)


@transaction.atomic
def edit_entry(*, entry_id: int, version: int, line: Line, by: Actor, at: dt.datetime) -> Entry:
    """Sửa một mục chưa gửi hoặc bị trả lại; bản cũ được giữ.

    Raises: Denied, Stale (changed in between), InvalidStep (sent or confirmed), OutOfRange,
        Incomplete, Missing.
    Records: diary.entry.edited.
    """
    entry = lock_entry(entry_id)
    check(by, Action.ENTRY_WRITE, subject_of(entry.day))
    must_be_fresh(entry, version)
    state = ENTRY.after(entry.state, EntryStep.EDIT)
    must_record(entry.day, at)
    line = replace(line, event_id=entry.event_id)
    line, out_of_position = resolved(timed(cleaned(line)), entry.day, before=entry)
    not_ahead(line, entry.worked_on, clock.local(at))
    must_fit(line, others_of(entry.day, without=entry.pk), limits_of(entry.organ_id))
    keep_version(entry, by=by)
    entry.state = state
    entry.version += 1
    _write(entry, line, out_of_position, at)
    entry.save()
    _reopen(entry.day)
    tell_entry(events.ENTRY_EDITED, entry, by=by, at=at, version=entry.version, minutes=entry.minutes)
    return entry


@transaction.atomic
def move_entry(
    *, entry_id: int, version: int, starts_at: dt.time, ends_at: dt.time, by: Actor, at: dt.datetime
) -> Entry:
    """Dời hoặc kéo một mục trên dòng thời gian; khoảng nghỉ bên trong mục giữ nguyên độ dài.

    Raises: as `edit_entry`; OutOfRange for a line without clock times.
    Records: diary.entry.edited.
    """
    entry = lock_entry(entry_id)
    check(by, Action.ENTRY_WRITE, subject_of(entry.day))
    if entry.starts_at is None or entry.ends_at is None:
        raise OutOfRange("Mục này chưa gắn giờ. Mở mục để ghi giờ bắt đầu và kết thúc.", field="starts_at")
    pause = minute_of(entry.ends_at) - minute_of(entry.starts_at) - entry.minutes
    span = minute_of(ends_at) - minute_of(starts_at)
    line = Line(
        title=entry.title, product_id=entry.product_id, share_id=entry.share_id, quantity=entry.quantity,
        minutes=span - pause if span > pause else None, starts_at=starts_at, ends_at=ends_at, kind=entry.kind,
        role=entry.role, percent=entry.percent, note=entry.note,
    )  # fmt: skip
    return edit_entry(entry_id=entry_id, version=version, line=line, by=by, at=at)


@transaction.atomic
def remove_entry(*, entry_id: int, version: int, by: Actor, at: dt.datetime) -> Entry:
    """Bỏ một mục chưa gửi hoặc bị trả lại; mục vẫn còn trong lịch sử.

    Raises: Denied, Stale, InvalidStep, OutOfRange (closed period), Missing.
    Records: diary.entry.removed.
    """
    entry = lock_entry(entry_id)
    check(by, Action.ENTRY_WRITE, subject_of(entry.day))
    must_be_fresh(entry, version)
    state = ENTRY.after(entry.state, EntryStep.REMOVE)
    must_record(entry.day, at)
    keep_version(entry, by=by)
    entry.state = state
    entry.version += 1
    entry.edited_at = at
    entry.save(update_fields=["state", "version", "edited_at"])
    follow(entry.day, at)
    tell_entry(events.ENTRY_REMOVED, entry, by=by, at=at)
    return entry


def _write(entry: Entry, line: Line, out_of_position: bool, at: dt.datetime) -> None:
    assert line.minutes is not None  # timed() has run
    entry.title = line.title
    entry.product_id, entry.share_id = line.product_id, line.share_id
    entry.event_id = line.event_id
    entry.quantity, entry.percent = line.quantity, line.percent
    entry.minutes, entry.starts_at, entry.ends_at = line.minutes, line.starts_at, line.ends_at
    entry.kind, entry.role, entry.note = line.kind, line.role, line.note
    entry.is_out_of_position = out_of_position
    entry.edited_at = at


def _reopen(day: Day) -> None:
    """A day with an unsent line is being written again."""
    if day.state != DayState.DRAFT:
        day.state, day.closed_at = DayState.DRAFT, None
        day.version += 1
        update(day, "state", "closed_at", "version")
