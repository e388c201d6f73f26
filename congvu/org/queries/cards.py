"""The card of a person, and who acts for whom."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from congvu.base import dated
from congvu.base.errors import Missing
from congvu.base.memo import remembered
from congvu.base.text import initials
from congvu.org.models import ConfirmerChoice, Delegation, Person, Posting, RoleGrant
from congvu.policy.actions import Action
from congvu.policy.decide import can, refusal
from congvu.policy.facts import Actor, Subject

from .confirmers import Confirmer, confirmers_with_reason
from .pages import own_organ, root_subject
from .places import Place, place

DAY = dt.timedelta(days=1)
R = TypeVar("R", Posting, RoleGrant, ConfirmerChoice)


@dataclass(frozen=True)
class SpanRow:
    """Something that holds for a time. `last` is the last day, None until further notice."""

    id: int
    title: str
    note: str
    first: dt.date
    last: dt.date | None
    state: str
    charge: str = ""
    may_charge: bool = False

    @property
    def is_open(self) -> bool:
        """Holds now or will: there is still an end to set."""
        return self.state != "past"


@dataclass(frozen=True)
class DelegationRow:
    """One delegation, as people read it."""

    id: int
    giver: str
    taker: str
    form: str
    document: str
    reason: str
    first: dt.date
    last: dt.date | None
    state: str
    revoke_refusal: str = ""


@dataclass(frozen=True)
class PersonCard:
    """Everything the page of a person shows to this viewer."""

    person: Person
    initials: str
    place: Place | None
    confirmer: Confirmer
    confirmer_name: str
    postings: tuple[SpanRow, ...]
    roles: tuple[SpanRow, ...]
    choices: tuple[SpanRow, ...]
    delegations: tuple[DelegationRow, ...]
    username: str
    email: str
    is_suspended: bool
    is_activated: bool
    is_own: bool
    is_keeper: bool
    refusals: dict[str, str]


def person_of(viewer: Actor, person_id: int) -> Person:
    """A person of the viewer's organ. Raises: Missing."""
    organ = own_organ(viewer)
    person = Person.objects.select_related("user", "organ").filter(pk=person_id, organ=organ).first()
    if person is None:
        raise Missing("Không tìm thấy người này.")
    return person


def person_subject(person: Person) -> Subject:
    """A person's file, with the organ as the place where it is kept."""
    whole = root_subject(person.organ_id)
    return Subject(organ_id=whole.organ_id, unit_path=whole.unit_path, owner_id=person.pk)


def row_of(model: type[R], row_id: int, person: Person) -> R:
    """A dated row of that person. Raises: Missing (another person's row looks like none)."""
    row = model.objects.filter(pk=row_id, person=person).first()
    if row is None:
        raise Missing("Không tìm thấy mục này.")
    return row


def person_card(viewer: Actor, person_id: int, *, on: dt.date) -> PersonCard:
    """The card as of a day. Raises: Missing (another organ's people look like nobody)."""
    person = person_of(viewer, person_id)
    confirmer = confirmers_with_reason([person.pk], on=on)[person.pk]
    names = Person.objects.filter(pk=confirmer.person_id or 0).values_list("full_name", flat=True)
    subject = person_subject(person)
    user = person.user
    spot = place(person.pk, on=on)
    return PersonCard(
        person=person,
        initials=initials(person.full_name),
        place=spot,
        confirmer=confirmer,
        confirmer_name=names.first() or "",
        postings=_postings(person, on),
        roles=tuple(
            _span(g, g.get_role_display(), f"Trong {g.unit.name}", on)
            for g in RoleGrant.objects.filter(person=person)
            .select_related("unit")
            .order_by("-valid_from", "-pk")
        ),
        choices=tuple(
            _span(c, c.confirmer.full_name, c.reason, on)
            for c in ConfirmerChoice.objects.filter(person=person)
            .select_related("confirmer")
            .order_by("-valid_from", "-pk")
        ),
        delegations=_delegations(
            viewer, Delegation.objects.filter(giver=person) | Delegation.objects.filter(taker=person), on
        ),
        username=user.username if user else "",
        email=user.email if user else "",
        is_suspended=bool(user and not user.is_active),
        is_activated=bool(user and user.has_usable_password()),
        is_own=viewer.person_id == person.pk,
        is_keeper=can(viewer, Action.PERSON_EDIT, subject),
        refusals={
            "edit": refusal(viewer, Action.PERSON_EDIT, subject),
            "post": refusal(viewer, Action.POSTING_EDIT, subject),
            "role": refusal(viewer, Action.ROLE_GRANT, subject),
            "confirmer": refusal(viewer, Action.CONFIRMER_SET, subject),
            "code": refusal(viewer, Action.ACCOUNT_CODE_ISSUE, subject),
            "days": refusal(
                viewer,
                Action.WORKTIME_VIEW,
                Subject(person.organ_id, spot.unit_path if spot else "", person.pk, confirmer.person_id),
            ),
            "suspend": refusal(viewer, Action.ACCOUNT_SUSPEND, subject),
        },
    )


