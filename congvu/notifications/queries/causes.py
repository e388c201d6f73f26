"""Who is concerned: one function for each kind of reminder, and the table of them.

Each takes an organ, some of its people and a day, and gives every cause that stands on that day: a
round makes a reminder of the new ones, and a reminder whose cause is no longer given is over.
Each asks a fixed number of questions, whatever the number of people.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Max, Sum

from congvu.base import clock
from congvu.diary.models import Day, Entry
from congvu.diary.states import COUNTED, DayState, EntryState
from congvu.notifications.states import Kind
from congvu.org.queries import confirmers, rules_row
from congvu.scoring.models import Card, Period
from congvu.scoring.states import CardState, PeriodState
from congvu.ui import words
from congvu.ui.addresses import address
from congvu.worktime.queries import calendar_of, plans, recording
from rulebook import workdays

LOOK_BACK = 14
"""Calendar days in which a day not sent is looked for: a long holiday lies between two working days."""
KEPT = 60
"""Calendar days after which a line sent back no longer reminds of itself."""


@dataclass(frozen=True)
class Cause:
    """Somebody, the day it is about, one sentence, where it leads.

    `is_new`: a round may remind of it now; otherwise it only keeps an earlier reminder standing.
    """

    person_id: int
    day: dt.date
    sentence: str
    address: str
    is_new: bool = True


def today(organ_id: int, people: Sequence[int], on: dt.date) -> list[Cause]:
    """A working day on which nothing, or less than half of its minutes, is written and nothing is sent."""
    planned = plans(people, on, on)
    due = [p for p in people if planned[p][on].is_due]
    sent = _sent(due, on, on)
    written = dict(
        Entry.objects.filter(person_id__in=due, worked_on=on, state__in=COUNTED)
        .values_list("person_id")
        .annotate(total=Sum("minutes"))
    )
    return [
        Cause(p, on, _so_far(written.get(p, 0)), address("diary:day", on))
        for p in due
        if (p, on) not in sent and written.get(p, 0) * 2 < planned[p][on].minutes
    ]


def _so_far(minutes: int) -> str:
    if minutes:
        return f"Hôm nay đồng chí đã ghi {words.duration(minutes)}, chưa gửi."
    return "Hôm nay đồng chí chưa ghi việc nào."


def missed(organ_id: int, people: Sequence[int], on: dt.date) -> list[Cause]:
    """Working days before `on` that were not sent and still may be; only the last one is new."""
    first, last = on - dt.timedelta(days=LOOK_BACK), on - dt.timedelta(days=1)
    planned = plans(people, first, last)
    sent = _sent(people, first, last)
    is_open: dict[dt.date, bool] = {}
    found = []
    for p in people:
        due = [day for day in planned[p] if planned[p][day].is_due]
        for day in due:
            if (p, day) in sent:
                continue
            if day not in is_open:
                is_open[day] = recording(organ_id, day, today=on).is_open
            if is_open[day]:
                name = words.day_name(day)
                sentence = (
                    f"{name[0].upper()}{name[1:]} {words.short_date(day)} chưa gửi. "
                    "Nếu nghỉ, bấm “Tôi nghỉ”; nếu quên, ghi trong 1 phút."
                )
                found.append(Cause(p, day, sentence, address("diary:day", day), is_new=day == due[-1]))
    return found


def _sent(people: Sequence[int], first: dt.date, last: dt.date) -> set[tuple[int, dt.date]]:
    rows = Day.objects.filter(person_id__in=people, day__range=(first, last)).exclude(state=DayState.DRAFT)
    return set(rows.values_list("person_id", "day"))


def returned(organ_id: int, people: Sequence[int], on: dt.date) -> list[Cause]:
    """Days with lines that were sent back and not yet mended."""
    return [
        Cause(
            p, day, f"Ngày {words.short_date(day)} có {words.number(n)} mục bị trả lại. Bổ sung rồi gửi lại.",
            address("diary:day", day),
        )
        for p, day, n in _lines(people, EntryState.RETURNED, on - dt.timedelta(days=KEPT))
    ]  # fmt: skip


def adjusted(organ_id: int, people: Sequence[int], on: dt.date) -> list[Cause]:
    """Days with lines confirmed otherwise than written, while the organ's term to answer runs."""
    term = rules_row(organ_id).reply_working_days
    since = _last_overdue(organ_id, on, term) + dt.timedelta(days=1)
    return [
        Cause(
            p, day,
            f"Ngày {words.short_date(day)} có {words.number(n)} mục được xác nhận khác số đã ghi. "
            f"Xem lại trong {term} ngày làm việc.",
            address("diary:day", day),
        )
        for p, day, n in _lines(people, EntryState.ADJUSTED, since)
    ]  # fmt: skip


