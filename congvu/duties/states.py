"""Life of a recorded shift, and of a swap of two shifts (ADR 0016)."""

from __future__ import annotations

from django.db import models

from congvu.base.states import StateTable


class ShiftState(models.TextChoices):
    OPEN = "OPEN", "Đang ghi"
    FINISHED = "FINISHED", "Chờ xác nhận"
    RETURNED = "RETURNED", "Bị trả lại"
    CONFIRMED = "CONFIRMED", "Đã xác nhận"


class ShiftStep(models.TextChoices):
    RECORD = "RECORD", "Ghi"
    FINISH = "FINISH", "Xong ca"
    REOPEN = "REOPEN", "Mở lại ca"
    CONFIRM = "CONFIRM", "Xác nhận"
    RETURN = "RETURN", "Trả lại"
    TAKE_BACK = "TAKE_BACK", "Mở lại"


S, T = ShiftState, ShiftStep
SHIFT = StateTable[str, str](
    name="Ca này",
    labels=dict(ShiftState.choices),
    moves={
        (S.OPEN, T.RECORD): S.OPEN,
        (S.RETURNED, T.RECORD): S.RETURNED,
        (S.OPEN, T.FINISH): S.FINISHED,
        (S.RETURNED, T.FINISH): S.FINISHED,
        (S.FINISHED, T.REOPEN): S.OPEN,
        (S.FINISHED, T.CONFIRM): S.CONFIRMED,
        (S.FINISHED, T.RETURN): S.RETURNED,
        (S.CONFIRMED, T.TAKE_BACK): S.FINISHED,
    },
)


class SwapState(models.TextChoices):
    ASKED = "ASKED", "Chờ đồng nghiệp"
    AGREED = "AGREED", "Chờ lãnh đạo"
    APPROVED = "APPROVED", "Đã đổi"
    DECLINED = "DECLINED", "Đồng nghiệp không đổi"
    REFUSED = "REFUSED", "Lãnh đạo không duyệt"
    WITHDRAWN = "WITHDRAWN", "Đã rút"


class SwapStep(models.TextChoices):
    AGREE = "AGREE", "Đồng ý"
    SETTLE = "SETTLE", "Đồng ý và đổi ngay"
    DECLINE = "DECLINE", "Không đổi"
    APPROVE = "APPROVE", "Duyệt đổi ca"
    REFUSE = "REFUSE", "Không duyệt"
    WITHDRAW = "WITHDRAW", "Rút lại"


W, P = SwapState, SwapStep
SWAP = StateTable[str, str](
    name="Đề nghị đổi ca",
    labels=dict(SwapState.choices),
    moves={
        (W.ASKED, P.AGREE): W.AGREED,
        (W.ASKED, P.SETTLE): W.APPROVED,
        (W.ASKED, P.DECLINE): W.DECLINED,
        (W.ASKED, P.WITHDRAW): W.WITHDRAWN,
        (W.AGREED, P.APPROVE): W.APPROVED,
        (W.AGREED, P.REFUSE): W.REFUSED,
        (W.AGREED, P.WITHDRAW): W.WITHDRAWN,
    },
)
