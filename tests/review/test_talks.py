"""Accepting an adjustment, talking back, closing; who may read; silence is no consent."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from congvu.base import clock
from congvu.base.errors import Denied, Incomplete, InvalidStep, Missing, OutOfRange
from congvu.diary.commands import edit_entry
from congvu.diary.lines import Line
from congvu.diary.models import Entry
from congvu.diary.states import EntryState
from congvu.org.models import Delegation
from congvu.review import queries
from congvu.review.commands import (
    accept_adjustment,
    adjust_entry,
    answer_talk,
    close_talk,
    confirm_entry,
    return_entry,
    write_talk,
)
from congvu.review.models import Message, Talk
from tests.diary.makers import NOON, TODAY, YESTERDAY, send, write

REASON = "Cuộc họp kết thúc lúc 8 giờ 45."


def line_of(world, who="lan") -> Entry:
    entry = write(world, who, minutes=60)
    send(world, who)
    return entry


@pytest.fixture
def adjusted(world) -> Entry:
    entry = line_of(world)
    adjust_entry(entry_id=entry.pk, version=1, reason=REASON, minutes=45, by=world.actor("hanh"), at=NOON)
    entry.refresh_from_db()
    return entry


@pytest.fixture
def returned(world) -> Entry:
    entry = line_of(world)
    return_entry(entry_id=entry.pk, version=1, reason=REASON, by=world.actor("hanh"), at=NOON)
    entry.refresh_from_db()
    return entry


def client_of(world, who) -> Client:
    client = Client()
    client.force_login(world.people[who].user, backend="congvu.accounts.backends.Backend")
    return client


def say(world, entry, who="lan", body="Cuộc họp kéo dài thêm 15 phút.", at=NOON):
    return write_talk(entry_id=entry.pk, body=body, by=world.actor(who), at=at)


def reply(world, entry, who="hanh", body="Đồng ý, để tôi xem lại.", at=NOON):
    return answer_talk(entry_id=entry.pk, body=body, by=world.actor(who), at=at)


class TestAccept:
    def test_one_tap(self, world, adjusted):
        made = accept_adjustment(entry_id=adjusted.pk, by=world.actor("lan"), at=NOON)
        assert made.accepted_at == NOON
        with pytest.raises(InvalidStep):
            accept_adjustment(entry_id=adjusted.pk, by=world.actor("lan"), at=NOON)

    def test_it_closes_an_open_talk(self, world, adjusted):
        say(world, adjusted)
        accept_adjustment(entry_id=adjusted.pk, by=world.actor("lan"), at=NOON)
        talk = Talk.objects.get()
        assert (talk.state, talk.closed_by) == ("CLOSED", world.lan)
        with pytest.raises(InvalidStep):
            say(world, adjusted)

    def test_only_adjustments(self, world, returned):
        with pytest.raises(InvalidStep):
            accept_adjustment(entry_id=returned.pk, by=world.actor("lan"), at=NOON)

    @pytest.mark.parametrize("who", ["hanh", "tam"])
    def test_only_the_writer(self, world, adjusted, who):
        with pytest.raises(Denied):
            accept_adjustment(entry_id=adjusted.pk, by=world.actor(who), at=NOON)

    def test_silence_is_no_consent(self, world, adjusted):
        last, after = (
            clock.at(dt.date(2026, 11, 25), 23),
            clock.at(dt.date(2026, 11, 26), 8),
        )  # 24/11 is a day off
        page = queries.talk_page(adjusted.pk, viewer=world.actor("lan"), now=last)
        assert (page.may_accept, page.until) == (True, dt.date(2026, 11, 25))
        page = queries.talk_page(adjusted.pk, viewer=world.actor("lan"), now=after)
        assert (page.may_accept, page.may_write, page.accepted_at) == (False, False, None)
        for act in (lambda: accept_adjustment(entry_id=adjusted.pk, by=world.actor("lan"), at=after),
                    lambda: say(world, adjusted, at=after)):  # fmt: skip
            with pytest.raises(OutOfRange, match="im lặng không tính là đồng ý"):
                act()
        adjusted.refresh_from_db()
        assert adjusted.state == EntryState.ADJUSTED
        with clock.frozen(after):
            assert "im lặng không tính là đồng ý" in client_of(world, "lan").get(f"/trao-doi/{adjusted.pk}").content.decode()  # fmt: skip


class TestTalk:
    def test_to_and_fro_then_closed_by_a_person(self, world, adjusted):
        say(world, adjusted)
        assert queries.count_to_answer(world.actor("hanh")).value == 1
        assert queries.count_to_answer(world.actor("lan")).value == 0
        with pytest.raises(InvalidStep):
            close_talk(entry_id=adjusted.pk, by=world.actor("hanh"), at=NOON)
        reply(world, adjusted)
        assert queries.count_to_answer(world.actor("lan")).value == 1
        say(world, adjusted, at=NOON + dt.timedelta(days=30))
        reply(world, adjusted)
        close_talk(entry_id=adjusted.pk, by=world.actor("lan"), at=NOON)
        assert Talk.objects.get().state == "CLOSED"
        assert Message.objects.count() == 4
        assert (
            queries.count_to_answer(world.actor("lan")).value
            == queries.count_to_answer(world.actor("hanh")).value
            == 0
        )

    def test_a_returned_line_has_no_term_and_keeps_its_talk_when_sent_again(self, world, returned):
        say(world, returned, at=clock.at(dt.date(2026, 11, 30), 8))
        edit_entry(entry_id=returned.pk, version=1, line=Line(title="Họp giao ban", minutes=40), by=world.actor("lan"), at=NOON)  # fmt: skip
        send(world)
        reply(world, returned)
        assert len(queries.talk_page(returned.pk, viewer=world.actor("hanh"), now=NOON).messages) == 2
        confirm_entry(entry_id=returned.pk, version=2, by=world.actor("hanh"), at=NOON)
        talk = Talk.objects.get()
        assert (talk.state, talk.closed_by) == ("CLOSED", world.hanh)
        page = queries.talk_page(returned.pk, viewer=world.actor("lan"), now=NOON)
        assert (page.may_write, page.may_accept, len(page.messages)) == (False, False, 2)

    def test_a_confirmed_line_has_nothing_to_talk_about(self, world):
        entry = line_of(world)
        confirm_entry(entry_id=entry.pk, version=1, by=world.actor("hanh"), at=NOON)
        with pytest.raises(InvalidStep):
            say(world, entry)
        assert client_of(world, "lan").get(f"/trao-doi/{entry.pk}").status_code == 404

    @pytest.mark.parametrize(
        ("body", "error"), [("", Incomplete), ("   ", Incomplete), ("x" * 2001, OutOfRange)]
    )
    def test_a_message_says_something(self, world, adjusted, body, error):
        with pytest.raises(error):
            say(world, adjusted, body=body)
        assert not Talk.objects.exists()

    def test_the_delegate_answers_in_the_name_of_the_confirmer(self, world, adjusted):
        Delegation.objects.create(organ=world.organ, giver=world.hanh, taker=world.minh, form="TL", reason="Đi công tác", valid_from=YESTERDAY)  # fmt: skip
        say(world, adjusted)
        made = reply(world, adjusted, "minh")
        assert (made.author, made.acting_for) == (world.minh, world.hanh)
        assert [r.entry_id for r in queries.talk_list(world.actor("minh"), now=NOON).rows] == [adjusted.pk]

    def test_a_head_above_reads_and_says_nothing(self, world, adjusted):
        say(world, adjusted)
        page = queries.talk_page(adjusted.pk, viewer=world.actor("tam"), now=NOON)
        assert page.messages
        assert [page.may_write, page.may_answer, page.may_accept, page.may_close] == [False] * 4
        for act in (reply, say):
            with pytest.raises(Denied):
                act(world, adjusted, "tam")

    @pytest.mark.parametrize("who", ["minh", "son", "thu", "binh", "vui", "dung"])
    def test_strangers_get_404_everywhere(self, world, adjusted, who):
        say(world, adjusted)
        client = client_of(world, who)
        assert client.get(f"/trao-doi/{adjusted.pk}").status_code == 404
        for name in ("viet", "tra-loi", "khep"):
            assert client.post(f"/trao-doi/{adjusted.pk}/{name}", {"body": "Chào"}).status_code == 404
        with pytest.raises(Missing):
            reply(world, adjusted, who)
        assert queries.talk_list(world.actor(who), now=NOON).rows == ()
        assert Message.objects.count() == 1


class TestAnswers:
    """The writer's four answers: a kind, words, or both."""

    def page(self, world, entry, who="lan"):
        return queries.talk_page(entry.pk, viewer=world.actor(who), now=NOON)

    def test_each_decision_has_its_four(self, world, adjusted):
        assert [kind for kind, _, _ in self.page(world, adjusted).answers] == [
            "ACCEPT",
            "REASON",
            "DATA",
            "MEET",
        ]
        assert self.page(world, adjusted, "hanh").answers == ()

    def test_a_returned_line_is_mended_or_talked_about(self, world, returned):
        assert [kind for kind, _, _ in self.page(world, returned).answers] == [
            "FIX",
            "REASON",
            "DATA",
            "MEET",
        ]
        write_talk(entry_id=returned.pk, body="", kind="FIX", by=world.actor("lan"), at=NOON)
        (said,) = self.page(world, returned, "hanh").messages
        assert (said.kind_label, said.body) == ("Sẽ sửa và gửi lại", "")

    @pytest.mark.parametrize("kind", ["ACCEPT", "FIX", "X", "x" * 400])
    def test_a_kind_that_the_decision_does_not_have(self, world, adjusted, kind):
        with pytest.raises((OutOfRange, InvalidStep)):
            write_talk(entry_id=adjusted.pk, body="Chào", kind=kind, by=world.actor("lan"), at=NOON)
        assert not Message.objects.exists()

    def test_agreeing_with_words_keeps_them_and_closes(self, world, adjusted):
        accept_adjustment(entry_id=adjusted.pk, by=world.actor("lan"), at=NOON, body="Đúng là 45 phút.")
        page = self.page(world, adjusted)
        assert [(m.kind_label, m.body) for m in page.messages] == [
            ("Đồng ý với điều chỉnh", "Đúng là 45 phút.")
        ]
        assert (page.state, page.accepted_at, page.answers) == ("CLOSED", NOON, ())
        assert Talk.objects.get().closed_by == world.lan

    def test_agreeing_in_silence_needs_no_talk(self, world, adjusted):
        accept_adjustment(entry_id=adjusted.pk, by=world.actor("lan"), at=NOON)
        assert not Talk.objects.exists()
        assert [s.state for s in self.page(world, adjusted).steps] == ["done", "done"]

    def test_the_steps_tell_where_it_stands(self, world, adjusted):
        def states():
            return [s.state for s in self.page(world, adjusted).steps]

        assert states() == ["current", "", ""]
        say(world, adjusted)
        assert states() == ["done", "current", ""]
        reply(world, adjusted)
        assert states() == ["done", "done", "current"]
        close_talk(entry_id=adjusted.pk, by=world.actor("hanh"), at=NOON)
        assert states() == ["done", "done", "done"]

    def test_the_page_says_what_is_known(self, world, adjusted):
        page = client_of(world, "lan").get(f"/trao-doi/{adjusted.pk}").content.decode()
        for words in ("Hệ thống biết", "Ghi 1 giờ", "chưa có minh chứng", "Hệ thống không biết"):
            assert words in page

    def test_a_refusal_keeps_the_kind_and_the_words(self, world, adjusted):
        typed = {"kind": "DATA", "body": "y" * 2001}
        answer = client_of(world, "lan").post(f"/trao-doi/{adjusted.pk}/viet", typed)
        page = answer.content.decode()
        assert answer.status_code == 422
        assert 'value="DATA" checked' in page
        assert "y" * 2001 in page
        assert client_of(world, "lan").post(f"/trao-doi/{adjusted.pk}/viet", {}).status_code == 422


