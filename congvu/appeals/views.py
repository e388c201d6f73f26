"""Pages of appeals: the list, lodging, one case and each of its steps."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from congvu.audit.middleware import saw
from congvu.base import clock
from congvu.org.web import act, data, form_page
from congvu.policy.actions import Action
from congvu.ui.handout import saved
from congvu.ui.web import Request, page

from . import commands, queries
from .forms import DecideForm, HearingForm, LodgeForm, NameForm, PaperForm, PrepareForm, ReturnForm
from .models import Appeal
from .terms import preparer_choices, resolver_choices


@page("GET", action=Action.APPEAL_LIST)
def listing(request: Request) -> HttpResponse:
    """ "Kiến nghị": what waits for me, mine, and the organ's for who sees them."""
    found = queries.listing(request.actor, today=clock.today())
    return render(request, "appeals/list.html", {"found": found})


@page("GET", "POST", action=Action.APPEAL_LODGE)
def lodge(request: Request, card_id: int) -> HttpResponseBase:
    """Lodge an appeal against one's own published result."""
    found = queries.lodging(card_id, request.actor, today=clock.today())
    return form_page(
        request, LodgeForm(data(request), request.FILES or None), commands.lodge_appeal, card_id=card_id,
        title=f"Kiến nghị về kết quả {found.card.period.label}", back=reverse("scoring:card", args=[card_id]),
        then=reverse("appeals:list"), done="Đã gửi kiến nghị.", button="Gửi kiến nghị",
        template="appeals/lodge.html", context={"found": found},
    )  # fmt: skip


@page("GET", action=Action.APPEAL_VIEW)
def case(request: Request, appeal_id: int) -> HttpResponse:
    """One appeal; a view of another's is logged."""
    found = queries.case(appeal_id, request.actor, today=clock.today())
    saw(request, f"appeals.appeal:{appeal_id}", found.appeal.person_id)
    return render(request, "appeals/case.html", {"found": found})


@page("GET", "POST", action=Action.APPEAL_RECEIVE)
def receive(request: Request, appeal_id: int) -> HttpResponseBase:
    """Acknowledge, and name who prepares and who decides."""
    appeal = queries.appeal_for(appeal_id, request.actor, Action.APPEAL_RECEIVE)
    return _step(
        request, appeal, _names(request, appeal, again=False), commands.receive_appeal,
        title="Tiếp nhận kiến nghị", button="Tiếp nhận", done="Đã tiếp nhận. Người kiến nghị được báo.",
        lead="Người chuẩn bị và người giải quyết là hai người khác nhau, đều không phải người đã chấm điểm.",
    )  # fmt: skip


@page("GET", "POST", action=Action.APPEAL_RECEIVE)
def name_again(request: Request, appeal_id: int) -> HttpResponseBase:
    """Name others to prepare or decide."""
    appeal = queries.appeal_for(appeal_id, request.actor, Action.APPEAL_RECEIVE)
    return _step(
        request, appeal, _names(request, appeal, again=True), commands.name_again,
        title="Giao lại kiến nghị", button="Giao lại", done="Đã giao lại.",
    )  # fmt: skip


def _names(request: Request, appeal: Appeal, *, again: bool) -> NameForm:
    today = clock.today()
    return NameForm(
        data(request), preparers=preparer_choices(appeal, on=today), resolvers=resolver_choices(appeal, on=today),
        again=again, initial={
            "preparer_id": appeal.preparer_id, "resolver_id": appeal.resolver_id, "basis": appeal.resolver_basis,
        },
    )  # fmt: skip


@page("GET", "POST", action=Action.APPEAL_PREPARE)
def hearing(request: Request, appeal_id: int) -> HttpResponseBase:
    """Note a meeting."""
    appeal = queries.appeal_for(appeal_id, request.actor, Action.APPEAL_PREPARE)
    form = HearingForm(data(request), initial={"held_on": clock.today()})
    return _step(
        request, appeal, form, commands.add_hearing, title="Ghi buổi làm việc", button="Ghi",
        done="Đã ghi buổi làm việc.",
    )  # fmt: skip


