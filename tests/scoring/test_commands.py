"""Periods and cards: who may, in which order, with which reasons."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from congvu.audit.models import AuditEvent
from congvu.base import clock
from congvu.base.errors import Denied, Incomplete, InvalidStep, Missing, OutOfRange, Stale
from congvu.org.models import Person, Posting
from congvu.scoring import commands
from congvu.scoring.models import Card, LeaderRatio, Mark, Period, Run
from congvu.scoring.states import CARD, PERIOD, CardState, CardStep, PeriodState, PeriodStep
from congvu.worktime.models import Closing
from rulebook.periods import Month, Quarter
from tests.scoring import steps
from tests.scoring.steps import (
    CONFIRM_DAY,
    FIRST,
    FULL,
    LAST,
    LOCK_DAY,
    OCTOBER,
    OPENING,
    SELF_DAY,
    card,
    confirmed,
    opened,
    self_scored,
    to_confirm,
    to_self,
    work,
)

HALF = {code: value / 2 for code, value in FULL.items()}


def ready(world, *names, points=None) -> Period:
    """A period in confirmation, with these people's own scores."""
    steps.named_above(world)
    period = opened(world)
    to_self(world, period)
    for name in names:
        self_scored(world, period, name, points)
    to_confirm(world, period)
    return period


class TestOpenPeriod:
    def test_everyone_posted_gets_a_card_with_duty_unit_and_authority(self, world):
        period = opened(world)

        assert (period.code, period.state, period.cutoff_on) == ("2026-10", "OPEN", dt.date(2026, 11, 5))
        assert (period.pack_id, len(period.pack_sha256), period.cap) == ("nd335-2025", 64, "TOTAL")
        assert period.cards.count() == 9
        lan, hanh, son, tam = (card(period, world.people[n]) for n in ("lan", "hanh", "son", "tam"))
        assert (lan.duty, lan.unit, lan.authority) == ("STAFF", world.units["ccvc"], world.hanh)
        assert (hanh.duty, hanh.authority) == ("HEAD", world.tam)
        assert (son.duty, son.authority) == ("DEPUTY", world.tam)
        assert (tam.duty, tam.authority) == ("HEAD", None)
        assert lan.title == "Chuyên viên quản lý công chức"
        assert not period.cards.filter(person=world.dung).exists()
        closing = Closing.objects.get(organ=world.organ)
        assert (closing.first, closing.last, closing.cutoff_on) == (FIRST, LAST, dt.date(2026, 11, 5))
        assert (
            AuditEvent.objects.filter(what="scoring.period.opened", by=f"person:{world.binh.pk}").count() == 1
        )

    def test_joiner_leaver_and_mover_of_the_month(self, world):
        day = dt.date(2026, 10, 15)
        Posting.objects.filter(person=world.lan).update(valid_to=day)  # leaves
        Posting.objects.filter(person=world.minh).update(
            valid_to=day
        )  # moves to the office as its head's deputy
        Posting.objects.create(
            organ=world.organ, person=world.minh, unit=world.units["vp"], position=world.positions["CV"],
            duty="DEPUTY", valid_from=day,
        )  # fmt: skip
        gone = Person.objects.create(
            organ=world.organ, staff_code="X", full_name="Ngô Đi Trước", sort_key="a", search_text=""
        )
        Posting.objects.create(
            organ=world.organ, person=gone, unit=world.units["vp"], position=world.positions["CV"],
            valid_from=dt.date(2026, 1, 1), valid_to=FIRST,
        )  # fmt: skip

        period = opened(world)

        assert card(period, world.lan).unit == world.units["ccvc"]
        minh = card(period, world.minh)
        assert (minh.unit, minh.duty, minh.authority) == (world.units["vp"], "DEPUTY", world.thu)
        assert not period.cards.filter(person=gone).exists()

    @pytest.mark.parametrize("name", ["lan", "hanh", "tam", "vui", "dung"])
    def test_only_the_personnel_body_opens(self, world, name):
        with pytest.raises(Denied):
            commands.open_period(organ_id=world.organ.pk, span=OCTOBER, by=world.actor(name), at=OPENING)
        assert not Period.objects.exists()

    def test_not_twice_not_overlapping_not_before_it_begins(self, world):
        opened(world)
        binh = world.actor("binh")
        with pytest.raises(InvalidStep, match="đã mở"):
            opened(world)
        with pytest.raises(InvalidStep, match="chưa bắt đầu"):
            commands.open_period(organ_id=world.organ.pk, span=Month(2026, 12), by=binh, at=LOCK_DAY)
        with pytest.raises(OutOfRange, match="theo tháng"):
            commands.open_period(organ_id=world.organ.pk, span=Quarter(2026, 4), by=binh, at=LOCK_DAY)

    def test_a_period_before_the_decree_has_no_pack(self, world):
        with pytest.raises(OutOfRange, match="bộ quy tắc"):
            commands.open_period(
                organ_id=world.organ.pk, span=Month(2025, 12), by=world.actor("binh"), at=OPENING
            )

    def test_quarter_where_the_organ_chose_it(self, world):
        world.organ.rules.period_kind = "QUARTER"
        world.organ.rules.save()
        period = commands.open_period(
            organ_id=world.organ.pk, span=Quarter(2026, 3), by=world.actor("binh"), at=OPENING
        )
        assert (period.code, period.first, period.last) == (
            "2026-q3",
            dt.date(2026, 7, 1),
            dt.date(2026, 9, 30),
        )


