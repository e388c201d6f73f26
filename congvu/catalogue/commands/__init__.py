"""Everything that changes the catalogue."""

from congvu.catalogue.specs import ItemSpec

from .items import add_item, edit_item, remove_item, set_standard
from .life import appraise_edition, decide_edition, send_back, withdraw_edition
from .propose import Revision, propose_edition, revise_edition

__all__ = [
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
    "set_standard",
    "withdraw_edition",
]
