"""Error pages: one plain page each, in Vietnamese, without anything about the thing itself.

"No right" and "not there" are the same page with the same status (404).
"""

from __future__ import annotations

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string


def _plain(request: HttpRequest, template: str, status: int) -> HttpResponse:
    return HttpResponse(render_to_string(template, {"request": request}), status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400, or 413 when more was sent than is taken."""
    if isinstance(exception, RequestDataTooBig):
        return too_large(request)
    return _plain(request, "400.html", 400)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's seal was too old: the session ended or another person signed in."""
    return _plain(request, "403_csrf.html", 403)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Closed to this viewer: the same page as for what does not exist."""
    return not_found(request)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404."""
    return _plain(request, "404.html", 404)


def too_large(request: HttpRequest) -> HttpResponse:
    """413."""
    return _plain(request, "413.html", 413)


def too_many(request: HttpRequest) -> HttpResponse:
    """429: asked again too fast."""
    return _plain(request, "429.html", 429)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our mistake."""
    return _plain(request, "500.html", 500)
