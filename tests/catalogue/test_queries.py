"""Which edition is in force, what a person is offered, how search finds, what differs."""

from __future__ import annotations

import dataclasses
import datetime as dt
import random
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from congvu.base import memo
from congvu.base.errors import Missing
from congvu.base.text import fold
from congvu.catalogue import queries
from congvu.catalogue.models import Product, ProductScope
from congvu.catalogue.queries.index import items_of

from .making import ITEMS, TODAY, appraise, decide, propose, spec

DECEMBER = dt.date(2026, 12, 1)


def codes(found) -> list[str]:
    return [choice.code for choice in found]


def search(world, text, who="lan", **more):
    values = {"on": TODAY, "person_id": world.people[who].pk, "limit": 20, **more}
    return codes(queries.search_products(world.actor(who), text, **values))


class TestInForce:
    def test_only_decided_and_inside_its_validity(self, world):
        propose(world)
        assert queries.edition_in_force(world.organ.pk, TODAY) == world.edition
        assert queries.edition_in_force(world.organ.pk, dt.date(2025, 12, 31)) is None
        assert queries.edition_in_force(world.other.pk, TODAY) is None


class TestProductsFor:
    @pytest.fixture
    def scoped(self, world):
        """LX.01 belongs to drivers, HS.01 to the department, QL.01 to the whole organ's root."""
        for code, scope in [
            ("LX.01", {"position": world.positions["LX"]}),
            ("HS.01", {"unit": world.units["ccvc"]}),
            ("QL.01", {"unit": world.units["root"]}),
        ]:
            product = Product.objects.create(
                organ=world.organ, edition=world.edition, code=f"{code}R", task="Riêng", detail=f"Việc riêng {code}",
                group=1, score=5, coefficient=1, search_text=fold(f"{code}R Việc riêng"), is_shared=False, sort=99,
            )  # fmt: skip
            ProductScope.objects.create(organ=world.organ, product=product, **scope)

    def test_own_first_then_shared(self, world, scoped):
        lan = queries.products_for(world.lan.pk, on=TODAY)
        assert codes(lan)[:2] == ["HS.01R", "QL.01R"]
        assert "LX.01R" not in codes(lan)
        assert [c.is_own for c in lan] == [True] * 2 + [False] * 6
        hai = codes(queries.products_for(world.hai.pk, on=TODAY))
        assert hai[:2] == ["LX.01R", "QL.01R"]
        assert "HS.01R" not in hai

    def test_search_finds_others_last(self, world, scoped):
        assert search(world, "viec rieng") == ["HS.01R", "QL.01R", "LX.01R"]

    def test_nobody_elsewhere(self, world):
        assert queries.products_for(world.dung.pk, on=TODAY) == []
        assert search(world, "soan", who="dung") == []


