"""What waits for a confirmer, and one line with everything needed to decide."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from congvu.assignments.guards import left
from congvu.assignments.models import Share
from congvu.audit.queries import opened_by
from congvu.base import clock
from congvu.base.errors import Missing
from congvu.base.text import initials
from congvu.diary.guards import subject_of
from congvu.diary.models import Entry, Evidence
from congvu.diary.queries import Card, Version, cards, rows, versions_of, visible_entry
from congvu.diary.states import DayState, EntryState
from congvu.org.models import Organ, Person, Rules
from congvu.org.queries import place
from congvu.policy.actions import Action
from congvu.policy.decide import acting_for, can
from congvu.policy.facts import Actor
from congvu.ui import words
from congvu.ui.parts import Part
from congvu.worktime.queries import DayPlan, calendar_of, recording, working_minutes
from rulebook.workdays import add_working_days

from .models import Confirmation

LATE_DAYS = 3
MOST = 2000
PAGE = 60
WAITING = (DayState.DRAFT, DayState.SUBMITTED, DayState.RETURNED)


@dataclass(frozen=True)
class Reason:
    """A fact for which a human looks first; never a conclusion."""

    text: str
    icon: str
    tone: str = "outline"


@dataclass(frozen=True)
class QueueRow:
    """One waiting line. Minutes whole; at most two reasons are shown."""

    entry_id: int
    person_id: int
    name: str
    title: str
    minutes: int
    worked_on: dt.date
    submitted_at: dt.datetime
    reasons: tuple[Reason, ...]
    is_overdue: bool
    is_opened: bool = False

    @property
    def initials(self) -> str:
        return initials(self.name)

    @property
    def shown(self) -> tuple[Reason, ...]:
        return self.reasons[:2]


@dataclass(frozen=True)
class Queue:
    """The lines that wait, those that need a human look first, then by age."""

    rows: tuple[QueueRow, ...]

    @property
    def look(self) -> int:
        return sum(bool(row.reasons) for row in self.rows)

    @property
    def plain(self) -> int:
        return len(self.rows) - self.look

    @property
    def overdue(self) -> int:
        return sum(row.is_overdue for row in self.rows)

    def after(self, entry_id: int) -> int | None:
        """The line to go to when this one is settled: the next, else the first of the rest."""
        ids = [row.entry_id for row in self.rows]
        if entry_id in ids:
            at = ids.index(entry_id)
            ids = ids[at + 1 :] + ids[:at]
        return ids[0] if ids else None

    def around(self, entry_id: int) -> tuple[int | None, int | None, int]:
        """(the line before, the line after, place from 1); 0 when the line does not wait."""
        ids = [row.entry_id for row in self.rows]
        if entry_id not in ids:
            return None, ids[0] if ids else None, 0
        at = ids.index(entry_id)
        return ids[at - 1] if at else None, ids[at + 1] if at + 1 < len(ids) else None, at + 1


@dataclass(frozen=True)
class Decided:
    """One earlier decision on the line."""

    outcome: str
    name: str
    for_name: str
    at: dt.datetime
    reason: str
    was_opened: bool
    version: int


@dataclass(frozen=True)
class TaskFacts:
    """The task that the line works on. Quantities in products."""

    task_id: int
    title: str
    deadline: dt.date
    quantity: Decimal
    done: Decimal
    left: Decimal
    standard: str


@dataclass(frozen=True)
class DayLine:
    """One line of the day's bar."""

    card: Card
    tone: int
    is_current: bool


@dataclass(frozen=True)
class Detail:
    """One line as its confirmer sees it."""

    card: Card
    person_name: str
    title_line: str
    reasons: tuple[Reason, ...]
    versions: tuple[Version, ...]
    decisions: tuple[Decided, ...]
    day_lines: tuple[DayLine, ...]
    parts: tuple[Part, ...]
    day_minutes: int
    plan: DayPlan
    excess_reason: str
    task: TaskFacts | None
    may_decide: bool
    why_not: str
    acting_for_name: str
    overdue_on: dt.date | None

    @property
    def initials(self) -> str:
        return initials(self.person_name)

    @property
    def judges(self) -> bool:
        """Whether the line hands in products of a task."""
        return bool(self.card.share_id and self.card.quantity)

    @property
    def is_unplanned(self) -> bool:
        """Whether it shows a product of the catalogue that nobody assigned."""
        return bool(not self.card.share_id and self.card.product_id and self.card.quantity)


