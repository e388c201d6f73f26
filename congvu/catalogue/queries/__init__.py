"""Everything that reads the catalogue."""

from .choices import ProductChoice, choice_of, products_for, search_products
from .consult import (
    VoteDue,
    comment_subject,
    consultation_page,
    consultations_for,
    proposal_page,
    proposals,
    results,
    takes_views,
    votes_due,
)
from .content import Changed, Difference, ItemRow, contents, diff, digest_of
from .editions import (
    edition_in_force,
    edition_of,
    editions,
    organ_subject,
    propose_subject,
    proposed_edition,
)
from .examples import ShownExample, examples_of, may_not_keep_examples, product_of, product_of_example
from .favourites import favourites
from .pages import EditionPage, ListPage, edition_page, item_of, list_page, specs_of
from .wishes import (
    OwnWish,
    WishGroup,
    may_appraise,
    open_wishes,
    own_wishes,
    wish_groups,
    wishes_beside,
    wishes_to_answer,
)

__all__ = [
    "Changed",
    "Difference",
    "EditionPage",
    "ItemRow",
    "ListPage",
    "OwnWish",
    "ProductChoice",
    "ShownExample",
    "VoteDue",
    "WishGroup",
    "choice_of",
    "comment_subject",
    "consultation_page",
    "consultations_for",
    "contents",
    "diff",
    "digest_of",
    "edition_in_force",
    "edition_of",
    "edition_page",
    "editions",
    "examples_of",
    "favourites",
    "item_of",
    "list_page",
    "may_appraise",
    "may_not_keep_examples",
    "open_wishes",
    "organ_subject",
    "own_wishes",
    "product_of",
    "product_of_example",
    "products_for",
    "proposal_page",
    "proposals",
    "propose_subject",
    "proposed_edition",
    "results",
    "search_products",
    "specs_of",
    "takes_views",
    "votes_due",
    "wish_groups",
    "wishes_beside",
    "wishes_to_answer",
]
