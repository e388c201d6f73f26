"""Life of a diary line and of its day (ADR 0016)."""

from __future__ import annotations

from django.db import models

from congvu.base.states import StateTable


class EntryState(models.TextChoices):
    DRAFT = "DRAFT", "Chưa gửi"
    SUBMITTED = "SUBMITTED", "Chờ xác nhận"
    CONFIRMED = "CONFIRMED", "Đã xác nhận"
    ADJUSTED = "ADJUSTED", "Đã điều chỉnh"
    RETURNED = "RETURNED", "Bị trả lại"
    REMOVED = "REMOVED", "Đã bỏ"


class EntryStep(models.TextChoices):
    EDIT = "EDIT", "Sửa"
    SUBMIT = "SUBMIT", "Gửi"
    RECALL = "RECALL", "Rút lại"
    CONFIRM = "CONFIRM", "Xác nhận"
    ADJUST = "ADJUST", "Điều chỉnh"
    RETURN = "RETURN", "Trả lại"
    REMOVE = "REMOVE", "Bỏ"
    TAKE_BACK = "TAKE_BACK", "Hoàn tác quyết định"


E, T = EntryState, EntryStep
ENTRY = StateTable[str, str](
    name="Dòng nhật ký",
    labels=dict(EntryState.choices),
    moves={
        (E.DRAFT, T.EDIT): E.DRAFT,
        (E.RETURNED, T.EDIT): E.DRAFT,
        (E.DRAFT, T.SUBMIT): E.SUBMITTED,
        (E.SUBMITTED, T.RECALL): E.DRAFT,
        (E.SUBMITTED, T.CONFIRM): E.CONFIRMED,
        (E.SUBMITTED, T.ADJUST): E.ADJUSTED,
        (E.SUBMITTED, T.RETURN): E.RETURNED,
        **{(s, T.TAKE_BACK): E.SUBMITTED for s in (E.CONFIRMED, E.ADJUSTED, E.RETURNED)},
        (E.DRAFT, T.REMOVE): E.REMOVED,
        (E.RETURNED, T.REMOVE): E.REMOVED,
    },
)

FINAL = (E.CONFIRMED, E.ADJUSTED)
COUNTED = (E.DRAFT, E.SUBMITTED, E.CONFIRMED, E.ADJUSTED, E.RETURNED)


class DayState(models.TextChoices):
    DRAFT = "DRAFT", "Đang ghi"
    SUBMITTED = "SUBMITTED", "Chờ xác nhận"
    RETURNED = "RETURNED", "Có dòng bị trả lại"
    CLOSED = "CLOSED", "Đã khép"


def day_state(states: set[str]) -> str:
    """The day follows from its lines: writing > returned > waiting > closed."""
    states = states - {E.REMOVED}
    if not states or E.DRAFT in states:
        return DayState.DRAFT
    if E.RETURNED in states:
        return DayState.RETURNED
    if E.SUBMITTED in states:
        return DayState.SUBMITTED
    return DayState.CLOSED