class TestStates:
    @pytest.mark.parametrize("state", PeriodState.values)
    @pytest.mark.parametrize("step", PeriodStep.values)
    def test_every_step_of_a_period_is_allowed_or_refused(self, state, step):
        goes = {
            ("OPEN", "ASK_SELF"): "SELF",
            ("SELF", "ASK_CONFIRM"): "CONFIRM",
            ("CONFIRM", "LOCK"): "LOCKED",
            ("LOCKED", "PUBLISH"): "PUBLISHED",
            ("LOCKED", "REOPEN"): "CONFIRM",
            ("PUBLISHED", "REOPEN"): "CONFIRM",
        }
        if (state, step) in goes:
            assert PERIOD.after(state, step) == goes[state, step]
        else:
            with pytest.raises(InvalidStep):
                PERIOD.after(state, step)

    @pytest.mark.parametrize("state", CardState.values)
    @pytest.mark.parametrize("step", CardStep.values)
    def test_every_step_of_a_card_is_allowed_or_refused(self, state, step):
        goes = {
            ("WAITING", "SELF_SCORE"): "SELF_DONE",
            ("SELF_DONE", "SELF_SCORE"): "SELF_DONE",
            ("WAITING", "CONFIRM"): "CONFIRMED",
            ("SELF_DONE", "CONFIRM"): "CONFIRMED",
            ("CONFIRMED", "CONFIRM"): "CONFIRMED",
            ("SELF_DONE", "SEND_BACK"): "WAITING",
            ("CONFIRMED", "SEND_BACK"): "WAITING",
        }
        if (state, step) in goes:
            assert CARD.after(state, step) == goes[state, step]
        else:
            with pytest.raises(InvalidStep):
                CARD.after(state, step)

    def test_a_command_out_of_turn_changes_nothing(self, world):
        period = opened(world)
        for command in (commands.ask_confirm, commands.lock_period):
            with pytest.raises(InvalidStep, match="Đang theo dõi"):
                command(period_id=period.pk, by=world.actor("binh"), at=LOCK_DAY)
        with pytest.raises(InvalidStep):
            commands.publish_period(period_id=period.pk, by=world.actor("tam"), at=LOCK_DAY)
        with pytest.raises(InvalidStep):
            self_scored(world, period, "lan")
        period.refresh_from_db()
        assert period.state == "OPEN"


class TestRefresh:
    def test_moves_are_followed_joiners_added_and_mistakes_removed(self, world):
        period = opened(world)
        day = dt.date(2026, 10, 20)
        new = Person.objects.create(
            organ=world.organ, staff_code="Y", full_name="Ngô Mới", sort_key="b", search_text=""
        )
        Posting.objects.create(
            organ=world.organ,
            person=new,
            unit=world.units["vp"],
            position=world.positions["CV"],
            valid_from=day,
        )
        Posting.objects.filter(person=world.minh).update(unit=world.units["vp"])
        Posting.objects.filter(person=world.hai).delete()

        counts = commands.refresh_cards(period_id=period.pk, by=world.actor("binh"), at=SELF_DAY)

        assert counts == {"added": 1, "changed": 1, "removed": 1}
        assert card(period, new).authority == world.thu
        assert card(period, world.minh).authority == world.thu
        assert not period.cards.filter(person=world.hai).exists()

    def test_a_confirmed_card_stays_as_it_is(self, world):
        period = ready(world, "lan")
        confirmed(world, period, "lan")
        Posting.objects.filter(person=world.lan).update(unit=world.units["vp"])

        counts = commands.refresh_cards(period_id=period.pk, by=world.actor("binh"), at=CONFIRM_DAY)

        assert counts["changed"] == 0
        assert card(period, world.lan).unit == world.units["ccvc"]

    def test_not_after_the_lock(self, world):
        period = steps.locked(world)
        with pytest.raises(InvalidStep):
            commands.refresh_cards(period_id=period.pk, by=world.actor("binh"), at=LOCK_DAY)


