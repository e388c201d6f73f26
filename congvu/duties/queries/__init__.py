"""Everything that reads duties."""

from .counts import (
    DutyFrame,
    duty_frame,
    parts_of,
    shift_label,
    standing,
    template_id_of,
    week_parts,
    works_of,
)
from .later import week_of_approval
from .mine import DutyPage, day_of_tap, duty_page, duty_template_id, own_shift_id, photo_of, voice_of
from .months import waiting_shifts
from .swaps import SwapPage, SwapRow, swap_page
from .templates import (
    TemplatePage,
    TemplateRow,
    item_of,
    position_options,
    product_options,
    proposed,
    template_list,
    template_of,
    unit_options,
)
from .waiting import count_shifts_to_confirm, first_waiting, shifts_to_confirm
from .week import (
    PersonWeek,
    WeekPage,
    week_of_shift,
    week_page,
)

__all__ = [
    "DutyFrame",
    "DutyPage",
    "PersonWeek",
    "SwapPage",
    "SwapRow",
    "TemplatePage",
    "TemplateRow",
    "WeekPage",
    "count_shifts_to_confirm",
    "day_of_tap",
    "duty_frame",
    "duty_page",
    "duty_template_id",
    "first_waiting",
    "item_of",
    "own_shift_id",
    "parts_of",
    "photo_of",
    "position_options",
    "product_options",
    "proposed",
    "shift_label",
    "shifts_to_confirm",
    "standing",
    "swap_page",
    "template_id_of",
    "template_list",
    "template_of",
    "unit_options",
    "voice_of",
    "waiting_shifts",
    "week_of_approval",
    "week_of_shift",
    "week_page",
    "week_parts",
    "works_of",
]
