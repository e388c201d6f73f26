"""The pages: what they show, to whom, and that nothing typed is lost."""

from __future__ import annotations

import datetime as dt
import html
import re

import pytest
from django.urls import reverse

from congvu.audit.models import AccessLog
from congvu.base import clock
from congvu.scoring.models import Card, Mark, Period
from tests.scoring import steps
from tests.scoring.steps import (
    CONFIRM_DAY,
    FULL,
    LOCK_DAY,
    card,
    opened,
    self_scored,
    to_confirm,
    to_self,
    work,
)


@pytest.fixture
def visit(world, client):
    """Sign in as a persona and get or post; the text of the page without entities."""

    def go(name: str, url: str, data: dict | None = None, status: int = 200):
        client.force_login(world.people[name].user)
        answer = client.get(url) if data is None else client.post(url, data)
        assert answer.status_code == status, (answer.status_code, url)
        return html.unescape(answer.content.decode()) if answer.status_code in (200, 422, 409) else answer

    return go


def form(points: dict, **more) -> dict:
    return {code: str(value).replace(".", ",") for code, value in points.items()} | more


@pytest.fixture
def october(world):
    """Lan has one clean and one late work; self-scoring is open."""
    work(world, world.lan)
    work(world, world.lan, late=[1], coefficient="3")
    steps.named_above(world)
    period = opened(world)
    to_self(world, period)
    return period


class TestMyScore:
    def test_provisional_number_with_everything_behind_it(self, world, visit, october):
        self_scored(world, october, "lan")
        text = visit("lan", "/diem")
        assert "Tạm tính" in text
        assert "95,63" in text  # 30 + 70 × (1 + 1 + 0,8125) ÷ 3
        text = visit("lan", "/diem/2026-10?phan=c&muc=2")
        assert "(1 + 2,25) ÷ 4 = 3,25 ÷ 4 = 0,8125" in text
        assert "Nguyễn Thị Hạnh xác nhận 17:00 ngày 19/10/2026" in text
        assert "điểm c khoản 2 Điều 14" in text
        assert reverse("assignments:task", args=[work(world, world.lan).task_id - 1]) in text

    def test_printed_arithmetic_gives_the_stored_number_to_the_last_digit(self, world, visit, october):
        self_scored(world, october, "lan")
        text = visit("lan", "/diem/2026-10?phan=tong")
        assert "30 + 65,625 = 95,625" in text
        work(world, world.lan, assigned="3", done="1")
        text = visit("lan", "/diem/2026-10?phan=a")
        assert "5 ÷ 7 = 0,7142857142857142857142857142… (đúng bằng 5/7)" in text

    @pytest.mark.parametrize("term", ["", "chung", "a", "b", "c", "ket-qua", "tong", "d", "sai"])
    @pytest.mark.parametrize("item", ["", "1", "99", "I.1"])
    def test_every_term_and_item_opens(self, world, visit, october, term, item):
        self_scored(world, october, "lan")
        assert "Điểm" in visit("lan", f"/diem/2026-10?phan={term}&muc={item}")

    @pytest.mark.parametrize("term", ["d", "dd", "e"])
    def test_a_leader_sees_her_own_terms(self, world, visit, term):
        steps.locked(world)
        text = visit("hanh", f"/diem/2026-10?phan={term}")
        assert "Đã khóa 06/11/2026" in text
        assert ("Trần Ngọc Lan" in text) is (term == "d")

    def test_no_work_is_not_zero(self, world, visit, october):
        text = visit("minh", "/diem")
        assert "chưa đủ dữ liệu" in text
        assert "không phải 0 điểm" in text

    def test_before_any_period_says_so(self, visit):
        assert "Chưa có kỳ nào có phiếu của đồng chí" in visit("lan", "/diem")

    def test_unknown_periods_are_missing(self, visit, october):
        for code in ("2026-09", "2026-13", "abc", "2026-q9"):
            visit("lan", f"/diem/{code}", status=404)

    def test_after_the_lock_the_stored_run_is_shown(self, world, visit):
        period = steps.locked(world)
        work(world, world.lan, done="0")  # comes too late: the stored score stays
        text = visit("lan", "/diem/2026-10")
        assert "100,00" in text
        code = card(period, world.lan).run.sha256[:4].upper()
        assert f"Mã kiểm {code}" in text


