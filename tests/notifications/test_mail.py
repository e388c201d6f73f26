"""Reminders by mail, against a server on this machine: once, or again later, or given up with a reason."""

from __future__ import annotations

import datetime as dt
import re

import pytest
import time_machine

from congvu.accounts.models import Installation, User
from congvu.base import clock
from congvu.config import mail
from congvu.notifications import mailing
from congvu.notifications.commands import claim_mail, make_round, note_sent, set_choice
from congvu.notifications.models import Reminder
from congvu.notifications.queries import choice_of
from congvu.notifications.states import MailState
from congvu.notifications.tick import tick
from congvu.org.models import Organ
from congvu.policy.facts import SYSTEM

from .making import THURSDAY
from .smtp import mail_server

MORNING = clock.at(THURSDAY, 8, 5)


@pytest.fixture
def server(world, settings):
    User.objects.update(created_at=clock.at(dt.date(2026, 1, 5)))
    User.objects.filter(username="lan").update(email="lan@song-may.example")
    with mail_server() as running:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", running.port
        settings.DEFAULT_FROM_EMAIL, settings.BASE_URL = "congvu@song-may.example", "https://congvu.example"
        yield running


def at(moment: dt.datetime):
    with clock.frozen(moment):
        return tick(moment)


def mine(world) -> Reminder:
    return Reminder.objects.get(person=world.lan)


def test_a_reminder_goes_out_once_with_its_links(server, world, client):
    assert at(MORNING).mailed == 1
    at(MORNING + dt.timedelta(minutes=1))
    [(to, found)] = server.accepted
    assert (to, found["From"], found["Subject"]) == (
        "lan@song-may.example", "congvu@song-may.example", "Công Vụ: Ngày đã qua chưa gửi"
    )  # fmt: skip
    text = found.get_body(("plain",)).get_content()
    page = found.get_body(("html",)).get_content()
    for body in (text, page):
        assert "Thứ Tư 18/11 chưa gửi." in body
        assert "https://congvu.example/hom-nay/2026-11-18" in body
        assert "https://congvu.example/nghi?ngay=2026-11-18#gui" in body
        assert world.lan.full_name not in body
    assert (mine(world).mail, mine(world).mailed_at is not None) == (MailState.SENT, True)
    assert str(mine(world).mail_token) in found["Message-ID"]
    link = re.search(r"Tắt mọi lời nhắc: https://congvu.example(\S+)", text)[1]
    assert found["List-Unsubscribe"].strip() == f"<https://congvu.example{link}>"
    assert client.get(link).status_code == 200


def test_only_who_has_an_address_and_wants_mail(server, world):
    User.objects.filter(username="minh").update(email="minh@song-may.example")
    set_choice(
        person_id=world.minh.pk, remind_at=dt.time(16, 45), by_mail=False, muted=[], is_off=False,
        by=world.actor("minh"), at=clock.now(),
    )  # fmt: skip
    at(MORNING)
    assert [to for to, _ in server.accepted] == ["lan@song-may.example"]
    assert Reminder.objects.get(person=world.minh).mail == MailState.NONE
    assert Reminder.objects.get(person=world.hanh).mail == MailState.NONE


def test_what_waits_of_one_person_is_one_message(server, world):
    server.refuse["lan@song-may.example"] = "451 later"
    at(MORNING)
    at(clock.at(THURSDAY, 16, 50))
    server.refuse.clear()
    at(clock.at(THURSDAY, 18, 0))
    [(_, found)] = server.accepted
    text = found.get_body(("plain",)).get_content()
    assert "18/11 chưa gửi" in text
    assert "Hôm nay đồng chí chưa ghi việc nào." in text
    assert found["Subject"] == "Công Vụ: 2 lời nhắc"


def test_a_refusal_for_now_is_tried_again_later_and_later(server, world):
    server.refuse["lan@song-may.example"] = "451 later"
    at(MORNING)
    row = mine(world)
    assert (row.mail, row.mail_tries) == (MailState.WAITING, 1)
    assert "451" in row.mail_error
    assert row.mail_after == MORNING + dt.timedelta(minutes=2)
    at(MORNING + dt.timedelta(minutes=1))
    assert mine(world).mail_tries == 1
    at(MORNING + dt.timedelta(minutes=3))
    assert (mine(world).mail_tries, mine(world).mail_after) == (2, MORNING + dt.timedelta(minutes=7))
    server.refuse.clear()
    at(MORNING + dt.timedelta(minutes=8))
    assert (mine(world).mail, len(server.accepted)) == (MailState.SENT, 1)


def test_after_six_tries_it_is_given_up_with_its_reason(server, world):
    server.refuse["DATA"] = "452 full"
    moment = MORNING
    for _ in range(8):
        at(moment)
        moment += dt.timedelta(hours=1)
    row = mine(world)
    assert (row.mail, row.mail_tries) == (MailState.FAILED, 6)
    assert "452" in row.mail_error
    assert row.settled_at is None


def test_a_box_that_does_not_exist_is_not_tried_again(server, world):
    server.refuse["lan@song-may.example"] = "550 no such user"
    at(MORNING)
    assert (mine(world).mail, mine(world).mail_tries) == (MailState.FAILED, 1)


