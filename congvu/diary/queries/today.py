"""The page "Hôm nay": everything it says, in a fixed number of queries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from django.db.models import F, QuerySet

from congvu.audit.queries import opened_by_another
from congvu.base import clock
from congvu.base.errors import Missing
from congvu.base.memo import remembered
from congvu.base.prepared import Prepared
from congvu.diary.duration import minute_of
from congvu.diary.guards import subject_of
from congvu.diary.lines import why_reason
from congvu.diary.models import Day, Entry
from congvu.diary.states import COUNTED, DayState, EntryState
from congvu.org.models import Person
from congvu.org.queries import confirmer_of
from congvu.policy.actions import Action
from congvu.policy.decide import can
from congvu.policy.facts import Actor
from congvu.ui import words
from congvu.ui.timeline import DayScale, HourLine, Place, day_scale
from congvu.worktime.queries import DayPlan, PlanKind, Recording, due_on, recording, working_minutes

from .cards import Card, cards, rows
from .chips import Pin, pins_of
from .proposals import WEEK, Proposal, past_lines, proposals_of
from .week import WeekDay, strip, sums_of, week_of

T = TypeVar("T", Card, Proposal)

NOON_PAUSE = (11 * 60, 13 * 60)
"""The midday pause that the drawing folds when nothing was written in it."""
MOST_ROWS = 144
CLOSE_ROWS = 2


@dataclass(frozen=True)
class Block:
    """A line with a clock time, and where it stands in the drawing."""

    card: Card
    place: Place


@dataclass(frozen=True)
class Check:
    """One sentence of the submit panel; `css` ok, look or stop."""

    css: str
    icon: str
    text: str


@dataclass(frozen=True)
class DayPage:
    """One day of one person. Minutes whole."""

    day: dt.date
    today: dt.date
    person_id: int
    person_name: str
    lead: str
    plan: DayPlan
    entries: tuple[Card, ...]
    blocks: tuple[Block, ...]
    proposed_blocks: tuple[tuple[Proposal, Place], ...]
    unclocked: tuple[Card, ...]
    hours: tuple[HourLine, ...]
    pause: Place | None
    now_row: int | None
    now_text: str
    present: int
    pending: int
    absent: int
    is_own: bool = False
    week: tuple[WeekDay, ...] = ()
    confirmer: str = ""
    proposals: tuple[Proposal, ...] = ()
    day_id: int | None = None
    state: str = DayState.DRAFT
    closed_sentence: str = ""
    late_sentence: str = ""
    checks: tuple[Check, ...] = ()
    drafts: int = 0
    waiting: int = 0
    reason_sentence: str = ""
    excess_reason: str = ""
    send_to: str = ""
    sent_sentence: str = ""
    may_recall: bool = False
    returned: tuple[Card, ...] = field(default=())
    pins: tuple[Pin, ...] = ()
    copies: bool = False

    @property
    def total(self) -> int:
        return self.present + self.pending + self.absent

    @property
    def proposed(self) -> int:
        """Minutes of the proposals that have real times; the others have none."""
        return sum(
            minute_of(p.ends_at) - minute_of(p.starts_at) for p in self.proposals if p.starts_at and p.ends_at
        )

    @property
    def may_write(self) -> bool:
        return (
            self.is_own
            and self.day <= self.today
            and not self.closed_sentence
            and self.plan.kind != PlanKind.OUTSIDE
        )

    @property
    def previous(self) -> dt.date:
        return self.week[0].day - dt.timedelta(days=7)

    @property
    def following(self) -> dt.date:
        return self.week[0].day + dt.timedelta(days=7)

    @property
    def state_label(self) -> str:
        return str(dict(DayState.choices)[self.state])


def day_page(day: dt.date, *, viewer: Actor, now: dt.datetime) -> DayPage:
    """One's own day, to write in."""
    if viewer.person_id is None or viewer.organ_id is None:
        raise Missing("Tài khoản này chưa gắn với cán bộ nào.")
    monday, sunday = week_of(day)
    week = cards(_WEEK(viewer.person_id, monday, sunday))
    plans = working_minutes(viewer.person_id, monday, sunday)
    lines = [c for c in week if c.worked_on == day]
    organ_id = lines[0].organ_id if lines else viewer.organ_id
    taken = recording(organ_id, day, today=now.date())
    is_written_in = taken.is_open and day <= now.date()
    past = past_lines(viewer.person_id, day) if is_written_in else []
    proposals = proposals_of(viewer.person_id, organ_id, day, lines, past) if is_written_in else ()
    page = _page(viewer.person_id, viewer.name, day, lines, plans[day], now=now, proposals=proposals)
    page = replace(
        page,
        is_own=True,
        week=strip(day, now.date(), sums_of(week), plans),
        pins=pins_of(viewer.person_id, organ_id, day, week, past) if is_written_in else (),
        copies=any(line.worked_on == day - WEEK for line in past),
    )
    return _with_writing(page, organ_id, taken)


