"""The one-time page behind /thiet-lap/<token>."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from congvu.accounts.commands import note_sign_in
from congvu.accounts.queries import setup_is_open
from congvu.base import clock
from congvu.base.errors import DomainError
from congvu.policy.facts import Actor
from congvu.ui.web import Request, SeeOther, page

from .setup import Beginning, set_up_organ
from .setup_forms import SetupForm

NOBODY = Actor(user_id=None, person_id=None, organ_id=None, name="")


@page("GET", "POST", public=True)
@never_cache
@sensitive_post_parameters("password", "repeated")
def setup(request: Request, token: str) -> HttpResponse:
    """Set the organ up; 404 once the link is used, replaced or a day old."""
    if not setup_is_open(token, at=clock.now()):
        raise Http404
    first = {"valid_from": clock.today().replace(month=1, day=1)}
    form = SetupForm(request.POST) if request.method == "POST" else SetupForm(initial=first)
    if form.is_bound and form.is_valid() and (done := _set_up(request, token, form)):
        return done
    return render(request, "desk/setup.html", {"form": form}, status=422 if form.is_bound else 200)


def _set_up(request: Request, token: str, form: SetupForm) -> HttpResponse | None:
    asked = dict(form.cleaned_data)
    password, repeated = asked.pop("password"), asked.pop("repeated")
    try:
        user = set_up_organ(
            token=token,
            beginning=Beginning(**asked),
            password=password,
            repeated=repeated,
            by=NOBODY,
            at=clock.now(),
        )
    except DomainError as error:
        field = {"code": "organ_code", "name": "organ_name"}.get(error.field, error.field)
        form.add_error(field if field in form.fields else None, error.sentence)
        return None
    get_adapter(request).login(request, user)
    note_sign_in(way="liên kết thiết lập", by=request.actor, at=clock.now())
    messages.success(request, "Đã lập cơ quan. Việc tiếp theo: nhập đơn vị, cán bộ và danh mục.")
    return SeeOther("/")
