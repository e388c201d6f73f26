"""Views on a proposed edition: the codes, one code, comments and votes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.forms import Form
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from congvu.base import clock
from congvu.catalogue import commands, queries
from congvu.catalogue.forms import CommentForm, ConsultForm, VoteForm
from congvu.policy.actions import Action
from congvu.ui.web import Refusal, Request, answer, attempt, page

CHECK = "Chưa lưu được. Đồng chí xem lại ô được đánh dấu."


@page("GET", action=Action.CATALOGUE_VIEW)
def codes(request: Request, edition_id: int) -> HttpResponse:
    """Góp ý và bỏ phiếu: mọi mã mà bản đề xuất đổi."""
    found = queries.consultation_page(
        edition_id, viewer=request.actor, on=clock.today(), number=request.GET.get("trang", "")
    )
    initial = {
        "due_on": found.consultation.due_on if found.consultation else None,
        "people": sorted(found.seated),
    }
    form = ConsultForm(request.typed, initial=initial, people=found.people)
    _marked(request, form)
    return render(request, "catalogue/consultation.html", {"found": found, "form": form})


@page("POST", action=Action.CONSULT_KEEP)
def begin(request: Request, edition_id: int) -> HttpResponseBase:
    """Lấy ý kiến, hoặc mở lại, đổi hội đồng, dời hạn."""
    found = queries.consultation_page(edition_id, viewer=request.actor, on=clock.today())
    form = ConsultForm(request.POST, people=found.people)
    refusal = Refusal(CHECK)
    if form.is_valid():
        values = form.values()
        refusal = attempt(
            commands.open_consultation, edition_id=edition_id, person_ids=values["people"],
            due_on=values["due_on"], by=request.actor, at=clock.now(),
        )  # fmt: skip
    return _said(request, reverse("catalogue:consultation", args=[edition_id]), refusal, "Đã mở lấy ý kiến.")


@page("POST", action=Action.CONSULT_KEEP)
def close(request: Request, edition_id: int) -> HttpResponseBase:
    """Khép, và hiện kết quả."""
    refusal = attempt(commands.close_consultation, edition_id=edition_id, by=request.actor, at=clock.now())
    return _said(
        request,
        reverse("catalogue:consultation", args=[edition_id]),
        refusal,
        "Đã khép. Kết quả hiện ở từng mã.",
    )


@page("GET", action=Action.CATALOGUE_VIEW)
def one(request: Request, edition_id: int) -> HttpResponse:
    """Một mã: đổi gì, ai góp ý gì, phiếu của mình, kết quả."""
    found = queries.proposal_page(
        edition_id, request.GET.get("ma", ""), viewer=request.actor, on=clock.today()
    )
    act = request.typed.get("act", "") if request.typed else ""
    vote = found.vote
    initial = {"choice": vote.choice, "value": vote.value, "reason": vote.reason} if vote else {}
    voting = VoteForm(request.typed if act == "phieu" else None, initial=initial, auto_id="id_phieu_%s")
    saying = CommentForm(request.typed if act == "loi" else None, auto_id="id_loi_%s")
    _marked(request, voting if act == "phieu" else saying)
    return render(request, "catalogue/proposal.html", {"found": found, "voting": voting, "saying": saying})


@page("POST", action=Action.COMMENT_MAKE)
def comment(request: Request, edition_id: int) -> HttpResponseBase:
    """Góp ý về một mã."""
    return _on_code(request, edition_id, commands.comment_item, CommentForm(request.POST), "Đã gửi góp ý.")


@page("POST", action=Action.VOTE_CAST)
def vote(request: Request, edition_id: int) -> HttpResponseBase:
    """Bỏ phiếu, hoặc đổi phiếu."""
    done = "Đã ghi phiếu. Đồng chí đổi được đến khi khép."
    return _on_code(request, edition_id, commands.cast_vote, VoteForm(request.POST), done)


@page("POST", action=Action.COMMENT_WITHDRAW)
def withdraw(request: Request, edition_id: int, comment_id: int) -> HttpResponseBase:
    """Rút góp ý của mình."""
    refusal = attempt(commands.withdraw_comment, comment_id=comment_id, by=request.actor, at=clock.now())
    return _said(request, _address(edition_id, request.POST.get("ma", "")), refusal, "Đã rút góp ý.")


def _on_code(
    request: Request, edition_id: int, command: Callable[..., Any], form: Form, done: str
) -> HttpResponseBase:
    code = request.POST.get("ma", "")
    queries.proposal_page(edition_id, code, viewer=request.actor, on=clock.today())
    refusal = Refusal(CHECK)
    if form.is_valid():
        values = form.cleaned_data
        refusal = attempt(
            command, edition_id=edition_id, code=code, **values, by=request.actor, at=clock.now()
        )
    return _said(request, _address(edition_id, code), refusal, done)


def _address(edition_id: int, code: str) -> str:
    return reverse("catalogue:proposal", args=[edition_id]) + "?" + urlencode({"ma": code})


def _marked(request: Request, form: Form) -> None:
    """The refusal of a command stands at its field."""
    if form.is_bound and request.refusal.field in form.fields:
        form.add_error(request.refusal.field, str(request.refusal))


def _said(request: Request, address: str, refusal: Refusal, done: str) -> HttpResponseBase:
    return answer(request, "catalogue/_said.html", page=address, refusal=refusal, done=done, sentence=done)
