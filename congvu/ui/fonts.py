"""The interface font: Inter, cut to Latin and Vietnamese when the system is set up.

Never committed: `build_fonts(folder)` makes two WOFF2 files and a small stylesheet below
`folder/ui/fonts/`; the settings list `folder` among STATICFILES_DIRS. Where they are missing the
pages use the system's fonts and nothing else changes.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import tempfile
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

from .fontfiles import FOLDER, NAMES

LATIN = (
    "U+0000-00FF, U+0131, U+0152-0153, U+02BB-02BC, U+02C6, U+02DA, U+02DC, U+2000-206F, U+20AC, "
    "U+2122, U+2190-2193, U+2212, U+2215, U+2260, U+2264-2265"
)
VIETNAMESE = (
    "U+0102-0103, U+0110-0111, U+0128-0129, U+0168-0169, U+01A0-01A1, U+01AF-01B0, "
    "U+0300-0301, U+0303-0304, U+0308-0309, U+0323, U+0329, U+1EA0-1EF9, U+20AB"
)
PARTS = dict(zip(NAMES, (LATIN, VIETNAMESE), strict=True))
FEATURES = ("calt", "ccmp", "kern", "locl", "mark", "mkmk", "tnum")


def _codepoints(ranges: str) -> set[int]:
    points: set[int] = set()
    for piece in ranges.split(", "):
        first, _, last = piece.removeprefix("U+").partition("-")
        points.update(range(int(first, 16), int(last or first, 16) + 1))
    return points


def _recipe() -> str:
    """Changes whenever the result would: the packages' versions and what is kept."""
    kept = json.dumps([PARTS, FEATURES, version("fontpkg-inter"), version("fonttools")])
    return hashlib.sha256(kept.encode()).hexdigest()


def _subset(font: TTFont, ranges: str) -> None:
    """Keep only the glyphs of `ranges`, in place."""
    options = Options(layout_features=list(FEATURES), hinting=False, notdef_outline=True)
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]  # the licence stays with the font
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=_codepoints(ranges))
    subsetter.subset(font)


def _small_font() -> bytes:
    """Inter with all our letters at one optical size; the weight axis stays variable."""
    whole = io.BytesIO()
    with TTFont(Path(str(files("fontpkg_inter"))) / "files" / "Inter[opsz,wght].ttf", lazy=True) as font:
        _subset(font, ", ".join(PARTS.values()))
        instantiateVariableFont(font, {"opsz": 14}, inplace=True)
        font.save(whole)
    return whole.getvalue()


def _woff2(whole: bytes, ranges: str) -> bytes:
    font = TTFont(io.BytesIO(whole), lazy=True)
    _subset(font, ranges)
    font.flavor = "woff2"
    packed = io.BytesIO()
    font.save(packed)
    return packed.getvalue()


def _write(path: Path, content: bytes) -> None:
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as draft:
        draft.write(content)
    os.replace(draft.name, path)
    path.chmod(0o644)


def build_fonts(target: Path) -> bool:
    """Make the font files below `target`; True when something was made, False when all was there.

    Safe to repeat and to interrupt: files appear whole or not at all, the recipe's mark last.
    """
    folder = target / FOLDER
    stamp = folder / "recipe.txt"
    if stamp.exists() and stamp.read_text(encoding="utf-8") == _recipe():
        return False
    folder.mkdir(parents=True, exist_ok=True)
    whole = _small_font()
    rules = []
    for name, ranges in PARTS.items():
        _write(folder / f"{name}.woff2", _woff2(whole, ranges))
        rules.append(
            f'@font-face{{font-family:"Inter";src:url("{name}.woff2") format("woff2");'
            f"font-weight:100 900;font-display:swap;unicode-range:{ranges}}}"
        )
    _write(folder / "inter.css", "\n".join(rules).encode())
    _write(stamp, _recipe().encode())
    return True
