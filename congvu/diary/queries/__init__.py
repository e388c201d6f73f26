"""Everything that reads diaries."""

from .cards import Card, Proven, cards, evidence_of, rows
from .chips import CopiedRow, Pin, pinned, rows_to_copy
from .choices import OFF, Choice, ChoiceGroup, Offer, choices, kept_choices, left_of, named, offer
from .entry import (
    Download,
    EntryPage,
    Version,
    entry_of_evidence,
    entry_page,
    evidence_file,
    versions_of,
    visible_entry,
)
from .pasting import PastedLine, pasted_lines, refused_line
from .proposals import (
    LENGTHS,
    EventRow,
    Proposal,
    dismissed_of,
    events_of,
    own_person,
    proposals_of,
    recurring_of,
    recurring_sent,
)
from .today import DayPage, day_id, day_of, day_page
from .week import FIRST, LAST, MonthDay, month

__all__ = [
    "FIRST",
    "LAST",
    "LENGTHS",
    "OFF",
    "Card",
    "Choice",
    "ChoiceGroup",
    "CopiedRow",
    "DayPage",
    "Download",
    "EntryPage",
    "EventRow",
    "MonthDay",
    "Offer",
    "PastedLine",
    "Pin",
    "Proposal",
    "Proven",
    "Version",
    "cards",
    "choices",
    "day_id",
    "day_of",
    "day_page",
    "dismissed_of",
    "entry_of_evidence",
    "entry_page",
    "events_of",
    "evidence_file",
    "evidence_of",
    "kept_choices",
    "left_of",
    "month",
    "named",
    "offer",
    "own_person",
    "pasted_lines",
    "pinned",
    "proposals_of",
    "recurring_of",
    "recurring_sent",
    "refused_line",
    "rows",
    "rows_to_copy",
    "versions_of",
    "visible_entry",
]
