"""Confirming a group of lines without any fact, after three samples were opened (ADR 0030)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from congvu.base.errors import Incomplete, OutOfRange
from congvu.diary.states import EntryStep
from congvu.policy.facts import Actor
from congvu.review import queries
from congvu.review.models import Confirmation
from congvu.review.settling import Verdict, settle


@transaction.atomic
def confirm_group(*, lines: Sequence[tuple[int, int]], by: Actor, at: dt.datetime) -> list[Confirmation]:
    """Xác nhận các mục không có dấu cần xem, sau khi đã mở các mục được chọn.

    `lines` are (line, version) as the page showed them. All of it or nothing.
    Raises: Incomplete (nothing to confirm; a sample was not opened for three seconds), OutOfRange
        (a line does not belong to the group any more), Denied, Stale, InvalidStep.
    Records: review.entry.group_confirmed, one per line.
    """
    if not lines:
        raise Incomplete("Không còn mục nào trong nhóm này.")
    group = queries.group_of(queries.queue(by, now=at), viewer=by, now=at)
    if not {entry_id for entry_id, _ in lines} <= set(group.ids):
        raise OutOfRange("Nhóm này vừa thay đổi. Xem lại danh sách rồi xác nhận.")
    if not group.is_ready:
        raise Incomplete(group.why_not)
    return [
        settle(entry_id, version, EntryStep.CONFIRM, Verdict(), by=by, at=at, in_group=True)
        for entry_id, version in lines
    ]
