"""Pages of rating years and dossiers."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from congvu.audit.middleware import saw
from congvu.base import clock
from congvu.base.errors import Missing
from congvu.org.web import act, data, form_page
from congvu.policy.actions import Action
from congvu.policy.decide import check
from congvu.ui.web import Request, page

from . import commands, queries
from .forms import EditForm, FactForm, OutstandingForm, PartyForm, PeriodForm, ReasonForm, SelfForm
from .guards import dossier_subject, pack_of, year_subject
from .models import Dossier, Fact, PeriodNote


@page("GET", action=Action.DESK_OPEN)
def home(request: Request) -> HttpResponse:
    """ "Xếp loại năm": my own years; for leaders and the personnel body those of the organ."""
    return render(request, "rating/home.html", {"home": queries.home(request.actor, today=clock.today())})


@page("POST", action=Action.YEAR_KEEP)
def open_year(request: Request) -> HttpResponseBase:
    """Open a year for the organ."""
    if request.actor.organ_id is None:
        raise Missing("Không tìm thấy trang này.")
    typed = request.POST.get("nam", "")
    year = int(typed) if typed.isdecimal() and len(typed) == 4 else 0
    return act(
        request, commands.open_year, organ_id=request.actor.organ_id, year=year, back=reverse("rating:home"),
        done=f"Đã mở năm xếp loại {year}.",
    )  # fmt: skip


@page("GET", action=Action.YEAR_VIEW)
def board(request: Request, year: int) -> HttpResponse:
    """The board of one year; a view of others' suggestions is logged."""
    asked = request.GET
    found = queries.board(
        request.actor, year, state=asked.get("trang-thai", ""), unit=asked.get("don-vi", ""),
        text=asked.get("tim", ""), page=asked.get("trang", "1"),
    )  # fmt: skip
    for row in found.page.object_list:
        saw(request, f"rating.dossier:{row.pk}", row.person_id)
    return render(request, "rating/board.html", {"board": found})


@page("POST", action=Action.YEAR_KEEP)
def step(request: Request, year: int) -> HttpResponseBase:
    """The next step of the year."""
    found = queries.year_of(request.actor, year)
    return act(
        request, commands.step_year, year_id=found.pk, step=request.POST.get("buoc", ""),
        back=reverse("rating:board", args=[year]), done="Đã chuyển bước.",
    )  # fmt: skip


@page("POST", action=Action.YEAR_KEEP)
def refresh(request: Request, year: int) -> HttpResponseBase:
    """Follow joiners, moves, published periods."""
    found = queries.year_of(request.actor, year)
    return act(
        request, commands.refresh_year, year_id=found.pk, back=reverse("rating:board", args=[year]),
        done="Đã cập nhật hồ sơ và tính lại gợi ý.",
    )  # fmt: skip


@page("GET", "POST", action=Action.YEAR_KEEP)
def outstanding(request: Request, year: int) -> HttpResponseBase:
    """Whether the organ counts as outstanding (Đ20.5b)."""
    found = queries.year_of(request.actor, year)
    check(request.actor, Action.YEAR_KEEP, year_subject(found))
    first = {
        "is_outstanding": "co" if found.is_outstanding else "khong",
        "document": found.outstanding_document,
    }
    return form_page(
        request, OutstandingForm(data(request), initial=first), commands.set_outstanding, year_id=found.pk,
        title=f"Cơ quan nổi trội năm {year}", back=reverse("rating:board", args=[year]), done="Đã ghi.",
        lead="Cấp có thẩm quyền công nhận thì tỷ lệ xuất sắc tính theo điểm b khoản 5 Điều 20.",
    )  # fmt: skip


@page("GET", action=Action.DOSSIER_VIEW)
def dossier(request: Request, year: int, dossier_id: int) -> HttpResponse:
    """One person's year; a view of another's is logged."""
    found = queries.dossier_page(request.actor, year, dossier_id)
    saw(request, f"rating.dossier:{dossier_id}", found.dossier.person_id)
    return render(request, "rating/dossier.html", {"page": found})


@page("GET", "POST", action=Action.DOSSIER_SELF_RATE)
def self_rate(request: Request, year: int, dossier_id: int) -> HttpResponseBase:
    """Mẫu số 02, part II, by the person herself."""
    row = queries.dossier_of(request.actor, year, dossier_id)
    check(request.actor, Action.DOSSIER_SELF_RATE, dossier_subject(row))
    first = {"level": row.self_level, "words": row.self_words}
    return _form(
        request, row, SelfForm(data(request), pack=pack_of(row.year), initial=first), commands.rate_self,
        title=f"Tự xếp loại năm {year}", done="Đã ghi mức tự xếp loại.",
        lead="Sửa được đến khi có quyết định. Mức này in ở mục II của Mẫu số 02.",
    )  # fmt: skip


