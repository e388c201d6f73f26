"""Pages of the diary."""

from .days import (
    add,
    attach,
    day,
    day_of,
    detach,
    dismiss,
    entry,
    evidence,
    month,
    move,
    recall,
    remove,
    restore,
    search,
    submit,
    today,
)
from .planned import cancel_event, end_recurring, events, recurring

__all__ = [
    "add",
    "attach",
    "cancel_event",
    "day",
    "day_of",
    "detach",
    "dismiss",
    "end_recurring",
    "entry",
    "events",
    "evidence",
    "month",
    "move",
    "recall",
    "recurring",
    "remove",
    "restore",
    "search",
    "submit",
    "today",
]
