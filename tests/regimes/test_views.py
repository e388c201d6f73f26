"""Pages of packs: who gets in, what is refused, what is kept."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from congvu.regimes.models import RuleText, Use
from rulebook import loader
from tests.regimes.test_commands import added, used
from tests.regimes.texts import EASIER, easier


@pytest.fixture
def as_(world, client):
    def sign_in(name):
        client.force_login(world.people[name].user)
        return client

    return sign_in


def at(name, *args):
    return reverse(f"regimes:{name}", args=args)


def said(response) -> str:
    return response.content.decode()


FORM = {"text": "", "decision_number": "12/QĐ-UBND", "decision_on": "2026-11-02"}


class TestReading:
    @pytest.mark.parametrize("pack_id", loader.every_pack_id())
    def test_every_shipped_pack_has_its_page(self, world, as_, pack_id):
        page = said(as_("binh").get(at("pack", pack_id)))
        assert loader.pack(pack_id).title in page
        assert loader.pack(pack_id).sha256 in page

    def test_the_page_of_a_pack_quotes_the_article_of_each_number(self, world, as_):
        page = said(as_("binh").get(at("pack", "nd335-2025")))
        assert "(a + b + c) ÷ 3 × 70" in page
        assert loader.source("ND335-2025/20/1").quote in page
        assert "Từ 90 điểm" in page

    def test_members_read_what_is_in_use_and_nothing_else(self, world, as_):
        row = added(world)
        lan = as_("lan")
        listing = said(lan.get(at("list")))
        assert "nd335-2025" in listing
        assert EASIER not in listing
        assert "Thêm bộ quy tắc" not in listing
        assert lan.get(at("pack", "nd335-2025")).status_code == 200
        for closed in (at("pack", "hcmc-06"), at("text", row.pk), at("text_file", row.pk), at("add")):
            assert lan.get(closed).status_code == 404
        used(world, row)
        assert lan.get(at("text", row.pk)).status_code == 200

    def test_another_organ_finds_nothing(self, world, as_):
        row = added(world)
        dung = as_("dung")
        assert dung.get(at("text", row.pk)).status_code == 404
        assert EASIER not in said(dung.get(at("list")))

    def test_files_come_back_as_they_are(self, world, as_):
        row = added(world)
        assert said(as_("binh").get(at("text_file", row.pk))) == easier()
        assert said(as_("binh").get(at("pack_file", "hcmc-06"))) == loader.shipped_text("hcmc-06")

    def test_two_packs_side_by_side(self, world, as_):
        row = added(world)
        page = said(as_("binh").get(at("compare"), {"truoc": "nd335-2025", "sau": str(row.pk)}))
        assert "levels[XS].at_least.value" in page
        assert as_("binh").get(at("compare"), {"truoc": "nd335-2025", "sau": "999"}).status_code == 404

    def test_the_list_asks_no_more_for_more_packs(self, world, as_):
        client = as_("binh")

        def count() -> int:
            client.get(at("list"))
            with CaptureQueriesContext(connection) as seen:
                client.get(at("list"))
                return len(seen)

        added(world)
        few = count()
        for good in (61, 62, 63):
            added(world, easier(good=good))
        assert count() == few


class TestAdding:
    def test_pasted_text_is_added(self, world, as_):
        response = as_("binh").post(at("add"), {**FORM, "text": easier()})
        assert response.status_code == 303
        assert RuleText.objects.get().pack_id == EASIER

    def test_a_file_is_added(self, world, as_):
        file = SimpleUploadedFile("bo.toml", easier().encode())
        assert as_("binh").post(at("add"), {**FORM, "file": file}).status_code == 303
        assert RuleText.objects.get().text == easier()

    def test_a_wrong_file_is_refused_with_every_problem_and_stays_in_the_page(self, world, as_):
        wrong = (
            easier()
            .replace("value = 80, unit", 'value = "80", unit')
            .replace("value = 25\n", "value = -25\n", 1)
        )
        response = as_("binh").post(
            at("add"), {**FORM, "file": SimpleUploadedFile("bo.toml", wrong.encode())}
        )
        page = said(response)
        assert response.status_code == 422
        assert "levels[0].at_least.value" in page
        assert "deductions.error.value" in page
        assert "Dòng " in page
        assert "song-may-2026" in page
        assert "12/QĐ-UBND" in page
        assert not RuleText.objects.exists()

    @pytest.mark.parametrize(
        ("content", "sentence"),
        [
            (b"\xff\xfe\x00", "không phải là chữ UTF-8"),
            (b"x" * 500_000, "dài quá 400 KB"),
            (b"", "Chọn tệp hoặc dán"),
            (b"<script>alert(1)</script>", "không đúng TOML"),
        ],
    )
    def test_hostile_files(self, world, as_, content, sentence):
        response = as_("binh").post(at("add"), {**FORM, "file": SimpleUploadedFile("a.toml", content)})
        assert response.status_code == 422
        assert sentence in said(response)
        assert "<script>alert" not in said(response)
        assert not RuleText.objects.exists()

    def test_a_command_refusal_stands_beside_its_field(self, world, as_):
        response = as_("binh").post(at("add"), {**FORM, "text": easier(), "decision_on": "2026-12-31"})
        assert response.status_code == 422
        assert "chưa đến" in said(response)

    def test_removing(self, world, as_):
        row = added(world)
        assert as_("lan").post(at("text_remove", row.pk)).status_code == 404
        assert as_("binh").post(at("text_remove", row.pk)).status_code == 303
        assert not RuleText.objects.exists()


class TestUsing:
    USE = {
        "valid_from": "2026-12-01",
        "decision_number": "9/QĐ",
        "decision_on": "2026-11-18",
        "signer": "Tâm",
    }

    def test_switched_on_and_taken_back(self, world, as_):
        row = added(world)
        binh = as_("binh")
        assert "2026-12-01" in said(binh.get(at("text_use", row.pk)))
        assert binh.post(at("text_use", row.pk), self.USE).status_code == 303
        use = Use.objects.get(pack_id=EASIER)
        assert "sắp áp dụng" in said(binh.get(at("list")))
        assert binh.post(at("cancel", use.pk), {"reason": "ngắn"}).status_code == 422
        assert binh.post(at("cancel", use.pk), {"reason": "Quyết định được thu hồi"}).status_code == 303
        assert not Use.objects.filter(pack_id=EASIER).exists()

    def test_a_refusal_keeps_what_was_typed(self, world, as_):
        response = as_("binh").post(at("pack_use", "customs-kv8-v2"), {**self.USE, "signer": "Người ký nọ"})
        assert response.status_code == 422
        assert "tính theo cách khác" in said(response)
        assert "Người ký nọ" in said(response)

    @pytest.mark.parametrize("who", ["lan", "vui"])
    def test_strangers_find_nothing(self, world, as_, who):
        use = used(world, added(world))
        assert as_(who).get(at("pack_use", "nd335-2025")).status_code == 404
        assert as_(who).get(at("cancel", use.pk)).status_code == 404