@page("GET", "POST", action=Action.DOSSIER_KEEP)
def edit(request: Request, year: int, dossier_id: int) -> HttpResponseBase:
    """Months worked, kind of absence, group of similar duties."""
    row = _kept(request, year, dossier_id)
    first = {"worked_months": row.worked_months, "absence": row.absence, "group": row.group}
    return _form(
        request, row, EditForm(data(request), initial=first), commands.edit_dossier, title="Thời gian và nhóm",
        done="Đã ghi.",
    )  # fmt: skip


@page("GET", "POST", action=Action.DOSSIER_KEEP)
def note_period(request: Request, year: int, dossier_id: int) -> HttpResponseBase:
    """A period of an organ left, or not worked."""
    row = _kept(request, year, dossier_id)
    return _form(
        request, row, PeriodForm(data(request)), commands.note_period, title="Ghi kỳ từ văn bản", done="Đã ghi kỳ.",
        lead="Kết quả do cơ quan cũ gửi (khoản 1 Điều 19), hoặc kỳ không làm việc (khoản 2 Điều 11).",
    )  # fmt: skip


@page("POST", action=Action.DOSSIER_KEEP)
def clear_period(request: Request, note_id: int) -> HttpResponseBase:
    """Take a note of a period away."""
    note = PeriodNote.objects.filter(pk=note_id).select_related("dossier__year").first()
    if note is None:
        raise Missing("Không tìm thấy trang này.")
    row = _kept(request, note.dossier.year.year, note.dossier_id)
    return act(request, commands.clear_period, note_id=note_id, back=_back(row), done="Đã bỏ ghi chú của kỳ.")


@page("GET", "POST", action=Action.DOSSIER_KEEP)
def party(request: Request, year: int, dossier_id: int) -> HttpResponseBase:
    """What the Party committee says of a head or deputy."""
    row = _kept(request, year, dossier_id)
    first = {
        "body": row.party_body, "words": row.party_words, "document": row.party_document,
        "document_on": row.party_on,
    }  # fmt: skip
    return _form(
        request, row, PartyForm(data(request), initial=first), commands.note_party, title="Nhận xét của cấp ủy",
        done="Đã ghi nhận xét của cấp ủy.",
    )  # fmt: skip


@page("GET", "POST", action=Action.DOSSIER_KEEP)
def fact(request: Request, year: int, dossier_id: int) -> HttpResponseBase:
    """A case that decides the level whatever the score."""
    row = _kept(request, year, dossier_id)
    cases = [one for one in pack_of(row.year).rating.forced if not one.roles or row.duty in one.roles]
    return _form(
        request, row, FactForm(data(request), cases=cases), commands.enter_fact, title="Trường hợp quyết định mức",
        done="Đã ghi. Điểm được giữ, mức gợi ý theo trường hợp này.",
        lead="Chỉ ghi khi đã có văn bản. Một hành vi chỉ tính ở một năm (khoản 3 Điều 11).",
    )  # fmt: skip


@page("GET", "POST", action=Action.DOSSIER_KEEP)
def withdraw(request: Request, year: int, fact_id: int) -> HttpResponseBase:
    """Withdraw a case that was entered by mistake; of a person or of an organisation."""
    row = Fact.objects.filter(pk=fact_id).select_related("dossier", "unit_rating").first()
    if row is None:
        raise Missing("Không tìm thấy trang này.")
    if row.dossier_id is not None:
        back = _back(_kept(request, year, row.dossier_id))
    else:
        rating = queries.rating_of(request.actor, year, row.unit_rating_id or 0)
        back = reverse("rating:unit", args=[year, rating.pk])
    return form_page(
        request, ReasonForm(data(request)), commands.withdraw_fact, fact_id=fact_id, danger=True,
        title="Rút trường hợp ghi nhầm", back=back, done="Đã rút. Dòng cũ vẫn được giữ kèm lý do.", button="Rút",
    )  # fmt: skip


def _kept(request: Request, year: int, dossier_id: int) -> Dossier:
    """A dossier that this viewer keeps. Raises Missing, Denied."""
    row = queries.dossier_of(request.actor, year, dossier_id)
    check(request.actor, Action.DOSSIER_KEEP, dossier_subject(row))
    return row


def _back(row: Dossier) -> str:
    return reverse("rating:dossier", args=[row.year.year, row.pk])


def _form(request: Request, row: Dossier, form: Any, command: Any, **words: Any) -> HttpResponseBase:
    saw(request, f"rating.dossier:{row.pk}", row.person_id)
    words["title"] = f"{words['title']}: {row.person.full_name}"
    return form_page(request, form, command, dossier_id=row.pk, back=_back(row), **words)
