"""The pages of a rating year: who sees what, what a refusal keeps, what does not grow."""

from __future__ import annotations

import re

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from congvu.rating.models import Decision, Dossier, Fact, Minutes, PeriodNote, UnitRating, Year
from congvu.rating.states import YearState, YearStep
from tests.rating import steps
from tests.rating.steps import closed, dossier, opened, ready, to_decision, to_meeting, unit


@pytest.fixture(autouse=True)
def cache_table(db):
    call_command("createcachetable", verbosity=0)


def at(world, who):
    client = Client()
    client.force_login(world.people[who].user)
    return client


def text(answer) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


PAPER = {"number": "12/QĐ-SNV", "signed_on": "2026-11-19", "signer": "Lê Minh Tâm"}


class TestHome:
    def test_the_personnel_officer_opens_a_year(self, world):
        binh = at(world, "binh")
        assert "Mở năm 2026" in text(binh.get("/nam"))
        answer = binh.post("/nam/mo", {"nam": "2026"}, follow=True)
        assert "Đã mở năm xếp loại 2026" in text(answer)
        assert Year.objects.get().year == 2026

    @pytest.mark.parametrize("nam", ["", "mot", "2030", "99999999999"])
    def test_nonsense_is_refused_on_the_same_page(self, world, nam):
        assert at(world, "binh").post("/nam/mo", {"nam": nam}).status_code == 422
        assert not Year.objects.exists()

    def test_staff_see_their_own_and_are_asked(self, world):
        year = steps.step(world, opened(world), YearStep.ASK_SELF)
        page = text(at(world, "lan").get("/nam"))
        assert "chờ tự xếp loại" in page
        assert f"/nam/2026/ho-so/{dossier(year, world.lan).pk}" in page
        assert "Các năm của cơ quan" not in page


class TestWhoSees:
    def test_strangers_and_the_administrator_meet_nothing(self, world):
        year = opened(world)
        lan, unit_id = dossier(year, world.lan).pk, unit(world, year, "ccvc").pk
        paths = [
            "/nam/2026", f"/nam/2026/ho-so/{lan}", "/nam/2026/to-chuc", f"/nam/2026/to-chuc/{unit_id}",
            "/nam/2026/ty-le", "/nam/2026/bien-ban", f"/nam/2026/bien-ban/{world.units['ccvc'].pk}",
        ]  # fmt: skip
        for who in ("minh", "vui", "dung"):
            for path in paths:
                assert at(world, who).get(path).status_code == 404, (who, path)

    def test_each_sees_her_own_and_the_head_her_unit(self, world):
        year = opened(world)
        lan, hai = dossier(year, world.lan).pk, dossier(year, world.hai).pk
        assert at(world, "lan").get(f"/nam/2026/ho-so/{lan}").status_code == 200
        hanh = at(world, "hanh")
        assert hanh.get(f"/nam/2026/ho-so/{lan}").status_code == 200
        assert hanh.get(f"/nam/2026/ho-so/{hai}").status_code == 404
        board = text(hanh.get("/nam/2026"))
        assert "Trần Ngọc Lan" in board
        assert "Đỗ Văn Hải" not in board
        assert hanh.get("/nam/2026/ty-le").status_code == 404
        assert hanh.get(f"/nam/2026/to-chuc/{unit(world, year, 'vp').pk}").status_code == 404

    def test_forms_of_the_personnel_body_are_not_there_for_others(self, world):
        lan = dossier(opened(world), world.lan).pk
        for who in ("lan", "hanh", "tam", "vui"):
            for form in ("sua", "ky", "truong-hop", "cap-uy"):
                assert at(world, who).get(f"/nam/2026/ho-so/{lan}/{form}").status_code == 404, (who, form)
        assert at(world, "minh").get(f"/nam/2026/ho-so/{lan}/tu-xep-loai").status_code == 404


class TestBoard:
    def test_filters_and_what_is_missing(self, world):
        opened(world)
        binh = at(world, "binh")
        page = text(binh.get("/nam/2026"))
        assert "Chưa có biên bản họp của đơn vị" in page
        assert "14/12/2026" in page
        only = text(binh.get("/nam/2026", {"tim": "lan", "trang-thai": "cho"}))
        assert "Trần Ngọc Lan" in only
        assert "Huỳnh Minh" not in only
        assert "Không có hồ sơ nào" in text(binh.get("/nam/2026", {"don-vi": "999999"}))
        assert "Không có hồ sơ nào" in text(binh.get("/nam/2026", {"trang-thai": "da-quyet"}))

    def test_its_questions_do_not_grow_with_people(self, world):
        year = ready(world)
        binh = at(world, "binh")
        binh.get("/nam/2026")

        def asked() -> int:
            with CaptureQueriesContext(
                connection,
            ) as found:
                assert binh.get("/nam/2026").status_code == 200
            return len(found)

        many = asked()
        Dossier.objects.filter(year=year).exclude(person=world.lan).delete()
        assert many <= asked() + 1

    def test_steps_by_button(self, world):
        opened(world)
        binh = at(world, "binh")
        assert "Đã chuyển bước" in text(binh.post("/nam/2026/buoc", {"buoc": "ASK_SELF"}, follow=True))
        assert binh.post("/nam/2026/buoc", {"buoc": "CLOSE"}).status_code == 422
        assert "Đã cập nhật hồ sơ" in text(binh.post("/nam/2026/cap-nhat", follow=True))
        assert Year.objects.get().state == YearState.SELF
        kept = binh.post("/nam/2026/noi-troi", {"is_outstanding": "co", "document": ""})
        assert kept.status_code == 422
        binh.post("/nam/2026/noi-troi", {"is_outstanding": "co", "document": "5/QĐ-UBND"})
        assert Year.objects.get().is_outstanding


