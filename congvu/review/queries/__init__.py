"""What waits for a confirmer, and one line with everything needed to decide."""

from .decided import Undoable, entry_of, latest_own, undoable
from .detail import Detail, detail, line_of_another, quantity_of, scope_line
from .facts import Reason
from .group import Group, group_of
from .narrow import Choices, Narrowed, choices, narrow, narrowed_of
from .quality import Overdue, Quality, overdue_below, quality_of
from .talks import TalkList, TalkPage, count_to_answer, talk_list, talk_page
from .waiting import PAGE, Queue, QueuePage, QueueRow, queue

__all__ = [
    "PAGE",
    "Choices",
    "Detail",
    "Group",
    "Narrowed",
    "Overdue",
    "Quality",
    "Queue",
    "QueuePage",
    "QueueRow",
    "Reason",
    "TalkList",
    "TalkPage",
    "Undoable",
    "choices",
    "count_to_answer",
    "detail",
    "entry_of",
    "group_of",
    "latest_own",
    "line_of_another",
    "narrow",
    "narrowed_of",
    "overdue_below",
    "quality_of",
    "quantity_of",
    "queue",
    "scope_line",
    "talk_list",
    "talk_page",
    "undoable",
]
