"""Asking for a product that the catalogue lacks."""

from __future__ import annotations

import re

from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from congvu.base import clock
from congvu.base.errors import Missing
from congvu.base.text import clean
from congvu.catalogue import commands, queries
from congvu.catalogue.forms import WishForm
from congvu.policy.actions import Action
from congvu.ui.web import Request, answer, attempt, page

ORIGIN = re.compile(r"diary\.entry:[0-9]{1,15}")


@page("GET", "POST", action=Action.WISH_ASK)
def ask(request: Request) -> HttpResponseBase:
    """The short form, what the viewer asked for, what others in her position ask for."""
    if request.actor.person_id is None:
        raise Missing("Trang này của cán bộ trong cơ quan.")
    form = WishForm(request.POST) if request.method == "POST" else WishForm(initial=_first(request))
    if form.is_bound and form.is_valid():
        values = {
            "person_id": request.actor.person_id,
            **form.cleaned_data,
            "by": request.actor,
            "at": clock.now(),
        }
        refusal = attempt(commands.ask_product, **values)
        if not refusal:
            done = "Đã gửi đề nghị. Câu trả lời hiện ở trang này."
            return answer(
                request, "catalogue/_said.html", page=reverse("catalogue:ask"), done=done, sentence=done
            )
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    context = {
        "form": form, "own": queries.own_wishes(request.actor),
        "beside": queries.wishes_beside(request.actor, on=clock.today()),
    }  # fmt: skip
    return render(request, "catalogue/ask.html", context, status=422 if form.is_bound else 200)


def _first(request: Request) -> dict[str, str]:
    """What the link from the diary brings along: the words of the line, and which line."""
    origin = request.GET.get("tu", "")
    return {
        "title": clean(request.GET.get("ten", ""))[:300],
        "origin": origin if ORIGIN.fullmatch(origin) else "",
    }


@page("POST", action=Action.WISH_SECOND)
def second(request: Request, wish_id: int) -> HttpResponseBase:
    """Nút "Tôi cũng cần", or taking that back."""
    needs = request.POST.get("can") != "0"
    refusal = attempt(commands.second_wish, wish_id=wish_id, needs=needs, by=request.actor, at=clock.now())
    done = "Đã tính thêm đồng chí." if needs else "Đã rút lời."
    return answer(
        request,
        "catalogue/_said.html",
        page=reverse("catalogue:ask"),
        refusal=refusal,
        done=done,
        sentence=done,
    )
