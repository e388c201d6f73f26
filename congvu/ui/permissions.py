"""Which devices of the person a page may ask for: none, but for the page that records a voice note."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

PERMISSIONS = "Permissions-Policy"


def permissions(*, microphone: bool = False) -> str:
    """The header. Photos come through the device's own camera, which no header concerns."""
    return f"camera=(), geolocation=(), microphone=({'self' if microphone else ''})"


class PermissionsMiddleware:
    """Writes the header on every answer that does not bring its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault(PERMISSIONS, permissions())
        return response
