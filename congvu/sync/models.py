"""Parcels of results for the national database: frozen when made, sent until acknowledged (Điều 26.1d)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from congvu.org.models import Organ
from congvu.rating.models import Decision
from congvu.scoring.models import Period

from .states import ParcelState


class Parcel(models.Model):
    """One export, frozen: the published results of a period, or decisions of a year.

    `body` is sent byte for byte; `sha256` names it to the receiver, so that a second delivery of the
    same parcel can be told. `token`: who claimed it last.
    """

    class Kind(models.TextChoices):
        PERIOD = "PERIOD", "Kết quả kỳ"
        YEAR = "YEAR", "Xếp loại năm"

    organ = models.ForeignKey(Organ, models.CASCADE, related_name="+")
    kind = models.CharField("loại", max_length=6, choices=Kind.choices)
    period = models.ForeignKey(Period, models.PROTECT, null=True, related_name="parcels")
    period_version = models.PositiveIntegerField("lần công bố", null=True)
    year = models.PositiveSmallIntegerField("năm", null=True)
    label = models.CharField("kết quả", max_length=120)
    count = models.PositiveIntegerField("số người")
    result_on = models.DateField("ngày có kết quả")
    due_on = models.DateField("hạn gửi")
    body = models.TextField("nội dung")
    sha256 = models.CharField("mã kiểm", max_length=64)
    made_at = models.DateTimeField("lập lúc")
    state = models.CharField(
        "trạng thái", max_length=7, choices=ParcelState.choices, default=ParcelState.WAITING
    )
    send_after = models.DateTimeField("gửi từ")
    tries = models.PositiveSmallIntegerField("số lần gửi", default=0)
    token = models.UUIDField(null=True)
    claimed_at = models.DateTimeField("nhận gửi lúc", null=True)
    error = models.CharField("lỗi", max_length=300, blank=True)
    accepted_at = models.DateTimeField("nơi nhận xác nhận lúc", null=True)
    receipt = models.CharField("biên nhận", max_length=200, blank=True)
    answer = models.TextField("trả lời của nơi nhận", blank=True)

    class Meta:
        verbose_name = "gói đồng bộ"
        constraints = [
            models.UniqueConstraint(fields=["period", "period_version"], name="sync_period_once"),
            models.CheckConstraint(
                condition=Q(kind="PERIOD", period__isnull=False, period_version__isnull=False)
                | Q(kind="YEAR", period__isnull=True, year__isnull=False),
                name="sync_of_one_kind",
            ),
            models.CheckConstraint(
                condition=~Q(state="SENDING") | Q(token__isnull=False, claimed_at__isnull=False),
                name="sync_claimed",
            ),
            models.CheckConstraint(
                condition=~Q(state="SENT") | (Q(accepted_at__isnull=False) & ~Q(receipt="")),
                name="sync_accepted_when",
            ),
            models.CheckConstraint(condition=~Q(state="FAILED") | ~Q(error=""), name="sync_failed_why"),
        ]
        indexes = [models.Index(fields=["state", "send_after"], name="sync_waiting")]


class Included(models.Model):
    """A decision of a year goes out once."""

    organ = models.ForeignKey(Organ, models.CASCADE, related_name="+")
    parcel = models.ForeignKey(Parcel, models.CASCADE, related_name="included")
    decision = models.OneToOneField(Decision, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "quyết định trong gói đồng bộ"
