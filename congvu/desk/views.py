"""Pages that combine rooms: home, search, the audit trail."""

from __future__ import annotations

from typing import cast

from django.http import HttpResponse
from django.shortcuts import redirect, render

from congvu.accounts.models import User
from congvu.base import clock
from congvu.duties.queries import duty_template_id
from congvu.policy.actions import Action
from congvu.policy.decide import check
from congvu.policy.facts import Subject
from congvu.ui.web import Request, page

from .first_run_views import is_due
from .search import search as find
from .trail import trail_page


@page("GET", action=Action.DESK_OPEN)
def home(request: Request) -> HttpResponse:
    """The day, or the shift of support staff, after the first steps; without a person the account."""
    if request.actor.person_id is None:
        return redirect("accounts:profile")
    if is_due(cast(User, request.user)):
        return redirect("desk:begin")
    on_duty = duty_template_id(request.actor.person_id, on=clock.today())
    return redirect("duties:mine" if on_duty else "diary:today")


@page("GET", action=Action.DESK_OPEN)
def search(request: Request) -> HttpResponse:
    query = request.GET.get("q", "")
    return render(request, "desk/search.html", {"query": query, "groups": find(query, viewer=request.actor)})


@page("GET", action=Action.AUDIT_VIEW)
def trail(request: Request) -> HttpResponse:
    """The organ's trail: who did what, without the content of anyone's record."""
    organ_id = request.actor.organ_id
    check(request.actor, Action.AUDIT_VIEW, Subject(organ_id=organ_id, unit_path=request.actor.root_path))
    return render(
        request,
        "desk/trail.html",
        trail_page(organ_id, before=request.GET.get("truoc", ""), what=request.GET.get("viec", "")),
    )
