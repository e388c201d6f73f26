"""`congvu demo`: a believable organ, built only through commands, the same for the same date."""

from __future__ import annotations

import datetime as dt
import random

from congvu.accounts.models import User
from congvu.base.errors import InvalidStep
from congvu.org.models import Organ
from rulebook.periods import Month

from . import together
from .life import SETTLED, Life, live
from .organ import make_organ
from .stories import tell


def build(today: dt.date) -> None:
    """Fill an empty, marked folder with the sample organ as it stands on `today`.

    Three months lived in: the first published, the second locked, the third open (in the first
    week of a month the one before is still being closed, and a fourth has begun).
    Raises: InvalidStep when the folder already holds data.
    """
    if Organ.objects.exists() or User.objects.exists():
        raise InvalidStep("Thư mục này đã có dữ liệu. Dữ liệu mẫu chỉ lập được trong thư mục trống.")
    near = today - SETTLED
    first = Month(near.year, near.month).previous().previous().first
    sample = make_organ(first)
    life = Life(sample, first, today, random.Random(f"congvu {today.isoformat()}"))
    tell(life)
    together.tell(life)
    live(life)
