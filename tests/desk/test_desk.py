"""The frame of every page, the search, the trail."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from congvu.base import clock
from congvu.desk.queries import frame_of
from congvu.desk.search import search
from congvu.org.commands import delegate


@pytest.fixture
def browser(world):
    def as_(name: str) -> Client:
        client = Client()
        client.force_login(world.people[name].user)
        return client

    return as_


NAVIGATION = {
    "lan": {
        "diary:today",
        "assignments:mine",
        "desk:plans",
        "scoring:mine",
        "worktime:leave",
        "catalogue:list",
        "org:structure",
    },
    "hanh": {"review:queue", "assignments:unit", "scoring:waiting", "scoring:periods", "imports:home"},
    "binh": {"scoring:periods", "imports:home", "desk:trail"},
    "vui": {"imports:home", "desk:trail"},
}


@pytest.mark.parametrize("name", NAVIGATION)
def test_navigation_holds_what_the_roles_give(browser, name):
    page = browser(name).get(reverse("desk:search")).content.decode()
    for url in NAVIGATION[name]:
        assert f'href="{reverse(url)}"' in page, url
    lacking = {"desk:trail", "review:queue", "scoring:periods"} - NAVIGATION[name] - NAVIGATION["lan"]
    if name == "lan":
        for url in lacking:
            assert f'href="{reverse(url)}"' not in page, url


def test_home_is_the_day(browser):
    assert browser("lan").get("/").headers["Location"] == reverse("diary:today")


def test_a_stranger_is_sent_to_sign_in_and_back(client, world):
    response = client.get("/viec")
    assert response.status_code == 302
    assert response.headers["Location"].endswith("?next=/viec")


def test_the_band_names_whom_one_acts_for(world):
    delegate(
        giver_id=world.hanh.pk, taker_id=world.lan.pk, form="TUQ", document="12/GUQ-CCVC",
        valid_from=clock.today(), valid_to=clock.today() + dt.timedelta(days=3), reason="Đi công tác",
        by=world.actor("hanh"), at=clock.now(),
    )  # fmt: skip
    band = frame_of(world.actor("lan")).delegation
    assert band is not None
    assert world.hanh.full_name in band
    assert frame_of(world.actor("minh")).delegation is None


class TestSearch:
    def test_finds_people_without_diacritics_in_any_order(self, world):
        found = {h.title for g in search("lan tran", viewer=world.actor("minh")) for h in g.hits}
        assert "Trần Ngọc Lan" in found

    def test_is_exact_with_diacritics(self, world):
        found = {h.title for g in search("Lán", viewer=world.actor("minh")) for h in g.hits}
        assert "Trần Ngọc Lan" not in found

    def test_shows_nothing_of_another_organ(self, world):
        found = {h.title for g in search("lan tran", viewer=world.actor("dung")) for h in g.hits}
        assert "Trần Ngọc Lan" not in found

    def test_finds_products_by_code(self, world):
        titles = {h.title for g in search("HS.01", viewer=world.actor("lan")) for h in g.hits}
        assert "Thẩm định hồ sơ nâng lương" in titles

    @pytest.mark.parametrize("query", ["", "a", "\x00", "%%%", "'; drop", "x" * 5000])
    def test_odd_queries_answer_a_page(self, browser, query):
        assert browser("lan").get("/tim", {"q": query}).status_code == 200


class TestTrail:
    def test_keepers_see_who_did_what_but_no_content(self, world, browser):
        delegate(
            giver_id=world.hanh.pk, taker_id=world.lan.pk, form="TUQ", document="12/GUQ-CCVC",
            valid_from=clock.today(), valid_to=clock.today() + dt.timedelta(days=3), reason="Lý do riêng tư",
            by=world.actor("hanh"), at=clock.now(),
        )  # fmt: skip
        page = browser("vui").get("/he-thong/nhat-ky").content.decode()
        assert world.hanh.full_name in page
        assert "Lý do riêng tư" not in page

    @pytest.mark.parametrize("name", ["lan", "hanh", "tam", "dung"])
    def test_others_find_no_such_page_of_this_organ(self, world, browser, name):
        assert browser(name).get("/he-thong/nhat-ky").status_code == 404

    @pytest.mark.parametrize("address", ["?truoc=abc", "?truoc=99999999999999999999", "?viec=khong-co"])
    def test_odd_addresses_answer_a_page(self, world, browser, address):
        assert browser("binh").get("/he-thong/nhat-ky" + address).status_code == 200


def test_the_frame_asks_a_fixed_number_of_questions(world, django_assert_max_num_queries):
    actor = world.actor("hanh")
    with django_assert_max_num_queries(14):
        frame_of(actor)
