"""Every room's addresses, Vietnamese without diacritics."""

from importlib.util import find_spec

from django.urls import include, path

ROOMS = [
    "ui",
    "accounts",
    "org",
    "worktime",
    "catalogue",
    "assignments",
    "diary",
    "review",
    "scoring",
    "reports",
    "imports",
    "desk",
]

urlpatterns = [path("", include(f"congvu.{room}.urls")) for room in ROOMS if find_spec(f"congvu.{room}.urls")]
