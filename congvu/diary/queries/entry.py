"""One line with everything about it: evidence, earlier versions, who may do what."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from congvu.base.errors import Missing
from congvu.base.files import path_of
from congvu.diary.guards import subject_of
from congvu.diary.models import Entry, EntryVersion, Evidence
from congvu.diary.states import EntryState
from congvu.policy.actions import Action
from congvu.policy.decide import can
from congvu.policy.facts import Actor
from congvu.ui import words
from congvu.worktime.queries import recording

from .cards import Card, cards, rows


@dataclass(frozen=True)
class Version:
    """What the line said before it was changed. `facts` are (label, value) in reading order."""

    number: int
    saved_at: dt.datetime
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class EntryPage:
    """One line for its writer (to change) or for who may read it."""

    card: Card
    is_own: bool
    person_name: str
    versions: tuple[Version, ...]
    closed_sentence: str

    @property
    def may_edit(self) -> bool:
        return self.is_own and self.card.may_edit and not self.closed_sentence

    @property
    def may_attach(self) -> bool:
        return self.is_own and self.card.may_attach and not self.closed_sentence

    @property
    def why_not(self) -> str:
        """Why the writer cannot change it now; empty when she can."""
        if self.closed_sentence:
            return self.closed_sentence
        if self.card.may_edit:
            return ""
        if self.card.state == EntryState.SUBMITTED:
            return "Mục này đang chờ xác nhận. Rút lại ngày đã gửi thì sửa được, khi chưa ai mở xem."
        return "Mục này đã xong. Nội dung không sửa được nữa."


def visible_entry(entry_id: int, *, viewer: Actor, action: Action = Action.DAY_VIEW) -> Entry:
    """The line with day and person. Raises Missing for who may not see it: both look alike.

    A draft is seen by its writer only.
    """
    entry = Entry.objects.select_related("day__unit", "person").filter(pk=entry_id).first()
    if entry is None or not can(viewer, action, subject_of(entry.day)):
        raise Missing("Không có mục này.")
    if entry.person_id != viewer.person_id and entry.submitted_at is None:
        raise Missing("Không có mục này.")
    return entry


def entry_page(entry_id: int, *, viewer: Actor, today: dt.date) -> EntryPage:
    """One line with its history. Raises Missing."""
    entry = visible_entry(entry_id, viewer=viewer)
    (card,) = cards(rows().filter(pk=entry.pk))
    return EntryPage(
        card=card,
        is_own=entry.person_id == viewer.person_id,
        person_name=entry.person.full_name,
        versions=versions_of(entry.pk),
        closed_sentence=recording(entry.organ_id, entry.worked_on, today=today).sentence,
    )


def versions_of(entry_id: int) -> tuple[Version, ...]:
    """Earlier versions of a line, newest first."""
    rows = EntryVersion.objects.filter(entry_id=entry_id).order_by("-version")
    return tuple(
        Version(number, at, _facts(content))
        for number, at, content in rows.values_list("version", "saved_at", "content")
    )


def _facts(content: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    span = "–".join(str(content[k])[:5] for k in ("starts_at", "ends_at") if content.get(k))
    quantity = str(content.get("quantity") or "")
    facts = (
        ("Việc", content.get("title", "")),
        ("Thời gian", words.duration(int(content["minutes"])) + (f", {span}" if span else "")),
        ("Hoàn thành", quantity.rstrip("0").rstrip(".").replace(".", ",") if quantity.strip("0.") else ""),
        ("Ghi chú", content.get("note", "")),
        ("Trạng thái", str(dict(EntryState.choices).get(content.get("state", ""), ""))),
        ("Lời nhắn khi trả lại", content.get("decision_reason", "")),
    )
    return tuple((label, str(value)) for label, value in facts if value)


@dataclass(frozen=True)
class Download:
    """An evidence file to hand out."""

    name: str
    content_type: str
    owner_id: int
    origin: str
    path: Path


def evidence_file(evidence_id: int, *, viewer: Actor) -> Download:
    """The file of a piece of evidence. Raises Missing: absent, not a file, or not for this viewer."""
    evidence = (
        Evidence.objects.select_related("entry__day__unit")
        .filter(pk=evidence_id, kind=Evidence.Kind.FILE)
        .first()
    )
    if evidence is None:
        raise Missing("Không có tệp này.")
    entry = visible_entry(evidence.entry_id, viewer=viewer, action=Action.EVIDENCE_VIEW)
    if evidence.removed_at and entry.person_id != viewer.person_id:
        raise Missing("Không có tệp này.")
    path = path_of(evidence.sha256)
    if not path.is_file():
        raise Missing("Không thấy tệp trong kho.")
    return Download(evidence.label, evidence.content_type, entry.person_id, entry.origin, path)


def entry_of_evidence(evidence_id: int, *, viewer: Actor) -> int:
    """The line that a piece of the viewer's own evidence belongs to. Raises Missing."""
    entry_id = (
        Evidence.objects.filter(pk=evidence_id, removed_at=None, entry__person_id=viewer.person_id or 0)
        .values_list("entry_id", flat=True)
        .first()
    )
    if entry_id is None:
        raise Missing("Không có minh chứng này.")
    return entry_id
