""" "Đổi ca": asking a colleague, answering, deciding."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from congvu.base import clock
from congvu.duties import commands, forms, queries
from congvu.policy.actions import Action
from congvu.ui.web import Request, answer, attempt, page


@page("GET", action=Action.DUTY_QUEUE_VIEW)
def home(request: Request) -> HttpResponse:
    """Requests that concern the viewer, and the form to ask."""
    return render(
        request,
        "duties/swaps.html",
        {"shown": queries.swap_page(request.actor), "typed": request.typed or {}},
    )


@page("POST", action=Action.SWAP_ASK)
def ask(request: Request) -> HttpResponseBase:
    """Nút "Xin đổi"."""
    return _done(
        request, commands.ask_swap, "Đã gửi đề nghị đổi ca.", mine_id=forms.number_of(request.POST, "mine_id") or 0,
        theirs_id=forms.number_of(request.POST, "theirs_id") or 0,
    )  # fmt: skip


@page("POST", action=Action.SWAP_ANSWER)
def reply(request: Request, swap_id: int) -> HttpResponseBase:
    """Nút "Đồng ý đổi" and "Không đổi"."""
    agreed = request.POST.get("answer") == "dong-y"
    return _done(request, commands.answer_swap, "Đã trả lời.", swap_id=swap_id, is_agreed=agreed)


@page("POST", action=Action.SWAP_ASK)
def withdraw(request: Request, swap_id: int) -> HttpResponseBase:
    """Nút "Rút lại"."""
    return _done(request, commands.withdraw_swap, "Đã rút đề nghị.", swap_id=swap_id)


@page("POST", action=Action.SHIFT_EXCHANGE)
def decide(request: Request, swap_id: int) -> HttpResponseBase:
    """Nút "Duyệt đổi ca" and "Không duyệt"."""
    return _done(
        request, commands.decide_swap, "Đã quyết định.", swap_id=swap_id,
        is_approved=request.POST.get("answer") == "duyet", reason=request.POST.get("reason", ""),
    )  # fmt: skip


def _done(request: Request, command, done: str, **values) -> HttpResponseBase:  # type: ignore[no-untyped-def]
    refusal = attempt(command, **values, by=request.actor, at=clock.now())
    return answer(request, "ui/_messages.html", page=reverse("duties:swaps"), refusal=refusal, done=done)
