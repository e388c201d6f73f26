"""`request.actor`: who acts, with the roles held today; and how her organ addresses people."""

from __future__ import annotations

import functools
from collections.abc import Callable

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from congvu.base import clock
from congvu.policy.facts import Actor
from congvu.ui import words

from .queries import actor_of, form_of_address

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


class AddressMiddleware:
    """ "đồng chí" or "anh/chị" for this reader; asked when the first template is drawn."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with words.addressing(functools.cache(lambda: _address(request))):
            return self.get_response(request)


def _address(request: HttpRequest) -> str:
    try:
        return form_of_address(request.actor.organ_id)  # type: ignore[attr-defined]
    except DatabaseError:
        return words.COMRADE  # the page that says so must still be drawn
