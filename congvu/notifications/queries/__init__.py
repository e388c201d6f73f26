"""Everything that reads reminders."""

from .cause import Cause
from .causes import CAUSES, REPLACING
from .pages import Bell, Line, bell, choice_of, count_unread, leave_address, line_of
from .people import Listener, due_rounds, listeners

__all__ = [
    "CAUSES",
    "REPLACING",
    "Bell",
    "Cause",
    "Line",
    "Listener",
    "bell",
    "choice_of",
    "count_unread",
    "due_rounds",
    "leave_address",
    "line_of",
    "listeners",
]
