"""Pages of appeals: who gets in, what is refused, what is kept; reminders."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from congvu.accounts.models import User
from congvu.appeals.models import Appeal
from congvu.audit.models import AccessLog
from congvu.base import clock
from congvu.notifications.models import Reminder
from congvu.notifications.tick import tick
from tests.appeals.making import GROUNDS, WANTED, card_of, decided, lodged, prepared, received, scored


@pytest.fixture(autouse=True)
def october(world, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    return scored(world)


@pytest.fixture
def as_(world, client):
    def sign_in(name):
        client.force_login(world.people[name].user)
        return client

    return sign_in


def at(name, *args):
    return reverse(f"appeals:{name}", args=args)


STEPS = ("receive", "name_again", "hearing", "prepare", "send_back", "decide", "paper_new")


class TestWhoGetsIn:
    def test_the_card_of_a_published_period_offers_it_to_its_owner_alone(self, world, as_):
        card = reverse("scoring:card", args=[card_of(world).pk])
        assert at("lodge", card_of(world).pk) in as_("lan").get(card).content.decode()
        assert at("lodge", card_of(world).pk) not in as_("hanh").get(card).content.decode()

    @pytest.mark.parametrize("who", ["minh", "vui", "dung", "hai"])
    def test_strangers_and_the_administrator_get_404_everywhere(self, world, as_, who):
        appeal = lodged(world, file=SimpleUploadedFile("a.pdf", b"%PDF-1.4\nx\n%%EOF"))
        client = as_(who)
        assert client.get(at("case", appeal.pk)).status_code == 404
        assert client.get(at("paper", appeal.papers.get().pk)).status_code == 404
        assert client.get(at("lodge", card_of(world).pk)).status_code == 404
        for step in STEPS:
            assert client.get(at(step, appeal.pk)).status_code == 404
        for step in (*STEPS, "finish", "withdraw"):
            assert client.post(at(step, appeal.pk), {}).status_code == 404
        assert GROUNDS not in client.get(at("list")).content.decode()

    def test_a_view_of_anothers_case_is_logged(self, world, as_):
        appeal = lodged(world)
        as_("binh").get(at("case", appeal.pk))
        as_("lan").get(at("case", appeal.pk))
        rows = AccessLog.objects.filter(subject=f"appeals.appeal:{appeal.pk}")
        assert [row.viewer_id for row in rows] == [world.binh.pk]

    def test_the_file_is_saved_never_shown(self, world, as_):
        appeal = lodged(world, file=SimpleUploadedFile("bien-ban.pdf", b"%PDF-1.4\nx\n%%EOF"))
        response = as_("binh").get(at("paper", appeal.papers.get().pk))
        assert "attachment" in response["Content-Disposition"]
        assert b"".join(response.streaming_content).startswith(b"%PDF")


class TestForms:
    def test_a_refusal_keeps_what_was_typed(self, world, as_):
        response = as_("lan").post(at("lodge", card_of(world).pk), {"grounds": GROUNDS, "wanted": "ngắn"})
        assert response.status_code == 422
        assert GROUNDS in response.content.decode()
        assert not Appeal.objects.exists()

    def test_from_lodging_to_the_outcome(self, world, as_):
        as_("lan").post(at("lodge", card_of(world).pk), {"grounds": GROUNDS, "wanted": WANTED})
        appeal = Appeal.objects.get()
        names = {"preparer_id": world.thu.pk, "resolver_id": world.tam.pk}
        assert as_("binh").post(at("receive", appeal.pk), names).status_code == 303
        held = {"held_on": "19/11/2026", "people": "Lan, Hạnh", "notes": "Hai bên trình bày ý kiến."}
        assert as_("thu").post(at("hearing", appeal.pk), held).status_code == 303
        sent = {"findings": "Đúng như kiến nghị nêu.", "proposal": "CHANGE"}
        assert as_("thu").post(at("prepare", appeal.pk), sent).status_code == 303
        assert as_("tam").post(at("decide", appeal.pk), {"outcome": "KEEP", "reason": ""}).status_code == 422
        done = {"outcome": "CHANGE", "reason": "Chấm lại tiêu chí chung."}
        assert as_("tam").post(at("decide", appeal.pk), done).status_code == 303
        page = as_("lan").get(at("case", appeal.pk)).content.decode()
        assert "Thay đổi kết quả" in page
        assert "Chấm lại tiêu chí chung." in page
        page = as_("binh").get(at("case", appeal.pk)).content.decode()
        assert "Chưa có lần tính mới" in page

    def test_the_list_asks_no_more_for_more_appeals(self, world, as_):
        client = as_("binh")

        def count() -> int:
            client.get(at("list"))
            with CaptureQueriesContext(connection) as seen:
                client.get(at("list"))
                return len(seen)

        lodged(world)
        few = count()
        for who in ("minh", "hai", "hanh", "thu"):
            lodged(world, who)
        assert count() == few


class TestReminders:
    def told(self, world, who: str) -> list[str]:
        return list(
            Reminder.objects.filter(
                person=world.people[who], kind__startswith="APPEAL", settled_at=None
            ).values_list("sentence", flat=True)
        )

    def test_each_is_told_when_it_comes_to_her_and_no_longer(self, world):
        User.objects.update(created_at=clock.at(dt.date(2026, 1, 5)))
        appeal = lodged(world)
        tick(clock.now())
        assert "chờ tiếp nhận" in self.told(world, "binh")[0]
        assert self.told(world, "lan") == []
        received(world, appeal, preparer="thu")
        with clock.frozen(clock.at(dt.date(2026, 11, 19), 14)):
            tick(clock.now())
            assert self.told(world, "binh") == []
            assert "chờ đồng chí chuẩn bị" in self.told(world, "thu")[0]
            assert "đã được tiếp nhận" in self.told(world, "lan")[0]
            prepared(world, appeal, by="thu")
        with clock.frozen(clock.at(dt.date(2026, 11, 19), 16)):
            tick(clock.now())
            assert "chờ đồng chí quyết định" in self.told(world, "tam")[0]
            decided(world, appeal, "KEEP")
        with clock.frozen(clock.at(dt.date(2026, 11, 20), 8, 30)):
            tick(clock.now())
            assert self.told(world, "tam") == []
            assert self.told(world, "thu") == []
            assert "đã được quyết định" in self.told(world, "lan")[0]

    def test_the_last_day_of_the_term_is_told(self, world):
        User.objects.update(created_at=clock.at(dt.date(2026, 1, 5)))
        received(world, lodged(world), preparer="thu")
        with clock.frozen(clock.at(dt.date(2026, 12, 1), 9)):
            tick(clock.now())
            assert any("hạn giải quyết" in sentence for sentence in self.told(world, "binh"))
            assert any("hạn giải quyết" in sentence for sentence in self.told(world, "thu"))
