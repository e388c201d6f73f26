"""Why somebody is reminded."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True)
class Cause:
    """Somebody, the day it is about, one sentence, where it leads.

    `is_new`: a round may remind of it now; otherwise it only keeps an earlier reminder standing.
    """

    person_id: int
    day: dt.date
    sentence: str
    address: str
    is_new: bool = True
