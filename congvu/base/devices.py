"""The clock of the device that wrote something before it could send it (ADR 0031)."""

from __future__ import annotations

import datetime as dt

from congvu.base import clock

OLDEST = dt.timedelta(days=14)
AHEAD = dt.timedelta(minutes=10)


def told(text: str, *, at: dt.datetime) -> dt.datetime | None:
    """The device's time, ISO 8601 with or without a zone; `at` is the server's.

    None when it is unreadable, older than 14 days or more than 10 minutes ahead: a clock set wrong
    says nothing, and what it came with is kept without it.
    """
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=clock.ZONE)
    return moment if at - OLDEST <= moment <= at + AHEAD else None
