"""Pages of the confirmer: the queue, one line, the three decisions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.urls import reverse

from congvu.audit.middleware import saw
from congvu.base import clock
from congvu.policy.actions import Action
from congvu.ui.web import Refusal, Request, answer, attempt, is_htmx, page

from . import commands, forms, queries

OPEN = "review/_columns.html"


@page("GET", action=Action.QUEUE_VIEW)
def queue(request: Request) -> HttpResponse:
    """Lines that wait for this person. Nothing is opened yet, so nothing is logged as opened."""
    return render(request, "review/page.html", _drawn(request, None))


@page("GET", action=Action.QUEUE_VIEW)
def entry(request: Request, entry_id: int) -> HttpResponse:
    """One line opened; logged. Strangers get 404."""
    return render(request, "review/page.html", _drawn(request, entry_id))


@page("POST", action=Action.ENTRY_CONFIRM)
def confirm(request: Request, entry_id: int) -> HttpResponseBase:
    """Nút "Xác nhận"."""
    return _decide(request, entry_id, _confirm, "Đã xác nhận.")


@page("POST", action=Action.ENTRY_ADJUST)
def adjust(request: Request, entry_id: int) -> HttpResponseBase:
    """Nút "Lưu và sang mục sau" of an adjustment."""
    return _decide(request, entry_id, _adjust, "Đã điều chỉnh.")


@page("POST", action=Action.ENTRY_RETURN)
def send_back(request: Request, entry_id: int) -> HttpResponseBase:
    """Nút "Trả lại và sang mục sau"."""
    return _decide(request, entry_id, _return, "Đã trả lại.")


def _decide(request: Request, entry_id: int, act: Callable[..., None], done: str) -> HttpResponseBase:
    """Decide, then on to the next line of the queue; a refusal draws this line again."""
    queries.detail(entry_id, viewer=request.actor, now=clock.now())  # 404 for strangers
    following = queries.queue(request.actor, now=clock.now()).after(entry_id)
    refusal = attempt(act, request=request, entry_id=entry_id)
    here = reverse("review:entry", args=[entry_id])
    after = reverse("review:entry", args=[following]) if following else reverse("review:queue")
    request.refusal, request.typed = refusal, request.POST if refusal else None
    drawn = _drawn(request, entry_id if refusal else following) if is_htmx(request) else {}
    return answer(request, OPEN, page=here if refusal else after, refusal=refusal, done=done, **drawn)


def _confirm(request: Request, entry_id: int) -> None:
    commands.confirm_entry(
        entry_id=entry_id, version=forms.version_of(request.POST), accept_unplanned=forms.accepts(request.POST),
        by=request.actor, at=clock.now(),
    )  # fmt: skip


def _adjust(request: Request, entry_id: int) -> None:
    quantity = queries.quantity_of(entry_id)
    values = forms.adjustment_of(request.POST, quantity)
    commands.adjust_entry(
        entry_id=entry_id, version=forms.version_of(request.POST), by=request.actor, at=clock.now(), **values
    )


def _return(request: Request, entry_id: int) -> None:
    commands.return_entry(
        entry_id=entry_id, version=forms.version_of(request.POST), reason=forms.reason_of(request.POST),
        major_error=request.POST.get("major_error") == "1", by=request.actor, at=clock.now(),
    )  # fmt: skip


def _drawn(request: Request, entry_id: int | None) -> dict[str, Any]:
    """The queue, with one line opened or none."""
    if entry_id is None:
        waiting = queries.queue(request.actor, now=clock.now())
        return {"queue": waiting, "shown": _shown(request, waiting)}
    found = queries.detail(entry_id, viewer=request.actor, now=clock.now())
    saw(request, found.card.origin, found.card.person_id)
    waiting = queries.queue(request.actor, now=clock.now())
    before, after, place = waiting.around(entry_id)
    refusal: Refusal = request.refusal
    return {
        "queue": waiting, "shown": _shown(request, waiting, entry_id), "detail": found, "card": found.card,
        "before": before, "after": after, "place": place, "typed": request.typed or {},
        "errors": {refusal.field: str(refusal)} if refusal and refusal.field else {},
        "shown_form": _shown_form(request),
        "templates": list(enumerate(forms.TEMPLATES)), "how_counts": forms.HOW_COUNTS,
    }  # fmt: skip


def _shown_form(request: Request) -> str:
    """Which of the two forms a refusal leaves open."""
    typed = request.typed or QueryDict()
    if not request.refusal or "reason" not in typed:
        return ""
    return "adjust" if "minutes" in typed else "return"


def _shown(request: Request, found: queries.Queue, current: int | None = None) -> queries.QueuePage:
    """One page of the queue: the one asked for, or the one where the open line stands."""
    asked = request.GET.get("trang", "")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 0
    return found.page(number, current)
