""" "Ca của tôi": the shift of the person on duty. Every touch is one post."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, cast
from urllib.parse import urlencode

from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from congvu.audit.middleware import saw
from congvu.base import clock
from congvu.base.files import Upload, path_of
from congvu.duties import commands, forms, queries
from congvu.policy.actions import Action
from congvu.ui.media import part_of
from congvu.ui.permissions import PERMISSIONS, permissions
from congvu.ui.web import Refusal, Request, answer, attempt, is_htmx, page

SANDBOX = "default-src 'none'; sandbox"


@page("GET", action=Action.DUTY_VIEW)
def today(request: Request) -> HttpResponse:
    """The shift of today."""
    return _page(request, clock.today())


@page("GET", action=Action.DUTY_VIEW)
def day(request: Request, day: dt.date) -> HttpResponse:
    """The shift of another day."""
    return _page(request, day)


@page("POST", action=Action.DUTY_RECORD)
def tap(request: Request, day: dt.date) -> HttpResponseBase:
    """Any touch: a row, a counter, a trip, a round, another piece of work, an oddity."""
    return _done(request, day, request.POST.get("shift", ""), _tap)


@page("POST", action=Action.DUTY_RECORD)
def usual(request: Request, day: dt.date) -> HttpResponseBase:
    """Nút "Tất cả như thường lệ"."""
    return _done(request, day, request.POST.get("shift", ""), _usual)


@page("POST", action=Action.DUTY_RECORD)
def undo(request: Request, tap_id: int) -> HttpResponseBase:
    """Nút "Hoàn tác", and touching a ticked row again."""
    day, name = queries.day_of_tap(tap_id, viewer=request.actor)
    return _done(request, day, name, _undo, "Đã hoàn tác.", tap_id=tap_id)


@page("POST", action=Action.DUTY_RECORD)
def finish(request: Request, day: dt.date) -> HttpResponseBase:
    """Nút "Xong ca"."""
    return _done(request, day, request.POST.get("shift", ""), _finish, "Đã xong ca.")


@page("POST", action=Action.DUTY_RECORD)
def reopen(request: Request, day: dt.date) -> HttpResponseBase:
    """Nút "Mở lại ca"."""
    name = request.POST.get("shift", "")
    return _done(request, day, name, _reopen, "Đã mở lại ca.")


@page("GET", action=Action.DUTY_VIEW)
def photo(request: Request, tap_id: int) -> HttpResponseBase:
    """The photo of a touch. Logged when it is another's."""
    found = queries.photo_of(tap_id, viewer=request.actor)
    saw(request, f"duties.tap:{found.pk}", found.person_id)
    return _kept(FileResponse(path_of(found.photo_sha256).open("rb"), content_type="image/jpeg"))


@page("GET", action=Action.DUTY_VIEW)
def voice(request: Request, tap_id: int) -> HttpResponseBase:
    """The voice note of a touch, in parts when a player asks for them. Logged when it is another's."""
    found = queries.voice_of(tap_id, viewer=request.actor)
    saw(request, f"duties.tap:{found.pk}", found.person_id)
    content = path_of(found.voice_sha256).read_bytes()
    return _kept(part_of(content, found.voice_type, request.headers.get("Range", "")))


def _kept(response: HttpResponseBase) -> HttpResponseBase:
    """Shown in place, never run, never kept by the browser."""
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = SANDBOX
    response["Cache-Control"] = "private, no-store"
    return response


def _page(request: Request, day: dt.date) -> HttpResponse:
    """The one page that may ask for the microphone: for a voice note."""
    response = render(request, "duties/mine.html", _context(request, day))
    response[PERMISSIONS] = permissions(microphone=True)
    return response


def _file(request: Request, name: str) -> Upload | None:
    return cast("Upload | None", request.FILES.get(name))


def _tap(request: Request, day: dt.date, name: str) -> None:
    post = request.POST
    amount = forms.number_of(post, "amount")
    commands.record_tap(
        person_id=request.actor.person_id or 0, day=day, shift=name, kind=post.get("kind", ""),
        item_id=forms.number_of(post, "item"), amount=1 if amount is None else amount, text=forms.text_of(post),
        photo=_file(request, "photo"), voice=_file(request, "voice"), client_id=forms.client_id_of(post), device_at=forms.device_at_of(post),
        by=request.actor, at=clock.now(),
    )  # fmt: skip


def _usual(request: Request, day: dt.date, name: str) -> None:
    commands.mark_usual(
        person_id=request.actor.person_id or 0, day=day, shift=name, client_id=forms.client_id_of(request.POST),
        by=request.actor, at=clock.now(),
    )  # fmt: skip


def _undo(request: Request, day: dt.date, name: str, *, tap_id: int) -> None:
    commands.undo_tap(
        tap_id=tap_id, client_id=forms.client_id_of(request.POST), by=request.actor, at=clock.now()
    )


def _finish(request: Request, day: dt.date, name: str) -> None:
    commands.finish_shift(
        person_id=request.actor.person_id or 0, day=day, shift=name, by=request.actor, at=clock.now()
    )


def _reopen(request: Request, day: dt.date, name: str) -> None:
    shift_id = queries.own_shift_id(day, name, viewer=request.actor)
    commands.reopen_shift(shift_id=shift_id, by=request.actor, at=clock.now())


def _done(
    request: Request, day: dt.date, name: str, act: Callable[..., None], done: str = "", **more: Any
) -> HttpResponseBase:
    """Do it; htmx gets the shift drawn again, a plain browser its page."""
    refusal = attempt(act, request=request, day=day, name=name, **more)
    request.refusal, request.typed = refusal, request.POST if refusal else None
    drawn = _context(request, day, name) if is_htmx(request) else {}
    return answer(
        request, "duties/_shift.html", page=address_of(day, name), refusal=refusal, done=done, **drawn
    )


def address_of(day: dt.date, name: str = "") -> str:
    """The address of one's own shift."""
    base = reverse("duties:mine") if day == clock.today() else reverse("duties:day", args=[day])
    return f"{base}?{urlencode({'ca': name})}" if name else base


def _context(request: Request, day: dt.date, name: str | None = None) -> dict[str, Any]:
    asked = request.GET.get("ca", "") if name is None else name
    refusal: Refusal = request.refusal
    typed: Any = request.typed or {}
    return {
        "duty": queries.duty_page(day, asked, viewer=request.actor),
        "typed": typed,
        "refused_kind": typed.get("kind", "") if refusal else "",
    }
