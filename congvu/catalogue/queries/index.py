"""The items of an edition kept ready to search: folded once, no statement per search.

A decided edition is never edited, so its index is remembered until something in the catalogue or
the organisation changes; one still proposed is read anew each time.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet

from congvu.base.memo import remembered
from congvu.base.prepared import Prepared
from congvu.base.text import clean, fold, has_marks, words
from congvu.catalogue.models import Edition, Product, ProductScope
from congvu.catalogue.specs import code_key
from congvu.catalogue.states import EditionState
from congvu.catalogue.times import Uses
from congvu.org.queries import Place, ancestors
from congvu.ui import words as write

LONGEST_QUERY = 200
_MARKED_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Item:
    """One product with what is searched in it. Coefficient in standard units, norm in minutes."""

    id: int
    code: str
    section: str
    task: str
    detail: str
    output: str
    unit_of_measure: str
    group: int
    score: Decimal
    coefficient: Decimal
    norm_minutes: int | None
    evidence: str
    is_shared: bool
    search_text: str
    key: str
    exact: str
    begins: str
    named: str

    def holds_exactly(self, marked: list[str], *, output: bool = False) -> bool:
        """Whether every word, marks and all, stands in its texts, with `output` in the output too."""
        more = self.output.lower() if output else ""
        return all(word in self.exact or word in more for word in marked)

    def begins_with(self, folded: list[str]) -> bool:
        """Whether every word begins a word of the item."""
        return all(f" {word}" in self.begins for word in folded)

    def is_named(self, folded: list[str]) -> bool:
        """Whether every word begins a word of its code or of its own name."""
        return all(f" {word}" in self.named for word in folded)


def items_of(edition: Edition) -> tuple[Item, ...]:
    """The items of an edition in its order. One query, none while a decided edition is remembered."""
    return _decided(edition.pk) if edition.state == EditionState.DECIDED else _read(edition.pk)


def matching(items: tuple[Item, ...], query: str, *, output: bool = False) -> list[Item]:
    """The items that hold every word of the query, in any order, or whose code it is.

    Without marks the search ignores them; with marks it is exact, with `output` in the output too.
    """
    folded, whole = words(query), fold(query)
    found = [
        item
        for item in items
        if all(word in item.search_text for word in folded) or item.search_text.startswith(whole)
    ]
    if not has_marks(query):
        return found
    marked = _MARKED_WORD.findall(query.lower())
    return [item for item in found if item.holds_exactly(marked, output=output)]


def understood(query: str) -> str:
    """The query as it is searched for."""
    return clean(query)[:LONGEST_QUERY]


def own_ids(edition_id: int, spot: Place) -> frozenset[int]:
    """Products scoped to the person's position, unit or a unit above."""
    return _own_ids(edition_id, spot.position_id, spot.unit_path)


@remembered
def _own_ids(edition_id: int, position_id: int | None, unit_path: str) -> frozenset[int]:
    scopes = ProductScope.objects.filter(
        Q(position_id=position_id) | Q(unit__path__in=ancestors(unit_path)), product__edition_id=edition_id
    )
    return frozenset(scopes.values_list("product_id", flat=True))


@remembered
def _decided(edition_id: int) -> tuple[Item, ...]:
    return _read(edition_id)


def _read(edition_id: int) -> tuple[Item, ...]:
    return tuple(_item(row) for row in _ITEMS(edition_id))


def _item(row: tuple[Any, ...]) -> Item:
    *values, is_shared, search_text = row
    _, code, section, task, detail, *_ = values
    exact = f"{code} {task} {detail} {section}".lower()
    begins = " " + " ".join(words(search_text))
    named = " " + " ".join(words(f"{code} {detail}"))
    return Item(*(*values, bool(is_shared), search_text, code_key(code), exact, begins, named))


def _rows(edition_id: int) -> QuerySet[Product, Any]:
    return (
        Product.objects.filter(edition_id=edition_id)
        .order_by("sort", "pk")
        .values_list(
            "pk", "code", "section", "task", "detail", "output", "unit_of_measure", "group", "score", "coefficient",
            "norm_minutes", "evidence", "is_shared", "search_text",
        )
    )  # fmt: skip


_ITEMS = Prepared(_rows, int)


@dataclass(frozen=True, slots=True)
class ListedItem:
    """An item as the table writes it. `head` names the section where one begins; `times` are its real times."""

    id: int
    head: str
    code: str
    detail: str
    about: str
    group: int
    score: str
    coefficient: str
    times: Uses | None = None


def listed(items: list[Item]) -> list[ListedItem]:
    """The rows of a page."""
    rows = []
    before = None
    for item in items:
        head = (item.section or "Dùng chung") if item.section != before else ""
        before = item.section
        rows.append(
            ListedItem(
                item.id, head, item.code, item.detail, _about(item), item.group,
                write.number(item.score), write.number(item.coefficient),
            )
        )  # fmt: skip
    return rows


def _about(item: Item) -> str:
    parts = [item.task, item.output, item.unit_of_measure]
    if item.norm_minutes:
        parts.append(f"định mức {write.duration(item.norm_minutes)}")
    if item.evidence:
        parts.append(f"minh chứng: {item.evidence}")
    return " · ".join([parts[0], *filter(None, parts[1:])])