_WEEK = Prepared(
    lambda person_id, monday, sunday: _in_order(
        rows().filter(person_id=person_id, worked_on__range=(monday, sunday), state__in=COUNTED)
    ),
    int,
    dt.date,
    dt.date,
)


def day_id(day: dt.date, *, viewer: Actor) -> int:
    """The viewer's own day, to send or take back. Raises Missing when nothing was written."""
    found = Day.objects.filter(person_id=viewer.person_id or 0, day=day).values_list("pk", flat=True).first()
    if found is None:
        raise Missing("Ngày này chưa ghi mục nào.")
    return found


def day_of(person_id: int, day: dt.date, *, viewer: Actor, now: dt.datetime) -> DayPage:
    """The day of another, to read. Raises Missing for who may not see it."""
    row = Day.objects.select_related("unit", "person").filter(person_id=person_id, day=day).first()
    if row is None or not can(viewer, Action.DAY_VIEW, subject_of(row)):
        raise Missing("Không có ngày nhật ký này.")
    lines = cards(_in_order(rows().filter(day=row, state__in=COUNTED).exclude(state=EntryState.DRAFT)))
    plan = working_minutes(person_id, day, day)[day]
    return replace(_page(person_id, row.person.full_name, day, lines, plan, now=now), day_id=row.pk)


def _in_order(found: QuerySet[Entry, Any]) -> QuerySet[Entry, Any]:
    # Named, because the two databases put what has no time at different ends.
    return found.order_by("worked_on", F("starts_at").asc(nulls_last=True), "pk")


def _page(
    person_id: int,
    name: str,
    day: dt.date,
    lines: list[Card],
    plan: DayPlan,
    *,
    now: dt.datetime,
    proposals: tuple[Proposal, ...] = (),
) -> DayPage:
    """The day as anybody sees it who may see it."""
    lights = {"present": 0, "pending": 0, "absent": 0}
    for card in lines:
        lights[card.light] += card.minutes
    scale, blocks, dashed = _drawing(lines, proposals)
    now_row = _now_row(scale, day, now)
    first = lines[0] if lines else None
    return DayPage(
        day=day,
        today=now.date(),
        person_id=person_id,
        person_name=name,
        lead=_lead(plan, sum(lights.values()), day, now.date()),
        plan=plan,
        entries=tuple(lines),
        blocks=blocks,
        proposed_blocks=dashed,
        proposals=proposals,
        unclocked=tuple(c for c in lines if not c.span_text),
        hours=_hours(scale, now_row),
        pause=scale.pause_place,
        now_row=now_row,
        now_text=words.clock_time(now),
        present=lights["present"],
        pending=lights["pending"],
        absent=lights["absent"],
        day_id=first.day_id if first else None,
        state=first.day_state if first else DayState.DRAFT,
        excess_reason=first.excess_reason if first else "",
        confirmer=first.confirmer if first else "",
    )


def _with_writing(page: DayPage, organ_id: int, taken: Recording) -> DayPage:
    """What only the writer sees: what stands in the way, sending and taking back."""
    drafts = [c for c in page.entries if c.is_draft]
    waiting = [c for c in page.entries if c.state == EntryState.SUBMITTED]
    changed: dict[str, Any] = {
        "closed_sentence": taken.sentence,
        "drafts": len(drafts),
        "waiting": len(waiting),
        "returned": tuple(c for c in page.entries if c.is_returned),
    }
    if page.day < page.today and taken.is_open and page.plan.minutes and not waiting:
        changed["late_sentence"] = _late(organ_id, page.day, page.today)
    if drafts and page.total > page.plan.minutes:
        changed["reason_sentence"] = why_reason(page.plan.reason, page.plan.minutes, page.total)
    if drafts:
        changed["checks"] = tuple(_checks(page, drafts))
        changed["send_to"] = _name(confirmer_of(page.person_id, on=page.day))
    if waiting:
        sent = min(c.submitted_at for c in waiting if c.submitted_at)
        subjects = [f"diary.day:{page.day_id}", *(c.origin for c in waiting)]
        seen = opened_by_another(page.person_id, subjects, since=sent)
        changed["may_recall"] = taken.is_open and not seen
        after = "Đã có người mở xem." if seen else "Rút lại được khi chưa ai mở."
        changed["sent_sentence"] = words.addressed(
            f"Đã gửi ngày {words.short_date(page.day)} cho đồng chí {page.confirmer}. {after}"
        )
    return replace(page, **changed)


