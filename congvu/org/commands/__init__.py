"""Everything that changes the organisation."""

from .organs import LIMITS, create_organ, edit_organ, edit_rules, keep_closed
from .people import add_person, edit_person
from .positions import TaskSpec, put_position
from .postings import end_posting, post_person, set_charge, withdraw_posting
from .rights import delegate, end_confirmer, end_role, grant_role, revoke_delegation, set_confirmer
from .units import add_unit, close_unit, move_unit, rename_unit

__all__ = [
    "LIMITS",
    "TaskSpec",
    "add_person",
    "add_unit",
    "close_unit",
    "create_organ",
    "delegate",
    "edit_organ",
    "edit_person",
    "edit_rules",
    "end_confirmer",
    "end_posting",
    "end_role",
    "grant_role",
    "keep_closed",
    "move_unit",
    "post_person",
    "put_position",
    "rename_unit",
    "revoke_delegation",
    "set_charge",
    "set_confirmer",
    "withdraw_posting",
]
