"""The export for the national database: what it says, when it is due, how it is sent and tried again."""

from __future__ import annotations

import datetime as dt
import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from django.urls import reverse
from jsonschema import Draft202012Validator

from congvu.base import clock
from congvu.base.errors import Denied, InvalidStep
from congvu.policy.facts import SYSTEM
from congvu.scoring import commands as scoring
from congvu.scoring.models import Card
from congvu.sync import commands
from congvu.sync.models import Parcel
from congvu.sync.sending import Reply, over_http, understood
from congvu.sync.tick import tick
from tests.appeals.making import corrected, scored

SCHEMA = json.loads(
    (Path(__file__).parents[2] / "docs/reference/sync.schema.json").read_text(encoding="utf-8")
)
VALID = Draft202012Validator(SCHEMA)
URL = "https://csdl.example.vn/nhan"


@pytest.fixture
def october(world):
    return scored(world)


@pytest.fixture
def on(settings):
    settings.SYNC_URL, settings.SYNC_SECRET = URL, "ma-noi-nhan"
    return settings


class Receiver:
    """A receiver that answers what it is told, and keeps what it got."""

    def __init__(self, *replies: Reply) -> None:
        self.replies, self.got = list(replies), []

    def __call__(self, url, body, headers):
        self.got.append((url, body, dict(headers)))
        return self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]


OK = Reply(200, '{"receipt": "BN-001"}')
DOWN = Reply(0, "connection refused")


def later(minutes: int) -> dt.datetime:
    return clock.now() + dt.timedelta(minutes=minutes)


class TestExport:
    def test_the_schema_explains_every_field(self):
        Draft202012Validator.check_schema(SCHEMA)

        def walk(node, where=""):
            for name, each in node.get("properties", {}).items():
                assert each.get("description"), f"{where}.{name}"
                walk(each, f"{where}.{name}")

        for name, each in SCHEMA["$defs"].items():
            walk(each, name)

    def test_a_published_period_is_exported_and_valid(self, world, october):
        tick(clock.now())
        parcel = Parcel.objects.get()
        body = json.loads(parcel.body)
        VALID.validate(body)
        lan = next(each for each in body["results"] if each["staff_code"] == world.lan.staff_code)
        run = Card.objects.get(period=october, person=world.lan).run
        assert (lan["total_points"], lan["level"]) == (run.result["total"], run.result["level"])
        assert lan["run"] == {"number": 1, "sha256": run.sha256}
        assert len(body["results"]) == parcel.count == 9

    def test_missing_data_is_null_and_never_nought(self, world, october):
        card = Card.objects.select_related("run").get(period=october, person=world.lan)
        type(card.run).objects.filter(pk=card.run_id).update(result={"status": "INSUFFICIENT_DATA"})
        tick(clock.now())
        body = json.loads(Parcel.objects.get().body)
        VALID.validate(body)
        lan = next(each for each in body["results"] if each["staff_code"] == world.lan.staff_code)
        assert (lan["status"], lan["total_points"]) == ("INSUFFICIENT_DATA", None)

    def test_it_is_due_five_days_after_the_publication(self, world, october):
        tick(clock.now())
        parcel = Parcel.objects.get()
        assert parcel.due_on - parcel.result_on == dt.timedelta(days=5)

    def test_published_again_is_a_new_parcel(self, world, october):
        tick(clock.now())
        corrected(world, october)
        tick(clock.now())
        tick(clock.now())
        assert list(Parcel.objects.order_by("pk").values_list("period_version", flat=True)) == [1, 2]

    def test_nothing_unpublished_goes_out(self, world, october):
        scoring.reopen_period(
            period_id=october.pk, cutoff_on=clock.today(), reason="Còn phải sửa thêm", by=world.actor("tam"),
            at=clock.now(),
        )  # fmt: skip
        tick(clock.now())
        assert not Parcel.objects.exists()


