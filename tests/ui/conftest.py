"""What the tests of the look share: rendering a piece of template, a request as views see it."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.template import Context, Template
from django.test import RequestFactory

from congvu.ui.web import Refusal


@pytest.fixture
def draw():
    """`draw("{% badge x %}", x="<b>")`: the rendered text."""

    def render(source: str, **context: object) -> str:
        return Template(source).render(Context(context))

    return render


@pytest.fixture
def visit():
    """A request of someone signed in; `visit(method, path, data, **headers)`."""

    def make(
        method: str = "get",
        path: str = "/giao-dien",
        data: dict | None = None,
        *,
        signed_in: bool = True,
        **headers: str,
    ):
        request = getattr(RequestFactory(), method)(path, data or {}, headers=headers)
        request.user = SimpleNamespace(
            is_authenticated=signed_in, pk=7, username="lan", theme="auto", shortcuts_off=False
        )
        request.actor = SimpleNamespace(name="Lan", person_id=None)
        request.typed, request.refusal = None, Refusal()
        request.session = {}
        return request

    return make
