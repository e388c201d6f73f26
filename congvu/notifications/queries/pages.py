"""What a person sees of her reminders."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from congvu.base.prepared import Count, Prepared
from congvu.notifications.models import Choice, Reminder
from congvu.notifications.states import Kind
from congvu.policy.facts import Actor
from congvu.ui.addresses import address

SHOWN = 60
ICONS = {
    Kind.TODAY: "sun",
    Kind.MISSED: "calendar",
    Kind.RETURNED: "undo-2",
    Kind.ADJUSTED: "pen-line",
    Kind.CONFIRM: "shield-check",
    Kind.BELOW: "shield-alert",
    Kind.SELF_SCORE: "chart-column",
    Kind.CARD_CONFIRM: "award",
    Kind.TALK: "message-square-text",
    Kind.PLAN: "calendar-range",
    Kind.WISH: "message-square-plus",
    Kind.VOTE: "sliders-horizontal",
    Kind.APPEAL: "message-square-warning",
    Kind.APPEAL_DONE: "message-square-warning",
}
OPEN = {
    Kind.TODAY: "Ghi việc hôm nay",
    Kind.MISSED: "Ghi trong 1 phút",
    Kind.RETURNED: "Mở ngày này",
    Kind.ADJUSTED: "Mở ngày này",
    Kind.CONFIRM: "Mở hàng duyệt",
    Kind.BELOW: "Mở hàng duyệt",
    Kind.SELF_SCORE: "Tự chấm điểm",
    Kind.CARD_CONFIRM: "Mở danh sách phiếu",
    Kind.TALK: "Mở trao đổi",
    Kind.PLAN: "Mở kế hoạch",
    Kind.WISH: "Xem câu trả lời",
    Kind.VOTE: "Mở đợt lấy ý kiến",
    Kind.APPEAL: "Mở kiến nghị",
    Kind.APPEAL_DONE: "Mở kiến nghị",
}


@dataclass(frozen=True)
class Line:
    """One reminder in the list. `leave_address`: the form for leave, the day filled in."""

    id: int
    kind: str
    label: str
    icon: str
    sentence: str
    open_label: str
    day: dt.date
    made_at: dt.datetime
    is_read: bool
    is_over: bool
    leave_address: str

    @property
    def waits(self) -> bool:
        return not self.is_over


@dataclass(frozen=True)
class Bell:
    """The page of reminders: what waits, newest first, then what is over."""

    waiting: tuple[Line, ...]
    over: tuple[Line, ...]
    unread: int


def leave_address(day: dt.date) -> str:
    """The form for leave on a day."""
    return f"{address('worktime:leave')}?ngay={day.isoformat()}#gui"


def line_of(reminder: Reminder) -> Line:
    kind = Kind(reminder.kind)
    return Line(
        id=reminder.pk,
        kind=kind,
        label=str(kind.label),
        icon=ICONS[kind],
        sentence=reminder.sentence,
        open_label=OPEN[kind],
        day=reminder.day,
        made_at=reminder.made_at,
        is_read=reminder.read_at is not None,
        is_over=reminder.settled_at is not None,
        leave_address=leave_address(reminder.day) if kind == Kind.MISSED else "",
    )


def bell(viewer: Actor) -> Bell:
    """The newest reminders of the viewer, one query."""
    rows = Reminder.objects.filter(person_id=viewer.person_id or 0).order_by("-made_at", "-pk")[:SHOWN]
    lines = [line_of(row) for row in rows]
    waiting = tuple(line for line in lines if line.waits)
    return Bell(
        waiting, tuple(line for line in lines if line.is_over), sum(not line.is_read for line in waiting)
    )


_UNREAD = Prepared(
    lambda person_id: Reminder.objects.filter(
        person_id=person_id, settled_at__isnull=True, read_at__isnull=True
    ).values_list("pk"),
    int,
)


def count_unread(person_id: int) -> Count:
    """What the bell shows: reminders that stand and were not read."""
    return Count(_UNREAD, (person_id,))


def choice_of(person_id: int) -> Choice:
    """How the person is reminded; the usual way, unsaved, where she has chosen nothing."""
    return Choice.objects.filter(person_id=person_id).first() or Choice(person_id=person_id)
