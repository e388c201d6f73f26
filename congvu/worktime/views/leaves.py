"""My leave, and the requests that wait for my decision."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.urls import reverse

from congvu.audit.middleware import saw
from congvu.base import clock
from congvu.base.errors import Missing
from congvu.org.queries import own_organ, people_choices, root_subject
from congvu.org.web import data, form_page
from congvu.policy.actions import Action
from congvu.policy.decide import can, check
from congvu.ui.web import Request, page
from congvu.worktime import commands, queries
from congvu.worktime.asked import day_asked
from congvu.worktime.forms import CancelForm, DecideForm, LeaveForm, RecordLeaveForm
from congvu.worktime.guards import of_leave
from rulebook.periods import Month


@page("GET", "POST", action=Action.LEAVE_RECORD)
def home(request: Request) -> HttpResponseBase:
    """Ask for leave, see its state, and what waits for me."""
    organ = own_organ(request.actor)
    if request.actor.person_id is None:
        raise Missing("Không tìm thấy trang này.")
    today = clock.today()
    waiting = queries.waiting_leaves(request.actor, on=today)
    for row in waiting:
        saw(request, f"worktime.leave:{row.id}", row.person_id)
    asked = day_asked(request.GET.get("ngay", ""))
    form = LeaveForm(data(request), initial={"first": asked, "last": asked})
    context = {
        "mine": queries.my_leaves(request.actor, on=today), "waiting": waiting,
        "may_record": can(request.actor, Action.CONFIRMER_SET, root_subject(organ.pk)),
        "month": queries.person_month(request.actor, request.actor.person_id, Month.of(today), on=today),
    }  # fmt: skip
    return form_page(
        request, form, commands.ask_leave, person_id=request.actor.person_id, title="Nghỉ và lịch",
        back=reverse("worktime:leave"), done="Đã gửi đơn.", button="Gửi đơn",
        template="worktime/leave.html", context=context,
    )  # fmt: skip


@page("GET", "POST", action=Action.LEAVE_DECIDE)
def record(request: Request) -> HttpResponseBase:
    """Personnel enter leave that was approved on paper."""
    organ = own_organ(request.actor)
    check(request.actor, Action.CONFIRMER_SET, root_subject(organ.pk))
    today = clock.today()
    people = people_choices([organ.pk], on=today, but=request.actor.person_id or 0)
    form = RecordLeaveForm(data(request), initial={"first": today, "last": today}, people=people)
    return form_page(
        request, form, commands.record_leave, title="Ghi ngày nghỉ đã được duyệt",
        back=reverse("worktime:leave"), done="Đã ghi ngày nghỉ.", button="Ghi",
    )  # fmt: skip


@page("GET", "POST", action=Action.LEAVE_DECIDE)
def decide(request: Request, leave_id: int) -> HttpResponseBase:
    """Approve or not."""
    today = clock.today()
    leave = queries.leave_of(request.actor, leave_id, on=today)
    check(request.actor, Action.LEAVE_DECIDE, of_leave(leave.person_id, leave.organ_id, on=today))
    saw(request, f"worktime.leave:{leave.pk}", leave.person_id)
    return form_page(
        request, DecideForm(data(request)), commands.decide_leave, leave_id=leave.pk,
        title=f"Đơn của {leave.person.full_name}", lead=queries.leave_line(leave),
        back=reverse("worktime:leave"), done="Đã ghi ý kiến.", button="Ghi ý kiến",
    )  # fmt: skip


@page("GET", "POST", action=Action.LEAVE_RECORD)
def cancel(request: Request, leave_id: int) -> HttpResponseBase:
    """Withdraw a request, or take back leave."""
    leave = queries.leave_of(request.actor, leave_id, on=clock.today())
    return form_page(
        request, CancelForm(data(request)), commands.cancel_leave, leave_id=leave.pk, title="Hủy đơn nghỉ",
        lead=queries.leave_line(leave), back=reverse("worktime:leave"), done="Đã hủy đơn.", button="Hủy đơn",
        danger=True,
    )  # fmt: skip
