"""Periods and cards: who may, in which order, with which reasons."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from congvu.audit.models import AuditEvent
from congvu.base.errors import Denied, Incomplete, InvalidStep, OutOfRange, Stale
from congvu.org.models import Person, Posting
from congvu.scoring import commands
from congvu.scoring.models import Mark, Period
from congvu.scoring.states import CARD, PERIOD, CardState, CardStep, PeriodState, PeriodStep
from congvu.worktime.models import Closing
from rulebook.periods import Month, Quarter
from tests.scoring import steps
from tests.scoring.steps import (
    CONFIRM_DAY,
    FIRST,
    FULL,
    HALF,
    LAST,
    LOCK_DAY,
    OCTOBER,
    OPENING,
    SELF_DAY,
    card,
    confirmed,
    opened,
    ready,
    self_scored,
    to_self,
)


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
