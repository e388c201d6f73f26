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
from congvu.org.queries import place, rules_row
from congvu.policy.actions import Action
from congvu.policy.decide import acting_for, can
from congvu.policy.facts import Actor
from congvu.review.models import Confirmation, Talk
from congvu.review.usual import CASES, PEOPLE, Strip, strip_of
from congvu.ui import words
from congvu.ui.parts import Part
from congvu.worktime.queries import DayPlan, calendar_of, recording, working_minutes
from rulebook.workdays import add_working_days

from .facts import Reason
from .usual_times import Asked, usual_of
from .waiting import Queue, confirm_days, facts_of_one


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
    undone_at: dt.datetime | None
    undo_id: int


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
    strip: Strip | None
    has_talk: bool
    overdue_on: dt.date | None
    reply_days: int

    @property
    def initials(self) -> str:
        return initials(self.person_name)

    @property
    def fewest(self) -> tuple[int, int]:
        """People and cases below which times are not compared."""
        return PEOPLE, CASES

    @property
    def judges(self) -> bool:
        """Whether the line hands in products of a task."""
        return bool(self.card.share_id and self.card.quantity)

    @property
    def is_unplanned(self) -> bool:
        """Whether it shows a product of the catalogue that nobody assigned."""
        return bool(not self.card.share_id and self.card.product_id and self.card.quantity)


def line_of_another(entry_id: int, *, viewer: Actor) -> Entry:
    """A line that the viewer may read and did not write. Raises Missing."""
    entry = visible_entry(entry_id, viewer=viewer)
    if entry.person_id == viewer.person_id:
        raise Missing("Không có mục này.")
    return entry


def detail(entry_id: int, *, viewer: Actor, now: dt.datetime, waiting: Queue | None = None) -> Detail:
    """One line to decide on or to look up. Raises Missing for strangers and for one's own line."""
    entry = line_of_another(entry_id, viewer=viewer)
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
        reasons=_reasons(entry, waiting, now),
        versions=versions_of(entry_id),
        decisions=_decisions(entry, viewer),
        day_lines=tuple(shown),
        parts=tuple(Part(line.card.minutes, line.tone, line.card.title) for line in shown),
        day_minutes=sum(c.minutes for c in lines),
        plan=working_minutes(entry.person_id, entry.worked_on, entry.worked_on)[entry.worked_on],
        excess_reason=day.excess_reason,
        task=_task(card),
        may_decide=may and not why_not,
        why_not=why_not,
        acting_for_name=Person.objects.values_list("full_name", flat=True).get(pk=giver) if giver else "",
        strip=_strip(card, now.date()),
        has_talk=Talk.objects.filter(entry=entry).exists(),
        overdue_on=_due(entry) if entry.state == EntryState.SUBMITTED else None,
        reply_days=rules_row(entry.organ_id).reply_working_days,
    )  # fmt: skip


def _reasons(entry: Entry, waiting: Queue | None, now: dt.datetime) -> tuple[Reason, ...]:
    """As the queue tells them; computed for this line alone where it is not in the viewer's queue."""
    for row in waiting.rows if waiting else ():
        if row.entry_id == entry.pk:
            return row.reasons
    if entry.state != EntryState.SUBMITTED:
        return ()
    return facts_of_one(entry.pk, entry.organ_id, now=now)


def _strip(card: Card, today: dt.date) -> Strip | None:
    """The usual times beside this line's; None without products or with too few cases."""
    if not card.product_code or not card.quantity:
        return None
    asked = Asked(card.product_code, card.person_id)
    found = usual_of(card.organ_id, [asked], on=today).get(asked)
    return strip_of(found, card.quantity, card.minutes) if found else None


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
        return words.addressed("Đồng chí xem được mục này; người xác nhận của ngày đó quyết định.")
    return words.addressed(recording(entry.organ_id, entry.worked_on, today=today).sentence)


def _decisions(entry: Entry, viewer: Actor) -> tuple[Decided, ...]:
    """Newest first; `undo_id` only on the one that stands, for who made it."""
    labels = dict(Confirmation.Outcome.choices)
    rows = Confirmation.objects.filter(entry=entry).order_by("-pk").values_list(
        "pk", "outcome", "confirmer_id", "confirmer__full_name", "acting_for__full_name", "at", "reason",
        "was_opened", "entry_version", "undone_at", "accepted_at", "talk__pk",
    )  # fmt: skip
    found = []
    for pk, outcome, by, name, for_name, at, reason, opened, version, undone_at, accepted, talk in rows:
        stands = undone_at is None and accepted is None and talk is None and outcome == entry.state
        mine = stands and version == entry.version and by == viewer.person_id
        found.append(
            Decided(
                str(labels[outcome]), name, for_name or "", at, reason, opened, version, undone_at,
                pk if mine else 0,
            )
        )  # fmt: skip
    return tuple(found)


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