@page("GET", "POST", action=Action.APPEAL_PREPARE)
def prepare(request: Request, appeal_id: int) -> HttpResponseBase:
    """Submit findings and a proposal to who decides."""
    appeal = queries.appeal_for(appeal_id, request.actor, Action.APPEAL_PREPARE)
    form = PrepareForm(data(request), initial={"findings": appeal.findings, "proposal": appeal.proposal})
    return _step(
        request, appeal, form, commands.prepare_appeal, title="Trình giải quyết kiến nghị", button="Trình",
        done="Đã trình người giải quyết.", lead=appeal.returned_reason,
    )  # fmt: skip


@page("GET", "POST", action=Action.APPEAL_DECIDE)
def send_back(request: Request, appeal_id: int) -> HttpResponseBase:
    """Ask for more before deciding."""
    appeal = queries.appeal_for(appeal_id, request.actor, Action.APPEAL_DECIDE)
    return _step(
        request, appeal, ReturnForm(data(request)), commands.return_appeal, title="Trả lại để chuẩn bị thêm",
        button="Trả lại", done="Đã trả lại người chuẩn bị.", lead="Thời hạn giải quyết vẫn tính tiếp.",
    )  # fmt: skip


@page("GET", "POST", action=Action.APPEAL_DECIDE)
def decide(request: Request, appeal_id: int) -> HttpResponseBase:
    """Keep or change, with the reason."""
    appeal = queries.appeal_for(appeal_id, request.actor, Action.APPEAL_DECIDE)
    return _step(
        request, appeal, DecideForm(data(request)), commands.decide_appeal, title="Quyết định về kiến nghị",
        button="Quyết định", done="Đã quyết định. Người kiến nghị được báo.",
        lead="Thay đổi thì kỳ được mở lại và phiếu được chấm lại; điểm cũ vẫn giữ trong hồ sơ.",
    )  # fmt: skip


def _step(request: Request, appeal: Appeal, form: forms.Form, command: Any, **words: Any) -> HttpResponseBase:
    saw(request, f"appeals.appeal:{appeal.pk}", appeal.person_id)
    return form_page(
        request, form, command, appeal_id=appeal.pk, back=reverse("appeals:case", args=[appeal.pk]),
        template="appeals/step.html", context={"appeal": appeal}, **words,
    )  # fmt: skip


@page("GET", "POST", action=Action.APPEAL_VIEW)
def paper_new(request: Request, appeal_id: int) -> HttpResponseBase:
    """Attach one more file."""
    appeal = queries.appeal_for(appeal_id, request.actor)
    return _step(
        request, appeal, PaperForm(data(request), request.FILES or None), commands.add_paper,
        title="Kèm tài liệu", button="Kèm", done="Đã kèm tài liệu.",
    )  # fmt: skip


@page("GET", action=Action.APPEAL_VIEW)
def paper(request: Request, paper_id: int) -> HttpResponseBase:
    """A file of the case: always saved, never run by the browser. Logged when it is another's."""
    found = queries.paper(paper_id, request.actor)
    saw(request, f"appeals.appeal:{found.appeal_id}", found.owner_id)
    return saved(found.path, found.name, found.content_type)


@page("POST", action=Action.APPEAL_RECEIVE)
def finish(request: Request, appeal_id: int) -> HttpResponseBase:
    """The result was corrected and published again."""
    queries.appeal_for(appeal_id, request.actor, Action.APPEAL_RECEIVE)
    return _act(request, appeal_id, commands.finish_appeal, "Đã ghi kết quả mới. Người kiến nghị được báo.")


@page("POST", action=Action.APPEAL_LODGE)
def withdraw(request: Request, appeal_id: int) -> HttpResponseBase:
    """Take one's own appeal back."""
    queries.appeal_for(appeal_id, request.actor, Action.APPEAL_LODGE)
    return _act(request, appeal_id, commands.withdraw_appeal, "Đã rút kiến nghị.")


def _act(request: Request, appeal_id: int, command: Any, done: str) -> HttpResponseBase:
    return act(
        request, command, appeal_id=appeal_id, back=reverse("appeals:case", args=[appeal_id]), done=done
    )
