"""The bell, its page, one's choices."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from congvu.accounts.models import User
from congvu.audit.models import AuditEvent
from congvu.base import clock
from congvu.notifications.models import Choice, Reminder
from congvu.notifications.queries import count_unread
from congvu.notifications.states import Kind
from congvu.notifications.tick import tick

from .making import THURSDAY, WEDNESDAY


@pytest.fixture
def reminded(world):
    User.objects.update(created_at=clock.at(dt.date(2026, 1, 5)))
    moment = clock.at(THURSDAY, 8, 5)
    with clock.frozen(moment):
        tick(moment)
    return world


@pytest.fixture
def lan(reminded):
    client = Client()
    client.force_login(reminded.lan.user)
    return client


def mine(world) -> Reminder:
    return Reminder.objects.get(person=world.lan)


def test_the_bell_counts_and_looking_changes_nothing(lan, reminded):
    page = lan.get("/thong-bao").content.decode()
    assert 'aria-label="Thông báo, 1 chưa đọc"' in page
    assert "Thứ Tư 18/11 chưa gửi." in page
    lan.get("/thong-bao")
    assert (mine(reminded).read_at, count_unread(reminded.lan.pk).value) == (None, 1)


def test_opening_leads_to_the_day_and_marks_it_read(lan, reminded):
    response = lan.post(f"/thong-bao/{mine(reminded).pk}/mo")
    assert (response.status_code, response["Location"]) == (303, "/hom-nay/2026-11-18")
    first = mine(reminded).read_at
    assert first is not None
    lan.post(f"/thong-bao/{mine(reminded).pk}/mo")
    assert mine(reminded).read_at == first
    assert 'aria-label="Thông báo"' in lan.get("/thong-bao").content.decode()


def test_i_was_away_leads_to_the_form_with_the_day(lan, reminded):
    response = lan.post(f"/thong-bao/{mine(reminded).pk}/mo", {"to": "nghi"})
    assert response["Location"] == "/nghi?ngay=2026-11-18#gui"
    page = lan.get("/nghi?ngay=2026-11-18").content.decode()
    assert page.count('value="18/11/2026"') == 2


@pytest.mark.parametrize("day", ["", "x", "2026-02-30", "9999-12-31", "2026-11-18' or 1"])
def test_an_odd_day_is_today(lan, day):
    page = lan.get("/nghi", {"ngay": day}).content.decode()
    assert page.count('value="19/11/2026"') == 2


def test_all_at_once(lan, reminded):
    assert lan.post("/thong-bao/doc").status_code == 303
    assert count_unread(reminded.lan.pk).value == 0


def test_one_tap_switches_a_kind_off_and_the_bell_is_quiet(lan, reminded):
    response = lan.post(f"/thong-bao/loai/{Kind.MISSED}/tat", follow=True)
    page = response.content.decode()
    assert "Đã tắt nhắc “Ngày đã qua chưa gửi”" in page
    assert "Không có việc nào cần nhắc" in page
    assert Choice.objects.get(person=reminded.lan).muted == [Kind.MISSED]
    assert AuditEvent.objects.filter(what="notifications.choice.changed").count() == 1
    lan.post(f"/thong-bao/loai/{Kind.MISSED}/tat")
    assert AuditEvent.objects.filter(what="notifications.choice.changed").count() == 1


def test_all_kinds_off_says_so_and_back_on(lan, reminded):
    lan.post("/thong-bao/loai/tat-ca/tat")
    assert "đang tắt mọi lời nhắc" in lan.get("/thong-bao").content.decode()
    kept = {"remind_at": "15:30", "is_on": "on", "kinds": [Kind.TODAY, Kind.MISSED]}
    assert lan.post("/thong-bao/cach-nhac", kept).status_code == 303
    choice = Choice.objects.get(person=reminded.lan)
    assert (choice.is_off, choice.by_mail, choice.remind_at) == (False, False, dt.time(15, 30))
    assert Kind.RETURNED in choice.muted


@pytest.mark.parametrize("hour", ["", "03:00", "16:46", "x"])
def test_an_hour_that_is_not_offered_is_refused_and_the_rest_kept(lan, reminded, hour):
    response = lan.post("/thong-bao/cach-nhac", {"remind_at": hour, "by_mail": "on"})
    assert response.status_code == 422
    assert re.search(r'<input[^>]*name="by_mail"[^>]* checked', response.content.decode())
    assert not Choice.objects.exists()


def test_another_ones_reminder_is_not_there(reminded):
    client = Client()
    client.force_login(reminded.minh.user)
    assert client.post(f"/thong-bao/{mine(reminded).pk}/mo").status_code == 404
    assert mine(reminded).read_at is None
    assert "Trần Ngọc Lan" not in client.get("/thong-bao").content.decode()


def test_an_unknown_kind_is_refused(lan):
    assert lan.post("/thong-bao/loai/khong-co/tat").status_code == 422


@pytest.mark.parametrize("path", ["/thong-bao/doc", "/thong-bao/1/mo", "/thong-bao/loai/MISSED/tat"])
def test_get_does_nothing(lan, path):
    assert lan.get(path).status_code == 405


def test_strangers_sign_in_first(client, reminded):
    assert client.get("/thong-bao")["Location"].startswith("/dang-nhap")
    assert client.get("/thong-bao/cach-nhac").status_code == 302


def test_the_list_asks_no_more_for_more(lan, reminded):
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            lan.get("/thong-bao")
        return len(queries)

    asked()
    few = asked()
    Reminder.objects.bulk_create(
        Reminder(
            organ=reminded.organ, person=reminded.lan, kind=Kind.TODAY, day=WEDNESDAY - dt.timedelta(days=n),
            sentence="Hôm nay đồng chí chưa ghi việc nào.", address="/hom-nay", made_at=clock.now(),
        )
        for n in range(30)
    )  # fmt: skip
    assert asked() == few
