"""A part of the queue by unit, person or what wants a look; the plain page pays nothing for it."""

from __future__ import annotations

import html
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from congvu.diary.models import Entry
from congvu.review import queries
from congvu.review.queries import facts
from congvu.review.queries.narrow import OF, Narrowed
from tests.diary.makers import NOON
from tests.review.test_views import sent, signed_in, text_of


@pytest.fixture
def lines(world) -> dict[str, Entry]:
    product = world.products["DC.01"].pk
    return {
        "lan": sent(world, proof=True, product_id=product, title="Việc của Lan"),
        "lan bare": sent(world, product_id=product, title="Việc thiếu"),
        "minh": sent(world, "minh", product_id=product, title="Việc của Minh"),
        "minh odd": sent(world, "minh", proof=True, title="Việc lạ"),
    }


def names(page: str) -> list[str]:
    return re.findall(r'<p class="about">([^<]+)</p>', page)


class TestPart:
    def test_by_person_by_look_and_both(self, world, lines):
        found = queries.queue(world.actor("hanh"), now=NOON)

        def part(**asked) -> set[int]:
            return {r.entry_id for r in queries.narrow(found, queries.narrowed_of(asked)).rows}

        pk = {name: entry.pk for name, entry in lines.items()}
        minh = str(world.minh.pk)
        assert part(nguoi=minh) == {pk["minh"], pk["minh odd"]}
        assert part(xem="minh-chung") == {pk["lan bare"], pk["minh"]}
        assert part(xem="ngoai", nguoi=minh) == {pk["minh odd"]}
        assert part(xem="khong-dau") == {pk["lan"]}
        assert part(xem="can-xem") == set(pk.values()) - {pk["lan"]}
        assert part(xem="qua-han") == set()
        unit = str(found.rows[0].unit_id)
        assert part(**{"don-vi": unit}) == set(pk.values())
        assert part(**{"don-vi": "999999"}) == set()

    @pytest.mark.parametrize(
        "asked", [{}, {"xem": "x"}, {"nguoi": "-1"}, {"nguoi": "٣"}, {"don-vi": "9" * 40}]
    )
    def test_what_is_not_understood_is_not_asked(self, world, lines, asked):
        found = queries.queue(world.actor("hanh"), now=NOON)
        assert queries.narrow(found, queries.narrowed_of(asked)) is found
        assert signed_in(world).get("/duyet", asked).status_code == 200

    def test_every_fact_can_be_asked_for(self):
        ranks = set(map(int, re.findall(r'(?:"|rank=)(?:, )?(\d\d)\)', _source())))
        assert ranks
        assert ranks == set(OF)

    def test_addresses_keep_the_part(self):
        part = Narrowed(person_id=4, look="lau")
        assert part.address("/duyet/7", vua=3) == "/duyet/7?nguoi=4&xem=lau&vua=3"
        assert (Narrowed().address("/duyet"), Narrowed().tail) == ("/duyet", "")


def _source() -> str:
    with open(facts.__file__, encoding="utf-8") as source:
        return source.read()


class TestPage:
    def test_the_form_stands_where_it_was_asked_for(self, world, lines):
        client = signed_in(world)
        plain = text_of(client.get("/duyet"))
        assert 'href="/duyet?loc=1"' in plain
        assert 'id="loc"' not in plain
        asked = text_of(client.get("/duyet?loc=1"))
        assert "Chưa có minh chứng (2)" in asked
        assert f'<option value="{world.minh.pk}">' in asked.replace(" selected", "")
        assert "Mọi đơn vị" not in asked, "one unit: nothing to choose"
        assert "Ghi muộn" not in asked, "nobody wrote late"

    def test_the_list_and_the_keys_stay_inside(self, world, lines):
        client = signed_in(world)
        tail = f"?nguoi={world.minh.pk}"
        page = text_of(client.get("/duyet" + tail))
        assert set(names(page)) == {"Việc của Minh", "Việc lạ"}
        assert "mục không có dấu cần xem</b>" not in page, "the group is of the whole queue"
        first, second = (r.entry_id for r in queries.narrow(queries.queue(world.actor("hanh"), now=NOON), Narrowed(person_id=world.minh.pk)).rows)  # fmt: skip
        page = html.unescape(text_of(client.get(f"/duyet/{first}{tail}")))
        assert "mục 1 trong 2" in page
        assert f'href="/duyet/{second}{tail}" data-cv-key="KeyJ"' in page
        for act in ("xac-nhan", "dieu-chinh", "tra-lai"):
            assert f'action="/duyet/{first}/{act}{tail}"' in page

    def test_deciding_goes_on_inside_and_says_when_nothing_is_left(self, world, lines):
        client = signed_in(world)
        tail = f"?nguoi={world.minh.pk}"
        first, second = (r.entry_id for r in queries.narrow(queries.queue(world.actor("hanh"), now=NOON), Narrowed(person_id=world.minh.pk)).rows)  # fmt: skip
        answer = client.post(f"/duyet/{first}/xac-nhan{tail}", {"version": 1})
        assert answer["Location"].startswith(f"/duyet/{second}{tail}&vua=")
        answer = client.post(f"/duyet/{second}/xac-nhan{tail}", {"version": 1})
        assert answer["Location"].startswith(f"/duyet{tail}&vua=")
        page = text_of(client.get(answer["Location"]))
        assert "Không còn mục nào khớp bộ lọc" in page
        assert "Xem tất cả 2 mục" in page
        assert "Hoàn tác" in page

    def test_a_refusal_keeps_the_part_and_the_ready_sentence(self, world, lines):
        tail = f"?nguoi={world.lan.pk}"
        entry = lines["lan"]
        answer = signed_in(world).post(
            f"/duyet/{entry.pk}/dieu-chinh{tail}",
            {"version": 1, "minutes": "0", "template": "1", "reason": ""},
        )
        page = text_of(answer)
        assert answer.status_code == 422
        assert f'action="/duyet/{entry.pk}/dieu-chinh{tail}"' in page
        assert re.search(r'name="template" value="1" checked', page)
        assert len(re.findall(r'name="template" value="\d" checked', page)) == 1

    def test_the_plain_page_asks_nothing_more(self, world, lines):
        client = signed_in(world)

        def asked(path: str) -> list[str]:
            client.get(path)
            with CaptureQueriesContext(connection) as seen:
                client.get(path)
            return [one["sql"] for one in seen]

        plain = asked("/duyet")
        assert len(asked(f"/duyet?nguoi={world.minh.pk}")) <= len(plain)
        few = len(asked("/duyet?loc=1"))
        for n in range(4):
            sent(world, "minh", title=f"Việc {n}")
        assert len(asked("/duyet?loc=1")) == few
        assert len(asked("/duyet")) == len(plain)
