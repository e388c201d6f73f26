"""/dung-thu: one click signs in as a sample person, on this machine and nowhere else."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from congvu.accounts.commands import note_sign_in
from congvu.accounts.queries import sample_is_open
from congvu.base import clock
from congvu.ui.web import Request, SeeOther, page

from .sample import faces, leading, person_to_try


@page("GET", "POST", public=True)
@never_cache
def sample(request: Request) -> HttpResponse:
    """The roles to try; a posted person is signed in. 404 wherever this is not open."""
    if not sample_is_open(request):
        raise Http404
    if request.method == "POST":
        return _enter(request)
    everyone = faces()
    return render(request, "desk/sample.html", {"leading": leading(everyone), "everyone": everyone})


def _enter(request: Request) -> HttpResponse:
    person = person_to_try(request.POST.get("person", ""))
    if person is None or person.user is None:
        raise Http404
    get_adapter(request).login(request, person.user)
    note_sign_in(way="một lần bấm trong dữ liệu mẫu", by=request.actor, at=clock.now())
    return SeeOther("/")
