"""Everything that reads tasks."""

from .feed import DeliveryFact, FeedItem, feed
from .open import OpenShare, open_shares, open_shares_of
from .people import PersonChoice, people_led, person_typed, units_led
from .plan_rows import ProposedRow, last_month_rows, people_of_unit, position_rows, products_by_code
from .plans import (
    PlanLine,
    PlanPage,
    count_sent_plans,
    plan_for,
    plan_page,
    plans_to_confirm,
    waiting_for,
)
from .rows import DEADLINES, MyWork, ShareRow, UnitWork, led, my_work, unit_work
from .task import ShareCard, TaskPage, task_of, task_page

__all__ = [
    "DEADLINES",
    "DeliveryFact",
    "FeedItem",
    "MyWork",
    "OpenShare",
    "PersonChoice",
    "PlanLine",
    "PlanPage",
    "ProposedRow",
    "ShareCard",
    "ShareRow",
    "TaskPage",
    "UnitWork",
    "count_sent_plans",
    "feed",
    "last_month_rows",
    "led",
    "my_work",
    "open_shares",
    "open_shares_of",
    "people_led",
    "people_of_unit",
    "person_typed",
    "plan_for",
    "plan_page",
    "plans_to_confirm",
    "position_rows",
    "products_by_code",
    "task_of",
    "task_page",
    "unit_work",
    "units_led",
    "waiting_for",
]
