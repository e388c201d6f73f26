"""Recomputing the chains: every link of every organ, and the first difference by name."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field

from .events import EVENT_ERASED
from .models import AuditEvent, AuditHead
from .trail import data_digest, link

ROWS_AT_ONCE = 2000


@dataclass(frozen=True)
class Difference:
    """Where a chain first differs from what was recorded. `code` is stable, for machines."""

    organ_id: int
    seq: int
    code: str
    sentence: str


@dataclass
class Report:
    """The result over all chains. An erased event counts; it is no difference while its digest holds."""

    chains: int = 0
    events: int = 0
    erased: int = 0
    erased_without_decision: int = 0
    differences: list[Difference] = field(default_factory=list)

    @property
    def is_sound(self) -> bool:
        return not self.differences


def verify_chains(*, using: str = "default") -> Report:
    """Walk every chain once, without holding a lock; people may go on writing meanwhile.

    Memory stays small whatever the length. `using` names the database (a backup being restored
    is verified before it is put in place).
    """
    report = Report()
    before = {h.organ_id: h for h in AuditHead.objects.using(using).all()}
    rows = AuditEvent.objects.using(using).order_by("organ_id", "seq").iterator(chunk_size=ROWS_AT_ONCE)
    walked: dict[int, int] = {}
    for organ_id, events in itertools.groupby(rows, key=lambda e: e.organ_id):
        head = before.get(organ_id)
        walked[organ_id] = _walk(organ_id, events, head, report)
    for organ_id, head in before.items():
        if organ_id not in walked and head.seq:
            report.differences.append(_removed(organ_id, 1, "mất toàn bộ sự kiện của chuỗi này"))
            walked[organ_id] = 0
    report.chains = len(walked)
    _no_event_beyond_its_head(walked, report, using)
    report.differences.sort(key=lambda d: (d.organ_id, d.seq))
    return report


def _walk(organ_id: int, events: Iterator[AuditEvent], head: AuditHead | None, report: Report) -> int:
    """One chain; returns the last number seen. Stops telling at the first difference."""
    previous, last, found = "", 0, None
    digest_at_head = ""
    erased: set[int] = set()
    decided: set[int] = set()
    for event, following in _with_next(events):
        report.events += 1
        if event.what == EVENT_ERASED.code and event.data:
            decided.add(int(event.data.get("seq", 0)))
        if event.data is None and not event.salt:
            erased.add(event.seq)
        found = found or _difference(organ_id, previous, last, event, following)
        previous, last = event.digest, event.seq
        if head is not None and event.seq == head.seq:
            digest_at_head = event.digest
    report.erased += len(erased)
    report.erased_without_decision += len(erased - decided)
    if found is None:
        found = _end(organ_id, last, digest_at_head, head)
    if found is not None:
        report.differences.append(found)
    return last


def _with_next(events: Iterator[AuditEvent]) -> Iterator[tuple[AuditEvent, AuditEvent | None]]:
    present = next(events, None)
    while present is not None:
        following = next(events, None)
        yield present, following
        present = following


def _difference(
    organ_id: int, previous: str, last: int, event: AuditEvent, following: AuditEvent | None
) -> Difference | None:
    if event.seq != last + 1:
        return _removed(organ_id, last + 1, "sự kiện này đã bị bỏ khỏi chuỗi")
    erased = event.data is None and not event.salt
    if not erased and data_digest(event.salt, event.data) != event.data_digest:
        return Difference(organ_id, event.seq, "data", "nội dung của sự kiện đã bị sửa")
    if link(previous, event) == event.digest:
        return None
    if following is not None and _were_swapped(event, following):
        return Difference(organ_id, event.seq, "order", "thứ tự các sự kiện đã bị đổi")
    return Difference(organ_id, event.seq, "event", "sự kiện đã bị sửa hoặc bị thay")


def _were_swapped(event: AuditEvent, following: AuditEvent) -> bool:
    """The event's digest fits when it stands behind the one that now follows it."""
    seq = event.seq
    event.seq = following.seq
    fits = link(following.digest, event) == event.digest
    event.seq = seq
    return fits


def _end(organ_id: int, last: int, digest_at_head: str, head: AuditHead | None) -> Difference | None:
    if head is None:
        return Difference(organ_id, last, "head", "chuỗi không còn mốc cuối")
    if last < head.seq:
        return _removed(organ_id, last + 1, f"chuỗi bị cắt đuôi: mốc cuối ghi đến số {head.seq}")
    if digest_at_head != head.digest:
        return Difference(organ_id, head.seq, "head", "mốc cuối không khớp với sự kiện cuối")
    return None


def _removed(organ_id: int, seq: int, sentence: str) -> Difference:
    return Difference(organ_id, seq, "removed", sentence)


def _no_event_beyond_its_head(walked: dict[int, int], report: Report, using: str) -> None:
    """Read again at the end: what was written meanwhile has moved the head along."""
    told = {d.organ_id for d in report.differences}
    after = dict(AuditHead.objects.using(using).values_list("organ_id", "seq"))
    for organ_id, last in walked.items():
        if organ_id not in told and last > after.get(organ_id, 0):
            report.differences.append(
                Difference(organ_id, last, "head", "có sự kiện nằm sau mốc cuối của chuỗi")
            )
