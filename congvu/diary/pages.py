"""What the templates get: the day, the line, and what stands in their forms."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable
from typing import Any

from django.http import HttpResponseBase, QueryDict
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from congvu.assignments.queries import OpenShare
from congvu.base import clock
from congvu.base.errors import Missing
from congvu.ui.web import Refusal, Request, answer, is_htmx
from rulebook.periods import Month

from . import queries, typed


def reply(
    request: Request,
    fragment: str,
    *,
    address: str,
    refusal: Refusal,
    done: str,
    context: Callable[[], dict[str, Any]],
) -> HttpResponseBase:
    """The answer to a post; the fragment's context is built only where a fragment is drawn."""
    request.refusal = refusal
    request.typed = request.POST if refusal else None
    parts = context() if is_htmx(request) else {}
    return answer(request, fragment, page=address, refusal=refusal, done=done, **parts)


def reply_day(
    request: Request, day: dt.date, refusal: Refusal, done: str, *, query: str = ""
) -> HttpResponseBase:
    """The day again, after something was done with it."""
    return reply(
        request, "diary/_day.html", address=address_of(day) + query, refusal=refusal, done=done,
        context=lambda: day_context(request, day),
    )  # fmt: skip


def own_day(request: Request, day: dt.date) -> dict[str, Any]:
    """What commands about one's own day take besides what they are about."""
    person_id, _ = queries.own_person(request.actor)
    return {"person_id": person_id, "day": day, "by": request.actor, "at": clock.now()}


def address_of(day: dt.date) -> str:
    """The address of one's own day."""
    return reverse("diary:today") if day == clock.today() else reverse("diary:day", args=[day])


def asked_day(request: Request) -> dt.date:
    """The day named by `?ngay=`; today when there is none or it has no address."""
    try:
        day = dt.date.fromisoformat(request.GET.get("ngay", ""))
    except ValueError:
        return clock.today()
    return day if queries.FIRST <= day <= queries.LAST else clock.today()


@functools.cache
def _blank_details() -> SafeString:
    """The boxes of an untouched form: always the same, so drawn once per process."""
    return SafeString(render_to_string("diary/_details.html", {"form": typed.blank()}))


def day_context(request: Request, day: dt.date) -> dict[str, Any]:
    """For diary/page.html and diary/_day.html."""
    found = queries.day_page(day, viewer=request.actor, now=clock.now())
    form = _day_form(request, day, found.proposals)
    return {
        "found": found,
        "form": form,
        "details": _blank_details() if form.is_blank else "",
        "address": address_of(day),
        "as_list": request.GET.get("xem") == "danh-sach" or not (found.blocks or found.proposed_blocks),
        "reason": _typed_reason(request),
        "lengths": queries.LENGTHS,
        "goes_on": bool(request.POST.get("proposal")) and not request.refusal,
        "dismissed": _dismissed(request, day),
        "moved": request.resolver_match.kwargs.get("entry_id", 0) if request.resolver_match else 0,
    }


def _typed_reason(request: Request) -> str:
    return request.typed.get("excess_reason", "")[: typed.MOST_SHOWN] if request.typed is not None else ""


def entry_context(request: Request, entry_id: int) -> dict[str, Any]:
    """For diary/entry.html and diary/_entry.html. Raises Missing for a line of another."""
    found = queries.entry_page(entry_id, viewer=request.actor, today=clock.today())
    if not found.is_own:
        raise Missing("Không có mục này.")
    post = request.typed
    form, proof = typed.of_card(found.card), typed.Typed()
    if post is not None and "duration" in post:
        form = _again(request, post, found.card.worked_on, version=found.card.version)
    elif post is not None:
        proof = typed.again(post, request.refusal)
    return {
        "found": found,
        "card": found.card,
        "form": form,
        "proof": proof,
        "stale": request.refusal.status == 409 and bool(request.refusal),
        "day_url": address_of(found.card.worked_on),
    }


def month_context(request: Request, first: dt.date) -> dict[str, Any]:
    """For diary/month.html."""
    actor = request.actor
    if actor.person_id is None:
        raise Missing("Tài khoản này chưa gắn với cán bộ nào.")
    period = Month(first.year, first.month)
    days = queries.month(actor.person_id, period.first, period.last, viewer=actor, today=clock.today())
    return {
        "days": days,
        "first": period.first,
        "before": period.first - dt.timedelta(days=1),
        "after": period.last + dt.timedelta(days=1),
        "minutes": sum(d.minutes for d in days),
        "due": sum(d.plan.minutes for d in days),
        "longest": max([480, *(d.minutes for d in days), *(d.plan.minutes for d in days)]),
    }


def _dismissed(request: Request, day: dt.date) -> str:
    """The proposal just dismissed, which may be taken back."""
    key = request.POST.get("dismissed", "") or request.GET.get("da-bo", "")
    return queries.dismissed_of(key, viewer=request.actor, day=day) if key else ""


def _day_form(request: Request, day: dt.date, proposals: tuple[queries.Proposal, ...]) -> typed.Typed:
    if request.typed is not None and "client_id" in request.typed:
        return _again(request, request.typed, day)
    if key := request.GET.get("goi-y", ""):
        wanted = next((one for one in proposals if one.key == key), None)
        if wanted is not None:
            return typed.of_proposal(wanted)
    if copied := _copied(request, request.GET.get("chep", ""), day):
        return copied
    number = request.GET.get("viec", "")
    if _is_number(number) and (pin := queries.pinned(int(number), viewer=request.actor, on=day)):
        return typed.of_pin(pin)
    for name, whole in (("phan", True), ("ghi", False)):
        share = _share(request, request.GET.get(name, ""), day)
        if share is not None:
            return typed.of_share(share, whole=whole)
    return typed.blank()


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 16


def _copied(request: Request, number: str, day: dt.date) -> typed.Typed | None:
    """A line of hers to write again; None for what is none of hers."""
    if not _is_number(number):
        return None
    try:
        found = queries.entry_page(int(number), viewer=request.actor, today=clock.today())
    except Missing:
        return None
    if not found.is_own:
        return None
    share = _share(request, str(found.card.share_id or ""), day)
    return typed.copy_of(found.card, share_is_open=share is not None)


def _again(request: Request, post: QueryDict, day: dt.date, version: int = 0) -> typed.Typed:
    """As it was typed; when no line was chosen, the lines that fit, to choose from without script."""
    groups: tuple[queries.ChoiceGroup, ...] = ()
    if request.refusal.field == "what":
        groups = queries.offer(post.get("text", ""), viewer=request.actor, on=day).groups
    return typed.again(post, request.refusal, groups, version=version)


def _share(request: Request, number: str, day: dt.date) -> OpenShare | None:
    if not _is_number(number):
        return None
    return queries.left_of(int(number), viewer=request.actor, on=day)
