"""Everything that reads tasks."""

from .feed import DeliveryFact, FeedItem, feed
from .open import OpenShare, open_shares, open_shares_of
from .people import PersonChoice, people_led, person_typed, units_led
from .rows import DEADLINES, MyWork, ShareRow, UnitWork, led, my_work, unit_work
from .task import ShareCard, TaskPage, task_of, task_page

__all__ = [
    "DEADLINES",
    "DeliveryFact",
    "FeedItem",
    "MyWork",
    "OpenShare",
    "PersonChoice",
    "ShareCard",
    "ShareRow",
    "TaskPage",
    "UnitWork",
    "feed",
    "led",
    "my_work",
    "open_shares",
    "open_shares_of",
    "people_led",
    "person_typed",
    "task_of",
    "task_page",
    "unit_work",
    "units_led",
]
