"""Everything that reads the catalogue."""

from .choices import ProductChoice, choice_of, products_for, search_products
from .content import Changed, Difference, ItemRow, contents, diff, digest_of
from .editions import (
    edition_in_force,
    edition_of,
    editions,
    organ_subject,
    propose_subject,
    proposed_edition,
)
from .favourites import favourites
from .pages import EditionPage, ListPage, edition_page, item_of, list_page

__all__ = [
    "Changed",
    "Difference",
    "EditionPage",
    "ItemRow",
    "ListPage",
    "ProductChoice",
    "choice_of",
    "contents",
    "diff",
    "digest_of",
    "edition_in_force",
    "edition_of",
    "edition_page",
    "editions",
    "favourites",
    "item_of",
    "list_page",
    "organ_subject",
    "products_for",
    "propose_subject",
    "proposed_edition",
    "search_products",
]
