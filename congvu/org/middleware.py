"""`request.actor`: who acts, with the roles held today."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from congvu.base import clock
from congvu.policy.facts import Actor

from .queries import actor_of

NOBODY = Actor(user_id=None, person_id=None, organ_id=None, name="")


class ActorMiddleware:
    """Lazy: a page that never asks who acts costs no query."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: _actor(request))  # type: ignore[attr-defined]
        return self.get_response(request)


def _actor(request: HttpRequest) -> Actor:
    user = request.user
    return actor_of(user.pk, on=clock.today()) if user.is_authenticated else NOBODY
