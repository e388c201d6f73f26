"""A real browser against a live server on the small world, the clock standing still."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.conf import settings
from django.core.management import call_command

from congvu.base import clock
from congvu.ui.fonts import build_fonts
from tests.conftest import NOON
from tests.world import PASSWORD, World, build_world

SHOTS = os.environ.get("CONGVU_SHOTS", "")
SIZES = {"desktop": (1440, 900), "phone": (390, 844)}


def pytest_collection_modifyitems(items):
    for item in items:
        if "journeys" in str(item.path):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.django_db(transaction=True, serialized_rollback=False))


@pytest.fixture(scope="session")
def real_typeface():
    """Pictures show the real typeface; nothing else waits for it."""
    if SHOTS:
        build_fonts(settings.FONTS)
        settings.STATICFILES_DIRS.append(settings.FONTS)


@pytest.fixture
def stage(transactional_db, live_server, real_typeface) -> Iterator[World]:
    """The small world, seen by the live server at noon of Thursday 19/11/2026."""
    with clock.frozen(NOON):
        yield build_world()


@dataclass
class Visit:
    """One person at one screen."""

    page: object
    base: str
    errors: list[str]

    def go(self, path: str):
        response = self.page.goto(self.base + path)
        assert response is not None
        assert response.status < 400, f"{path}: {response.status}"
        return self.page

    def sign_in(self, username: str, password: str = PASSWORD):
        self.page.goto(self.base + "/dang-nhap")
        self.page.fill("input[name=username]", username)
        self.page.fill("input[name=password]", password)
        self.page.click("form button[type=submit]:has-text('Đăng nhập')")
        self.page.wait_for_url(lambda url: "dang-nhap" not in url)
        return self.page

    def status(self, path: str) -> int:
        """What the server answers to this person at an address, without drawing it."""
        return self.page.request.get(self.base + path, max_redirects=0).status

    def shot(self, name: str) -> None:
        """A picture for the handbook, where somebody asked for them."""
        if SHOTS and self.page.evaluate("matchMedia('(prefers-color-scheme: light)').matches"):
            self.page.screenshot(
                path=f"{SHOTS}/{name}-{self.page.viewport_size['width']}.png", caret="initial"
            )


NO_ERRORS = ("status of 4", "htmx:sendAbort", "htmx:afterRequest")
"""What the browser writes as an error and is none: an address refused on purpose, and a request cut short
because the page was left. A request that fails by itself also writes htmx:sendError or htmx:responseError."""


@pytest.fixture(params=["desktop", "phone"])
def size(request) -> str:
    return request.param


@pytest.fixture
def visit(browser, live_server, stage, size):
    """`visit("lan")` opens a fresh browser, signs the persona in and watches for script errors."""
    contexts = []
    visits: list[Visit] = []

    def open_as(username: str | None = None, *, scheme: str = "light", javascript: bool = True) -> Visit:
        width, height = SIZES[size]
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=scheme, locale="vi-VN",
            java_script_enabled=javascript, timezone_id="Asia/Ho_Chi_Minh", reduced_motion="reduce",
            service_workers="block",  # the work without a network has journeys of its own
        )  # fmt: skip
        context.set_default_timeout(20_000)
        page = context.new_page()
        found = Visit(page, live_server.url, [])
        page.on("pageerror", lambda error: found.errors.append(str(error)))
        page.on(
            "console",
            lambda message: (
                found.errors.append(message.text)
                if message.type == "error" and not any(sign in message.text for sign in NO_ERRORS)
                else None
            ),
        )
        contexts.append(context)
        visits.append(found)
        if username:
            found.sign_in(username)
        return found

    yield open_as
    for one in visits:
        assert one.errors == [], one.errors
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The cache table, which migrations do not make."""
    with django_db_blocker.unblock():
        call_command("createcachetable", verbosity=0)
