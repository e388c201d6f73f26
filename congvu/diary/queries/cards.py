"""A line as pages draw it: plain values, no row of the database behind them."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from congvu.base import clock
from congvu.base.prepared import MANY, Prepared
from congvu.diary.duration import minute_of, shown
from congvu.diary.models import Entry, Evidence
from congvu.diary.states import ENTRY, EntryState, EntryStep
from congvu.ui import words

PDF = "application/pdf"
PICTURES = frozenset(("image/png", "image/jpeg", "image/gif", "image/webp"))
_KINDS = dict(Entry.Kind.choices)
_ROLES = dict(Entry.Role.choices)
_STATES = dict(EntryState.choices)

_COLUMNS = (
    "pk", "version", "day_id", "person_id", "worked_on", "title", "quantity", "minutes", "starts_at", "ends_at",
    "kind", "role", "percent", "note", "is_out_of_position", "is_late", "state", "typed_at", "device_at", "edited_at",
    "submitted_at", "confirmed_quantity", "confirmed_minutes", "confirmed_percent", "decision_reason", "decided_at",
    "decider__full_name", "product_id", "product__code", "product__detail", "product__unit_of_measure",
    "product__coefficient", "product__evidence", "share_id", "share__task_id", "share__task__title",
    "share__deadline", "organ_id", "event_id", "day__state", "day__excess_reason", "day__confirmer__full_name",
)  # fmt: skip


@dataclass(frozen=True)
class Proven:
    """One piece of evidence. Size in bytes."""

    id: int
    entry_id: int
    kind: str
    label: str
    url: str
    size: int | None
    added_at: dt.datetime
    content_type: str = ""

    @property
    def is_picture(self) -> bool:
        """Whether the browser can show it in place, as an image and nothing else."""
        return self.is_file and self.content_type in PICTURES

    @property
    def is_document(self) -> bool:
        """Whether the browser's own viewer shows it in place."""
        return self.is_file and self.content_type == PDF

    @property
    def is_file(self) -> bool:
        return self.kind == Evidence.Kind.FILE

    @property
    def note(self) -> str:
        """ "Tệp 1,2 MB, kèm 16:50 ngày 18/11"."""
        at = clock.local(self.added_at)
        when = f"kèm {words.clock_time(at)} ngày {words.short_date(at)}"
        if self.is_file:
            return f"Tệp {_size(self.size or 0)}, {when}"
        return f"{'Liên kết' if self.kind == Evidence.Kind.LINK else 'Số văn bản'}, {when}"


