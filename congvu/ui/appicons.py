"""The mark as pictures for home screens, drawn when the system is set up; never committed.

The drawing is that of `static/ui/mark.svg` (30 units a side). A maskable icon fills the whole
square, so that each system can cut its own shape out of it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image

FOLDER = "ui/icons"
SIZES = ((192, "any"), (512, "any"), (512, "maskable"))
SEAL = (0xB0, 0x32, 0x1D, 255)
WHITE = (255, 255, 255, 255)
FRAME = (0xDB, 0xA3, 0x99, 255)  # white at 55 % on the seal
UNITS, FINER = 30, 4
LINES = (
    ([(9, 10), (17, 10)], 1.9),
    ([(9, 14.5), (14, 14.5)], 1.9),
    ([(11.5, 19.3), (14.5, 22), (21.5, 14)], 2.2),
)


def file_of(size: int, purpose: str) -> str:
    """The static path of one picture."""
    return f"{FOLDER}/{purpose}-{size}.png"


def build_icons(target: Path) -> bool:
    """Draw what is missing below `target`; whether anything was drawn."""
    missing = [(size, purpose) for size, purpose in SIZES if not (target / file_of(size, purpose)).exists()]
    for size, purpose in missing:
        path = target / file_of(size, purpose)
        path.parent.mkdir(parents=True, exist_ok=True)
        drawn(size, maskable=purpose == "maskable").save(path, "PNG", optimize=True)
    return bool(missing)


def drawn(size: int, *, maskable: bool = False) -> Image.Image:
    """The mark, `size` pixels a side."""
    from PIL import Image, ImageDraw

    side = size * FINER
    picture = Image.new("RGBA", (side, side), SEAL if maskable else (0, 0, 0, 0))
    pen = ImageDraw.Draw(picture)
    margin = 0.12 if maskable else 0.0  # the system may cut a tenth off at each side
    scale = side * (1 - 2 * margin) / UNITS

    def at(x: float, y: float) -> tuple[float, float]:
        return side * margin + x * scale, side * margin + y * scale

    pen.rounded_rectangle([at(1, 1), at(29, 29)], 7 * scale, fill=SEAL)
    pen.rounded_rectangle([at(4, 4), at(26, 26)], 4.5 * scale, outline=FRAME, width=round(scale))
    for points, width in LINES:
        placed = [at(x, y) for x, y in points]
        pen.line(placed, fill=WHITE, width=round(width * scale), joint="curve")
        for x, y in (placed[0], placed[-1]):  # round ends
            half = width * scale / 2
            pen.ellipse([x - half, y - half, x + half, y + half], fill=WHITE)
    return picture.resize((size, size), Image.Resampling.LANCZOS)
