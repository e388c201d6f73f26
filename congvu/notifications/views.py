"""The bell's page, one's choices, and the one-tap page behind the link of a mail."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from congvu.accounts.models import User
from congvu.base import clock
from congvu.base.errors import Missing
from congvu.org.models import Person
from congvu.org.queries import actor_of_person
from congvu.policy.actions import Action
from congvu.ui.web import Request, SeeOther, answer, attempt, page

from . import commands, mailing, queries
from .forms import ChoiceForm, present
from .states import Kind


def _who(request: Request) -> int:
    """The signed-in person. Raises: Missing for a user who is nobody at work."""
    if request.actor.person_id is None:
        raise Missing("Không tìm thấy trang này.")
    return request.actor.person_id


@page("GET", action=Action.REMINDER_OWN)
def listing(request: Request) -> HttpResponseBase:
    """What waits, then what is over. Looking changes nothing."""
    person_id = _who(request)
    found = queries.bell(request.actor)
    choice = queries.choice_of(person_id)
    return render(request, "notifications/list.html", {"bell": found, "choice": choice})


@page("POST", action=Action.REMINDER_OWN)
def read_all(request: Request) -> HttpResponseBase:
    refusal = attempt(
        commands.mark_read, person_id=_who(request), reminder_id=None, by=request.actor, at=clock.now()
    )
    back = reverse("notifications:list")
    return answer(request, "ui/_messages.html", page=back, refusal=refusal, done="Đã đánh dấu đã đọc.")


@page("POST", action=Action.REMINDER_OWN)
def open_one(request: Request, reminder_id: int) -> HttpResponseBase:
    """Go where the reminder leads, or to the form for leave; it counts as read from now on."""
    found = commands.mark_read(
        person_id=_who(request), reminder_id=reminder_id, by=request.actor, at=clock.now()
    )
    line = queries.line_of(found) if found else None
    wants_leave = line is not None and line.leave_address and request.POST.get("to") == "nghi"
    return SeeOther(line.leave_address if line and wants_leave else found.address if found else "/")


@page("POST", action=Action.REMINDER_OWN)
def turn_off(request: Request, kind: str) -> HttpResponseBase:
    """One tap: this kind no more ("tat-ca": none at all)."""
    wanted = "" if kind == "tat-ca" else kind
    refusal = attempt(
        commands.turn_off, person_id=_who(request), kind=wanted, by=request.actor, at=clock.now()
    )
    return answer(
        request, "ui/_messages.html", page=reverse("notifications:list"), refusal=refusal, done=_off(wanted)
    )


def _off(kind: str) -> str:
    what = f"nhắc “{Kind(kind).label}”" if kind in Kind.values else "mọi lời nhắc"
    return f"Đã tắt {what}. Bật lại ở “Cách nhắc tôi”."


@page("GET", "POST", action=Action.REMINDER_OWN)
def choice(request: Request) -> HttpResponseBase:
    """The hour, the way, the kinds."""
    person_id = _who(request)
    typed = request.POST if request.method == "POST" else None
    form = ChoiceForm(typed, initial=present(queries.choice_of(person_id)))
    if form.is_bound and form.is_valid():
        refusal = attempt(
            commands.set_choice, person_id=person_id, **form.cleaned_data, by=request.actor, at=clock.now()
        )
        if not refusal:
            messages.success(request, "Đã lưu cách nhắc.")
            return SeeOther(reverse("notifications:choice"))
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal)
    shown = {"form": form, "mail_on": mailing.is_on(), "email": cast(User, request.user).email}
    return render(request, "notifications/choice.html", shown, status=422 if form.errors else 200)


@page("GET", "POST", public=True)
@never_cache
def off(request: Request, token: str) -> HttpResponseBase:
    """Behind the link of a mail: one page, one button. The link is the right to press it."""
    known = mailing.read_off_link(token)
    person = Person.objects.filter(pk=known[0]).first() if known else None
    if known is None or person is None or (known[1] and known[1] not in Kind.values):
        raise Http404
    kind, is_done = known[1], False
    if request.method == "POST":
        who = actor_of_person(person, on=clock.today())
        is_done = not attempt(commands.turn_off, person_id=person.pk, kind=kind, by=who, at=clock.now())
    label = Kind(kind).label if kind else ""
    return render(request, "notifications/off.html", {"label": label, "is_done": is_done})
