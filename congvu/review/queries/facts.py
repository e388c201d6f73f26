"""Why a human should look: facts about waiting lines, found for all of them at once."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from congvu.base import clock
from congvu.base.prepared import MANY, Prepared
from congvu.diary.models import Entry, Participant
from congvu.diary.states import FINAL, EntryState
from congvu.review.usual import times_of
from congvu.ui import words
from congvu.worktime.queries import calendar_of
from rulebook.workdays import Calendar, working_days_between

from .usual_times import Asked, medians_of

LATE_DAYS = 3
OFF_BY = 15
"""Minutes by which a line may differ from the shared event that it tells of."""
TIMES = 2
SAME_TEXT = 20
"""Shorter notes repeat by chance."""
LOOK_BACK = 31


@dataclass(frozen=True)
class Reason:
    """A fact for which a human looks first; never a conclusion. `rank`: the smaller the weightier."""

    text: str
    icon: str
    tone: str = "outline"
    rank: int = 99


class Waiting(NamedTuple):
    """A waiting line as the facts need it; in the order of the query's columns."""

    id: int
    person_id: int
    name: str
    title: str
    minutes: int
    worked_on: dt.date
    submitted_at: dt.datetime | None
    typed_at: dt.datetime
    product_id: int | None
    deadline: dt.date | None
    quantity: Decimal
    is_out_of_position: bool
    excess_reason: str
    has_evidence: bool
    product_code: str | None
    share_id: int | None
    share_quantity: Decimal | None
    share_handed_over: Decimal | None
    share_done: Decimal | None
    percent: Decimal
    kind: str
    event_id: int | None
    starts_at: dt.time | None
    ends_at: dt.time | None
    note: str
    unit_id: int
    version: int

    @property
    def is_unplanned(self) -> bool:
        return bool(self.product_id and self.quantity and not self.share_id)


COLUMNS = (
    "pk", "person_id", "person__full_name", "title", "minutes", "worked_on", "submitted_at", "typed_at",
    "product_id", "share__deadline", "quantity", "is_out_of_position", "day__excess_reason", "has_evidence",
    "product__code", "share_id", "share__quantity", "share__quantity_handed_over", "share__quantity_done",
    "percent", "kind", "event_id", "starts_at", "ends_at", "note", "day__unit_id", "version",
)  # fmt: skip


class _Event(NamedTuple):
    id: int
    title: str
    starts_at: dt.time
    ends_at: dt.time


def facts_of(lines: Sequence[Waiting], organ_id: int, *, now: dt.datetime) -> dict[int, tuple[Reason, ...]]:
    """The facts about each line, the weightier first. A fixed number of statements.

    A product told twice and the quantity left are counted over all lines sent, not only these.
    """
    if not lines:
        return {}
    found: dict[int, list[Reason]] = {line.id: [] for line in lines}
    _events(lines, found)
    _doubles(lines, organ_id, found)
    _above_left(lines, found)
    _long(lines, organ_id, now.date(), found)
    calendar = _calendar(organ_id, lines)
    _repeats(lines, found)
    for line in lines:
        found[line.id] += _plain(line, calendar)
    return {key: tuple(sorted(reasons, key=lambda r: r.rank)) for key, reasons in found.items()}


def _plain(line: Waiting, calendar: Calendar) -> list[Reason]:
    """What the line itself tells."""
    found = []
    typed = clock.local(line.typed_at).date()
    late = working_days_between(calendar, line.worked_on, typed) if typed > line.worked_on else 0
    if late > LATE_DAYS:
        found.append(Reason(f"Ghi sau {late} ngày làm việc", "clock", "amber", 40))
    if line.quantity and line.deadline and line.worked_on > line.deadline:
        found.append(Reason(f"Xong sau hạn {words.short_date(line.deadline)}", "calendar-x", "seal", 42))
    if line.excess_reason:
        found.append(Reason("Vượt lịch hoặc ngày nghỉ", "calendar-clock", "amber", 44))
    if line.product_id is None:
        found.append(Reason("Ngoài danh mục", "sliders-horizontal", "ink", 50))
    if line.is_out_of_position:
        found.append(Reason("Ngoài vị trí", "user-round-x", "ink", 52))
    if line.is_unplanned:
        found.append(Reason("Sản phẩm chưa ai giao", "inbox", "ink", 70))
    if not line.has_evidence:
        found.append(Reason("Chưa có minh chứng", "circle-dashed", rank=80))
    return found


