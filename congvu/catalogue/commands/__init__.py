"""Everything that changes the catalogue."""

from congvu.catalogue.specs import ItemSpec

from .consult import cast_vote, close_consultation, comment_item, open_consultation, withdraw_comment
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
    "cast_vote",
    "close_consultation",
    "comment_item",
    "decide_edition",
    "decline_wishes",
    "edit_item",
    "keep_favourite",
    "merge_wishes",
    "open_consultation",
    "propose_edition",
    "remove_item",
    "retire_example",
    "revise_edition",
    "second_wish",
    "send_back",
    "set_favourites",
    "set_standard",
    "withdraw_comment",
    "withdraw_edition",
]
