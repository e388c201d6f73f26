"""The access log, the one write that a GET may cause, made after the response (ADR 0014); and one
memory of the organisation per request (ADR 0020)."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from congvu.base import clock, memo

from .access import note_views
from .queries import state_of_organisation


def saw(request: HttpRequest, subject: str, owner_id: int) -> None:
    """Note that this request showed `owner_id`'s record `subject` ("diary.entry:12")."""
    actor = getattr(request, "actor", None)
    if actor is None or actor.person_id is None or actor.person_id == owner_id:
        return
    seen = getattr(request, "seen", None)
    if seen is None:
        seen = request.seen = {}  # type: ignore[attr-defined]
    seen[(subject, owner_id)] = True


class AccessLogMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        seen = getattr(request, "seen", None)
        if seen and response.status_code < 400:
            note_views(request.actor, seen, path=request.path, at=clock.now())  # type: ignore[attr-defined]
        return response


class RememberingMiddleware:
    """What one request asks about the organisation is asked once, and shared while nothing changes."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with memo.remembering(state_of_organisation):
            return self.get_response(request)
