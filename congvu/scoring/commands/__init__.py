"""Everything that changes a period, a card or a stored score."""

from .cards import confirm_card, self_score, send_back, set_leader_ratio
from .closing import lock_period, publish_period, reopen_period
from .periods import ask_confirm, ask_self, move_cutoff, open_period, refresh_cards, remind_period

__all__ = [
    "ask_confirm",
    "ask_self",
    "confirm_card",
    "lock_period",
    "move_cutoff",
    "open_period",
    "publish_period",
    "refresh_cards",
    "remind_period",
    "reopen_period",
    "self_score",
    "send_back",
    "set_leader_ratio",
]
