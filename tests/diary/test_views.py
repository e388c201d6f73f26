"""Pages of the diary: full posts and fragments, refusals that keep what was typed, strangers."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from congvu.base import clock
from congvu.diary.commands import attach_evidence, settle_entry
from congvu.diary.models import Entry, Evidence
from congvu.diary.states import EntryState, EntryStep
from tests.diary.makers import PDF, posted, signed_in, text_of

from .makers import NOON, YESTERDAY, assign, send, write


@pytest.fixture(autouse=True)
def store(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


class TestToday:
    def test_the_page_shows_the_day_its_lines_and_the_week(self, world):
        write(
            world,
            title="Dự thảo trả lời Sở Y tế",
            minutes=None,
            starts_at=dt.time(7, 10),
            ends_at=dt.time(8, 40),
        )
        write(world, title="Tiếp đơn vị", minutes=40)
        page = text_of(signed_in(world).get("/hom-nay"))
        assert "Thứ năm, 19 tháng 11" in page or "Thứ Năm, 19 tháng 11" in page
        assert "Còn 5 giờ 50 chưa ghi. Không cần ghi cho đủ giờ" in page
        assert "Dự thảo trả lời Sở Y tế" in page
        assert "Chưa gắn giờ" in page
        assert 'class="hour at-1"' in page
        assert "Gửi cho đồng chí Nguyễn Thị Hạnh" in page

    def test_an_empty_day_teaches(self, world):
        page = text_of(signed_in(world).get("/hom-nay"))
        assert "Chưa ghi việc nào" in page
        assert "Gửi nhật ký" not in page

    def test_open_tasks_are_proposed_without_any_time(self, world):
        share = assign(world)
        page = text_of(signed_in(world).get("/hom-nay"))
        assert f'href="/hom-nay?goi-y=share%3A{share.pk}#ghi-gio"' in page
        opened = text_of(signed_in(world).get(f"/hom-nay?goi-y=share%3A{share.pk}"))
        assert f'value="share:{share.pk}"' in opened
        assert 'name="duration" value=""' in opened

    def test_hand_in_opens_the_line_with_what_is_left(self, world):
        share = assign(world, quantity=3)
        page = text_of(signed_in(world).get(f"/hom-nay?phan={share.pk}"))
        assert 'name="quantity" type="text" value="3"' in page
        assert 'name="duration" value=""' in page

    @pytest.mark.parametrize("number", ["9999999", "abc", "-1", "٣", "1" * 30])
    def test_the_task_of_another_is_not_opened(self, world, number):
        assert 'value="share:' not in text_of(signed_in(world).get("/hom-nay", {"phan": number}))

    def test_other_days_have_their_address(self, world):
        client = signed_in(world)
        assert client.get("/hom-nay/2026-11-18").status_code == 200
        assert "Ngày này chưa tới" in text_of(client.get("/hom-nay/2026-11-20"))
        for wrong in ("2026-13-01", "1999-01-01", "2100-01-01", "26-1-1"):
            assert client.get(f"/hom-nay/{wrong}").status_code == 404
        for edge in ("2000-01-03", "2099-12-27"):
            assert client.get(f"/hom-nay/{edge}").status_code == 200

    def test_a_late_day_and_a_locked_day_say_so(self, world):
        client = signed_in(world)
        assert "hạn là hết 16/11" in text_of(client.get("/hom-nay/2026-11-13"))
        page = text_of(client.get("/hom-nay/2026-10-15"))
        assert "Không ghi thêm được" in page
        assert "01/11/2026" in page
        assert 'id="ghi"' not in page

    def test_a_day_off_need_not_be_written(self, world):
        assert "Không cần ghi; nếu có làm việc" in text_of(signed_in(world).get("/hom-nay/2026-11-14"))

    def test_strangers_sign_in_first(self, world):
        response = Client().get("/hom-nay")
        assert response.status_code == 302
        assert "/dang-nhap" in response["Location"]

    def test_the_month_lists_every_day(self, world):
        write(world, minutes=75)
        page = text_of(signed_in(world).get("/hom-nay/thang/2026-11"))
        assert "Tháng 11 năm 2026" in page
        assert page.count('scope="row"') == 30
        assert "1 giờ 15" in page
        for edge in ("2000-01", "2099-12"):
            assert signed_in(world).get(f"/hom-nay/thang/{edge}").status_code in (200, 404)


class TestAdd:
    def test_a_plain_post_writes_and_goes_back(self, world):
        client = signed_in(world)
        response = client.post(
            "/hom-nay/2026-11-19/ghi", posted(what=f"product:{world.products['DC.02'].pk}", quantity="1,5")
        )
        assert response.status_code == 303
        assert response["Location"] == "/hom-nay"
        entry = Entry.objects.get()
        assert (entry.minutes, entry.quantity, entry.title) == (
            45,
            Decimal("1.5"),
            world.products["DC.02"].detail,
        )
        assert "Đã ghi." in text_of(client.get("/hom-nay"))

    def test_htmx_gets_the_day_and_a_fresh_form(self, world):
        data = posted()
        response = signed_in(world).post("/hom-nay/2026-11-19/ghi", data, headers={"HX-Request": "true"})
        page = text_of(response)
        assert response.status_code == 200
        assert page.lstrip().startswith('<div id="ngay"')
        assert data["client_id"] not in page
        assert "cv-toast" in response["HX-Trigger"]

    def test_the_fragment_is_what_a_reload_shows(self, world):
        client = signed_in(world)
        fragment = text_of(client.post("/hom-nay/2026-11-19/ghi", posted(), headers={"HX-Request": "true"}))
        whole = text_of(client.get("/hom-nay"))
        block = fragment[fragment.index('<ol class="entries">') : fragment.index("</ol>")]
        assert block in whole

    def test_a_double_click_writes_once(self, world):
        client, data = signed_in(world), posted()
        assert {client.post("/hom-nay/2026-11-19/ghi", data).status_code for _ in range(2)} == {303}
        assert Entry.objects.count() == 1

    @pytest.mark.parametrize("htmx", [False, True])
    def test_a_refusal_keeps_what_was_typed(self, world, htmx):
        headers = {"HX-Request": "true"} if htmx else {}
        data = posted(duration="90", note="Ghi chú dài <b>", quantity="", document="456/SNV")
        response = signed_in(world).post("/hom-nay/2026-11-19/ghi", data, headers=headers)
        page = text_of(response)
        assert response.status_code == 422
        assert "Ghi rõ 90p hay 1g30" in page
        assert 'value="90"' in page
        assert "Ghi chú dài &lt;b&gt;" in page
        assert 'value="456/SNV"' in page
        assert f'value="{data["client_id"]}"' in page
        assert not Entry.objects.exists()

    def test_without_script_the_text_comes_back_as_a_list_to_choose_from(self, world):
        client, data = signed_in(world), posted(what="", text="nang luong tham dinh")
        response = client.post("/hom-nay/2026-11-19/ghi", data)
        page = text_of(response)
        assert response.status_code == 422
        value = f"product:{world.products['HS.01'].pk}"
        assert f'<input type="radio" name="what" value="{value}">' in page
        assert 'name="what" value="off"' in page
        assert client.post("/hom-nay/2026-11-19/ghi", {**data, "what": ["", value]}).status_code == 303
        assert Entry.objects.get().product == world.products["HS.01"]

    @pytest.mark.parametrize(
        ("values", "sentence"),
        [
            ({"what": "", "text": ""}, "Ghi việc đã làm"),
            ({"duration": ""}, "Ghi thời gian làm"),
            ({"quantity": "một"}, "Ghi số như 6 hoặc 1,5"),
            ({"quantity": "1.000"}, "Ghi số như 6 hoặc 1,5"),
            ({"quantity": "9" * 400}, "Ghi số như 6 hoặc 1,5"),
            ({"percent": "101", "what": "product"}, "Tỷ lệ"),
            ({"starts_at": "25:00"}, "8:45"),
            ({"duration": "8g-9g", "starts_at": "10:00"}, "Giữ một trong hai"),
            ({"kind": "HACK"}, "Chọn một giá trị"),
            ({"client_id": "x"}, "Tải lại trang"),
            ({"note": "x" * 6000}, "5.000 ký tự"),
            ({"title": "x" * 301}, "300 ký tự"),
            ({"link": "javascript:alert(1)"}, "bắt đầu bằng https://"),
        ],
    )
    def test_bad_input_is_one_sentence(self, world, values, sentence):
        if values.get("what") == "product":
            values = values | {"what": f"product:{world.products['DC.01'].pk}"}
        response = signed_in(world).post("/hom-nay/2026-11-19/ghi", posted(**values))
        assert response.status_code == 422
        assert sentence in text_of(response)
        assert not Entry.objects.exists()

    def test_a_hostile_file_keeps_the_line_out_and_the_text_in(self, world):
        file = SimpleUploadedFile("bao-cao.docx", b"MZ\x90\x00")
        response = signed_in(world).post("/hom-nay/2026-11-19/ghi", posted(note="Giữ lại", file=file))
        assert response.status_code == 422
        assert "Giữ lại" in text_of(response)
        assert not Entry.objects.exists()

    def test_evidence_comes_with_the_line(self, world):
        file = SimpleUploadedFile("bao-cao.pdf", PDF)
        data = posted(file=file, link="https://a.vn/1", document="45/BC", starts_at="8g", duration="8g-9g")
        assert signed_in(world).post("/hom-nay/2026-11-19/ghi", data).status_code == 303
        assert set(Evidence.objects.values_list("kind", flat=True)) == {"FILE", "LINK", "DOCUMENT"}

    @pytest.mark.parametrize("value", ["share:999999", "product:999999", "product:0"])
    def test_what_is_not_hers_is_not_there(self, world, value):
        assert signed_in(world).post("/hom-nay/2026-11-19/ghi", posted(what=value)).status_code == 404

    def test_a_get_is_not_taken(self, world):
        client = signed_in(world)
        for name in ("ghi", "gui", "rut"):
            assert client.get(f"/hom-nay/2026-11-19/{name}").status_code == 405

    def test_nothing_on_the_page_of_html_typed_by_people(self, world):
        write(world, title="<script>alert(1)</script>", note="<img src=x onerror=alert(1)>")
        page = text_of(signed_in(world).get("/hom-nay"))
        assert "<script>alert" not in page
        assert "<img" not in page


class TestCopy:
    """Copying copies rows, never hours."""

    def test_a_line_comes_back_to_the_form_without_its_hours(self, world):
        row = write(world, on=YESTERDAY, minutes=95, title="Soạn báo cáo quý")
        page = text_of(signed_in(world).get(f"/hom-nay?chep={row.pk}"))
        assert 'value="Soạn báo cáo quý"' in page
        assert 'id="ghi-gio" name="duration" value=""' in page
        assert "1 giờ 35" not in page.split('id="ghi"')[1].split("</form>")[0]

    def test_it_is_written_only_when_sent_and_as_a_line_of_its_own(self, world):
        row = write(world, on=YESTERDAY, minutes=95, title="Soạn báo cáo quý")
        client = signed_in(world)
        client.get(f"/hom-nay?chep={row.pk}")
        assert Entry.objects.count() == 1

    def test_a_task_with_nothing_left_comes_back_as_its_product(self, world):
        share = assign(world, quantity=1)
        row = write(world, share_id=share.pk, quantity=Decimal(1), title="")
        address = f"/hom-nay?chep={row.pk}"
        assert f'value="share:{share.pk}"' in text_of(signed_in(world).get(address))
        send(world)
        settle_entry(
            entry_id=row.pk, version=1, outcome=EntryStep.CONFIRM, by=world.actor("hanh"), at=clock.now()
        )
        page = text_of(signed_in(world).get(address))
        assert f'id="ghi-viec" value="product:{row.product_id}"' in page

    @pytest.mark.parametrize("who", ["minh", "hanh"])
    def test_the_line_of_another_is_not_copied(self, world, who):
        row = write(world, on=YESTERDAY, title="Việc riêng của Lan")
        assert "Việc riêng của Lan" not in text_of(signed_in(world, who).get(f"/hom-nay?chep={row.pk}"))

    @pytest.mark.parametrize("number", ["0", "9" * 40, "x", "-1"])
    def test_what_is_no_line_gives_an_empty_form(self, world, number):
        assert signed_in(world).get(f"/hom-nay?chep={number}").status_code == 200


class TestSearch:
    def test_words_in_any_order_without_marks_and_codes(self, world):
        client = signed_in(world)
        assert "Thẩm định hồ sơ nâng lương" in text_of(client.get("/hom-nay/tim", {"text": "luong ho so"}))
        assert "Báo cáo định kỳ" in text_of(client.get("/hom-nay/tim", {"text": "dc.05"}))

    def test_own_tasks_come_first_and_off_the_catalogue_last(self, world):
        share = assign(world)
        page = text_of(signed_in(world).get("/hom-nay/tim", {"text": "tra loi"}))
        assert page.index(f"share:{share.pk}") < page.index("product:") < page.index('data-value="off"')
        assert f"share:{share.pk}" not in text_of(
            signed_in(world, "minh").get("/hom-nay/tim", {"text": "tra loi"})
        )

    def test_nothing_typed_offers_the_usual(self, world):
        assert "product:" in text_of(signed_in(world).get("/hom-nay/tim"))

    @pytest.mark.parametrize("day", ["", "x", "9999-99-99", "0001-01-01", "9999-12-31"])
    def test_a_wrong_day_is_today(self, world, day):
        assert signed_in(world).get("/hom-nay/tim", {"text": "bao cao", "ngay": day}).status_code == 200


class TestSend:
    def test_sending_and_taking_back(self, world):
        write(world)
        client = signed_in(world)
        assert client.post("/hom-nay/2026-11-19/gui").status_code == 303
        page = text_of(client.get("/hom-nay"))
        assert "Đã gửi ngày 19/11 cho đồng chí Nguyễn Thị Hạnh. Rút lại được khi chưa ai mở." in page
        assert client.post("/hom-nay/2026-11-19/rut").status_code == 303
        assert Entry.objects.get().state == EntryState.DRAFT

    def test_a_reason_asked_for_keeps_the_page_and_is_then_taken(self, world):
        write(world, minutes=500)
        client = signed_in(world)
        response = client.post("/hom-nay/2026-11-19/gui")
        assert response.status_code == 422
        assert "Ghi một câu lý do làm thêm" in text_of(response)
        assert client.post("/hom-nay/2026-11-19/gui", {"excess_reason": "Kỳ họp"}).status_code == 303

    def test_a_day_without_lines_is_not_there(self, world):
        for name in ("gui", "rut"):
            assert signed_in(world).post(f"/hom-nay/2026-11-19/{name}").status_code == 404

    def test_opened_by_the_head_it_stays(self, world):
        entry = write(world)
        send(world)
        assert signed_in(world, "hanh").get(f"/duyet/{entry.pk}").status_code == 200
        client = signed_in(world)
        assert "Đã có người mở xem." in text_of(client.get("/hom-nay"))
        response = client.post("/hom-nay/2026-11-19/rut", headers={"HX-Request": "true"})
        assert response.status_code == 422
        assert "Đã có người mở xem nên không rút lại được" in text_of(response)


class TestQueries:
    def count(self, client, url):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        client.get(url)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(url).status_code == 200
        return len(seen)

    def test_the_day_does_not_grow_with_its_lines_or_tasks(self, world):
        client = signed_in(world)
        write(world)
        assign(world)
        few = self.count(client, "/hom-nay")
        for n in range(8):
            entry = write(world, title=f"Việc {n}", minutes=5)
            attach_evidence(entry_id=entry.pk, document=f"{n}/QĐ", by=world.actor("lan"), at=NOON)
            assign(world)
        assert self.count(client, "/hom-nay") == few

    def test_the_month_does_not_grow(self, world):
        client = signed_in(world)
        write(world)
        few = self.count(client, "/hom-nay/thang/2026-11")
        for day in (16, 17, 18):
            write(world, on=dt.date(2026, 11, day))
        assert self.count(client, "/hom-nay/thang/2026-11") == few

    def test_one_line_does_not_grow_with_its_versions(self, world):
        client = signed_in(world)
        entry = write(world)
        url = reverse("diary:entry", args=[entry.pk])
        few = self.count(client, url)
        for version in range(1, 6):
            client.post(
                url,
                {"version": version, "what": "off", "text": "x", "title": f"Bản {version}", "duration": "5p"},
            )
        assert self.count(client, url) == few


def test_a_day_closed_is_done_in_the_strip(world):
    entry = write(world)
    send(world)
    settle_entry(
        entry_id=entry.pk, version=1, outcome=EntryStep.CONFIRM, by=world.actor("hanh"), at=clock.now()
    )
    page = text_of(signed_in(world).get("/hom-nay"))
    assert 'class="done" aria-current="date"' in page
