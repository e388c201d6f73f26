"""Pages of the catalogue: who sees what, and that a refusal keeps what was typed."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from congvu.catalogue.models import Edition

from .making import appraise, decide, propose


@pytest.fixture
def as_(world):
    def sign_in(name: str) -> Client:
        client = Client()
        client.force_login(world.people[name].user)
        return client

    return sign_in


def url(name: str, *args: int) -> str:
    return reverse(f"catalogue:{name}", args=args)


def text(answer) -> str:
    return answer.content.decode()


class TestList:
    def test_everybody_of_the_organ_reads_and_searches_it(self, as_):
        page = text(as_("lan").get(url("list")))
        for words in ("DC.02", "Soạn công văn trả lời cơ quan khác", "N2", "25", "Danh mục năm 2026"):
            assert words in page
        found = text(as_("lan").get(url("list"), {"tim": "bao cao"}))
        assert "DC.05" in found
        assert "HS.01" not in found
        assert "Không có mục nào khớp" in text(as_("lan").get(url("list"), {"tim": "bão cáo"}))

    def test_an_organ_without_one(self, as_):
        page = text(as_("dung").get(url("list")))
        assert "chưa có danh mục có hiệu lực" in page
        assert "DC.02" not in page

    def test_strange_addresses(self, as_):
        for odd in (
            {"trang": "x"},
            {"trang": "-1"},
            {"tim": "\x00" * 9},
            {"phan": "<b>"},
            {"tim": "a" * 5000},
        ):
            assert as_("lan").get(url("list"), odd).status_code == 200


class TestEdition:
    def test_drafts_are_closed_to_others(self, world, as_):
        draft = propose(world)
        for name, status in [
            ("hanh", 200),
            ("binh", 200),
            ("tam", 200),
            ("lan", 404),
            ("vui", 404),
            ("dung", 404),
        ]:
            assert as_(name).get(url("edition", draft.pk)).status_code == status, name

    def test_shows_life_counts_and_difference(self, world, as_):
        page = text(as_("binh").get(url("edition", propose(world).pk)))
        for words in (
            "Đề xuất",
            "Thẩm định",
            "Khác bản trước",
            "3 mục bỏ",
            "Nguyễn Thị Hạnh",
            "danh-muc.xlsx",
        ):
            assert words in page

    def test_the_whole_life_in_the_browser(self, world, as_):
        draft = propose(world)
        assert as_("binh").post(url("appraise", draft.pk), {"note": "Đủ, đúng."}).status_code == 303
        values = {
            "number": "283/QĐ-SNV",
            "date": "19/11/2026",
            "signer": "Lê Minh Tâm",
            "valid_from": "2026-12-01",
        }
        assert as_("tam").post(url("decide", draft.pk), values).status_code == 303
        page = text(as_("lan").get(url("edition", draft.pk)))
        assert "283/QĐ-SNV" in page
        assert "không sửa được" in page

    def test_a_refused_step_keeps_what_was_typed(self, world, as_):
        draft = appraise(world, propose(world))
        values = {
            "act": "decide",
            "number": "283/QĐ-SNV",
            "date": "2026-11-19",
            "signer": "Người ký đã gõ",
            "valid_from": "2026-11-01",
        }
        answer = as_("tam").post(url("decide", draft.pk), values)
        assert answer.status_code == 422
        assert "Ngày hiệu lực không được trước ngày quyết định." in text(answer)
        assert "Người ký đã gõ" in text(answer)
        assert 'id="decide" open' in text(answer)

    def test_grey_buttons_say_why(self, world, as_):
        page = text(as_("tam").get(url("edition", propose(world).pk)))
        assert "Danh mục đề xuất nên chưa làm được bước này." in page

    @pytest.mark.parametrize("name", ["appraise", "send_back", "decide", "withdraw", "standard"])
    def test_posts_reject_get_and_strangers(self, world, as_, name):
        draft = propose(world)
        assert as_("tam").get(url(name, draft.pk)).status_code == 405
        posted = {
            "note": "x",
            "reason": "x",
            "code": "DC.01",
            "number": "1",
            "signer": "x",
            "date": "2026-11-19",
            "valid_from": "2026-12-01",
        }
        for stranger in ("lan", "vui", "dung"):
            assert as_(stranger).post(url(name, draft.pk), posted).status_code == 404
        assert Client().post(url(name, draft.pk), posted).status_code == 302
        assert Edition.objects.get(pk=draft.pk).state == "PROPOSED"


def typed(**more: str) -> dict[str, str]:
    return {
        "code": "MOI.01", "section": "", "task": "Nhiệm vụ", "detail": "Việc mới", "output": "", "unit_of_measure": "văn bản",
        "group": "2", "score": "12,5", "frame_low": "", "frame_high": "", "norm_minutes": "90", "evidence": "", "note": "",
        "is_shared": "on", **more,
    }  # fmt: skip


class TestItem:
    def test_added_with_a_comma_and_scopes(self, world, as_):
        draft = propose(world)
        assert as_("hanh").get(url("add_item", draft.pk)).status_code == 200
        values = typed(
            is_shared="", unit_ids=str(world.units["ccvc"].pk), position_ids=str(world.positions["CV"].pk)
        )
        assert as_("hanh").post(url("add_item", draft.pk), values).status_code == 303
        product = draft.products.get(code="MOI.01")
        assert (str(product.coefficient), product.scopes.count(), product.is_shared) == ("2.5000", 2, False)

    def test_edited_and_removed(self, world, as_):
        draft = propose(world)
        product = draft.products.get(code="DC.02")
        assert "Soạn văn bản DC.02" in text(as_("hanh").get(url("item", draft.pk, product.pk)))
        as_("hanh").post(url("item", draft.pk, product.pk), typed(code="DC.02", score="30"))
        product.refresh_from_db()
        assert product.coefficient == 6
        assert as_("hanh").get(url("remove_item", draft.pk, product.pk)).status_code == 405
        as_("hanh").post(url("remove_item", draft.pk, product.pk))
        assert not draft.products.filter(code="DC.02").exists()

    @pytest.mark.parametrize(
        ("change", "sentence"),
        [
            ({"code": "dc.01"}, "Mã dc.01 đã có trong danh mục."),
            ({"score": "x"}, "Điền một số"),
            ({"score": "0"}, "phải lớn hơn 0"),
            ({"frame_low": "20", "frame_high": "50"}, "ngoài khung điểm"),
            ({"norm_minutes": "9" * 30}, "Số này lớn quá."),
            ({"task": ""}, "Chưa điền ô này."),
        ],
    )
    def test_refused_keeps_what_was_typed(self, world, as_, change, sentence):
        draft = propose(world)
        answer = as_("hanh").post(url("add_item", draft.pk), typed(detail="Một việc đã gõ", **change))
        assert answer.status_code == 422
        assert sentence in text(answer)
        assert "Một việc đã gõ" in text(answer)
        assert draft.products.count() == 3

    def test_closed_to_others_and_once_decided(self, world, as_):
        draft = propose(world)
        product = draft.products.first()
        for stranger in ("lan", "vui", "dung"):
            assert as_(stranger).get(url("item", draft.pk, product.pk)).status_code == 404
            assert as_(stranger).post(url("add_item", draft.pk), typed()).status_code == 404
        decide(world, appraise(world, draft))
        assert as_("lan").get(url("item", draft.pk, product.pk)).status_code == 404
        answer = as_("hanh").post(url("add_item", draft.pk), typed())
        assert answer.status_code == 422
        assert "đã quyết định không sửa được" in text(answer)
