"""Packs that an organ added, and from which day it lives by which pack (ADR 33)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from congvu.base.dated import Dated
from congvu.org.models import Organ


class RuleText(models.Model):
    """One pack file as it was added. Never edited: a correction is the next version of its id."""

    organ = models.ForeignKey(Organ, models.CASCADE, related_name="rule_texts")
    pack_id = models.CharField("mã", max_length=64)
    version = models.PositiveSmallIntegerField("bản", default=1)
    title = models.CharField("tên", max_length=500)
    sha256 = models.CharField("mã kiểm", max_length=64)
    text = models.TextField("nội dung")
    decision_number = models.CharField("số văn bản", max_length=120)
    decision_on = models.DateField("ngày văn bản")
    added_at = models.DateTimeField("thêm lúc")
    added_by = models.CharField("người thêm", max_length=40)

    class Meta:
        verbose_name = "bộ quy tắc được thêm"
        constraints = [
            models.UniqueConstraint(fields=["organ", "sha256"], name="regimes_text_once"),
            models.UniqueConstraint(fields=["organ", "pack_id", "version"], name="regimes_version_once"),
        ]
        indexes = [models.Index(fields=["sha256"], name="regimes_text_sha")]


class Use(Dated):
    """From `valid_from` on, the organ scores by this pack. Half-open; uses of an organ never overlap.

    `opened_to` is the day after the last period opened under it: from then on it cannot be
    cancelled, and another use begins on that day at the earliest. `is_first`: how the organ began,
    without a decision.
    """

    organ = models.ForeignKey(Organ, models.CASCADE, related_name="regime_uses")
    pack_id = models.CharField("bộ quy tắc", max_length=64)
    pack_sha256 = models.CharField("mã kiểm", max_length=64)
    text = models.ForeignKey(RuleText, models.PROTECT, null=True, related_name="uses")
    is_first = models.BooleanField("áp dụng từ đầu", default=False)
    decision_number = models.CharField("số quyết định", max_length=120, blank=True)
    decision_on = models.DateField("ngày quyết định", null=True)
    signer = models.CharField("người ký", max_length=120, blank=True)
    orders = models.CharField("nội dung quyết định", max_length=500, blank=True)
    opened_to = models.DateField("đã mở kỳ đến trước ngày", null=True)
    made_at = models.DateTimeField("ghi lúc")
    made_by = models.CharField("người ghi", max_length=40)

    class Meta(Dated.Meta):
        verbose_name = "lần áp dụng bộ quy tắc"
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(fields=["organ", "valid_from"], name="regimes_use_day_once"),
            models.CheckConstraint(
                condition=Q(is_first=True)
                | (~Q(decision_number="") & ~Q(signer="") & Q(decision_on__isnull=False)),
                name="regimes_use_decided",
            ),
        ]