class TestRights:
    OTHERS = {
        "hanh": 200,
        "tam": 200,
        "binh": 200,
        "minh": 404,
        "thu": 404,
        "son": 404,
        "vui": 404,
        "dung": 404,
    }

    @pytest.mark.parametrize("name", OTHERS)
    def test_who_sees_the_card_of_another_and_is_logged(self, world, visit, october, name):
        pk = card(october, world.lan).pk
        for url in (f"/phieu/{pk}", f"/phieu/{pk}/diem"):
            visit(name, url, status=self.OTHERS[name])
        seen = AccessLog.objects.filter(owner_id=world.lan.pk, viewer_id=world.people[name].pk)
        assert seen.count() == (2 if self.OTHERS[name] == 200 else 0)

    def test_the_technical_administrator_sees_no_board(self, visit, october):
        for url in ("/ky", "/ky/2026-10"):
            visit("vui", url, status=404)
            visit("lan", url, status=404)

    def test_a_head_sees_only_her_unit_on_the_board(self, visit, october):
        text = visit("hanh", "/ky/2026-10")
        assert "Trần Ngọc Lan" in text
        assert "Võ Thanh Bình" not in text

    def test_posts_of_strangers_change_nothing(self, world, visit, october):
        pk = card(october, world.lan).pk
        visit("minh", f"/phieu/{pk}/tu-cham", form(FULL, version="1"), status=404)
        visit("hanh", f"/phieu/{pk}/tu-cham", form(FULL, version="1"), status=422)
        visit("lan", "/ky/2026-10/xac-nhan", {}, status=404)
        visit("hanh", "/ky/2026-10/xac-nhan", {}, status=422)
        visit("hanh", "/ky/2026-10/chot", status=404)
        october.refresh_from_db()
        assert october.state == "SELF"
        assert not Mark.objects.exists()

    @pytest.mark.parametrize("end", ["ask_self", "ask_confirm", "remind", "refresh", "lock", "publish"])
    def test_a_visit_never_steps(self, visit, october, end):
        visit("binh", reverse(f"scoring:{end}", args=["2026-10"]), status=405)


class TestSelfForm:
    def test_commas_are_read_and_saved(self, world, visit, october):
        pk = card(october, world.lan).pk
        assert "Tự chấm mười tiêu chí chung" in visit("lan", f"/phieu/{pk}")
        data = form(FULL | {"I.1": "4,25"}, version="1", strengths="Tốt", weaknesses="")
        assert visit("lan", f"/phieu/{pk}/tu-cham", data, status=303).url == f"/phieu/{pk}"
        assert str(Mark.objects.get(card_id=pk, criterion="I.1").self_points) == "4.25"

    @pytest.mark.parametrize(
        ("typed", "sentence"),
        [
            ("", "Điền điểm từ 0 đến 5."),
            ("bốn", "Điền số điểm từ 0 đến 5"),
            ("5,01", "Tiêu chí I.1: điểm từ 0 đến 5."),
            ("2,333", "tối đa 2 chữ số thập phân"),
            ("1e400", "Điền số điểm"),
            ("-1", "Điền số điểm"),
        ],
    )
    def test_a_refused_form_keeps_what_was_typed(self, world, visit, october, typed, sentence):
        pk = card(october, world.lan).pk
        data = form(FULL | {"I.1": typed}, version="1", strengths="Chữ đã gõ", weaknesses="")
        text = visit("lan", f"/phieu/{pk}/tu-cham", data, status=422)
        assert sentence in text
        assert "Chữ đã gõ" in text
        if typed:
            assert f'value="{typed}"' in text
        assert not Mark.objects.exists()

    def test_a_stale_page_is_told_and_keeps_the_text(self, world, visit, october):
        pk = card(october, world.lan).pk
        self_scored(world, october, "lan")
        data = form(FULL, version="1", strengths="Bản của tôi", weaknesses="")
        text = visit("lan", f"/phieu/{pk}/tu-cham", data, status=409)
        assert "vừa được người khác lưu" in text
        assert "Bản của tôi" in text

    def test_indicators_stand_under_each_criterion(self, world, visit, october):
        text = visit("lan", f"/phieu/{card(october, world.lan).pk}")
        assert "Chấp hành sự phân công của tổ chức." in text
        assert text.count("<details") >= 10


