"""The colours of app.css and how well they can be told apart (WCAG 2.2, relative luminance)."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

STYLESHEET = Path(__file__).parent / "static/ui/css/app.css"
_TOKEN = re.compile(r"--([a-z0-9-]+): (#[0-9a-f]{6});")


@cache
def tokens(theme: str) -> dict[str, str]:
    """Name → "#rrggbb" of the `light` or `dark` theme, read from the stylesheet itself."""
    text = STYLESHEET.read_text(encoding="utf-8")
    light = text.index(":root {")
    dark = text.index(':root[data-theme="dark"]')
    block = text[light if theme == "light" else dark :]
    return dict(_TOKEN.findall(block[: block.index("}")]))


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def ratio(one: str, other: str) -> float:
    """Contrast of two colours, 1 to 21."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def pair(theme: str, text: str, ground: str) -> float:
    """Contrast of two tokens in a theme."""
    known = tokens(theme)
    return ratio(known[text], known[ground])