def _lines(people: Sequence[int], state: str, since: dt.date) -> list[tuple[int, dt.date, int]]:
    rows = Entry.objects.filter(person_id__in=people, state=state, decided_at__gte=clock.at(since))
    return list(rows.values_list("person_id", "worked_on").annotate(n=Count("pk")).order_by("worked_on"))


def confirm(organ_id: int, people: Sequence[int], on: dt.date) -> list[Cause]:
    """Confirmers whose lines wait longer than the organ's term. The day is that of the newest such line."""
    term = rules_row(organ_id).confirm_working_days
    return [
        Cause(
            p, newest,
            f"{words.number(n)} mục chờ đồng chí quá {term} ngày làm việc. Người ghi chưa được trả lời.",
            address("review:queue"),
        )
        for p, n, newest in _overdue(organ_id, people, on, term)
    ]  # fmt: skip


def below(organ_id: int, people: Sequence[int], on: dt.date) -> list[Cause]:
    """The same, as the level above the confirmer sees it."""
    term = rules_row(organ_id).confirm_working_days
    waiting = _overdue(organ_id, None, on, term)
    above = confirmers([p for p, _, _ in waiting], on=on) if waiting else {}
    gathered: dict[int, tuple[int, int, dt.date]] = {}
    for p, n, newest in waiting:
        upper = above.get(p)
        if upper is not None and upper in people:
            lines, who, day = gathered.get(upper, (0, 0, newest))
            gathered[upper] = (lines + n, who + 1, max(day, newest))
    return [
        Cause(
            upper, day,
            f"{words.number(n)} mục chờ {words.number(who)} người xác nhận dưới quyền đồng chí quá {term} ngày làm việc.",
            address("review:queue"),
        )
        for upper, (n, who, day) in gathered.items()
    ]  # fmt: skip


def _overdue(
    organ_id: int, people: Sequence[int] | None, on: dt.date, term: int
) -> list[tuple[int, int, dt.date]]:
    """(confirmer, lines, day on which the newest of them was sent); without people the whole organ's."""
    before = clock.at(_last_overdue(organ_id, on, term) + dt.timedelta(days=1))
    rows = Entry.objects.filter(state=EntryState.SUBMITTED, submitted_at__lt=before)
    if people is None:
        rows = rows.filter(organ_id=organ_id, day__confirmer__isnull=False)
    else:
        rows = rows.filter(day__confirmer_id__in=people)
    found = rows.values_list("day__confirmer_id").annotate(n=Count("pk"), newest=Max("submitted_at"))
    return [(p, n, clock.local(newest).date()) for p, n, newest in found.order_by("day__confirmer_id")]


def _last_overdue(organ_id: int, on: dt.date, term: int) -> dt.date:
    """The last day whose term of working days ended before `on`."""
    calendar = calendar_of(organ_id, (on.year - 1, on.year, on.year + 1))
    day = on - dt.timedelta(days=1)
    while workdays.add_working_days(calendar, day, term) >= on:
        day -= dt.timedelta(days=1)
    return day


def self_score(organ_id: int, people: Sequence[int], on: dt.date) -> list[Cause]:
    """Own cards that wait for the own score."""
    rows = Card.objects.filter(
        person_id__in=people, state=CardState.WAITING, period__state=PeriodState.SELF
    ).select_related("period")
    return [
        Cause(
            card.person_id, card.period.last, f"Phiếu {card.period.label} chờ đồng chí tự chấm điểm.",
            address("scoring:card", card.pk),
        )
        for card in rows.order_by("pk")
    ]  # fmt: skip


def card_confirm(organ_id: int, people: Sequence[int], on: dt.date) -> list[Cause]:
    """Cards of others that wait for this authority, by period."""
    rows = (
        Card.objects.filter(authority_id__in=people, period__state=PeriodState.CONFIRM)
        .exclude(state=CardState.CONFIRMED)
        .values_list("authority_id", "period__kind", "period__code", "period__last")
        .annotate(n=Count("pk"))
        .order_by("period__last", "authority_id")
    )
    return [
        Cause(
            p, last, f"{words.number(n)} phiếu {_label(kind, code)} chờ đồng chí xác nhận, chấm điểm.",
            address("scoring:waiting"),
        )
        for p, kind, code, last, n in rows
    ]  # fmt: skip


def _label(kind: str, code: str) -> str:
    return Period(kind=kind, code=code).label


CAUSES: dict[str, Callable[[int, Sequence[int], dt.date], list[Cause]]] = {
    Kind.TODAY: today,
    Kind.MISSED: missed,
    Kind.RETURNED: returned,
    Kind.ADJUSTED: adjusted,
    Kind.CONFIRM: confirm,
    Kind.BELOW: below,
    Kind.SELF_SCORE: self_score,
    Kind.CARD_CONFIRM: card_confirm,
}
REPLACING = frozenset({Kind.CONFIRM, Kind.BELOW})
"""Kinds whose newest reminder stands for the earlier ones: it counts what they counted."""
