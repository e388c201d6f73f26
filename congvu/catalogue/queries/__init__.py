"""Everything that reads the catalogue."""

from .choices import ProductChoice, choice_of, products_for, search_products
from .content import Changed, Difference, ItemRow, contents, diff, digest_of
from .editions import edition_in_force, edition_of, editions, organ_subject, proposed_edition

__all__ = [
    "Changed",
    "Difference",
    "ItemRow",
    "ProductChoice",
    "choice_of",
    "contents",
    "diff",
    "digest_of",
    "edition_in_force",
    "edition_of",
    "editions",
    "organ_subject",
    "products_for",
    "proposed_edition",
    "search_products",
]
