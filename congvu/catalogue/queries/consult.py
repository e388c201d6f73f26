"""Views on a proposed edition: which codes it changes, what is said and how the council voted."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count

from congvu.base import clock
from congvu.base.errors import Missing
from congvu.catalogue.models import Comment, Consultation, Edition, Seat, Vote
from congvu.catalogue.specs import code_key
from congvu.catalogue.states import ConsultationState, EditionState
from congvu.org.queries import people_choices, place
from congvu.policy.actions import Action
from congvu.policy.decide import can
from congvu.policy.facts import Actor, Subject
from congvu.ui import words
from congvu.ui.parts import Step

from .choices import products_for
from .content import ItemRow, contents
from .editions import edition_in_force, editions, organ_subject, propose_subject
from .index import own_ids
from .votes import Tally, members, tallies, tally_of

PER_PAGE = 30
OPEN_STATES = (EditionState.PROPOSED, EditionState.APPRAISED)
MISSING = "Không có đợt lấy ý kiến này."


@dataclass(frozen=True)
class Change:
    """A figure in force and as proposed, as written; "" where there is none."""

    before: str
    after: str

    @property
    def is_new(self) -> bool:
        return self.before != self.after


@dataclass(frozen=True)
class Proposal:
    """One code that the edition adds, changes or removes. Coefficients in standard units, norms in minutes.

    `cast`: votes on the coefficient that stands there now; `tally` is None while votes are taken.
    """

    key: str
    code: str
    detail: str
    kind: str
    before: Decimal | None
    after: Decimal | None
    norm_before: int | None
    norm_after: int | None
    comments: int = 0
    cast: int = 0
    tally: Tally | None = None
    own: str = ""

    @property
    def coefficient(self) -> Change:
        return Change(*(words.number(v) if v is not None else "" for v in (self.before, self.after)))

    @property
    def norm(self) -> Change:
        return Change(
            *(words.dense_duration(v) if v is not None else "" for v in (self.norm_before, self.norm_after))
        )


@dataclass(frozen=True)
class ConsultationPage:
    """The codes that an edition proposes, for those who may say something about them."""

    edition: Edition
    consultation: Consultation | None
    steps: tuple[Step, ...]
    page: Page[Proposal]
    seats: int
    is_member: bool
    is_open: bool
    may_keep: bool
    may_see_edition: bool
    people: tuple[tuple[int, str], ...]
    seated: frozenset[int]


def consultation_page(edition_id: int, *, viewer: Actor, on: dt.date, number: str = "") -> ConsultationPage:
    """Views on one edition; holders of products see only their codes. Raises Missing."""
    edition, consultation, keys = _seen(edition_id, viewer, on)
    rows = [p for p in proposals(edition, on=on) if keys is None or p.key in keys]
    page: Page[Any] = Paginator(rows, PER_PAGE).get_page(number)
    seated = members(consultation)
    page.object_list = _counted(list(page.object_list), consultation, viewer, seated)
    may_keep = edition.state in OPEN_STATES and can(
        viewer, Action.CONSULT_KEEP, organ_subject(edition.organ_id)
    )
    return ConsultationPage(
        edition, consultation, _steps(edition, consultation, seated), page, len(seated),
        is_member=viewer.person_id in seated,
        is_open=takes_views(consultation, on),
        may_keep=may_keep,
        may_see_edition=editions(viewer, edition.organ_id).filter(pk=edition.pk).exists(),
        people=tuple(people_choices([edition.organ_id], on=on)) if may_keep else (),
        seated=seated,
    )  # fmt: skip


@dataclass(frozen=True)
class Said:
    """One comment; `is_own`: the viewer may withdraw it."""

    id: int
    name: str
    text: str
    said_at: dt.datetime
    is_own: bool


@dataclass(frozen=True)
class ProposalPage:
    """One proposed code: what changes, what is said, the vote."""

    edition: Edition
    consultation: Consultation
    proposal: Proposal
    seats: int
    said: tuple[Said, ...]
    vote: Vote | None
    is_member: bool
    is_open: bool
    why_no_comment: str
    may_try: bool


def proposal_page(edition_id: int, code: str, *, viewer: Actor, on: dt.date) -> ProposalPage:
    """One code of a consultation. Raises Missing (strangers too, and before it was opened)."""
    edition, consultation, keys = _seen(edition_id, viewer, on)
    key = code_key(code)
    row = next((p for p in proposals(edition, on=on) if p.key == key), None)
    if row is None or consultation is None or (keys is not None and key not in keys):
        raise Missing("Không có mã này trong đợt lấy ý kiến.")
    seated = members(consultation)
    (row,) = _counted([row], consultation, viewer, seated)
    said = Comment.objects.filter(consultation=consultation, code=key, withdrawn_at=None)
    vote = Vote.objects.filter(consultation=consultation, code=key, person_id=viewer.person_id or 0).first()
    is_open = takes_views(consultation, on)
    return ProposalPage(
        edition, consultation, row, len(seated),
        said=tuple(
            Said(c.pk, c.person.full_name, c.text, c.said_at, c.person_id == viewer.person_id)
            for c in said.select_related("person").order_by("said_at", "pk")
        ),
        vote=vote,
        is_member=viewer.person_id in seated,
        is_open=is_open,
        why_no_comment="" if is_open else "Đợt lấy ý kiến đã khép.",
        may_try=row.after is not None and can(viewer, Action.TRIAL_RUN, organ_subject(edition.organ_id)),
    )  # fmt: skip


def takes_views(consultation: Consultation | None, on: dt.date) -> bool:
    """Open, within its days, and of an edition that is still proposed."""
    return (
        consultation is not None
        and consultation.state == ConsultationState.OPEN
        and on <= consultation.due_on
        and consultation.edition.state in OPEN_STATES
    )


def proposals(edition: Edition, *, on: dt.date) -> list[Proposal]:
    """The codes that the edition changes against the one in force (or before it), by code. Four queries."""
    against = _against(edition, on)
    before = {item.key: item for item in contents(against.pk)} if against else {}
    after = {item.key: item for item in contents(edition.pk)}
    return [
        _proposal(key, before.get(key), after.get(key))
        for key in sorted(before.keys() | after.keys())
        if _differs(before.get(key), after.get(key))
    ]


def results(edition: Edition, *, on: dt.date) -> list[Proposal]:
    """Proposals on which the council voted, each with its tally. Six queries."""
    consultation = Consultation.objects.filter(edition=edition).first()
    if consultation is None:
        return []
    by_code = tallies(consultation, members(consultation))
    found = []
    for row in proposals(edition, on=on):
        tally = tally_of(by_code.get((row.key, row.after), ()))
        if tally.cast:
            found.append(_with(row, cast=tally.cast, tally=tally))
    return found


def consultations_for(viewer: Actor, *, on: dt.date) -> list[tuple[Edition, bool]]:
    """Open consultations that concern the viewer, each with whether she sits in its council.

    One query where there is none; a fixed number for each that is open.
    """
    if viewer.organ_id is None or viewer.person_id is None:
        return []
    rows = Consultation.objects.filter(
        organ_id=viewer.organ_id, state=ConsultationState.OPEN, due_on__gte=on, edition__state__in=OPEN_STATES
    ).select_related("edition")
    found = list(rows.order_by("pk"))
    if not found:
        return []
    member = set(
        Seat.objects.filter(consultation__in=found, person_id=viewer.person_id).values_list(
            "consultation_id", flat=True
        )
    )
    works = _works(viewer, viewer.organ_id)
    return [
        (c.edition, c.pk in member)
        for c in found
        if works or c.pk in member or holds(viewer, c.edition, on=on)
    ]


@dataclass(frozen=True)
class VoteDue:
    """A member of the council, and on how many codes of an open consultation her vote is still out."""

    person_id: int
    consultation: Consultation
    left: int


def votes_due(organ_id: int, people: Sequence[int], *, on: dt.date) -> list[VoteDue]:
    """Members among `people` who have not voted on every code as it stands now.

    A fixed number of queries for each open consultation that seats one of them.
    """
    rows = Consultation.objects.filter(
        organ_id=organ_id, state=ConsultationState.OPEN, due_on__gte=on, edition__state__in=OPEN_STATES,
        seats__person_id__in=people,
    )  # fmt: skip
    found = []
    for one in rows.select_related("edition").distinct().order_by("pk"):
        standing = {(row.key, row.after) for row in proposals(one.edition, on=on)}
        cast: Counter[int] = Counter()
        for person_id, code, seen in one.votes.values_list("person_id", "code", "seen"):
            cast[person_id] += (code, seen) in standing
        found += [
            VoteDue(p, one, len(standing) - cast[p])
            for p in sorted(members(one).intersection(people))
            if cast[p] < len(standing)
        ]
    return found


def comment_subject(viewer: Actor, consultation: Consultation, key: str, *, on: dt.date) -> Subject:
    """What commenting on a code is about: its holders and the council take part, leaders by their unit."""
    whole = propose_subject(viewer, consultation.organ_id)
    person_id = viewer.person_id or 0
    takes_part = person_id in members(consultation) or key in holds(viewer, consultation.edition, on=on)
    return Subject(
        organ_id=consultation.organ_id, unit_path=whole.unit_path,
        participants=(person_id,) if person_id and takes_part else (),
    )  # fmt: skip


def holds(viewer: Actor, edition: Edition, *, on: dt.date) -> frozenset[str]:
    """Keys of codes that are offered to the viewer now, or would be by the proposed edition."""
    spot = place(viewer.person_id, on=on) if viewer.person_id else None
    if spot is None or spot.organ_id != edition.organ_id:
        return frozenset()
    now = {code_key(p.code) for p in products_for(spot.person_id, on=on)}
    own = own_ids(edition.pk, spot)
    return frozenset(now | {i.key for i in contents(edition.pk) if i.is_shared or i.id in own})


def _seen(
    edition_id: int, viewer: Actor, on: dt.date
) -> tuple[Edition, Consultation | None, frozenset[str] | None]:
    """The edition, its consultation, and the keys that the viewer sees (None: all). Raises Missing."""
    edition = Edition.objects.filter(pk=edition_id).select_related("organ").first()
    if edition is None:
        raise Missing(MISSING)
    consultation = Consultation.objects.filter(edition=edition).select_related("edition").first()
    if _works(viewer, edition.organ_id):
        return edition, consultation, None
    if consultation is None or viewer.organ_id != edition.organ_id:
        raise Missing(MISSING)
    if viewer.person_id in members(consultation):
        return edition, consultation, None
    keys = holds(viewer, edition, on=on)
    if not keys:
        raise Missing(MISSING)
    return edition, consultation, keys


def _works(viewer: Actor, organ_id: int) -> bool:
    """Leaders and the personnel body propose, the managing agency's head decides: they see every code."""
    return can(viewer, Action.EDITION_PROPOSE, propose_subject(viewer, organ_id)) or can(
        viewer, Action.EDITION_DECIDE, organ_subject(organ_id)
    )


