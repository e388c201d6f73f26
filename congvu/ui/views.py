"""The living gallery and the theme switch."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render

from congvu.policy.actions import Action

from . import gallery as samples
from .shell import THEME_COOKIE, THEMES
from .web import Request, SeeOther, page, safe_next

ONE_YEAR = 365 * 24 * 3600


@page("GET", action=Action.GALLERY_VIEW)
def gallery(request: Request) -> HttpResponse:
    """Every component and every state, drawn by the same templates as the pages."""
    return render(request, "ui/gallery.html", samples.context())


@page("POST", public=True)
def theme(request: Request) -> HttpResponseBase:
    """Remember light, dark or "as the machine" in this browser; no account is touched."""
    response = SeeOther(safe_next(request))
    chosen = request.POST.get("theme", "")
    if chosen in THEMES:
        response.set_cookie(
            THEME_COOKIE, chosen, max_age=ONE_YEAR, samesite="Lax", secure=request.is_secure()
        )
    return response
