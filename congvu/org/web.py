"""A page that is one form: the same steps for every command of the organisation and working time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import render

from congvu.base import clock
from congvu.ui.web import Refusal, Request, SeeOther, answer, attempt

CORRECT = "Có mục cần sửa."


def submit(request: Request, form: forms.Form, command: Callable[..., Any], **fixed: Any) -> Refusal:
    """Run the command with what the form holds; a refusal lands beside its field.

    Empty text both when nothing was sent and when it is done: look at `request.method`.
    """
    if request.method != "POST":
        return Refusal()
    if not form.is_valid():
        return Refusal(CORRECT)
    refusal = attempt(command, **form.cleaned_data, **fixed, by=request.actor, at=clock.now())
    if refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    return refusal


def form_page(
    request: Request,
    form: forms.Form,
    command: Callable[..., Any],
    *,
    title: str,
    back: str,
    done: str,
    then: str = "",
    lead: str = "",
    button: str = "Lưu",
    danger: bool = False,
    template: str = "org/form.html",
    context: dict[str, Any] | None = None,
    **fixed: Any,
) -> HttpResponseBase:
    """GET shows the form; POST runs the command and goes to `then` (or `back`), saying `done`.

    A refusal shows the same form with what was typed and status 422 (or the refusal's own).
    """
    refusal = submit(request, form, command, **fixed)
    if request.method == "POST" and not refusal:
        messages.success(request, done)
        return SeeOther(then or back)
    shown = {
        "form": form, "title": title, "lead": lead, "back": back, "button": button, "danger": danger,
        **(context or {}),
    }  # fmt: skip
    return render(request, template, shown, status=refusal.status if refusal else 200)


def act(
    request: Request, command: Callable[..., Any], *, back: str, done: str, **values: Any
) -> HttpResponseBase:
    """A button without a form: run the command; the page `back` says what came of it."""
    refusal = attempt(command, **values, by=request.actor, at=clock.now())
    return answer(request, "ui/_messages.html", page=back, refusal=refusal, done=done)


def data(request: Request) -> Any:
    """What was posted, None on a visit: the first argument of every form."""
    return request.POST if request.method == "POST" else None
