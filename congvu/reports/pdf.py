"""PDF by WeasyPrint, where the machine has Pango; everything else works without it."""

from __future__ import annotations

import ctypes
import sys
from functools import cache
from importlib.util import find_spec
from typing import Any

PACKAGES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-croscore"
"""Debian packages; the last one is a type of the same measures as Times New Roman."""

_LIBRARIES = ("libpango-1.0.so.0", "libpangoft2-1.0.so.0", "libharfbuzz-subset.so.0")


def missing() -> str:
    """What to install before a PDF can be made, as a sentence; empty when all is there."""
    if _ready():
        return ""
    return f"Máy chủ chưa xuất được PDF. Người quản trị cài các gói: {PACKAGES}."


@cache
def _ready() -> bool:
    """Looks for the libraries without loading WeasyPrint, which takes a second."""
    if find_spec("weasyprint") is None:
        return False
    if not sys.platform.startswith("linux"):
        return _loads()
    try:
        for name in _LIBRARIES:
            ctypes.CDLL(name)
    except OSError:
        return False
    return True


def _loads() -> bool:
    try:
        import weasyprint  # noqa: F401
    except (ImportError, OSError):
        return False
    return True


def render(html: str, css: str) -> bytes:
    """The PDF of a page of ours. Nothing is fetched: neither files nor addresses.

    Raises RuntimeError with the sentence of `missing` where the machine cannot.
    """
    if why := missing():
        raise RuntimeError(why)
    from weasyprint import CSS, HTML

    return HTML(string=html, url_fetcher=_nothing).write_pdf(stylesheets=[CSS(string=css)])  # type: ignore[no-any-return]


def _nothing(url: str, *_: Any, **__: Any) -> Any:
    raise ValueError(f"a slip loads nothing from outside: {url[:80]}")
