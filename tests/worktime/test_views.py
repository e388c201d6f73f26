"""Calendar, schedules, rota and leave in the browser."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from congvu.audit.models import AccessLog
from congvu.base import clock
from congvu.worktime.commands import add_schedule, ask_leave, close_span, set_shift_kind, use_schedule
from congvu.worktime.models import CalendarDay, Leave, LeaveState, Schedule, Shift

FRIDAY = dt.date(2026, 11, 20)


@pytest.fixture
def as_(world, client):
    """Sign the client in as a persona."""

    def sign_in(name):
        client.force_login(world.people[name].user)
        return client

    return sign_in


@pytest.fixture
def hai(world):
    """Hải works in shifts, with two kinds of them."""
    by, at = world.actor("binh"), clock.now()
    shift = add_schedule(
        organ_id=world.organ.pk, code="CA", name="Theo ca", minutes=(0,) * 7, is_shift=True, by=by, at=at
    )
    use_schedule(
        person_ids=[world.hai.pk], schedule_id=shift.pk, valid_from=dt.date(2026, 9, 1), by=by, at=at
    )
    for sign, name in (("S", "Ca sáng"), ("Đ", "Ca đêm")):
        set_shift_kind(organ_id=world.organ.pk, sign=sign, name=name, minutes=480, by=by, at=at)
    return world.hai


def to(name, *args):
    return reverse(f"worktime:{name}", args=args)


def ask(world, name="lan", **values):
    return ask_leave(
        person_id=world.people[name].pk, by=world.actor(name), at=clock.now(),
        **{"kind": "ANNUAL", "first": FRIDAY, "last": FRIDAY, **values},
    )  # fmt: skip


def pages(world):
    schedule = Schedule.objects.get(organ=world.organ).pk
    keepers = ["binh", "vui"]
    return {
        to("calendar"): [],
        to("schedules"): [],
        to("rota"): [],
        to("leave"): [],
        to("person", world.lan.pk): ["binh", "hanh"],
        to("day_set"): keepers,
        to("swap"): keepers,
        to("schedule_new"): keepers,
        to("schedule_edit", schedule): keepers,
        to("schedule_use"): keepers,
        to("kind_set"): keepers,
        to("leave_record"): ["binh"],
        to("leave_decide", ask(world).pk): ["binh", "hanh"],
    }


@pytest.mark.parametrize("name", ["binh", "vui", "hanh", "minh", "dung"])
def test_every_page_opens_for_those_who_may_and_for_nobody_else(world, as_, name):
    client = as_(name)
    for address, who in pages(world).items():
        assert client.get(address).status_code == (200 if name in who or not who else 404), address


def test_signed_out_goes_to_sign_in(world, client):
    for address in pages(world):
        assert client.get(address).url.startswith("/dang-nhap?next="), address


@pytest.mark.parametrize("name", ["day_remove", "kind_remove"])
def test_a_button_rejects_get(world, as_, name):
    assert as_("binh").get(to(name, 1)).status_code == 405


class TestCalendar:
    def test_a_year_with_sources(self, world, as_):
        page = as_("lan").get(to("calendar"), {"nam": "2026"}).content.decode()
        assert "Nghỉ lễ: Ngày Văn hóa Việt Nam" in page
        assert "Làm việc hoán đổi cho ngày 31/8/2026" in page
        assert re.search(r"Tháng 11 <span[^>]*>· 20 ngày làm việc", page)

    def test_an_unknown_year_says_so(self, world, as_):
        assert (
            "Chưa có ngày nghỉ của năm 2027"
            in as_("lan").get(to("calendar"), {"nam": "2027"}).content.decode()
        )

    @pytest.mark.parametrize(("year", "status"), [("x", 200), ("20261", 200), ("0001", 404), ("9999", 404)])
    def test_strange_years(self, world, as_, year, status):
        assert as_("lan").get(to("calendar"), {"nam": year}).status_code == status

    def test_a_keeper_enters_swaps_and_removes(self, world, as_):
        client = as_("binh")
        assert (
            client.post(
                to("swap"), {"off_on": "20/11/2026", "work_on": "28/11/2026", "source": "QĐ 5"}
            ).status_code
            == 303
        )
        row = CalendarDay.objects.get(day=FRIDAY)
        page = client.get(to("calendar")).content.decode()
        assert "Nghỉ hoán đổi, làm việc vào ngày 28/11/2026" in page
        assert "QĐ 5" in page
        client.post(to("day_remove", row.pk))
        assert not CalendarDay.objects.filter(day=FRIDAY).exists()

    def test_a_refused_day_keeps_what_was_typed(self, world, as_):
        response = as_("binh").post(
            to("day_set"), {"day": "30/02/2026", "kind": "OFF", "name": "Ngày bầu cử", "source": "NQ 1"}
        )
        page = response.content.decode()
        assert response.status_code == 422
        assert 'value="30/02/2026"' in page
        assert 'value="Ngày bầu cử"' in page

    def test_another_organs_day_is_not_removed(self, world, as_):
        row = CalendarDay.objects.create(organ=world.other, day=FRIDAY, kind="OFF", name="x", source="y")
        assert as_("binh").post(to("day_remove", row.pk)).status_code == 404
        assert CalendarDay.objects.filter(pk=row.pk).exists()


class TestPersonMonth:
    def test_each_day_has_its_minutes_and_reason(self, world, as_):
        page = as_("lan").get(to("person", world.lan.pk), {"thang": "2026-11"}).content.decode()
        assert "20 ngày làm việc, 160 giờ" in page
        assert "Nghỉ lễ: Ngày Văn hóa Việt Nam" in page
        assert "Thứ Bảy, ngoài lịch" in page

    def test_looking_at_anothers_month_is_logged(self, world, as_):
        as_("hanh").get(to("person", world.lan.pk))
        assert AccessLog.objects.get().subject == f"worktime.month:{world.lan.pk}"


class TestSchedules:
    WEEK = dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), "480") | {
        "saturday": "0",
        "sunday": "0",
    }

    def test_add_edit_and_use(self, world, as_):
        client = as_("binh")
        client.post(to("schedule_new"), {"code": "6N", "name": "Sáu ngày", **self.WEEK, "saturday": "240"})
        row = Schedule.objects.get(code="6N")
        client.post(
            to("schedule_edit", row.pk),
            {"code": "6N", "name": "Sáu ngày rưỡi", **self.WEEK, "saturday": "300"},
        )
        client.post(
            to("schedule_use"),
            {"person_ids": [world.lan.pk, world.minh.pk], "schedule_id": row.pk, "valid_from": "23/11/2026"},
        )
        page = client.get(to("schedules")).content.decode()
        assert "Sáu ngày rưỡi" in page
        assert row.uses.count() == 2

    def test_a_week_without_work_is_refused(self, world, as_):
        response = as_("binh").post(
            to("schedule_new"), {"code": "0N", "name": "Không ngày", **dict.fromkeys(self.WEEK, "0")}
        )
        assert response.status_code == 422
        assert "Một chế độ phải có ít nhất một ngày làm việc." in response.content.decode()

    def test_without_any_the_law_is_named(self, world, as_):
        Schedule.objects.filter(organ=world.organ).delete()
        assert "QĐ 188/1999/QĐ-TTg" in as_("lan").get(to("schedules")).content.decode()

    def test_another_organs_schedule_is_not_there(self, world, as_):
        other = Schedule.objects.get(organ=world.other)
        assert as_("binh").get(to("schedule_edit", other.pk)).status_code == 404


class TestRota:
    def box(self, person, number):
        return f"ca-{person.pk}-202611{number:02}"

    def test_signs_fill_the_month(self, world, as_, hai):
        client = as_("binh")
        response = client.post(
            f"{to('rota')}?thang=2026-11",
            {self.box(hai, 20): "đ", self.box(hai, 21): "S + Đ", self.box(hai, 22): "Trực lễ:90"},
        )
        assert response.status_code == 303
        assert sorted(Shift.objects.values_list("day__day", "name", "minutes")) == [
            (20, "Ca đêm", 480), (21, "Ca sáng", 480), (21, "Ca đêm", 480), (22, "Trực lễ", 90),
        ]  # fmt: skip
        page = client.get(to("rota"), {"thang": "2026-11"}).content.decode()
        assert re.search(rf'name="{self.box(hai, 21)}" value="S\+Đ"', page)
        assert re.search(rf'name="{self.box(hai, 22)}" value="Trực lễ:90"', page)

    def test_an_unknown_sign_is_named_and_everything_typed_stays(self, world, as_, hai):
        response = as_("binh").post(
            f"{to('rota')}?thang=2026-11", {self.box(hai, 20): "Z", self.box(hai, 21): "S"}
        )
        page = response.content.decode()
        assert response.status_code == 422
        assert "Đỗ Văn Hải, ngày 20/11: không có ký hiệu ca “Z”" in page
        assert re.search(rf'name="{self.box(hai, 20)}" value="Z"', page)
        assert not Shift.objects.exists()

    def test_an_officer_reads_and_does_not_write(self, world, as_, hai):
        client = as_("lan")
        page = client.get(to("rota")).content.decode()
        assert "Đỗ Văn Hải" in page
        assert "<input class" not in page.split("<table")[1]
        assert client.post(to("rota"), {self.box(hai, 20): "S"}).status_code == 422
        assert not Shift.objects.exists()

    def test_a_locked_month_is_a_sentence(self, world, as_, hai):
        close_span(
            organ_id=world.organ.pk, first=dt.date(2026, 10, 1), last=dt.date(2026, 10, 31),
            by=world.actor("binh"), at=clock.now(),
        )  # fmt: skip
        response = as_("binh").post(f"{to('rota')}?thang=2026-10", {f"ca-{hai.pk}-20261005": "S"})
        assert response.status_code == 422
        assert "đã khóa nên không sửa được" in response.content.decode()

    @pytest.mark.parametrize(
        "query", [{"thang": "2026-13"}, {"thang": "x"}, {"trang": "9" * 40}, {"thang": "9999-12"}]
    )
    def test_strange_months_and_pages(self, world, as_, hai, query):
        assert as_("binh").get(to("rota"), query).status_code == 200


class TestLeave:
    FORM = {"kind": "ANNUAL", "first": "20/11/2026", "last": "20/11/2026", "part": "DAY", "note": ""}

    def test_ask_decide_and_see(self, world, as_):
        assert as_("lan").post(to("leave"), self.FORM).status_code == 303
        leave = Leave.objects.get()
        client = as_("hanh")
        assert "Trần Ngọc Lan" in client.get(to("leave")).content.decode()
        assert AccessLog.objects.filter(viewer_id=world.hanh.pk, owner_id=world.lan.pk).exists()
        assert (
            client.post(to("leave_decide", leave.pk), {"decision": "khong", "reason": ""}).status_code == 422
        )
        assert (
            client.post(to("leave_decide", leave.pk), {"decision": "duyet", "reason": ""}).status_code == 303
        )
        page = as_("lan").get(to("leave")).content.decode()
        assert "Được duyệt" in page
        assert "đồng chí có 19 ngày làm việc, 152 giờ" in page

    def test_a_double_click_makes_one(self, world, as_):
        client = as_("lan")
        number = re.search(r'name="client_id" value="([^"]+)"', client.get(to("leave")).content.decode())[1]
        for _ in range(2):
            assert client.post(to("leave"), {**self.FORM, "client_id": number}).status_code == 303
        assert Leave.objects.count() == 1

    def test_an_overlap_keeps_what_was_typed(self, world, as_):
        ask(world)
        response = as_("lan").post(to("leave"), {**self.FORM, "note": "Về quê"})
        page = response.content.decode()
        assert response.status_code == 422
        assert "Trùng với nghỉ phép năm ngày 20/11/2026" in page
        assert 'value="Về quê"' in page

    def test_cancel_ones_own(self, world, as_):
        leave = ask(world)
        as_("lan").post(to("leave_cancel", leave.pk), {"reason": ""})
        leave.refresh_from_db()
        assert leave.state == LeaveState.CANCELLED

    @pytest.mark.parametrize("name", ["minh", "thu", "dung", "vui"])
    def test_others_find_neither_the_request_nor_its_buttons(self, world, as_, name):
        leave = ask(world)
        client = as_(name)
        for page in ("leave_decide", "leave_cancel"):
            assert client.get(to(page, leave.pk)).status_code == 404
            assert client.post(to(page, leave.pk), {"decision": "duyet"}).status_code == 404
        assert "Trần Ngọc Lan" not in client.get(to("leave")).content.decode()

    def test_the_asker_does_not_decide(self, world, as_):
        leave = ask(world)
        response = as_("lan").post(to("leave_decide", leave.pk), {"decision": "duyet", "reason": ""})
        leave.refresh_from_db()
        assert response.status_code == 404
        assert leave.state == LeaveState.REQUESTED

    def test_personnel_record_from_paper(self, world, as_):
        typed = {**self.FORM, "person_id": world.lan.pk, "kind": "SICK"}
        assert as_("binh").post(to("leave_record"), typed).status_code == 303
        assert Leave.objects.get().state == LeaveState.APPROVED

    def test_the_list_of_waiting_does_not_cost_more_for_more(self, world, as_):
        client = as_("hanh")
        ask(world)
        with CaptureQueriesContext(connection) as one:
            client.get(to("leave"))
        for n in range(2, 12):
            day = dt.date(2026, 12, n)
            ask(world, "minh", first=day, last=day)
        with CaptureQueriesContext(connection) as many:
            client.get(to("leave"))
        assert len(many) == len(one)
