"""Where the built fonts are served from. Apart from `fonts`, whose tools take long to load."""

from __future__ import annotations

from functools import cache

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage

FOLDER = "ui/fonts"
NAMES = ("inter-latin", "inter-vietnamese")
STYLESHEET = f"{FOLDER}/inter.css"


@cache
def font_stylesheet() -> str:
    """The static path of the fonts' stylesheet, or "" where they were not built."""
    try:
        staticfiles_storage.url(STYLESHEET)
    except ValueError:  # a manifest that does not list it
        return ""
    return STYLESHEET if finders.find(STYLESHEET) or staticfiles_storage.exists(STYLESHEET) else ""


def preloads() -> tuple[str, ...]:
    """Static paths of the files worth loading early: both are on every page."""
    return tuple(f"{FOLDER}/{name}.woff2" for name in NAMES)