class TestSending:
    def test_off_by_default_nothing_is_sent(self, world, october):
        receiver = Receiver(OK)
        tick(clock.now(), receiver)
        assert receiver.got == []
        assert Parcel.objects.get().state == "WAITING"

    @pytest.mark.parametrize(
        ("name", "value"), [("SYNC_URL", "http://csdl.example.vn/nhan"), ("SYNC_SECRET", "")]
    )
    def test_not_in_the_clear_and_not_without_the_secret(self, world, october, on, name, value):
        setattr(on, name, value)
        receiver = Receiver(OK)
        tick(clock.now(), receiver)
        assert receiver.got == []

    def test_the_acknowledgement_is_kept(self, world, october, on):
        receiver = Receiver(OK)
        assert tick(clock.now(), receiver).sent == 1
        parcel = Parcel.objects.get()
        assert (parcel.state, parcel.receipt, parcel.tries) == ("SENT", "BN-001", 1)
        url, body, headers = receiver.got[0]
        assert (url, body.decode()) == (URL, parcel.body)
        assert headers["Authorization"] == "Bearer ma-noi-nhan"
        assert headers["Idempotency-Key"] == parcel.sha256
        tick(later(500), receiver)
        assert len(receiver.got) == 1

    def test_a_receiver_that_is_down_is_tried_again_with_longer_pauses(self, world, october, on):
        receiver = Receiver(DOWN, DOWN, OK)
        tick(clock.now(), receiver)
        parcel = Parcel.objects.get()
        assert (parcel.state, parcel.error) == ("WAITING", "Không kết nối được nơi nhận.")
        assert parcel.send_after == later(2)
        tick(later(1), receiver)
        assert len(receiver.got) == 1
        tick(later(2), receiver)
        assert Parcel.objects.get().send_after == later(2) + dt.timedelta(minutes=4)
        tick(later(6), receiver)
        assert Parcel.objects.get().state == "SENT"
        assert len({body for _, body, _ in receiver.got}) == 1

    def test_it_gives_up_in_the_end_and_a_person_sends_again(self, world, october, on):
        receiver, at = Receiver(DOWN), clock.now()
        for _ in range(12):
            tick(at, receiver)
            at += dt.timedelta(hours=7)
        parcel = Parcel.objects.get()
        assert (parcel.state, parcel.tries, len(receiver.got)) == ("FAILED", 10, 10)
        commands.retry_parcel(parcel_id=parcel.pk, by=world.actor("binh"), at=at)
        tick(at, Receiver(OK))
        assert Parcel.objects.get().state == "SENT"
        with pytest.raises(InvalidStep):
            commands.retry_parcel(parcel_id=parcel.pk, by=world.actor("binh"), at=at)

    def test_a_refused_content_is_not_sent_over_and_over(self, world, october, on):
        receiver = Receiver(Reply(422, '{"error": "thiếu mã"}'))
        tick(clock.now(), receiver)
        tick(later(500), receiver)
        parcel = Parcel.objects.get()
        assert (parcel.state, len(receiver.got)) == ("FAILED", 1)
        assert "422" in parcel.error

    def test_a_sender_that_died_is_made_up_for(self, world, october, on):
        tick(clock.now(), Receiver(DOWN))
        parcel = Parcel.objects.get()
        lost = commands.claim_parcel(parcel_id=parcel.pk, by=SYSTEM, at=later(3))
        assert commands.claim_parcel(parcel_id=parcel.pk, by=SYSTEM, at=later(3)) is None
        tick(later(20), Receiver(OK))
        assert Parcel.objects.get().state == "SENT"
        late = commands.note_outcome(
            parcel_id=parcel.pk, token=lost.token, outcome=understood(DOWN), by=SYSTEM, at=later(21)
        )
        assert late.state == "SENT"

    @pytest.mark.parametrize("text", ["", "[]", "{}", '{"receipt": 5}', "<html>", "[" * 5000])
    def test_an_answer_without_a_receipt_is_no_acknowledgement(self, text):
        assert understood(Reply(200, text)).receipt == ""

    @pytest.mark.parametrize("who", ["lan", "vui", "tam", "dung"])
    def test_only_the_personnel_body_sends_again(self, world, october, who):
        tick(clock.now())
        with pytest.raises(Denied):
            commands.retry_parcel(parcel_id=Parcel.objects.get().pk, by=world.actor(who), at=clock.now())


class TestOverHttp:
    def test_against_a_receiver_on_this_machine(self, world, october, settings):
        seen = []

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                seen.append((self.headers["Authorization"], json.loads(body)))
                self.send_response(503 if len(seen) == 1 else 201)
                self.end_headers()
                self.wfile.write(b'{"receipt": "BN-7"}')

            def log_message(self, *args):
                pass

        server = HTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            settings.SYNC_URL = f"http://127.0.0.1:{server.server_port}/nhan"
            settings.SYNC_SECRET = "ma-noi-nhan"
            tick(clock.now())
            assert "503" in Parcel.objects.get().error
            tick(later(3))
        finally:
            server.shutdown()
            server.server_close()
        assert Parcel.objects.get().receipt == "BN-7"
        assert seen[1][0] == "Bearer ma-noi-nhan"
        VALID.validate(seen[1][1])

    def test_nobody_there_is_a_reply_too(self):
        assert over_http("http://127.0.0.1:9/", b"{}", {}).status == 0


class TestPage:
    @pytest.fixture
    def as_(self, world, client):
        def sign_in(name):
            client.force_login(world.people[name].user)
            return client

        return sign_in

    def test_it_says_that_sending_is_off_and_hands_out_the_file(self, world, october, as_):
        tick(clock.now())
        client, parcel = as_("binh"), Parcel.objects.get()
        page = client.get(reverse("sync:list")).content.decode()
        assert "Chưa bật gửi" in page
        assert "Gửi lại" not in page
        assert client.get(reverse("sync:file", args=[parcel.pk])).content.decode() == parcel.body

    def test_a_failure_is_said_and_sent_again_by_a_button(self, world, october, as_, on):
        tick(clock.now(), Receiver(Reply(401, "")))
        client, parcel = as_("binh"), Parcel.objects.get()
        page = client.get(reverse("sync:list")).content.decode()
        assert "Nơi nhận từ chối mã truy cập" in page
        assert client.post(reverse("sync:retry", args=[parcel.pk])).status_code == 303
        assert Parcel.objects.get().state == "WAITING"

    def test_an_overdue_parcel_is_marked(self, world, october, as_):
        tick(clock.now())
        assert (
            "quá hạn" in as_("binh").get(reverse("sync:list")).content.decode()
        )  # due on 11/11, today 19/11

    @pytest.mark.parametrize("who", ["lan", "hanh", "vui", "dung"])
    def test_others_and_the_administrator_find_nothing(self, world, october, as_, who):
        tick(clock.now())
        pk = Parcel.objects.get().pk
        client = as_(who)
        assert client.get(reverse("sync:list")).status_code == 404
        assert client.get(reverse("sync:file", args=[pk])).status_code == 404
        assert client.post(reverse("sync:retry", args=[pk])).status_code == 404
