"""Everything that is read about appeals: lists with what is due, one case, what each person may do."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from django.db.models import Q, QuerySet

from congvu.appeals.guards import not_corrected, subject_of, why_not_decide
from congvu.appeals.models import Appeal, Hearing, Paper
from congvu.appeals.states import APPEAL, OPEN, AppealState, AppealStep
from congvu.appeals.terms import Due, due_after, due_of, overdue_word
from congvu.base import clock
from congvu.base.errors import Missing
from congvu.base.files import path_of
from congvu.org.models import Person
from congvu.org.queries import root_subject
from congvu.policy.actions import Action
from congvu.policy.decide import can
from congvu.policy.facts import Actor
from congvu.scoring.models import Card, Run
from congvu.scoring.queries import viewable_card
from congvu.scoring.states import PeriodState
from congvu.ui.addresses import address

WITH_APPEAL = ("person", "card__unit", "card__period", "card__run", "run", "preparer", "resolver", "scored_by", "scored_for")  # fmt: skip
TONES = {
    AppealState.LODGED: "amber",
    AppealState.RECEIVED: "ink",
    AppealState.PREPARED: "plum",
    AppealState.TO_CHANGE: "amber",
    AppealState.KEPT: "outline",
    AppealState.CHANGED: "leaf",
    AppealState.WITHDRAWN: "outline",
}
SHOWN = 200


@dataclass(frozen=True)
class Row:
    """One appeal of a list. `due` is "" where nothing runs any more."""

    id: int
    person: str
    label: str
    state: str
    tone: str
    lodged_on: dt.date
    due: str
    is_late: bool
    preparer: str
    resolver: str
    url: str


@dataclass(frozen=True)
class Listing:
    """The page "Kiến nghị": to handle, one's own, those of the organ for who may see them all."""

    to_handle: tuple[Row, ...]
    own: tuple[Row, ...]
    others: tuple[Row, ...]
    sees_organ: bool
    open_count: int
    late_count: int


@dataclass(frozen=True)
class Lodging:
    """The page on which one lodges: the result, its term, why not."""

    card: Card
    total: Decimal | None
    due: Due
    why_not: str


@dataclass(frozen=True)
class Step:
    """One thing that this viewer may do now."""

    label: str
    url: str
    icon: str
    primary: bool = False


@dataclass(frozen=True)
class Case:
    """One appeal for a viewer. `is_waived`: the resolver is the scorer, since nobody stands above."""

    appeal: Appeal
    label: str
    tone: str
    due: Due
    due_word: str
    is_late: bool
    total: Decimal | None
    corrected_total: Decimal | None
    is_own: bool
    is_waived: bool
    decided_by: str
    hearings: tuple[Hearing, ...]
    papers: tuple[Paper, ...]
    steps: tuple[Step, ...]
    may_withdraw: bool
    may_finish: bool
    finish_why_not: str
    reopen_url: str
    card_url: str


@dataclass(frozen=True)
class Download:
    """A file of a case to hand out."""

    name: str
    content_type: str
    owner_id: int
    appeal_id: int
    path: Path


def listing(viewer: Actor, *, today: dt.date) -> Listing:
    """Appeals that concern this viewer; three queries and the calendar."""
    rows = Appeal.objects.select_related(*WITH_APPEAL).order_by("lodged_at", "pk")
    me = viewer.person_id or 0
    stands = [h.for_person_id for h in viewer.roles if h.for_person_id] + [me]
    handled = Q(preparer_id=me, state=AppealState.RECEIVED) | Q(
        resolver_id__in=stands, state=AppealState.PREPARED
    )
    sees_organ = _sees_organ(viewer)
    if sees_organ and can(viewer, Action.APPEAL_RECEIVE, root_subject(viewer.organ_id or 0)):
        waiting = [AppealState.LODGED, AppealState.TO_CHANGE]
        handled |= Q(organ_id=viewer.organ_id, state__in=waiting)
    to_handle = _rows(rows.filter(handled).exclude(person_id=me), today)
    own = _rows(rows.filter(person_id=me), today)
    others = (
        _rows(rows.filter(organ_id=viewer.organ_id or 0).exclude(person_id=me), today) if sees_organ else ()
    )
    still = [row for row in others if row.due]
    return Listing(
        to_handle, own, tuple(reversed(others)), sees_organ, len(still), sum(row.is_late for row in still)
    )


def _sees_organ(viewer: Actor) -> bool:
    """The personnel body and the head of the organ see every appeal of it."""
    return viewer.organ_id is not None and can(viewer, Action.APPEAL_VIEW, root_subject(viewer.organ_id))


def _rows(rows: QuerySet[Appeal], today: dt.date) -> tuple[Row, ...]:
    return tuple(_row(each, today) for each in rows[:SHOWN])


def _row(appeal: Appeal, today: dt.date) -> Row:
    due = due_of(appeal)
    word = overdue_word(appeal, due, today)
    return Row(
        id=appeal.pk,
        person=appeal.person.full_name,
        label=appeal.card.period.label,
        state=appeal.get_state_display(),
        tone=TONES[AppealState(appeal.state)],
        lodged_on=clock.local(appeal.lodged_at).date(),
        due=word or (due.why_not if appeal.state in OPEN else ""),
        is_late=appeal.state in OPEN and due.is_over(today),
        preparer=appeal.preparer.full_name if appeal.preparer else "",
        resolver=appeal.resolver.full_name if appeal.resolver else "",
        url=address("appeals:case", appeal.pk),
    )


