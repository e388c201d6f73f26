"""Life of a share of a task, and of one hand-in of it (Đ18; ADR 0016)."""

from __future__ import annotations

from django.db import models

from congvu.base.states import StateTable


class ShareState(models.TextChoices):
    ASSIGNED = "ASSIGNED", "Chờ nhận"
    ACCEPTED = "ACCEPTED", "Đang làm"
    UNABLE = "UNABLE", "Báo không làm được"
    DONE = "DONE", "Đã xong"
    HANDED_OVER = "HANDED_OVER", "Đã chuyển người khác"
    CARRIED_OVER = "CARRIED_OVER", "Chuyển kỳ sau"
    CANCELLED = "CANCELLED", "Đã hủy"


class ShareStep(models.TextChoices):
    ACCEPT = "ACCEPT", "Nhận việc"
    HAND_IN = "HAND_IN", "Nộp kết quả"
    REPORT_UNABLE = "REPORT_UNABLE", "Báo không làm được"
    KEEP = "KEEP", "Tiếp tục làm"
    FINISH = "FINISH", "Hoàn thành"
    REOPEN = "REOPEN", "Làm tiếp"
    HAND_OVER = "HAND_OVER", "Chuyển người khác"
    CARRY_OVER = "CARRY_OVER", "Chuyển kỳ sau"
    CANCEL = "CANCEL", "Hủy"
    UNACCEPT = "UNACCEPT", "Thôi nhận là việc đột xuất"


_OPEN = (ShareState.ASSIGNED, ShareState.ACCEPTED, ShareState.UNABLE)

SHARE = StateTable[str, str](
    name="Phần việc",
    labels=dict(ShareState.choices),
    moves={
        (ShareState.ASSIGNED, ShareStep.ACCEPT): ShareState.ACCEPTED,
        (ShareState.ASSIGNED, ShareStep.HAND_IN): ShareState.ACCEPTED,
        (ShareState.ACCEPTED, ShareStep.HAND_IN): ShareState.ACCEPTED,
        (ShareState.ASSIGNED, ShareStep.REPORT_UNABLE): ShareState.UNABLE,
        (ShareState.ACCEPTED, ShareStep.REPORT_UNABLE): ShareState.UNABLE,
        (ShareState.UNABLE, ShareStep.KEEP): ShareState.ACCEPTED,
        (ShareState.ACCEPTED, ShareStep.FINISH): ShareState.DONE,
        (ShareState.DONE, ShareStep.REOPEN): ShareState.ACCEPTED,
        **{(s, ShareStep.HAND_OVER): ShareState.HANDED_OVER for s in _OPEN},
        **{(s, ShareStep.CARRY_OVER): ShareState.CARRIED_OVER for s in _OPEN},
        **{(s, ShareStep.CANCEL): ShareState.CANCELLED for s in _OPEN},
        (ShareState.DONE, ShareStep.UNACCEPT): ShareState.CANCELLED,
    },
)

OPEN_SHARES = _OPEN


class DeliveryState(models.TextChoices):
    HANDED_IN = "HANDED_IN", "Chờ kết luận"
    MET = "MET", "Đạt"
    RETURNED = "RETURNED", "Trả lại"
    WITHDRAWN = "WITHDRAWN", "Đã rút"


class DeliveryStep(models.TextChoices):
    JUDGE_MET = "JUDGE_MET", "Kết luận đạt"
    RETURN = "RETURN", "Trả lại"
    WITHDRAW = "WITHDRAW", "Rút"
    CORRECT_MET = "CORRECT_MET", "Sửa kết luận thành đạt"
    CORRECT_RETURN = "CORRECT_RETURN", "Sửa kết luận thành trả lại"
    TAKE_BACK = "TAKE_BACK", "Rút kết luận"
    UNACCEPT = "UNACCEPT", "Thôi nhận là việc đột xuất"


DELIVERY = StateTable[str, str](
    name="Kết quả đã nộp",
    labels=dict(DeliveryState.choices),
    moves={
        (DeliveryState.HANDED_IN, DeliveryStep.JUDGE_MET): DeliveryState.MET,
        (DeliveryState.HANDED_IN, DeliveryStep.RETURN): DeliveryState.RETURNED,
        (DeliveryState.HANDED_IN, DeliveryStep.WITHDRAW): DeliveryState.WITHDRAWN,
        # a verdict on which nothing rests yet is taken back
        (DeliveryState.MET, DeliveryStep.TAKE_BACK): DeliveryState.HANDED_IN,
        (DeliveryState.RETURNED, DeliveryStep.TAKE_BACK): DeliveryState.HANDED_IN,
        (DeliveryState.MET, DeliveryStep.UNACCEPT): DeliveryState.WITHDRAWN,
        # until the period's cut-off a verdict may be put right, with a reason
        **{
            (s, DeliveryStep.CORRECT_MET): DeliveryState.MET
            for s in (DeliveryState.MET, DeliveryState.RETURNED)
        },
        **{
            (s, DeliveryStep.CORRECT_RETURN): DeliveryState.RETURNED
            for s in (DeliveryState.MET, DeliveryState.RETURNED)
        },
    },
)


class DecisionState(models.TextChoices):
    """A request that one named person grants or refuses (extension, objective cause)."""

    ASKED = "ASKED", "Chờ quyết định"
    GRANTED = "GRANTED", "Đồng ý"
    REFUSED = "REFUSED", "Không đồng ý"


class DecisionStep(models.TextChoices):
    GRANT = "GRANT", "Đồng ý"
    REFUSE = "REFUSE", "Không đồng ý"


DECISION = StateTable[str, str](
    name="Đề nghị",
    labels=dict(DecisionState.choices),
    moves={
        (DecisionState.ASKED, DecisionStep.GRANT): DecisionState.GRANTED,
        (DecisionState.ASKED, DecisionStep.REFUSE): DecisionState.REFUSED,
    },
)


class PlanState(models.TextChoices):
    """A month's plan of a person or a unit (ADR 0029)."""

    DRAFT = "DRAFT", "Đang lập"
    SUBMITTED = "SUBMITTED", "Chờ xác nhận"
    CONFIRMED = "CONFIRMED", "Đã xác nhận"


class PlanStep(models.TextChoices):
    SAVE = "SAVE", "Lưu"
    SUBMIT = "SUBMIT", "Gửi"
    RECALL = "RECALL", "Rút lại"
    RETURN = "RETURN", "Trả lại"
    CONFIRM = "CONFIRM", "Xác nhận"


PLAN = StateTable[str, str](
    name="Kế hoạch",
    labels=dict(PlanState.choices),
    moves={
        (PlanState.DRAFT, PlanStep.SAVE): PlanState.DRAFT,
        (PlanState.DRAFT, PlanStep.SUBMIT): PlanState.SUBMITTED,
        (PlanState.SUBMITTED, PlanStep.RECALL): PlanState.DRAFT,
        (PlanState.SUBMITTED, PlanStep.RETURN): PlanState.DRAFT,
        (PlanState.SUBMITTED, PlanStep.CONFIRM): PlanState.CONFIRMED,
    },
)
