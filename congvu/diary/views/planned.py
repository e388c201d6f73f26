"""Shared events and one's own recurring duties: what the diary proposes from."""

from __future__ import annotations

import datetime as dt

from django.http import HttpResponseBase
from django.urls import reverse

from congvu.base import clock
from congvu.diary import commands, queries
from congvu.diary.planned_forms import EventForm, RecurringForm
from congvu.org.queries import own_organ, people_choices
from congvu.org.web import act, data, form_page
from congvu.policy.actions import Action
from congvu.ui.web import Request, page

SHOWN = dt.timedelta(days=14)


@page("GET", "POST", action=Action.EVENT_MAKE)
def events(request: Request) -> HttpResponseBase:
    """Shared events near today, and the form to make one."""
    organ, today = own_organ(request.actor), clock.today()
    person_id, _ = queries.own_person(request.actor)
    people = people_choices([organ.pk], on=today, but=person_id)
    context = {
        "days": queries.events_of(request.actor, first=today - SHOWN, last=today + SHOWN),
        "today": today,
    }
    return form_page(
        request, EventForm(data(request), people=people, initial={"day": today}), commands.make_event,
        title="Sự kiện chung", back=reverse("diary:events"), button="Tạo sự kiện",
        done="Đã tạo sự kiện. Mỗi người tham dự thấy một gợi ý.", template="diary/events.html", context=context,
    )  # fmt: skip


@page("POST", action=Action.EVENT_CANCEL)
def cancel_event(request: Request, event_id: int) -> HttpResponseBase:
    """Nút "Hủy" beside an event of one's own making."""
    return act(
        request,
        commands.cancel_event,
        event_id=event_id,
        back=reverse("diary:events"),
        done="Đã hủy sự kiện.",
    )


@page("GET", "POST", action=Action.ENTRY_WRITE)
def recurring(request: Request) -> HttpResponseBase:
    """One's own recurring duties, and the form to add one."""
    person_id, _ = queries.own_person(request.actor)
    today = clock.today()
    initial = {"title": request.GET.get("viec", "")[:300]}
    return form_page(
        request, RecurringForm(data(request), initial=initial), commands.add_recurring, person_id=person_id,
        valid_from=today, title="Việc lặp lại", back=reverse("diary:recurring"), button="Đặt việc lặp lại",
        done="Đã đặt. Việc này sẽ được gợi ý vào đúng ngày.", template="diary/recurring.html",
        context={"rows": queries.recurring_of(request.actor, today=today)},
    )  # fmt: skip


@page("POST", action=Action.ENTRY_WRITE)
def end_recurring(request: Request, recurring_id: int) -> HttpResponseBase:
    """Nút "Thôi" beside a recurring duty."""
    return act(
        request, commands.end_recurring, recurring_id=recurring_id, back=reverse("diary:recurring"),
        done="Đã thôi lặp lại việc này.",
    )  # fmt: skip
