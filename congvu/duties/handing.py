"""One part of a confirmed week on its way to assignments (ADR 17, 25). Inside the command's transaction."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from congvu.assignments.commands import accept_unplanned, hand_in, judge_delivery
from congvu.base.errors import OutOfRange
from congvu.catalogue.models import Product
from congvu.catalogue.queries import edition_in_force
from congvu.org.models import Person
from congvu.org.queries import actor_of_person
from congvu.policy.facts import Actor

from .counting import Part
from .models import DutyShift

FULL = Decimal(100)


def hand_in_part(
    part: Part, origin: str, person: Person, shift: DutyShift, *, by: Actor, at: dt.datetime
) -> None:
    """Hand one part in for its share, in the name of its person, and judge it met."""
    assert part.share_id is not None
    assert shift.finished_at is not None  # only finished shifts are confirmed
    delivery = hand_in(
        share_id=part.share_id,
        quantity=part.quantity,
        finished_on=part.finished_on,
        note="",
        origin=origin,
        by=actor_of_person(person, on=part.finished_on),
        at=shift.finished_at,
    )
    judge_delivery(
        delivery_id=delivery.pk,
        met=True,
        quantity=None,
        errors=None,
        late=None,
        major_error=False,
        reason="",
        decider_id=shift.confirmer_id,
        by=by,
        at=at,
    )


def accept_part(
    code: str, part: Part, origin: str, person: Person, shift: DutyShift, *, by: Actor, at: dt.datetime
) -> None:
    """Count one part above the shares as unplanned work. Raises: OutOfRange, and what `accept_unplanned` does."""
    edition = edition_in_force(shift.organ_id, part.finished_on)
    product = Product.objects.filter(edition=edition, code=code).first() if edition else None
    if product is None:
        raise OutOfRange(
            f"Sản phẩm {code} không còn trong danh mục hiệu lực. Bỏ dấu nhận việc đột xuất rồi xác nhận.",
            field="accept",
        )
    accept_unplanned(
        person_id=person.pk,
        unit_id=shift.unit_id,
        product_id=product.pk,
        title=product.detail[:300],
        quantity=part.quantity,
        percent=FULL,
        finished_on=part.finished_on,
        errors=None,
        late=None,
        origin=origin,
        reason="",
        decider_id=shift.confirmer_id,
        by=by,
        at=at,
    )