class TestConfirmForm:
    @pytest.fixture
    def ready(self, world, october):
        self_scored(world, october, "lan")
        to_confirm(world, october)
        return card(october, world.lan)

    def test_own_points_stand_beside_and_can_be_taken_over(self, visit, ready):
        text = visit("hanh", f"/phieu/{ready.pk}")
        assert text.count("Tự chấm 2,5") == 8
        assert 'value="2,5"' not in text
        assert visit("hanh", f"/phieu/{ready.pk}?theo=tu-cham").count('value="2,5"') == 8

    def test_a_difference_asks_for_a_reason_and_keeps_the_points(self, visit, ready):
        url = f"/phieu/{ready.pk}/xac-nhan"
        data = form(
            FULL | {"I.1": "0", "I.2": "4,5"}, version="2", comment="Nhận xét đã gõ", difference_reason=""
        )
        text = visit("hanh", url, data, status=422)
        assert "Hai tổng điểm chênh nhau từ 5 điểm trở lên nên phải ghi lý do." in text
        assert "Nhận xét đã gõ" in text
        assert 'value="4,5"' in text
        data["difference_reason"] = "Có phản ánh về thái độ phục vụ"
        visit("hanh", url, data, status=303)
        ready.refresh_from_db()
        assert ready.state == "CONFIRMED"

    def test_waiting_list_and_the_way_back(self, world, visit, ready):
        assert "Trần Ngọc Lan" in visit("hanh", "/phieu")
        assert "Không có phiếu nào chờ đồng chí" in visit("lan", "/phieu")
        text = visit("hanh", f"/phieu/{ready.pk}/tra-lai", {"reason": "ngắn"}, status=422)
        assert "Ghi lý do, ít nhất 10 ký tự." in text
        visit("hanh", f"/phieu/{ready.pk}/tra-lai", {"reason": "Chấm lại tiêu chí III.1"}, status=303)
        assert "Phiếu được trả lại để tự chấm lại." in visit("lan", f"/phieu/{ready.pk}")

    def test_a_leader_is_scored_with_d_dd_e(self, world, visit):
        steps.everybody_works(world)
        period = opened(world)
        to_self(world, period)
        for name in ("lan", "minh", "hanh"):
            self_scored(world, period, name)
        to_confirm(world, period)
        pk = card(period, world.hanh).pk
        assert "Còn 2 phiếu của công chức dưới quyền chưa xác nhận" in visit("tam", f"/phieu/{pk}")
        steps.confirmed(world, period, "lan")
        steps.confirmed(world, period, "minh")
        assert "Tính từ điểm: số công chức: 2" in visit("tam", f"/phieu/{pk}")
        reason = "Đúng hạn, có sáng kiến"
        data = form(
            FULL,
            version="2",
            comment="",
            difference_reason="",
            dd="1",
            dd_reason=reason,
            e="0.5",
            e_reason="",
        )
        assert "Ghi lý do, ít nhất 10 ký tự." in visit("tam", f"/phieu/{pk}/xac-nhan", data, status=422)
        visit("tam", f"/phieu/{pk}/xac-nhan", data | {"e_reason": "Có khiếu nại kéo dài"}, status=303)
        assert Card.objects.get(pk=pk).state == "CONFIRMED"