class TestPages:
    def test_the_writer_accepts_from_her_line(self, world, adjusted):
        client = client_of(world, "lan")
        assert f"/trao-doi/{adjusted.pk}" in client.get(f"/hom-nay/muc/{adjusted.pk}").content.decode()
        page = client.get(f"/trao-doi/{adjusted.pk}").content.decode()
        for words in (REASON, "45 phút", "đã ghi 1 giờ", "Đồng ý", "Ai thấy trang này"):
            assert words in page
        assert "Chờ đồng chí đồng ý hoặc trao đổi lại" in client.get("/trao-doi").content.decode()
        assert client.post(f"/trao-doi/{adjusted.pk}/viet", {"kind": "ACCEPT"}).status_code == 303
        assert "đồng ý lúc" in client.get(f"/trao-doi/{adjusted.pk}").content.decode()

    def test_what_was_typed_stays_after_a_refusal(self, world, adjusted):
        client = client_of(world, "lan")
        answer = client.post(f"/trao-doi/{adjusted.pk}/viet", {"body": "y" * 2001})
        assert answer.status_code == 422
        assert "y" * 2001 in answer.content.decode()

    def test_the_list_teaches_when_empty_and_does_not_grow(self, world):
        client = client_of(world, "lan")
        assert "Chưa có trao đổi nào" in client.get("/trao-doi").content.decode()

        def another() -> int:
            entry = write(world, minutes=60, on=TODAY)
            send(world)
            adjust_entry(
                entry_id=entry.pk, version=1, reason=REASON, minutes=45, by=world.actor("hanh"), at=NOON
            )
            say(world, entry)
            with CaptureQueriesContext(connection) as seen:
                client.get("/trao-doi")
            return len(seen)

        assert another() == another() == another()
