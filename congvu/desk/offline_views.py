"""The service worker, the manifest, the page for no network, and who is signed in."""

from __future__ import annotations

import json

from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.templatetags.static import static
from django.views.decorators.cache import never_cache

from congvu.ui.web import Request, page

from .offline import manifest as app_manifest
from .offline import worker_parts, worker_settings


@page("GET", public=True)
def worker(request: Request) -> HttpResponse:
    """/sw.js: at the root, so that its scope is the whole site. The browser asks for it again each day."""
    parts = ", ".join(json.dumps(static(name)) for name in worker_parts())
    text = f"self.CV = {json.dumps(worker_settings())};\nimportScripts({parts});\n"
    response = HttpResponse(text, content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response


@page("GET", public=True)
def manifest(request: Request) -> HttpResponse:
    """What a browser reads to install the application."""
    response = JsonResponse(app_manifest(), content_type="application/manifest+json")
    response["Cache-Control"] = "max-age=3600"
    return response


@page("GET", public=True)
def offline(request: Request) -> HttpResponse:
    """Shown in place of a page that this device does not keep. The same for everyone."""
    response = render(request, "desk/offline.html")
    response["Cache-Control"] = "no-cache"
    return response


@page("GET", public=True)
@never_cache
def pulse(request: Request) -> HttpResponse:
    """Who is signed in ("" for nobody), and a fresh token: asked before what waited is sent."""
    if not request.user.is_authenticated:
        # No token: its new cookie could come between a sign-in page and its form.
        return JsonResponse({"who": "", "token": ""})
    return JsonResponse({"who": str(request.user.pk), "token": get_token(request)})
