"""Objective causes, extensions, handing over, cancelling, carrying over."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from congvu.assignments import commands
from congvu.assignments.models import Cause, Share, Task
from congvu.assignments.queries import feed
from congvu.audit.models import AuditEvent
from congvu.base import clock
from congvu.base.errors import Denied, Incomplete, InvalidStep, OutOfRange, Stale
from congvu.worktime.models import Closing

from .making import DUE, FIRST, LAST, NOON, finish, give, give_share, hand_in, judge

LATER = dt.date(2026, 11, 30)


def close_november(world):
    Closing.objects.create(
        organ=world.organ,
        first=FIRST,
        last=LAST,
        cutoff_on=dt.date(2026, 12, 5),
        is_closed=True,
        closed_at=NOON,
    )


def propose(world, delivery, by="lan", **more):
    values = {
        "delivery_id": delivery.pk, "about": Cause.About.ERROR, "product_index": 0, "count": 1,
        "reason": "Mẫu biểu đổi giữa kỳ", "by": world.actor(by), "at": NOON,
    }  # fmt: skip
    return commands.propose_cause(**{**values, **more})


def settle(world, cause, granted=True, by="hanh", note=""):
    return commands.decide_cause(cause_id=cause.pk, granted=granted, note=note, by=world.actor(by), at=NOON)


class TestCauses:
    @pytest.fixture
    def delivery(self, world):
        return judge(world, hand_in(world, give_share(world, quantity="2"), "2"), errors=[2, 0], late=[0, 1])

    def test_granted_waives(self, world, delivery):
        settle(world, propose(world, delivery))
        settle(world, propose(world, delivery, about="LATE", product_index=1))
        delivery.refresh_from_db()
        assert (delivery.waived_errors, delivery.waived_late) == ([1, 0], [0, 1])
        line = feed([world.lan.pk], FIRST, LAST)[world.lan.pk][0]
        assert (line.errors, line.waived_errors, line.waived_late) == ((2, 0), (1, 0), (0, 1))

    def test_never_more_than_were_charged(self, world, delivery):
        for more in (
            {"count": 3},
            {"product_index": 1},
            {"product_index": 2},
            {"about": "LATE"},
            {"count": 0},
        ):
            with pytest.raises(OutOfRange):
                propose(world, delivery, **more)
        propose(world, delivery, count=2)
        with pytest.raises(OutOfRange, match="còn 0 lần"):
            propose(world, delivery)

    def test_a_verdict_corrected_meanwhile(self, world, delivery):
        cause = propose(world, delivery, count=2)
        commands.rejudge_delivery(
            delivery_id=delivery.pk, met=True, quantity=None, errors=[1, 0], late=None, major_error=False,
            reason="Xem lại", decider_id=None, by=world.actor("hanh"), at=NOON,
        )  # fmt: skip
        with pytest.raises(OutOfRange, match="không còn đủ"):
            settle(world, cause)

    def test_refused_needs_a_word_and_waives_nothing(self, world, delivery):
        cause = propose(world, delivery)
        with pytest.raises(Incomplete):
            settle(world, cause, granted=False)
        settle(world, cause, granted=False, note="Mẫu biểu báo trước một tháng")
        delivery.refresh_from_db()
        assert delivery.waived_errors == [0, 0]
        with pytest.raises(InvalidStep):
            settle(world, cause)

    def test_who(self, world, delivery):
        for who in ("minh", "hanh", "dung"):
            with pytest.raises(Denied):
                propose(world, delivery, by=who)
        cause = propose(world, delivery)
        for who in ("lan", "minh", "thu", "tam", "dung"):
            with pytest.raises(Denied):
                settle(world, cause, by=who)

    def test_not_on_a_returned_one(self, world):
        returned = judge(world, hand_in(world, give_share(world)), met=False, major_error=True)
        with pytest.raises(InvalidStep, match="đi theo lần nộp sau"):
            propose(world, returned)


def ask(world, share, new=LATER, by="lan", at=NOON, **more):
    return commands.ask_extension(
        share_id=share.pk, new_deadline=new, reason="Chờ số liệu", by=world.actor(by), at=at, **more
    )


def answer(world, extension, granted=True, by="hanh", note="", at=NOON):
    return commands.decide_extension(
        extension_id=extension.pk, granted=granted, note=note, by=world.actor(by), at=at
    )


class TestExtension:
    def test_granted_moves_share_and_task(self, world):
        share = give_share(world)
        answer(world, ask(world, share))
        share.refresh_from_db()
        assert share.deadline == share.task.deadline == LATER
        assert finish(world, share, on=dt.date(2026, 11, 28)).late == [0]

    def test_into_the_next_period_it_counts_there(self, world):
        share = give_share(world)
        answer(world, ask(world, share, dt.date(2026, 12, 4)))
        assert feed([world.lan.pk], FIRST, LAST)[world.lan.pk] == []

    def test_refused_changes_nothing(self, world):
        share = give_share(world)
        extension = ask(world, share)
        with pytest.raises(Incomplete):
            answer(world, extension, granted=False)
        answer(world, extension, granted=False, note="Không lùi được")
        share.refresh_from_db()
        assert share.deadline == DUE

    def test_rules(self, world):
        share = give_share(world)
        with pytest.raises(OutOfRange, match="phải sau 27/11/2026"):
            ask(world, share, DUE)
        with pytest.raises(OutOfRange, match="Hạn đã qua"):
            ask(world, share, at=clock.at(dt.date(2026, 11, 28), 8))
        ask(world, share)
        with pytest.raises(OutOfRange, match="đang có một đề nghị"):
            ask(world, share)

    def test_who_decides(self, world):
        extension = ask(world, give_share(world))
        for who in ("lan", "minh", "thu", "binh", "dung"):
            with pytest.raises(Denied):
                answer(world, extension, by=who)
        assert answer(world, extension, by="son").state == "GRANTED"

    def test_a_head_never_extends_her_own_nor_does_her_deputy(self, world):
        share = give_share(world, "hanh", by="tam", unit_id=world.units["ccvc"].pk)
        extension = ask(world, share, by="hanh")
        with pytest.raises(Denied):
            answer(world, extension, by="hanh")
        posting = world.minh.postings.get()
        posting.duty = "DEPUTY"
        posting.save()
        with pytest.raises(Denied):
            answer(world, extension, by="minh")
        assert answer(world, extension, by="tam").state == "GRANTED"

    def test_not_when_done_or_closed(self, world):
        done = give_share(world)
        finish(world, done)
        with pytest.raises(InvalidStep):
            ask(world, done)
        extension = ask(world, give_share(world))
        close_november(world)
        with pytest.raises(OutOfRange):
            answer(world, extension)


def over(world, share, to="minh", by="hanh", **more):
    values = {
        "share_id": share.pk, "to_person_id": world.people[to].pk, "quantity": None, "deadline": DUE,
        "reason": "Đồng chí Lan đi học", "by": world.actor(by), "at": NOON,
    }  # fmt: skip
    return commands.hand_over(**{**values, **more})


class TestHandOver:
    def test_the_rest_moves_the_done_part_stays(self, world):
        share = give_share(world, quantity="3")
        finish(world, share)
        taken = over(world, share)
        share.refresh_from_db()
        assert (share.state, share.quantity, share.quantity_done, share.quantity_handed_over) == (
            "HANDED_OVER",
            3,
            1,
            2,
        )
        assert (taken.quantity, taken.is_extra, taken.taken_over_from_id, taken.percent) == (
            2,
            True,
            share.pk,
            100,
        )

    def test_a_part_only(self, world):
        share = give_share(world, quantity="3")
        over(world, share, quantity=Decimal("1.5"))
        share.refresh_from_db()
        assert (share.state, share.quantity_handed_over) == ("ASSIGNED", Decimal("1.5"))
        finish(world, share, "1.5")
        share.refresh_from_db()
        assert share.state == "DONE"
        lines = feed([world.lan.pk], FIRST, LAST)[world.lan.pk]
        assert [(i.assigned, i.done, i.handed_over) for i in lines] == [
            (Decimal("1.5"), Decimal("1.5"), False), (Decimal("1.5"), 0, True),
        ]  # fmt: skip

    def test_what_was_taken_over_and_handed_on_is_never_assigned_twice(self, world):
        taken = over(world, give_share(world))
        over(world, taken, "lan")
        both = feed([world.lan.pk, world.minh.pk], FIRST, LAST)
        assert sum(i.assigned for lines in both.values() for i in lines if not i.extra) == 1

    def test_rules(self, world):
        share = give_share(world, quantity="2")
        for more, match in [
            ({"quantity": Decimal(3)}, "Chỉ còn 2"), ({"to": "lan"}, "người khác"), ({"deadline": dt.date(2026, 11, 18)}, "trước hôm nay"),
            ({"to": "dung"}, "không công tác"),
        ]:  # fmt: skip
            with pytest.raises(OutOfRange, match=match):
                over(world, share, **more)
        with pytest.raises(Denied):
            over(world, share, "hai")
        with pytest.raises(Incomplete):
            over(world, share, reason="")
        hand_in(world, share)
        with pytest.raises(OutOfRange, match="chờ kết luận"):
            over(world, share)

    @pytest.mark.parametrize("who", ["lan", "minh", "thu", "binh", "dung"])
    def test_who(self, world, who):
        with pytest.raises(Denied):
            over(world, give_share(world), by=who)

    def test_a_later_deadline_moves_the_tasks(self, world):
        task = give(world)
        over(world, task.shares.get(), deadline=LATER)
        task.refresh_from_db()
        assert task.deadline == LATER


def cancel(world, share, by="hanh", **more):
    values = {"share_id": share.pk, "reason": "Kế hoạch thôi thực hiện", "by": world.actor(by), "at": NOON}
    return commands.cancel_share(**{**values, **more})


class TestCancel:
    def test_out_with_the_reason_recorded(self, world):
        share = cancel(world, give_share(world))
        assert (share.state, share.closing_reason) == ("CANCELLED", "Kế hoạch thôi thực hiện")
        assert (
            AuditEvent.objects.get(what="assignments.share.cancelled").data["reason"]
            == "Kế hoạch thôi thực hiện"
        )
        assert feed([world.lan.pk], FIRST, LAST)[world.lan.pk] == []

    def test_what_was_handed_over_stays_assigned(self, world):
        share = give_share(world, quantity="3")
        over(world, share, quantity=Decimal(1))
        cancel(world, share)
        lines = feed([world.lan.pk], FIRST, LAST)[world.lan.pk]
        assert [(i.assigned, i.handed_over) for i in lines] == [(1, True)]
        assert Share.objects.get(pk=share.pk).state == "HANDED_OVER"

    def test_done_and_reported_impossible(self, world):
        share = give_share(world, quantity="3")
        finish(world, share)
        commands.report_unable(share_id=share.pk, reason="Nghỉ ốm", by=world.actor("lan"), at=NOON)
        assert cancel(world, share).state == "DONE"

    def test_reason_right_and_time(self, world):
        share = give_share(world)
        with pytest.raises(Incomplete):
            cancel(world, share, reason=" ")
        for who in ("lan", "minh", "thu", "dung", "binh"):
            with pytest.raises(Denied):
                cancel(world, share, by=who)
        close_november(world)
        with pytest.raises(OutOfRange):
            cancel(world, share)

    def test_a_head_never_cancels_her_own(self, world):
        share = give_share(world, "hanh", by="hanh")
        with pytest.raises(Denied):
            cancel(world, share)
        with pytest.raises(Denied):
            commands.cancel_task(task_id=share.task_id, reason="Thôi", by=world.actor("hanh"), at=NOON)

    def test_the_whole_task(self, world):
        task = give(
            world,
            shares=[
                commands.ShareSpec(world.lan.pk, "LEAD", Decimal(60)),
                commands.ShareSpec(world.minh.pk, "SUPPORT", Decimal(40)),
            ],
        )
        commands.cancel_task(task_id=task.pk, reason="Thôi", by=world.actor("hanh"), at=NOON)
        assert set(task.shares.values_list("state", flat=True)) == {"CANCELLED"}
        with pytest.raises(InvalidStep):
            commands.cancel_task(task_id=task.pk, reason="Thôi", by=world.actor("hanh"), at=NOON)

    def test_stale(self, world):
        share = give_share(world)
        commands.accept_share(share_id=share.pk, by=world.actor("lan"), at=NOON)
        with pytest.raises(Stale):
            cancel(world, share, version=1)
        assert cancel(world, share, version=2).state == "CANCELLED"


class TestCarryOver:
    def carry(self, world, share, by="hanh", **more):
        values = {
            "share_id": share.pk, "new_deadline": dt.date(2026, 12, 10), "reason": "Chờ số liệu", "by": world.actor(by),
            "at": NOON,
        }  # fmt: skip
        return commands.carry_over(**{**values, **more})

    def test_a_new_task_with_the_first_coefficient_and_percent(self, world):
        task = give(
            world, quantity="2",
            shares=[
                commands.ShareSpec(world.lan.pk, "LEAD", Decimal(60)),
                commands.ShareSpec(world.minh.pk, "SUPPORT", Decimal(40)),
            ],
        )  # fmt: skip
        share = task.shares.get(person=world.lan)
        finish(world, share)
        new = self.carry(world, share)
        moved = new.shares.get()
        assert (new.origin, new.carried_from, new.coefficient) == (
            Task.Origin.CARRIED_OVER,
            task,
            task.coefficient,
        )
        assert (moved.quantity, moved.percent, moved.person) == (1, 60, world.lan)

    def test_only_into_a_later_period(self, world):
        with pytest.raises(OutOfRange, match="Trong cùng kỳ thì gia hạn"):
            self.carry(world, give_share(world), new_deadline=dt.date(2026, 11, 30))

    def test_still_possible_when_the_old_period_is_closed(self, world):
        share = give_share(world)
        close_november(world)
        assert self.carry(world, share, at=clock.at(dt.date(2026, 12, 8), 8)).pk

    def test_who_and_when(self, world):
        share = give_share(world)
        for who in ("lan", "minh", "thu", "dung", "binh"):
            with pytest.raises(Denied):
                self.carry(world, share, by=who)
        hand_in(world, share)
        with pytest.raises(OutOfRange, match="chờ kết luận"):
            self.carry(world, share)

    def test_extra_work_stays_extra(self, world):
        taken = over(world, give_share(world))
        assert self.carry(world, taken).shares.get().is_extra


def test_reports_of_the_doer(world):
    share = give_share(world)
    lan = world.actor("lan")
    commands.report_progress(share_id=share.pk, note="Xong dự thảo", by=lan, at=NOON)
    commands.report_unable(share_id=share.pk, reason="Nghỉ ốm", by=lan, at=NOON)
    commands.keep_share(share_id=share.pk, by=lan, at=NOON)
    share.refresh_from_db()
    assert (share.state, share.progress_note, share.closing_reason) == ("ACCEPTED", "Xong dự thảo", "")
    for call in (
        lambda who: commands.accept_share(share_id=share.pk, by=who, at=NOON),
        lambda who: commands.report_progress(share_id=share.pk, note="x", by=who, at=NOON),
        lambda who: commands.report_unable(share_id=share.pk, reason="x", by=who, at=NOON),
        lambda who: commands.keep_share(share_id=share.pk, by=who, at=NOON),
    ):
        for other in ("minh", "hanh", "dung"):
            with pytest.raises(Denied):
                call(world.actor(other))