class TestSelfScore:
    def test_ten_points_and_words_are_kept(self, world):
        period = opened(world)
        to_self(world, period)
        points = FULL | {"I.2": Decimal("4.25")}

        one = self_scored(world, period, "lan", points)

        assert (one.state, one.self_scored_at, one.version) == ("SELF_DONE", SELF_DAY, 2)
        assert (one.strengths, one.weaknesses) == ("Làm đúng hạn", "Chưa có")
        kept = dict(Mark.objects.filter(card=one).values_list("criterion", "self_points"))
        assert kept == points
        event = AuditEvent.objects.get(what="scoring.card.self_scored")
        assert (event.data["common"], event.owner) == ("29.25", f"person:{world.lan.pk}")

    def test_again_replaces_the_points(self, world):
        period = opened(world)
        to_self(world, period)
        self_scored(world, period, "lan")
        self_scored(world, period, "lan", HALF)
        assert set(Mark.objects.values_list("self_points", flat=True)) == {Decimal("2.5"), Decimal("1.25")}

    @pytest.mark.parametrize(
        ("change", "error", "field"),
        [
            ({"I.1": Decimal("5.01")}, OutOfRange, "I.1"),
            ({"II.1": Decimal("-0.01")}, OutOfRange, "II.1"),
            ({"III.4": Decimal("2.499")}, OutOfRange, "III.4"),
            ({"I.1": Decimal("NaN")}, OutOfRange, "I.1"),
            ({"I.1": None}, Incomplete, "I.1"),
            ({"IV.1": Decimal(1)}, OutOfRange, ""),
        ],
    )
    def test_points_outside_the_form_are_refused(self, world, change, error, field):
        period = opened(world)
        to_self(world, period)
        points = {k: v for k, v in (FULL | change).items() if v is not None}
        with pytest.raises(error) as refused:
            self_scored(world, period, "lan", points)
        assert refused.value.field == field
        assert not Mark.objects.exists()

    def test_nobody_scores_for_another(self, world):
        period = opened(world)
        to_self(world, period)
        for name in ("minh", "hanh", "binh", "vui"):
            with pytest.raises(Denied):
                commands.self_score(
                    card_id=card(period, world.lan).pk, points=FULL, strengths="", weaknesses="",
                    by=world.actor(name), at=SELF_DAY,
                )  # fmt: skip

    def test_late_but_before_the_confirmation_is_taken_then_not_any_more(self, world):
        period = ready(world)
        self_scored(world, period, "lan")
        confirmed(world, period, "lan")
        with pytest.raises(InvalidStep):
            self_scored(world, period, "lan")

    def test_a_page_opened_before_another_save_is_stale(self, world):
        period = opened(world)
        to_self(world, period)
        self_scored(world, period, "lan")
        with pytest.raises(Stale):
            commands.self_score(
                card_id=card(period, world.lan).pk, points=HALF, strengths="", weaknesses="", version=1,
                by=world.actor("lan"), at=SELF_DAY,
            )  # fmt: skip

    def test_text_is_cleaned_and_bounded(self, world):
        period = opened(world)
        to_self(world, period)
        with pytest.raises(OutOfRange, match="5000"):
            commands.self_score(
                card_id=card(period, world.lan).pk, points=FULL, strengths="a" * 5001, weaknesses="",
                by=world.actor("lan"), at=SELF_DAY,
            )  # fmt: skip
        one = commands.self_score(
            card_id=card(period, world.lan).pk, points=FULL, strengths="Tô\u0301t\x00", weaknesses="",
            by=world.actor("lan"), at=SELF_DAY,
        )  # fmt: skip
        assert one.strengths == "Tốt"


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
