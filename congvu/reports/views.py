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

TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
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
    content = printed(found) if kind == "pdf" else _document(found)
    name = f"{found.file_name}.{kind}"
    return HttpResponse(
        content, content_type=TYPES[kind], headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def _document(found: Slip) -> bytes:
    from .mau01.document import document  # Word is loaded when the first document is asked for

    return document(found)
