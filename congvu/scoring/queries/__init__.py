"""Everything that reads periods, cards and scores."""

from .cards import (
    CardPage,
    Waiting,
    card_page,
    cards_to_confirm,
    confirmed_cards,
    count_to_confirm,
    count_to_self_score,
    own_card,
    waiting_cards,
    waiting_for,
    year_of,
)
from .holds import Check, Holds, lock_check
from .pack_trial import AskedPack, pack_trial_page
from .periods import board, candidates, may_see_periods, period_of, periods, stands_for
from .sheet import CriterionLine, Sheet, check_code, score_of, sheet, sheet_of, viewable_card
from .trial import Asked, TrialPage, trial_page

__all__ = [
    "Asked",
    "AskedPack",
    "CardPage",
    "Check",
    "CriterionLine",
    "Holds",
    "Sheet",
    "TrialPage",
    "Waiting",
    "board",
    "candidates",
    "card_page",
    "cards_to_confirm",
    "check_code",
    "confirmed_cards",
    "count_to_confirm",
    "count_to_self_score",
    "lock_check",
    "may_see_periods",
    "own_card",
    "pack_trial_page",
    "period_of",
    "periods",
    "score_of",
    "sheet",
    "sheet_of",
    "stands_for",
    "trial_page",
    "viewable_card",
    "waiting_cards",
    "waiting_for",
    "year_of",
]
