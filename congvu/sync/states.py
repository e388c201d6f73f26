"""The way of a parcel to the national database (ADR 37)."""

from __future__ import annotations

from django.db import models

from congvu.base.states import StateTable


class ParcelState(models.TextChoices):
    WAITING = "WAITING", "Chờ gửi"
    SENDING = "SENDING", "Đang gửi"
    SENT = "SENT", "Đã nhận"
    FAILED = "FAILED", "Không gửi được"


class ParcelStep(models.TextChoices):
    CLAIM = "CLAIM", "Nhận gửi"
    ACCEPT = "ACCEPT", "Nơi nhận xác nhận"
    REFUSE = "REFUSE", "Chưa gửi được, chờ lần sau"
    GIVE_UP = "GIVE_UP", "Thôi tự gửi"
    RETRY = "RETRY", "Gửi lại"


S, T = ParcelState, ParcelStep
PARCEL = StateTable[str, str](
    name="Gói đồng bộ",
    labels=dict(ParcelState.choices),
    moves={
        (S.WAITING, T.CLAIM): S.SENDING,
        (S.SENDING, T.ACCEPT): S.SENT,
        (S.SENDING, T.REFUSE): S.WAITING,
        (S.SENDING, T.GIVE_UP): S.FAILED,
        (S.FAILED, T.RETRY): S.WAITING,
        (S.WAITING, T.RETRY): S.WAITING,
    },
)
