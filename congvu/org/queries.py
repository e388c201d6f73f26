"""Who is who on a day: actors, confirmers, heads, people of a unit."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from congvu.base import dated
from congvu.policy.facts import Actor, Held, Role

from .models import ConfirmerChoice, Delegation, Person, Posting, RoleGrant, Unit


def actor_of(user_id: int, *, on: dt.date) -> Actor:
    """The actor behind a sign-in, with own and delegated roles of that day.

    A user without a person (the first administrator before set-up) has no role.
    """
    person = Person.objects.filter(user_id=user_id, is_active=True).first()
    if person is None:
        return Actor(user_id=user_id, person_id=None, organ_id=None, name="")
    return actor_of_person(person, on=on)


def actor_of_person(person: Person, *, on: dt.date) -> Actor:
    """As `actor_of`, for commands run by name (shell, sample organ, tests)."""
    givers = list(
        Delegation.objects.filter(dated.on(on), taker=person, revoked_at__isnull=True).values_list(
            "giver_id", "form"
        )
    )
    forms = dict(givers)
    people = [person.pk, *forms]
    roles: list[Held] = []
    unit_path = ""
    rows = (
        Posting.objects.filter(dated.on(on), person_id__in=people)
        .order_by("person_id", "kind", "pk")
        .values_list("person_id", "duty", "kind", "organ_id", "unit__path")
    )
    for person_id, duty, kind, organ_id, path in rows:
        own = person_id == person.pk
        if own and (kind == Posting.Kind.MAIN or not unit_path):
            unit_path = path
        if duty != Posting.Duty.STAFF:
            roles.append(
                Held(
                    Role(duty),
                    organ_id,
                    path,
                    None if own else person_id,
                    "" if own else forms[person_id],
                )
            )
    for role, organ_id, path in RoleGrant.objects.filter(dated.on(on), person=person).values_list(
        "role", "organ_id", "unit__path"
    ):
        roles.append(Held(Role(role), organ_id, path))
    return Actor(
        user_id=person.user_id,
        person_id=person.pk,
        organ_id=person.organ_id,
        name=person.full_name,
        roles=tuple(roles),
        unit_path=unit_path,
    )


@dataclass(frozen=True)
class Place:
    """Where a person works on a day."""

    person_id: int
    organ_id: int
    unit_id: int
    unit_path: str
    unit_name: str
    position_id: int
    duty: str
    title: str
    posting_id: int


def places(person_ids: list[int], *, on: dt.date) -> dict[int, Place]:
    """The main place of each person on that day (a seconded or concurrent one when no main)."""
    found: dict[int, Place] = {}
    order = {Posting.Kind.MAIN: 0, Posting.Kind.SECONDED: 1, Posting.Kind.CONCURRENT: 2}
    rows = Posting.objects.filter(dated.on(on), person_id__in=person_ids).select_related("unit", "position")
    for p in sorted(rows, key=lambda p: (order[Posting.Kind(p.kind)], p.pk)):
        found.setdefault(
            p.person_id,
            Place(
                person_id=p.person_id,
                organ_id=p.organ_id,
                unit_id=p.unit_id,
                unit_path=p.unit.path,
                unit_name=p.unit.name,
                position_id=p.position_id,
                duty=p.duty,
                title=p.title or p.position.name,
                posting_id=p.pk,
            ),
        )
    return found


def place(person_id: int, *, on: dt.date) -> Place | None:
    return places([person_id], on=on).get(person_id)


def heads(organ_id: int, *, on: dt.date) -> dict[str, int]:
    """Head of each unit of an organ on a day: unit path -> person id."""
    return dict(
        Posting.objects.filter(dated.on(on), organ_id=organ_id, duty=Posting.Duty.HEAD)
        .order_by("unit__path", "-kind", "-pk")
        .values_list("unit__path", "person_id")
    )


def ancestors(path: str) -> list[str]:
    """The path and those above it, nearest first: "/1/7/" -> ["/1/7/", "/1/"]."""
    parts = path.strip("/").split("/")
    return ["/" + "/".join(parts[:n]) + "/" for n in range(len(parts), 0, -1)]


def confirmers(person_ids: list[int], *, on: dt.date) -> dict[int, int | None]:
    """Who confirms each person's work on a day (Đ10; by name where set).

    The head of the direct unit; above that head, the head of the next unit up to the organ;
    above the organ's head the one named, and None where nobody is named.
    """
    chosen = dict(
        ConfirmerChoice.objects.filter(dated.on(on), person_id__in=person_ids)
        .order_by("valid_from", "pk")
        .values_list("person_id", "confirmer_id")
    )
    where = places([p for p in person_ids if p not in chosen], on=on)
    trees: dict[int, dict[str, int]] = {}
    found: dict[int, int | None] = {}
    for person_id in person_ids:
        if person_id in chosen:
            found[person_id] = chosen[person_id]
            continue
        spot = where.get(person_id)
        if spot is None:
            found[person_id] = None
            continue
        tree = trees.setdefault(spot.organ_id, heads(spot.organ_id, on=on))
        found[person_id] = next(
            (tree[p] for p in ancestors(spot.unit_path) if p in tree and tree[p] != person_id),
            None,
        )
    return found


def confirmer_of(person_id: int, *, on: dt.date) -> int | None:
    return confirmers([person_id], on=on)[person_id]


def people_under(unit_path: str, organ_id: int, *, first: dt.date, last: dt.date) -> list[int]:
    """Ids of people posted in the unit's subtree on at least one day of [first, last]."""
    return list(
        Posting.objects.filter(
            dated.overlapping(first, last),
            organ_id=organ_id,
            unit__path__startswith=unit_path,
        )
        .values_list("person_id", flat=True)
        .distinct()
    )


def root_unit(organ_id: int) -> Unit:
    return Unit.objects.get(organ_id=organ_id, parent=None)
