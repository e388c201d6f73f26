"""What a person records often, chosen by herself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Max

from congvu.audit.trail import record
from congvu.base.errors import Missing, OutOfRange
from congvu.catalogue import events
from congvu.catalogue.models import Favourite
from congvu.catalogue.queries import favourites, products_for
from congvu.org.models import Person
from congvu.policy.actions import Action
from congvu.policy.decide import check
from congvu.policy.facts import Actor, Subject

MOST = 5
NOT_HERS = "Có việc không thuộc danh mục của vị trí này. Chọn lại trong danh sách."


@transaction.atomic
def set_favourites(*, person_id: int, product_ids: Sequence[int], by: Actor, at: dt.datetime) -> int:
    """Keep exactly these products, in this order, as what she records often; how many are kept.

    Raises: Missing, Denied (another's), OutOfRange (more than five, or not of her catalogue today).
    """
    person = Person.objects.select_for_update(no_key=True).filter(pk=person_id).first()
    if person is None:
        raise Missing("Không có người này.")
    check(by, Action.FAVOURITE_SET, Subject(organ_id=person.organ_id, owner_id=person.pk))
    chosen = list(dict.fromkeys(product_ids))
    if len(chosen) > MOST:
        raise OutOfRange(f"Chọn nhiều nhất {MOST} việc. Đang chọn {len(chosen)}.", field="products")
    if set(chosen) - {product.id for product in products_for(person_id, on=at.date())}:
        raise OutOfRange(NOT_HERS, field="products")
    Favourite.objects.filter(person=person).delete()
    Favourite.objects.bulk_create(
        Favourite(organ_id=person.organ_id, person=person, product_id=product_id, sort=number)
        for number, product_id in enumerate(chosen, 1)
    )
    record(
        events.FAVOURITES_SET, f"catalogue.favourites:{person_id}", by=by, at=at, organ_id=person.organ_id,
        owner_id=person_id, count=len(chosen), products=chosen,
    )  # fmt: skip
    return len(chosen)


@transaction.atomic
def keep_favourite(*, person_id: int, product_id: int, keep: bool, by: Actor, at: dt.datetime) -> bool:
    """Pin one product, last in her order, or unpin it; whether anything changed.

    Raises: Missing, Denied (another's), OutOfRange (five already, or not of her catalogue today).
    """
    person = Person.objects.select_for_update(no_key=True).filter(pk=person_id).first()
    if person is None:
        raise Missing("Không có người này.")
    check(by, Action.FAVOURITE_SET, Subject(organ_id=person.organ_id, owner_id=person.pk))
    product = next((p for p in products_for(person_id, on=at.date()) if p.id == product_id), None)
    if product is None:
        raise OutOfRange(NOT_HERS, field="products")
    held = Favourite.objects.filter(person=person, product__code=product.code)
    if keep == held.exists():
        return False
    if keep:
        offered = favourites(person_id, on=at.date())
        if len(offered) >= MOST:
            raise OutOfRange(
                f"Ghim nhiều nhất {MOST} việc. Bỏ ghim một việc rồi ghim việc này.", field="products"
            )
        last = Favourite.objects.filter(person=person).aggregate(last=Max("sort"))["last"] or 0
        Favourite.objects.create(
            organ_id=person.organ_id, person=person, product_id=product_id, sort=last + 1
        )
    else:
        held.delete()
    record(
        events.FAVOURITE_KEPT if keep else events.FAVOURITE_DROPPED, f"catalogue.favourites:{person_id}", by=by,
        at=at, organ_id=person.organ_id, owner_id=person_id, code=product.code, product_id=product_id,
    )  # fmt: skip
    return True
