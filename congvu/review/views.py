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
    return _decide(request, entry_id, _confirm)


@page("POST", action=Action.ENTRY_ADJUST)
def adjust(request: Request, entry_id: int) -> HttpResponseBase:
    """Nút "Lưu và sang mục sau" of an adjustment."""
    return _decide(request, entry_id, _adjust)


@page("POST", action=Action.ENTRY_RETURN)
def send_back(request: Request, entry_id: int) -> HttpResponseBase:
    """Nút "Trả lại và sang mục sau"."""
    return _decide(request, entry_id, _return)


@page("POST", action=Action.ENTRY_CONFIRM)
def confirm_group(request: Request) -> HttpResponseBase:
    """Nút "Xác nhận N mục"."""
    lines = forms.lines_of(request.POST)
    refusal = attempt(commands.confirm_group, lines=lines, by=request.actor, at=clock.now())
    done = f"Đã xác nhận {len(lines)} mục."
    drawn = _drawn(request, None) if is_htmx(request) else {}
    return answer(request, OPEN, page=reverse("review:queue"), refusal=refusal, done=done, **drawn)


@page("POST", action=Action.DECISION_UNDO)
def undo(request: Request, confirmation_id: int) -> HttpResponseBase:
    """Nút "Hoàn tác"; back to the line. Not one's own decision: 404."""
    entry_id = queries.entry_of(confirmation_id, viewer=request.actor)
    refusal = attempt(
        commands.undo_decision, confirmation_id=confirmation_id, by=request.actor, at=clock.now()
    )
    here = queries.narrowed_of(request.GET).address(reverse("review:entry", args=[entry_id]))
    done = "Đã hoàn tác. Mục này lại chờ đồng chí."
    drawn = _drawn(request, entry_id) if is_htmx(request) else {}
    return answer(request, OPEN, page=here, refusal=refusal, done=done, **drawn)


def _decide(request: Request, entry_id: int, act: Callable[..., None]) -> HttpResponseBase:
    """Decide, then on to the next line of the queue, with the way back; a refusal draws this line again."""
    queries.line_of_another(entry_id, viewer=request.actor)  # 404 for strangers
    part = queries.narrowed_of(request.GET)
    following = queries.narrow(queries.queue(request.actor, now=clock.now()), part).after(entry_id)
    refusal = attempt(act, request=request, entry_id=entry_id)
    here = part.address(reverse("review:entry", args=[entry_id]))
    after = reverse("review:entry", args=[following]) if following else reverse("review:queue")
    if not refusal:
        after = part.address(after, vua=queries.latest_own(entry_id, viewer=request.actor))
    request.refusal, request.typed = refusal, request.POST if refusal else None
    drawn = _drawn(request, entry_id if refusal else following) if is_htmx(request) else {}
    return answer(request, OPEN, page=here if refusal else after, refusal=refusal, **drawn)


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
    """The queue with what stands beside it, and one line opened or none."""
    viewer, now = request.actor, clock.now()
    waiting = queries.queue(viewer, now=now)
    group = queries.group_of(waiting, viewer=viewer, now=now)
    part = queries.narrowed_of(request.GET)
    held = queries.narrow(waiting, part)
    drawn = {
        "queue": waiting, "held": held, "shown": _shown(request, held, entry_id), "group": group, "part": part,
        "choices": _choices(request, waiting, part) if entry_id is None else None,
        "next_sample": group.next_but(entry_id), "undoable": _undoable(request),
        "quality": queries.quality_of(viewer, waiting, now=now),
        "overdue": queries.overdue_below(viewer, now=now),
    }  # fmt: skip
    if entry_id is None:
        return drawn
    found = queries.detail(entry_id, viewer=viewer, now=now, waiting=waiting)
    saw(request, found.card.origin, found.card.person_id)
    before, after, place = held.around(entry_id)
    refusal: Refusal = request.refusal
    form = _shown_form(request)
    ready = request.typed.get("template", "") if request.typed else ""
    return {
        **drawn, "detail": found, "card": found.card,
        "before": before, "after": after, "place": place, "typed": request.typed or {},
        "errors": {refusal.field: str(refusal)} if refusal and refusal.field else {},
        "shown_form": form, "is_sample": group.sampled(entry_id),
        "templates": forms.offered(chosen=ready if form == "return" else ""), "how_counts": forms.HOW_COUNTS,
        "adjust_templates": forms.offered(forms.ADJUST_TEMPLATES, ready if form == "adjust" else ""),
    }  # fmt: skip


def _choices(request: Request, waiting: queries.Queue, part: queries.Narrowed) -> queries.Choices | None:
    """What the filter offers, where it was asked for; the plain page does not pay for it."""
    if not part and "loc" not in request.GET:
        return None
    return queries.choices(waiting, viewer=request.actor, on=clock.today())


def _undoable(request: Request) -> queries.Undoable | None:
    """The decision just made, named in the address."""
    made = request.GET.get("vua", "")
    if not (made.isascii() and made.isdigit() and len(made) < 12):
        return None
    return queries.undoable(int(made), viewer=request.actor)


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
