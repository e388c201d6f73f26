"""What a person records often, in the edition of the day."""

from __future__ import annotations

import datetime as dt

from congvu.base import clock
from congvu.base.memo import remembered
from congvu.catalogue.models import Favourite
from congvu.catalogue.specs import code_key

from .choices import ProductChoice, products_for


def favourites(person_id: int, *, on: dt.date | None = None) -> tuple[ProductChoice, ...]:
    """The favourites of a person, in her order, among the products offered to her that day (today).

    A favourite whose code the edition of that day does not have is left out, and comes back with it.
    """
    return _favourites(person_id, on or clock.today())


@remembered
def _favourites(person_id: int, on: dt.date) -> tuple[ProductChoice, ...]:
    rows = Favourite.objects.filter(person_id=person_id).order_by("sort", "pk")
    keys = [code_key(code) for code in rows.values_list("product__code", flat=True)]
    if not keys:
        return ()
    offered = {code_key(product.code): product for product in products_for(person_id, on=on)}
    return tuple(offered[key] for key in keys if key in offered)
