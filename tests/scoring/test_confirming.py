"""Confirming a card: points, reasons, and heads after their staff."""

from __future__ import annotations

from decimal import Decimal

import pytest

from congvu.audit.models import AuditEvent
from congvu.base.errors import Denied, Incomplete, InvalidStep, Missing, OutOfRange
from congvu.org.models import Person, Posting
from congvu.scoring import commands
from congvu.scoring.models import LeaderRatio, Mark
from tests.scoring import steps
from tests.scoring.steps import (
    CONFIRM_DAY,
    FULL,
    card,
    confirmed,
    opened,
    ready,
    self_scored,
    to_self,
    work,
)


class TestConfirm:
    def test_the_authority_scores_and_is_named(self, world):
        work(world, world.lan)
        period = ready(world, "lan")

        one = confirmed(world, period, "lan", FULL | {"I.1": Decimal(4)})

        assert (one.state, one.confirmed_by, one.confirmed_for) == ("CONFIRMED", world.hanh, None)
        assert Mark.objects.get(card=one, criterion="I.1").self_points == Decimal(5)
        assert Mark.objects.get(card=one, criterion="I.1").authority_points == Decimal(4)
        assert AuditEvent.objects.get(what="scoring.card.confirmed").data["common"] == "29"

    @pytest.mark.parametrize("name", ["lan", "minh", "thu", "tam", "binh", "vui", "dung"])
    def test_nobody_else_confirms(self, world, name):
        work(world, world.lan)
        period = ready(world, "lan")
        with pytest.raises(Denied):
            confirmed(world, period, "lan", by=name)

    def test_not_before_its_turn(self, world):
        period = opened(world)
        to_self(world, period)
        with pytest.raises(InvalidStep):
            confirmed(world, period, "lan")

    def test_hand_ins_without_a_verdict_come_first(self, world):
        work(world, world.lan)
        work(world, world.lan, state="HANDED_IN")
        period = ready(world, "lan")
        with pytest.raises(InvalidStep, match="1 kết quả đã nộp chờ kết luận"):
            confirmed(world, period, "lan")

    def test_without_an_own_score_a_reason_is_due(self, world):
        work(world, world.lan)
        period = ready(world)
        with pytest.raises(Incomplete, match="chưa tự chấm") as refused:
            confirmed(world, period, "lan")
        assert refused.value.field == "difference_reason"
        one = confirmed(
            world, period, "lan", difference_reason="Đang nghỉ thai sản, gửi nhận xét qua điện thoại"
        )
        assert one.state == "CONFIRMED"

    def test_sent_back_with_a_reason_and_scored_again(self, world):
        work(world, world.lan)
        period = ready(world, "lan")
        pk = card(period, world.lan).pk
        with pytest.raises(Incomplete):
            commands.send_back(card_id=pk, reason="ngắn", by=world.actor("hanh"), at=CONFIRM_DAY)
        one = commands.send_back(
            card_id=pk, reason="Chấm lại tiêu chí III.1 giúp", by=world.actor("hanh"), at=CONFIRM_DAY
        )
        assert (one.state, one.sent_back_reason) == ("WAITING", "Chấm lại tiêu chí III.1 giúp")
        assert self_scored(world, period, "lan").sent_back_reason == ""

    def test_a_confirmation_sent_back_falls_away(self, world):
        work(world, world.lan)
        period = ready(world, "lan")
        confirmed(world, period, "lan")
        commands.send_back(
            card_id=card(period, world.lan).pk,
            reason="Có kết quả mới, chấm lại",
            by=world.actor("hanh"),
            at=CONFIRM_DAY,
        )
        one = card(period, world.lan)
        assert (one.state, one.confirmed_at, one.confirmed_by) == ("WAITING", None, None)

    def test_unknown_cards_are_missing(self, world):
        for command in (commands.send_back,):
            with pytest.raises(Missing):
                command(card_id=10**9, reason="Không có phiếu này", by=world.actor("hanh"), at=CONFIRM_DAY)


