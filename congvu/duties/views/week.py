""" "Duyệt ca": one week of one team on one screen."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from congvu.audit.middleware import saw
from congvu.base import clock
from congvu.duties import commands, forms, queries
from congvu.policy.actions import Action
from congvu.ui.web import Request, answer, attempt, is_htmx, page


@page("GET", action=Action.DUTY_QUEUE_VIEW)
def week(request: Request) -> HttpResponse:
    """The week asked for, else the oldest in which something waits; one shift may be open."""
    shown = "duties/_week.html" if is_htmx(request) else "duties/week.html"
    return render(request, shown, _context(request, _monday(request), _number(request, "ca")))


@page("POST", action=Action.DUTY_CONFIRM)
def confirm(request: Request, person_id: int, monday: dt.date) -> HttpResponseBase:
    """Nút "Xác nhận cả tuần"."""
    refusal = attempt(
        commands.confirm_week, person_id=person_id, monday=monday, accept=request.POST.getlist("accept"),
        by=request.actor, at=clock.now(),
    )  # fmt: skip
    return _to_week(request, monday, 0, refusal, "Đã xác nhận cả tuần.")


@page("POST", action=Action.DUTY_RETURN)
def send_back(request: Request, shift_id: int) -> HttpResponseBase:
    """Nút "Trả lại ca này"."""
    monday, _ = queries.week_of_shift(shift_id, viewer=request.actor)
    refusal = attempt(
        commands.return_shift,
        shift_id=shift_id,
        reason=forms.reason_of(request.POST),
        by=request.actor,
        at=clock.now(),
    )
    return _to_week(request, monday, shift_id, refusal, "Đã trả lại ca.")


@page("POST", action=Action.DUTY_CONFIRM)
def accept(request: Request, approval_id: int) -> HttpResponseBase:
    """Nút "Nhận là việc đột xuất", after the week was confirmed."""
    monday = queries.week_of_approval(approval_id, viewer=request.actor)
    refusal = attempt(
        commands.accept_above, approval_id=approval_id, number=forms.number_of(request.POST, "number") or 0,
        by=request.actor, at=clock.now(),
    )  # fmt: skip
    return _to_week(request, monday, 0, refusal, "Đã nhận là việc đột xuất.")


@page("POST", action=Action.DUTY_CONFIRM)
def reopen(request: Request, approval_id: int) -> HttpResponseBase:
    """Nút "Mở lại"."""
    monday = queries.week_of_approval(approval_id, viewer=request.actor)
    refusal = attempt(
        commands.reopen_week, approval_id=approval_id, reason=request.POST.get("reason", ""), by=request.actor,
        at=clock.now(),
    )  # fmt: skip
    return _to_week(request, monday, 0, refusal, "Đã mở lại. Các ca chờ xác nhận lại.")


def _to_week(request: Request, monday: dt.date, opened: int, refusal: Any, done: str) -> HttpResponseBase:
    request.refusal, request.typed = refusal, request.POST if refusal else None
    query = {"tuan": monday.isoformat(), "nhom": request.POST.get("team", ""), "ca": opened or ""}
    address = f"{reverse('duties:week')}?{urlencode({k: v for k, v in query.items() if v})}"
    drawn: dict[str, Any] = {}
    if is_htmx(request):
        drawn = _context(request, monday, opened) | {"badge": queries.shifts_to_confirm(request.actor)}
    return answer(request, "duties/_week.html", page=address, refusal=refusal, done=done, **drawn)


def _context(request: Request, monday: dt.date, opened: int) -> dict[str, Any]:
    team = request.POST.get("team", request.GET.get("nhom", ""))
    shown = queries.week_page(monday, team, opened, viewer=request.actor)
    for person in shown.people:
        for one in person.opened:
            saw(request, one.shift.origin, person.person_id)
    return {
        "shown": shown,
        "opened": opened,
        "typed": request.typed or {},
        "reasons": forms.offered(),
    }


def _monday(request: Request) -> dt.date:
    try:
        return dt.date.fromisoformat(request.GET.get("tuan", ""))
    except ValueError:
        return queries.first_waiting(request.actor)


def _number(request: Request, name: str) -> int:
    return forms.number_of(request.GET, name) or 0