# Shared events: told with other times, or something else at the time of one.
_EVENTS = Prepared(
    lambda people, first, last: (
        Participant.objects.filter(
            person_id__in=people,
            event__day__gte=first,
            event__day__lte=last,
            event__cancelled_at=None,
        )
        .order_by("pk")
        .values_list(
            "person_id", "event__day", "event_id", "event__title", "event__starts_at", "event__ends_at"
        )
    ),
    MANY,
    dt.date,
    dt.date,
)


def _events(lines: Sequence[Waiting], found: dict[int, list[Reason]]) -> None:
    days = [line.worked_on for line in lines]
    held: dict[tuple[int, dt.date], list[_Event]] = defaultdict(list)
    for person_id, day, *event in _EVENTS(_distinct(line.person_id for line in lines), min(days), max(days)):
        held[person_id, day].append(_Event(*event))
    for line in lines:
        reason = event_conflict(line, held.get((line.person_id, line.worked_on), ()))
        if reason:
            found[line.id].append(reason)


def event_conflict(line: Waiting, events: Sequence[_Event]) -> Reason | None:
    """Whether a line contradicts an event its writer takes part in."""
    for event in events:
        own = event.id == line.event_id
        meets = _overlap(line, event)
        if own or (line.kind == Entry.Kind.MEETING and meets):
            if off := _off_by(line, event):
                return Reason(f"Lệch {off}′ so với sự kiện chung", "users", "amber", 10)
        elif meets:
            return Reason(f"Trùng giờ “{_short(event.title)}”", "users", "amber", 10)
    return None


def _overlap(line: Waiting, event: _Event) -> bool:
    if line.starts_at is None or line.ends_at is None:
        return False
    return line.starts_at < event.ends_at and event.starts_at < line.ends_at


def _off_by(line: Waiting, event: _Event) -> int:
    """Minutes of difference from the event, 0 when it is near enough."""
    off = abs(line.minutes - (_minute(event.ends_at) - _minute(event.starts_at)))
    if line.starts_at is not None and line.ends_at is not None:
        off = max(
            off,
            abs(_minute(line.starts_at) - _minute(event.starts_at)),
            abs(_minute(line.ends_at) - _minute(event.ends_at)),
        )
    return off if off >= OFF_BY else 0


def _minute(time: dt.time) -> int:
    return time.hour * 60 + time.minute


def _short(title: str) -> str:
    return title if len(title) <= 28 else f"{title[:27].rstrip()}…"


# Products: one told twice, or more of them than the task has left.
_DOUBLES = Prepared(
    lambda organ_id, products, units, first, last: (
        Entry.objects.filter(
            organ_id=organ_id,
            product_id__in=products,
            day__unit_id__in=units,
            day__day__gte=first,  # of the day, not of the line: there is an index of a unit's days
            day__day__lte=last,
            quantity__gt=0,
            state__in=(EntryState.SUBMITTED, *FINAL),
        )
        .order_by("pk")
        .values_list(
            "pk", "person_id", "person__full_name", "product_id", "worked_on", "title", "percent", "share_id"
        )
    ),
    int,
    MANY,
    MANY,
    dt.date,
    dt.date,
)


