"""Pages of organisations, meetings, and the cap."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from congvu.audit.middleware import saw
from congvu.base import clock
from congvu.org.web import act, data, form_page
from congvu.policy.actions import Action
from congvu.policy.decide import check
from congvu.policy.facts import Subject
from congvu.ui.web import Request, page

from . import commands, queries
from .forms import FactForm, MinutesForm, UnitForm
from .guards import pack_of, unit_subject


@page("GET", action=Action.YEAR_VIEW)
def units(request: Request, year: int) -> HttpResponse:
    """The organisations of a year, lowest first."""
    return render(request, "rating/units.html", {"page": queries.units_page(request.actor, year)})


@page("GET", action=Action.YEAR_VIEW)
def unit(request: Request, year: int, rating_id: int) -> HttpResponse:
    """One organisation's year."""
    return render(request, "rating/unit.html", {"page": queries.unit_page(request.actor, year, rating_id)})


@page("GET", "POST", action=Action.UNIT_SELF_RATE)
def unit_self(request: Request, year: int, rating_id: int) -> HttpResponseBase:
    """Own assessment of an organisation (Đ9.2a)."""
    rating = queries.rating_of(request.actor, year, rating_id)
    check(request.actor, Action.UNIT_SELF_RATE, unit_subject(rating))
    form = UnitForm(data(request), pack=pack_of(rating.year), initial=UnitForm.initial_of(rating))
    return form_page(
        request, form, commands.rate_unit_self, rating_id=rating_id, template="rating/unit_form.html",
        title=f"Tự đánh giá {rating.unit.name}", back=reverse("rating:unit", args=[year, rating_id]),
        done="Đã ghi tự đánh giá của tổ chức.",
    )  # fmt: skip


@page("GET", "POST", action=Action.DOSSIER_KEEP)
def unit_fact(request: Request, year: int, rating_id: int) -> HttpResponseBase:
    """A case that decides the level of an organisation (Đ8.4)."""
    rating = queries.rating_of(request.actor, year, rating_id)
    check(request.actor, Action.DOSSIER_KEEP, unit_subject(rating))
    organisation = pack_of(rating.year).organisation
    cases = [one for one in organisation.rating.forced if one.when is None] if organisation else []
    return form_page(
        request, FactForm(data(request), cases=cases), commands.enter_unit_fact, rating_id=rating_id,
        title=f"Trường hợp quyết định mức: {rating.unit.name}", back=reverse("rating:unit", args=[year, rating_id]),
        done="Đã ghi trường hợp quyết định mức.",
    )  # fmt: skip


@page("GET", action=Action.YEAR_VIEW)
def minutes(request: Request, year: int) -> HttpResponse:
    """The meetings of a year by unit."""
    found, lines = queries.minutes_page(request.actor, year)
    return render(request, "rating/minutes.html", {"year": found, "lines": lines})


@page("GET", action=Action.YEAR_VIEW)
def minutes_unit(request: Request, year: int, unit_id: int) -> HttpResponse:
    """What was said at the meeting of one unit."""
    found, lines = queries.minutes_page(request.actor, year)
    _, unit, _ = queries.minutes_unit(request.actor, year, unit_id)
    line = next((one for one in lines if one.unit_id == unit.pk), None)
    return render(request, "rating/minutes_unit.html", {"year": found, "unit": unit, "line": line})


@page("GET", "POST", action=Action.MINUTES_WRITE)
def write_minutes(request: Request, year: int, unit_id: int) -> HttpResponseBase:
    """Write the minutes of a meeting, or correct them until they are confirmed."""
    found, unit, held = queries.minutes_unit(request.actor, year, unit_id)
    check(request.actor, Action.MINUTES_WRITE, Subject(found.organ_id, unit.path))
    first = {"held_on": clock.today(), **MinutesForm.initial_of(held)}
    return form_page(
        request, MinutesForm(data(request), initial=first), commands.write_minutes, year_id=found.pk,
        unit_id=unit_id, title=f"Biên bản họp xếp loại: {unit.name}", back=reverse("rating:minutes", args=[year]),
        done="Đã ghi biên bản. Người khác xác nhận.",
        lead="Ghi ý kiến của các thành viên, thông qua tại cuộc họp (điểm b khoản 1, 2 Điều 21).",
    )  # fmt: skip


@page("POST", action=Action.MINUTES_CONFIRM)
def confirm_minutes(request: Request, minutes_id: int) -> HttpResponseBase:
    """Confirm minutes that somebody else wrote."""
    row = queries.minutes_of(request.actor, minutes_id)
    return act(
        request, commands.confirm_minutes, minutes_id=minutes_id, done="Đã xác nhận biên bản.",
        back=reverse("rating:minutes", args=[row.year.year]),
    )  # fmt: skip


@page("GET", action=Action.DOSSIER_VIEW)
def cap(request: Request, year: int) -> HttpResponse:
    """The cap by its three readings, and the people among whom a person chooses."""
    found = queries.cap_page(request.actor, year)
    for one in found.candidates:
        saw(request, f"rating.dossier:{one.id}", one.person_id)
    return render(request, "rating/cap.html", {"page": found})
