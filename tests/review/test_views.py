"""The confirmer's pages: queue, one line, decisions, keyboard order, strangers."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from congvu.audit.models import AccessLog
from congvu.base import clock
from congvu.diary.commands import attach_evidence
from congvu.diary.models import Entry
from congvu.diary.states import EntryState
from congvu.org.models import Delegation
from congvu.review import queries
from congvu.review.commands import confirm_entry
from congvu.review.models import Confirmation
from tests.diary.makers import NOON, TODAY, YESTERDAY, assign, send, write


def signed_in(world, who="hanh") -> Client:
    client = Client()
    client.force_login(world.people[who].user, backend="congvu.accounts.backends.Backend")
    return client


def text_of(response) -> str:
    return response.content.decode()


def sent(world, who="lan", on=TODAY, at=None, reason="", proof=False, **line) -> Entry:
    entry = write(world, who, on=on, at=at, **line)
    if proof:
        attach_evidence(entry_id=entry.pk, document="1/QĐ", by=world.actor(who), at=at or clock.now())
    send(world, who, on=on, at=at, reason=reason)
    return entry


class TestQueue:
    def test_lines_that_need_a_look_come_first_then_the_oldest(self, world):
        product = world.products["DC.01"].pk
        plain_old = sent(world, at=clock.at(TODAY, 9), proof=True, product_id=product, title="Thường cũ")
        bare_new = sent(world, "minh", at=clock.at(TODAY, 11), product_id=product, title="Chưa minh chứng")
        plain_new = sent(world, at=clock.at(TODAY, 10), proof=True, product_id=product, title="Thường mới")
        found = queries.queue(world.actor("hanh"), now=NOON)
        assert [r.entry_id for r in found.rows] == [bare_new.pk, plain_old.pk, plain_new.pk]
        assert (found.look, found.plain) == (1, 2)

    def test_at_most_two_facts_the_weightier_first(self, world):
        entry = sent(world, on=dt.date(2026, 11, 14), reason="Trực cuối tuần", title="Việc lạ")
        (row,) = queries.queue(world.actor("hanh"), now=NOON).rows
        assert row.entry_id == entry.pk
        assert [r.text for r in row.shown] == ["Ghi sau 4 ngày làm việc", "Vượt lịch hoặc ngày nghỉ"]
        assert [r.text for r in row.reasons][2:] == ["Ngoài danh mục", "Chưa có minh chứng"]

    def test_finished_after_the_deadline_is_told(self, world):
        share = assign(world, deadline=YESTERDAY)
        sent(world, share_id=share.pk, quantity=Decimal(1), proof=True)
        (row,) = queries.queue(world.actor("hanh"), now=NOON).rows
        assert [r.text for r in row.reasons] == ["Xong sau hạn 18/11"]

    @pytest.mark.parametrize("who", ["lan", "minh", "tam", "son", "thu", "binh", "vui", "dung"])
    def test_nobody_elses_queue_holds_it(self, world, who):
        sent(world)
        assert queries.queue(world.actor(who), now=NOON).rows == ()

    def test_the_delegate_sees_it_but_never_her_own(self, world):
        Delegation.objects.create(
            organ=world.organ,
            giver=world.hanh,
            taker=world.minh,
            form="TL",
            reason="Đi công tác",
            valid_from=YESTERDAY,
        )
        entry = sent(world)
        sent(world, "minh")
        assert [r.entry_id for r in queries.queue(world.actor("minh"), now=NOON).rows] == [entry.pk]

    def test_waiting_longer_than_the_organ_allows_is_overdue(self, world):
        friday = dt.date(2026, 11, 13)
        with clock.frozen(clock.at(friday, 16)):
            sent(world, on=friday)
        at = {
            day: queries.queue(world.actor("hanh"), now=clock.at(dt.date(2026, 11, day), 8)).overdue
            for day in (18, 19)
        }
        assert at == {18: 0, 19: 1}

    def test_a_settled_line_leaves(self, world):
        entry = sent(world)
        confirm_entry(entry_id=entry.pk, version=1, by=world.actor("hanh"), at=NOON)
        assert queries.queue(world.actor("hanh"), now=NOON).rows == ()

    def test_the_number_of_statements_does_not_grow(self, world):
        def count() -> int:
            with CaptureQueriesContext(connection) as seen:
                queries.queue(world.actor("hanh"), now=NOON).page(0)
            return len(seen)

        sent(world)
        few = count()
        for n in range(6):
            sent(world, "minh" if n % 2 else "lan", title=f"Việc {n}", proof=n > 2)
        assert count() == few

    def test_pages_follow_the_open_line(self, world, monkeypatch):
        monkeypatch.setattr("congvu.review.queries.waiting.PAGE", 2)
        for n in range(5):
            sent(world, at=clock.at(TODAY, 8 + n), title=f"Việc {n}")
        found = queries.queue(world.actor("hanh"), now=NOON)
        last = found.rows[4].entry_id
        assert [row.title for row in found.page(0).rows] == ["Việc 0", "Việc 1"]
        assert [row.is_first for row in found.page(0).rows] == [True, False]
        third = found.page(0, last)
        assert (third.number, third.before, third.after, third.last) == (3, 2, 0, 3)
        assert [(row.title, row.is_current, row.is_first) for row in third.rows] == [("Việc 4", True, False)]
        assert found.page(99).number == 3
        assert found.page(1, last).after == 2

    def test_an_icon_stands_once_however_many_rows_show_it(self, world):
        for n in range(3):
            sent(world, title=f"Việc {n}", product_id=world.products["DC.01"].pk)
        page = text_of(signed_in(world).get("/duyet"))
        assert page.count('<symbol id="i-circle-dashed"') == 1
        assert page.count('href="#i-circle-dashed"') == 3
        assert set(re.findall(r'href="#(i-[^"]+)"', page)) == set(re.findall(r'<symbol id="([^"]+)"', page))

    def test_what_was_opened_is_marked(self, world):
        entry = sent(world)
        client = signed_in(world)
        assert 'class="queue-item"' in text_of(client.get("/duyet"))
        client.get(f"/duyet/{entry.pk}")
        assert 'class="queue-item opened"' in text_of(client.get("/duyet"))


class TestPages:
    def test_the_queue_opens_nothing_and_teaches_when_empty(self, world):
        client = signed_in(world)
        assert "Không có mục nào chờ đồng chí" in text_of(client.get("/duyet"))
        sent(world)
        page = text_of(client.get("/duyet"))
        assert "Trần Ngọc Lan" in page
        assert "Chọn một mục để xem" in page
        assert not AccessLog.objects.exists()

    def test_opening_a_line_is_logged_and_shows_what_is_needed(self, world):
        share = assign(world)
        entry = sent(
            world, share_id=share.pk, quantity=Decimal(2), note="Hai hồ sơ thiếu quyết định", minutes=90
        )
        page = text_of(signed_in(world).get(f"/duyet/{entry.pk}"))
        assert AccessLog.objects.get().subject == f"diary.entry:{entry.pk}"
        for words in (
            "Hai hồ sơ thiếu quyết định",
            "Xác nhận 90′",
            "Ghi 12:00 cùng ngày",
            "Việc được giao",
            "Chưa có minh chứng",
            "Tổng 1 giờ 30 trên 8 giờ",
        ):
            assert words in page
        for key in ("Digit1", "Digit2", "Digit3"):
            assert f'data-cv-key="{key}"' in page
        assert "data-cv-focus" in page

    @pytest.mark.parametrize("who", ["lan", "minh", "thu", "binh", "vui", "dung"])
    def test_strangers_and_the_writer_get_404_everywhere(self, world, who):
        entry = sent(world)
        client = signed_in(world, who)
        assert client.get(f"/duyet/{entry.pk}").status_code == 404
        for name in ("xac-nhan", "dieu-chinh", "tra-lai"):
            assert (
                client.post(f"/duyet/{entry.pk}/{name}", {"version": 1, "reason": "x" * 20}).status_code
                == 404
            )
        assert not AccessLog.objects.exists()

    def test_a_head_above_reads_but_does_not_decide(self, world):
        entry = sent(world)
        client = signed_in(world, "tam")
        page = text_of(client.get(f"/duyet/{entry.pk}"))
        assert "người xác nhận của ngày đó quyết định" in page
        assert "Digit1" not in page
        assert client.post(f"/duyet/{entry.pk}/xac-nhan", {"version": 1}).status_code == 422
        assert Entry.objects.get().state == EntryState.SUBMITTED

    def test_a_draft_is_not_there(self, world):
        entry = write(world)
        assert signed_in(world).get(f"/duyet/{entry.pk}").status_code == 404

    def test_next_and_previous_have_their_keys(self, world):
        first = sent(world, at=clock.at(TODAY, 9))
        second = sent(world, "minh", at=clock.at(TODAY, 10))
        client = signed_in(world)
        page = text_of(client.get(f"/duyet/{first.pk}"))
        assert f'href="/duyet/{second.pk}" data-cv-key="KeyJ"' in page
        assert f'href="/duyet/{first.pk}" data-cv-key="KeyK"' in text_of(client.get(f"/duyet/{second.pk}"))

    def test_a_settled_line_can_be_looked_up_with_its_decision(self, world):
        entry = sent(world)
        confirm_entry(entry_id=entry.pk, version=1, by=world.actor("hanh"), at=NOON)
        page = text_of(signed_in(world).get(f"/duyet/{entry.pk}"))
        assert "Chưa mở xem khi quyết định." in page
        assert "Mục này đã xác nhận." in page

    def test_the_delegate_is_named_before_deciding(self, world):
        Delegation.objects.create(
            organ=world.organ,
            giver=world.hanh,
            taker=world.minh,
            form="TL",
            reason="Đi công tác",
            valid_from=YESTERDAY,
        )
        entry = sent(world)
        page = text_of(signed_in(world, "minh").get(f"/duyet/{entry.pk}"))
        assert "làm thay đồng chí Nguyễn Thị Hạnh" in page

    @pytest.mark.parametrize("trang", ["", "0", "-1", "x", "9" * 50, "٣"])
    def test_a_wrong_page_number_is_some_page(self, world, trang):
        sent(world)
        assert "Trần Ngọc Lan" in text_of(signed_in(world).get("/duyet", {"trang": trang}))


class TestDecide:
    def test_confirming_goes_on_to_the_next_line(self, world):
        first = sent(world, at=clock.at(TODAY, 9))
        second = sent(world, "minh", at=clock.at(TODAY, 10))
        client = signed_in(world)
        response = client.post(f"/duyet/{first.pk}/xac-nhan", {"version": 1})
        made = Confirmation.objects.get()
        assert (response.status_code, response["Location"]) == (303, f"/duyet/{second.pk}?vua={made.pk}")
        response = client.post(f"/duyet/{second.pk}/xac-nhan", {"version": 1})
        assert response["Location"].startswith("/duyet?vua=")
        assert set(Entry.objects.values_list("state", flat=True)) == {EntryState.CONFIRMED}

    def test_what_was_opened_in_the_browser_is_recorded_as_opened(self, world):
        entry = sent(world)
        client = signed_in(world)
        client.get(f"/duyet/{entry.pk}")
        client.post(f"/duyet/{entry.pk}/xac-nhan", {"version": 1})
        assert Confirmation.objects.get().was_opened

    def test_adjusting_takes_minutes_quantity_and_quality(self, world):
        share = assign(world)
        entry = sent(world, share_id=share.pk, quantity=Decimal(3), minutes=180)
        data = {
            "version": 1,
            "minutes": "120",
            "quantity": "2",
            "errors": "2:1",
            "late": "",
            "reason": "Hai hồ sơ đạt",
        }
        assert signed_in(world).post(f"/duyet/{entry.pk}/dieu-chinh", data).status_code == 303
        made = Confirmation.objects.get()
        assert (made.minutes, made.quantity, made.errors) == (120, Decimal(2), [0, 1])

    @pytest.mark.parametrize(
        ("values", "sentence"),
        [
            ({"reason": ""}, "Ghi lý do điều chỉnh"),
            ({"minutes": "abc"}, "Ghi một số nguyên"),
            ({"minutes": "0"}, "Thời gian xác nhận từ 1 phút"),
            ({"minutes": "9" * 60}, "Ghi một số nguyên"),
            ({"quantity": "9"}, "nhiều nhất 3"),
            ({"quantity": "1,555"}, "hai chữ số thập phân"),
            ({"errors": "1"}, "Cần 3 số"),
            ({"errors": "9:1"}, "không có sản phẩm thứ 9"),
            ({"errors": "1:999"}, "từ 0 đến 100"),
            ({"errors": "1 " * 900}, "Mỗi sản phẩm một số"),
        ],
    )
    def test_a_refused_adjustment_keeps_what_was_typed(self, world, values, sentence):
        share = assign(world)
        entry = sent(world, share_id=share.pk, quantity=Decimal(3), minutes=180)
        data = {"version": 1, "minutes": "120", "reason": "Lý do đang gõ"} | values
        response = signed_in(world).post(f"/duyet/{entry.pk}/dieu-chinh", data)
        page = text_of(response)
        assert response.status_code == 422
        assert sentence in page
        if values.get("reason") is None:
            assert "Lý do đang gõ</textarea>" in page
        assert Entry.objects.get().state == EntryState.SUBMITTED

    def test_returning_with_a_ready_sentence(self, world):
        entry = sent(world)
        assert (
            signed_in(world).post(f"/duyet/{entry.pk}/tra-lai", {"version": 1, "template": "0"}).status_code
            == 303
        )
        assert Entry.objects.get().decision_reason == "Kèm giúp sản phẩm hoặc số văn bản của mục này."

    def test_a_return_without_reason_keeps_the_page(self, world):
        entry = sent(world)
        response = signed_in(world).post(
            f"/duyet/{entry.pk}/tra-lai", {"version": 1, "template": "99", "reason": "Ngắn"}
        )
        assert response.status_code == 422
        assert "ít nhất 10 ký tự" in text_of(response)
        assert ">Ngắn</textarea>" in text_of(response)

    def test_the_second_of_two_confirmers_is_told(self, world):
        entry = sent(world)
        client = signed_in(world)
        assert client.post(f"/duyet/{entry.pk}/xac-nhan", {"version": 7}).status_code == 409
        client.post(f"/duyet/{entry.pk}/xac-nhan", {"version": 1})
        response = client.post(f"/duyet/{entry.pk}/xac-nhan", {"version": 1})
        assert response.status_code == 422
        assert "Đã xác nhận" in text_of(response)

    @pytest.mark.parametrize("version", ["", "x", "-1", "9" * 40])
    def test_a_broken_version_is_a_sentence(self, world, version):
        entry = sent(world)
        assert signed_in(world).post(f"/duyet/{entry.pk}/xac-nhan", {"version": version}).status_code == 422

    def test_the_tick_of_unplanned_work(self, world):
        entry = sent(world, product_id=world.products["DC.05"].pk, quantity=Decimal(1))
        client = signed_in(world)
        assert "Nhận là việc đột xuất" in text_of(client.get(f"/duyet/{entry.pk}"))
        client.post(f"/duyet/{entry.pk}/xac-nhan", {"version": 1, "accept_unplanned": "1"})
        assert Confirmation.objects.get().accepted_unplanned

    def test_htmx_gets_the_next_line(self, world):
        first = sent(world, at=clock.at(TODAY, 9))
        second = sent(world, "minh", at=clock.at(TODAY, 10), title="Việc của Minh")
        response = signed_in(world).post(
            f"/duyet/{first.pk}/xac-nhan", {"version": 1}, headers={"HX-Request": "true"}
        )
        assert response.status_code == 200
        assert f'action="/duyet/{second.pk}/xac-nhan"' in text_of(response)

    def test_a_get_decides_nothing(self, world):
        entry = sent(world)
        client = signed_in(world)
        for name in ("confirm", "adjust", "return"):
            assert client.get(reverse(f"review:{name}", args=[entry.pk])).status_code == 405


class TestDoesNotGrow:
    def count(self, client, url):
        client.get(url)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(url).status_code == 200
        return len(seen)

    def test_with_more_lines_and_people(self, world):
        client = signed_in(world)
        entry = sent(world)
        few = self.count(client, "/duyet"), self.count(client, f"/duyet/{entry.pk}")
        for n in range(6):
            sent(world, "minh", title=f"Việc {n}", minutes=5, proof=True)
            sent(world, title=f"Việc {n}", minutes=5)
        assert (self.count(client, "/duyet"), self.count(client, f"/duyet/{entry.pk}")) == few
