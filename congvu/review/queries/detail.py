"""One line with everything that its confirmer needs to decide."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from congvu.assignments.guards import left
from congvu.assignments.models import Share
from congvu.base import clock
from congvu.base.errors import Missing
from congvu.base.text import initials
from congvu.diary.guards import subject_of
from congvu.diary.models import Entry
from congvu.diary.queries import Card, Version, cards, rows, versions_of, visible_entry
from congvu.diary.states import EntryState
from congvu.org.models import Organ, Person
from congvu.org.queries import place
from congvu.policy.actions import Action
from congvu.policy.decide import acting_for, can
from congvu.policy.facts import Actor
from congvu.review.models import Confirmation
from congvu.ui.parts import Part
from congvu.worktime.queries import DayPlan, calendar_of, recording, working_minutes
from rulebook.workdays import add_working_days

from .waiting import Reason, confirm_days, reasons_of


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
        reasons=reasons_of(
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


def _due(entry: Entry) -> dt.date | None:
    """The day by whose end the line should be decided."""
    if entry.submitted_at is None:
        return None
    sent = clock.local(entry.submitted_at).date()
    calendar = calendar_of(entry.organ_id, (sent.year, sent.year + 1))
    return add_working_days(calendar, sent, confirm_days(entry.organ_id))


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
