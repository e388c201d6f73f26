"""Inline SVG icons from the `lucide` package, read once and kept."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from xml.etree import ElementTree
from zipfile import ZipFile

_SVG = "{http://www.w3.org/2000/svg}"


class UnknownIcon(LookupError):
    """An icon name that the package does not have: a mistake of ours, never shown silently."""


@cache
def icon_paths(name: str) -> str:
    """The inside of the SVG of icon `name` (paths, circles), without the outer element.

    Raises: UnknownIcon.
    """
    with files("lucide").joinpath("lucide.zip").open("rb") as packed, ZipFile(packed) as icons:
        try:
            root = ElementTree.fromstring(icons.read(f"{name}.svg"))
        except KeyError:
            raise UnknownIcon(f"lucide has no icon {name!r}") from None
    for node in root.iter():
        node.tag = node.tag.removeprefix(_SVG)
    return "".join(ElementTree.tostring(child, encoding="unicode").strip() for child in root)
