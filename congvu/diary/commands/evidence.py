"""Evidence of a line: a file, a link, or the number of a document."""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlsplit

from django.db import transaction

from congvu.base.errors import Incomplete, InvalidStep, Missing, OutOfRange
from congvu.base.files import Upload, keep
from congvu.base.text import clean
from congvu.diary import events
from congvu.diary.guards import follow, keep_version, lock_entry, must_record, subject_of, tell_entry
from congvu.diary.lines import text
from congvu.diary.models import Entry, Evidence
from congvu.diary.states import ENTRY, EntryState, EntryStep
from congvu.policy.actions import Action
from congvu.policy.decide import check
from congvu.policy.facts import Actor

MOST = 20
LABEL_LONGEST = 300
URL_LONGEST = 500


@transaction.atomic
def attach_evidence(
    *,
    entry_id: int,
    by: Actor,
    at: dt.datetime,
    file: Upload | None = None,
    url: str = "",
    document: str = "",
    label: str = "",
) -> Evidence:
    """Kèm một minh chứng: đúng một trong tệp, liên kết, số văn bản.

    Allowed until the line is confirmed. On a returned line it is a correction: a new version.
    The same evidence again is the one already there.
    Raises: Denied, InvalidStep (confirmed), Incomplete, OutOfRange (kind, size, address, closed
        period), Missing.
    Records: diary.evidence.added.
    """
    entry = lock_entry(entry_id)
    check(by, Action.ENTRY_WRITE, subject_of(entry.day))
    if entry.state not in (EntryState.DRAFT, EntryState.SUBMITTED, EntryState.RETURNED):
        raise InvalidStep(f"Mục này {entry.get_state_display().lower()} nên không kèm thêm minh chứng.")
    must_record(entry.day, at)
    made = _made(file, clean(url), clean(document), clean(label))
    present = Evidence.objects.filter(entry=entry, removed_at=None)
    same = present.filter(kind=made.kind, sha256=made.sha256, url=made.url)
    if made.kind == Evidence.Kind.DOCUMENT:
        same = same.filter(label=made.label)
    if known := same.first():
        return known
    if present.count() >= MOST:
        raise OutOfRange(f"Một mục kèm nhiều nhất {MOST} minh chứng. Bỏ bớt một minh chứng trước.")
    made.organ_id, made.entry, made.added_at = entry.organ_id, entry, at
    made.save(force_insert=True)
    _corrected(entry, by=by, at=at)
    tell_entry(
        events.EVIDENCE_ADDED, entry, by=by, at=at, label=made.label, form=made.kind, sha256=made.sha256,
    )  # fmt: skip
    return made


@transaction.atomic
def remove_evidence(*, evidence_id: int, by: Actor, at: dt.datetime) -> Evidence:
    """Bỏ một minh chứng của mục chưa gửi hoặc bị trả lại; dấu vết và tệp vẫn được giữ.

    Raises: Denied, InvalidStep (the line is sent), OutOfRange (closed period), Missing.
    Records: diary.evidence.removed.
    """
    entry_id = (
        Evidence.objects.filter(pk=evidence_id, removed_at=None).values_list("entry_id", flat=True).first()
    )
    if entry_id is None:
        raise Missing("Không có minh chứng này.")
    entry = lock_entry(entry_id)
    check(by, Action.ENTRY_WRITE, subject_of(entry.day))
    ENTRY.after(entry.state, EntryStep.EDIT)
    must_record(entry.day, at)
    evidence = Evidence.objects.select_for_update().get(pk=evidence_id)
    evidence.removed_at = at
    evidence.save(update_fields=["removed_at"])
    _corrected(entry, by=by, at=at)
    tell_entry(events.EVIDENCE_REMOVED, entry, by=by, at=at, label=evidence.label)
    return evidence


def _made(file: Upload | None, url: str, document: str, label: str) -> Evidence:
    label = text(label, "tên minh chứng", field="label", longest=LABEL_LONGEST)
    if sum((file is not None, bool(url), bool(document))) != 1:
        raise Incomplete("Kèm một tệp, hoặc ghi một liên kết, hoặc ghi một số văn bản.", field="file")
    if file is not None:
        kept = keep(file)
        return Evidence(
            kind=Evidence.Kind.FILE, label=kept.name, sha256=kept.sha256, size=kept.size,
            content_type=kept.content_type,
        )  # fmt: skip
    if url:
        return Evidence(kind=Evidence.Kind.LINK, label=label or url[:LABEL_LONGEST], url=_address(url))
    document = text(document, "số văn bản", field="document", longest=LABEL_LONGEST)
    return Evidence(kind=Evidence.Kind.DOCUMENT, label=document)


def _address(url: str) -> str:
    """A plain web address. Raises OutOfRange (field "link")."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
        _ = parts.port
    except ValueError:
        host = None
    if not host or parts.scheme not in ("http", "https") or "@" in parts.netloc or " " in url or "\\" in url:
        raise OutOfRange(
            "Liên kết phải là địa chỉ web đầy đủ, bắt đầu bằng https:// hoặc http://.", field="link"
        )
    return text(url, "liên kết", field="link", longest=URL_LONGEST)


def _corrected(entry: Entry, *, by: Actor, at: dt.datetime) -> None:
    """Evidence on a returned line makes its next version, to be sent again."""
    if entry.state != EntryState.RETURNED:
        return
    keep_version(entry, by=by)
    entry.state = ENTRY.after(entry.state, EntryStep.EDIT)
    entry.version += 1
    entry.edited_at = at
    entry.save(update_fields=["state", "version", "edited_at"])
    follow(entry.day, at)
