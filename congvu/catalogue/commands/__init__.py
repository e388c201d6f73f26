"""Everything that changes the catalogue."""

from congvu.catalogue.specs import ItemSpec

from .favourites import MOST as MOST_FAVOURITES
from .favourites import set_favourites
from .items import add_item, edit_item, remove_item, set_standard
from .life import appraise_edition, decide_edition, send_back, withdraw_edition
from .propose import Revision, propose_edition, revise_edition

__all__ = [
    "MOST_FAVOURITES",
    "ItemSpec",
    "Revision",
    "add_item",
    "appraise_edition",
    "decide_edition",
    "edit_item",
    "propose_edition",
    "remove_item",
    "revise_edition",
    "send_back",
    "set_favourites",
    "set_standard",
    "withdraw_edition",
]
