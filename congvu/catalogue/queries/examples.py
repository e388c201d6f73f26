"""One product with its examples."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from congvu.base.errors import Missing
from congvu.catalogue.models import Example, Product
from congvu.policy.actions import Action
from congvu.policy.decide import refusal
from congvu.policy.facts import Actor

from .editions import edition_of, propose_subject


def product_of(product_id: int, *, viewer: Actor) -> Product:
    """A product of an edition that this person may see, with the edition. Raises Missing."""
    product = Product.objects.filter(pk=product_id, organ_id=viewer.organ_id or 0).first()
    if product is None:
        raise Missing("Không có mục này.")
    product.edition = edition_of(product.edition_id, viewer=viewer)
    return product


@dataclass(frozen=True)
class ShownExample:
    """One example that still counts."""

    id: int
    is_good: bool
    text: str
    note: str
    added_at: dt.datetime


def examples_of(organ_id: int, code: str) -> tuple[ShownExample, ...]:
    """Examples of the code in any edition, good ones first, in the order they came. One query."""
    rows = Example.objects.filter(organ_id=organ_id, product__code=code, retired_at=None).order_by(
        "-kind", "pk"
    )
    return tuple(
        ShownExample(pk, kind == Example.Kind.GOOD, text, note, at)
        for pk, kind, text, note, at in rows.values_list("pk", "kind", "text", "note", "added_at")
    )


def may_not_keep_examples(viewer: Actor, organ_id: int) -> str:
    """Why the viewer may not add or retire examples; "" when she may."""
    return refusal(viewer, Action.EXAMPLE_KEEP, propose_subject(viewer, organ_id))


def product_of_example(example_id: int, *, viewer: Actor) -> int:
    """The product of an example of the viewer's organ. Raises Missing."""
    rows = Example.objects.filter(pk=example_id, organ_id=viewer.organ_id or 0)
    product_id = rows.values_list("product_id", flat=True).first()
    if product_id is None:
        raise Missing("Không có ví dụ này.")
    return product_id
