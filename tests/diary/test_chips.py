"""The row under the quick form: usual products in one click, last week's day to copy."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.test import Client

from congvu.base import clock
from congvu.catalogue.commands import set_favourites
from congvu.diary.models import Entry
from congvu.diary.queries import day_page, rows_to_copy
from tests.diary.makers import NOON, TODAY, YESTERDAY, write
from tests.world import PASSWORD

pytestmark = pytest.mark.django_db
LAST_WEEK = TODAY - dt.timedelta(days=7)
COPY = f"/hom-nay/{TODAY}/chep"


@pytest.fixture
def browser(world):
    client = Client()
    assert client.login(username="lan", password=PASSWORD)
    return client


def before(world, on, **line):
    return write(world, on=on, at=clock.at(on, 16), **line)


def pins(world, who="lan"):
    found = day_page(TODAY, viewer=world.actor(who), now=NOON).pins
    return [one.product_id for one in found]


class TestPins:
    def test_pinned_first_then_recent_each_once(self, world):
        one, two = world.products["DC.01"], world.products["DC.02"]
        before(world, YESTERDAY, title="", product_id=two.pk)
        before(world, LAST_WEEK, title="", product_id=one.pk)
        assert pins(world) == [two.pk, one.pk]
        set_favourites(person_id=world.lan.pk, product_ids=[one.pk], by=world.actor("lan"), at=clock.now())
        assert pins(world) == [one.pk, two.pk]

    def test_nothing_usual_nothing_shown(self, world, browser):
        assert pins(world) == []
        assert 'class="chips pins"' not in browser.get("/hom-nay").content.decode()

    def test_without_script_a_chip_is_a_link_to_the_form_with_the_product(self, world, browser):
        product = world.products["DC.02"]
        before(world, YESTERDAY, title="", product_id=product.pk)
        assert f'href="/hom-nay?viec={product.pk}#ghi-gio"' in browser.get("/hom-nay").content.decode()
        form = browser.get(f"/hom-nay?viec={product.pk}").context["form"]
        assert form.values["what"] == f"product:{product.pk}"
        assert form.values["text"] == product.detail
        assert not form.values.get("duration")

    @pytest.mark.parametrize("number", ["", "0", "x", "99999", "9" * 20, "-1", "１"])
    def test_what_is_no_product_of_hers_fills_nothing(self, browser, number):
        assert browser.get("/hom-nay", {"viec": number}).context["form"].is_blank

    def test_they_cost_no_statement(self, world, browser, django_assert_max_num_queries):
        before(world, YESTERDAY, title="Việc cũ")
        browser.get("/hom-nay")
        with django_assert_max_num_queries(40) as few:
            browser.get("/hom-nay")
        asked = len(few.captured_queries)
        for code in ("DC.01", "DC.02"):
            before(world, YESTERDAY, title="", product_id=world.products[code].pk)
        browser.get("/hom-nay")
        with django_assert_max_num_queries(asked):
            browser.get("/hom-nay")


class TestCopy:
    @pytest.fixture
    def lines(self, world):
        before(world, YESTERDAY, title="Việc hôm qua")
        return (
            before(world, LAST_WEEK, title="Trực một cửa", minutes=75),
            before(world, LAST_WEEK, title="", product_id=world.products["DC.02"].pk, minutes=45),
        )

    def test_the_chip_names_the_day_and_is_there_only_with_rows(self, world, browser):
        assert COPY not in browser.get("/hom-nay").content.decode()
        before(world, LAST_WEEK, title="Trực một cửa")
        assert "Chép việc thứ Năm trước" in browser.get("/hom-nay").content.decode()

    def test_only_rows_of_that_day_and_never_their_hours(self, world, browser, lines):
        rows = rows_to_copy(TODAY, viewer=world.actor("lan"))
        assert {row.id for row in rows} == {line.pk for line in lines}
        page = browser.get(COPY).content.decode()
        assert "1 giờ 15" not in page
        assert "75" not in [row.typed for row in browser.get(COPY).context["rows"]]
        assert "Việc hôm qua" not in page

    def test_rows_with_a_time_are_written_once(self, browser, lines):
        first, second = lines
        post = {"client_id": str(uuid.uuid4()), f"gio-{first.pk}": "8g-9g30", f"gio-{second.pk}": ""}
        for _ in range(2):
            assert browser.post(COPY, post).status_code == 303
        made = Entry.objects.get(worked_on=TODAY)
        assert (made.title, made.minutes, made.starts_at) == ("Trực một cửa", 90, dt.time(8))

    def test_a_product_goes_along_without_its_quantity(self, world, browser, lines):
        _, second = lines
        browser.post(COPY, {"client_id": str(uuid.uuid4()), f"gio-{second.pk}": "30p"})
        made = Entry.objects.get(worked_on=TODAY)
        assert (made.product_id, made.quantity, made.minutes) == (world.products["DC.02"].pk, 0, 30)

    @pytest.mark.parametrize(("first", "second"), [("90", "30p"), ("8g-9g", "8g30-10g"), ("", "")])
    def test_one_bad_row_writes_none_and_keeps_what_was_typed(self, browser, lines, first, second):
        post = {f"gio-{line.pk}": typed for line, typed in zip(lines, (first, second), strict=True)}
        answer = browser.post(COPY, {"client_id": str(uuid.uuid4()), **post})
        assert answer.status_code == 422
        assert sorted(row.typed for row in answer.context["rows"]) == sorted([first, second])
        assert not Entry.objects.filter(worked_on=TODAY).exists()

    def test_nothing_to_copy_says_so(self, browser):
        assert "Không có việc nào để chép" in browser.get(COPY).content.decode()
