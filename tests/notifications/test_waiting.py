"""Talks, plans and answered wishes remind once, and are over when nothing waits any more."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from congvu.accounts.models import User
from congvu.assignments import commands as plans
from congvu.base import clock
from congvu.catalogue import commands as catalogue
from congvu.catalogue.queries import proposals
from congvu.notifications.models import Reminder
from congvu.notifications.queries import CAUSES
from congvu.notifications.states import Kind
from congvu.notifications.tick import tick
from congvu.org.models import Organ
from congvu.review.commands import accept_adjustment, adjust_entry, answer_talk, close_talk, write_talk
from tests.assignments.test_plans import row, start, step
from tests.catalogue.making import propose
from tests.catalogue.test_consult import CHANGED, DUE, opened, vote
from tests.catalogue.test_wishes import ask, settle

from .making import THURSDAY, WEDNESDAY, reminders, send

FRIDAY = dt.date(2026, 11, 20)


@pytest.fixture(autouse=True)
def everyone_was_there(world):
    User.objects.update(created_at=clock.at(dt.date(2026, 1, 5)))


def at(hour: int, minute: int = 1, day: dt.date = THURSDAY) -> None:
    with clock.frozen(clock.at(day, hour, minute)):
        tick(clock.now())


def adjusted(world):
    entry = send(world, "lan", WEDNESDAY).entries.get()
    with clock.frozen(clock.at(THURSDAY, 9)):
        adjust_entry(
            entry_id=entry.pk, version=entry.version, minutes=120, reason="Phần đối chiếu đã tính.",
            by=world.actor("hanh"), at=clock.now(),
        )  # fmt: skip
    return entry


class TestTalks:
    def test_each_side_is_reminded_of_the_last_word_once_and_not_after_it_answered(self, world):
        entry = adjusted(world)
        lan, hanh = world.actor("lan"), world.actor("hanh")
        write_talk(entry_id=entry.pk, body="Còn phần số liệu.", by=lan, at=clock.at(THURSDAY, 9, 30))
        at(10)
        at(13, 31)
        (kept,) = Reminder.objects.filter(kind=Kind.TALK)
        assert (kept.person, kept.address) == (world.hanh, f"/trao-doi/{entry.pk}")
        assert kept.sentence == "Trao đổi về “Soạn công văn” chờ đồng chí trả lời."
        answer_talk(entry_id=entry.pk, body="Ghi rõ số hồ sơ.", by=hanh, at=clock.at(THURSDAY, 14))
        at(15, 31)
        assert (Kind.TALK, THURSDAY) not in reminders(world, "hanh")
        assert (Kind.TALK, THURSDAY) in reminders(world, "lan")
        close_talk(entry_id=entry.pk, by=lan, at=clock.at(THURSDAY, 16))
        at(16, 5)
        assert (Kind.TALK, THURSDAY) not in reminders(world, "lan")

    def test_an_adjustment_that_is_agreed_or_talked_over_no_longer_reminds(self, world):
        entry = adjusted(world)
        at(10)
        assert (Kind.ADJUSTED, WEDNESDAY) in reminders(world, "lan")
        accept_adjustment(entry_id=entry.pk, by=world.actor("lan"), at=clock.at(THURSDAY, 11))
        at(11, 1)
        assert (Kind.ADJUSTED, WEDNESDAY) not in reminders(world, "lan")

    def test_a_closed_talk_settles_the_adjustment(self, world):
        entry = adjusted(world)
        at(10)
        lan, hanh = world.actor("lan"), world.actor("hanh")
        write_talk(entry_id=entry.pk, body="Còn phần số liệu.", by=lan, at=clock.at(THURSDAY, 10, 30))
        at(10, 40)
        assert (Kind.ADJUSTED, WEDNESDAY) in reminders(world, "lan")
        answer_talk(entry_id=entry.pk, body="Đã tính.", by=hanh, at=clock.at(THURSDAY, 10, 45))
        close_talk(entry_id=entry.pk, by=lan, at=clock.at(THURSDAY, 10, 50))
        at(10, 55)
        assert (Kind.ADJUSTED, WEDNESDAY) not in reminders(world, "lan")


class TestPlans:
    def test_the_nearest_head_above_is_reminded_until_it_is_confirmed(self, world):
        plan = start(world)
        at(8)
        assert not Reminder.objects.filter(kind=Kind.PLAN).exists()
        step(world, plan, plans.submit_plan, "lan", at=clock.at(THURSDAY, 9))
        at(13, 31)
        (kept,) = Reminder.objects.filter(kind=Kind.PLAN)
        assert (kept.person, kept.sentence) == (world.hanh, "1 kế hoạch tháng chờ đồng chí xác nhận.")
        assert kept.address == f"/ke-hoach/{plan.pk}"
        step(world, plan, plans.confirm_plan, "hanh", at=clock.at(THURSDAY, 14))
        at(14, 5)
        assert (Kind.PLAN, THURSDAY) not in reminders(world, "hanh")

    def test_a_newer_one_stands_for_both(self, world):
        step(world, start(world), plans.submit_plan, "lan", at=clock.at(THURSDAY, 9))
        at(13, 31)
        step(world, start(world, by="minh"), plans.submit_plan, "minh", at=clock.at(FRIDAY, 7))
        at(8, day=FRIDAY)
        (kept,) = Reminder.objects.filter(kind=Kind.PLAN, settled_at=None)
        assert kept.sentence == "2 kế hoạch tháng chờ đồng chí xác nhận."

    def test_the_plan_of_a_head_and_of_the_head_of_the_organ(self, world):
        Organ.objects.filter(pk=world.organ.pk).update(managing=world.other)
        unit = start(world, row(world, who=("lan",)), by="hanh", unit="ccvc")
        own = start(world, by="tam")
        step(world, unit, plans.submit_plan, "hanh", at=clock.at(THURSDAY, 9))
        step(world, own, plans.submit_plan, "tam", at=clock.at(THURSDAY, 9))
        at(13, 31)
        assert (Kind.PLAN, THURSDAY) in reminders(world, "tam")
        assert (Kind.PLAN, THURSDAY) in reminders(world, "dung")

    def test_the_badge_of_who_confirms(self, world):
        badge = 'href="/ke-hoach"'
        client = Client()
        client.force_login(world.hanh.user)

        def shown() -> str:
            page = client.get("/viec").content.decode()
            return page[page.index(badge) : page.index("</a>", page.index(badge))]

        before = shown()
        step(world, start(world), plans.submit_plan, "lan")
        assert before != shown()
        assert ">1<" in shown()
        client.force_login(world.lan.user)
        assert ">1<" not in shown()


class TestWishes:
    def test_the_answer_reaches_who_asked_and_who_needs_it_too(self, world):
        wish = ask(world)
        catalogue.second_wish(wish_id=wish.pk, needs=True, by=world.actor("minh"), at=clock.at(THURSDAY, 12))
        at(13, 31)
        assert not Reminder.objects.filter(kind=Kind.WISH).exists()
        settle(world, catalogue.decline_wishes, wish, reason="Đã tính trong việc trực.")
        at(15, 31)
        found = Reminder.objects.filter(kind=Kind.WISH)
        assert {r.person_id for r in found} == {world.lan.pk, world.minh.pk}
        assert found[0].sentence == "Đề nghị “Trực tổng đài một cửa” được trả lời: không bổ sung."
        client = Client()
        client.force_login(world.minh.user)
        assert "Đã tính trong việc trực." in client.get("/danh-muc/can-them").content.decode()

    def test_it_leaves_the_bell_after_two_weeks(self, world):
        settle(world, catalogue.decline_wishes, ask(world), reason="Đã tính.")
        at(13, 31)
        assert (Kind.WISH, THURSDAY) in reminders(world, "lan")
        at(9, day=THURSDAY + dt.timedelta(days=15))
        assert (Kind.WISH, THURSDAY) not in reminders(world, "lan")


@pytest.mark.parametrize("kind", [Kind.TALK, Kind.PLAN, Kind.WISH, Kind.VOTE])
def test_more_people_cost_no_more_questions(world, kind):
    step(world, start(world), plans.submit_plan, "lan")
    settle(world, catalogue.decline_wishes, ask(world), reason="Đã tính.")
    opened(world, propose(world, CHANGED))
    people = [person.pk for person in world.people.values()]

    def questions(some: list[int]) -> int:
        with CaptureQueriesContext(connection) as asked:
            CAUSES[kind](world.organ.pk, some, THURSDAY)
        return len(asked)

    assert questions(people) <= questions([world.hanh.pk])


class TestVotes:
    def test_the_council_is_reminded_once_until_every_code_has_its_vote(self, world):
        edition = propose(world, CHANGED)
        opened(world, edition, at=clock.at(WEDNESDAY, 15))
        at(8)
        at(13, 31)
        found = Reminder.objects.filter(kind=Kind.VOTE)
        assert {r.person_id for r in found} == {world.people[p].pk for p in ("hanh", "thu", "son")}
        left = len(proposals(edition, on=THURSDAY))
        assert found[0].sentence == f"Danh mục: {left} mã chờ đồng chí bỏ phiếu, đến hết 25/11."
        assert found[0].address == f"/danh-muc/{edition.pk}/gop-y"
        for one in proposals(edition, on=THURSDAY):
            vote(world, edition, "hanh", code=one.code, at=clock.at(THURSDAY, 14))
        at(15, 31)
        settled = found.filter(settled_at__isnull=False)
        assert [r.person_id for r in settled] == [world.hanh.pk]

    def test_it_is_over_with_the_last_day(self, world):
        opened(world, propose(world, CHANGED), at=clock.at(WEDNESDAY, 15))
        at(8)
        assert Reminder.objects.filter(kind=Kind.VOTE, settled_at=None).exists()
        at(8, day=DUE + dt.timedelta(days=1))
        assert not Reminder.objects.filter(kind=Kind.VOTE, settled_at=None).exists()
