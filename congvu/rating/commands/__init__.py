"""Everything that writes a rating year."""

from .decisions import decide, decide_all, decide_unit, replace_decision
from .dossiers import (
    clear_period,
    edit_dossier,
    enter_fact,
    enter_unit_fact,
    note_party,
    note_period,
    rate_self,
    withdraw_fact,
)
from .units import confirm_minutes, rate_unit_self, write_minutes
from .years import open_year, refresh_year, set_outstanding, step_year

__all__ = [
    "clear_period",
    "confirm_minutes",
    "decide",
    "decide_all",
    "decide_unit",
    "edit_dossier",
    "enter_fact",
    "enter_unit_fact",
    "note_party",
    "note_period",
    "open_year",
    "rate_self",
    "rate_unit_self",
    "refresh_year",
    "replace_decision",
    "set_outstanding",
    "step_year",
    "withdraw_fact",
    "write_minutes",
]
