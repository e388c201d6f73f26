"""Life of an edition: propose → appraise → decide → in force → closed (Đ13)."""

from __future__ import annotations

from django.db import models

from congvu.base.states import StateTable


class EditionState(models.TextChoices):
    PROPOSED = "PROPOSED", "Đề xuất"
    APPRAISED = "APPRAISED", "Đã thẩm định"
    DECIDED = "DECIDED", "Đã quyết định"
    WITHDRAWN = "WITHDRAWN", "Đã rút"


class EditionStep(models.TextChoices):
    APPRAISE = "APPRAISE", "Thẩm định"
    SEND_BACK = "SEND_BACK", "Trả lại"
    DECIDE = "DECIDE", "Quyết định"
    WITHDRAW = "WITHDRAW", "Rút"


EDITION = StateTable[str, str](
    name="Danh mục",
    labels=dict(EditionState.choices),
    moves={
        (EditionState.PROPOSED, EditionStep.APPRAISE): EditionState.APPRAISED,
        (EditionState.APPRAISED, EditionStep.SEND_BACK): EditionState.PROPOSED,
        (EditionState.APPRAISED, EditionStep.DECIDE): EditionState.DECIDED,
        (EditionState.PROPOSED, EditionStep.WITHDRAW): EditionState.WITHDRAWN,
        (EditionState.APPRAISED, EditionStep.WITHDRAW): EditionState.WITHDRAWN,
    },
)
