"""Handing in, verdicts, errors that go along, corrections."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from congvu.assignments import commands
from congvu.assignments.counts import products
from congvu.assignments.models import Delivery, Share
from congvu.assignments.queries import feed
from congvu.audit.models import AuditEvent
from congvu.base import clock
from congvu.base.errors import Denied, DomainError, Incomplete, InvalidStep, Missing, OutOfRange
from congvu.org.models import Delegation
from congvu.worktime.models import Closing

from .making import FIRST, LAST, NOON, TODAY, finish, give_share, hand_in, judge

LATER = dt.date(2026, 11, 20)


def again(world, delivery, by="hanh", met=True, **more):
    values = {
        "delivery_id": delivery.pk, "met": met, "quantity": None, "errors": None, "late": None, "major_error": False,
        "reason": "Xem lại", "decider_id": None, "by": world.actor(by), "at": NOON,
    }  # fmt: skip
    return commands.rejudge_delivery(**{**values, **more})


class TestHandIn:
    def test_accepts_the_work_and_waits(self, world):
        share = give_share(world)
        delivery = hand_in(world, share, note="Bản ký số", origin="diary.entry:1", at=NOON)
        share.refresh_from_db()
        assert (share.state, share.accepted_at, share.quantity_done) == ("ACCEPTED", NOON, 0)
        assert (delivery.state, delivery.quantity_claimed) == ("HANDED_IN", 1)

    def test_surplus_is_refused_and_says_how(self, world):
        share = give_share(world, quantity="3")
        finish(world, share)
        hand_in(world, share)
        with pytest.raises(OutOfRange) as caught:
            hand_in(world, share, "1.01")
        assert caught.value.sentence == (
            "Phần việc này còn 1 sản phẩm. Đồng chí nộp nhiều nhất 1, phần vượt ghi thành dòng khác, loại đột xuất."
        )
        hand_in(world, share, "1")
        with pytest.raises(OutOfRange, match="loại đột xuất"):
            hand_in(world, share, "0.01")

    @settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
    @given(
        steps=st.lists(
            st.tuples(st.integers(1, 300), st.sampled_from(["met", "half", "return", "wait"])), max_size=8
        )
    )
    def test_never_above_what_was_given(self, world, steps):
        """Whatever is handed in and judged: HANDED_IN + MET stays within the quantity, the feed too."""
        share = give_share(world, quantity="3")
        for hundredths, verdict in steps:
            try:
                delivery = hand_in(world, share, str(Decimal(hundredths).scaleb(-2)))
            except DomainError:
                continue
            if verdict == "half" and hundredths > 1:
                judge(world, delivery, quantity=Decimal(hundredths // 2).scaleb(-2))
            elif verdict != "wait":
                judge(world, delivery, met=verdict != "return")
        share.refresh_from_db()
        held = sum(
            Delivery.objects.filter(share=share, state__in=["HANDED_IN", "MET"]).values_list(
                "quantity", flat=True
            )
        )
        assert held <= 3
        lines = [i for i in feed([world.lan.pk], FIRST, LAST)[world.lan.pk] if i.share_id == share.pk]
        assert sum(i.assigned for i in lines) == 3
        assert sum(i.done for i in lines) == share.quantity_done <= 3
        assert all(len(i.errors) == len(i.late) == products(i.done) for i in lines)

    @pytest.mark.parametrize("who", ["minh", "hanh", "tam", "dung", "vui"])
    def test_only_the_doer(self, world, who):
        with pytest.raises(Denied, match="Chỉ người thực hiện"):
            hand_in(world, give_share(world), by=world.actor(who))

    def test_not_in_the_future_nor_after_the_period(self, world):
        share = give_share(world)
        with pytest.raises(OutOfRange, match="không được sau hôm nay"):
            hand_in(world, share, on=LATER, at=NOON)
        with pytest.raises(OutOfRange, match="chuyển phần còn lại sang kỳ sau"):
            hand_in(world, share, on=dt.date(2026, 12, 1))

    def test_not_when_the_records_are_closed(self, world):
        share = give_share(world)
        Closing.objects.create(
            organ=world.organ,
            first=FIRST,
            last=LAST,
            cutoff_on=dt.date(2026, 12, 5),
            is_closed=True,
            closed_at=NOON,
        )
        with pytest.raises(OutOfRange, match="khóa"):
            hand_in(world, share)

    def test_one_line_is_handed_in_once(self, world):
        share = give_share(world, quantity="2")
        hand_in(world, share, origin="diary.entry:1")
        with pytest.raises(OutOfRange, match="đã nộp rồi"):
            hand_in(world, share, origin="diary.entry:1")

    def test_not_while_reported_impossible(self, world):
        share = give_share(world)
        commands.report_unable(share_id=share.pk, reason="Nghỉ ốm", by=world.actor("lan"), at=NOON)
        with pytest.raises(InvalidStep, match="Báo không làm được"):
            hand_in(world, share)

    def test_missing(self, world):
        with pytest.raises(Missing):
            commands.accept_share(share_id=10**9, by=world.actor("lan"), at=NOON)


class TestWithdraw:
    def test_frees_the_quantity(self, world):
        share = give_share(world)
        hand_in(world, share, origin="diary.entry:1")
        commands.withdraw_delivery(origin="diary.entry:1", by=world.actor("lan"), at=NOON)
        assert hand_in(world, share, origin="diary.entry:1").pk

    def test_not_once_judged_and_only_by_the_doer(self, world):
        share = give_share(world)
        delivery = hand_in(world, share, origin="diary.entry:1")
        with pytest.raises(Denied):
            commands.withdraw_delivery(origin="diary.entry:1", by=world.actor("minh"), at=NOON)
        judge(world, delivery)
        with pytest.raises(InvalidStep):
            commands.withdraw_delivery(origin="diary.entry:1", by=world.actor("lan"), at=NOON)
        with pytest.raises(Missing):
            commands.withdraw_delivery(origin="diary.entry:2", by=world.actor("lan"), at=NOON)


class TestJudge:
    def test_met_finishes_the_share(self, world):
        share = give_share(world, quantity="2")
        finish(world, share)
        share.refresh_from_db()
        assert (share.state, share.quantity_done) == ("ACCEPTED", 1)
        finish(world, share)
        share.refresh_from_db()
        assert (share.state, share.closed_by) == ("DONE", f"person:{world.hanh.pk}")

    def test_quantity_goes_down_only_and_the_rest_may_be_handed_in(self, world):
        share = give_share(world, quantity="2")
        delivery = hand_in(world, share, "2")
        with pytest.raises(OutOfRange, match="nhiều nhất 2"):
            judge(world, delivery, quantity=Decimal(3))
        delivery = judge(world, delivery, quantity=Decimal(1))
        assert (delivery.quantity, delivery.quantity_claimed) == (1, 2)
        assert hand_in(world, share).pk

    def test_late_by_itself_after_the_deadline(self, world):
        share = give_share(world, quantity="2", deadline=TODAY)
        assert judge(world, hand_in(world, share, on=LATER)).late == [1]
        assert judge(world, hand_in(world, share, on=TODAY, at=clock.at(LATER, 8))).late == [0]

    def test_lateness_is_a_fact_more_may_be_counted(self, world):
        share = give_share(world, quantity="3", deadline=TODAY)
        assert judge(world, hand_in(world, share, "3", on=LATER), late=[0, 2, 1]).late == [1, 2, 1]

    def test_counts_are_one_for_each_product(self, world):
        delivery = hand_in(world, give_share(world, quantity="2"), "1.5")
        for wrong in ([1], [1, 0, 0], [-1, 0], [101, 0], [True, 0], ["1", 0]):
            with pytest.raises(OutOfRange):
                judge(world, delivery, errors=wrong)
        assert judge(world, delivery, errors=[0, 1]).errors == [0, 1]

    def test_reasons(self, world):
        delivery = hand_in(world, give_share(world, quantity="2"), "2")
        for verdict in ({"met": False}, {"errors": [1, 0]}, {"quantity": Decimal(1)}):
            with pytest.raises(Incomplete):
                judge(world, delivery, reason=" ", **verdict)
        assert judge(world, delivery, reason="").state == "MET"

    @pytest.mark.parametrize("who", ["lan", "minh", "thu", "tam", "son", "binh", "vui", "dung"])
    def test_only_the_confirmer(self, world, who):
        delivery = hand_in(world, give_share(world))
        before = AuditEvent.objects.count()
        with pytest.raises(Denied):
            judge(world, delivery, by=who)
        delivery.refresh_from_db()
        assert delivery.state == "HANDED_IN"
        assert AuditEvent.objects.count() == before

    def test_a_head_never_judges_her_own(self, world):
        delivery = hand_in(world, give_share(world, "hanh", by="tam", unit_id=world.units["root"].pk))
        with pytest.raises(Denied):
            judge(world, delivery, by="hanh")
        with pytest.raises(Denied):
            judge(world, delivery, by="hanh", decider_id=world.hanh.pk)
        assert judge(world, delivery, by="tam").state == "MET"

    def test_the_delegate_is_named(self, world):
        Delegation.objects.create(
            organ=world.organ,
            giver=world.hanh,
            taker=world.minh,
            form="TUQ",
            reason="Đi công tác",
            valid_from=TODAY,
        )
        judge(world, hand_in(world, give_share(world)), by="minh")
        event = AuditEvent.objects.get(what="assignments.delivery.met")
        assert (event.by, event.acting_for) == (f"person:{world.minh.pk}", f"person:{world.hanh.pk}")

    def test_once(self, world):
        delivery = finish(world, give_share(world))
        with pytest.raises(InvalidStep):
            judge(world, delivery)

    def test_not_after_the_cut_off(self, world):
        delivery = hand_in(world, give_share(world))
        with pytest.raises(OutOfRange, match="chốt"):
            judge(world, delivery, at=clock.at(dt.date(2026, 12, 6), 8))


class TestReturned:
    def test_a_major_error_costs_later(self, world):
        share = give_share(world)
        judge(world, hand_in(world, share, origin="diary.entry:1"), met=False, major_error=True)
        second = hand_in(world, share, origin="diary.entry:1", replaces_origin="diary.entry:1")
        judge(world, second, met=False, major_error=True)
        third = judge(
            world, hand_in(world, share, origin="diary.entry:1", replaces_origin="diary.entry:1"), reason=""
        )
        assert third.errors == [2]
        assert third.carried_errors == [2]
        assert third.replaces_id == second.pk

    def test_a_minor_one_costs_nothing(self, world):
        share = give_share(world)
        judge(world, hand_in(world, share), met=False)
        assert judge(world, hand_in(world, share)).errors == [0]

    def test_another_line_does_not_shake_it_off(self, world):
        share = give_share(world)
        judge(world, hand_in(world, share, origin="diary.entry:1"), met=False, major_error=True)
        assert judge(world, hand_in(world, share, origin="diary.entry:2")).errors == [1]

    def test_taking_back_the_correction_does_not_either(self, world):
        share = give_share(world)
        judge(world, hand_in(world, share, origin="diary.entry:1"), met=False, major_error=True)
        hand_in(world, share, origin="diary.entry:2")
        commands.withdraw_delivery(origin="diary.entry:2", by=world.actor("lan"), at=NOON)
        assert judge(world, hand_in(world, share, origin="diary.entry:3")).errors == [1]

    def test_smaller_corrections_carry_each_products_error_once(self, world):
        share = give_share(world, quantity="3")
        judge(world, hand_in(world, share, "3"), met=False, errors=[1, 0, 2])
        first = judge(world, hand_in(world, share, "1"))
        second = judge(world, hand_in(world, share, "1"))
        third = judge(world, hand_in(world, share, "1"))
        assert [first.errors, second.errors, third.errors] == [[1], [0], [2]]

    def test_own_and_carried_errors_add_up_product_by_product(self, world):
        share = give_share(world, quantity="2")
        judge(world, hand_in(world, share, "2"), met=False, errors=[0, 1])
        assert judge(world, hand_in(world, share, "2"), errors=[1, 0]).errors == [1, 1]

    def test_they_go_along_into_the_next_period(self, world):
        share = give_share(world)
        judge(world, hand_in(world, share), met=False, major_error=True)
        task = commands.carry_over(
            share_id=share.pk, new_deadline=dt.date(2026, 12, 10), reason="Làm lại", by=world.actor("hanh"),
            at=clock.at(dt.date(2026, 12, 2), 9),
        )  # fmt: skip
        delivery = finish(world, task.shares.get(), on=dt.date(2026, 12, 3))
        assert delivery.errors == [1]


class TestRejudge:
    def test_correct_errors_and_keep_the_old_verdict_in_the_trail(self, world):
        delivery = judge(world, hand_in(world, give_share(world, quantity="2"), "2"), errors=[1, 1])
        assert again(world, delivery, errors=[0, 1]).errors == [0, 1]
        event = AuditEvent.objects.get(what="assignments.delivery.rejudged")
        assert event.data["old"]["errors"] == [1, 1]
        assert event.data["errors"] == [0, 1]
        assert event.data["before"] == "Đạt"

    def test_met_becomes_returned_and_opens_the_share(self, world):
        share = give_share(world)
        again(world, finish(world, share), met=False, major_error=True)
        share.refresh_from_db()
        assert (share.state, share.quantity_done, share.closed_at) == ("ACCEPTED", 0, None)
        assert judge(world, hand_in(world, share)).errors == [1]

    def test_returned_becomes_met(self, world):
        share = give_share(world)
        delivery = judge(world, hand_in(world, share), met=False)
        again(world, delivery)
        assert Share.objects.get(pk=share.pk).state == "DONE"

    def test_not_once_it_was_put_right(self, world):
        share = give_share(world)
        first = judge(world, hand_in(world, share), met=False)
        hand_in(world, share)
        with pytest.raises(OutOfRange, match="đã được nộp lại"):
            again(world, first)

    def test_more_than_is_left_is_refused(self, world):
        share = give_share(world, quantity="2")
        first = judge(world, hand_in(world, share, "2"), quantity=Decimal(1))
        hand_in(world, share, "1")
        with pytest.raises(OutOfRange, match="chỉ còn 1"):
            again(world, first, quantity=Decimal(2))

    def test_reason_right_and_time(self, world):
        delivery = finish(world, give_share(world))
        with pytest.raises(Incomplete):
            again(world, delivery, reason="")
        for who in ("lan", "minh", "tam", "dung"):
            with pytest.raises(Denied):
                again(world, delivery, by=who)
        with pytest.raises(OutOfRange, match="chốt"):
            again(world, delivery, at=clock.at(dt.date(2026, 12, 6), 8))
        with pytest.raises(InvalidStep):
            again(world, hand_in(world, give_share(world)))
