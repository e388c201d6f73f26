"""The end of a period: reminders, cut-off, lock, publication, reopening."""

from __future__ import annotations

import datetime as dt

import pytest

from congvu.audit.models import AuditEvent
from congvu.base import clock
from congvu.base.errors import Denied, Incomplete, InvalidStep, OutOfRange
from congvu.scoring import commands
from congvu.scoring.models import Card, Run
from congvu.worktime.models import Closing
from tests.scoring import steps
from tests.scoring.steps import (
    CONFIRM_DAY,
    LAST,
    LOCK_DAY,
    card,
    confirmed,
    opened,
    ready,
    to_confirm,
    to_self,
    work,
)


class TestRemindAndCutoff:
    def test_reminds_those_who_still_have_something_to_do(self, world):
        work(world, world.lan)
        period = ready(world, "lan")
        count = commands.remind_period(period_id=period.pk, by=world.actor("binh"), at=CONFIRM_DAY)
        data = AuditEvent.objects.get(what="scoring.period.reminded").data
        assert world.lan.pk not in data["self_score"]
        assert world.minh.pk in data["self_score"]
        assert world.hanh.pk in data["confirm"]
        assert count == len({*data["self_score"], *data["confirm"]})

    def test_nobody_left_to_remind(self, world):
        period = steps.all_confirmed(world)
        with pytest.raises(InvalidStep, match="Không còn ai"):
            commands.remind_period(period_id=period.pk, by=world.actor("binh"), at=CONFIRM_DAY)

    def test_cutoff_moves_with_a_reason_within_bounds(self, world):
        period = opened(world)
        binh, day = world.actor("binh"), dt.date(2026, 11, 20)
        commands.move_cutoff(
            period_id=period.pk, cutoff_on=day, reason="Còn kết quả chờ kết luận", by=binh, at=LOCK_DAY
        )
        period.refresh_from_db()
        assert period.cutoff_on == Closing.objects.get(organ=world.organ).cutoff_on == day
        for wrong in (dt.date(2026, 10, 30), dt.date(2026, 11, 5), dt.date(2027, 3, 1)):
            with pytest.raises(OutOfRange):
                commands.move_cutoff(
                    period_id=period.pk, cutoff_on=wrong, reason="Còn kết quả chờ", by=binh, at=LOCK_DAY
                )
        with pytest.raises(Denied):
            commands.move_cutoff(
                period_id=period.pk,
                cutoff_on=day,
                reason="Còn kết quả chờ",
                by=world.actor("hanh"),
                at=LOCK_DAY,
            )


