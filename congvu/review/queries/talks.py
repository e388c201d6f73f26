"""Talks about decisions: one with its messages, and the list of those who take part."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q

from congvu.base import clock
from congvu.base.errors import Missing
from congvu.base.prepared import MANY, Count, Prepared
from congvu.base.text import initials
from congvu.diary.guards import subject_of
from congvu.diary.models import Entry, Evidence
from congvu.diary.queries import visible_entry
from congvu.diary.states import EntryState
from congvu.policy.actions import Action
from congvu.policy.decide import can
from congvu.policy.facts import Actor
from congvu.review.models import Confirmation, Message, Talk
from congvu.review.replies import ANSWERS, reply_until
from congvu.review.states import TALK, TalkState, TalkStep
from congvu.ui import words

from .waiting import stands_for

LISTED = 100


@dataclass(frozen=True)
class Said:
    """One message."""

    name: str
    for_name: str
    at: dt.datetime
    body: str
    is_own: bool
    kind_label: str = ""

    @property
    def initials(self) -> str:
        return initials(self.name)


@dataclass(frozen=True)
class Step:
    """A step of the talk; `state` as the component of a history has it."""

    title: str
    when: str
    note: str
    state: str


@dataclass(frozen=True)
class TalkPage:
    """A decision with what was said about it, and what this viewer may do."""

    entry_id: int
    person_id: int
    title: str
    worked_on: dt.date
    writer: str
    confirmer: str
    outcome: str
    outcome_label: str
    decided_at: dt.datetime
    reason: str
    values: tuple[tuple[str, str, str], ...]
    state: str
    state_label: str
    closed_by: str
    closed_at: dt.datetime | None
    accepted_at: dt.datetime | None
    messages: tuple[Said, ...]
    until: dt.date | None
    is_late: bool
    is_writer: bool
    may_accept: bool
    may_write: bool
    may_answer: bool
    may_close: bool
    task_id: int | None
    known: tuple[str, ...]

    @property
    def answers(self) -> tuple[tuple[str, str, str], ...]:
        """(kind, name, what it means) of what the writer may answer now."""
        if not (self.may_write or self.may_accept):
            return ()
        names = dict(Message.Kind.choices)
        return tuple((kind, str(names[kind]), note) for kind, note in ANSWERS.get(self.outcome, {}).items())

    @property
    def steps(self) -> tuple[Step, ...]:
        """What follows the decision, with where it stands now."""
        accepted = self.accepted_at is not None
        over = accepted or self.closed_at is not None
        now = 3 if over else {TalkState.OPEN.value: 1, TalkState.ANSWERED.value: 2}.get(self.state, 0)
        until = f"đến hết {words.full_date(self.until)}" if self.until else ""
        first = "đồng ý hoặc trao đổi lại" if self.is_adjusted else "sửa và gửi lại, hoặc trao đổi lại"
        told = (
            (f"Người viết {first}", until, ""),
            ("Người xác nhận trả lời", "", ""),
            ("Một người khép trao đổi", "", "Im lặng không tính là đồng ý."),
        )
        return tuple(
            Step(title, when, note, "done" if n < now else "current" if n == now else "")
            for n, (title, when, note) in enumerate(told)
            if not (accepted and n == 1)  # an agreement needs no answer
        )

    @property
    def is_adjusted(self) -> bool:
        return self.outcome == Confirmation.Outcome.ADJUSTED

    @property
    def is_returned(self) -> bool:
        return self.outcome == Confirmation.Outcome.RETURNED


@dataclass(frozen=True)
class TalkRow:
    """A line of the list."""

    entry_id: int
    title: str
    worked_on: dt.date
    other: str
    state_label: str
    tone: str
    at: dt.datetime
    is_mine_to_answer: bool


@dataclass(frozen=True)
class TalkList:
    """Those that wait for the viewer first, then the latest; then adjustments she has not answered."""

    rows: tuple[TalkRow, ...]
    adjusted: tuple[TalkRow, ...]


def talk_page(entry_id: int, *, viewer: Actor, now: dt.datetime) -> TalkPage:
    """The talk about the decision that stands on a line; the page before its first message too.

    Raises: Missing for strangers, and while the line carries no decision.
    """
    entry = visible_entry(entry_id, viewer=viewer, action=Action.TALK_VIEW)
    made = (
        Confirmation.objects.filter(entry=entry, undone_at=None)
        .select_related("confirmer")
        .order_by("-entry_version")
        .first()
    )
    if made is None:
        raise Missing("Không có trao đổi này.")
    stands = (entry.state, entry.version) == (made.outcome, made.entry_version)
    talk = Talk.objects.filter(confirmation=made).select_related("closed_by").first()
    said = _messages(entry.pk, viewer)
    if talk is None and not said and (not stands or made.outcome == Confirmation.Outcome.CONFIRMED):
        raise Missing("Không có trao đổi này.")
    subject = subject_of(entry.day)
    until = reply_until(entry.organ_id, made.outcome, made.at)
    is_late = until is not None and clock.local(now).date() > until
    begins = talk is None and not is_late and stands and made.outcome != Confirmation.Outcome.CONFIRMED
    state = talk.state if talk else ""
    agreed = made.accepted_at is not None
    return TalkPage(
        entry_id=entry.pk,
        person_id=entry.person_id,
        title=entry.title,
        worked_on=entry.worked_on,
        writer=entry.person.full_name,
        confirmer=made.confirmer.full_name,
        outcome=made.outcome,
        outcome_label=made.get_outcome_display(),
        decided_at=made.at,
        reason=made.reason,
        values=_values(entry, made),
        state=state,
        state_label=talk.get_state_display() if talk else "",
        closed_by=talk.closed_by.full_name if talk and talk.closed_by else "",
        closed_at=talk.closed_at if talk else None,
        accepted_at=made.accepted_at,
        messages=said,
        until=until,
        is_late=is_late,
        is_writer=entry.person_id == viewer.person_id,
        may_accept=can(viewer, Action.ADJUSTMENT_ACCEPT, subject)
        and made.outcome == Confirmation.Outcome.ADJUSTED
        and not agreed
        and stands
        and (begins or state in (TalkState.OPEN, TalkState.ANSWERED)),
        may_write=can(viewer, Action.TALK_WRITE, subject)
        and not agreed
        and (begins or TALK.may(state, TalkStep.WRITE)),
        may_answer=can(viewer, Action.TALK_ANSWER, subject) and TALK.may(state, TalkStep.ANSWER),
        may_close=can(viewer, Action.TALK_CLOSE, subject) and TALK.may(state, TalkStep.CLOSE),
        task_id=entry.share.task_id if entry.share else None,
        known=_known(entry),
    )


def talk_list(viewer: Actor, *, now: dt.datetime) -> TalkList:
    """The talks of this person, as writer or confirmer. Two statements."""
    if viewer.person_id is None:
        return TalkList((), ())
    people = stands_for(viewer)
    rows = (
        Talk.objects.filter(Q(person_id=viewer.person_id) | Q(confirmer_id__in=people))
        .order_by("-last_at", "-pk")
        .values_list(
            "entry_id", "entry__title", "entry__worked_on", "person_id", "person__full_name",
            "confirmer__full_name", "state", "last_at",
        )[:LISTED]
    )  # fmt: skip
    labels = dict(TalkState.choices)
    found = []
    for entry_id, title, day, person_id, writer, confirmer, state, at in rows:
        own = person_id == viewer.person_id
        waits = state == (TalkState.ANSWERED if own else TalkState.OPEN)
        tone = "" if state == TalkState.CLOSED else "amber" if waits else "ink"
        found.append(
            TalkRow(entry_id, title, day, confirmer if own else writer, str(labels[state]), tone, at, waits)
        )
    found.sort(key=lambda row: not row.is_mine_to_answer)
    return TalkList(tuple(found), _adjusted(viewer.person_id, viewer.organ_id or 0, now))


def _adjusted(person_id: int, organ_id: int, now: dt.datetime) -> tuple[TalkRow, ...]:
    """The viewer's adjusted lines that she may still answer."""
    rows = Confirmation.objects.filter(
        entry__person_id=person_id, outcome=Confirmation.Outcome.ADJUSTED, undone_at=None, accepted_at=None, talk=None,
        entry__state=EntryState.ADJUSTED, at__gte=now - dt.timedelta(days=LISTED),
    ).order_by("-at", "-pk")  # fmt: skip
    today = clock.local(now).date()
    found = []
    for entry_id, title, day, confirmer, at in rows.values_list(
        "entry_id", "entry__title", "entry__worked_on", "confirmer__full_name", "at"
    )[:LISTED]:
        until = reply_until(organ_id, Confirmation.Outcome.ADJUSTED, at)
        if until is not None and today <= until:
            label = f"Trả lời đến hết {words.short_date(until)}"
            found.append(TalkRow(entry_id, title, day, confirmer, label, "amber", at, True))
    return tuple(found)


