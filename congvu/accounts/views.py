"""Sign in, sign out, activate, one's own account."""

from __future__ import annotations

from typing import cast

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from congvu.base import clock
from congvu.base.errors import DomainError
from congvu.policy.actions import Action
from congvu.policy.facts import Actor
from congvu.ui.web import Request, SeeOther, attempt, page

from . import commands, queries
from .adapter import Adapter
from .forms import ActivateForm, ChangePasswordForm, PreferencesForm, SignInForm
from .models import User

NOBODY = Actor(user_id=None, person_id=None, organ_id=None, name="")
SECRETS = ("password", "repeated", "old", "code")


def destination(request: Request) -> str:
    """Where to go after signing in: an address of this site, or the home page."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if ours and not wanted.startswith(("/dang-nhap", "/dang-xuat")) else "/"


@page("GET", "POST", public=True)
@never_cache
@sensitive_post_parameters(*SECRETS)
def login(request: Request) -> HttpResponseBase:
    """The sign-in page; whoever is in already goes on."""
    if request.user.is_authenticated:
        return SeeOther(destination(request))
    form = SignInForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid() and (done := _sign_in(request, form)):
        return done
    going = destination(request)
    return render(
        request,
        "accounts/sign_in.html",
        {
            "form": form,
            "next": going,
            "returning": going != "/",
            "sample_open": queries.sample_is_open(request),
        },
        status=_status(form),
    )


def _sign_in(request: Request, form: SignInForm) -> HttpResponseBase | None:
    """Through allauth, so that later ways of signing in share its stages; None with an error in the form."""
    credentials = {"username": form.cleaned_data["username"], "password": form.cleaned_data["password"]}
    adapter = cast(Adapter, get_adapter(request))
    try:
        user = adapter.authenticate(request, **credentials)
    except ValidationError as error:
        form.add_error(None, ValidationError(error.messages[0], code="locked"))
        return None
    if user is None:
        form.add_error("password", adapter.wrong(request, credentials["username"]))
        return None
    entry = Login(user=user, redirect_url=destination(request))
    response = perform_password_login(request, credentials, entry)
    commands.note_sign_in(way="mật khẩu", by=request.actor, at=clock.now())
    return SeeOther(response["Location"])


def _status(form: Form) -> int:
    if not form.is_bound or form.is_valid():
        return 200
    return 429 if form.has_error("__all__", "locked") else 422


@page("POST", public=True)
def logout(request: Request) -> HttpResponse:
    get_adapter(request).logout(request)
    messages.success(request, "Đồng chí đã đăng xuất.")
    return SeeOther("/dang-nhap")


@page("GET", "POST", public=True)
@never_cache
@sensitive_post_parameters(*SECRETS)
def activate(request: Request) -> HttpResponse:
    """A one-time code, then one's own password; then one is in."""
    form = ActivateForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid() and (done := _activate(request, form)):
        return done
    return render(request, "accounts/activate.html", {"form": form}, status=_status(form))


def _activate(request: Request, form: ActivateForm) -> HttpResponse | None:
    if not ratelimit.consume(request, action="activate", dry_run=True):
        form.add_error(
            None,
            ValidationError("Mạng này đã thử sai quá nhiều lần. Chờ 15 phút rồi thử lại.", code="locked"),
        )
        return None
    try:
        user = commands.activate(**form.cleaned_data, by=NOBODY, at=clock.now())
    except DomainError as error:
        if error.field == "code":
            ratelimit.consume(request, action="activate")
        form.add_error(error.field or None, error.sentence)
        return None
    get_adapter(request).login(request, user)
    commands.note_sign_in(way="mã kích hoạt", by=request.actor, at=clock.now())
    messages.success(request, "Đã đặt mật khẩu. Từ lần sau đồng chí đăng nhập bằng mật khẩu này.")
    return SeeOther("/")


@page("GET", action=Action.ACCOUNT_OWN_EDIT)
def profile(request: Request) -> HttpResponse:
    return _profile(request)


@page("POST", action=Action.ACCOUNT_OWN_EDIT)
@sensitive_post_parameters(*SECRETS)
def password(request: Request) -> HttpResponse:
    """Change one's own password; this session stays, the others end."""
    form = ChangePasswordForm(request.POST)
    if form.is_valid():
        refusal = attempt(commands.change_password, **form.cleaned_data, by=request.actor, at=clock.now())
        if not refusal:
            update_session_auth_hash(request, User.objects.get(pk=cast(User, request.user).pk))
            messages.success(request, "Đã đổi mật khẩu. Các máy khác đã thoát ra.")
            return SeeOther("/tai-khoan")
        form.add_error(refusal.field or None, refusal)
    return _profile(request, password=form, status=422)


@page("POST", action=Action.ACCOUNT_OWN_EDIT)
def preferences(request: Request) -> HttpResponse:
    form = PreferencesForm(request.POST)
    if form.is_valid():
        refusal = attempt(commands.set_preferences, **form.cleaned_data, by=request.actor, at=clock.now())
        if not refusal:
            messages.success(request, "Đã lưu cách hiển thị.")
            return SeeOther("/tai-khoan")
        form.add_error(refusal.field or None, refusal)
    return _profile(request, preferences=form, status=422)


def _profile(
    request: Request, *, password: Form | None = None, preferences: Form | None = None, status: int = 200
) -> HttpResponse:
    account = cast(User, request.user)
    now = {"theme": account.theme, "shortcuts_off": account.shortcuts_off}
    forms = {
        "account": account,
        "password": password or ChangePasswordForm(),
        "preferences": preferences or PreferencesForm(initial=now),
    }
    return render(request, "accounts/profile.html", forms, status=status)
