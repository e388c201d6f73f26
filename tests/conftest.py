"""Strict fixtures shared by every room."""

from __future__ import annotations

import datetime as dt
import os
import shutil

import pytest

from congvu.base import clock
from tests.world import World, build_world

NOON = clock.at(dt.date(2026, 11, 19), 12)


@pytest.fixture(autouse=True)
def _nothing_remembered():
    """Tests put rows into tables directly: no answer may outlive its test."""
    from congvu.base import memo
    from congvu.desk import products
    from congvu.review.queries import quality, usual_times

    memo.common.clear()
    usual_times.forget_medians()
    quality.forget_figures()
    products.forget_times()


@pytest.fixture
def noon():
    """The clock stands at noon of Thursday 19 November 2026."""
    with clock.frozen(NOON):
        yield NOON


@pytest.fixture
def world(db, noon) -> World:
    """A small organ with a person of every kind (tests/world), on Thursday 19/11/2026."""
    return build_world()


def pytest_configure(config):
    """CI installs everything, so that there a skip is a failure (CONGVU_TEST_NO_SKIP=1)."""
    config.no_skip = os.environ.get("CONGVU_TEST_NO_SKIP") == "1"


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    outcome = yield
    report = outcome.get_result()
    elsewhere = item.get_closest_marker("postgres")  # runs in the other of CI's two test runs
    if item.config.no_skip and report.skipped and not elsewhere and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped, and this run skips nothing: {report.longrepr}"


CHROMIUM = shutil.which(os.environ.get("CHROMIUM", "chromium"))
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
    "--use-fake-device-for-media-stream",  # a microphone that beeps; a page still has to ask for it
]  # fmt: skip


@pytest.fixture(scope="session")
def browser():
    """One headless Chromium for the whole run: Playwright runs only once in a process."""
    if CHROMIUM is None:
        pytest.skip("cần trình duyệt: apt-get install chromium (gói Debian), hoặc đặt biến CHROMIUM")
    # Playwright keeps an event loop in this thread; Django would refuse the database beside it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()