@remembered
def _name(person_id: int | None) -> str:
    if person_id is None:
        return ""
    return Person.objects.values_list("full_name", flat=True).get(pk=person_id)


def _drawing(
    entries: list[Card], proposals: tuple[Proposal, ...]
) -> tuple[DayScale, tuple[Block, ...], tuple[tuple[Proposal, Place], ...]]:
    """The scale of the day; its lines with clock times, and the proposals that have real ones."""
    clocked, dashed = _clocked(entries), _clocked(proposals)
    scale = day_scale([(start, end) for _, start, end in (*clocked, *dashed)], pause=NOON_PAUSE)

    def placed(start: int, end: int) -> Place:
        spot = scale.place(start, end)
        return Place(spot.row, min(spot.rows, MOST_ROWS))

    blocks = tuple(Block(card, placed(start, end)) for card, start, end in clocked)
    free = [d for d in dashed if all(d[2] <= start or d[1] >= end for _, start, end in clocked)]
    return scale, blocks, tuple((one, placed(start, end)) for one, start, end in free)


def _clocked(things: Iterable[T]) -> list[tuple[T, int, int]]:
    return [
        (one, minute_of(one.starts_at), minute_of(one.ends_at))
        for one in things
        if one.starts_at and one.ends_at
    ]


def _now_row(scale: DayScale, day: dt.date, now: dt.datetime) -> int | None:
    minute = minute_of(now.time())
    return scale.row(minute) if day == now.date() and scale.start <= minute <= scale.end else None


def _hours(scale: DayScale, now_row: int | None) -> tuple[HourLine, ...]:
    """The hour lines; the text of one that the present time stands on is left out."""
    if now_row is None:
        return scale.hours
    return tuple(HourLine(h.row, "") if abs(h.row - now_row) <= CLOSE_ROWS else h for h in scale.hours)


def _lead(plan: DayPlan, total: int, day: dt.date, today: dt.date) -> str:
    if plan.kind == PlanKind.OUTSIDE:
        return f"{plan.reason}. Không ghi nhật ký cho ngày này."
    if day > today:
        return "Ngày này chưa tới. Ghi sau khi làm xong."
    if not plan.minutes:
        return f"{plan.reason}. Không cần ghi; nếu có làm việc thì vẫn ghi được."
    if total < plan.minutes:
        return f"Còn {words.duration(plan.minutes - total)} chưa ghi. Không cần ghi cho đủ giờ, chỉ ghi việc đã làm."
    return f"Đã ghi {words.duration(total)}."


def _late(organ_id: int, day: dt.date, today: dt.date) -> str:
    due = due_on(organ_id, day)
    if today <= due:
        return f"Hạn gửi ngày này: hết {words.day_name(due)} {words.short_date(due)}."
    return (
        f"Đang ghi cho {words.day_name(day)} {words.short_date(day)}, hạn là hết {words.short_date(due)}. "
        "Vẫn ghi được; dấu thời gian gõ sẽ hiện với người xác nhận."
    )


def _checks(page: DayPage, drafts: list[Card]) -> list[Check]:
    """What the submit panel says. Only a missing sentence of reason stands in the way."""
    found = [Check("ok", "check", "Không có mục trùng giờ")]
    late = sum(c.is_late for c in drafts)
    if late:
        found.append(
            Check("look", "clock", f"{late} mục ghi muộn. Vẫn gửi được; người xác nhận sẽ thấy dấu này.")
        )
    elif all(clock.local(c.typed_at).date() == c.worked_on for c in drafts):
        found.append(Check("ok", "check", "Tất cả ghi trong ngày"))
    if page.returned:
        found.append(
            Check("look", "undo-2", f"{len(page.returned)} mục bị trả lại chưa sửa. Sửa xong thì gửi cùng.")
        )
    pending = sum(c.light == "pending" for c in drafts)
    absent = sum(c.light == "absent" for c in drafts)
    if pending:
        found.append(
            Check(
                "look", "shield-alert", f"{pending} mục chờ minh chứng. Có thể bổ sung đến khi được xác nhận."
            )
        )
    if absent:
        found.append(
            Check("look", "circle-dashed", f"{absent} mục chưa có minh chứng. Vẫn gửi được; người xác nhận sẽ thấy dấu này.")
        )  # fmt: skip
    return found
