"""Everything that is read about packs and their use."""

from .comparing import Comparison, comparison
from .listing import (
    PackLine,
    RegimesPage,
    UseRow,
    listing,
    next_free_day,
    organ_subject,
    pack_in_force,
    shown_packs,
    text_in_organ,
    use_of,
)
from .reading import Cited, PackPage, pack_page

__all__ = [
    "Cited",
    "Comparison",
    "PackLine",
    "PackPage",
    "RegimesPage",
    "UseRow",
    "comparison",
    "listing",
    "next_free_day",
    "organ_subject",
    "pack_in_force",
    "pack_page",
    "shown_packs",
    "text_in_organ",
    "use_of",
]
