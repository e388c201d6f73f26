"""The year calendar with holidays and swaps."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from congvu.audit.middleware import saw
from congvu.base import clock
from congvu.org.queries import own_organ, root_subject
from congvu.org.web import act, data, form_page
from congvu.policy.actions import Action
from congvu.policy.decide import check
from congvu.ui.web import Request, page
from congvu.worktime import commands, queries
from congvu.worktime.asked import month_asked
from congvu.worktime.forms import CalendarDayForm, SwapForm


@page("GET", action=Action.STRUCTURE_VIEW)
def year(request: Request) -> HttpResponseBase:
    """A year: what is worked, what is not, and who decided it."""
    wanted = request.GET.get("nam", "")
    number = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) == 4 else clock.today().year
    shown = queries.year_calendar(request.actor, number)
    context = {"shown": shown, "today": clock.today(), "years": range(number - 1, number + 2)}
    return render(request, "worktime/calendar.html", context)


def _organ_id(request: Request) -> int:
    organ = own_organ(request.actor)
    check(request.actor, Action.CALENDAR_EDIT, root_subject(organ.pk))
    return organ.pk


@page("GET", action=Action.WORKTIME_VIEW)
def person(request: Request, person_id: int) -> HttpResponseBase:
    """A person's month: the minutes of every day, with the reason."""
    month = month_asked(request.GET.get("thang", ""))
    shown = queries.person_month(request.actor, person_id, month, on=clock.today())
    saw(request, f"worktime.month:{person_id}", person_id)
    context = {"shown": shown, "before": month.previous(), "after": month.next()}
    return render(request, "worktime/person.html", context)


@page("GET", "POST", action=Action.CALENDAR_EDIT)
def day_set(request: Request) -> HttpResponseBase:
    """Enter a day off or a day worked."""
    return form_page(
        request, CalendarDayForm(data(request), initial={"day": request.GET.get("ngay", "")}),
        commands.set_calendar_day, organ_id=_organ_id(request), title="Ghi ngày đặc biệt",
        lead="Ngày của cơ quan đứng trên lịch chung của cả nước.", back=reverse("worktime:calendar"),
        done="Đã ghi vào lịch.",
    )  # fmt: skip


@page("GET", "POST", action=Action.CALENDAR_EDIT)
def swap(request: Request) -> HttpResponseBase:
    """Exchange a working day for a day off."""
    return form_page(
        request, SwapForm(data(request)), commands.swap_days, organ_id=_organ_id(request),
        title="Hoán đổi ngày làm việc", back=reverse("worktime:calendar"), done="Đã ghi hoán đổi.",
    )  # fmt: skip


@page("POST", action=Action.CALENDAR_EDIT)
def day_remove(request: Request, day_id: int) -> HttpResponseBase:
    """Take a day of the organ out again."""
    return act(
        request, commands.remove_calendar_day, organ_id=_organ_id(request), day_id=day_id,
        back=reverse("worktime:calendar"), done="Đã bỏ khỏi lịch riêng.",
    )  # fmt: skip
