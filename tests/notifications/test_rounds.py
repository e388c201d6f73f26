"""Who is reminded of what, when, and when nobody is."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from congvu.accounts.models import User
from congvu.audit.models import AuditEvent
from congvu.base import clock
from congvu.base.errors import Denied
from congvu.duties.models import DutyShift
from congvu.notifications.commands import make_round, set_choice, turn_off
from congvu.notifications.models import Reminder, Round
from congvu.notifications.queries import CAUSES, due_rounds
from congvu.notifications.states import Kind
from congvu.notifications.tick import Memory, tick
from congvu.org.models import Organ
from congvu.policy.facts import SYSTEM
from congvu.review.commands import adjust_entry, confirm_entry, return_entry
from congvu.scoring.commands import ask_confirm, ask_self, open_period
from congvu.worktime.models import CalendarDay, Schedule, ScheduleUse, Shift
from rulebook.periods import Month
from tests.duties.making import drivers, worked

from .making import THURSDAY, WEDNESDAY, away, reminders, send, write

MORNING = clock.at(THURSDAY, 8, 5)
EVENING = clock.at(THURSDAY, 16, 50)


@pytest.fixture(autouse=True)
def everyone_was_there(world):
    """The sign-ins are older than the days of these tests."""
    User.objects.update(created_at=clock.at(dt.date(2026, 1, 5)))


def at(moment: dt.datetime):
    with clock.frozen(moment):
        return tick(moment)


class TestToday:
    def test_an_empty_day_is_reminded_at_the_usual_hour_and_not_before(self, world):
        at(clock.at(THURSDAY, 16, 44))
        assert (Kind.TODAY, THURSDAY) not in reminders(world, "lan")
        at(EVENING)
        found = Reminder.objects.get(person=world.lan, kind=Kind.TODAY)
        assert (found.day, found.sentence) == (THURSDAY, "Hôm nay đồng chí chưa ghi việc nào.")
        assert found.address == "/hom-nay/2026-11-19"

    def test_little_is_said_with_its_length(self, world):
        write(world, "lan", THURSDAY, 45)
        at(EVENING)
        found = Reminder.objects.get(person=world.lan, kind=Kind.TODAY)
        assert found.sentence == "Hôm nay đồng chí đã ghi 45 phút, chưa gửi."

    @pytest.mark.parametrize("minutes", [240, 480])
    def test_half_a_day_or_more_is_left_in_peace(self, world, minutes):
        write(world, "lan", THURSDAY, minutes)
        at(EVENING)
        assert (Kind.TODAY, THURSDAY) not in reminders(world, "lan")

    def test_a_short_day_that_was_sent_is_her_day(self, world):
        send(world, "lan", THURSDAY, 30)
        at(EVENING)
        assert (Kind.TODAY, THURSDAY) not in reminders(world, "lan")

    def test_her_own_hour(self, world):
        set_choice(
            person_id=world.lan.pk, remind_at=dt.time(15, 0), by_mail=False, muted=[], is_off=False,
            by=world.actor("lan"), at=clock.now(),
        )  # fmt: skip
        at(clock.at(THURSDAY, 15, 1))
        assert (Kind.TODAY, THURSDAY) in reminders(world, "lan")
        assert (Kind.TODAY, THURSDAY) not in reminders(world, "minh")

    def test_nobody_is_reminded_at_night(self, world):
        at(clock.at(THURSDAY, 21, 30))
        assert not Reminder.objects.exists()
        assert not Round.objects.exists()


class TestMissed:
    def test_the_next_morning_names_the_day_once(self, world):
        at(MORNING)
        at(clock.at(THURSDAY, 8, 6))
        at(clock.at(THURSDAY, 17))
        found = Reminder.objects.get(person=world.lan, kind=Kind.MISSED)
        assert found.day == WEDNESDAY
        assert (
            found.sentence == "Thứ Tư 18/11 chưa gửi. Nếu nghỉ, bấm “Tôi nghỉ”; nếu quên, ghi trong 1 phút."
        )
        at(clock.at(dt.date(2026, 11, 20), 8, 5))
        assert reminders(world, "lan") == [(Kind.MISSED, WEDNESDAY), (Kind.MISSED, THURSDAY)]
        assert Reminder.objects.filter(person=world.lan, kind=Kind.MISSED, day=WEDNESDAY).count() == 1

    def test_a_day_that_was_sent_is_not_missed(self, world):
        send(world, "lan", WEDNESDAY)
        at(MORNING)
        assert reminders(world, "lan") == []

    def test_on_monday_the_last_working_day_is_friday(self, world):
        at(clock.at(dt.date(2026, 11, 23), 8, 5))
        assert reminders(world, "lan") == [(Kind.MISSED, dt.date(2026, 11, 20))]

    def test_days_before_the_sign_in_existed_are_not_held_against_anyone(self, world):
        User.objects.filter(person=world.lan).update(created_at=clock.at(THURSDAY, 7))
        at(MORNING)
        assert reminders(world, "lan") == []

    def test_a_day_that_may_no_longer_be_written_is_let_go(self, world):
        at(clock.at(dt.date(2026, 12, 1), 8, 5))
        assert reminders(world, "lan") == [(Kind.MISSED, dt.date(2026, 11, 30))]
        at(clock.at(dt.date(2026, 12, 8), 8, 5))
        assert (Kind.MISSED, dt.date(2026, 11, 30)) not in reminders(world, "lan")


class TestQuiet:
    def test_on_leave_and_about_days_of_leave(self, world):
        away(world, "lan", WEDNESDAY, THURSDAY)
        at(MORNING)
        at(EVENING)
        assert reminders(world, "lan") == []
        at(clock.at(dt.date(2026, 11, 20), 8, 5))
        assert reminders(world, "lan") == [(Kind.MISSED, dt.date(2026, 11, 17))]

    def test_on_holidays_and_weekends(self, world):
        CalendarDay.objects.create(
            organ=world.organ, day=THURSDAY, kind="OFF", name="Ngày nghỉ của cơ quan", source="QĐ 1"
        )
        at(MORNING)
        at(EVENING)
        at(clock.at(dt.date(2026, 11, 21), 17))
        assert not Reminder.objects.filter(person__organ=world.organ).exists()

    def test_off_the_rota(self, world):
        shifts = Schedule.objects.create(organ=world.organ, code="CA", name="Ca trực", is_shift=True)
        ScheduleUse.objects.create(
            organ=world.organ, person=world.hai, schedule=shifts, valid_from=dt.date(2026, 1, 1)
        )
        Shift.objects.create(organ=world.organ, person=world.hai, day=WEDNESDAY, name="Sáng", minutes=480)
        at(MORNING)
        at(EVENING)
        assert reminders(world, "hai") == []
        Shift.objects.create(
            organ=world.organ, person=world.hai, day=dt.date(2026, 11, 20), name="Sáng", minutes=480
        )
        at(clock.at(dt.date(2026, 11, 20), 8, 5))
        assert reminders(world, "hai") == [(Kind.MISSED, WEDNESDAY)]

    @pytest.mark.parametrize("field", ["user", "person"])
    def test_the_suspended(self, world, field):
        row = world.lan.user if field == "user" else world.lan
        type(row).objects.filter(pk=row.pk).update(is_active=False)
        at(MORNING)
        at(EVENING)
        assert reminders(world, "lan") == []

    def test_who_never_came_in(self, world):
        world.lan.user.set_unusable_password()
        world.lan.user.save()
        at(MORNING)
        assert reminders(world, "lan") == []

    def test_who_switched_a_kind_off_still_hears_the_others(self, world):
        turn_off(person_id=world.lan.pk, kind=Kind.MISSED, by=world.actor("lan"), at=clock.now())
        at(MORNING)
        at(EVENING)
        assert reminders(world, "lan") == [(Kind.TODAY, THURSDAY)]

    def test_who_switched_all_off(self, world):
        turn_off(person_id=world.lan.pk, kind="", by=world.actor("lan"), at=clock.now())
        at(MORNING)
        at(EVENING)
        assert reminders(world, "lan") == []


class TestLines:
    def test_a_line_sent_back_until_it_is_sent_again(self, world):
        day = send(world, "lan", WEDNESDAY)
        entry = day.entries.get()
        return_entry(
            entry_id=entry.pk, version=entry.version, reason="Gắn tờ trình vào mục này.",
            by=world.actor("hanh"), at=clock.now(),
        )  # fmt: skip
        at(clock.at(THURSDAY, 13, 31))
        found = Reminder.objects.get(person=world.lan, kind=Kind.RETURNED)
        assert (found.day, found.sentence) == (
            WEDNESDAY, "Ngày 18/11 có 1 mục bị trả lại. Bổ sung rồi gửi lại."
        )  # fmt: skip
        assert "tờ trình" not in found.sentence

    def test_an_adjusted_line_while_the_term_to_answer_runs(self, world):
        entry = send(world, "lan", WEDNESDAY).entries.get()
        adjust_entry(
            entry_id=entry.pk, version=entry.version, quantity=entry.quantity, minutes=120,
            percent=entry.percent, reason="Phần đối chiếu đã tính ở mục trước.", by=world.actor("hanh"),
            at=clock.now(),
        )  # fmt: skip
        at(clock.at(THURSDAY, 13, 31))
        assert (Kind.ADJUSTED, WEDNESDAY) in reminders(world, "lan")
        at(clock.at(dt.date(2026, 11, 25), 13, 31))
        assert (Kind.ADJUSTED, WEDNESDAY) in reminders(world, "lan")
        at(clock.at(dt.date(2026, 11, 26), 13, 31))
        assert (Kind.ADJUSTED, WEDNESDAY) not in reminders(world, "lan")


class TestConfirmers:
    """Sent on Wednesday the 18th, three working days: 19, 20, 23; the 24th is a holiday."""

    def test_after_the_term_the_confirmer_and_the_level_above_hear_of_it(self, world):
        for who in ("lan", "minh"):
            send(world, who, WEDNESDAY)
        at(clock.at(dt.date(2026, 11, 23), 8, 5))
        assert Kind.CONFIRM not in dict(reminders(world, "hanh"))
        at(clock.at(dt.date(2026, 11, 25), 8, 5))
        found = Reminder.objects.get(person=world.hanh, kind=Kind.CONFIRM)
        assert found.sentence == "2 mục chờ đồng chí quá 3 ngày làm việc. Người ghi chưa được trả lời."
        above = Reminder.objects.get(person=world.tam, kind=Kind.BELOW)
        assert above.sentence.startswith("2 mục chờ 1 người xác nhận dưới quyền")
        assert not {Kind.CONFIRM, Kind.BELOW} & dict(reminders(world, "son")).keys()

    def test_the_newest_reminder_stands_for_the_earlier_ones(self, world):
        send(world, "lan", WEDNESDAY)
        at(clock.at(dt.date(2026, 11, 25), 8, 5))
        send(world, "minh", THURSDAY)
        at(clock.at(dt.date(2026, 11, 26), 8, 5))
        standing = Reminder.objects.filter(person=world.hanh, kind=Kind.CONFIRM, settled_at=None)
        assert [r.sentence[:5] for r in standing] == ["2 mục"]
        assert Reminder.objects.filter(person=world.hanh, kind=Kind.CONFIRM).count() == 2

    def test_nothing_new_nothing_said_again(self, world):
        send(world, "lan", WEDNESDAY)
        for day in (25, 26, 27):
            at(clock.at(dt.date(2026, 11, day), 8, 5))
        assert Reminder.objects.filter(person=world.hanh, kind=Kind.CONFIRM).count() == 1

    def test_confirming_settles_it(self, world):
        entry = send(world, "lan", WEDNESDAY).entries.get()
        later = clock.at(dt.date(2026, 11, 25), 8, 5)
        at(later)
        with clock.frozen(later):
            confirm_entry(entry_id=entry.pk, version=entry.version, by=world.actor("hanh"), at=later)
        at(later + dt.timedelta(minutes=1))
        assert Kind.CONFIRM not in dict(reminders(world, "hanh"))


class TestShifts:
    """Those who record shifts are reminded of shifts."""

    def test_a_shift_that_was_not_finished_is_named_the_next_morning_never_at_its_day(self, world):
        drivers(world)
        at(EVENING)
        assert reminders(world, "hai") == [(Kind.MISSED, WEDNESDAY)]
        found = Reminder.objects.get(person=world.hai)
        assert found.sentence.startswith("Ca thứ Tư 18/11 chưa ghi xong.")
        assert found.address == "/ca/2026-11-18"

    def test_finishing_it_settles_the_reminder_and_late_confirmers_hear_of_it(self, world):
        drivers(world)
        worked(world, THURSDAY, 1)
        at(clock.at(dt.date(2026, 11, 20), 8, 5))
        assert (Kind.MISSED, THURSDAY) not in reminders(world, "hai")
        at(clock.at(dt.date(2026, 11, 26), 8, 5))
        found = Reminder.objects.get(person=world.thu, kind=Kind.CONFIRM)
        assert found.sentence.startswith("1 ca chờ đồng chí quá 3 ngày làm việc.")
        assert found.address == "/duyet-ca"

    def test_a_shift_sent_back(self, world):
        drivers(world)
        worked(world, THURSDAY, 1)
        DutyShift.objects.update(state="RETURNED", reason="Ghi nhầm chuyến.", decided_at=clock.now())
        at(clock.at(THURSDAY, 15, 31))
        assert (Kind.RETURNED, THURSDAY) in reminders(world, "hai")


class TestScoring:
    def test_the_steps_of_a_period_reach_whose_turn_it_is(self, world):
        binh = world.actor("binh")
        period = open_period(organ_id=world.organ.pk, span=Month(2026, 11), by=binh, at=clock.now())
        ask_self(period_id=period.pk, by=binh, at=clock.now())
        at(clock.at(THURSDAY, 13, 31))
        last = dt.date(2026, 11, 30)
        assert (Kind.SELF_SCORE, last) in reminders(world, "lan")
        assert Kind.CARD_CONFIRM not in dict(reminders(world, "hanh"))
        ask_confirm(period_id=period.pk, by=binh, at=clock.now())
        friday = clock.at(dt.date(2026, 11, 20), 8, 5)
        at(friday)
        assert (Kind.CARD_CONFIRM, last) in reminders(world, "hanh")
        assert Kind.SELF_SCORE not in dict(reminders(world, "lan"))
        found = Reminder.objects.get(person=world.hanh, kind=Kind.CARD_CONFIRM)
        assert found.sentence == "2 phiếu tháng 11 năm 2026 chờ đồng chí xác nhận, chấm điểm."


class TestSettling:
    def test_sending_the_day_settles_its_reminders(self, world):
        at(MORNING)
        send(world, "lan", WEDNESDAY)
        at(clock.at(THURSDAY, 8, 7))
        assert reminders(world, "lan") == []
        assert Reminder.objects.get(person=world.lan).settled_at is not None

    def test_approved_leave_settles_it_too(self, world):
        at(MORNING)
        away(world, "lan", WEDNESDAY, WEDNESDAY)
        at(clock.at(THURSDAY, 8, 7))
        assert reminders(world, "lan") == []

    def test_today_is_over_tomorrow(self, world):
        at(EVENING)
        assert (Kind.TODAY, THURSDAY) in reminders(world, "lan")
        at(clock.at(dt.date(2026, 11, 20), 7))
        assert (Kind.TODAY, THURSDAY) not in reminders(world, "lan")

    def test_a_process_that_ticks_on_looks_only_where_something_happened(
        self, world, django_assert_max_num_queries
    ):
        memory = Memory()
        with clock.frozen(MORNING):
            tick(MORNING, memory)
            tick(MORNING, memory)
            with django_assert_max_num_queries(9):
                tick(MORNING, memory)
        send(world, "lan", WEDNESDAY)
        with clock.frozen(MORNING):
            assert tick(MORNING, memory).settled == 1


class TestRounds:
    def test_a_round_is_made_once_whoever_calls(self, world):
        first = make_round(
            organ_id=world.organ.pk, kind=Kind.MISSED, slot=dt.time(8), with_mail=False, by=SYSTEM, at=MORNING
        )
        again = make_round(
            organ_id=world.organ.pk, kind=Kind.MISSED, slot=dt.time(8), with_mail=False, by=SYSTEM, at=MORNING
        )
        assert (first, again) == (9, 0)
        event = AuditEvent.objects.get(what="notifications.round.made")
        assert (event.by, event.data["count"]) == ("system", 9)

    def test_people_make_no_rounds(self, world):
        with pytest.raises(Denied):
            make_round(
                organ_id=world.organ.pk, kind=Kind.MISSED, slot=dt.time(8), with_mail=False,
                by=world.actor("tam"), at=MORNING,
            )  # fmt: skip
        assert not Round.objects.exists()

    def test_a_round_that_breaks_off_leaves_nothing_and_is_made_again(self, world, monkeypatch, caplog):
        def broken(*_):
            raise RuntimeError("no")

        good = CAUSES[Kind.MISSED]
        monkeypatch.setitem(CAUSES, Kind.MISSED, broken)
        with clock.frozen(MORNING):
            done = tick(MORNING)
        assert world.organ.pk in done.failed
        assert not Round.objects.filter(kind=Kind.MISSED).exists()
        assert Round.objects.filter(kind=Kind.CONFIRM).exists()
        monkeypatch.setitem(CAUSES, Kind.MISSED, good)
        at(clock.at(THURSDAY, 8, 6))
        assert (Kind.MISSED, WEDNESDAY) in reminders(world, "lan")

    def test_what_passed_while_the_system_was_off_is_made_up_for_once(self, world):
        organs = [world.organ.pk]
        wanted = list(due_rounds(organs, at=clock.at(THURSDAY, 14)))
        assert (world.organ.pk, Kind.RETURNED, dt.time(13, 30)) in wanted
        assert sum(kind == Kind.RETURNED for _, kind, _ in wanted) == 1

    def test_every_kind_has_its_cause_and_its_hours(self, world):
        assert set(CAUSES) == set(Kind.values)
        kinds = {kind for _, kind, _ in due_rounds([world.organ.pk], at=clock.at(THURSDAY, 20))}
        assert kinds == set(Kind.values)

    @pytest.mark.parametrize("kind", Kind.values)
    def test_no_kind_asks_more_for_more_people(self, world, kind):
        everyone = list(world.organ.people.values_list("pk", flat=True))
        asked = []
        for people in (everyone[:2], everyone):
            with CaptureQueriesContext(connection) as queries:
                CAUSES[kind](world.organ.pk, people, THURSDAY)
            asked.append(len(queries))
        assert asked[0] == asked[1]

    def test_every_organ_has_its_own_rounds(self, world):
        at(MORNING)
        assert set(Round.objects.values_list("organ_id", flat=True)) == set(
            Organ.objects.values_list("pk", flat=True)
        )
        assert reminders(world, "dung") == [(Kind.MISSED, WEDNESDAY)]
