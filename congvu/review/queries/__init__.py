"""What waits for a confirmer, and one line with everything needed to decide."""

from .detail import Detail, detail, quantity_of, scope_line
from .waiting import PAGE, Queue, QueuePage, QueueRow, Reason, queue

__all__ = [
    "PAGE",
    "Detail",
    "Queue",
    "QueuePage",
    "QueueRow",
    "Reason",
    "detail",
    "quantity_of",
    "queue",
    "scope_line",
]
