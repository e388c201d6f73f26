"""What a reminder is about, and the way of its mail (ADR 0026)."""

from __future__ import annotations

from django.db import models

from congvu.base.states import StateTable


class Kind(models.TextChoices):
    """A new kind is one member here and one function in `queries.causes`."""

    TODAY = "TODAY", "Hôm nay còn ít việc được ghi"
    MISSED = "MISSED", "Ngày đã qua chưa gửi"
    RETURNED = "RETURNED", "Mục bị trả lại"
    ADJUSTED = "ADJUSTED", "Mục bị điều chỉnh"
    CONFIRM = "CONFIRM", "Nhật ký chờ xác nhận quá hạn"
    BELOW = "BELOW", "Cấp dưới xác nhận quá hạn"
    SELF_SCORE = "SELF_SCORE", "Phiếu chờ tự chấm"
    CARD_CONFIRM = "CARD_CONFIRM", "Phiếu chờ xác nhận, chấm điểm"
    TALK = "TALK", "Trao đổi chờ trả lời"
    PLAN = "PLAN", "Kế hoạch chờ xác nhận"
    WISH = "WISH", "Đề nghị bổ sung danh mục được trả lời"
    VOTE = "VOTE", "Hội đồng danh mục chờ bỏ phiếu"
    APPEAL = "APPEAL", "Kiến nghị chờ xử lý"
    APPEAL_DONE = "APPEAL_DONE", "Kiến nghị của tôi có kết quả"


class MailState(models.TextChoices):
    NONE = "NONE", "Không gửi thư"
    WAITING = "WAITING", "Chờ gửi"
    SENDING = "SENDING", "Đang gửi"
    SENT = "SENT", "Đã gửi"
    FAILED = "FAILED", "Không gửi được"
    UNKNOWN = "UNKNOWN", "Không rõ đã đến chưa"


class MailStep(models.TextChoices):
    CLAIM = "CLAIM", "Nhận gửi"
    ACCEPT = "ACCEPT", "Máy chủ thư nhận"
    REFUSE = "REFUSE", "Máy chủ thư từ chối"
    GIVE_UP = "GIVE_UP", "Thôi gửi"
    LOSE = "LOSE", "Dừng giữa chừng"
    DROP = "DROP", "Không cần nữa"


M, T = MailState, MailStep
MAIL = StateTable[str, str](
    name="Thư nhắc",
    labels=dict(MailState.choices),
    moves={
        (M.WAITING, T.CLAIM): M.SENDING,
        (M.SENDING, T.ACCEPT): M.SENT,
        (M.SENDING, T.REFUSE): M.WAITING,
        (M.SENDING, T.GIVE_UP): M.FAILED,
        (M.SENDING, T.LOSE): M.UNKNOWN,
        (M.WAITING, T.DROP): M.NONE,
    },
)
