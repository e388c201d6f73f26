"""Taking a decision back while nothing rests on it (ADR 0030)."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from congvu.assignments.commands import withdraw_unplanned, withdraw_verdict
from congvu.audit.trail import record
from congvu.base.errors import InvalidStep, Missing
from congvu.diary.commands import Settled, unsettle_entry
from congvu.diary.guards import lock_entry, subject_of
from congvu.diary.models import Entry
from congvu.policy.actions import Action
from congvu.policy.decide import acting_for, check
from congvu.policy.facts import Actor
from congvu.review import events
from congvu.review.models import Confirmation, Talk
from congvu.ui import words

ANSWERED = "Người viết đã trả lời quyết định này nên không hoàn tác được. Trao đổi tiếp ở trang Trao đổi."
MOVED_ON = "Mục này đã thay đổi sau quyết định nên không hoàn tác được. Tải lại trang để xem bản mới."


@transaction.atomic
def undo_decision(*, confirmation_id: int, by: Actor, at: dt.datetime) -> Confirmation:
    """Hoàn tác quyết định của chính mình: mục lại chờ, kết quả và phần việc như trước.

    Raises: Missing (not one's own decision), Denied, InvalidStep (undone already, the writer
        answered, the line or the verdict changed since), OutOfRange (closed period; what came free
        was handed in).
    Records: review.entry.undone.
    """
    entry_id = (
        Confirmation.objects.filter(pk=confirmation_id, confirmer_id=by.person_id or 0)
        .values_list("entry_id", flat=True)
        .first()
    )
    if entry_id is None:
        raise Missing("Không có quyết định này.")
    entry = lock_entry(entry_id)
    made = Confirmation.objects.select_for_update().get(pk=confirmation_id)
    subject = subject_of(entry.day)
    check(by, Action.DECISION_UNDO, subject)
    _must_stand(made, entry)
    _take_back_verdict(made, entry, by=by, at=at)
    unsettle_entry(entry_id=entry.pk, version=made.entry_version, before=_before(made), by=by, at=at)
    made.undone_at = at
    made.save(update_fields=["undone_at"])
    record(
        events.UNDONE, entry.origin, by=by, at=at, organ_id=entry.organ_id, owner_id=entry.person_id,
        acting_for=acting_for(by, Action.DECISION_UNDO, subject), title=entry.title,
        day=words.full_date(entry.worked_on), outcome=made.get_outcome_display(), version=made.entry_version,
    )  # fmt: skip
    return made


def _must_stand(made: Confirmation, entry: Entry) -> None:
    """Raises InvalidStep unless the line is as this decision left it and nobody answered."""
    if made.undone_at is not None or entry.state != made.outcome or entry.version != made.entry_version:
        raise InvalidStep(MOVED_ON)
    if made.accepted_at is not None or Talk.objects.filter(confirmation=made).exists():
        raise InvalidStep(ANSWERED)


def _take_back_verdict(made: Confirmation, entry: Entry, *, by: Actor, at: dt.datetime) -> None:
    decider_id = entry.day.confirmer_id
    if made.accepted_unplanned:
        withdraw_unplanned(origin=entry.origin, judged_at=made.at, decider_id=decider_id, by=by, at=at)
    elif entry.share_id and entry.quantity:
        withdraw_verdict(origin=entry.origin, judged_at=made.at, decider_id=decider_id, by=by, at=at)


def _before(made: Confirmation) -> Settled | None:
    """The decision that stood on the line earlier: the return of a version before this one."""
    found = (
        Confirmation.objects.filter(
            entry_id=made.entry_id, undone_at=None, entry_version__lt=made.entry_version
        )
        .order_by("-entry_version")
        .values_list("reason", "confirmer_id", "at")
        .first()
    )
    return Settled(*found) if found else None
