"""Pages of a second pack: what runs beside the main one, and the sheets under it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from congvu.audit.middleware import saw
from congvu.base import clock
from congvu.org.guards import of_organ
from congvu.org.web import act, data, form_page
from congvu.policy.actions import Action
from congvu.policy.decide import check
from congvu.ui.web import Request, page

from . import commands, queries
from .forms import AdoptForm, DecideForm, EndForm, MarksForm, TakeBackForm
from .guards import subject_of


@page("GET", action=Action.REGIME_VIEW)
def overview(request: Request) -> HttpResponse:
    """ "Đánh giá song song": what is adopted, and the sheets that this person may see."""
    shown = queries.overview(request.actor, today=clock.today())
    return render(request, "parallel/overview.html", {"shown": shown})


@page("GET", "POST", action=Action.REGIME_SWITCH)
def adopt(request: Request) -> HttpResponseBase:
    """Let a second pack run beside the main one."""
    check(request.actor, Action.REGIME_SWITCH, of_organ(request.actor.organ_id or 0))
    return form_page(
        request, AdoptForm(data(request), choices=queries.choices(request.actor)), commands.adopt,
        organ_id=request.actor.organ_id, title="Áp dụng song song", back=reverse("parallel:overview"),
        done="Đã ghi quyết định áp dụng song song.", button="Áp dụng song song",
        lead="Bộ chính giữ nguyên. Cùng các việc đã giao tính cho cả hai bộ, không nhập lại.",
    )  # fmt: skip


@page("GET", "POST", action=Action.REGIME_SWITCH)
def end(request: Request, adoption_id: int) -> HttpResponseBase:
    """From a day on the second pack no longer runs."""
    row = queries.adoption_of(request.actor, adoption_id)
    check(request.actor, Action.REGIME_SWITCH, of_organ(row.organ_id))
    return form_page(
        request, EndForm(data(request)), commands.end, adoption_id=row.pk,
        title=f"Thôi áp dụng song song {row.pack_id}", back=reverse("parallel:overview"),
        done="Đã ghi ngày thôi áp dụng.", button="Thôi áp dụng", danger=True,
        lead="Phiếu và điểm đã có giữ nguyên.",
    )  # fmt: skip


@page("POST", action=Action.PERIOD_OPEN)
def open_sheets(request: Request, adoption_id: int, code: str) -> HttpResponseBase:
    """Open the sheets of a period."""
    row = queries.adoption_of(request.actor, adoption_id)
    return act(
        request, commands.open_sheets, adoption_id=row.pk, code=code, back=reverse("parallel:overview"),
        done="Đã mở phiếu cho những người thuộc diện.",
    )  # fmt: skip


@page("GET", action=Action.CARD_VIEW)
def sheet(request: Request, sheet_id: int) -> HttpResponse:
    """One sheet: what the tasks tell, the marks, the score with its steps."""
    return _sheet(request, queries.sheet_page(sheet_id, viewer=request.actor))


def _sheet(request: Request, shown: queries.SheetPage, form: Any = None, status: int = 200) -> HttpResponse:
    saw(request, f"parallel.sheet:{shown.sheet.pk}", shown.sheet.person_id)
    if form is None and shown.may_self:
        form = MarksForm(shown)
    elif form is None and shown.may_decide:
        form = DecideForm(shown)
    return render(request, "parallel/sheet.html", {"shown": shown, "form": form}, status=status)


@page("GET", "POST", action=Action.CARD_SELF_SCORE)
def self_mark(request: Request, sheet_id: int) -> HttpResponseBase:
    """The person's own marks."""
    shown = queries.sheet_page(sheet_id, viewer=request.actor)
    check(request.actor, Action.CARD_SELF_SCORE, subject_of(shown.sheet))
    return _marked(
        request, shown, MarksForm(shown, data(request)), commands.self_mark, "Đã ghi phần tự chấm."
    )


@page("GET", "POST", action=Action.CARD_CONFIRM)
def decide(request: Request, sheet_id: int) -> HttpResponseBase:
    """The authority's marks."""
    shown = queries.sheet_page(sheet_id, viewer=request.actor)
    check(request.actor, Action.CARD_CONFIRM, subject_of(shown.sheet))
    return _marked(request, shown, DecideForm(shown, data(request)), commands.decide, "Đã chấm phiếu.")


def _marked(
    request: Request, shown: queries.SheetPage, form: MarksForm, command: Any, done: str
) -> HttpResponseBase:
    saw(request, f"parallel.sheet:{shown.sheet.pk}", shown.sheet.person_id)
    back = reverse("parallel:sheet", args=[shown.sheet.pk])
    return form_page(
        request, form, command, sheet_id=shown.sheet.pk, title=shown.sheet.person.full_name, back=back,
        done=done, template="parallel/sheet.html", context={"shown": shown},
    )  # fmt: skip


@page("GET", "POST", action=Action.CARD_CONFIRM)
def take_back(request: Request, sheet_id: int) -> HttpResponseBase:
    """Open a decided sheet again, with a reason."""
    shown = queries.sheet_page(sheet_id, viewer=request.actor)
    check(request.actor, Action.CARD_CONFIRM, subject_of(shown.sheet))
    saw(request, f"parallel.sheet:{shown.sheet.pk}", shown.sheet.person_id)
    return form_page(
        request, TakeBackForm(data(request), initial={"version": shown.sheet.version}), commands.take_back,
        sheet_id=shown.sheet.pk, title=f"Lấy lại phiếu của {shown.sheet.person.full_name}",
        back=reverse("parallel:sheet", args=[shown.sheet.pk]), done="Đã lấy lại phiếu để chấm lại.",
        button="Lấy lại", danger=True, lead="Lần chấm trước vẫn giữ trong hồ sơ.",
    )  # fmt: skip
