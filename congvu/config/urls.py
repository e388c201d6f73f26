"""Every room's addresses, Vietnamese without diacritics."""

from django.urls import include, path

ROOMS = [
    "ui",
    "accounts",
    "org",
    "regimes",
    "worktime",
    "catalogue",
    "assignments",
    "diary",
    "duties",
    "review",
    "scoring",
    "parallel",
    "rating",
    "appeals",
    "reports",
    "notifications",
    "sync",
    "imports",
    "desk",
]

urlpatterns = [path("", include(f"congvu.{room}.urls")) for room in ROOMS]

handler400 = "congvu.ui.errors.bad_request"
handler403 = "congvu.ui.errors.forbidden"
handler404 = "congvu.ui.errors.not_found"
handler500 = "congvu.ui.errors.server_error"
