"""Everything that changes tasks."""

from .assign import ShareSpec, accept_unplanned, assign_task
from .deliveries import hand_in, withdraw_delivery
from .moves import cancel_share, cancel_task, carry_over, hand_over
from .plans import (
    RowSpec,
    confirm_plan,
    recall_plan,
    return_plan,
    save_plan,
    start_plan,
    submit_plan,
)
from .requests import ask_extension, decide_cause, decide_extension, propose_cause
from .shares import accept_share, keep_share, report_progress, report_unable
from .undo import withdraw_unplanned, withdraw_verdict
from .verdicts import judge_delivery, rejudge_delivery

__all__ = [
    "RowSpec",
    "ShareSpec",
    "accept_share",
    "accept_unplanned",
    "ask_extension",
    "assign_task",
    "cancel_share",
    "cancel_task",
    "carry_over",
    "confirm_plan",
    "decide_cause",
    "decide_extension",
    "hand_in",
    "hand_over",
    "judge_delivery",
    "keep_share",
    "propose_cause",
    "recall_plan",
    "rejudge_delivery",
    "report_progress",
    "report_unable",
    "return_plan",
    "save_plan",
    "start_plan",
    "submit_plan",
    "withdraw_delivery",
    "withdraw_unplanned",
    "withdraw_verdict",
]
