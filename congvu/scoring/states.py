"""Life of a period and of one person's card in it (ADR 0016)."""

from __future__ import annotations

from django.db import models

from congvu.base.states import StateTable


class PeriodState(models.TextChoices):
    OPEN = "OPEN", "Đang theo dõi"
    SELF = "SELF", "Tự chấm điểm"
    CONFIRM = "CONFIRM", "Xác nhận, chấm điểm"
    LOCKED = "LOCKED", "Đã khóa"
    PUBLISHED = "PUBLISHED", "Đã công bố"


class PeriodStep(models.TextChoices):
    ASK_SELF = "ASK_SELF", "Mở tự chấm điểm"
    ASK_CONFIRM = "ASK_CONFIRM", "Chuyển sang xác nhận"
    LOCK = "LOCK", "Khóa kỳ"
    PUBLISH = "PUBLISH", "Công bố"
    REOPEN = "REOPEN", "Mở lại"


P, T = PeriodState, PeriodStep
PERIOD = StateTable[str, str](
    name="Kỳ đánh giá",
    labels=dict(PeriodState.choices),
    moves={
        (P.OPEN, T.ASK_SELF): P.SELF,
        (P.SELF, T.ASK_CONFIRM): P.CONFIRM,
        (P.CONFIRM, T.LOCK): P.LOCKED,
        (P.LOCKED, T.PUBLISH): P.PUBLISHED,
        (P.LOCKED, T.REOPEN): P.CONFIRM,
        (P.PUBLISHED, T.REOPEN): P.CONFIRM,
    },
)


class CardState(models.TextChoices):
    WAITING = "WAITING", "Chờ tự chấm"
    SELF_DONE = "SELF_DONE", "Đã tự chấm"
    CONFIRMED = "CONFIRMED", "Đã xác nhận"


class CardStep(models.TextChoices):
    SELF_SCORE = "SELF_SCORE", "Tự chấm điểm"
    CONFIRM = "CONFIRM", "Xác nhận, chấm điểm"
    SEND_BACK = "SEND_BACK", "Trả lại để tự chấm"


C, K = CardState, CardStep
CARD = StateTable[str, str](
    name="Phiếu theo dõi, đánh giá",
    labels=dict(CardState.choices),
    moves={
        (C.WAITING, K.SELF_SCORE): C.SELF_DONE,
        (C.SELF_DONE, K.SELF_SCORE): C.SELF_DONE,
        (C.SELF_DONE, K.CONFIRM): C.CONFIRMED,
        (C.WAITING, K.CONFIRM): C.CONFIRMED,
        (C.CONFIRMED, K.CONFIRM): C.CONFIRMED,
        (C.SELF_DONE, K.SEND_BACK): C.WAITING,
        (C.CONFIRMED, K.SEND_BACK): C.WAITING,
    },
)