@dataclass(frozen=True)
class Card:
    """One line. Minutes whole, quantities in products, percent of each product."""

    id: int
    version: int
    day_id: int
    person_id: int
    worked_on: dt.date
    title: str
    quantity: Decimal
    minutes: int
    starts_at: dt.time | None
    ends_at: dt.time | None
    kind: str
    role: str
    percent: Decimal
    note: str
    is_out_of_position: bool
    is_late: bool
    state: str
    typed_at: dt.datetime
    device_at: dt.datetime | None
    edited_at: dt.datetime
    submitted_at: dt.datetime | None
    confirmed_quantity: Decimal | None
    confirmed_minutes: int | None
    confirmed_percent: Decimal | None
    decision_reason: str
    decided_at: dt.datetime | None
    decider: str
    product_id: int | None
    product_code: str
    product_detail: str
    unit_of_measure: str
    coefficient: Decimal | None
    expected_evidence: str
    share_id: int | None
    task_id: int | None
    task_title: str
    deadline: dt.date | None
    organ_id: int
    event_id: int | None
    day_state: str
    excess_reason: str
    confirmer: str
    evidence: tuple[Proven, ...] = ()

    @property
    def origin(self) -> str:
        return f"diary.entry:{self.id}"

    @property
    def may_edit(self) -> bool:
        return ENTRY.may(self.state, EntryStep.EDIT)

    @property
    def may_attach(self) -> bool:
        return self.state in (EntryState.DRAFT, EntryState.SUBMITTED, EntryState.RETURNED)

    @property
    def is_returned(self) -> bool:
        return self.state == EntryState.RETURNED

    @property
    def is_adjusted(self) -> bool:
        return self.state == EntryState.ADJUSTED

    @property
    def is_draft(self) -> bool:
        return self.state == EntryState.DRAFT

    @property
    def state_label(self) -> str:
        return str(_STATES[self.state])

    @property
    def state_tone(self) -> str:
        return {
            EntryState.SUBMITTED: "amber",
            EntryState.CONFIRMED: "leaf",
            EntryState.ADJUSTED: "leaf",
            EntryState.RETURNED: "seal",
        }.get(EntryState(self.state), "")

    @property
    def kind_label(self) -> str:
        return str(_KINDS[self.kind])

    @property
    def role_label(self) -> str:
        """Only when it is not the usual one: alone and in the lead."""
        if self.role == Entry.Role.LEAD and self.percent == 100:
            return ""
        return f"{_ROLES[self.role]} {words.number(self.percent)}%"

    @property
    def time_text(self) -> str:
        """ "7:10–8:40", or the length when there is no clock time."""
        return self.span_text or words.duration(self.minutes)

    @property
    def span_text(self) -> str:
        """ "7:10–8:40", empty without clock times."""
        if self.starts_at and self.ends_at:
            return f"{shown(self.starts_at)}–{shown(self.ends_at)}"
        return ""

    @property
    def starts_minute(self) -> int:
        """Minutes after midnight; 0 without clock times."""
        return minute_of(self.starts_at) if self.starts_at else 0

    @property
    def ends_minute(self) -> int:
        return minute_of(self.ends_at) if self.ends_at else 0

    @property
    def quantity_text(self) -> str:
        """ "6 hồ sơ"; empty when nothing was finished."""
        if not self.quantity:
            return ""
        return f"{words.number(self.quantity)} {self.unit_of_measure or 'sản phẩm'}"

    @property
    def light(self) -> str:
        """present: evidence is there; pending: the catalogue expects some; absent: none."""
        if self.evidence:
            return "present"
        return "pending" if self.expected_evidence and self.quantity else "absent"

    @property
    def light_text(self) -> str:
        if len(self.evidence) == 1:
            return self.evidence[0].label
        if self.evidence:
            return f"{len(self.evidence)} minh chứng"
        if self.light == "pending":
            return f"Chờ {self.expected_evidence[:1].lower()}{self.expected_evidence[1:]}"
        return "Chưa có minh chứng"

    @property
    def typed_text(self) -> str:
        """Typed-at beside worked-at: "Ghi 16:48 cùng ngày"."""
        at = clock.local(self.typed_at)
        when = "cùng ngày" if at.date() == self.worked_on else f"ngày {words.short_date(at)}"
        if self.device_text:
            return self.device_text
        return f"Ghi {words.clock_time(at)} {when}"

    @property
    def device_text(self) -> str:
        """ "Ghi trên máy 10:12, gửi 16:40" of a line that waited for the network; else empty."""
        if self.device_at is None:
            return ""
        on, sent = clock.local(self.device_at), clock.local(self.typed_at)
        typed, came = (
            words.clock_time(m)
            if m.date() == self.worked_on
            else f"{words.clock_time(m)} ngày {words.short_date(m)}"
            for m in (on, sent)
        )
        return f"Ghi trên máy {typed}, gửi {came}"

    @property
    def days_late(self) -> int:
        """Days between the work and the typing."""
        return (clock.local(self.typed_at).date() - self.worked_on).days

    @property
    def adjusted_text(self) -> str:
        """What was confirmed, beside what was written: "120 phút (đã ghi 180)"."""
        parts = []
        if self.confirmed_minutes is not None and self.confirmed_minutes != self.minutes:
            parts.append(f"{words.number(self.confirmed_minutes)} phút (đã ghi {words.number(self.minutes)})")
        if self.confirmed_quantity is not None and self.confirmed_quantity != self.quantity:
            unit = self.unit_of_measure or "sản phẩm"
            parts.append(
                f"{words.number(self.confirmed_quantity)} {unit} (đã ghi {words.number(self.quantity)})"
            )
        if self.confirmed_percent is not None and self.confirmed_percent != self.percent:
            parts.append(
                f"tỷ lệ {words.number(self.confirmed_percent)}% (đã ghi {words.number(self.percent)}%)"
            )
        return ", ".join(parts)


@functools.cache
def _columns() -> QuerySet[Entry, Any]:
    return Entry.objects.values_list(*_COLUMNS)


def rows() -> QuerySet[Entry, Any]:
    """Where a query of lines begins. The columns are resolved once per process, not per page."""
    return _columns().all()


def cards(found: Iterable[tuple[Any, ...]]) -> list[Card]:
    """The lines of a query on `rows()` with their evidence: two queries, whatever their number."""
    lines = list(found)
    proofs = evidence_of([line[0] for line in lines])
    return [_card(line, proofs.get(line[0], ())) for line in lines]


def evidence_of(entry_ids: Iterable[int]) -> dict[int, tuple[Proven, ...]]:
    """The evidence that counts, by line, oldest first."""
    wanted = list(entry_ids)
    if not wanted:
        return {}
    found: dict[int, tuple[Proven, ...]] = {}
    for row in _EVIDENCE(wanted):
        found[row[1]] = (*found.get(row[1], ()), Proven(*row))
    return found


_EVIDENCE = Prepared(
    lambda entry_ids: (
        Evidence.objects.filter(entry_id__in=entry_ids, removed_at=None)
        .order_by("pk")
        .values_list("pk", "entry_id", "kind", "label", "url", "size", "added_at", "content_type")
    ),
    MANY,
)


def _card(row: tuple[Any, ...], evidence: tuple[Proven, ...]) -> Card:
    values: Any = ["" if value is None and index in _TEXTS else value for index, value in enumerate(row)]
    values.append(evidence)
    return Card(*values)


_TEXTS = frozenset(
    _COLUMNS.index(name)
    for name in (
        "decider__full_name", "product__code", "product__detail", "product__unit_of_measure", "product__evidence",
        "share__task__title", "day__confirmer__full_name",
    )
)  # fmt: skip


def _size(count: int) -> str:
    if count < 1024 * 1024:
        return f"{words.number(max(1, round(Decimal(count) / 1024)))} KB"
    return f"{words.number(Decimal(count) / (1024 * 1024), 1)} MB"