class TestSearch:
    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("cong van soan", ["DC.02"]),
            ("CÔNG VĂN", ["DC.02"]),
            ("dc.05", ["DC.05"]),
            ("DC05", []),
            ("báo cáo", ["DC.05"]),
            ("bao cao", ["DC.05"]),
            ("bão cáo", []),
            ("soan", ["DC.01", "DC.02"]),
            ("khong co dau", []),
            ("%", None),
            ("_", None),
            ("'; drop", []),
        ],
    )
    def test_words_in_any_order_and_code(self, world, text, found):
        if found is None:
            assert search(world, text) == codes(queries.products_for(world.lan.pk, on=TODAY))
        else:
            assert search(world, text) == found

    def test_the_code_comes_first(self, world):
        Product.objects.create(
            organ=world.organ, edition=world.edition, code="A.1", task="x", detail="Nhắc DC.05", group=1, score=5,
            coefficient=1, search_text=fold("A.1 x Nhắc DC.05"), sort=0,
        )  # fmt: skip
        assert search(world, "dc.05") == ["DC.05", "A.1"]

    @settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
    @given(data=st.data())
    def test_any_subset_of_folded_words_finds_the_item(self, world, data):
        product = data.draw(st.sampled_from(list(world.products.values())))
        words = fold(product.detail).split()
        some = data.draw(st.lists(st.sampled_from(words), min_size=1, unique=True))
        assert product.code in search(world, " ".join(some))

    def test_two_thousand_items_take_no_more_queries(self, world):
        chance = random.Random(4)
        nouns = [
            "báo",
            "cáo",
            "hồ",
            "sơ",
            "công",
            "văn",
            "đề",
            "án",
            "kế",
            "hoạch",
            "thẩm",
            "định",
            "nâng",
            "lương",
            "tuyển",
            "dụng",
            "cán",
            "bộ",
        ]
        rows = []
        for n in range(2100):
            detail = " ".join(chance.choices(nouns, k=8))
            rows.append(
                Product(
                    organ=world.organ, edition=world.edition, code=f"N.{n:04}", task="Nhiệm vụ", detail=detail, group=1,
                    score=5, coefficient=1, search_text=fold(f"N.{n:04} Nhiệm vụ {detail}"), sort=n,
                )
            )  # fmt: skip
        Product.objects.bulk_create(rows)
        lan = world.actor("lan")
        with CaptureQueriesContext(connection) as seen:
            found = queries.search_products(lan, "ho so can bo", on=TODAY, person_id=world.lan.pk, limit=20)
        assert 0 < len(found) <= 20
        assert all(word in c.search_text for word in ("ho", "so", "can", "bo") for c in found)
        assert len(seen) <= 4


class TestDiff:
    def test_added_removed_changed_by_field(self, world):
        before = propose(world)
        after = propose(
            world, [ITEMS[0], dataclasses.replace(ITEMS[1], score=Decimal(30), note="đổi"), spec("MOI")]
        )
        found = queries.diff(before.pk, after.pk)
        assert (codes(found.added), codes(found.removed), found.unchanged) == (["MOI"], ["DC.05"], 1)
        assert [c.code for c in found.changed] == ["DC.02"]
        assert found.changed[0].fields == (
            ("score", Decimal(25), Decimal(30)), ("coefficient", Decimal(5), Decimal(6)), ("note", "", "đổi"),
        )  # fmt: skip
        assert found.changed[0].labelled[0] == ("Điểm chấm", "25", "30")

    def test_scopes_count_as_a_difference(self, world):
        before = propose(world)
        after = propose(world, [dataclasses.replace(ITEMS[0], unit_ids=(world.units["vp"].pk,)), *ITEMS[1:]])
        assert queries.diff(before.pk, after.pk).changed[0].labelled == [("Đơn vị, vị trí", "không có", "VP")]


class TestWhoSees:
    def test_drafts_are_for_who_works_on_them(self, world):
        draft = propose(world)
        for who, sees in [
            ("hanh", True),
            ("binh", True),
            ("tam", True),
            ("lan", False),
            ("vui", False),
            ("dung", False),
        ]:
            actor = world.actor(who)
            assert (draft in queries.editions(actor, world.organ.pk)) is sees, who
            if sees:
                assert queries.edition_of(draft.pk, viewer=actor) == draft
            else:
                with pytest.raises(Missing):
                    queries.edition_of(draft.pk, viewer=actor)

    def test_decided_ones_are_for_everybody_of_the_organ(self, world):
        edition = decide(world, appraise(world, propose(world)))
        assert queries.edition_of(edition.pk, viewer=world.actor("lan")) == edition
        with pytest.raises(Missing):
            queries.edition_of(edition.pk, viewer=world.actor("dung"))

    def test_the_managing_agencys_head_sees_the_draft_to_decide(self, world):
        world.organ.managing = world.other
        world.organ.save()
        draft = propose(world)
        assert queries.edition_of(draft.pk, viewer=world.actor("dung")) == draft


