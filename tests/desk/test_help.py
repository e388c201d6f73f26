"""Help: one page for each page, in the same place, and how to write for one's own position."""

from __future__ import annotations

import html
import re

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from congvu.accounts.models import User
from congvu.base import clock
from congvu.catalogue.models import Product
from congvu.desk.help import TOPICS, topic_of, writing
from congvu.org.models import PositionTask
from tests.world.guards import guards_off


def pages(resolver: URLResolver | None = None, room: str = ""):
    """The names of all pages of ours that answer GET."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from pages(entry, entry.app_name or room)
        elif isinstance(entry, URLPattern) and "GET" in getattr(entry.callback, "methods", ()):
            yield f"{room}:{entry.name}"


PAGES = sorted(set(pages()))


def test_there_are_pages():
    assert len(PAGES) > 60


@pytest.mark.parametrize("name", PAGES)
def test_every_page_has_a_topic_or_says_that_it_has_none(name):
    slug = topic_of(name)
    assert slug in (None, "") or slug in TOPICS


@pytest.fixture
def lan(world):
    client = Client()
    client.force_login(world.lan.user)
    return client


def links(page: str) -> set[str]:
    """Where the content of a page leads, and its help link."""
    main = page.split("<main")[1].split("</main>")[0]
    bar = page.split('<header class="topbar">')[1].split("</header>")[0]
    found = re.findall(r'href="(/[^"#]*)', main) + re.findall(r'href="(/tro-giup[^"#]*)', bar)
    return {html.unescape(one) for one in found}


@pytest.mark.parametrize("who", ["tam", "son", "hanh", "lan", "minh", "thu", "binh", "hai", "vui", "dung"])
def test_every_link_of_the_help_opens_for_who_sees_it(world, client, who):
    """Each kind of person, through all pages of help and one step out of them."""
    call_command("createcachetable", verbosity=0)
    client.force_login(world.people[who].user)
    waiting, seen = {"/tro-giup", *(reverse("desk:help_topic", args=[slug]) for slug in TOPICS)}, set()
    while waiting:
        path = waiting.pop()
        seen.add(path)
        answer = client.get(path, follow=True)
        assert answer.status_code == 200, path
        if path.startswith("/tro-giup"):
            waiting |= links(answer.content.decode()) - seen
    assert len(seen) > len(TOPICS) + 5


def test_the_index_and_the_topics_know_who_looks(world, client):
    shown = {}
    for who in ("lan", "hanh"):
        client.force_login(world.people[who].user)
        shown[who] = links(client.get("/tro-giup").content.decode())
        there = links(client.get("/tro-giup/giao-viec").content.decode())
        assert ("/viec/don-vi" in there) == (who == "hanh")
    assert shown["hanh"] - shown["lan"] >= {"/tro-giup/duyet", "/tro-giup/giao-viec", "/tro-giup/ky"}
    assert "/tro-giup/mat-mang" in shown["lan"]


@pytest.mark.parametrize("slug", TOPICS)
def test_every_topic_is_a_page_that_answers_what_is_asked(lan, slug):
    page = lan.get(reverse("desk:help_topic", args=[slug])).content.decode()
    assert TOPICS[slug].title in page
    assert page.count("<details") >= 2
    assert "Võ Thanh Bình" in page


@pytest.mark.parametrize(
    ("path", "help"),
    [("/hom-nay", "/tro-giup/hom-nay"), ("/hom-nay/2026-11-18", "/tro-giup/hom-nay"), ("/viec", "/tro-giup/viec"),
     ("/diem", "/tro-giup/diem"), ("/nghi", "/tro-giup/nghi"), ("/tim", "/tro-giup"), ("/tro-giup", "/tro-giup"),
     ("/thong-bao", "/tro-giup/thong-bao"), ("/duyet", "/tro-giup/duyet"), ("/tai-khoan", "/tro-giup/tai-khoan")],
)  # fmt: skip
def test_the_link_stands_in_the_same_place_and_knows_the_page(lan, path, help):
    page = lan.get(path).content.decode()
    bar = page.split('<header class="topbar">')[1].split("</header>")[0]
    links = re.findall(r'href="([^"]+)" aria-label="(Trợ giúp trang này|Thông báo)', bar)
    assert links == [(help, "Trợ giúp trang này"), ("/thong-bao", "Thông báo")]


def test_a_topic_that_is_none(lan):
    assert lan.get("/tro-giup/khong-co").status_code == 404


def test_strangers_sign_in_first(client, world):
    assert client.get("/tro-giup").status_code == 302


class TestPosition:
    def test_tasks_products_and_examples_are_those_of_the_catalogue(self, world, lan):
        PositionTask.objects.create(
            organ=world.organ, position=world.positions["CV"], number="1", area="Quản lý công chức",
            work="Thẩm định hồ sơ", criteria="Đúng hạn, đúng thẩm quyền",
        )  # fmt: skip
        with guards_off():
            Product.objects.filter(code="HS.01").update(evidence="Tờ trình và dự thảo quyết định")
        page = lan.get("/tro-giup/vi-tri").content.decode()
        for text in ("Quản lý công chức", "Đúng hạn, đúng thẩm quyền", "Thẩm định hồ sơ nâng lương",
                     "Tờ trình và dự thảo quyết định", "Soạn thảo văn bản hành chính đơn giản"):  # fmt: skip
            assert text in page, text
        found = writing(world.actor("lan"), on=clock.today())
        assert found is not None
        assert [(e.code, e.evidence) for e in found.examples] == [
            ("HS.01", "Tờ trình và dự thảo quyết định"),
            ("DC.01", ""),
        ]

    def test_what_the_catalogue_does_not_say_is_not_made_up(self, world, lan):
        assert "Danh mục chưa nêu; kèm số văn bản" in lan.get("/tro-giup/vi-tri").content.decode()
        with guards_off():
            Product.objects.update(output="")
        page = lan.get("/tro-giup/vi-tri").content.decode()
        assert "Danh mục chưa nêu sản phẩm đầu ra" in page
        assert "Chưa có bản mô tả của vị trí này" in page

    def test_another_position_has_other_tasks(self, world):
        PositionTask.objects.create(
            organ=world.organ, position=world.positions["LX"], number="1", area="Lái xe phục vụ"
        )
        mine = writing(world.actor("lan"), on=clock.today())
        drivers = writing(world.actor("hai"), on=clock.today())
        assert mine is not None
        assert drivers is not None
        assert (mine.tasks, [t.area for t in drivers.tasks]) == ((), ["Lái xe phục vụ"])

    def test_nobody_without_a_place(self, world, client):
        client.force_login(User.objects.create(username="ai-do", created_at=clock.now()))
        assert "chưa được bố trí" in client.get("/tro-giup/vi-tri").content.decode()
