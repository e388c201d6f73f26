"""Lines that waited on a device: both times, whose they are, once; and what a device keeps to choose from."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from congvu.base import clock
from congvu.base.devices import told
from congvu.diary import queries
from congvu.diary.models import Entry
from tests.conftest import NOON

ADDRESS = "/hom-nay/2026-11-19/ghi"


@pytest.fixture
def lan(world, client):
    client.force_login(world.lan.user)
    return client


def line(**more) -> dict[str, str]:
    typed = {"text": "dọn kho lưu trữ", "what": "off", "duration": "45p", "client_id": str(uuid.uuid4())}
    return typed | more


def queued(client, user_id: int, **more):
    return client.post(ADDRESS, line(**more), headers={"X-Cv-Queue": str(user_id)})


def test_both_times_are_kept_and_shown(world, lan):
    answer = queued(lan, world.lan.user_id, device_time="2026-11-19T03:12:00Z")

    assert (answer.status_code, answer.json()) == (200, {"sentence": ""})
    entry = Entry.objects.get()
    assert clock.local(entry.device_at).time() == dt.time(10, 12)
    assert entry.typed_at == NOON
    card = queries.entry_page(entry.pk, viewer=world.actor("lan"), today=clock.today()).card
    assert card.typed_text == "Ghi trên máy 10:12, gửi 12:00"
    assert "Ghi trên máy 10:12, gửi 12:00" in lan.get("/hom-nay").content.decode()


def test_sent_again_it_is_the_same_line(world, lan):
    typed = line(device_time="2026-11-19T03:12:00Z")
    for _ in range(2):
        assert lan.post(ADDRESS, typed, headers={"X-Cv-Queue": str(world.lan.user_id)}).status_code == 200
    assert Entry.objects.count() == 1


def test_the_device_time_counts_only_from_the_queue(world, lan):
    lan.post(ADDRESS, line(device_time="2026-11-19T03:12:00Z"))
    assert Entry.objects.get().device_at is None


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("2026-11-19T05:10:00Z", True),
        ("2026-11-19T05:10:01Z", False),
        ("2026-11-05T05:00:00Z", True),
        ("2026-11-05T04:59:59Z", False),
        ("2026-11-19T11:00:00", True),
        ("hôm qua", False),
        ("", False),
    ],
)
def test_a_clock_set_wrong_says_nothing(text, kept):
    assert (told(text, at=NOON) is not None) is kept


def test_lateness_goes_by_the_servers_clock(world, lan):
    late = "/hom-nay/2026-11-12/ghi"
    lan.post(late, line(device_time="2026-11-12T09:00:00Z"), headers={"X-Cv-Queue": str(world.lan.user_id)})
    entry = Entry.objects.get()
    assert entry.device_at is not None
    assert entry.is_late


def test_what_another_wrote_is_not_taken(world, client):
    client.force_login(world.people["minh"].user)
    assert queued(client, world.lan.user_id).status_code == 401
    assert not Entry.objects.exists()


def test_an_ended_session_answers_401(world, client):
    assert queued(client, world.lan.user_id).status_code == 401


def test_a_refusal_is_a_sentence(world, lan):
    lan.post(ADDRESS, line(duration="8g-9g"))
    answer = queued(lan, world.lan.user_id, duration="8g30-9g30")
    assert answer.status_code == 422
    assert answer.json()["sentence"].startswith("Trùng 30 phút với “dọn kho lưu trữ” (8:00–9:00).")
    assert Entry.objects.count() == 1


def test_what_a_device_keeps_to_choose_from_is_ones_own(world, lan, client):
    answer = lan.get("/hom-nay/chon-san")
    codes = [one["note"].split(" ")[0] for group in answer.json()["groups"] for one in group["choices"]]
    assert "DC.02" in codes
    assert len(codes) == len(set(codes))
    assert "VP.01" not in codes  # of another position
    assert answer["Cache-Control"] == "private, no-store"
    client.logout()
    assert client.get("/hom-nay/chon-san").status_code == 302
