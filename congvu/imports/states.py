"""Life of an import: read and previewed, then applied or put away."""

from __future__ import annotations

from django.db import models

from congvu.base.states import StateTable


class BatchState(models.TextChoices):
    READ = "READ", "Chờ xác nhận"
    APPLIED = "APPLIED", "Đã nhập"
    DISCARDED = "DISCARDED", "Đã bỏ"


class BatchStep(models.TextChoices):
    MAP = "MAP", "Chọn cột"
    APPLY = "APPLY", "Nhập"
    DISCARD = "DISCARD", "Bỏ"


BATCH = StateTable[str, str](
    name="Lần nhập",
    labels=dict(BatchState.choices),
    moves={
        (BatchState.READ, BatchStep.MAP): BatchState.READ,
        (BatchState.READ, BatchStep.APPLY): BatchState.APPLIED,
        (BatchState.READ, BatchStep.DISCARD): BatchState.DISCARDED,
    },
)
