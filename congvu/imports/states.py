"""Life of an import: read and previewed, then applied (a staff list slice by slice) or put away."""

from __future__ import annotations

from django.db import models

from congvu.base.states import StateTable


class BatchState(models.TextChoices):
    READ = "READ", "Chờ xác nhận"
    APPLYING = "APPLYING", "Đang nhập"
    APPLIED = "APPLIED", "Đã nhập"
    DISCARDED = "DISCARDED", "Đã bỏ"


class BatchStep(models.TextChoices):
    MAP = "MAP", "Chọn cột"
    BEGIN = "BEGIN", "Nhập từng phần"
    APPLY = "APPLY", "Nhập"
    DISCARD = "DISCARD", "Bỏ"


BATCH = StateTable[str, str](
    name="Lần nhập",
    labels=dict(BatchState.choices),
    moves={
        (BatchState.READ, BatchStep.MAP): BatchState.READ,
        (BatchState.READ, BatchStep.BEGIN): BatchState.APPLYING,
        (BatchState.APPLYING, BatchStep.BEGIN): BatchState.APPLYING,
        (BatchState.APPLYING, BatchStep.APPLY): BatchState.APPLIED,
        (BatchState.READ, BatchStep.APPLY): BatchState.APPLIED,
        (BatchState.READ, BatchStep.DISCARD): BatchState.DISCARDED,
    },
)
