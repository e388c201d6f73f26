"""Products as a combobox offers them: a person's own and shared ones, and search over all."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q

from congvu.base.text import clean, fold, has_marks, words
from congvu.catalogue.models import Product, ProductScope
from congvu.catalogue.specs import code_key
from congvu.org.queries import Place, ancestors, place
from congvu.policy.actions import Action
from congvu.policy.decide import can
from congvu.policy.facts import Actor, Subject

from .editions import edition_in_force

LONGEST_QUERY = 200


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

    @property
    def label(self) -> str:
        """What stands in the box once it is chosen."""
        return f"{self.code} {self.detail}"


def products_for(person_id: int, *, on: dt.date) -> list[ProductChoice]:
    """Own products first, then shared ones, of the edition in force that day. Five queries."""
    spot = place(person_id, on=on)
    edition = edition_in_force(spot.organ_id, on) if spot else None
    if spot is None or edition is None:
        return []
    own = _own_ids(edition.pk, spot)
    rows = Product.objects.filter(Q(is_shared=True) | Q(pk__in=own), edition=edition)
    return sorted(_choices(rows, own), key=lambda c: not c.is_own)


def search_products(
    viewer: Actor, query: str, *, on: dt.date, person_id: int | None, limit: int = 20
) -> list[ProductChoice]:
    """Products that hold every word of `query`, in any order, or its code.

    Without marks the search ignores them; with marks it is exact. The person's own products
    come first, then shared ones, then those of others; a code that begins so before all.
    An empty query gives the first of `products_for`.
    """
    query = clean(query)[:LONGEST_QUERY]
    organ_id = viewer.organ_id
    if organ_id is None or not can(viewer, Action.CATALOGUE_VIEW, Subject(organ_id=organ_id)):
        return []
    if not words(query):
        return products_for(person_id, on=on)[:limit] if person_id else []
    edition = edition_in_force(organ_id, on)
    if edition is None:
        return []
    spot = place(person_id, on=on) if person_id else None
    own = _own_ids(edition.pk, spot) if spot else set()
    found = list(_choices(matching(Product.objects.filter(edition=edition), query), own))
    if has_marks(query):
        found = [c for c in found if holds_exactly(query, c.code, c.task, c.detail, c.section)]
    key = code_key(query)
    folded = words(query)
    found.sort(
        key=lambda c: (
            code_key(c.code) != key,
            not code_key(c.code).startswith(key),
            not c.is_own,
            not c.is_shared,
            not _begins(folded, c.search_text),
        )
    )
    return found[:limit]


def choice_of(product_id: int, *, viewer: Actor, on: dt.date) -> ProductChoice | None:
    """One product of the edition in force in the viewer's organ; None for any other."""
    edition = edition_in_force(viewer.organ_id, on) if viewer.organ_id else None
    if edition is None:
        return None
    return next(iter(_choices(Product.objects.filter(edition=edition, pk=product_id), set())), None)


def matching(rows: Iterable[Product], query: str):  # type: ignore[no-untyped-def]
    """The rows whose folded text holds every word of the query, or whose code is it."""
    by_words = Q()
    for word in words(query):
        by_words &= Q(search_text__contains=word)
    return rows.filter(by_words | Q(search_text__startswith=fold(query)))  # type: ignore[attr-defined]


def holds_exactly(query: str, *texts: str) -> bool:
    """Whether every word of the query, marks and all, stands in one of the texts."""
    whole = " ".join(texts).lower()
    return all(word in whole for word in re.findall(r"[^\W_]+", query.lower()))


def _begins(query_words: list[str], text: str) -> bool:
    present = words(text)
    return all(any(p.startswith(w) for p in present) for w in query_words)


def _own_ids(edition_id: int, spot: Place) -> set[int]:
    """Products scoped to the person's position, unit or a unit above."""
    return set(
        ProductScope.objects.filter(
            Q(position_id=spot.position_id) | Q(unit__path__in=ancestors(spot.unit_path)),
            product__edition_id=edition_id,
        ).values_list("product_id", flat=True)
    )


def _choices(rows: Iterable[Product], own: set[int]) -> Iterable[ProductChoice]:
    columns = (
        "id", "code", "detail", "task", "section", "unit_of_measure", "coefficient", "group", "norm_minutes",
        "is_shared", "search_text",
    )  # fmt: skip
    for row in rows.order_by("sort", "pk").values_list(*columns):  # type: ignore[attr-defined]
        values = dict(zip(columns, row, strict=True))
        yield ProductChoice(is_own=values["id"] in own, **values)
