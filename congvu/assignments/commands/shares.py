"""What the doer says about her part: accepted, progress, unable, going on."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from congvu.assignments import events
from congvu.assignments.guards import allowed, lock_share, share_subject, tell, text_of, today_of
from congvu.assignments.models import Share
from congvu.assignments.states import OPEN_SHARES, SHARE, ShareStep
from congvu.base.errors import InvalidStep
from congvu.policy.actions import Action
from congvu.policy.facts import Actor


@transaction.atomic
def accept_share(*, share_id: int, by: Actor, at: dt.datetime) -> Share:
    """Nhận phần việc được giao. Raises: Missing, Denied, InvalidStep."""
    share = lock_share(share_id)
    allowed(by, Action.SHARE_ACCEPT, share_subject(share, on=today_of(at)))
    share.state = SHARE.after(share.state, ShareStep.ACCEPT)
    share.accepted_at = at
    _save(share, "accepted_at")
    tell(events.ACCEPTED, share.task, by=by, at=at, owner_id=share.person_id, share_id=share.pk)
    return share


@transaction.atomic
def report_progress(
    *, share_id: int, note: str, by: Actor, at: dt.datetime, version: int | None = None
) -> Share:
    """Báo tiến độ một phần việc đang mở. Raises: Missing, Denied, InvalidStep, Incomplete, Stale."""
    share = lock_share(share_id, version)
    allowed(by, Action.SHARE_REPORT, share_subject(share, on=today_of(at)))
    if share.state not in OPEN_SHARES:
        raise InvalidStep(f"Phần việc này {share.get_state_display().lower()} nên không báo tiến độ nữa.")
    share.progress_note = text_of(note, "tiến độ", field="note", longest=500)
    share.progress_at = at
    _save(share, "progress_note", "progress_at")
    tell(
        events.PROGRESS, share.task, by=by, at=at, owner_id=share.person_id, share_id=share.pk,
        note=share.progress_note,
    )  # fmt: skip
    return share


@transaction.atomic
def report_unable(
    *, share_id: int, reason: str, by: Actor, at: dt.datetime, version: int | None = None
) -> Share:
    """Báo không có khả năng hoàn thành, để lãnh đạo chuyển việc cho người khác.

    Raises: Missing, Denied, InvalidStep, Incomplete (no reason), Stale.
    Source: NĐ 335/2025/NĐ-CP, Điều 18 khoản 1 điểm d.
    """
    share = lock_share(share_id, version)
    allowed(by, Action.SHARE_REPORT, share_subject(share, on=today_of(at)))
    share.state = SHARE.after(share.state, ShareStep.REPORT_UNABLE)
    share.closing_reason = text_of(reason, "lý do không làm được", field="reason", longest=500)
    _save(share, "closing_reason")
    tell(
        events.UNABLE, share.task, by=by, at=at, owner_id=share.person_id, share_id=share.pk,
        reason=share.closing_reason,
    )  # fmt: skip
    return share


@transaction.atomic
def keep_share(*, share_id: int, by: Actor, at: dt.datetime) -> Share:
    """Làm tiếp phần việc đã báo không làm được. Raises: Missing, Denied, InvalidStep."""
    share = lock_share(share_id)
    allowed(by, Action.SHARE_REPORT, share_subject(share, on=today_of(at)))
    share.state = SHARE.after(share.state, ShareStep.KEEP)
    share.closing_reason = ""
    share.accepted_at = share.accepted_at or at
    _save(share, "closing_reason", "accepted_at")
    tell(events.KEPT, share.task, by=by, at=at, owner_id=share.person_id, share_id=share.pk)
    return share


def _save(share: Share, *fields: str) -> None:
    share.version += 1
    share.save(update_fields=["state", "version", *fields])
