"""What taps amount to: rows done, products in exact hundredths, and which share each part goes to. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_DOWN, Decimal
from typing import Protocol

HUNDREDTH = Decimal("0.01")
TICK, COUNT, START, STOP, ROUND = "TICK", "COUNT", "START", "STOP", "ROUND"


class TapLike(Protocol):
    """What counting reads of a tap that was not taken back."""

    item_id: int | None
    kind: str
    amount: int


class ShareLike(Protocol):
    """What counting reads of an open share. `left` in products."""

    @property
    def share_id(self) -> int: ...

    @property
    def deadline(self) -> dt.date: ...

    @property
    def left(self) -> Decimal: ...


@dataclass
class Tally:
    """What one item amounts to in a shift; `running` is the tap that began a trip still going on."""

    done: int = 0
    running: object | None = None
    taps: list[object] = field(default_factory=list)


def tally(taps: Iterable[TapLike]) -> dict[int, Tally]:
    """Tallies by item, of standing taps in the order in which they were made."""
    found: dict[int, Tally] = {}
    for tap in taps:
        if tap.item_id is None:
            continue
        mine = found.setdefault(tap.item_id, Tally())
        if tap.kind in (TICK, ROUND):
            mine.done += 1
        elif tap.kind == COUNT:
            mine.done += tap.amount
        elif tap.kind == START:
            mine.running = tap
        elif tap.kind == STOP:
            mine.done, mine.running = mine.done + 1, None
        else:
            continue
        mine.taps.append(tap)
    return found


@dataclass(frozen=True)
class Work:
    """How often an item was done on a day; `per_product` times make one product of `code`."""

    item_id: int
    code: str
    per_product: int
    day: dt.date
    done: int


def products_by_day(works: Iterable[Work]) -> dict[str, dict[dt.date, Decimal]]:
    """Products of each code on each day, in hundredths.

    Added up day after day and cut, not rounded, so that six sixths of a week make exactly one
    product and a week never holds more than was done.
    """
    by_item: dict[tuple[int, str, int], dict[dt.date, int]] = {}
    for work in works:
        days = by_item.setdefault((work.item_id, work.code, work.per_product), {})
        days[work.day] = days.get(work.day, 0) + work.done
    found: dict[str, dict[dt.date, Decimal]] = {}
    for (_, code, per_product), days in by_item.items():
        times, before = 0, Decimal(0)
        for day in sorted(days):
            times += days[day]
            until = (Decimal(times) / per_product).quantize(HUNDREDTH, ROUND_DOWN)
            if until > before:
                mine = found.setdefault(code, {})
                mine[day] = mine.get(day, Decimal(0)) + until - before
            before = until
    return found


@dataclass(frozen=True)
class Part:
    """Some products that go to one share (None: above what was assigned), finished on a day."""

    share_id: int | None
    quantity: Decimal
    finished_on: dt.date


def spread(by_day: Mapping[dt.date, Decimal], shares: Sequence[ShareLike]) -> list[Part]:
    """Give each day's products to the open shares of that product; what is left over comes last.

    A share whose deadline was still ahead on that day comes before one that is late, the nearer
    deadline first. Days in a row on one share become one hand-in; what was in time and what was
    late never mix, because lateness costs (Đ14.2c).
    """
    left = {share.share_id: share.left for share in shares}
    parts: list[Part] = []
    kept: dict[tuple[int, bool], int] = {}
    above, last_above = Decimal(0), None
    for day in sorted(by_day):
        rest = by_day[day]
        for share in sorted(shares, key=lambda s: (s.deadline < day, s.deadline, s.share_id)):
            take = min(left[share.share_id], rest)
            if take <= 0:
                continue
            left[share.share_id] -= take
            rest -= take
            place = (share.share_id, share.deadline < day)
            if place in kept:
                before = parts[kept[place]]
                parts[kept[place]] = Part(share.share_id, before.quantity + take, day)
            else:
                kept[place] = len(parts)
                parts.append(Part(share.share_id, take, day))
        if rest > 0:
            above, last_above = above + rest, day
    if last_above is not None:
        parts.append(Part(None, above, last_above))
    return parts


def week_of(day: dt.date) -> dt.date:
    """The Monday of the week that holds a day."""
    return day - dt.timedelta(days=day.weekday())


def spans_of(monday: dt.date) -> list[tuple[dt.date, dt.date]]:
    """A week cut where a month ends, because a period ends there: one or two spans."""
    sunday = monday + dt.timedelta(days=6)
    first_of_next = (monday.replace(day=1) + dt.timedelta(days=32)).replace(day=1)
    if first_of_next > sunday:
        return [(monday, sunday)]
    return [(monday, first_of_next - dt.timedelta(days=1)), (first_of_next, sunday)]
