"""Lines without any fact, confirmed together once three samples were opened (ADR 0030)."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from congvu.audit.queries import openings
from congvu.base import clock
from congvu.base.text import initials
from congvu.policy.facts import Actor

from .waiting import Queue, QueueRow

SAMPLES = 3
OPEN_FOR = dt.timedelta(seconds=3)
GROUP_MOST = 100
"""Lines of one confirmation; the next ones follow in the next."""


@dataclass(frozen=True)
class Sample:
    """A line that the system picked to be opened first."""

    entry_id: int
    name: str
    title: str
    day: dt.date
    is_seen: bool

    @property
    def initials(self) -> str:
        return initials(self.name)


@dataclass(frozen=True)
class Group:
    """The lines that can be confirmed together, with the samples to open before."""

    rows: tuple[QueueRow, ...] = ()
    samples: tuple[Sample, ...] = ()

    @property
    def ids(self) -> tuple[int, ...]:
        return tuple(row.entry_id for row in self.rows)

    @property
    def seen(self) -> int:
        return sum(sample.is_seen for sample in self.samples)

    @property
    def next(self) -> Sample | None:
        """The sample to open now; None when all were."""
        return next((sample for sample in self.samples if not sample.is_seen), None)

    def next_but(self, entry_id: int | None) -> Sample | None:
        """The sample to open next while one is open; None when no other is left."""
        return next((s for s in self.samples if not s.is_seen and s.entry_id != entry_id), None)

    @property
    def is_ready(self) -> bool:
        return bool(self.rows) and self.next is None

    @property
    def why_not(self) -> str:
        """The sentence beside the grey button; empty when the group can be confirmed."""
        if self.is_ready or not self.rows:
            return ""
        return (
            f"Mở {len(self.samples)} mục do hệ thống chọn, mỗi mục ít nhất {OPEN_FOR.seconds} giây, rồi mới "
            f"xác nhận cả nhóm. Đã mở {self.seen} trên {len(self.samples)}."
        )

    @property
    def posted(self) -> str:
        """The lines with their versions, as the form carries them."""
        return ",".join(f"{row.entry_id}:{row.version}" for row in self.rows)

    def sampled(self, entry_id: int) -> bool:
        return any(sample.entry_id == entry_id for sample in self.samples)


def group_of(found: Queue, *, viewer: Actor, now: dt.datetime) -> Group:
    """The group of a queue: its lines without facts, the oldest first. One statement."""
    rows = tuple(row for row in found.rows if not row.reasons)[:GROUP_MOST]
    if not rows or viewer.person_id is None:
        return Group()
    picked = picks(rows, viewer.person_id, clock.local(now).date())
    since = min(row.submitted_at for row in rows)
    log = openings(viewer.person_id, [f"diary.entry:{row.entry_id}" for row in rows], since=since)
    sent = {f"diary.entry:{row.entry_id}": row.submitted_at for row in rows}
    seen = open_long_enough([(s, at) for s, at in log if at >= sent[s]], now)
    return Group(
        rows,
        tuple(
            Sample(row.entry_id, row.name, row.title, row.worked_on, f"diary.entry:{row.entry_id}" in seen)
            for row in picked
        ),
    )


def picks(rows: Iterable[QueueRow], viewer_id: int, day: dt.date) -> list[QueueRow]:
    """The samples of that day for that confirmer: known to nobody before, the same all day."""

    def lot(row: QueueRow) -> bytes:
        return hashlib.sha256(f"{day.isoformat()}:{viewer_id}:{row.entry_id}".encode()).digest()

    return sorted(rows, key=lot)[:SAMPLES]


def open_long_enough(log: Sequence[tuple[str, dt.datetime]], now: dt.datetime) -> set[str]:
    """What stayed open three seconds before another was opened (or until now). `log` is in order."""
    seen: set[str] = set()
    for place, (subject, at) in enumerate(log):
        following = (later for other, later in log[place + 1 :] if other != subject)
        if next(following, now) - at >= OPEN_FOR:
            seen.add(subject)
    return seen
