"""`congvu demo`: a believable organ, built only through commands, the same for the same date."""

from __future__ import annotations

import datetime as dt
import random

from congvu.accounts.commands import begin_installation
from congvu.accounts.models import Installation, User
from congvu.base import clock
from congvu.base.errors import InvalidStep
from congvu.org.models import Organ
from congvu.policy.facts import SYSTEM
from rulebook.periods import Month

from .life import SETTLED, Life, live
from .organ import make_organ
from .stories import tell


def build(today: dt.date) -> None:
    """Fill an empty folder with the sample organ as it stands on `today`.

    Three months lived in: the first published, the second locked, the third open (in the first
    week of a month the one before is still being closed, and a fourth has begun).
    Raises: InvalidStep when the folder already holds data.
    """
    if Installation.objects.exists() or Organ.objects.exists() or User.objects.exists():
        raise InvalidStep("Thư mục này đã có dữ liệu. Dữ liệu mẫu chỉ lập được trong thư mục trống.")
    begin_installation(is_sample=True, by=SYSTEM, at=clock.at(today))
    near = today - SETTLED
    first = Month(near.year, near.month).previous().previous().first
    sample = make_organ(first)
    life = Life(sample, today, random.Random(f"congvu {today.isoformat()}"))
    tell(life, first)
    live(life, first)