def _doubles(lines: Sequence[Waiting], organ_id: int, found: dict[int, list[Reason]]) -> None:
    told = [line for line in lines if line.product_id and line.quantity]
    if not told:
        return
    days = [line.worked_on for line in told]
    same: dict[tuple[int | None, dt.date], list[tuple[int, int, str, str, Decimal, int | None]]] = (
        defaultdict(list)
    )
    rows = _DOUBLES(
        organ_id, _distinct(line.product_id for line in told), _distinct(line.unit_id for line in told),
        min(days), max(days),
    )  # fmt: skip
    for pk, person_id, name, product_id, day, title, percent, share_id in rows:
        same[product_id, day].append((pk, person_id, name, title, percent, share_id))
    for line in told:
        for pk, person_id, name, title, percent, share_id in same[line.product_id, line.worked_on]:
            if pk == line.id or (line.share_id and share_id and line.share_id != share_id):
                continue  # itself, or the parts of two tasks
            if person_id == line.person_id and title == line.title:
                found[line.id].append(Reason("Trùng sản phẩm trong ngày", "link", "seal", 20))
                break
            if person_id != line.person_id and title == line.title and line.percent + percent > 100:
                found[line.id].append(Reason(f"Trùng sản phẩm với {name}", "link", "seal", 20))
                break


def _above_left(lines: Sequence[Waiting], found: dict[int, list[Reason]]) -> None:
    """The lines that wait for one part of a task against what it has left."""
    total: dict[int, Decimal] = defaultdict(Decimal)
    for line in lines:
        if line.share_id and line.quantity:
            total[line.share_id] += line.quantity
    for line in lines:
        if not line.share_id or not line.quantity or line.share_quantity is None:
            continue
        rest = line.share_quantity - (line.share_handed_over or 0) - (line.share_done or 0)
        if total[line.share_id] > rest:
            found[line.id].append(
                Reason(f"Vượt {words.number(max(rest, Decimal(0)))} còn lại", "link", "seal", 22)
            )


def _long(lines: Sequence[Waiting], organ_id: int, today: dt.date, found: dict[int, list[Reason]]) -> None:
    """Twice the usual time or more, without evidence."""
    bare = {
        line.id: Asked(line.product_code, line.person_id)
        for line in lines
        if line.product_code and line.quantity and not line.has_evidence
    }
    usual = medians_of(organ_id, bare.values(), on=today)
    for line in lines:
        if line.id in bare and (median := usual.get(bare[line.id])):
            times = times_of(median, line.quantity, line.minutes)
            if times >= TIMES:
                shown = words.number(times.quantize(Decimal("0.1"), ROUND_HALF_UP))
                found[line.id].append(Reason(f"Gấp {shown} lần thường gặp", "clock", "amber", 30))


_TEXTS = Prepared(
    lambda people, first: (
        Entry.objects.filter(
            person_id__in=people, worked_on__gte=first, submitted_at__isnull=False
        )
        .exclude(note="")
        .exclude(state=EntryState.REMOVED)
        .values_list("person_id", "note", "worked_on")
    ),
    MANY,
    dt.date,
)  # fmt: skip


def _repeats(lines: Sequence[Waiting], found: dict[int, list[Reason]]) -> None:
    """The same words as on an earlier day of hers."""
    told = [line for line in lines if len(line.note) >= SAME_TEXT]
    if not told:
        return
    first = min(line.worked_on for line in told) - dt.timedelta(days=LOOK_BACK)
    days: dict[tuple[int, str], set[dt.date]] = defaultdict(set)
    for person_id, note, day in _TEXTS(_distinct(line.person_id for line in told), first):
        days[person_id, note].add(day)
    for line in told:
        earlier = sorted(day for day in days[line.person_id, line.note] if day < line.worked_on)
        if earlier:
            what = (
                f"{len(earlier)} ngày trước" if len(earlier) > 1 else f"ngày {words.short_date(earlier[0])}"
            )
            found[line.id].append(Reason(f"Nội dung giống {what}", "file-text", rank=60))


def _calendar(organ_id: int, lines: Sequence[Waiting]) -> Calendar:
    years = {line.worked_on.year for line in lines} | {clock.local(line.typed_at).year for line in lines}
    return calendar_of(organ_id, tuple(range(min(years), max(years) + 1)))


def _distinct(ids: Iterable[int | None]) -> list[int]:
    return sorted({i for i in ids if i is not None})