def test_a_server_that_is_away_costs_the_others_no_try(server, world):
    User.objects.filter(username="minh").update(email="minh@song-may.example")
    server.shutdown()
    server.server_close()
    assert at(MORNING).mailed == 0
    tries = sorted(Reminder.objects.filter(mail=MailState.WAITING).values_list("mail_tries", flat=True))
    assert tries == [0, 1]


def test_what_one_sender_claimed_no_other_sends(server, world):
    with clock.frozen(MORNING):
        morning_round(world)
        claim = claim_mail(person_id=world.lan.pk, by=SYSTEM, at=MORNING)
        assert claim is not None
        assert claim_mail(person_id=world.lan.pk, by=SYSTEM, at=MORNING) is None
        assert mailing.send_waiting(MORNING) == 0
        assert note_sent(token=claim.token, by=SYSTEM, at=MORNING) == 1
        assert mailing.send_waiting(MORNING) == 0
    assert server.accepted == []


def morning_round(world) -> None:
    """The round without the sending."""
    make_round(
        organ_id=world.organ.pk, kind="MISSED", slot=dt.time(8), with_mail=True, by=SYSTEM, at=clock.now()
    )


def test_a_sender_that_died_half_way_never_sends_twice(server, world):
    with clock.frozen(MORNING):
        morning_round(world)
        claim_mail(person_id=world.lan.pk, by=SYSTEM, at=MORNING)
    at(MORNING + dt.timedelta(minutes=10))
    assert mine(world).mail == MailState.SENDING
    at(MORNING + dt.timedelta(minutes=20))
    assert mine(world).mail == MailState.UNKNOWN
    assert "không rõ" in mine(world).mail_error
    assert server.accepted == []


def test_what_was_read_meanwhile_needs_no_mail(server, world):
    with clock.frozen(MORNING):
        morning_round(world)
        Reminder.objects.filter(person=world.lan).update(read_at=MORNING)
        assert mailing.send_waiting(MORNING) == 0
    assert mine(world).mail == MailState.NONE


def test_sample_data_never_sends(server, world):
    Installation.objects.create(is_sample=True, began_at=clock.now())
    at(MORNING)
    assert (server.accepted, mine(world).mail) == ([], MailState.NONE)


def test_without_a_server_nothing_waits(server, world, settings):
    settings.EMAIL_HOST = ""
    at(MORNING)
    assert mine(world).mail == MailState.NONE


def test_the_organ_decides_how_people_are_addressed(server, world):
    Organ.objects.filter(pk=world.organ.pk).update(address="PLAIN")
    at(clock.at(THURSDAY, 16, 50))
    [(_, found)] = server.accepted
    text = found.get_body(("plain",)).get_content()
    assert "Hôm nay anh/chị chưa ghi việc nào." in text
    assert "đồng chí" not in text


class TestOffLink:
    def test_one_page_one_button_and_it_is_off(self, world, client):
        link = mailing.off_link(world.lan.pk, "MISSED").removeprefix("http://127.0.0.1:8000")
        page = client.get(link).content.decode()
        assert "Ngày đã qua chưa gửi" in page
        assert world.lan.full_name not in page
        assert page.count("<button") == 1
        assert choice_of(world.lan.pk).muted == []
        done = client.post(link)
        assert "Đã tắt loại nhắc này" in done.content.decode()
        assert choice_of(world.lan.pk).muted == ["MISSED"]
        assert client.post(link).status_code == 200

    @pytest.mark.parametrize("token", ["x", "WzEsIiJd:1tYzZZ:abc", "a" * 300])
    def test_a_link_that_is_not_ours(self, world, client, token):
        assert client.get(f"/thong-bao/tat/{token}").status_code == 404
        assert client.post(f"/thong-bao/tat/{token}").status_code == 404

    def test_it_is_old_after_half_a_year(self, world, client):
        with time_machine.travel(dt.datetime(2026, 1, 2, tzinfo=dt.UTC)):
            link = mailing.off_link(world.lan.pk, "").removeprefix("http://127.0.0.1:8000")
        with time_machine.travel(dt.datetime(2026, 8, 2, tzinfo=dt.UTC)):
            assert client.get(link).status_code == 404


class TestServerAddress:
    def test_parts(self):
        assert mail.server("") == mail.Server()
        assert mail.server("smtp://a%40b:p%3Aw@mail.example:2525") == mail.Server(
            "mail.example", 2525, "a@b", "p:w"
        )
        assert mail.server("smtp://mail.example?tls=1") == mail.Server("mail.example", 587, use_tls=True)
        assert mail.server("smtps://mail.example") == mail.Server("mail.example", 465, use_ssl=True)

    @pytest.mark.parametrize("address", ["mail.example", "http://mail.example", "smtp://", "smtp://h:x"])
    def test_what_is_none(self, address):
        with pytest.raises(ValueError, match="CONGVU_MAIL_URL"):
            mail.server(address)

    def test_where_links_lead(self):
        assert (
            mail.base_url("https://a.example/", "b.example", "1.2.3.4:80", https=True) == "https://a.example"
        )
        assert mail.base_url("", "b.example,c.example", "x:1", https=True) == "https://b.example"
        assert mail.base_url("", "", "127.0.0.1:8000", https=False) == "http://127.0.0.1:8000"
