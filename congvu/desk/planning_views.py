"""Planning a month: choose from proposals, edit rows, send, confirm, see what changed since."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from congvu.assignments import commands, queries
from congvu.audit.middleware import saw
from congvu.base import clock
from congvu.base.errors import Missing
from congvu.catalogue.queries import search_products
from congvu.policy.actions import Action
from congvu.ui.web import Refusal, Request, answer, attempt, page
from rulebook.periods import Month

from .planning import chosen_rows, month_named, month_page
from .planning_forms import forms_of, specs_of

CHECK = "Chưa lưu được. Đồng chí xem lại ô được đánh dấu."
SHOWN = 12


@page("GET", action=Action.PLAN_EDIT)
def home(request: Request) -> HttpResponse:
    """The next month: that is what is planned now."""
    return redirect("desk:plan_month", str(Month.of(clock.today()).next()))


@page("GET", "POST", action=Action.PLAN_EDIT)
def month(request: Request, written: str) -> HttpResponseBase:
    """A month of one's own or of a unit: the proposals, or the way to its plan."""
    asked, today = month_named(written), clock.today()
    unit_id = _number(request.GET.get("don-vi", ""))
    found = month_page(request.actor, asked, unit_id, on=today)
    refusal = Refusal()
    if request.method == "POST":
        made: list[int] = []
        rows = chosen_rows(request.actor, asked, unit_id, set(request.POST.getlist("chon")), on=today)
        refusal = attempt(
            _start, made=made, month=asked, unit_id=unit_id, rows=rows, by=request.actor, at=clock.now()
        )
        if made:
            done = "Đã lập kế hoạch. Sửa từng dòng rồi gửi xác nhận."
            return answer(request, "catalogue/_said.html", page=_address(made[0]), done=done, sentence=done)
    context = {"found": found, "said": refusal}
    return render(request, "desk/plan_month.html", context, status=422 if refusal else 200)


def _start(*, made: list[int], **values: Any) -> None:
    made.append(commands.start_plan(**values).pk)


@page("GET", "POST", action=Action.PLAN_VIEW)
def plan(request: Request, plan_id: int) -> HttpResponseBase:
    """One plan: its rows, to edit while it is a draft; what changed since it was confirmed."""
    found = queries.plan_page(plan_id, viewer=request.actor, on=clock.today())
    saw(request, f"assignments.plan:{plan_id}", found.plan.person_id)
    is_open = found.may_edit and found.plan.state == "DRAFT"
    posted = request.method == "POST"
    rows = (
        forms_of(found, request.POST if posted else None, viewer=request.actor, on=clock.today())
        if is_open
        else []
    )
    refusal = Refusal("Kế hoạch này không sửa được nữa. Đồng chí tải lại trang.") if posted else Refusal()
    if posted and is_open:
        refusal = _save(request, plan_id, rows)
        if not refusal:
            done = "Đã gửi kế hoạch." if request.POST.get("lam") == "gui" else "Đã lưu kế hoạch."
            return answer(request, "catalogue/_said.html", page=_address(plan_id), done=done, sentence=done)
        if refusal.status != 409:  # what could be saved is saved: the next try stands on that
            found = queries.plan_page(plan_id, viewer=request.actor, on=clock.today())
    context = {"found": found, "plan": found.plan, "rows": rows, "said": refusal or request.refusal}
    return render(request, "desk/plan.html", context, status=refusal.status if refusal else 200)


def _save(request: Request, plan_id: int, rows: list[Any]) -> Refusal:
    """Save what was typed, and send it where that was the button. Nothing is kept of a refused save."""
    specs = specs_of(rows)
    if specs is None:
        return Refusal(CHECK)
    command = _save_and_submit if request.POST.get("lam") == "gui" else commands.save_plan
    return attempt(
        command, plan_id=plan_id, version=_number(request.POST.get("version", "")) or 0, rows=specs,
        by=request.actor, at=clock.now(),
    )  # fmt: skip


def _save_and_submit(*, plan_id: int, version: int, rows: list[Any], **who: Any) -> None:
    """What is saved stays saved when the plan is not complete enough to be sent."""
    saved = commands.save_plan(plan_id=plan_id, version=version, rows=rows, **who)
    commands.submit_plan(plan_id=plan_id, version=saved.version, **who)


@page("POST", action=Action.PLAN_EDIT)
def recall(request: Request, plan_id: int) -> HttpResponseBase:
    """Rút lại để sửa."""
    return _step(request, plan_id, commands.recall_plan, "Đã rút lại. Sửa rồi gửi lại.")


@page("POST", action=Action.PLAN_CONFIRM)
def send_back(request: Request, plan_id: int) -> HttpResponseBase:
    """Trả lại, nêu lý do."""
    reason = request.POST.get("reason", "")
    return _step(request, plan_id, commands.return_plan, "Đã trả lại kế hoạch.", reason=reason)


@page("POST", action=Action.PLAN_CONFIRM)
def confirm(request: Request, plan_id: int) -> HttpResponseBase:
    """Xác nhận: mọi dòng thành việc được giao."""
    return _step(request, plan_id, commands.confirm_plan, "Đã xác nhận. Các dòng đã thành việc được giao.")


def _step(
    request: Request, plan_id: int, command: Callable[..., Any], done: str, **values: Any
) -> HttpResponseBase:
    queries.plan_page(plan_id, viewer=request.actor, on=clock.today())
    version = _number(request.POST.get("version", "")) or 0
    refusal = attempt(command, plan_id=plan_id, version=version, **values, by=request.actor, at=clock.now())
    return answer(
        request, "catalogue/_said.html", page=_address(plan_id), refusal=refusal, done=done, sentence=done
    )


@page("GET", action=Action.PLAN_EDIT)
def products(request: Request) -> HttpResponse:
    """Options of the product box of one row; `o` is the row, the other value what was typed."""
    typed = str(next((value for name, value in request.GET.items() if name.endswith("-product")), ""))
    row = _number(request.GET.get("o", ""))
    if row is None:
        raise Missing("Không có dòng này.")
    found = search_products(
        request.actor, typed, on=clock.today(), person_id=request.actor.person_id, limit=SHOWN
    )
    return render(request, "desk/_plan_products.html", {"found": found, "row": row})


def _address(plan_id: int) -> str:
    return reverse("desk:plan", args=[plan_id])


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None
