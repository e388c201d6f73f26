"""Everything that changes duties."""

from .approvals import confirm_week
from .later import accept_above, reopen_week
from .shifts import finish_shift, reopen_shift, return_shift
from .swaps import answer_swap, ask_swap, decide_swap, withdraw_swap
from .taps import mark_usual, record_tap, undo_tap
from .templates import ItemSpec, add_items, drop_item, end_template, save_item, save_template

__all__ = [
    "ItemSpec",
    "accept_above",
    "add_items",
    "answer_swap",
    "ask_swap",
    "confirm_week",
    "decide_swap",
    "drop_item",
    "end_template",
    "finish_shift",
    "mark_usual",
    "record_tap",
    "reopen_shift",
    "reopen_week",
    "return_shift",
    "save_item",
    "save_template",
    "undo_tap",
    "withdraw_swap",
]
