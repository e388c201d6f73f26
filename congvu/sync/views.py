"""Pages of the export for the national database."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from congvu.base import clock
from congvu.org.web import act
from congvu.policy.actions import Action
from congvu.ui.web import Request, page

from . import commands, queries


@page("GET", action=Action.SYNC_VIEW)
def listing(request: Request) -> HttpResponse:
    """ "Đồng bộ": parcels, their days, what the receiver said."""
    return render(request, "sync/list.html", {"shown": queries.sync_page(request.actor, today=clock.today())})


@page("GET", action=Action.SYNC_VIEW)
def parcel_file(request: Request, parcel_id: int) -> HttpResponse:
    """The parcel, byte for byte as it is sent."""
    found = queries.parcel_of(parcel_id, request.actor)
    return HttpResponse(
        found.body,
        content_type="application/json; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="dong-bo-{found.pk}.json"',
            "Cache-Control": "private, no-store",
        },
    )


@page("POST", action=Action.SYNC_KEEP)
def retry(request: Request, parcel_id: int) -> HttpResponseBase:
    """Nút "Gửi lại"."""
    found = queries.parcel_of(parcel_id, request.actor)
    return act(
        request, commands.retry_parcel, parcel_id=found.pk, back=reverse("sync:list"),
        done="Sẽ gửi lại trong một phút.",
    )  # fmt: skip