def test_queries_do_not_grow_with_items(world):
    def count(edition) -> int:
        with CaptureQueriesContext(connection) as seen:
            queries.edition_page(edition.pk, viewer=world.actor("hanh"), on=TODAY)
        return len(seen)

    few = propose(world)
    many = propose(world, [*ITEMS, *(spec(f"N.{n}") for n in range(300))])
    assert count(few) == count(many)


def test_a_new_edition_offers_its_own_products(world):
    decide(world, appraise(world, propose(world, (*ITEMS, spec("MOI")))), valid_from=DECEMBER)
    assert "MOI" not in codes(queries.products_for(world.lan.pk, on=TODAY))
    assert codes(queries.products_for(world.lan.pk, on=DECEMBER)) == ["DC.01", "DC.02", "DC.05", "MOI"]


class TestIndex:
    def test_a_second_search_asks_nothing(self, world):
        lan = world.actor("lan")
        with memo.remembering(), CaptureQueriesContext(connection) as seen:
            found = queries.search_products(lan, "soan", on=TODAY, person_id=world.lan.pk)
            assert 0 < len(seen) <= 4
            asked = len(seen)
            assert queries.search_products(lan, "cong van", on=TODAY, person_id=world.lan.pk) == found[1:]
        assert codes(found) == ["DC.01", "DC.02"]
        assert len(seen) == asked

    def test_a_draft_is_read_anew(self, world):
        draft = propose(world)
        with memo.remembering():
            assert len(items_of(draft)) == len(ITEMS)
            Product.objects.filter(edition=draft, code="DC.02").delete()
            assert [item.code for item in items_of(draft)] == ["DC.01", "DC.05"]

    def test_what_others_own_is_not_in_the_common_answer(self, world):
        product = Product.objects.create(
            organ=world.organ, edition=world.edition, code="LX.9", task="Riêng", detail="Việc riêng", group=1, score=5,
            coefficient=1, search_text=fold("LX.9 Việc riêng"), is_shared=False, sort=99,
        )  # fmt: skip
        ProductScope.objects.create(organ=world.organ, product=product, position=world.positions["LX"])
        with memo.remembering():
            assert "LX.9" in codes(queries.products_for(world.hai.pk, on=TODAY))
            assert "LX.9" not in codes(queries.products_for(world.lan.pk, on=TODAY))


class TestListPage:
    def test_pages_together_hold_every_item_once(self, world):
        decide(
            world,
            appraise(world, propose(world, [*ITEMS, *(spec(f"N.{n:03}") for n in range(120))])),
            valid_from=DECEMBER,
        )
        lan = world.actor("lan")
        first = queries.list_page(lan, on=DECEMBER)
        shown = [
            row.code
            for number in first.page.paginator.page_range
            for row in queries.list_page(lan, on=DECEMBER, number=str(number)).page.object_list
        ]
        assert len(first.page.object_list) < len(shown) == len(set(shown)) == 123

    def test_a_section_is_named_where_it_begins(self, world):
        items = [spec("A.1", section="Phòng A"), spec("A.2", section="Phòng A"), spec("DC.01")]
        decide(world, appraise(world, propose(world, items)), valid_from=DECEMBER)
        found = queries.list_page(world.actor("lan"), on=DECEMBER)
        assert [(row.code, row.head) for row in found.page.object_list] == [
            ("A.1", "Phòng A"), ("A.2", ""), ("DC.01", "Dùng chung"),
        ]  # fmt: skip
        assert found.sections == ("Phòng A",)
        (row,) = queries.list_page(world.actor("lan"), on=DECEMBER, query="a.2").page.object_list
        assert row.head == "Phòng A"

    def test_the_output_is_searched_with_marks_too(self, world):
        items = [spec("DC.01", output="Tờ trình"), spec("DC.02")]
        draft = propose(world, items)
        found = queries.edition_page(draft.pk, viewer=world.actor("hanh"), on=TODAY, query="tờ trình")
        assert [row.code for row in found.page.object_list] == ["DC.01"]
