"""/bat-dau: three steps after the first sign-in; each may be skipped, left and taken up again."""

from __future__ import annotations

import datetime as dt
from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from congvu.accounts.commands import FIRST_STEPS, move_first_run
from congvu.accounts.models import User
from congvu.base import clock
from congvu.catalogue.commands import MOST_FAVOURITES, set_favourites
from congvu.notifications import mailing
from congvu.notifications.commands import HOURS, set_choice
from congvu.notifications.queries import choice_of
from congvu.policy.actions import Action
from congvu.ui.web import Refusal, Request, SeeOther, attempt, page

from .first_run import offers, role_of, standing, steps, whom_to_ask


def is_due(user: User) -> bool:
    """Whether the home page leads to the first steps."""
    return user.first_run == User.FirstRun.DUE


def _user(request: Request) -> User:
    if request.actor.person_id is None:
        raise Http404
    return cast(User, request.user)


@page("GET", action=Action.ACCOUNT_OWN_EDIT)
def begin(request: Request) -> HttpResponseBase:
    """To the first step that is not done; to the first one when all are."""
    done = _user(request).first_step
    return SeeOther(reverse("desk:first_step", args=[done + 1 if done < FIRST_STEPS else 1]))


@page("GET", "POST", action=Action.ACCOUNT_OWN_EDIT)
def first_step(request: Request, step: int) -> HttpResponseBase:
    """One step: shown, or done and on to the next."""
    user = _user(request)
    if not 1 <= step <= FIRST_STEPS:
        raise Http404
    return STEPS[step](request, user)


@page("POST", action=Action.ACCOUNT_OWN_EDIT)
def skip(request: Request) -> HttpResponseBase:
    """Not now: home does not lead here again; the account menu does."""
    user = _user(request)
    attempt(move_first_run, step=user.first_step, is_done=True, by=request.actor, at=clock.now())
    messages.success(request, "Đã bỏ qua. Mở lại ở “Hướng dẫn bắt đầu” trong trình đơn tài khoản.")
    return SeeOther("/")


def _on(request: Request, step: int) -> HttpResponseBase:
    last = step == FIRST_STEPS
    attempt(move_first_run, step=step, is_done=last, by=request.actor, at=clock.now())
    return SeeOther("/" if last else reverse("desk:first_step", args=[step + 1]))


def _shown(
    request: Request, user: User, step: int, refusal: Refusal | None = None, **context: Any
) -> HttpResponse:
    known = {
        "step": step,
        "count": FIRST_STEPS,
        "steps": steps(request.actor, now=step, done=user.first_step),
        "standing": standing(request.actor, on=clock.today()),
        "back": reverse("desk:first_step", args=[step - 1]) if step > 1 else "",
        "why_not": refusal,
    }
    status = refusal.status if refusal else 200
    return render(request, TEMPLATES[step], {**known, **context}, status=status)


def _position(request: Request, user: User) -> HttpResponseBase:
    if request.method == "POST":
        return _on(request, 1)
    return _shown(request, user, 1, ask=whom_to_ask(request.actor.organ_id, on=clock.today()))


def _favourites(request: Request, user: User) -> HttpResponseBase:
    """Choose; the button "Tìm" only draws the page again with what was found and chosen."""
    query, chosen, refusal = "", None, None
    if request.method == "POST":
        chosen = [
            int(i) for i in request.POST.getlist("products") if i.isascii() and i.isdigit() and len(i) < 18
        ]
        query = request.POST.get("q", "")[:120]
        if "tim" not in request.POST:
            refusal = attempt(
                set_favourites, person_id=user.person.pk, product_ids=chosen, by=request.actor, at=clock.now()
            )
            if not refusal:
                return _on(request, 2)
    found = offers(request.actor, query=query, chosen=chosen, on=clock.today())
    return _shown(request, user, 2, refusal, offers=found, most=MOST_FAVOURITES)


def _reminders(request: Request, user: User) -> HttpResponseBase:
    now = choice_of(user.person.pk)
    hour, by_mail, refusal = f"{now.remind_at:%H:%M}", now.by_mail, None
    mails = mailing.is_on() and bool(user.email)
    if request.method == "POST":
        hour = request.POST.get("remind_at", "")
        by_mail = "by_mail" in request.POST if mails else now.by_mail
        refusal = attempt(
            set_choice, person_id=user.person.pk, remind_at=_time(hour), by_mail=by_mail, muted=now.muted,
            is_off=now.is_off, by=request.actor, at=clock.now(),
        )  # fmt: skip
        if not refusal:
            return _on(request, 3)
    return _shown(
        request, user, 3, refusal, role=role_of(request.actor), hour=hour, by_mail=by_mail, mails=mails,
        hours=[(f"{h:%H:%M}", f"{h:%H:%M}") for h in HOURS],
    )  # fmt: skip


def _time(written: str) -> dt.time:
    """The hour posted; one that is never offered where it is none, so that the command refuses."""
    try:
        return dt.time.fromisoformat(written)
    except ValueError:
        return dt.time.min


TEMPLATES = {1: "desk/first_1.html", 2: "desk/first_2.html", 3: "desk/first_3.html"}
STEPS = {1: _position, 2: _favourites, 3: _reminders}
