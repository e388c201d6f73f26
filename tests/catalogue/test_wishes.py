"""Products asked for: who asks, who else needs it, how it is answered; favourites one by one; examples."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from congvu.audit.models import AuditEvent
from congvu.base.errors import Denied, Incomplete, InvalidStep, Missing, OutOfRange
from congvu.catalogue import commands, queries
from congvu.catalogue.models import Example, Need, Product, Wish
from congvu.catalogue.similar import grouped, nearest, words_of

from .making import NOON, TODAY, propose, spec


def ask(world, title: str = "Trực tổng đài một cửa", by: str = "lan", **more: Any) -> Wish:
    values: dict[str, Any] = {
        "person_id": world.people[by].pk, "title": title, "output": "sổ trực", "unit_of_measure": "buổi",
        "why": "Được phân công hằng tuần.", "times_a_month": 4, "origin": "", "by": world.actor(by), "at": NOON,
    }  # fmt: skip
    return commands.ask_product(**{**values, **more})


def settle(world, command, *wishes: Wish, by: str = "binh", **more: Any):
    return command(wish_ids=[w.pk for w in wishes], by=world.actor(by), at=NOON, **more)


class TestSimilar:
    def test_resembling_texts_stand_together_whatever_their_order(self):
        texts = {
            1: words_of("Trực tổng đài một cửa"), 2: words_of("Báo cáo tuần"), 3: words_of("truc tong dai"),
            4: words_of("Trực tổng đài buổi chiều"),
        }  # fmt: skip
        assert grouped(texts) == [[1, 3, 4], [2]]
        backwards = dict(reversed(texts.items()))
        assert {frozenset(g) for g in grouped(backwards)} == {frozenset({1, 3, 4}), frozenset({2})}

    def test_nearest_holds_half_of_the_words(self):
        known = [(1, words_of("Báo cáo định kỳ")), (2, words_of("Báo cáo")), (3, words_of("Lái xe"))]
        assert list(nearest(words_of("báo cáo nhanh"), known, 5)) == [2, 1]
        assert list(nearest(words_of("họp"), known, 5)) == []


class TestAsking:
    def test_a_wish_keeps_position_and_line_and_is_recorded(self, world):
        wish = ask(world, origin="diary.entry:12")
        assert (wish.state, wish.position, wish.origin) == ("ASKED", world.positions["CV"], "diary.entry:12")
        event = AuditEvent.objects.get(what="catalogue.wish.asked")
        assert (event.subject, event.by) == (f"catalogue.wish:{wish.pk}", f"person:{world.lan.pk}")

    def test_the_same_words_again_are_refused_until_answered(self, world):
        wish = ask(world)
        with pytest.raises(OutOfRange, match="đã đề nghị"):
            ask(world, "một cửa: trực TỔNG ĐÀI")
        settle(world, commands.decline_wishes, wish, reason="Đã tính trong việc trực.")
        ask(world)
        assert Wish.objects.count() == 2

    @pytest.mark.parametrize(
        ("field", "value"), [("title", " "), ("unit_of_measure", ""), ("why", ""), ("times_a_month", 0)]
    )
    def test_what_must_be_there(self, world, field, value):
        with pytest.raises((Incomplete, OutOfRange)) as caught:
            ask(world, **{field: value})
        assert caught.value.field == field
        assert not Wish.objects.exists()

    def test_nobody_asks_for_another(self, world):
        with pytest.raises(Denied):
            ask(world, person_id=world.minh.pk)


class TestNeeding:
    def second(self, world, wish: Wish, by: str, needs: bool = True) -> Wish:
        return commands.second_wish(wish_id=wish.pk, needs=needs, by=world.actor(by), at=NOON)

    def test_the_same_position_counts_once_and_may_take_it_back(self, world):
        wish = ask(world)
        self.second(world, wish, "minh")
        self.second(world, wish, "minh")
        assert Need.objects.count() == 1
        self.second(world, wish, "minh", needs=False)
        assert not Need.objects.exists()
        assert AuditEvent.objects.filter(subject=f"catalogue.wish:{wish.pk}").count() == 3

    def test_others_and_the_asker_herself_do_not(self, world):
        wish = ask(world)
        for stranger in ("hai", "hanh", "dung"):
            with pytest.raises(Missing):
                self.second(world, wish, stranger)
        with pytest.raises(Denied):
            self.second(world, wish, "lan")
        settle(world, commands.decline_wishes, wish, reason="Trùng.")
        with pytest.raises(InvalidStep):
            self.second(world, wish, "minh")

    def test_colleagues_see_no_name(self, world):
        self.second(world, ask(world), "binh")
        page = text(signed_in(world, "minh").get(reverse("catalogue:ask")))
        assert "Trực tổng đài một cửa" in page
        assert "2 người cần" in page
        for name in ("Trần Ngọc Lan", "Võ Thanh Bình"):
            assert name not in page
        assert "Trực tổng đài" not in text(signed_in(world, "hai").get(reverse("catalogue:ask")))


class TestAnswering:
    def test_merged_names_the_item_and_the_asker_reads_it(self, world):
        wish = ask(world)
        settle(
            world, commands.merge_wishes, wish, product_id=world.products["DC.05"].pk, answer="Ghi mục này."
        )
        page = text(signed_in(world, "lan").get(reverse("catalogue:ask")))
        for words in ("Dùng mục đã có", "DC.05", "Ghi mục này."):
            assert words in page

    def test_accepted_becomes_a_row_of_the_draft_through_its_own_rules(self, world):
        wish, edition = ask(world), propose(world)
        new = settle(world, commands.accept_wishes, wish, edition_id=edition.pk, item=spec("TD.01", "10"))
        wish.refresh_from_db()
        assert (wish.state, wish.product, new.edition) == ("ACCEPTED", new, edition)
        assert AuditEvent.objects.filter(what="catalogue.item.added").exists()
        other = ask(world, "Việc khác hẳn")
        with pytest.raises(OutOfRange, match="đã có trong danh mục"):
            settle(world, commands.accept_wishes, other, edition_id=edition.pk, item=spec("TD.01", "10"))
        other.refresh_from_db()
        assert other.state == "ASKED"

    def test_a_decided_edition_takes_nothing(self, world):
        with pytest.raises(InvalidStep):
            settle(
                world,
                commands.accept_wishes,
                ask(world),
                edition_id=world.edition.pk,
                item=spec("TD.01", "10"),
            )
        assert not Product.objects.filter(code="TD.01").exists()

    def test_declining_needs_a_reason_and_an_answer_is_final(self, world):
        wish = ask(world)
        with pytest.raises(Incomplete, match="lý do"):
            settle(world, commands.decline_wishes, wish, reason=" ")
        settle(world, commands.decline_wishes, wish, reason="Không thuộc nhiệm vụ.")
        with pytest.raises(InvalidStep):
            settle(world, commands.merge_wishes, wish, product_id=world.products["DC.05"].pk, answer="")

    def test_only_the_personnel_body_of_the_organ(self, world):
        wish = ask(world)
        for name in ("lan", "hanh", "tam", "vui", "dung"):
            with pytest.raises(Denied):
                settle(world, commands.decline_wishes, wish, by=name, reason="Không.")
            assert signed_in(world, name).get(reverse("desk:wishes")).status_code == 404, name
        assert signed_in(world, "binh").get(reverse("desk:wishes")).status_code == 200

    def test_an_item_of_another_edition_is_no_answer(self, world):
        draft = Product.objects.filter(edition=propose(world)).first()
        with pytest.raises(Incomplete, match="đang hiệu lực"):
            settle(world, commands.merge_wishes, ask(world), product_id=draft.pk, answer="")


class TestAppraiserPage:
    def test_groups_name_who_needs_and_what_is_near(self, world):
        ask(world, "Báo cáo nhanh định kỳ")
        ask(world, "Báo cáo định kỳ nhanh trong tuần", by="minh")
        commands.second_wish(
            wish_id=ask(world, "Trực cổng", by="lan").pk, needs=True, by=world.actor("vui"), at=NOON
        )
        first, second = queries.wish_groups(world.actor("binh"), on=TODAY)
        assert [w.title for w in first.wishes] == [
            "Báo cáo nhanh định kỳ",
            "Báo cáo định kỳ nhanh trong tuần",
        ]
        assert first.needed_by == (("Chuyên viên quản lý công chức", 2),)
        assert [item.code for item in first.near] == ["DC.05"]
        assert second.wishes[0].others == ("Mai Vui",)

    def test_the_three_answers_by_the_page(self, world):
        client = signed_in(world, "binh")
        wish = ask(world)
        answered = client.post(
            reverse("desk:settle"), {"de-nghi": wish.pk, "cach": "khong", "nhom": wish.pk, "lydo": ""}
        )
        assert answered.status_code == 422
        assert "lý do không bổ sung" in text(answered)
        client.post(reverse("desk:settle"), {"de-nghi": wish.pk, "cach": "dung", "ma": "dc.05"})
        wish.refresh_from_db()
        assert (wish.state, wish.product) == ("MERGED", world.products["DC.05"])
        other = ask(world, "Việc khác hẳn")
        onward = client.post(reverse("desk:settle"), {"de-nghi": other.pk, "cach": "vao"})
        assert onward.status_code == 303
        assert "Lập bản đề xuất" in text(client.get(onward.url))
        client.post(reverse("desk:draft"), {"de-nghi": other.pk})
        assert queries.proposed_edition(world.organ.pk).products.count() == len(world.products)
        form = {
            "code": "VK.01", "task": "Việc khác", "detail": "Việc khác hẳn", "group": 1, "score": "10",
            "unit_of_measure": "buổi", "is_shared": "on",
        }  # fmt: skip
        assert client.post(onward.url, {**form, "score": ""}).status_code == 422
        assert client.post(onward.url, form).status_code == 303
        other.refresh_from_db()
        assert (other.state, other.product.code) == ("ACCEPTED", "VK.01")

    def test_it_does_not_grow_with_the_wishes(self, world):
        client = signed_in(world, "binh")

        def count() -> int:
            with CaptureQueriesContext(
                connection,
            ) as seen:
                client.get(reverse("desk:wishes"))
            return len(seen)

        ask(world)
        count()
        few = count()
        for number in range(12):
            wish = ask(world, f"Mục thứ {number} khác nhau {'x' * number}", by="minh")
            commands.second_wish(wish_id=wish.pk, needs=True, by=world.actor("lan"), at=NOON)
        count()
        assert count() <= few


class TestPins:
    def pin(self, world, code: str, keep: bool = True) -> bool:
        return commands.keep_favourite(
            person_id=world.lan.pk,
            product_id=world.products[code].pk,
            keep=keep,
            by=world.actor("lan"),
            at=NOON,
        )

    def codes(self, world) -> list[str]:
        return [p.code for p in queries.favourites(world.lan.pk, on=TODAY)]

    def test_pinned_last_and_unpinned(self, world):
        assert self.pin(world, "DC.02")
        assert self.pin(world, "DC.01")
        assert not self.pin(world, "DC.01")
        assert self.codes(world) == ["DC.02", "DC.01"]
        self.pin(world, "DC.02", keep=False)
        assert self.codes(world) == ["DC.01"]

    def test_a_sixth_is_refused(self, world):
        for code in list(world.products)[:5]:
            self.pin(world, code)
        with pytest.raises(OutOfRange, match="nhiều nhất 5"):
            self.pin(world, list(world.products)[5])

    def test_from_the_list_and_back_to_it(self, world):
        client = signed_in(world, "lan")
        pk = world.products["DC.02"].pk
        answered = client.post(
            reverse("catalogue:favourite"), {"ghim": pk, "ve": "danh-muc", "loc": "tim=cong"}
        )
        assert answered.url.endswith("?tim=cong")
        assert "Bỏ ghim DC.02" in text(client.get(answered.url))
        assert client.post(reverse("catalogue:favourite"), {"ghim": f"-{pk}"}).status_code == 303
        assert self.codes(world) == []
        for odd in ("", "x", "-", "9" * 30):
            assert client.post(reverse("catalogue:favourite"), {"ghim": odd}).status_code == 404


class TestExamples:
    def add(self, world, by: str = "hanh", **more: Any) -> Example:
        values: dict[str, Any] = {
            "product_id": world.products["DC.02"].pk, "kind": "GOOD", "text": "Trả lời công văn 12 về biên chế",
            "note": "Nêu số văn bản.", "by": world.actor(by), "at": NOON,
        }  # fmt: skip
        return commands.add_example(**{**values, **more})

    def test_heads_and_personnel_add_and_retire_others_do_not(self, world):
        one = self.add(world)
        self.add(world, by="binh", kind="BAD", text="Làm công văn")
        for name in ("lan", "vui", "dung"):
            with pytest.raises(Denied):
                self.add(world, by=name)
        commands.retire_example(example_id=one.pk, by=world.actor("binh"), at=NOON)
        with pytest.raises(InvalidStep):
            commands.retire_example(example_id=one.pk, by=world.actor("binh"), at=NOON)
        assert [e.text for e in queries.examples_of(world.organ.pk, "DC.02")] == ["Làm công văn"]

    def test_the_page_keeps_what_was_typed_and_shows_the_forms_only_to_who_may(self, world):
        address = reverse("catalogue:add_example", args=[world.products["DC.02"].pk])
        client = signed_in(world, "hanh")
        refused = client.post(address, {"kind": "BAD", "text": "", "note": "Không rõ việc gì"})
        assert refused.status_code == 422
        assert "Không rõ việc gì" in text(refused)
        assert client.post(address, {"kind": "BAD", "text": "Làm việc"}).status_code == 303
        shown = text(signed_in(world, "lan").get(reverse("desk:product", args=[world.products["DC.02"].pk])))
        assert "Làm việc" in shown
        assert "Thêm ví dụ" not in shown


def signed_in(world, name: str) -> Client:
    client = Client()
    client.force_login(world.people[name].user)
    return client


def text(answer) -> str:
    return answer.content.decode()