def queue(viewer: Actor, *, now: dt.datetime) -> Queue:
    """Lines whose confirmer is the viewer, or a person she stands for; never her own.

    Five queries whatever the number of lines. At most the 2,000 oldest are looked at.
    """
    if viewer.person_id is None or viewer.organ_id is None:
        return Queue(())
    rows = list(
        Entry.objects.filter(
            state=EntryState.SUBMITTED,
            day__confirmer_id__in=_stands_for(viewer),
            day__state__in=WAITING,
        )
        .exclude(person_id=viewer.person_id)
        .order_by("submitted_at", "pk")
        .values_list(
            "pk", "person_id", "person__full_name", "title", "minutes", "worked_on", "submitted_at", "typed_at",
            "product_id", "share__deadline", "quantity", "is_out_of_position", "day__excess_reason",
        )[:MOST]
    )  # fmt: skip
    ids = [row[0] for row in rows]
    proven = set(
        Evidence.objects.filter(entry_id__in=ids, removed_at=None).values_list("entry_id", flat=True)
    )
    opened = opened_by(viewer.person_id, [f"diary.entry:{pk}" for pk in ids])
    overdue = _overdue_before(viewer.organ_id, now.date())
    found = [
        QueueRow(
            entry_id=pk, person_id=person_id, name=name, title=title, minutes=minutes, worked_on=worked_on,
            submitted_at=sent or typed_at,
            reasons=_reasons(
                has_evidence=pk in proven, worked_on=worked_on, typed_at=typed_at, on_catalogue=product_id is not None,
                deadline=deadline if quantity else None, out_of_position=out, excess_reason=excess,
            ),
            is_overdue=clock.local(sent or typed_at).date() <= overdue, is_opened=f"diary.entry:{pk}" in opened,
        )
        for pk, person_id, name, title, minutes, worked_on, sent, typed_at, product_id, deadline, quantity, out, excess in rows
    ]  # fmt: skip
    return Queue(tuple(sorted(found, key=lambda row: (not row.reasons, row.submitted_at, row.entry_id))))


def detail(entry_id: int, *, viewer: Actor, now: dt.datetime) -> Detail:
    """One line to decide on or to look up. Raises Missing for strangers and for one's own line."""
    entry = visible_entry(entry_id, viewer=viewer)
    if entry.person_id == viewer.person_id:
        raise Missing("Không có mục này.")
    day = entry.day
    lines = cards(
        rows()
        .filter(day=day, submitted_at__isnull=False)
        .exclude(state__in=[EntryState.REMOVED, EntryState.DRAFT])
        .order_by("starts_at", "pk")
    )
    card = next((c for c in lines if c.id == entry_id), None) or cards(rows().filter(pk=entry_id))[0]
    subject = subject_of(day)
    spot = place(entry.person_id, on=entry.worked_on)
    may = can(viewer, Action.ENTRY_CONFIRM, subject)
    why_not = _why_not(entry, may=may, today=now.date())
    giver = acting_for(viewer, Action.ENTRY_CONFIRM, subject) if may else None
    shown = [DayLine(c, 1 + n % 5, c.id == entry_id) for n, c in enumerate(lines)]
    return Detail(
        card=card,
        person_name=entry.person.full_name,
        title_line=spot.title if spot else "",
        reasons=_reasons(
            has_evidence=bool(card.evidence), worked_on=card.worked_on, typed_at=card.typed_at,
            on_catalogue=card.product_id is not None, deadline=card.deadline if card.quantity else None,
            out_of_position=card.is_out_of_position, excess_reason=day.excess_reason,
        ),
        versions=versions_of(entry_id),
        decisions=_decisions(entry_id),
        day_lines=tuple(shown),
        parts=tuple(Part(line.card.minutes, line.tone, line.card.title) for line in shown),
        day_minutes=sum(c.minutes for c in lines),
        plan=working_minutes(entry.person_id, entry.worked_on, entry.worked_on)[entry.worked_on],
        excess_reason=day.excess_reason,
        task=_task(card),
        may_decide=may and not why_not,
        why_not=why_not,
        acting_for_name=Person.objects.values_list("full_name", flat=True).get(pk=giver) if giver else "",
        overdue_on=_due(entry) if entry.state == EntryState.SUBMITTED else None,
    )  # fmt: skip


