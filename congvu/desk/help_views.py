"""/tro-giup: short pages of help, one for each main page, and how to write for one's position."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render

from congvu.base import clock
from congvu.policy.actions import Action
from congvu.ui.addresses import address
from congvu.ui.web import Request, page

from .first_run import whom_to_ask
from .help import TOPICS, Topic, writing


@page("GET", action=Action.DESK_OPEN)
def index(request: Request) -> HttpResponse:
    """All topics, and whom to ask."""
    ask = whom_to_ask(request.actor.organ_id, on=clock.today())
    return render(
        request,
        "desk/help/index.html",
        {"topics": [(one, _page(one)) for one in TOPICS.values()], "ask": ask},
    )


@page("GET", action=Action.DESK_OPEN)
def topic(request: Request, slug: str) -> HttpResponse:
    if slug not in TOPICS:
        raise Http404
    found = TOPICS[slug]
    ask = whom_to_ask(request.actor.organ_id, on=clock.today())
    return render(request, found.template, {"topic": found, "to": _page(found), "ask": ask})


def _page(topic: Topic) -> str:
    return address(topic.page) if topic.page else ""


@page("GET", action=Action.DESK_OPEN)
def position(request: Request) -> HttpResponse:
    """How to write for the viewer's position."""
    today = clock.today()
    shown = {
        "writing": writing(request.actor, on=today),
        "ask": whom_to_ask(request.actor.organ_id, on=today),
    }
    return render(request, "desk/help/position.html", shown)
