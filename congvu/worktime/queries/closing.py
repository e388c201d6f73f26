"""Up to when records of a day are taken: the organ's cut-off and its locked spans."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from congvu.base import clock
from congvu.base.memo import remembered
from congvu.org.models import Rules
from congvu.org.queries import rules_row
from congvu.worktime.models import Closing
from rulebook.periods import Month, Quarter

LOOK_BACK = 24
"""Periods looked back for the earliest one still open; older ones are long past any cut-off."""


@dataclass(frozen=True)
class Recording:
    """Whether the records of a day are still taken.

    `sentence` says why not, and what is still possible; empty while open. `cutoff_on` is the
    last day on which they are taken. `earliest_open`: every day from it to today is open.
    """

    is_open: bool
    sentence: str
    cutoff_on: dt.date
    earliest_open: dt.date


def period_of(day: dt.date, kind: str) -> Month | Quarter:
    """The period of the organ's kind (`Rules.PeriodKind`) that holds a day."""
    return Quarter.of(day) if kind == Rules.PeriodKind.QUARTER else Month.of(day)


@remembered
def recording(organ_id: int, day: dt.date, *, today: dt.date) -> Recording:
    """Cut-off and locks for the records of `day`, two queries.

    A `Closing` row decides; without one, the last day of the period plus the organ's days.
    """
    rules = rules_row(organ_id)
    kind = rules.period_kind
    since = min(day, today) - dt.timedelta(
        days=31 * LOOK_BACK * (3 if kind == Rules.PeriodKind.QUARTER else 1)
    )
    rows = list(Closing.objects.filter(organ_id=organ_id, last__gte=since).order_by("first"))
    span = _span(day, rows, rules)
    earliest = _earliest(today, rows, rules)
    return Recording(span.takes(today), _sentence(span, today, earliest), span.cutoff_on, earliest)


@dataclass(frozen=True)
class _Span:
    first: dt.date
    last: dt.date
    label: str
    cutoff_on: dt.date
    row: Closing | None

    def takes(self, today: dt.date) -> bool:
        return not (self.row and self.row.is_closed) and today <= self.cutoff_on


def _span(day: dt.date, rows: list[Closing], rules: Rules) -> _Span:
    period = period_of(day, rules.period_kind)
    row = next((r for r in rows if r.first <= day <= r.last), None)
    if row is None:
        cutoff = period.last + dt.timedelta(days=rules.cutoff_days)
        return _Span(period.first, period.last, _label(period), cutoff, None)
    exact = (row.first, row.last) == (period.first, period.last)
    label = _label(period) if exact else f"Kỳ {row.first:%d/%m/%Y}–{row.last:%d/%m/%Y}"
    return _Span(row.first, row.last, label, row.cutoff_on, row)


def _earliest(today: dt.date, rows: list[Closing], rules: Rules) -> dt.date:
    """First day of the unbroken run of open periods that ends with the present one."""
    present = _span(today, rows, rules)
    if not present.takes(today):
        return present.last + dt.timedelta(days=1)
    earliest = present.first
    for _ in range(LOOK_BACK):
        before = _span(earliest - dt.timedelta(days=1), rows, rules)
        if not before.takes(today):
            break
        earliest = before.first
    return earliest


def _sentence(span: _Span, today: dt.date, earliest: dt.date) -> str:
    if span.takes(today):
        return ""
    still = f"Ngày sớm nhất còn ghi được: {earliest:%d/%m/%Y}."
    if span.row and span.row.is_closed and span.row.closed_at:
        who = f"do đồng chí {span.row.closed_by_name} " if span.row.closed_by_name else ""
        return f"{span.label} đã {who}khóa từ {clock.local(span.row.closed_at):%d/%m/%Y}. {still}"
    return f"{span.label} đã chốt hết ngày {span.cutoff_on:%d/%m/%Y}. {still}"


def _label(period: Month | Quarter) -> str:
    label = period.label()
    return label[0].upper() + label[1:]
