"""When a result is to be sent (NĐ 335/2025/NĐ-CP, Điều 26 khoản 1 điểm d)."""

from __future__ import annotations

import datetime as dt

from congvu.regimes.packs import pack_of
from rulebook import loader
from rulebook.deadlines import deadline_of, due_on
from rulebook.workdays import Calendar

CODE = "SYNC"
FALLBACK_PACK = "nd335-2025"
"""Whose term counts where the pack of the result names none."""


def due_after(pack_id: str, pack_sha256: str, day: dt.date) -> dt.date:
    """The last day on which a result of `day` is to be sent: days as they come, not working days.

    Source: NĐ 335/2025/NĐ-CP, Điều 26 khoản 1 điểm d.
    """
    pack = pack_of(pack_id, pack_sha256)
    if all(each.code != CODE for each in pack.deadlines):
        pack = loader.pack(FALLBACK_PACK)
    return due_on(deadline_of(pack, CODE), day, Calendar())
