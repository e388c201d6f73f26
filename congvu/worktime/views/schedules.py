"""Schedules, shift kinds and the rota."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from congvu.base import clock
from congvu.org.queries import own_organ, people_choices, root_subject
from congvu.org.web import act, data, form_page, submit
from congvu.policy.actions import Action
from congvu.policy.decide import check
from congvu.ui.web import Request, SeeOther, page
from congvu.worktime import commands, queries
from congvu.worktime.asked import month_asked
from congvu.worktime.forms import WEEK, RotaForm, ScheduleForm, ShiftKindForm, TeamsForm, UseForm


@page("GET", action=Action.STRUCTURE_VIEW)
def home(request: Request) -> HttpResponseBase:
    """Schedules, who follows which, and the kinds of shifts."""
    shown = queries.schedules(request.actor, on=clock.today())
    return render(request, "worktime/schedules.html", {"shown": shown, "weekdays": list(WEEK.values())})


def _organ_id(request: Request) -> int:
    organ = own_organ(request.actor)
    check(request.actor, Action.SCHEDULE_EDIT, root_subject(organ.pk))
    return organ.pk


@page("GET", "POST", action=Action.SCHEDULE_EDIT)
def new(request: Request) -> HttpResponseBase:
    """Add a schedule."""
    return form_page(
        request, ScheduleForm(data(request)), commands.add_schedule, organ_id=_organ_id(request),
        title="Thêm chế độ làm việc", back=reverse("worktime:schedules"), done="Đã thêm chế độ làm việc.",
    )  # fmt: skip


@page("GET", "POST", action=Action.SCHEDULE_EDIT)
def edit(request: Request, schedule_id: int) -> HttpResponseBase:
    """Change a schedule."""
    _organ_id(request)
    row = queries.schedule_of(request.actor, schedule_id)
    initial = {f: getattr(row, f) for f in ("code", "name", "is_shift", "is_default", *WEEK)}
    return form_page(
        request, ScheduleForm(data(request), initial=initial), commands.edit_schedule, schedule_id=row.pk,
        title=f"Sửa chế độ {row.name}", lead="Số phút đổi ở đây tính cho cả những ngày đã qua.",
        back=reverse("worktime:schedules"), done="Đã lưu chế độ làm việc.",
    )  # fmt: skip


@page("GET", "POST", action=Action.SCHEDULE_EDIT)
def use(request: Request) -> HttpResponseBase:
    """Put people on a schedule from a day on."""
    organ_id = _organ_id(request)
    shown = queries.schedules(request.actor, on=clock.today())
    form = UseForm(
        data(request), initial={"valid_from": clock.today()},
        people=people_choices([organ_id], on=clock.today()), schedules=[(r.id, r.name) for r in shown.rows],
    )  # fmt: skip
    return form_page(
        request, form, commands.use_schedule, title="Chuyển người sang chế độ khác",
        back=reverse("worktime:schedules"), done="Đã chuyển chế độ làm việc.", button="Chuyển",
    )  # fmt: skip


@page("GET", "POST", action=Action.SCHEDULE_EDIT)
def kind_set(request: Request) -> HttpResponseBase:
    """Add or change a kind of shift."""
    return form_page(
        request, ShiftKindForm(data(request)), commands.set_shift_kind, organ_id=_organ_id(request),
        title="Loại ca", lead="Trùng ký hiệu đã có thì đổi loại ca đó cho các lịch xếp sau này.",
        back=reverse("worktime:schedules"), done="Đã ghi loại ca.",
    )  # fmt: skip


@page("POST", action=Action.SCHEDULE_EDIT)
def kind_remove(request: Request, kind_id: int) -> HttpResponseBase:
    """Take a kind of shift out."""
    return act(
        request, commands.remove_shift_kind, organ_id=_organ_id(request), kind_id=kind_id,
        back=reverse("worktime:schedules"), done="Đã bỏ loại ca.",
    )  # fmt: skip


@page("GET", "POST", action=Action.SCHEDULE_EDIT)
def teams(request: Request) -> HttpResponseBase:
    """Three teams from a pattern of shifts."""
    organ_id, month = _organ_id(request), month_asked(request.GET.get("thang", ""))
    form = TeamsForm(
        data(request), people=queries.shift_people(organ_id, on=month.last),
        initial={"first": month.first, "last": month.last},
    )  # fmt: skip
    return form_page(
        request, form, commands.generate_rota, organ_id=organ_id, title="Xếp ba tổ theo vòng ca",
        lead="Mỗi tổ đi sau tổ trước một phần vòng ca. Ca đã có của những người này trong khoảng ngày sẽ thay bằng ca mới.",
        back=reverse("worktime:rota"), done="Đã xếp lịch ca.", button="Xếp lịch",
    )  # fmt: skip


@page("GET", "POST", action=Action.SCHEDULE_EDIT)
def rota(request: Request) -> HttpResponseBase:
    """A month of shifts: one line a person, one box a day; keepers write."""
    month = month_asked(request.GET.get("thang", ""))
    number = request.GET.get("trang", "1")
    shown = queries.rota(
        request.actor,
        month.first,
        month.last,
        page=int(number) if number.isascii() and number.isdigit() else 1,
    )
    form = RotaForm(data(request), rota=shown)
    refusal = submit(
        request, form, commands.set_shifts, organ_id=shown.organ.pk, first=month.first, last=month.last
    )
    if request.method == "POST" and not refusal:
        messages.success(request, "Đã lưu lịch ca.")
        return SeeOther(request.get_full_path())
    context = {
        "shown": shown, "form": form, "month": month, "before": month.previous(), "after": month.next(),
        "lines": form.lines(),
    }  # fmt: skip
    return render(request, "worktime/rota.html", context, status=refusal.status if refusal else 200)
