"""Life of an edition: propose → appraise → decide → in force → closed (Đ13); of a wish, of a consultation."""

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


class WishState(models.TextChoices):
    """What became of a product that somebody asked for."""

    ASKED = "ASKED", "Chờ xem xét"
    MERGED = "MERGED", "Dùng mục đã có"
    ACCEPTED = "ACCEPTED", "Đưa vào danh mục đề xuất"
    DECLINED = "DECLINED", "Không bổ sung"


class WishStep(models.TextChoices):
    MERGE = "MERGE", "Dùng mục đã có"
    ACCEPT = "ACCEPT", "Đưa vào danh mục đề xuất"
    DECLINE = "DECLINE", "Không bổ sung"


WISH = StateTable[str, str](
    name="Đề nghị bổ sung",
    labels=dict(WishState.choices),
    moves={
        (WishState.ASKED, WishStep.MERGE): WishState.MERGED,
        (WishState.ASKED, WishStep.ACCEPT): WishState.ACCEPTED,
        (WishState.ASKED, WishStep.DECLINE): WishState.DECLINED,
    },
)


class ConsultationState(models.TextChoices):
    """Whether views on a proposed edition are being gathered."""

    OPEN = "OPEN", "Đang lấy ý kiến"
    CLOSED = "CLOSED", "Đã khép"


class ConsultationStep(models.TextChoices):
    CLOSE = "CLOSE", "Khép"
    OPEN = "OPEN", "Lấy ý kiến"


CONSULTATION = StateTable[str, str](
    name="Đợt lấy ý kiến",
    labels=dict(ConsultationState.choices),
    moves={
        (ConsultationState.OPEN, ConsultationStep.CLOSE): ConsultationState.CLOSED,
        (ConsultationState.OPEN, ConsultationStep.OPEN): ConsultationState.OPEN,
        (ConsultationState.CLOSED, ConsultationStep.OPEN): ConsultationState.OPEN,
    },
)
