"""Everything that changes a diary."""

from .days import recall_day, settle_entry, submit_day
from .entries import add_entry, edit_entry, remove_entry
from .evidence import attach_evidence, remove_evidence

__all__ = [
    "add_entry",
    "attach_evidence",
    "edit_entry",
    "recall_day",
    "remove_entry",
    "remove_evidence",
    "settle_entry",
    "submit_day",
]
