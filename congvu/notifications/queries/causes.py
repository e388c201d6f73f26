"""Who is concerned: one function for each kind of reminder, and the table of them.

Each takes an organ, some of its people and a day, and gives every cause that stands on that day: a
round makes a reminder of the new ones, and a reminder whose cause is no longer given is over.
Each asks a fixed number of questions, whatever the number of people.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, Max, OuterRef, Q, Sum

from congvu.base import clock
from congvu.diary.models import Day, Entry
from congvu.diary.states import COUNTED, DayState, EntryState
from congvu.duties.models import DutyShift, Template
from congvu.duties.states import ShiftState
from congvu.notifications.states import Kind
from congvu.org.queries import ancestors, confirmers, places, rules_row
from congvu.review.models import Confirmation
from congvu.review.states import TalkState
from congvu.scoring.models import Card, Period
from congvu.scoring.states import CardState, PeriodState
from congvu.ui import words
from congvu.ui.addresses import address
from congvu.worktime.queries import calendar_of, plans, recording
from rulebook import workdays

from .appeals import appeal, appeal_done
from .cause import Cause
from .waiting import plan, talk, vote, wish

LOOK_BACK = 14
"""Calendar days in which a day not sent is looked for: a long holiday lies between two working days."""
KEPT = 60
"""Calendar days after which a line sent back no longer reminds of itself."""


def today(organ_id: int, people: Sequence[int], on: dt.date) -> list[Cause]:
    """A working day on which nothing, or less than half of its minutes, is written and nothing is sent.

    Not for those who record shifts: theirs may not have begun yet.
    """
    planned = plans(people, on, on)
    on_shifts = _on_shifts(organ_id, people, on)
    due = [p for p in people if planned[p][on].is_due and p not in on_shifts]
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
    on_shifts = _on_shifts(organ_id, people, last)
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
                found.append(_missing(p, day, is_shift=p in on_shifts, is_new=day == due[-1]))
    return found


def _missing(person_id: int, day: dt.date, *, is_shift: bool, is_new: bool) -> Cause:
    name = words.day_name(day)
    what = f"Ca {name}" if is_shift else f"{name[0].upper()}{name[1:]}"
    sentence = (
        f"{what} {words.short_date(day)} {'chưa ghi xong' if is_shift else 'chưa gửi'}. "
        "Nếu nghỉ, bấm “Tôi nghỉ”; nếu quên, ghi trong 1 phút."
    )
    return Cause(
        person_id, day, sentence, address("duties:day" if is_shift else "diary:day", day), is_new=is_new
    )


def _sent(people: Sequence[int], first: dt.date, last: dt.date) -> set[tuple[int, dt.date]]:
    """Days whose diary was sent, or of which a shift was finished."""
    days = Day.objects.filter(person_id__in=people, day__range=(first, last)).exclude(state=DayState.DRAFT)
    shifts = DutyShift.objects.filter(person_id__in=people, day__range=(first, last)).exclude(
        state=ShiftState.OPEN
    )
    return {*days.values_list("person_id", "day"), *shifts.values_list("person_id", "day")}


def _on_shifts(organ_id: int, people: Sequence[int], on: dt.date) -> set[int]:
    """Those whose position has a template of shifts in their unit or above it, two queries."""
    used = set(
        Template.objects.filter(organ_id=organ_id, is_active=True).values_list("position_id", "unit__path")
    )
    if not used:
        return set()
    return {
        p
        for p, spot in places(people, on=on).items()
        if any((spot.position_id, path) in used for path in ancestors(spot.unit_path))
    }


def returned(organ_id: int, people: Sequence[int], on: dt.date) -> list[Cause]:
    """Days with lines, or shifts, that were sent back and not yet mended."""
    shifts = DutyShift.objects.filter(
        person_id__in=people, state=ShiftState.RETURNED, day__gte=on - dt.timedelta(days=KEPT)
    ).values_list("person_id", "day")
    return [
        Cause(
            p, day, f"Ca ngày {words.short_date(day)} bị trả lại. Sửa rồi bấm xong ca.",
            address("duties:day", day),
        )
        for p, day in shifts.order_by("day", "pk")
    ] + [
        Cause(
            p, day, f"Ngày {words.short_date(day)} có {words.number(n)} mục bị trả lại. Bổ sung rồi gửi lại.",
            address("diary:day", day),
        )
        for p, day, n in _lines(people, EntryState.RETURNED, on - dt.timedelta(days=KEPT))
    ]  # fmt: skip


def adjusted(organ_id: int, people: Sequence[int], on: dt.date) -> list[Cause]:
    """Days with lines confirmed otherwise than written, while the organ's term to answer runs.

    Not those that the writer agreed with, nor those whose talk was closed.
    """
    term = rules_row(organ_id).reply_working_days
    since = _last_overdue(organ_id, on, term) + dt.timedelta(days=1)
    return [
        Cause(
            p, day,
            f"Ngày {words.short_date(day)} có {words.number(n)} mục được xác nhận khác số đã ghi. "
            f"Xem lại trong {term} ngày làm việc.",
            address("diary:day", day),
        )
        for p, day, n in _lines(people, EntryState.ADJUSTED, since, but=_agreed())
    ]  # fmt: skip


def _agreed() -> Exists:
    """The decision that stands on a line is agreed with, or talked over."""
    made = Confirmation.objects.filter(
        Q(accepted_at__isnull=False) | Q(talk__state=TalkState.CLOSED),
        entry=OuterRef("pk"), entry_version=OuterRef("version"), undone_at=None,
    )  # fmt: skip
    return Exists(made)


def _lines(
    people: Sequence[int], state: str, since: dt.date, *, but: Exists | None = None
) -> list[tuple[int, dt.date, int]]:
    rows = Entry.objects.filter(person_id__in=people, state=state, decided_at__gte=clock.at(since))
    if but is not None:
        rows = rows.exclude(but)
    return list(rows.values_list("person_id", "worked_on").annotate(n=Count("pk")).order_by("worked_on"))


def confirm(organ_id: int, people: Sequence[int], on: dt.date) -> list[Cause]:
    """Confirmers of lines or shifts that wait longer than the organ's term. The day is that of the newest."""
    term = rules_row(organ_id).confirm_working_days
    return [
        Cause(
            p, late.newest,
            f"{late.counted} chờ đồng chí quá {term} ngày làm việc. Người ghi chưa được trả lời.",
            address("review:queue" if late.lines else "duties:week"),
        )
        for p, late in _overdue(organ_id, people, on, term).items()
    ]  # fmt: skip


