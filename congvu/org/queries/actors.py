"""Who acts: the roles of a person on a day, her own and those delegated to her."""

from __future__ import annotations

import datetime as dt

from congvu.base import dated
from congvu.base.memo import remembered
from congvu.org.models import Delegation, Person, Posting, RoleGrant
from congvu.policy.facts import Actor, Held, Role

from .places import WEIGHT


@remembered
def actor_of(user_id: int, *, on: dt.date) -> Actor:
    """The actor behind a sign-in, with own and delegated roles of that day.

    A user without a person (the first administrator before set-up) has no role.
    """
    person = Person.objects.filter(user_id=user_id, is_active=True).first()
    if person is None:
        return Actor(user_id=user_id, person_id=None, organ_id=None, name="")
    return actor_of_person(person, on=on)


@remembered
def actor_of_person(person: Person, *, on: dt.date) -> Actor:
    """As `actor_of`, for commands run by name (shell, sample organ, tests).

    A deputy's role reaches the units she is in charge of, or the unit of her posting when none
    is named. Only a giver's posts as head pass on by delegation: who signs for another may not
    hand that on, and a deputy's field follows from the head's assignment (NĐ 30/2020, Điều 13).
    """
    forms = dict(
        Delegation.objects.filter(dated.on(on), taker=person, revoked_at__isnull=True)
        .order_by("valid_from", "pk")
        .values_list("giver_id", "form")
    )
    roles: list[Held] = []
    unit_path = ""
    rows = sorted(
        Posting.objects.filter(dated.on(on), person_id__in=[person.pk, *forms]).values_list(
            "person_id", "duty", "kind", "organ_id", "unit__path", "charge__path", "pk"
        ),
        key=lambda row: (row[0], WEIGHT[Posting.Kind(row[2])], row[6], row[5] or ""),
    )
    for person_id, duty, _, organ_id, path, charge, _ in rows:
        own = person_id == person.pk
        if own and not unit_path:
            unit_path = path
        if duty == Posting.Duty.HEAD:
            roles.append(
                Held(Role.HEAD, organ_id, path, None if own else person_id, "" if own else forms[person_id])
            )
        elif duty == Posting.Duty.DEPUTY and own:
            roles.append(Held(Role.DEPUTY, organ_id, charge or path))
    for role, organ_id, path in RoleGrant.objects.filter(dated.on(on), person=person).values_list(
        "role", "organ_id", "unit__path"
    ):
        roles.append(Held(Role(role), organ_id, path))
    return Actor(
        user_id=person.user_id,
        person_id=person.pk,
        organ_id=person.organ_id,
        name=person.full_name,
        roles=tuple(dict.fromkeys(roles)),
        unit_path=unit_path,
    )
