"""What a device needs to work without a network: the worker's settings and the manifest (ADR 0031)."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.urls import reverse

import congvu.ui
from congvu.ui.appicons import SIZES, file_of
from congvu.ui.fontfiles import font_stylesheet, preloads

PARTS = ("worker-store", "worker-queue", "worker-choices", "worker")
"""Scripts of the worker, in the order in which they are loaded."""
SCREENS = ("app.css", "screens/today.css", "screens/duties.css", "screens/login.css")
NAME = "Công Vụ"
DOORS = ("accounts:login", "accounts:logout", "accounts:activate", "desk:sample")
"""Where people come and go: a post to one of them clears the kept pages."""
PAPER = "#f6f4ef"
"""The ground of the light theme, as in app.css; the dark one stands in the page's own meta."""


def worker_settings() -> dict[str, Any]:
    """`CV` of /sw.js. The version changes whenever a file of the shell or the worker does."""
    offline = reverse("desk:offline")
    names = [*_scripts(), *(f"ui/css/{name}" for name in SCREENS), "ui/mark.svg", "django_htmx/htmx-2.min.js"]
    if sheet := font_stylesheet():
        names += [sheet, *preloads()]
    return {
        "version": _version((*names, *worker_parts())),
        "shell": [offline, *(static(name) for name in names)],
        "statics": settings.STATIC_URL,
        "pages": [reverse("diary:today"), reverse("duties:mine")],
        "doors": [reverse(name) for name in DOORS],
        "offline": offline,
        "search": reverse("diary:search"),
        "choices": reverse("diary:choices"),
        "pulse": reverse("desk:pulse"),
    }


def worker_parts() -> list[str]:
    """Static paths of the worker's scripts."""
    return [f"ui/js/{name}.js" for name in PARTS]


def manifest() -> dict[str, Any]:
    """The web app manifest: our mark as it is, and as pictures where set-up made them."""
    drawn = [
        {
            "src": static(file_of(size, purpose)),
            "sizes": f"{size}x{size}",
            "type": "image/png",
            "purpose": purpose,
        }
        for size, purpose in SIZES
        if _is_there(file_of(size, purpose))
    ]
    return {
        "id": "/", "name": NAME, "short_name": NAME, "lang": "vi", "dir": "ltr", "start_url": "/", "scope": "/",
        "description": "Nhật ký công việc hằng ngày và đánh giá cán bộ, công chức.", "display": "standalone",
        "background_color": PAPER, "theme_color": PAPER,
        "icons": [*drawn, {"src": static("ui/mark.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"}],
        "shortcuts": [
            {"name": "Hôm nay", "url": reverse("diary:today")}, {"name": "Ca của tôi", "url": reverse("duties:mine")},
        ],
    }  # fmt: skip


def _scripts() -> list[str]:
    """Every module of ours but the worker's own."""
    folder = Path(congvu.ui.__file__).parent / "static/ui/js"
    return sorted(f"ui/js/{one.name}" for one in folder.glob("*.js") if one.stem not in PARTS)


def _is_there(name: str) -> bool:
    try:
        static(name)
    except ValueError:  # a manifest of static files that does not list it
        return False
    return finders.find(name) is not None


def _version(names: tuple[str, ...]) -> str:
    stamps = [(static(name), _changed(name)) for name in names]
    return hashlib.sha256(repr(stamps).encode()).hexdigest()[:12]


@cache
def _changed(name: str) -> int:
    found = finders.find(name)
    return Path(str(found)).stat().st_mtime_ns if found else 0
