"""A browser that gets its pages straight from Django: no server, no port, no database."""

from __future__ import annotations

import mimetypes
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.template import Context, Engine
from django.test import RequestFactory

from congvu.ui import gallery
from congvu.ui.parts import Step
from congvu.ui.shell import NavGroup, NavItem, Shell, mark_current
from congvu.ui.web import Refusal


def pytest_collection_modifyitems(items):
    for item in items:
        if "visual" in item.path.parts:
            item.add_marker(pytest.mark.browser)


SCREENS = Path(__file__).parent / "screens"
SITE = "http://site.test"
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'"
)
GROUPS = (
    NavGroup(
        "Của tôi",
        (
            NavItem("Hôm nay", "/today", "sun"),
            NavItem("Việc của tôi", "/catalogue", "circle-check", badge=9, short="Việc"),
            NavItem("Điểm của tôi", "/score", "chart-column", short="Điểm"),
        ),
    ),
    NavGroup(
        "Đơn vị", (NavItem("Duyệt nhật ký", "/review", "shield-check", badge=6, urgent=True, short="Duyệt"),)
    ),
    NavGroup("Quản trị", (NavItem("Thành phần", "/gallery", "component"),)),
)
WORKS = [
    {
        "name": "VB đến 1284: trả lời Sở Y tế về tuyển dụng",
        "weight": "1,4",
        "due": "25/11",
        "finished": "23/11",
        "counts": "100%",
    },
    {
        "name": "Thẩm định đề án vị trí việc làm",
        "weight": "1,8",
        "due": "12/11",
        "finished": "16/11",
        "late": "Trễ 2 ngày",
        "counts": "60%",
    },
    {
        "name": "Góp ý quy chế tuyển dụng của Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh",
        "note": "Đã gia hạn 3 ngày",
        "weight": "1,4",
        "due": "10/11",
        "finished": "17/11",
        "late": "Trễ 5 ngày",
        "counts": "40%",
        "current": True,
    },
]
FIRST_STEPS = [
    Step("Vị trí việc làm", "done"),
    Step("Việc hay làm", "current"),
    Step("Giờ nhắc và quyền riêng tư"),
]


def shell_for(path: str, theme: str = "") -> Shell:
    groups = mark_current(GROUPS, path)
    items = [item for group in groups for item in group.items]
    return Shell(
        groups=groups,
        bottom=tuple(items[:4]),
        organ_name="Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh Sông Mây",
        person_name="Nguyễn Phước Quý Thụy Đoan Trang",
        initials="ĐT",
        title_line="Chuyên viên, Phòng Công chức, viên chức",
        sample=True,
        delegation="Đang làm thay đồng chí Trần Quốc Đạt đến 30/11" if path == "/review" else None,
        theme=theme,
        theme_url="/theme",
        sign_out_url="/sign-out",
        search_url="/catalogue",
    )


class Site:
    """Answers the browser's requests; remembers what was asked and posted."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.posted: list[dict[str, list[str]]] = []
        self.instead: dict[str, str] = {}
        self.engine = Engine(
            dirs=[str(SCREENS)],
            app_dirs=True,
            builtins=["congvu.ui.templatetags.ui"],
            libraries={"static": "django.templatetags.static", "ui": "congvu.ui.templatetags.ui"},
        )

    def page(self, path: str) -> str:
        name = self.instead.get(path, path.strip("/"))
        request = RequestFactory().get(path)
        request.user = SimpleNamespace(pk=7, is_authenticated=True)
        request.refusal = Refusal()
        context = gallery.context() | {
            "shell": shell_for(path),
            "request": request,
            "works": WORKS,
            "messages": [],
            "csrf_token": "t",
        }
        if name == "first":
            context["steps"] = FIRST_STEPS
        template = "ui/gallery.html" if name == "gallery" else f"{name}.html"
        return self.engine.get_template(template).render(Context(context))

    def answer(self, route) -> None:
        request, parts = route.request, urlsplit(route.request.url)
        self.asked.append(parts.path)
        if parts.path.startswith("/static/"):
            found = finders.find(parts.path.removeprefix("/static/"))
            if not found:
                route.fulfill(status=404, body="")
                return
            kind = mimetypes.guess_type(found)[0] or "application/octet-stream"
            route.fulfill(status=200, content_type=kind, body=Path(found).read_bytes())
            return
        if request.method == "POST":
            self.posted.append(parse_qs(request.post_data or ""))
        route.fulfill(
            status=200,
            content_type="text/html; charset=utf-8",
            headers={"Content-Security-Policy": CSP},
            body=self.page(parts.path),
        )


@pytest.fixture
def site() -> Site:
    return Site()


@pytest.fixture
def visit(browser, site) -> Iterator[Callable]:
    """`visit("/today", width=390, scheme="dark", script=False)`: an open page; console errors fail the test."""
    contexts, troubles = [], []

    def go(path: str, *, width: int = 1440, height: int = 900, scheme: str = "light", script: bool = True):
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme=scheme,
            java_script_enabled=script,
            service_workers="block",  # what it fetches in the background is no part of a page
        )
        context.route("**/*", site.answer)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(8000)
        page.on("console", lambda m: troubles.append(m.text) if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda e: troubles.append(str(e)))
        page.goto(SITE + path)
        return page

    yield go
    for context in contexts:
        context.close()
    assert troubles == []
