"""Printed forms."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse

from congvu.audit.middleware import saw
from congvu.policy.actions import Action
from congvu.ui.web import Refusal, Request, answer, page

from . import pdf
from .mau01.page import printed
from .mau01.slip import Slip
from .mau01.slip import slip as slip_of
from .mau02 import page as year_page
from .mau02 import slip as year_slips
from .yearlist import year_list

TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@page("GET", action=Action.SLIP_PRINT)
def slip(request: Request, card_id: int, kind: str) -> HttpResponseBase:
    """Mẫu 01 of a card as a file; without Pango the PDF says what is missing."""
    found = slip_of(card_id, viewer=request.actor)
    if kind == "pdf" and (why := pdf.missing()):
        return answer(
            request, "ui/_messages.html", page=reverse("scoring:card", args=[card_id]), refusal=Refusal(why)
        )
    saw(request, f"scoring.slip:{card_id}", found.person_id)
    return _file(printed(found) if kind == "pdf" else _document(found), found.file_name, kind)


@page("GET", action=Action.SLIP_PRINT)
def year_slip(request: Request, year: int, dossier_id: int, kind: str) -> HttpResponseBase:
    """Mẫu 02 of a dossier as a file."""
    found = year_slips.slip(year, dossier_id, viewer=request.actor)
    if kind == "pdf" and (why := pdf.missing()):
        back = reverse("rating:dossier", args=[year, dossier_id])
        return answer(request, "ui/_messages.html", page=back, refusal=Refusal(why))
    saw(request, f"rating.slip:{dossier_id}", found.person_id)
    return _file(year_page.printed(found) if kind == "pdf" else _year_document(found), found.file_name, kind)


@page("GET", action=Action.YEAR_KEEP)
def year_file(request: Request, year: int) -> HttpResponseBase:
    """The list of an organ's year as XLSX; a view of everybody in it is logged."""
    found = year_list(request.actor, year)
    for dossier_id, person_id in found.people:
        saw(request, f"rating.dossier:{dossier_id}", person_id)
    return _file(found.content, f"xep-loai-{year}", "xlsx")


def _file(content: bytes, name: str, kind: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type=TYPES[kind],
        headers={"Content-Disposition": f'attachment; filename="{name}.{kind}"'},
    )


def _document(found: Slip) -> bytes:
    from .mau01.document import document  # Word is loaded when the first document is asked for

    return document(found)


def _year_document(found: year_slips.Slip) -> bytes:
    from .mau02.document import document

    return document(found)
