"""Lists, cards and the order of Vietnamese names."""

from __future__ import annotations

import datetime as dt
import random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from congvu.base import clock
from congvu.base.errors import Missing
from congvu.base.text import fold, sort_key
from congvu.org import queries as q
from congvu.org.commands import add_person, post_person
from congvu.org.models import Person
from congvu.policy.facts import SYSTEM, Actor

TODAY = dt.date(2026, 11, 19)

IN_ORDER = [
    "Trần Thị An",
    "Nguyễn Ánh",
    "Lê Văn Ân",
    "Phạm Thị Bích",
    "Đỗ Dũng",
    "Bùi Văn Đạt",
    "Cao Văn Đạt",
    "Đinh Văn Đạt",
    "Hoàng Hà",
    "Hoàng Hả",
    "Hoàng Hạ",
    "Ngô Hoa",
    "Ngô Hòa",
    "Ngô Thị Hòa",
    "Vũ Thị Loan",
    "Vũ Oanh",
    "Vũ Thị Ổn",
    "Tô Ơn",
    "Nguyễn Phước Quý Thụy Đoan Trang",
    "Lý Tú",
    "Lý Từ",
    "Mai Uyên",
    "Mai Ưng",
]


def people(world, names):
    random.Random(7).shuffle(shuffled := list(names))
    Person.objects.bulk_create(
        Person(
            organ=world.organ,
            staff_code=f"T{n}",
            full_name=name,
            sort_key=sort_key(name),
            search_text=fold(name),
        )
        for n, name in enumerate(shuffled)
    )


def test_names_sort_by_given_name_alike_on_every_database(world):
    people(world, IN_ORDER)

    found = Person.objects.filter(staff_code__startswith="T").order_by("sort_key", "pk")

    assert [p.full_name for p in found] == sorted(IN_ORDER, key=sort_key) == IN_ORDER


class TestStructure:
    def see(self, world, name="lan", **values):
        return q.structure(world.actor(name), on=TODAY, **values)

    def test_counts_roll_up_the_tree(self, world):
        tree = self.see(world).tree

        assert [(n.name, n.depth, n.people) for n in tree] == [
            ("Sở Nội vụ tỉnh Sông Mây", 0, 9),
            ("Phòng Công chức, viên chức", 1, 3),
            ("Văn phòng", 1, 4),
        ]

    def test_people_of_a_unit_in_order(self, world):
        shown = self.see(world, unit_id=world.units["vp"].pk)

        assert [p.name for p in shown.people] == ["Võ Thanh Bình", "Đỗ Văn Hải", "Đặng Thu", "Mai Vui"]
        assert [p.is_head for p in shown.people] == [False, False, True, False]

    @pytest.mark.parametrize("query", ["tran lan", "LAN trần", "lan ngoc", "CB004"])
    def test_search_in_any_order_without_marks(self, world, query):
        Person.objects.filter(pk=world.lan.pk).update(search_text="tran ngoc lan cb004")

        assert [p.name for p in self.see(world, query=query).people] == ["Trần Ngọc Lan"]

    def test_another_organs_unit_is_not_there(self, world):
        for unit_id in (world.units["other"].pk, 10**30):
            with pytest.raises(Missing):
                self.see(world, unit_id=unit_id)

    def test_someone_without_an_organ_sees_nothing(self, world):
        with pytest.raises(Missing):
            q.structure(Actor(1, None, None, ""), on=TODAY)

    def test_people_not_placed_are_found(self, world):
        person = add_person(
            organ_id=world.organ.pk, staff_code="N1", full_name="Lý Mới", by=SYSTEM, at=clock.now()
        )
        shown = self.see(world, unit_id=q.UNPLACED)

        assert (shown.unplaced, [p.id for p in shown.people]) == (1, [person.pk])

    def test_pages_by_key_neither_skip_nor_repeat_and_do_not_grow(self, world):
        with CaptureQueriesContext(connection) as few:
            self.see(world)
        for n in range(120):
            person = add_person(
                organ_id=world.organ.pk, staff_code=f"N{n}", full_name=f"Lê Văn {'ABC'[n % 3]}", by=SYSTEM, at=clock.now()
            )  # fmt: skip
            post_person(
                person_id=person.pk, unit_id=world.units["vp"].pk, position_id=world.positions["CV"].pk,
                duty="STAFF", valid_from=TODAY, by=SYSTEM, at=clock.now(),
            )  # fmt: skip

        after, seen, most = "", [], 0
        for _ in range(3):
            with CaptureQueriesContext(connection) as many:
                shown = self.see(world, after=after)
            seen += [p.id for p in shown.people]
            after, most = shown.after, max(most, len(many))

        assert len(seen) == len(set(seen)) == 129
        assert after == ""
        assert most <= len(few)

    @pytest.mark.parametrize("after", ["~", "x", "abc~x", "a~" + "9" * 40, "\x00~1"])
    def test_a_broken_place_to_go_on_from_starts_or_goes_on(self, world, after):
        assert len(self.see(world, after=after).people) <= 9


class TestCard:
    def test_shows_why_the_confirmer(self, world):
        card = q.person_card(world.actor("minh"), world.lan.pk, on=TODAY)

        assert card.confirmer_name == "Nguyễn Thị Hạnh"
        assert card.confirmer.why.endswith("Điều 10 khoản 1 điểm c")
        assert card.refusals["edit"]

    def test_keepers_have_no_refusals_but_for_themselves(self, world):
        binh = world.actor("binh")

        assert not any(q.person_card(binh, world.lan.pk, on=TODAY).refusals.values())
        own = q.person_card(binh, world.binh.pk, on=TODAY)
        assert {k for k, v in own.refusals.items() if v} == {"post", "role", "confirmer", "suspend"}

    def test_another_organ_sees_nobody(self, world):
        with pytest.raises(Missing):
            q.person_card(world.actor("dung"), world.lan.pk, on=TODAY)

    def test_queries_do_not_grow_with_history(self, world):
        with CaptureQueriesContext(connection) as short:
            q.person_card(world.actor("binh"), world.lan.pk, on=TODAY)
        for n in range(1, 9):
            post_person(
                person_id=world.lan.pk, unit_id=world.units["vp" if n % 2 else "ccvc"].pk,
                position_id=world.positions["CV"].pk, duty="STAFF", valid_from=dt.date(2026, n + 1, 1),
                by=SYSTEM, at=clock.now(),
            )  # fmt: skip
        with CaptureQueriesContext(connection) as long:
            card = q.person_card(world.actor("binh"), world.lan.pk, on=TODAY)

        assert len(card.postings) == 9
        assert len(long) == len(short)