def lodging(card_id: int, viewer: Actor, *, today: dt.date) -> Lodging:
    """The card of the viewer herself, and whether she may appeal now. Raises Missing."""
    card = viewable_card(card_id, viewer)
    if card.person_id != viewer.person_id:
        raise Missing("Không tìm thấy phiếu này.")
    period = card.period
    due = due_after(card.organ_id, period.pack_id, period.pack_sha256, today)
    return Lodging(card, total_of(card.run), due, why_not_lodge(card))


def why_not_lodge(card: Card) -> str:
    """Why the result of a card cannot be appealed against now; empty where it can."""
    if card.period.state != PeriodState.PUBLISHED or card.run_id is None:
        return f"Kết quả {card.period.label} chưa công bố nên chưa kiến nghị được."
    mine = Appeal.objects.filter(card=card).exclude(state=AppealState.WITHDRAWN)
    if mine.filter(Q(run_id=card.run_id) | Q(state__in=[*OPEN, AppealState.TO_CHANGE])).exists():
        return "Phiếu này đã có kiến nghị."
    return ""


def total_of(run: Run | None) -> Decimal | None:
    """The total of a stored computation as it was kept; None where there is none."""
    total = run.result.get("total") if run is not None else None
    return Decimal(total) if total else None


def appeal_for(appeal_id: int, viewer: Actor, action: Action = Action.APPEAL_VIEW) -> Appeal:
    """The appeal for somebody who may do this with it. Raises Missing for everyone else."""
    appeal = Appeal.objects.select_related(*WITH_APPEAL).filter(pk=appeal_id).first()
    if appeal is None or not can(viewer, action, subject_of(appeal)):
        raise Missing("Không tìm thấy kiến nghị này.")
    return appeal


def case(appeal_id: int, viewer: Actor, *, today: dt.date) -> Case:
    """The page of one appeal. Raises Missing for strangers."""
    appeal = appeal_for(appeal_id, viewer)
    due = due_of(appeal)
    decided_by = ""
    if appeal.decided_by.startswith("person:"):
        decided_by = Person.objects.values_list("full_name", flat=True).get(pk=int(appeal.decided_by[7:]))
    is_own = appeal.person_id == viewer.person_id
    may_lead = can(viewer, Action.APPEAL_RECEIVE, subject_of(appeal))
    waits = appeal.state == AppealState.TO_CHANGE
    return Case(
        appeal=appeal,
        label=appeal.card.period.label,
        tone=TONES[AppealState(appeal.state)],
        due=due,
        due_word=overdue_word(appeal, due, today),
        is_late=appeal.state in OPEN and due.is_over(today),
        total=total_of(appeal.run),
        corrected_total=total_of(appeal.corrected_run),
        is_own=is_own,
        is_waived=appeal.resolver_id is not None and appeal.resolver_id == appeal.scored_for_id,
        decided_by=decided_by,
        hearings=tuple(appeal.hearings.order_by("held_on", "pk")),
        papers=tuple(appeal.papers.select_related("added_by").order_by("pk")),
        steps=_steps(appeal, viewer),
        may_withdraw=is_own and APPEAL.may(appeal.state, AppealStep.WITHDRAW),
        may_finish=waits and may_lead,
        finish_why_not=not_corrected(appeal) if waits else "",
        reopen_url=_reopen_url(appeal, viewer) if waits else "",
        card_url=address("scoring:card", appeal.card_id),
    )


def _steps(appeal: Appeal, viewer: Actor) -> tuple[Step, ...]:
    what, state = subject_of(appeal), appeal.state
    found: list[Step] = []

    def add(label: str, name: str, icon: str, *, primary: bool = False) -> None:
        found.append(Step(label, address(f"appeals:{name}", appeal.pk), icon, primary))

    if can(viewer, Action.APPEAL_RECEIVE, what):
        if state == AppealState.LODGED:
            add("Tiếp nhận, giao người", "receive", "user-check", primary=True)
        if state == AppealState.RECEIVED:
            add("Giao lại người", "name_again", "arrow-left-right")
    if can(viewer, Action.APPEAL_PREPARE, what) and state == AppealState.RECEIVED:
        add("Trình giải quyết", "prepare", "send", primary=True)
        add("Ghi buổi làm việc", "hearing", "message-square-text")
    decides = can(viewer, Action.APPEAL_DECIDE, what) and not why_not_decide(appeal, viewer)
    if decides and state == AppealState.PREPARED:
        add("Quyết định", "decide", "file-check", primary=True)
        add("Trả lại để chuẩn bị thêm", "send_back", "undo-2")
    may_add = appeal.person_id == viewer.person_id or can(viewer, Action.APPEAL_PREPARE, what)
    if may_add and state in OPEN:
        add("Kèm tài liệu", "paper_new", "paperclip")
    return tuple(found)


def _reopen_url(appeal: Appeal, viewer: Actor) -> str:
    period = appeal.card.period
    if period.state == PeriodState.PUBLISHED and can(
        viewer, Action.PERIOD_REOPEN, root_subject(appeal.organ_id)
    ):
        return address("scoring:reopen", period.code)
    if can(viewer, Action.PERIOD_VIEW, root_subject(appeal.organ_id)):
        return address("scoring:period", period.code)
    return ""


def paper(paper_id: int, viewer: Actor) -> Download:
    """The file of a paper. Raises Missing: absent, or not for this viewer."""
    found = Paper.objects.filter(pk=paper_id).first()
    if found is None:
        raise Missing("Không có tệp này.")
    appeal = appeal_for(found.appeal_id, viewer)
    path = path_of(found.sha256)
    if not path.is_file():
        raise Missing("Không thấy tệp trong kho.")
    return Download(found.name, found.content_type, appeal.person_id, appeal.pk, path)