def _against(edition: Edition, on: dt.date) -> Edition | None:
    if edition.state != EditionState.DECIDED or edition.valid_from is None:
        return edition_in_force(edition.organ_id, on)
    return edition_in_force(edition.organ_id, edition.valid_from - dt.timedelta(days=1))


def _differs(before: ItemRow | None, after: ItemRow | None) -> bool:
    if before is None or after is None:
        return True
    left, right = dict(vars(before)), dict(vars(after))
    for held in (left, right):
        held.pop("id"), held.pop("code")
    return left != right


def _proposal(key: str, before: ItemRow | None, after: ItemRow | None) -> Proposal:
    shown = after or before
    assert shown is not None, "one of the two holds the code"
    kind = "Mới" if before is None else "Bỏ" if after is None else "Đổi"
    return Proposal(
        key, shown.code, shown.detail, kind, before.coefficient if before else None,
        after.coefficient if after else None, before.norm_minutes if before else None,
        after.norm_minutes if after else None,
    )  # fmt: skip


def _counted(
    rows: list[Proposal], consultation: Consultation | None, viewer: Actor, seated: frozenset[int]
) -> list[Proposal]:
    """The rows with their comments and votes. Three queries however many rows."""
    if consultation is None:
        return rows
    keys = [row.key for row in rows]
    said = Comment.objects.filter(consultation=consultation, code__in=keys, withdrawn_at=None)
    comments = dict(said.values("code").order_by("code").annotate(n=Count("pk")).values_list("code", "n"))
    by_code = tallies(consultation, seated, keys)
    own = {
        code: (seen, choice)
        for code, seen, choice in Vote.objects.filter(
            consultation=consultation, code__in=keys, person_id=viewer.person_id or 0
        ).values_list("code", "seen", "choice")
    }
    closed = consultation.state == ConsultationState.CLOSED
    found = []
    for row in rows:
        tally = tally_of(by_code.get((row.key, row.after), ()))
        seen, choice = own.get(row.key, (row.after, ""))
        mine = Vote.Choice(choice).label if choice and seen == row.after else ""
        found.append(
            _with(
                row,
                comments=comments.get(row.key, 0),
                cast=tally.cast,
                tally=tally if closed else None,
                own=mine,
            )
        )
    return found


def _with(row: Proposal, **more: Any) -> Proposal:
    return Proposal(**{**vars(row), **more})


def _steps(edition: Edition, consultation: Consultation | None, seated: frozenset[int]) -> tuple[Step, ...]:
    proposed = Step("Đề xuất", "done", words.short_date(clock.local(edition.proposed_at).date()))
    decided = edition.state == EditionState.DECIDED
    last = Step("Quyết định", "done" if decided else "", edition.decision_number)
    if consultation is None:
        return (proposed, Step("Góp ý"), Step("Hội đồng bỏ phiếu"), last)
    said = Comment.objects.filter(consultation=consultation, withdrawn_at=None).count()
    voted = (
        Vote.objects.filter(consultation=consultation, person_id__in=seated)
        .values("person_id").distinct().count()
    )  # fmt: skip
    state = "current" if consultation.state == ConsultationState.OPEN else "done"
    until = f", đến {words.short_date(consultation.due_on)}" if state == "current" else ""
    return (
        proposed,
        Step("Góp ý", state, f"{said} góp ý"),
        Step("Hội đồng bỏ phiếu", state, f"{voted} trên {len(seated)}{until}"),
        last,
    )
