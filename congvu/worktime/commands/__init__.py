"""Everything that changes working time."""

from .calendar import remove_calendar_day, set_calendar_day, swap_days
from .closing import close_span, reopen_span, set_cutoff
from .leaves import ask_leave, cancel_leave, decide_leave, record_leave
from .rota import RotaShift, exchange_shifts, generate_rota
from .schedules import (
    ShiftSpec,
    add_schedule,
    edit_schedule,
    remove_shift_kind,
    set_shift_kind,
    set_shifts,
    use_schedule,
)

__all__ = [
    "RotaShift",
    "ShiftSpec",
    "add_schedule",
    "ask_leave",
    "cancel_leave",
    "close_span",
    "decide_leave",
    "edit_schedule",
    "exchange_shifts",
    "generate_rota",
    "record_leave",
    "remove_calendar_day",
    "remove_shift_kind",
    "reopen_span",
    "set_calendar_day",
    "set_cutoff",
    "set_shift_kind",
    "set_shifts",
    "swap_days",
    "use_schedule",
]