class TestExplanation:
    """The totals of the whole period are compared (W30), not the common part alone."""

    def points(self, less: str) -> dict[str, Decimal]:
        """FULL with `less` points taken from the first criterion (and from the second above 5)."""
        left = Decimal(less)
        first = min(left, Decimal(5))
        return FULL | {"I.1": 5 - first, "I.2": 5 - (left - first)}

    @pytest.mark.parametrize(
        ("own", "authority", "due"),
        [
            ("0", "4.99", False),  # 86 and 81.01
            ("0", "5", True),  # 86 and 81: five points exactly
            ("5", "0", True),  # upwards as well
            ("4.99", "0", False),
        ],
    )
    def test_five_points(self, world, own, authority, due):
        work(world, world.lan, assigned="5", done="4")  # 56 points of results
        period = ready(world, "lan", points=self.points(own))
        if due:
            with pytest.raises(Incomplete, match="5 điểm") as refused:
                confirmed(world, period, "lan", self.points(authority))
            assert refused.value.field == "difference_reason"
            confirmed(
                world, period, "lan", self.points(authority), difference_reason="Có phản ánh của người dân"
            )
        else:
            confirmed(world, period, "lan", self.points(authority))
        assert card(period, world.lan).state == "CONFIRMED"

    def test_another_level_within_five_points(self, world):
        work(world, world.lan, assigned="7", done="6")  # exactly 60 points of results: 90 and 89.99
        period = ready(world, "lan")
        with pytest.raises(Incomplete, match="khác mức"):
            confirmed(world, period, "lan", self.points("0.01"))

    def test_without_assigned_work_the_common_points_are_compared(self, world):
        period = ready(world, "lan")
        with pytest.raises(Incomplete):
            confirmed(world, period, "lan", self.points("5"))
        confirmed(world, period, "lan", self.points("4.99"))


class TestStaffBeforeHeads:
    def test_a_head_waits_for_everyone_under_her(self, world):
        steps.everybody_works(world)
        period = ready(world, *steps.ORDER)
        with pytest.raises(InvalidStep, match=r"Còn 2 phiếu .*Trần Ngọc Lan"):
            confirmed(world, period, "hanh")
        confirmed(world, period, "lan")
        confirmed(world, period, "minh")
        confirmed(world, period, "hanh")
        row = LeaderRatio.objects.get(card=card(period, world.hanh), which="d")
        assert (row.value, row.is_derived, row.reason) == (Decimal(1), True, "")

    def test_one_below_fifty_halves_d(self, world):
        steps.everybody_works(world, ("minh", "hanh"))
        work(world, world.lan, assigned="5", done="1")  # 14 + 30 = 44
        period = ready(world, "lan", "minh", "hanh")
        confirmed(world, period, "lan")
        confirmed(world, period, "minh")
        confirmed(world, period, "hanh")
        assert LeaderRatio.objects.get(card=card(period, world.hanh), which="d").value == Decimal("0.5")

    def test_a_deputy_counts_the_field_in_her_charge(self, world):
        steps.everybody_works(world)
        period = ready(world, *steps.ORDER)
        for name in ("lan", "minh", "hanh"):
            confirmed(world, period, name)
        confirmed(world, period, "son")  # the office is not in her charge and not confirmed yet
        assert card(period, world.son).state == "CONFIRMED"

    def test_the_head_of_the_organ_waits_for_all_of_it(self, world):
        steps.everybody_works(world)
        period = ready(world, *steps.ORDER)
        for name in ("lan", "minh", "hanh", "son"):
            confirmed(world, period, name)
        with pytest.raises(InvalidStep, match="Còn 4 phiếu"):
            confirmed(world, period, "tam")

    def test_contract_workers_do_not_count_in_d(self, world):
        Person.objects.filter(pk=world.minh.pk).update(subject_type="CONTRACT")
        steps.everybody_works(world, ("lan", "hanh", "minh"))
        period = ready(world, "lan", "hanh")
        confirmed(world, period, "lan")
        confirmed(world, period, "hanh")
        assert card(period, world.hanh).state == "CONFIRMED"


