"""What every view uses: `@page`, `attempt`, `answer`.

A view that writes is three steps::

    @page("POST", action=Action.DAY_SUBMIT)
    def day_submit(request, day_id):
        refusal = attempt(commands.submit_day, day_id=day_id, by=request.actor, at=clock.now())
        card = queries.day_card(day_id, viewer=request.actor)
        return answer(request, "diary/_day_card.html", page=card.url, refusal=refusal, card=card)

htmx gets the fragment. A plain browser gets a redirect to `page`; when the command refused, the
page behind that address is drawn at once with status 422, `request.refusal` says why (base.html
shows it) and `request.typed` holds what was posted. So the view of a page with a form builds it as
`EntryForm(request.typed)`: None on a normal visit, the typed values after a refusal.
"""

from __future__ import annotations

import copy
import functools
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
    JsonResponse,
    QueryDict,
)
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme

from congvu.base.errors import Denied, DomainError
from congvu.policy.actions import Action
from congvu.policy.facts import Actor
from congvu.ui import words


class Request(HttpRequest):
    """An HttpRequest as views see it behind the middleware and `@page`."""

    actor: Actor
    htmx: Any
    refusal: Refusal
    typed: QueryDict | None


class Refusal(str):
    """The sentence of a refusal; "" (false) when there was none. Knows its status and field.

    Every refusal becomes one of these before it is shown, so here it takes the organ's form of address.
    """

    status: int
    field: str

    def __new__(cls, sentence: str = "", *, status: int = 422, field: str = "") -> Refusal:
        made = super().__new__(cls, words.addressed(sentence))
        made.status, made.field = status, field
        return made


class SeeOther(HttpResponseRedirect):
    """303: the browser follows with GET whatever the first method was."""

    status_code = 303


View = Callable[..., HttpResponseBase]

QUEUE = "X-Cv-Queue"
LARGEST_ID = 2**63 - 1
"""The widest number that either database can keep or be asked for."""


def page(*methods: str, action: Action | None = None, public: bool = False) -> Callable[[View], View]:
    """Mark a view: its HTTP methods, the action it stands for, whether strangers may open it.

    The view gets `.action`, `.public` and `.methods`, which the house tests read. Only a public page may
    have no action. HEAD goes with GET. Domain errors that mean "not for this viewer" become 404.
    """
    allowed = {*methods, "HEAD"} if "GET" in methods else set(methods)
    if action is None and not public:
        raise TypeError("a page that is not public names its action")

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method not in allowed:
                return HttpResponseNotAllowed(sorted(allowed))
            if not public and not request.user.is_authenticated:
                return _to_sign_in(request)
            if waited(request) and request.headers[QUEUE] != str(request.user.pk):
                return HttpResponse(status=401)
            if any(isinstance(part, int) and part > LARGEST_ID for part in kwargs.values()):
                raise Http404("No row has a number that wide.")
            if action is not None:
                # Asked now, once: behind the lazy one every later look at a role would go through a proxy.
                request.actor = copy.copy(request.actor)  # type: ignore[attr-defined]
            request.typed = getattr(request, "typed", None)  # type: ignore[attr-defined]
            request.refusal = getattr(request, "refusal", Refusal())  # type: ignore[attr-defined]
            try:
                return view(request, *args, **kwargs)
            except DomainError as error:
                if error.status == 404 or isinstance(error, Denied):
                    raise Http404 from error
                raise

        guarded.action, guarded.public, guarded.methods = action, public, allowed  # type: ignore[attr-defined]
        return guarded

    return decorate


def waited(request: HttpRequest) -> bool:
    """Whether this comes from the queue of a device that had no network (ADR 0031).

    The header names whose it is; `@page` lets nobody else send it.
    """
    return QUEUE in request.headers


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    """To the sign-in page, and from there back to the page where the person was."""
    if waited(request):
        return HttpResponse(status=401)
    back = request.get_full_path() if request.method in ("GET", "HEAD") else _referer(request)
    response = redirect_to_login(back)
    if is_htmx(request):
        return HttpResponse(status=401, headers={"HX-Redirect": redirect_to_login(_current(request)).url})
    return response


def _own(request: HttpRequest, address: str) -> str:
    """Path and query of an address of ours, "/" for any other."""
    if not url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure()):
        return "/"
    parts = urlsplit(address)
    return parts.path + (f"?{parts.query}" if parts.query else "") or "/"


def _referer(request: HttpRequest) -> str:
    return _own(request, request.headers.get("Referer", ""))


def _current(request: HttpRequest) -> str:
    return _own(request, request.headers.get("HX-Current-URL", ""))


def is_htmx(request: HttpRequest) -> bool:
    """Whether a fragment was asked for (a boosted or history request wants the whole page)."""
    headers = request.headers
    return (
        headers.get("HX-Request") == "true"
        and "HX-Boosted" not in headers
        and "HX-History-Restore-Request" not in headers
    )


def attempt(command: Callable[..., Any], **kwargs: Any) -> Refusal:
    """Run a command; its refusal as a sentence, "" when it was done.

    Raises: Http404 when the thing is not there for this person.
    """
    try:
        command(**kwargs)
    except DomainError as error:
        if error.status == 404:
            raise Http404 from error
        return Refusal(error.sentence, status=error.status, field=error.field)
    return Refusal()


def answer(
    request: Request,
    fragment: str,
    *,
    page: str,
    refusal: str = "",
    status: int | None = None,
    done: str = "",
    **context: Any,
) -> HttpResponseBase:
    """The answer to a post: see the module's docstring.

    `page` is the address a plain browser goes to (and that is drawn again on a refusal);
    `done` the sentence said when it went well; `status` overrides 200 or the refusal's own.
    The fragment gets `refusal` and `context`.
    """
    code = status or int(getattr(refusal, "status", 422) if refusal else 200)
    if waited(request):
        return JsonResponse({"sentence": str(refusal)}, status=code)
    if is_htmx(request):
        response: HttpResponseBase = render(request, fragment, {"refusal": refusal, **context}, status=code)
        if done and not refusal:
            response["HX-Trigger"] = json.dumps({"cv-toast": {"text": words.addressed(done)}})
    elif refusal:
        response = _drawn_again(request, page, refusal, code)
    else:
        if done:
            messages.success(request, done)
        response = SeeOther(page)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _drawn_again(request: Request, address: str, refusal: str, status: int) -> HttpResponseBase:
    """The page at `address` as a visit would show it, with the refusal and the typed values."""
    parts = urlsplit(address)
    try:
        match = resolve(parts.path)
    except Resolver404 as error:
        raise Http404 from error
    visit = copy.copy(request)
    visit.method, visit.path, visit.path_info = "GET", parts.path, parts.path
    visit.GET = QueryDict(parts.query)
    visit.resolver_match = match
    visit.typed = request.POST
    visit.refusal = refusal if isinstance(refusal, Refusal) else Refusal(refusal, status=status)
    response: HttpResponseBase = match.func(visit, *match.args, **match.kwargs)
    if response.status_code == 200:
        response.status_code = status
    return response
