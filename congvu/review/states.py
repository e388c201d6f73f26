"""Life of a talk about a decision (ADR 0016)."""

from __future__ import annotations

from django.db import models

from congvu.base.states import StateTable


class TalkState(models.TextChoices):
    OPEN = "OPEN", "Chờ trả lời"
    ANSWERED = "ANSWERED", "Đã trả lời"
    CLOSED = "CLOSED", "Đã khép"


class TalkStep(models.TextChoices):
    WRITE = "WRITE", "Viết"
    ANSWER = "ANSWER", "Trả lời"
    CLOSE = "CLOSE", "Khép"
    ACCEPT = "ACCEPT", "Đồng ý với giá trị điều chỉnh"
    DECIDE = "DECIDE", "Quyết định lại"


S, T = TalkState, TalkStep
TALK = StateTable[str, str](
    name="Trao đổi này",
    labels=dict(TalkState.choices),
    moves={
        (S.OPEN, T.WRITE): S.OPEN,
        (S.ANSWERED, T.WRITE): S.OPEN,
        (S.OPEN, T.ANSWER): S.ANSWERED,
        (S.ANSWERED, T.ANSWER): S.ANSWERED,
        (S.ANSWERED, T.CLOSE): S.CLOSED,
        (S.OPEN, T.ACCEPT): S.CLOSED,
        (S.ANSWERED, T.ACCEPT): S.CLOSED,
        # the line was sent again and decided anew: this talk is over
        (S.OPEN, T.DECIDE): S.CLOSED,
        (S.ANSWERED, T.DECIDE): S.CLOSED,
    },
)
