"""Packs as a personnel officer writes them: a copy of a shipped one with other numbers."""

from __future__ import annotations

from rulebook import loader

EASIER = "song-may-2026"


def easier(*, excellent: int = 80, good: int = 60, name: str = EASIER) -> str:
    """NĐ 335 with other floors of the two upper levels."""
    text = loader.shipped_text("nd335-2025").replace('id = "nd335-2025"', f'id = "{name}"')
    text = text.replace("[applies]\n", '[applies]\nreplaces = "nd335-2025"\n', 1)
    text = text.replace("value = 90, unit", f"value = {excellent}, unit", 1)
    return text.replace('at_least = { value = 70, unit = "điểm", source = "ND335-2025/20/2"',
                        f'at_least = {{ value = {good}, unit = "điểm", source = "ND335-2025/20/2"')  # fmt: skip