def scope_line(viewer: Actor) -> str:
    """Whose organ it is, for the head of the page."""
    return Organ.objects.values_list("name", flat=True).get(pk=viewer.organ_id) if viewer.organ_id else ""


def _stands_for(viewer: Actor) -> list[int]:
    return [p for p in {viewer.person_id, *(h.for_person_id for h in viewer.roles)} if p is not None]


def _reasons(
    *, has_evidence: bool, worked_on: dt.date, typed_at: dt.datetime, on_catalogue: bool, deadline: dt.date | None,
    out_of_position: bool, excess_reason: str,
) -> tuple[Reason, ...]:  # fmt: skip
    """Facts only, the weightier first."""
    found = []
    late = (clock.local(typed_at).date() - worked_on).days
    if deadline and worked_on > deadline:
        found.append(Reason(f"Xong sau hạn {words.short_date(deadline)}", "calendar-x", "seal"))
    if excess_reason:
        found.append(Reason("Vượt lịch hoặc ngày nghỉ", "calendar-clock", "amber"))
    if late > LATE_DAYS:
        found.append(Reason(f"Ghi sau {late} ngày", "clock", "amber"))
    if not on_catalogue:
        found.append(Reason("Ngoài danh mục", "sliders-horizontal", "ink"))
    if out_of_position:
        found.append(Reason("Ngoài vị trí", "user-round-x", "ink"))
    if not has_evidence:
        found.append(Reason("Chưa có minh chứng", "circle-dashed"))
    return tuple(found)


def _overdue_before(organ_id: int, today: dt.date) -> dt.date:
    """Lines sent on or before this day have waited longer than the organ allows."""
    count = Rules.objects.values_list("confirm_working_days", flat=True).get(organ_id=organ_id)
    calendar = calendar_of(organ_id, (today.year - 1, today.year))
    day = today - dt.timedelta(days=1)
    while add_working_days(calendar, day, count) >= today:
        day -= dt.timedelta(days=1)
    return day


def _due(entry: Entry) -> dt.date | None:
    """The day by whose end the line should be decided."""
    if entry.submitted_at is None:
        return None
    sent = clock.local(entry.submitted_at).date()
    count = Rules.objects.values_list("confirm_working_days", flat=True).get(organ_id=entry.organ_id)
    return add_working_days(calendar_of(entry.organ_id, (sent.year, sent.year + 1)), sent, count)


def _why_not(entry: Entry, *, may: bool, today: dt.date) -> str:
    if entry.state != EntryState.SUBMITTED:
        return f"Mục này {entry.get_state_display().lower()}."
    if not may:
        return "Đồng chí xem được mục này; người xác nhận của ngày đó quyết định."
    return recording(entry.organ_id, entry.worked_on, today=today).sentence


def _decisions(entry_id: int) -> tuple[Decided, ...]:
    labels = dict(Confirmation.Outcome.choices)
    rows = Confirmation.objects.filter(entry_id=entry_id).order_by("-pk")
    return tuple(
        Decided(str(labels[outcome]), name, for_name or "", at, reason, opened, version)
        for outcome, name, for_name, at, reason, opened, version in rows.values_list(
            "outcome",
            "confirmer__full_name",
            "acting_for__full_name",
            "at",
            "reason",
            "was_opened",
            "entry_version",
        )
    )


def _task(card: Card) -> TaskFacts | None:
    if not card.share_id:
        return None
    share = Share.objects.select_related("task").get(pk=card.share_id)
    return TaskFacts(
        task_id=share.task_id,
        title=share.task.title,
        deadline=share.deadline,
        quantity=share.quantity - share.quantity_handed_over,
        done=share.quantity_done,
        left=left(share),
        standard=share.task.standard,
    )


def quantity_of(entry_id: int) -> Decimal:
    """What the line claims, in products; 0 when it is not there."""
    found = Entry.objects.filter(pk=entry_id).values_list("quantity", flat=True).first()
    return Decimal(found or 0)
