"""Files that were read and wait for a decision. Nothing else is written before that."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from congvu.org.models import Organ

from .states import BatchState


class Batch(models.Model):
    """One file read into one organ.

    The bytes lie under the data folder by their digest until the batch is applied or put away.
    `options`: what the reader was told (columns, standard score). `summary`: counts, and after
    applying the rows that were refused and the people who were added.
    """

    class Kind(models.TextChoices):
        CATALOGUE = "CATALOGUE", "Danh mục sản phẩm, công việc"
        POSITIONS = "POSITIONS", "Vị trí việc làm"
        STAFF = "STAFF", "Danh sách cán bộ"

    organ = models.ForeignKey(Organ, models.CASCADE, related_name="+")
    kind = models.CharField("loại", max_length=9, choices=Kind.choices)
    file_name = models.CharField("tên tệp", max_length=200)
    sha256 = models.CharField(max_length=64)
    options = models.JSONField(default=dict)
    summary = models.JSONField(default=dict)
    state = models.CharField("trạng thái", max_length=9, choices=BatchState.choices, default=BatchState.READ)
    read_at = models.DateTimeField("đọc lúc")
    read_by = models.CharField("người nạp", max_length=40)
    applied_at = models.DateTimeField("nhập lúc", null=True)
    applied_by = models.CharField("người nhập", max_length=40, blank=True)
    discarded_at = models.DateTimeField("bỏ lúc", null=True)
    discarded_by = models.CharField("người bỏ", max_length=40, blank=True)

    class Meta:
        verbose_name = "lần nhập"
        constraints = [
            models.CheckConstraint(
                condition=Q(state="APPLIED", applied_at__isnull=False) & ~Q(applied_by="")
                | ~Q(state="APPLIED") & Q(applied_at__isnull=True, applied_by=""),
                name="imports_applied_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(state="DISCARDED", discarded_at__isnull=False) & ~Q(discarded_by="")
                | ~Q(state="DISCARDED") & Q(discarded_at__isnull=True, discarded_by=""),
                name="imports_discarded_by_someone",
            ),
        ]
        indexes = [models.Index(fields=["organ", "state", "sha256"], name="imports_batch_file")]

    def __str__(self) -> str:
        return self.file_name
