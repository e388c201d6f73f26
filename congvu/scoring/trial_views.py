"""Trying a whole pack on a closed period. A post carries the text of a pack; nothing is written."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from congvu.audit.middleware import saw
from congvu.policy.actions import Action
from congvu.ui.web import Request, page
from rulebook import loader
from rulebook.errors import RuleError

from . import queries


@page("GET", "POST", action=Action.TRIAL_RUN)
def pack_trial(request: Request) -> HttpResponse:
    """Thử bộ quy tắc: who would change level, by how much and why."""
    asked = request.POST if request.method == "POST" else request.GET
    text, unreadable = _text(request)
    wanted = queries.AskedPack(
        "" if unreadable else asked.get("ky", ""), asked.get("don-vi", ""), asked.get("bo", ""), text
    )
    found = queries.pack_trial_page(request.actor, wanted)
    for each in found.trial.changes if found.trial else ():
        saw(request, f"scoring.card:{each.card_id}", each.person_id)
    shown: dict[str, Any] = {
        "found": found, "sentences": (unreadable, *found.sentences) if unreadable else found.sentences,
        "period": asked.get("ky", ""),
    }  # fmt: skip
    return render(request, "scoring/pack_trial.html", shown, status=422 if shown["sentences"] else 200)


def _text(request: Request) -> tuple[str, str]:
    """What was pasted or sent as a file, and why a file cannot be read."""
    file = request.FILES.get("tep")
    if file is None:
        return request.POST.get("noi-dung", "").replace("\r\n", "\n"), ""
    try:
        raw = file.read(loader.MOST_PACK_BYTES + 1)
        return loader.decoded(raw, loader.MOST_PACK_BYTES).replace("\r\n", "\n"), ""
    except RuleError as error:
        return "", str(error)
