"""Everything that changes a diary."""

from .days import Settled, recall_day, settle_entry, submit_day, unsettle_entry
from .entries import add_entry, edit_entry, move_entry, remove_entry
from .evidence import attach_evidence, remove_evidence
from .pasting import NewLine, NotAll, add_lines
from .proposals import (
    add_recurring,
    cancel_event,
    dismiss_proposal,
    end_recurring,
    make_event,
    restore_proposal,
)

__all__ = [
    "NewLine",
    "NotAll",
    "Settled",
    "add_entry",
    "add_lines",
    "add_recurring",
    "attach_evidence",
    "cancel_event",
    "dismiss_proposal",
    "edit_entry",
    "end_recurring",
    "make_event",
    "move_entry",
    "recall_day",
    "remove_entry",
    "remove_evidence",
    "restore_proposal",
    "settle_entry",
    "submit_day",
    "unsettle_entry",
]
