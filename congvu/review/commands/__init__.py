"""Everything that a confirmer decides and what is said about it."""

from .decide import adjust_entry, confirm_entry, return_entry
from .group import confirm_group
from .talks import accept_adjustment, answer_talk, close_talk, write_talk
from .undo import undo_decision

__all__ = [
    "accept_adjustment",
    "adjust_entry",
    "answer_talk",
    "close_talk",
    "confirm_entry",
    "confirm_group",
    "return_entry",
    "undo_decision",
    "write_talk",
]
