"""Life of an appeal (NĐ 335/2025/NĐ-CP, Điều 22)."""

from __future__ import annotations

from django.db import models

from congvu.base.states import StateTable


class AppealState(models.TextChoices):
    LODGED = "LODGED", "Chờ tiếp nhận"
    RECEIVED = "RECEIVED", "Đang chuẩn bị"
    PREPARED = "PREPARED", "Chờ quyết định"
    TO_CHANGE = "TO_CHANGE", "Chờ sửa kết quả"
    KEPT = "KEPT", "Giữ nguyên kết quả"
    CHANGED = "CHANGED", "Đã sửa kết quả"
    WITHDRAWN = "WITHDRAWN", "Đã rút"


class AppealStep(models.TextChoices):
    RECEIVE = "RECEIVE", "Tiếp nhận"
    NAME = "NAME", "Giao lại"
    HEAR = "HEAR", "Ghi buổi làm việc"
    PREPARE = "PREPARE", "Trình"
    RETURN = "RETURN", "Trả lại để chuẩn bị thêm"
    KEEP = "KEEP", "Giữ nguyên"
    CHANGE = "CHANGE", "Thay đổi"
    FINISH = "FINISH", "Ghi đã sửa"
    WITHDRAW = "WITHDRAW", "Rút kiến nghị"


S, T = AppealState, AppealStep
OPEN = (S.LODGED, S.RECEIVED, S.PREPARED)
"""States in which the term of Điều 22 runs."""
APPEAL = StateTable[str, str](
    name="Kiến nghị",
    labels=dict(AppealState.choices),
    moves={
        (S.LODGED, T.RECEIVE): S.RECEIVED,
        (S.RECEIVED, T.NAME): S.RECEIVED,
        (S.RECEIVED, T.HEAR): S.RECEIVED,
        (S.RECEIVED, T.PREPARE): S.PREPARED,
        (S.PREPARED, T.RETURN): S.RECEIVED,
        (S.PREPARED, T.KEEP): S.KEPT,
        (S.PREPARED, T.CHANGE): S.TO_CHANGE,
        (S.TO_CHANGE, T.FINISH): S.CHANGED,
        (S.LODGED, T.WITHDRAW): S.WITHDRAWN,
        (S.RECEIVED, T.WITHDRAW): S.WITHDRAWN,
        (S.PREPARED, T.WITHDRAW): S.WITHDRAWN,
    },
)


class Outcome(models.TextChoices):
    KEEP = "KEEP", "Giữ nguyên kết quả"
    CHANGE = "CHANGE", "Thay đổi kết quả"
