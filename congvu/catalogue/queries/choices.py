"""Products as a combobox offers them: a person's own and shared ones, and search over all."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from congvu.base.text import words
from congvu.catalogue.models import Edition
from congvu.catalogue.specs import code_key
from congvu.org.queries import Place, place
from congvu.policy.actions import Action
from congvu.policy.decide import can
from congvu.policy.facts import Actor, Subject

from .editions import edition_in_force
from .index import Item, items_of, matching, own_ids, understood


@dataclass(frozen=True)
class ProductChoice:
    """One product. Coefficient in standard units, norm in whole minutes.

    `is_own`: it belongs to the person's position or unit (or one above); `is_shared`: to all.
    """

    id: int
    code: str
    detail: str
    task: str
    section: str
    unit_of_measure: str
    coefficient: Decimal
    group: int
    norm_minutes: int | None
    is_own: bool
    is_shared: bool
    search_text: str
    is_named: bool = True

    @property
    def label(self) -> str:
        """What stands in the box once it is chosen."""
        return f"{self.code} {self.detail}"


def products_for(person_id: int, *, on: dt.date) -> list[ProductChoice]:
    """Own products first, then shared ones, of the edition in force that day."""
    spot = place(person_id, on=on)
    edition = edition_in_force(spot.organ_id, on) if spot else None
    if spot is None or edition is None:
        return []
    return [_choice(item, own) for item, own in _offered(edition, spot)]


def search_products(
    viewer: Actor, query: str, *, on: dt.date, person_id: int | None, limit: int = 20
) -> list[ProductChoice]:
    """Products that hold every word of `query`, in any order, or its code.

    Without marks the search ignores them; with marks it is exact. A code that begins so comes before
    all, then what is named so before what only its section or its product mentions; among these the
    person's own, then shared ones, then those of others. `is_named` says which a choice is.
    An empty query gives the first of `products_for`.
    """
    query = understood(query)
    organ_id = viewer.organ_id
    if organ_id is None or not can(viewer, Action.CATALOGUE_VIEW, Subject(organ_id=organ_id)):
        return []
    spot = place(person_id, on=on) if person_id else None
    folded = words(query)
    if not folded:
        edition = edition_in_force(spot.organ_id, on) if spot else None
        offered = _offered(edition, spot) if edition and spot else []
        return [_choice(item, own) for item, own in offered[:limit]]
    edition = edition_in_force(organ_id, on)
    if edition is None:
        return []
    own = own_ids(edition.pk, spot) if spot else frozenset()
    found = matching(items_of(edition), query)
    key = code_key(query)
    found.sort(
        key=lambda item: (
            item.key != key,
            not item.key.startswith(key),
            not item.is_named(folded),
            item.id not in own,
            not item.is_shared,
            not item.begins_with(folded),
        )
    )
    return [
        _choice(item, item.id in own, is_named=item.is_named(folded) or item.key.startswith(key))
        for item in found[:limit]
    ]


def choice_of(product_id: int, *, viewer: Actor, on: dt.date) -> ProductChoice | None:
    """One product of the edition in force in the viewer's organ; None for any other."""
    edition = edition_in_force(viewer.organ_id, on) if viewer.organ_id else None
    if edition is None:
        return None
    return next((_choice(item, False) for item in items_of(edition) if item.id == product_id), None)


def _offered(edition: Edition, spot: Place) -> list[tuple[Item, bool]]:
    """Own items, then shared ones, each with whether it is own."""
    own = own_ids(edition.pk, spot)
    items = items_of(edition)
    first = [(item, True) for item in items if item.id in own]
    return first + [(item, False) for item in items if item.is_shared and item.id not in own]


def _choice(item: Item, is_own: bool, *, is_named: bool = True) -> ProductChoice:
    return ProductChoice(
        id=item.id, code=item.code, detail=item.detail, task=item.task, section=item.section,
        unit_of_measure=item.unit_of_measure, coefficient=item.coefficient, group=item.group,
        norm_minutes=item.norm_minutes, is_own=is_own, is_shared=item.is_shared, search_text=item.search_text,
        is_named=is_named,
    )  # fmt: skip
