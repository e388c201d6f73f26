"""Products against what really happens: only confirmed lines with evidence, only from twenty uses on."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from congvu.base import clock
from congvu.catalogue.commands import ask_product
from congvu.desk.products import LEAST, _summary, product_page, real_times, wish_cards
from congvu.diary.models import Day, Entry, Evidence

TODAY = dt.date(2026, 11, 19)
NOON = clock.at(TODAY, 12)


def line(
    world, minutes: int = 60, quantity: str = "1", *, product: str = "DC.02", proof: bool = True, **more
) -> Entry:
    """A confirmed line, as a row."""
    person = more.pop("person", world.lan)
    on = more.pop("on", TODAY)
    day, _ = Day.objects.get_or_create(
        person=person, day=on,
        defaults={"organ": world.organ, "unit": world.units["ccvc"], "state": "CLOSED", "submitted_at": NOON},
    )  # fmt: skip
    values = {
        "state": "CONFIRMED", "title": "Trả lời công văn", "submitted_at": NOON, "decided_at": NOON,
        "confirmed_minutes": minutes, "confirmed_quantity": Decimal(quantity),
    } | more  # fmt: skip
    entry = Entry.objects.create(
        organ=world.organ, day=day, person=person, worked_on=on, minutes=minutes, quantity=Decimal(quantity),
        product=world.products[product] if product else None, typed_at=NOON, edited_at=NOON,
        client_id=uuid.uuid4(), **values,
    )  # fmt: skip
    if proof:
        Evidence.objects.create(
            organ=world.organ, entry=entry, kind="DOCUMENT", label="12/SNV", added_at=NOON
        )
    return entry


class TestRealTimes:
    def test_minutes_for_one_product_of_lines_that_count(self, world):
        for n in range(LEAST):
            line(world, 60 + n * 10, "2" if n % 2 else "1")
        line(world, 999, proof=False)
        line(world, 999, state="SUBMITTED", decided_at=None)
        line(world, 999, "0")
        line(world, 999, on=dt.date(2025, 11, 1))
        removed = line(world, 999)
        removed.evidence.update(removed_at=NOON)
        found = real_times(world.organ.pk, {"DC.02": 90, "DC.05": None}, on=TODAY)
        assert found["DC.02"].uses == LEAST
        assert (found["DC.02"].low, found["DC.02"].median, found["DC.02"].high) == (75, 105, 140)
        assert not found["DC.05"].is_shown

    def test_under_twenty_uses_says_so_and_shows_no_figure(self, world):
        for _ in range(LEAST - 1):
            line(world, 77)
        client = signed_in("lan", world)
        address = reverse("desk:product", args=[world.products["DC.02"].pk])
        page = client.get(address).content.decode()
        assert "Mới có 19 lần" in page
        assert "1 giờ 17" not in page
        line(world, 77)
        assert "1 giờ 17" in client.get(address).content.decode()

    @settings(deadline=None)
    @given(st.lists(st.integers(1, 2000), min_size=LEAST, max_size=60), st.none() | st.integers(1, 3000))
    def test_the_middle_half_holds_half_and_the_drawing_stays_inside(self, values, norm):
        found = _summary(list(values), norm)
        assert min(values) <= found.low <= found.median <= found.high <= max(values)
        assert sum(found.low <= v <= found.high for v in values) * 2 >= len(values)
        places = {k: Decimal(v.rstrip("%")) for k, v in found.drawing.items()}
        assert all(0 <= v <= 100 for v in places.values())
        assert places["low"] + places["width"] <= 100


class TestPages:
    def test_everybody_of_the_organ_and_nobody_else(self, world):
        for name, status in (("lan", 200), ("hai", 200), ("binh", 200), ("dung", 404)):
            address = reverse("desk:product", args=[world.products["DC.02"].pk])
            assert signed_in(name, world).get(address).status_code == status, name
            assert signed_in(name, world).get(reverse("desk:norms")).status_code == 200

    def test_the_table_of_norms_asks_once_for_all(self, world):
        for code in world.products:
            line(world, product=code)
        client = signed_in("lan", world)
        client.get(reverse("desk:norms"))
        with CaptureQueriesContext(connection) as seen:
            client.get(reverse("desk:norms"))
        assert sum("diary_entry" in q["sql"] and "confirmed_minutes" in q["sql"] for q in seen) == 1

    def test_a_pin_is_offered_to_who_may_use_it(self, world):
        found = product_page(world.products["DC.02"].pk, viewer=world.actor("lan"), on=TODAY)
        assert (found.may_pin, found.is_pinned, found.is_in_force) == (True, False, True)


class TestLinesThatFindNothing:
    def test_are_counted_by_resemblance_and_never_shown(self, world):
        ask_product(
            person_id=world.lan.pk, title="Trực tổng đài một cửa", output="", unit_of_measure="buổi", why="Hằng tuần.",
            times_a_month=4, origin="", by=world.actor("lan"), at=NOON,
        )  # fmt: skip
        line(world, product="", title="truc tong dai mot cua")
        line(world, product="", title="Trực tổng đài", person=world.minh)
        line(world, product="", title="Trực tổng đài một cửa", on=dt.date(2026, 7, 1))
        line(world, product="", title="Họp giao ban")
        line(world, title="Trực tổng đài một cửa")
        (card,) = wish_cards(world.actor("binh"), on=TODAY)
        assert card.lines == 2
        page = signed_in("binh", world).get(reverse("desk:wishes")).content.decode()
        assert "2 dòng ngoài danh mục tương tự" in page
        assert "Huỳnh Minh" not in page


class TestFromTheDiary:
    def test_a_line_without_product_leads_to_the_form_with_its_words(self, world):
        entry = line(
            world, product="", title="Trực tổng đài", state="DRAFT", submitted_at=None, decided_at=None
        )
        client = signed_in("lan", world)
        page = client.get(reverse("diary:entry", args=[entry.pk])).content.decode()
        assert f"tu=diary.entry:{entry.pk}" in page
        form = client.get(f"/danh-muc/can-them?ten=Tr%E1%BB%B1c&tu=diary.entry:{entry.pk}").content.decode()
        assert 'value="Trực"' in form
        assert f'value="diary.entry:{entry.pk}"' in form
        assert (
            "<b>"
            not in client.get("/danh-muc/can-them?tu=<b>").content.decode().split('name="origin"')[1][:40]
        )

    @pytest.mark.parametrize(("typed", "is_there"), [("zzz qqq", True), ("bao cao", False), ("", False)])
    def test_a_search_that_finds_nothing_offers_to_ask(self, world, typed, is_there):
        page = signed_in("lan", world).get(reverse("diary:search"), {"text": typed}).content.decode()
        assert ("đề nghị bổ sung" in page) is is_there


def signed_in(name: str, world) -> Client:
    client = Client()
    client.force_login(world.people[name].user)
    return client