def _postings(person: Person, on: dt.date) -> tuple[SpanRow, ...]:
    rows = (
        Posting.objects.filter(person=person)
        .select_related("unit", "position")
        .prefetch_related("charge")
        .order_by("-valid_from", "-pk")
    )
    found = []
    for p in rows:
        share = (
            "" if p.percent == 100 else f", {format(p.percent.normalize(), 'f').replace('.', ',')}% thời gian"
        )
        kind = "" if p.kind == Posting.Kind.MAIN else f"{p.get_kind_display()}. "
        row = _span(p, p.title or p.position.name, f"{kind}{p.unit.name}{share}", on)
        charge = ", ".join(u.name for u in p.charge.all())
        found.append(
            SpanRow(
                row.id,
                row.title,
                row.note,
                row.first,
                row.last,
                row.state,
                charge,
                p.duty == Posting.Duty.DEPUTY,
            )
        )
    return tuple(found)


def _span(row: Posting | RoleGrant | ConfirmerChoice, title: str, note: str, on: dt.date) -> SpanRow:
    last = row.valid_to - DAY if row.valid_to else None
    return SpanRow(row.pk, title, note, row.valid_from, last, _state(row.valid_from, last, on))


def _state(first: dt.date, last: dt.date | None, on: dt.date) -> str:
    if first > on:
        return "future"
    return "past" if last is not None and last < on else "present"


@remembered
def delegations_for(person_id: int, *, on: dt.date) -> list[DelegationRow]:
    """For whom this person acts on a day: the band above every page."""
    rows = Delegation.objects.filter(dated.on(on), taker_id=person_id, revoked_at__isnull=True)
    return [
        _delegation(d, on, "") for d in rows.select_related("giver", "taker").order_by("valid_from", "pk")
    ]


def delegation_list(viewer: Actor, *, on: dt.date) -> tuple[DelegationRow, ...]:
    """Those given or taken by the viewer; the personnel body sees all of the organ. Newest first."""
    organ = own_organ(viewer)
    rows = Delegation.objects.filter(organ=organ)
    if not can(viewer, Action.CONFIRMER_SET, root_subject(organ.pk)):
        rows = rows.filter(giver_id=viewer.person_id) | rows.filter(taker_id=viewer.person_id)
    return _delegations(viewer, rows, on)


def delegation_of(viewer: Actor, delegation_id: int) -> Delegation:
    """One that `delegation_list` would show to the viewer. Raises: Missing."""
    row = Delegation.objects.filter(pk=delegation_id, organ=own_organ(viewer)).first()
    if row is None or not (
        viewer.person_id in (row.giver_id, row.taker_id)
        or can(viewer, Action.CONFIRMER_SET, root_subject(row.organ_id))
    ):
        raise Missing("Không tìm thấy mục này.")
    return row


def _delegations(viewer: Actor, rows: Iterable[Delegation], on: dt.date) -> tuple[DelegationRow, ...]:
    ordered = rows.select_related("giver", "taker").order_by("-valid_from", "-pk")[:200]  # type: ignore[attr-defined]
    whole = root_subject(viewer.organ_id or 0)
    found = []
    for row in ordered:
        subject = Subject(organ_id=whole.organ_id, unit_path=whole.unit_path, owner_id=row.giver_id)
        is_taker = row.taker_id == viewer.person_id
        why = "" if is_taker else refusal(viewer, Action.DELEGATION_MAKE, subject)
        found.append(_delegation(row, on, why))
    return tuple(found)


def _delegation(row: Delegation, on: dt.date, why: str) -> DelegationRow:
    last = row.valid_to - DAY if row.valid_to else None
    state = "revoked" if row.revoked_at else _state(row.valid_from, last, on)
    return DelegationRow(
        id=row.pk,
        giver=row.giver.full_name,
        taker=row.taker.full_name,
        form=row.get_form_display(),
        document=row.document,
        reason=row.reason,
        first=row.valid_from,
        last=last,
        state=state,
        revoke_refusal=why,
    )


def giver_choices(viewer: Actor, *, on: dt.date) -> list[tuple[int, str]]:
    """Heads whose rights the viewer may pass on: her own, or anyone's but hers for personnel."""
    organ = own_organ(viewer)
    rows = Person.objects.filter(
        pk__in=Posting.objects.filter(dated.on(on), organ=organ, duty=Posting.Duty.HEAD).values("person_id")
    ).order_by("sort_key", "pk")
    whole = root_subject(organ.pk)
    return [
        (p.pk, p.full_name)
        for p in rows
        if can(viewer, Action.DELEGATION_MAKE, Subject(organ.pk, whole.unit_path, owner_id=p.pk))
    ]
