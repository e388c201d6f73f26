"""Storing items of a proposed edition. Called by commands only, inside their transaction."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from congvu.catalogue.guards import own_scopes
from congvu.catalogue.models import Edition, Product, ProductScope
from congvu.catalogue.specs import ItemSpec, columns_of

BATCH = 500


def check_scopes(organ_id: int, specs: Iterable[ItemSpec]) -> None:
    """Raises OutOfRange when an item names a unit or position of another organ."""
    specs = list(specs)
    own_scopes(
        organ_id,
        {unit for spec in specs for unit in spec.unit_ids},
        {position for spec in specs for position in spec.position_ids},
    )


def create_items(
    edition: Edition, numbered: list[tuple[int, ItemSpec]], standard_score: Decimal
) -> list[Product]:
    """Insert the items, each with its place in the list."""
    products = Product.objects.bulk_create(
        [
            Product(
                organ_id=edition.organ_id, edition_id=edition.pk, sort=sort, **columns_of(spec, standard_score)
            )
            for sort, spec in numbered
        ],
        batch_size=BATCH,
    )  # fmt: skip
    ProductScope.objects.bulk_create(
        [
            row
            for product, (_, spec) in zip(products, numbered, strict=True)
            for row in _scopes(product, spec)
        ],
        batch_size=BATCH,
    )
    return products


def replace_item(
    product: Product, spec: ItemSpec, standard_score: Decimal, *, sort: int | None = None
) -> None:
    """Overwrite one item and its scopes."""
    for name, value in columns_of(spec, standard_score).items():
        setattr(product, name, value)
    if sort is not None:
        product.sort = sort
    product.save()
    product.scopes.all().delete()
    ProductScope.objects.bulk_create(_scopes(product, spec))


def differs(product: Product, spec: ItemSpec, standard_score: Decimal) -> bool:
    """Whether the item says something else than what is stored; its place in the list aside."""
    columns = columns_of(spec, standard_score)
    scopes = {(s.unit_id, s.position_id) for s in product.scopes.all()}
    return any(getattr(product, name) != value for name, value in columns.items()) or scopes != {
        (row.unit_id, row.position_id) for row in _scopes(product, spec)
    }


def _scopes(product: Product, spec: ItemSpec) -> list[ProductScope]:
    rows = [{"unit_id": unit} for unit in dict.fromkeys(spec.unit_ids)]
    rows += [{"position_id": position} for position in dict.fromkeys(spec.position_ids)]
    return [ProductScope(organ_id=product.organ_id, product_id=product.pk, **row) for row in rows]
