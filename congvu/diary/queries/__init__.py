"""Everything that reads diaries."""

from .cards import Card, Proven, cards, evidence_of, rows
from .choices import OFF, Choice, ChoiceGroup, choices, left_of, named
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
from .today import DayPage, day_id, day_of, day_page
from .week import FIRST, LAST, MonthDay, month

__all__ = [
    "FIRST",
    "LAST",
    "OFF",
    "Card",
    "Choice",
    "ChoiceGroup",
    "DayPage",
    "Download",
    "EntryPage",
    "MonthDay",
    "Proven",
    "Version",
    "cards",
    "choices",
    "day_id",
    "day_of",
    "day_page",
    "entry_of_evidence",
    "entry_page",
    "evidence_file",
    "evidence_of",
    "left_of",
    "month",
    "named",
    "rows",
    "versions_of",
    "visible_entry",
]