_TO_ANSWER = Prepared(
    lambda person_id, people: Talk.objects.filter(
        Q(person_id=person_id, state=TalkState.ANSWERED)
        | Q(confirmer_id__in=people, state=TalkState.OPEN) & ~Q(person_id=person_id)
    ).values_list("pk"),
    int,
    MANY,
)


def count_to_answer(viewer: Actor) -> Count:
    """Talks that wait for this person; one prepared statement."""
    return Count(_TO_ANSWER, (viewer.person_id or 0, stands_for(viewer)))


def _messages(entry_id: int, viewer: Actor) -> tuple[Said, ...]:
    """All that was said about the line, of earlier versions too."""
    labels = {kind: str(label) for kind, label in Message.Kind.choices}
    rows = Message.objects.filter(talk__entry_id=entry_id).order_by("pk")
    return tuple(
        Said(name, for_name or "", at, body, author_id == viewer.person_id, labels.get(kind, ""))
        for author_id, name, for_name, at, body, kind in rows.values_list(
            "author_id", "author__full_name", "acting_for__full_name", "at", "body", "kind"
        )
    )


def _known(entry: Entry) -> tuple[str, ...]:
    """What is known about the line; everything else only people know."""
    proofs = Evidence.objects.filter(entry=entry, removed_at=None).count()
    typed = clock.local(entry.typed_at)
    return (
        f"ghi {words.duration(entry.minutes)}",
        f"gõ lúc {typed:%H:%M} ngày {words.full_date(typed.date())}",
        f"{proofs} minh chứng" if proofs else "chưa có minh chứng",
        "lịch chung và thời gian thường gặp của việc cùng mã",
    )


def _values(entry: Entry, made: Confirmation) -> tuple[tuple[str, str, str], ...]:
    """(what, as written, as confirmed) where they differ."""
    found = []
    if made.minutes is not None and made.minutes != entry.minutes:
        found.append(("Thời gian", words.duration(entry.minutes), words.duration(made.minutes)))
    for label, old, new in (
        ("Số lượng", entry.quantity, made.quantity),
        ("Tỷ lệ, %", entry.percent, made.percent),
    ):
        if new is not None and new != old:
            found.append((label, words.number(Decimal(old)), words.number(Decimal(new))))
    for label, counts in (("Sai sót lớn", made.errors), ("Số lần chậm", made.late)):
        if any(counts):
            found.append((label, "", words.number(sum(counts))))
    return tuple(found)
