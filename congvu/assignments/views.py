"""Pages of work: mine, my unit's, one task, giving work."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from congvu.audit.middleware import saw
from congvu.base import clock
from congvu.base.errors import Missing
from congvu.catalogue.queries import search_products
from congvu.policy.actions import Action
from congvu.ui.web import Refusal, Request, answer, attempt, is_htmx, page

from . import commands, queries
from .acts import Acts, drawn
from .due import due, due_calendar
from .forms import (
    AssignForm,
    CancelForm,
    CarryOverForm,
    CauseForm,
    DecideForm,
    ExtensionForm,
    HandOverForm,
    ProgressForm,
    RejudgeForm,
    UnableForm,
    new_client_id,
)
from .models import Cause, Delivery, Extension, Share
from .states import ShareState

CHECK = "Chưa gửi được. Đồng chí xem lại ô được đánh dấu."
SHOWN = 12


@page("GET", action=Action.TASK_VIEW)
def mine(request: Request) -> HttpResponse:
    """ "Việc của tôi": to accept, open, handed in, done in the period."""
    work = queries.my_work(request.actor, today=clock.today())
    return render(request, "assignments/mine.html", {"work": work})


@page("GET", action=Action.TASK_ASSIGN)
def unit(request: Request) -> HttpResponse:
    """The work of the units that the viewer leads. Strangers to leading get 404."""
    if queries.led(request.actor) is None:
        raise Missing("Trang này của lãnh đạo đơn vị.")
    asked = request.GET
    person = asked.get("nguoi", "")
    chosen: dict[str, Any] = {
        "person_id": int(person) if person.isascii() and person.isdigit() and len(person) < 16 else None,
        "state": asked.get("trang-thai", ""),
        "deadline": asked.get("han", ""),
    }
    work = queries.unit_work(request.actor, today=clock.today(), after=asked.get("sau", ""), **chosen)
    for row in work.rows:
        saw(request, f"assignments.task:{row.task_id}", row.person_id)
    states = [("", "Đang mở"), ("tat-ca", "Tất cả"), *ShareState.choices]
    return render(request, "assignments/unit.html", {
        "work": work, "chosen": chosen, "states": states, "deadlines": queries.DEADLINES.items(),
        "people": [("", "Mọi người"), *work.people],
    })  # fmt: skip


@page("GET", action=Action.TASK_VIEW)
def task(request: Request, task_id: int) -> HttpResponse:
    """One task: parts, hand-ins with verdicts, requests, history, what the viewer may do."""
    context = _task_context(request, task_id)
    for share in context["found"].shares:
        saw(request, f"assignments.task:{task_id}", share.share.person_id)
    return render(request, "assignments/task.html", context)


def _task_context(request: Request, task_id: int) -> dict[str, Any]:
    found = queries.task_page(task_id, viewer=request.actor, today=clock.today())
    acts = Acts(request)
    people = queries.people_led(request.actor, on=clock.today()) if found.leads else []
    return {
        "found": found,
        "task": found.task,
        "shares": [drawn(acts, card) for card in found.shares],
        "task_acts": acts.of_task(found),
        "people": people,
    }


@page("GET", "POST", action=Action.TASK_ASSIGN)
def assign(request: Request) -> HttpResponseBase:
    """Giao việc: a form that works without script; a refused one keeps what was typed (422)."""
    if queries.led(request.actor) is None:
        raise Missing("Trang này của lãnh đạo đơn vị.")
    who: dict[str, Any] = {"viewer": request.actor, "today": clock.today()}
    form = AssignForm(request.POST, **who) if request.method == "POST" else _fresh_form(request, **who)
    made: list[int] = []
    if form.is_bound and form.is_valid():
        refusal = attempt(_assign, made=made, **form.values(), by=request.actor, at=clock.now())
        if refusal:
            form.add_error(_field_of(form, refusal), str(refusal))
    if made:
        return answer(
            request,
            "assignments/_given.html",
            page=reverse("assignments:task", args=made),
            done="Đã giao việc.",
        )
    people = queries.people_led(request.actor, on=clock.today())
    context = {"form": form, "people": people, "today": clock.today()}
    return render(request, "assignments/assign.html", context, status=422 if form.is_bound else 200)


def _fresh_form(request: Request, **who: Any) -> AssignForm:
    return AssignForm(initial={"client_id": new_client_id()}, **who)


def _assign(*, made: list[int], **values: Any) -> None:
    made.append(commands.assign_task(**values).pk)


def _field_of(form: AssignForm, refusal: Refusal) -> str | None:
    """The field a refusal speaks of; those about the people stand at the first person."""
    name = {"shares": "person_1", "product": "product_text"}.get(refusal.field, refusal.field)
    return name if name in form.fields else None


@page("GET", action=Action.TASK_ASSIGN)
def products(request: Request) -> HttpResponse:
    """Options of the product combobox."""
    found = search_products(
        request.actor, request.GET.get("product_text", ""), on=clock.today(), person_id=request.actor.person_id,
        limit=SHOWN,
    )  # fmt: skip
    return render(request, "assignments/_products.html", {"found": found})


@page("GET", action=Action.TASK_ASSIGN)
def due_hint(request: Request) -> HttpResponse:
    """The words under a deadline: weekday, working days left, holidays on the way."""
    day = AssignForm.base_fields["deadline"]
    try:
        wanted = day.clean(request.GET.get("deadline", ""))
    except django_forms.ValidationError:
        return render(request, "assignments/_due.html", {"due": None})
    today = clock.today()
    return render(request, "assignments/_due.html", {
        "due": due(due_calendar(request.actor.organ_id or 0, today), wanted, today)
    })  # fmt: skip


Command = Callable[..., Any]


def _act(
    request: Request,
    shown: int,
    command: Command,
    form: django_forms.Form | None,
    done: str,
    **ids: Any,
) -> HttpResponseBase:
    """Run a command with what was typed; the task page again, with the refusal in its place."""
    if form is None or form.is_valid():
        values = form.values() if form is not None else {}  # type: ignore[attr-defined]
        refusal = attempt(command, **values, **ids, by=request.actor, at=clock.now())
    else:
        refusal = Refusal(CHECK)
    address = reverse("assignments:task", args=[shown])
    context: dict[str, Any] = {}
    if is_htmx(request):
        request.typed, request.refusal = (request.POST, refusal) if refusal else (None, Refusal())
        context = _task_context(request, shown)
    return answer(request, "assignments/_task.html", page=address, refusal=refusal, done=done, **context)


def _of_share(
    request: Request, share_id: int, command: Command, form: django_forms.Form | None, done: str
) -> HttpResponseBase:
    return _act(request, queries.task_of(Share, share_id), command, form, done, share_id=share_id)


@page("POST", action=Action.SHARE_ACCEPT)
def accept(request: Request, share_id: int) -> HttpResponseBase:
    """Nút "Nhận việc"."""
    return _of_share(request, share_id, commands.accept_share, None, "Đã nhận việc.")


@page("POST", action=Action.SHARE_REPORT)
def progress(request: Request, share_id: int) -> HttpResponseBase:
    """Báo tiến độ."""
    return _of_share(
        request, share_id, commands.report_progress, ProgressForm(request.POST), "Đã báo tiến độ."
    )


@page("POST", action=Action.SHARE_REPORT)
def unable(request: Request, share_id: int) -> HttpResponseBase:
    """Báo không làm được."""
    form = UnableForm(request.POST)
    return _of_share(request, share_id, commands.report_unable, form, "Đã báo lãnh đạo.")


@page("POST", action=Action.SHARE_REPORT)
def keep(request: Request, share_id: int) -> HttpResponseBase:
    """Làm tiếp phần việc đã báo không làm được."""
    return _of_share(request, share_id, commands.keep_share, None, "Đồng chí làm tiếp phần việc này.")


@page("POST", action=Action.EXTENSION_ASK)
def extend(request: Request, share_id: int) -> HttpResponseBase:
    """Xin gia hạn."""
    form = ExtensionForm(request.POST)
    return _of_share(request, share_id, commands.ask_extension, form, "Đã gửi đề nghị gia hạn.")


@page("POST", action=Action.SHARE_HAND_OVER)
def hand_over(request: Request, share_id: int) -> HttpResponseBase:
    """Chuyển việc cho người khác."""
    form = HandOverForm(request.POST, viewer=request.actor)
    return _of_share(request, share_id, commands.hand_over, form, "Đã chuyển việc.")


@page("POST", action=Action.TASK_CARRY_OVER)
def carry_over(request: Request, share_id: int) -> HttpResponseBase:
    """Chuyển phần chưa xong sang kỳ sau."""
    form = CarryOverForm(request.POST)
    return _of_share(request, share_id, commands.carry_over, form, "Đã chuyển sang kỳ sau.")


@page("POST", action=Action.TASK_CANCEL)
def cancel(request: Request, share_id: int) -> HttpResponseBase:
    """Hủy một phần việc."""
    return _of_share(request, share_id, commands.cancel_share, CancelForm(request.POST), "Đã hủy phần việc.")


@page("POST", action=Action.TASK_CANCEL)
def cancel_task(request: Request, task_id: int) -> HttpResponseBase:
    """Hủy mọi phần còn mở."""
    form = CancelForm(request.POST)
    return _act(request, task_id, commands.cancel_task, form, "Đã hủy việc.", task_id=task_id)


@page("POST", action=Action.EXTENSION_DECIDE)
def decide_extension(request: Request, extension_id: int) -> HttpResponseBase:
    """Quyết định một đề nghị gia hạn."""
    task_id = queries.task_of(Extension, extension_id)
    form = DecideForm(request.POST)
    return _act(
        request, task_id, commands.decide_extension, form, "Đã quyết định.", extension_id=extension_id
    )


@page("POST", action=Action.CAUSE_PROPOSE)
def propose_cause(request: Request, delivery_id: int) -> HttpResponseBase:
    """Nêu nguyên nhân khách quan."""
    task_id = queries.task_of(Delivery, delivery_id)
    form = CauseForm(request.POST)
    return _act(
        request, task_id, commands.propose_cause, form, "Đã gửi nguyên nhân.", delivery_id=delivery_id
    )


@page("POST", action=Action.CAUSE_DECIDE)
def decide_cause(request: Request, cause_id: int) -> HttpResponseBase:
    """Quyết định một nguyên nhân khách quan."""
    task_id = queries.task_of(Cause, cause_id)
    return _act(
        request, task_id, commands.decide_cause, DecideForm(request.POST), "Đã quyết định.", cause_id=cause_id
    )


@page("POST", action=Action.DELIVERY_JUDGE)
def rejudge(request: Request, delivery_id: int) -> HttpResponseBase:
    """Sửa kết luận trước ngày chốt kỳ."""
    task_id = queries.task_of(Delivery, delivery_id)
    form = RejudgeForm(request.POST)
    return _act(
        request, task_id, commands.rejudge_delivery, form, "Đã sửa kết luận.", delivery_id=delivery_id
    )