class TestDossier:
    def test_the_suggestion_shows_its_steps_and_articles(self, world):
        lan = dossier(opened(world), world.lan)
        page = text(at(world, "lan").get(f"/nam/2026/ho-so/{lan.pk}"))
        assert "Hoàn thành xuất sắc nhiệm vụ" in page
        assert "Điểm trung bình của năm" in page
        assert "khoản 3 Điều 17" in page
        assert "Chưa có quyết định xếp loại" in page
        assert "Có thể đề xuất" not in page

    def test_own_rating(self, world):
        year = steps.step(world, opened(world), YearStep.ASK_SELF)
        lan, path = at(world, "lan"), f"/nam/2026/ho-so/{dossier(year, world.lan).pk}/tu-xep-loai"
        refused = lan.post(path, {"words": "Đã cố gắng trong năm"})
        assert refused.status_code == 422
        assert "Đã cố gắng trong năm" in text(refused)
        assert lan.post(path, {"level": "T", "words": "Đã cố gắng"}).status_code in (302, 303)
        assert dossier(year, world.lan).self_level == "T"

    def test_what_the_personnel_officer_writes(self, world):
        year = opened(world)
        row = dossier(year, world.hanh)
        binh, base = at(world, "binh"), f"/nam/2026/ho-so/{row.pk}"
        given = {
            "ky": {"code": "2026-09", "is_worked": "co", "score": "82,5", "origin": "Sở Y tế", "document": "1/BC", "document_on": "2026-10-05"},
            "sua": {"worked_months": "11,5", "absence": "", "group": "Lãnh đạo phòng"},
            "cap-uy": {"body": "Đảng ủy Sở", "words": "Tốt", "document": "3/NX", "document_on": "2026-11-18"},
            "truong-hop": {"code": "PUBLIC_DUTY_DISCIPLINE_IN_YEAR", "document": "9/QĐ", "document_on": "2026-06-01"},
        }  # fmt: skip
        for form, typed in given.items():
            assert binh.get(f"{base}/{form}").status_code == 200
            assert binh.post(f"{base}/{form}", typed).status_code in (302, 303), form
        page = text(binh.get(base))
        for words in ("82,5", "Sở Y tế", "11,5 tháng", "Đảng ủy Sở", "9/QĐ", "Không hoàn thành nhiệm vụ"):
            assert words in page
        fact, note = Fact.objects.get(), PeriodNote.objects.get()
        assert binh.get(f"/nam/2026/truong-hop/{fact.pk}/rut").status_code == 200
        binh.post(f"/nam/2026/truong-hop/{fact.pk}/rut", {"reason": "Ghi nhầm sang người khác"})
        binh.post(f"/nam/ghi-chu/{note.pk}/bo")
        assert not PeriodNote.objects.exists()
        assert "đã rút" in text(binh.get(base))


class TestDecisions:
    def test_the_head_decides_with_what_it_rests_on_beside(self, world):
        year = ready(world)
        tam, base = at(world, "tam"), f"/nam/2026/ho-so/{dossier(year, world.lan).pk}"
        page = text(tam.get(f"{base}/quyet-dinh"))
        assert "Thống nhất các ý kiến" in page
        assert "điểm d" in page
        refused = tam.post(f"{base}/quyet-dinh", PAPER | {"level": "XS"})
        assert refused.status_code == 422
        assert "Ba cách đọc" in text(refused)
        assert "12/QĐ-SNV" in text(refused)
        assert tam.post(
            f"{base}/quyet-dinh", PAPER | {"level": "T", "reason": "Theo tỷ lệ chung"}
        ).status_code in (302, 303)
        assert tam.get(f"{base}/quyet-dinh").status_code == 404
        assert "đang có hiệu lực" in text(tam.get(base))

    def test_a_replacement_shows_both(self, world):
        year = closed(world)
        binh, base = at(world, "binh"), f"/nam/2026/ho-so/{dossier(year, world.lan).pk}"
        assert binh.get(f"{base}/thay").status_code == 200
        typed = PAPER | {"level": "HT", "reason": "Theo kết luận 7/KL", "number": "20/QĐ-SNV"}
        assert binh.post(f"{base}/thay", typed).status_code == 422
        binh.post(f"{base}/thay", typed | {"replaced_reason": "Phát hiện khuyết điểm"})
        page = text(binh.get(base))
        assert "đã được thay" in page
        assert "20/QĐ-SNV" in page
        assert at(world, "lan").get(f"{base}/thay").status_code == 404

    def test_all_by_one_paper(self, world):
        year = ready(world)
        Dossier.objects.filter(year=year).update(group="Một nhóm")
        assert at(world, "binh").get("/nam/2026/quyet-dinh").status_code == 404
        tam = at(world, "tam")
        assert tam.get("/nam/2026/quyet-dinh").status_code == 200
        tam.post("/nam/2026/quyet-dinh", PAPER)
        assert Decision.objects.filter(dossier__isnull=False).count() == 1

    def test_the_cap_page(self, world):
        ready(world)
        page = text(at(world, "tam").get("/nam/2026/ty-le"))
        assert "theo số được xếp loại hoàn thành tốt (đang áp dụng)" in page
        assert "bằng điểm" in page
        assert "phải chọn" in page


