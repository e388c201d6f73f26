"""Life of a rating year: people rate themselves, meet, decide (ADR 0034)."""

from __future__ import annotations

from django.db import models

from congvu.base.states import StateTable


class YearState(models.TextChoices):
    OPEN = "OPEN", "Lập hồ sơ"
    SELF = "SELF", "Tự xếp loại"
    MEETING = "MEETING", "Họp nhận xét"
    DECIDE = "DECIDE", "Quyết định"
    CLOSED = "CLOSED", "Đã khép"


class YearStep(models.TextChoices):
    ASK_SELF = "ASK_SELF", "Mở tự xếp loại"
    ASK_MEETING = "ASK_MEETING", "Chuyển sang họp"
    ASK_DECISION = "ASK_DECISION", "Chuyển sang quyết định"
    CLOSE = "CLOSE", "Khép năm"


S, T = YearState, YearStep
YEAR = StateTable[str, str](
    name="Năm xếp loại",
    labels=dict(YearState.choices),
    moves={
        (S.OPEN, T.ASK_SELF): S.SELF,
        (S.SELF, T.ASK_MEETING): S.MEETING,
        (S.MEETING, T.ASK_DECISION): S.DECIDE,
        (S.DECIDE, T.CLOSE): S.CLOSED,
    },
)
