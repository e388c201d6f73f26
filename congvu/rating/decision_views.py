"""Pages of decisions: one person, all of a unit, one organisation, a replacement."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponseBase
from django.urls import reverse

from congvu.audit.middleware import saw
from congvu.base import clock
from congvu.base.errors import Denied, Missing
from congvu.org.models import Unit
from congvu.org.web import data, form_page
from congvu.policy.actions import Action
from congvu.ui.web import Request, page

from . import commands, queries
from .forms import DecideForm, PaperForm


def _signed(request: Request) -> dict[str, Any]:
    """Proposed for the paper: today, and who is here."""
    return {"signed_on": clock.today(), "signer": request.actor.name}


@page("GET", "POST", action=Action.RATING_DECIDE)
def decide(request: Request, year: int, dossier_id: int) -> HttpResponseBase:
    """The decision on one person."""
    found = queries.dossier_page(request.actor, year, dossier_id)
    if found.decide_why_not and request.method == "GET":
        raise Denied(found.decide_why_not)
    saw(request, f"rating.dossier:{dossier_id}", found.dossier.person_id)
    first = {"level": found.suggestion.level, **_signed(request)}
    form = DecideForm(
        data(request), levels=found.pack.levels, suggested=found.suggestion.level, initial=first
    )
    return form_page(
        request, form, commands.decide, dossier_id=dossier_id, template="rating/decide.html",
        context={"page": found}, title=f"Quyết định xếp loại: {found.dossier.person.full_name}",
        back=reverse("rating:dossier", args=[year, dossier_id]), done="Đã ghi quyết định xếp loại.",
        button="Quyết định",
    )  # fmt: skip


@page("GET", "POST", action=Action.RATING_REPLACE)
def replace(request: Request, year: int, dossier_id: int) -> HttpResponseBase:
    """A new decision in place of a wrong one (Đ21.3)."""
    found = queries.dossier_page(request.actor, year, dossier_id)
    if found.in_force is None:
        raise Missing("Không tìm thấy trang này.")
    if found.replace_why_not and request.method == "GET":
        raise Denied(found.replace_why_not)
    saw(request, f"rating.dossier:{dossier_id}", found.dossier.person_id)
    form = DecideForm(
        data(request), levels=found.pack.levels, suggested=found.suggestion.level, replaces=True,
        initial={"signed_on": clock.today()},
    )  # fmt: skip
    return form_page(
        request, form, commands.replace_decision, decision_id=found.in_force.decision.pk,
        template="rating/decide.html", context={"page": found},
        title=f"Thay quyết định: {found.dossier.person.full_name}",
        back=reverse("rating:dossier", args=[year, dossier_id]),
        done="Đã ghi quyết định mới. Quyết định trước được giữ, không còn hiệu lực.", button="Thay quyết định",
    )  # fmt: skip


@page("GET", "POST", action=Action.RATING_DECIDE)
def decide_all(request: Request, year: int) -> HttpResponseBase:
    """By one document, everybody of a unit whose dossier is complete, by the suggestion."""
    found = queries.board(request.actor, year, unit=request.GET.get("don-vi", ""))
    if not found.may_decide_all:
        raise Denied("Chỉ người có thẩm quyền quyết định được.")
    units = Unit.objects.filter(organ_id=found.year.organ_id)
    asked = request.GET.get("don-vi", "")
    unit = units.filter(pk=int(asked)).first() if asked.isdecimal() else units.filter(parent=None).first()
    if unit is None:
        raise Missing("Không tìm thấy trang này.")
    return form_page(
        request, PaperForm(data(request), initial=_signed(request)), commands.decide_all, year_id=found.year.pk,
        unit_path=unit.path, title=f"Quyết định theo gợi ý: {unit.name}",
        back=reverse("rating:board", args=[year]), button="Quyết định theo gợi ý",
        done="Đã quyết định các hồ sơ đủ. Hồ sơ còn thiếu, khác gợi ý hoặc vượt tỷ lệ chờ quyết định riêng.",
        lead="Một quyết định cho mọi hồ sơ đã đủ, mỗi người đúng mức gợi ý.",
    )  # fmt: skip


@page("GET", "POST", action=Action.RATING_DECIDE)
def unit_decide(request: Request, year: int, rating_id: int) -> HttpResponseBase:
    """The level of one organisation; again, with the reason, it replaces the former."""
    found = queries.unit_page(request.actor, year, rating_id)
    if found.decide_why_not and request.method == "GET":
        raise Denied(found.decide_why_not)
    organisation = found.pack.organisation
    assert organisation is not None
    form = DecideForm(
        data(request), levels=organisation.rating.levels, suggested=found.suggestion.level, measures=False,
        replaces=found.in_force is not None, initial={"level": found.suggestion.level, **_signed(request)},
    )  # fmt: skip
    return form_page(
        request, form, commands.decide_unit, rating_id=rating_id,
        title=f"Quyết định xếp loại {found.rating.unit.name}", back=reverse("rating:unit", args=[year, rating_id]),
        done="Đã ghi quyết định xếp loại tổ chức.", button="Quyết định",
        lead=f"Gợi ý: {found.suggested}." if found.suggested else found.suggestion.undecided,
    )  # fmt: skip