class TestUnits:
    def typed(self, **more):
        points = {f"common_{k}": "9" for k in steps.COMMON} | {f"results_{k}": "8" for k in steps.RESULTS}
        facts = {f"fact_{k}": str(v) for k, v in steps.FACTS.items() if v is not False}
        return points | facts | {"level": "XS", "words": "Tốt"} | more

    def test_from_own_assessment_to_the_decision(self, world):
        year = to_decision(world, opened(world))
        rating = unit(world, year, "ccvc")
        hanh, base = at(world, "hanh"), f"/nam/2026/to-chuc/{rating.pk}"
        assert hanh.get(f"{base}/tu-danh-gia").status_code == 200
        refused = hanh.post(f"{base}/tu-danh-gia", self.typed(common_1="30"))
        assert refused.status_code == 422
        assert "quá 30 điểm" in text(refused)
        assert hanh.post(f"{base}/tu-danh-gia", self.typed()).status_code in (302, 303)
        assert "91" in text(hanh.get(base))
        assert hanh.get(f"{base}/quyet-dinh").status_code == 404
        tam = at(world, "tam")
        assert "Gợi ý: Hoàn thành xuất sắc nhiệm vụ" in text(tam.get(f"{base}/quyet-dinh"))
        tam.post(f"{base}/quyet-dinh", PAPER | {"level": "T", "reason": "Theo tỷ lệ chung"})
        assert "Hoàn thành tốt nhiệm vụ" in text(tam.get("/nam/2026/to-chuc"))

    def test_a_case_of_an_organisation(self, world):
        year = opened(world)
        rating = unit(world, year, "ccvc")
        binh, path = at(world, "binh"), f"/nam/2026/to-chuc/{rating.pk}/truong-hop"
        assert "PLAN_UNDER_70" not in text(binh.get(path))
        binh.post(
            path,
            {
                "code": "CADRE_VIOLATION_OR_DISUNITY_CONCLUDED",
                "document": "4/KL",
                "document_on": "2026-05-05",
            },
        )
        steps.unit_rated(world, year, "ccvc")
        assert "Không hoàn thành nhiệm vụ" in text(binh.get(f"/nam/2026/to-chuc/{rating.pk}"))
        fact = Fact.objects.get()
        binh.post(f"/nam/2026/truong-hop/{fact.pk}/rut", {"reason": "Ghi nhầm sang đơn vị khác"})
        assert UnitRating.objects.get(pk=rating.pk).facts_given.get().withdrawn_at


class TestMinutes:
    def test_written_by_one_confirmed_by_another(self, world):
        to_meeting(world, opened(world))
        hanh, ccvc = at(world, "hanh"), world.units["ccvc"].pk
        path = f"/nam/2026/bien-ban/{ccvc}/ghi"
        typed = {
            "held_on": "2026-11-19",
            "chair": "Hạnh",
            "secretary": "Lan",
            "invited": "3",
            "present": "4",
            "words": "Nhất trí",
        }
        refused = hanh.post(path, typed)
        assert refused.status_code == 422
        assert "Nhất trí" in text(refused)
        assert hanh.post(path, typed | {"present": "3"}).status_code in (302, 303)
        minutes = Minutes.objects.get()
        assert "chờ xác nhận" in text(hanh.get("/nam/2026/bien-ban"))
        assert hanh.post(f"/nam/bien-ban/{minutes.pk}/xac-nhan").status_code == 422
        assert "Đã xác nhận" in text(
            at(world, "tam").post(f"/nam/bien-ban/{minutes.pk}/xac-nhan", follow=True)
        )
        assert "Nhất trí" in text(hanh.get(f"/nam/2026/bien-ban/{ccvc}"))
        assert "Chưa có biên bản" in text(at(world, "tam").get(f"/nam/2026/bien-ban/{world.units['vp'].pk}"))