class TestBoard:
    def test_from_opening_to_publishing_by_buttons(self, world, visit):
        steps.named_above(world)
        steps.everybody_works(world)
        with clock.frozen(LOCK_DAY):
            assert "Mở tháng 11 năm 2026" in visit("binh", "/ky")
            visit("binh", "/ky/mo", {"ky": "2026-10"}, status=303)
            period = Period.objects.get()
            visit("binh", "/ky/2026-10/tu-cham", {}, status=303)
            for name in steps.ORDER:
                self_scored(world, period, name)
            visit("binh", "/ky/2026-10/nhac", {}, status=422)
            visit("binh", "/ky/2026-10/xac-nhan", {}, status=303)
            text = visit("binh", "/ky/2026-10")
            assert "Phải xong trước khi khóa" in text
            assert re.search(r"disabled[^>]*>.*?Khóa kỳ", text, flags=re.S)
            visit("binh", "/ky/2026-10/nhac", {}, status=303)
            assert "nhắc lúc" in visit("hanh", "/phieu")
            visit("binh", "/ky/2026-10/khoa", {}, status=422)
            for name in steps.ORDER:
                steps.confirmed(world, period, name)
            visit("binh", "/ky/2026-10/khoa", {}, status=303)
            assert "Kỳ do người đứng đầu cơ quan công bố." in visit("binh", "/ky/2026-10")
            visit("tam", "/ky/2026-10/cong-bo", {}, status=303)
        period.refresh_from_db()
        assert period.state == "PUBLISHED"
        assert "Đã công bố" in visit("lan", "/diem")
        assert "100,00" in visit("binh", "/ky/2026-10")

    def test_reopening_keeps_the_versions_in_sight(self, world, visit):
        steps.published(world)
        with clock.frozen(LOCK_DAY):
            url = "/ky/2026-10/mo-lai"
            assert "Mở lại kỳ tháng 10 năm 2026" in visit("tam", url)
            assert "Ghi lý do" in visit("tam", url, {"cutoff_on": "2026-11-12", "reason": "ngắn"}, status=422)
            visit("tam", url, {"cutoff_on": "2026-11-12", "reason": "Sót một kết luận"}, status=303)
        assert "mở lại 1 lần" in visit("binh", "/ky")

    def test_filters_find_people_without_marks(self, visit, october):
        text = visit("binh", "/ky/2026-10?tim=ngoc+lan")
        assert "Trần Ngọc Lan" in text
        assert "Huỳnh Minh" not in text
        visit("binh", "/ky/2026-10?trang-thai=SAI&don-vi=x&trang=abc&tim=%00")

    def test_moving_the_cutoff(self, visit, october):
        with clock.frozen(CONFIRM_DAY):
            visit(
                "binh", "/ky/2026-10/chot", {"cutoff_on": "2026-11-20", "reason": "Chờ kết luận"}, status=303
            )
        october.refresh_from_db()
        assert october.cutoff_on == dt.date(2026, 11, 20)

    def test_a_period_that_is_none_of_the_offered_is_missing(self, visit, october):
        visit("binh", "/ky/mo", {"ky": "hôm nay"}, status=404)


class TestSlip:
    def test_files_and_their_log(self, world, visit, client, october):
        pk = card(october, world.lan).pk
        answer = client.get("/") and None
        client.force_login(world.binh.user)
        answer = client.get(f"/phieu/{pk}/mau-01.docx")
        assert answer["Content-Type"].startswith("application/vnd.openxmlformats")
        assert 'filename="mau-01_2026-10_CB004.docx"' in answer["Content-Disposition"]
        assert AccessLog.objects.filter(subject=f"scoring.slip:{pk}", owner_id=world.lan.pk).count() == 1
        visit("minh", f"/phieu/{pk}/mau-01.docx", status=404)
        visit("lan", f"/phieu/{pk}/mau-01.exe", status=404)

    def test_without_pango_the_button_is_grey_and_says_why(self, world, visit, october, monkeypatch):
        from congvu.reports import pdf

        monkeypatch.setattr(pdf, "_ready", lambda: False)
        pk = card(october, world.lan).pk
        text = visit("lan", f"/phieu/{pk}")
        assert "cài các gói: libpango-1.0-0" in text
        assert "mau-01.docx" in text
        assert "cài các gói" in visit("lan", f"/phieu/{pk}/mau-01.pdf", status=422)