class TestGapG7:
    """Nobody to count, or one without a score: a person decides d, with a reason."""

    GOOD = (Decimal(1), "Có căn cứ theo kết quả công việc")

    def test_one_not_assessable_asks_for_a_decision(self, world):
        steps.everybody_works(world, ("lan", "hanh"))  # Minh was given nothing
        period = ready(world, "lan", "hanh")
        confirmed(world, period, "lan")
        both = {"dd": self.GOOD, "e": self.GOOD}
        with pytest.raises(Incomplete, match="chưa đủ dữ liệu") as refused:
            confirmed(world, period, "hanh", ratios=both)
        assert refused.value.field == "d"
        with pytest.raises(Incomplete, match="lý do"):
            confirmed(world, period, "hanh", ratios=both | {"d": (Decimal(1), "")})
        confirmed(world, period, "hanh", ratios=both | {"d": (Decimal("0.5"), "Minh chưa được giao việc")})
        row = LeaderRatio.objects.get(card=card(period, world.hanh), which="d")
        assert (row.value, row.is_derived, row.reason) == (Decimal("0.5"), False, "Minh chưa được giao việc")

    def test_nobody_under_her_asks_for_a_decision(self, world):
        Posting.objects.filter(person__in=[world.lan, world.minh]).delete()
        work(world, world.hanh)
        period = ready(world, "hanh")
        with pytest.raises(Incomplete, match="Không có công chức thuộc quyền"):
            confirmed(world, period, "hanh")
        confirmed(world, period, "hanh", ratios={"d": self.GOOD, "dd": self.GOOD, "e": self.GOOD})

    def test_where_the_scores_give_d_nobody_chooses_it(self, world):
        steps.everybody_works(world)
        period = ready(world, *steps.ORDER)
        confirmed(world, period, "lan")
        confirmed(world, period, "minh")
        with pytest.raises(OutOfRange, match="không nhập tay"):
            confirmed(world, period, "hanh", ratios={"d": self.GOOD, "dd": self.GOOD, "e": self.GOOD})
        with pytest.raises(OutOfRange, match="không nhập tay"):
            commands.set_leader_ratio(
                card_id=card(period, world.hanh).pk, which="d", value=Decimal(1), reason="Thấy tốt nên cho tốt",
                by=world.actor("tam"), at=CONFIRM_DAY,
            )  # fmt: skip

    def test_ratios_decided_before_are_used(self, world):
        steps.everybody_works(world)
        period = ready(world, *steps.ORDER)
        for which in ("dd", "e"):
            commands.set_leader_ratio(
                card_id=card(period, world.hanh).pk, which=which, value=Decimal("0.5"),
                reason="Chậm kéo dài trong tháng", by=world.actor("tam"), at=CONFIRM_DAY,
            )  # fmt: skip
        confirmed(world, period, "lan")
        confirmed(world, period, "minh")
        confirmed(world, period, "hanh", ratios={})
        assert LeaderRatio.objects.get(card=card(period, world.hanh), which="e").value == Decimal("0.5")

    @pytest.mark.parametrize("value", ["0.75", "0", "2"])
    def test_only_the_two_values_of_the_decree(self, world, value):
        steps.everybody_works(world)
        period = ready(world, *steps.ORDER)
        with pytest.raises(OutOfRange, match="100% hoặc 50%"):
            commands.set_leader_ratio(
                card_id=card(period, world.hanh).pk, which="dd", value=Decimal(value), reason="Lý do đủ dài đây",
                by=world.actor("tam"), at=CONFIRM_DAY,
            )  # fmt: skip

    def test_not_for_staff(self, world):
        work(world, world.lan)
        period = ready(world, "lan")
        with pytest.raises(InvalidStep):
            commands.set_leader_ratio(
                card_id=card(period, world.lan).pk, which="dd", value=Decimal(1), reason="Lý do đủ dài đây",
                by=world.actor("hanh"), at=CONFIRM_DAY,
            )  # fmt: skip
        with pytest.raises(OutOfRange):
            confirmed(world, period, "lan", ratios={"e": self.GOOD})
