"""The living gallery."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from congvu.policy.actions import Action

from . import gallery as samples
from .web import Request, page


@page("GET", action=Action.GALLERY_VIEW)
def gallery(request: Request) -> HttpResponse:
    """Every component and every state, drawn by the same templates as the pages."""
    return render(request, "ui/gallery.html", samples.context())
