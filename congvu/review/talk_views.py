"""Pages of talks about decisions: the list, one thread, what each side may do."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from congvu.audit.middleware import saw
from congvu.base import clock
from congvu.policy.actions import Action
from congvu.ui.web import Request, answer, attempt, page

from . import commands, queries
from .models import Message

THREAD = "review/_talk.html"


@page("GET", action=Action.TALK_LIST)
def talks(request: Request) -> HttpResponse:
    """Talks of this person; those that wait for her first."""
    found = queries.talk_list(request.actor, now=clock.now())
    return render(request, "review/talks.html", {"found": found})


@page("GET", action=Action.TALK_VIEW)
def talk(request: Request, entry_id: int) -> HttpResponse:
    """One decision and what is said about it; logged. Strangers get 404."""
    found = queries.talk_page(entry_id, viewer=request.actor, now=clock.now())
    saw(request, f"diary.entry:{entry_id}", found.person_id)
    return render(request, "review/talk.html", _drawn(request, found))


@page("POST", action=Action.TALK_WRITE)
def write(request: Request, entry_id: int) -> HttpResponseBase:
    """Nút "Gửi trả lời" of the writer: one of the four answers, her own words, or both."""
    kind, body = request.POST.get("kind", ""), request.POST.get("body", "")
    if kind == Message.Kind.ACCEPT:
        done = "Đã đồng ý với giá trị điều chỉnh."
        return _do(request, entry_id, commands.accept_adjustment, done, body=body)
    return _do(request, entry_id, commands.write_talk, "Đã gửi.", kind=kind, body=body)


@page("POST", action=Action.TALK_ANSWER)
def answer_it(request: Request, entry_id: int) -> HttpResponseBase:
    """Nút "Trả lời" of the confirmer."""
    return _do(request, entry_id, commands.answer_talk, "Đã trả lời.", body=request.POST.get("body", ""))


@page("POST", action=Action.TALK_CLOSE)
def close(request: Request, entry_id: int) -> HttpResponseBase:
    """Nút "Khép trao đổi"."""
    return _do(request, entry_id, commands.close_talk, "Đã khép trao đổi.")


def _do(request: Request, entry_id: int, command: Any, done: str, **values: Any) -> HttpResponseBase:
    queries.talk_page(entry_id, viewer=request.actor, now=clock.now())  # 404 for strangers
    refusal = attempt(command, entry_id=entry_id, by=request.actor, at=clock.now(), **values)
    found = queries.talk_page(entry_id, viewer=request.actor, now=clock.now())
    here = reverse("review:talk", args=[entry_id])
    return answer(request, THREAD, page=here, refusal=refusal, done=done, **_drawn(request, found))


def _drawn(request: Request, found: queries.TalkPage) -> dict[str, Any]:
    refusal = request.refusal
    return {
        "found": found,
        "typed": request.typed or {},
        "error": str(refusal) if refusal and refusal.field == "body" else "",
        "chosen": request.typed.get("kind", "") if request.typed else "",
    }