class TestLock:
    def test_every_card_gets_its_run_and_the_days_close(self, world):
        period = steps.locked(world)

        assert (period.state, period.locked_at, period.locked_by) == (
            "LOCKED",
            LOCK_DAY,
            f"person:{world.binh.pk}",
        )
        assert Run.objects.count() == 9
        lan = card(period, world.lan).run
        assert (lan.number, lan.pack_id, len(lan.sha256)) == (1, "nd335-2025", 64)
        assert (lan.result["total"], lan.result["level"]) == ("100.0000000", "XS")
        assert lan.editions == [{"id": world.edition.pk, "sha256": world.edition.content_sha256}]
        assert lan.trace["items"][0]["deliveries"][0]["by"] == f"person:{world.hanh.pk}"
        tam = card(period, world.tam).run
        assert len(tam.trace["counted"]) == 8
        assert Closing.objects.get(organ=world.organ).is_closed

    def test_not_before_the_period_is_over(self, world):
        period = steps.all_confirmed(world)
        with pytest.raises(InvalidStep, match="Khóa được từ ngày 01/11/2026"):
            commands.lock_period(period_id=period.pk, by=world.actor("binh"), at=clock.at(LAST, 23))

    def test_names_who_is_waited_for(self, world):
        steps.everybody_works(world)
        period = ready(world, *steps.ORDER)
        with pytest.raises(InvalidStep, match="chờ đồng chí"):
            commands.lock_period(period_id=period.pk, by=world.actor("binh"), at=LOCK_DAY)
        period.refresh_from_db()
        assert period.state == "CONFIRM"
        assert not Run.objects.exists()

    def test_nobody_above_the_head_is_said(self, world):
        work(world, world.tam)
        period = opened(world)
        to_self(world, period)
        to_confirm(world, period)
        with pytest.raises(InvalidStep, match="chưa có người có thẩm quyền"):
            commands.lock_period(period_id=period.pk, by=world.actor("binh"), at=LOCK_DAY)

    def test_people_without_work_are_named_and_never_scored(self, world):
        work(world, world.lan)
        period = ready(world, "lan")
        confirmed(world, period, "lan")
        commands.lock_period(period_id=period.pk, by=world.actor("binh"), at=LOCK_DAY)
        run = card(period, world.minh).run
        assert run.result["status"] == "INSUFFICIENT_DATA"
        assert "total" not in run.result
        data = AuditEvent.objects.get(what="scoring.period.locked").data
        assert (data["scored"], data["unscored"]) == (1, 8)
        assert world.minh.pk in data["unscored_people"]

    def test_a_hand_in_without_verdict_blocks(self, world):
        period = steps.all_confirmed(world)
        work(world, world.lan, state="HANDED_IN")
        with pytest.raises(InvalidStep, match="chưa có kết luận"):
            commands.lock_period(period_id=period.pk, by=world.actor("binh"), at=LOCK_DAY)

    def test_a_head_confirmed_before_a_score_below_changed_is_confirmed_again(self, world):
        period = steps.all_confirmed(world)
        work(world, world.lan, assigned="9", done="0")  # Lan falls below 50
        with pytest.raises(InvalidStep, match="d đổi theo"):
            commands.lock_period(period_id=period.pk, by=world.actor("binh"), at=LOCK_DAY)
        for name in ("hanh", "son", "tam"):
            confirmed(world, period, name)
        commands.lock_period(period_id=period.pk, by=world.actor("binh"), at=LOCK_DAY)
        assert card(period, world.hanh).run.inputs["d"] == "0.5"

    @pytest.mark.parametrize("name", ["lan", "hanh", "tam", "vui", "dung"])
    def test_only_the_personnel_body_locks(self, world, name):
        period = steps.all_confirmed(world)
        with pytest.raises(Denied):
            commands.lock_period(period_id=period.pk, by=world.actor(name), at=LOCK_DAY)


class TestPublishAndReopen:
    REASON = "Bổ sung kết luận của một việc bị sót"
    CUTOFF = dt.date(2026, 11, 12)

    def test_the_head_publishes_and_nobody_else(self, world):
        period = steps.locked(world)
        for name in ("binh", "hanh", "son", "vui", "dung"):
            with pytest.raises(Denied):
                commands.publish_period(period_id=period.pk, by=world.actor(name), at=LOCK_DAY)
        commands.publish_period(period_id=period.pk, by=world.actor("tam"), at=LOCK_DAY)
        period.refresh_from_db()
        assert (period.state, period.published_at) == ("PUBLISHED", LOCK_DAY)

    def test_reopening_needs_the_head_and_a_reason(self, world):
        period = steps.published(world)
        again = {"period_id": period.pk, "cutoff_on": self.CUTOFF, "at": LOCK_DAY}
        with pytest.raises(Denied):
            commands.reopen_period(**again, reason=self.REASON, by=world.actor("binh"))
        with pytest.raises(Incomplete):
            commands.reopen_period(**again, reason="", by=world.actor("tam"))
        commands.reopen_period(**again, reason=self.REASON, by=world.actor("tam"))
        period.refresh_from_db()
        assert (period.state, period.version, period.cutoff_on) == ("CONFIRM", 2, self.CUTOFF)
        closing = Closing.objects.get(organ=world.organ)
        assert (closing.is_closed, closing.cutoff_on) == (False, self.CUTOFF)

    def test_the_next_lock_keeps_the_earlier_version(self, world):
        period = steps.published(world)
        first = card(period, world.lan).run
        commands.reopen_period(
            period_id=period.pk, cutoff_on=self.CUTOFF, reason=self.REASON, by=world.actor("tam"), at=LOCK_DAY
        )
        work(world, world.lan, done="0", assigned="1")
        for name in ("lan", "hanh", "son", "tam"):
            confirmed(world, period, name)
        commands.lock_period(period_id=period.pk, by=world.actor("binh"), at=LOCK_DAY)
        again = card(period, world.lan).run
        assert (again.number, again.reason) == (2, self.REASON)
        assert again.result["total"] == "65.00000000"
        first.refresh_from_db()
        assert first.result["total"] == "100.0000000"
        assert Card.objects.get(person=world.lan).runs.count() == 2
