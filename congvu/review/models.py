"""What the confirmer decided on a line, version by version."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from congvu.base.fields import ScaledField
from congvu.diary.models import Entry
from congvu.org.models import Organ, Person


class Confirmation(models.Model):
    """One decision: confirmed, adjusted or returned; by whom, for whom, opened or not."""

    class Outcome(models.TextChoices):
        CONFIRMED = "CONFIRMED", "Xác nhận"
        ADJUSTED = "ADJUSTED", "Điều chỉnh"
        RETURNED = "RETURNED", "Trả lại"

    organ = models.ForeignKey(Organ, models.CASCADE, related_name="+")
    entry = models.ForeignKey(Entry, models.CASCADE, related_name="confirmations")
    entry_version = models.PositiveIntegerField("bản của dòng")
    outcome = models.CharField("kết quả", max_length=9, choices=Outcome.choices)
    confirmer = models.ForeignKey(Person, models.PROTECT, related_name="+")
    acting_for = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField("lúc")
    reason = models.TextField("lý do", blank=True)
    quantity = ScaledField("số lượng", places=2, null=True)
    percent = ScaledField("tỷ lệ", places=2, null=True)
    minutes = models.PositiveSmallIntegerField("phút", null=True)
    errors = models.JSONField("lỗi lớn", default=list)
    late = models.JSONField("lần chậm", default=list)
    accepted_unplanned = models.BooleanField("nhận là việc đột xuất", default=False)
    was_opened = models.BooleanField("đã mở xem", default=False)

    class Meta:
        verbose_name = "xác nhận"
        constraints = [
            models.UniqueConstraint(fields=["entry", "entry_version"], name="review_once_per_version"),
            models.CheckConstraint(
                condition=Q(outcome="CONFIRMED") | ~Q(reason=""),
                name="review_reason_given",
            ),
        ]
        indexes = [models.Index(fields=["confirmer", "at"], name="review_confirmer")]
