"""Everything that changes the catalogue."""

from congvu.catalogue.specs import ItemSpec

from .examples import add_example, retire_example
from .favourites import MOST as MOST_FAVOURITES
from .favourites import keep_favourite, set_favourites
from .items import add_item, edit_item, remove_item, set_standard
from .life import appraise_edition, decide_edition, send_back, withdraw_edition
from .propose import Revision, propose_edition, revise_edition
from .wishes import accept_wishes, ask_product, decline_wishes, merge_wishes, second_wish

__all__ = [
    "MOST_FAVOURITES",
    "ItemSpec",
    "Revision",
    "accept_wishes",
    "add_example",
    "add_item",
    "appraise_edition",
    "ask_product",
    "decide_edition",
    "decline_wishes",
    "edit_item",
    "keep_favourite",
    "merge_wishes",
    "propose_edition",
    "remove_item",
    "retire_example",
    "revise_edition",
    "second_wish",
    "send_back",
    "set_favourites",
    "set_standard",
    "withdraw_edition",
]
