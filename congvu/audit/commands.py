"""Writing about the trail: the lawful erasure of one event's content."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from congvu.base.errors import Incomplete, InvalidStep, Missing
from congvu.base.text import clean
from congvu.policy.actions import Action
from congvu.policy.decide import check
from congvu.policy.facts import Actor, Subject

from . import events
from .models import AuditEvent
from .trail import record


@transaction.atomic
def erase_event(
    *, organ_id: int, unit_path: str, seq: int, document: str, reason: str, by: Actor, at: dt.datetime
) -> AuditEvent:
    """Erase what an event says; that it happened, when and by whom stays, and so does its digest.

    unit_path: the root unit of the organ, where its personnel body holds its role. document: the
    decision that orders it (number and date). The salt goes with the data, so that what was erased
    cannot be guessed from the digest. The erasure is an event of its own.
    Raises: Missing, Denied, InvalidStep (already erased), Incomplete (no document or reason).
    Source: Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15 (ADR 0012).
    """
    event = AuditEvent.objects.select_for_update().filter(organ_id=organ_id, seq=seq).first()
    if event is None:
        raise Missing("Không có sự kiện này.")
    owner_id = int(event.owner.removeprefix("person:")) if event.owner else None
    check(by, Action.AUDIT_ERASE, Subject(organ_id=organ_id, unit_path=unit_path, owner_id=owner_id))
    if event.data is None:
        raise InvalidStep("Nội dung của sự kiện này đã xóa rồi.")
    if event.what == events.EVENT_ERASED.code:
        raise InvalidStep("Sự kiện ghi việc xóa thì phải giữ lại.")
    document, reason = clean(document)[:120], clean(reason)[:300]
    if not document:
        raise Incomplete("Ghi số và ngày của quyết định cho phép xóa.", field="document")
    if not reason:
        raise Incomplete("Ghi lý do xóa.", field="reason")
    event.data, event.salt = None, ""
    event.save(update_fields=["data", "salt"])
    record(
        events.EVENT_ERASED,
        f"audit.event:{seq}",
        by=by,
        at=at,
        organ_id=organ_id,
        owner_id=owner_id,
        seq=seq,
        document=document,
        reason=reason,
    )
    return event
