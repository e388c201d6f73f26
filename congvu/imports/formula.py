"""Guard of exported text against formula injection (one helper for every export)."""

from __future__ import annotations

# The full-width signs are read as formula starts by East Asian builds of spreadsheet programs.
_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%", "＝", "＋", "－", "＠")


def safe_cell(text: str) -> str:
    """The text with an apostrophe in front when a spreadsheet could run it as a formula.

    Leading spaces do not hide a formula, so the first visible character decides as well. Numbers
    are exported as numbers and never pass here.
    """
    if text.startswith(_STARTS) or text.lstrip().startswith(_STARTS):
        return "'" + text
    return text
