"""The only place that asks for the time, so that tests and the sample organ can set it."""

from __future__ import annotations

import datetime as dt
from contextlib import contextmanager
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Iterator

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
_frozen: dt.datetime | None = None


def now() -> dt.datetime:
    """The present moment, aware, in Vietnam's time zone."""
    return _frozen or dt.datetime.now(tz=ZONE)


def today() -> dt.date:
    """The present day in Vietnam."""
    return now().date()


def local(moment: dt.datetime) -> dt.datetime:
    """The same moment on a clock in Vietnam."""
    return moment.astimezone(ZONE)


def at(day: dt.date, hour: int = 0, minute: int = 0) -> dt.datetime:
    """A wall-clock time in Vietnam on `day`."""
    return dt.datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZONE)


@contextmanager
def frozen(moment: dt.datetime) -> Iterator[None]:
    """Run a block as if it were `moment`, in every thread of this process.

    For tests (their live server answers from other threads) and for building the sample organ;
    no setting and no request leads here.
    """
    global _frozen
    before, _frozen = _frozen, moment
    try:
        yield
    finally:
        _frozen = before
