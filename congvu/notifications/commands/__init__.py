"""Everything that changes reminders."""

from .choices import HOURS, mark_read, set_choice, turn_off
from .mail import Claim, claim_mail, give_up_interrupted, note_refused, note_sent
from .rounds import make_round, settle

__all__ = [
    "HOURS",
    "Claim",
    "claim_mail",
    "give_up_interrupted",
    "make_round",
    "mark_read",
    "note_refused",
    "note_sent",
    "set_choice",
    "settle",
    "turn_off",
]