def below(organ_id: int, people: Sequence[int], on: dt.date) -> list[Cause]:
    """The same, as the level above the confirmer sees it."""
    term = rules_row(organ_id).confirm_working_days
    waiting = _overdue(organ_id, None, on, term)
    above = confirmers(list(waiting), on=on) if waiting else {}
    gathered: dict[int, list[_Late]] = {}
    for p, late in waiting.items():
        upper = above.get(p)
        if upper is not None and upper in people:
            gathered.setdefault(upper, []).append(late)
    found = []
    for upper, rows in gathered.items():
        all_of_them = _Late(
            sum(r.lines for r in rows), sum(r.shifts for r in rows), max(r.newest for r in rows)
        )
        sentence = (
            f"{all_of_them.counted} chờ {words.number(len(rows))} người xác nhận dưới quyền đồng chí "
            f"quá {term} ngày làm việc."
        )
        found.append(Cause(upper, all_of_them.newest, sentence, address("review:queue")))
    return found


@dataclass(frozen=True)
class _Late:
    """Lines and shifts that wait of one confirmer, and the day on which the newest of them was sent."""

    lines: int
    shifts: int
    newest: dt.date

    @property
    def counted(self) -> str:
        parts = [f"{words.number(self.lines)} mục"] if self.lines else []
        parts += [f"{words.number(self.shifts)} ca"] if self.shifts else []
        return " và ".join(parts)


def _overdue(organ_id: int, people: Sequence[int] | None, on: dt.date, term: int) -> dict[int, _Late]:
    """By confirmer; without people the whole organ's."""
    before = clock.at(_last_overdue(organ_id, on, term) + dt.timedelta(days=1))
    lines = Entry.objects.filter(state=EntryState.SUBMITTED, submitted_at__lt=before)
    shifts = DutyShift.objects.filter(state=ShiftState.FINISHED, finished_at__lt=before)
    if people is None:
        lines = lines.filter(organ_id=organ_id, day__confirmer__isnull=False)
        shifts = shifts.filter(organ_id=organ_id, confirmer__isnull=False)
    else:
        lines = lines.filter(day__confirmer_id__in=people)
        shifts = shifts.filter(confirmer_id__in=people)
    found: dict[int, _Late] = {}
    by_line = lines.values_list("day__confirmer_id").annotate(n=Count("pk"), newest=Max("submitted_at"))
    for p, n, newest in by_line.order_by("day__confirmer_id"):
        found[p] = _Late(n, 0, clock.local(newest).date())
    by_shift = shifts.values_list("confirmer_id").annotate(n=Count("pk"), newest=Max("finished_at"))
    for p, n, newest in by_shift.order_by("confirmer_id"):
        day = clock.local(newest).date()
        known = found.get(p, _Late(0, 0, day))
        found[p] = _Late(known.lines, n, max(known.newest, day))
    return found


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
    Kind.TALK: talk,
    Kind.PLAN: plan,
    Kind.WISH: wish,
    Kind.VOTE: vote,
    Kind.APPEAL: appeal,
    Kind.APPEAL_DONE: appeal_done,
}
REPLACING = frozenset({Kind.CONFIRM, Kind.BELOW, Kind.PLAN})
"""Kinds whose newest reminder stands for the earlier ones: it counts what they counted."""
