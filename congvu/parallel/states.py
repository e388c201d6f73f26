"""Life of one person's sheet under a second pack."""

from __future__ import annotations

from django.db import models

from congvu.base.states import StateTable


class SheetState(models.TextChoices):
    WAITING = "WAITING", "Chờ tự chấm"
    SELF_DONE = "SELF_DONE", "Đã tự chấm"
    DECIDED = "DECIDED", "Đã chấm"


class SheetStep(models.TextChoices):
    SELF_MARK = "SELF_MARK", "Tự chấm"
    DECIDE = "DECIDE", "Chấm"
    TAKE_BACK = "TAKE_BACK", "Lấy lại để chấm lại"


S, T = SheetState, SheetStep
SHEET = StateTable[str, str](
    name="Phiếu song song",
    labels=dict(SheetState.choices),
    moves={
        (S.WAITING, T.SELF_MARK): S.SELF_DONE,
        (S.SELF_DONE, T.SELF_MARK): S.SELF_DONE,
        (S.SELF_DONE, T.DECIDE): S.DECIDED,
        (S.DECIDED, T.TAKE_BACK): S.SELF_DONE,
    },
)
