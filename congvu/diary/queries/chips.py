"""The row under the quick form: the person's own usual products, and last week's day to copy."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from congvu.catalogue.queries import edition_in_force, favourites, products_for
from congvu.policy.facts import Actor

from .cards import Card
from .proposals import WEEK, PastLine, own_person, past_lines

MOST = 4


@dataclass(frozen=True)
class Pin:
    """One product to fill the form with; `icon` tells what was pinned from what was done lately."""

    product_id: int
    text: str
    icon: str

    @property
    def value(self) -> str:
        """What the form takes."""
        return f"product:{self.product_id}"


@dataclass(frozen=True)
class CopiedRow:
    """A line of the same weekday last week, to write again with a time of its own."""

    id: int
    title: str
    code: str
    kind: str
    product_id: int | None


def pins_of(
    person_id: int, organ_id: int, day: dt.date, week: Sequence[Card], past: Sequence[PastLine]
) -> tuple[Pin, ...]:
    """At most four products: pinned first, then those of the week and of the lines before, the newest first.

    Asks nothing that is not remembered; `week` and `past` were read for the page.
    """
    found = {p.id: Pin(p.id, p.detail, "pin") for p in favourites(person_id, on=day)[:MOST]}
    edition = edition_in_force(organ_id, day) if past else None
    for card in sorted(week, key=lambda card: card.worked_on, reverse=True):
        if card.product_id and card.worked_on <= day:
            found.setdefault(card.product_id, Pin(card.product_id, card.product_detail, "history"))
    for line in past:
        if line.product_id and edition is not None and line.edition_id == edition.pk:
            found.setdefault(line.product_id, Pin(line.product_id, line.detail or line.title, "history"))
    return tuple(found.values())[:MOST]


def pinned(product_id: int, *, viewer: Actor, on: dt.date) -> Pin | None:
    """The product behind a chip; None for one that is not offered to the viewer that day."""
    person_id, _ = own_person(viewer)
    found = next((p for p in products_for(person_id, on=on) if p.id == product_id), None)
    return Pin(found.id, found.detail, "") if found else None


def rows_to_copy(day: dt.date, *, viewer: Actor) -> tuple[CopiedRow, ...]:
    """The lines of the same weekday last week whose product is still in force."""
    person_id, organ_id = own_person(viewer)
    edition = edition_in_force(organ_id, day)
    return tuple(
        CopiedRow(line.id, line.title, line.code or "", line.kind, line.product_id)
        for line in past_lines(person_id, day)
        if line.worked_on == day - WEEK
        and (line.product_id is None or (edition is not None and line.edition_id == edition.pk))
    )
