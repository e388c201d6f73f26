"""Calendar, schedules, rota and leave."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from congvu.audit.models import AuditEvent
from congvu.base import clock
from congvu.base.errors import Denied, DomainError, Incomplete, InvalidStep, Missing, OutOfRange
from congvu.org.commands import delegate
from congvu.worktime import commands as c
from congvu.worktime.models import CalendarDay, Leave, LeaveState, Schedule, ScheduleUse, Shift
from congvu.worktime.queries import count_waiting, waiting_leaves, working_minutes

TODAY = dt.date(2026, 11, 19)
FRIDAY = dt.date(2026, 11, 20)
MONDAY = dt.date(2026, 11, 23)
OCT = {"first": dt.date(2026, 10, 1), "last": dt.date(2026, 10, 31)}
WEEK = (480, 480, 480, 480, 480, 240, 0)


def run(command, by, **values):
    return command(**values, by=by, at=clock.now())


def minutes(person, day):
    return working_minutes(person.pk, day, day)[day].minutes


@pytest.fixture
def binh(world):
    return world.actor("binh")


@pytest.fixture
def locked(world, binh):
    run(c.close_span, binh, organ_id=world.organ.pk, **OCT)


class TestCalendar:
    def set(self, world, by, **values):
        defaults = {"day": FRIDAY, "kind": "OFF", "name": "Ngày bầu cử", "source": "NQ 1"}
        return run(c.set_calendar_day, by, organ_id=world.organ.pk, **{**defaults, **values})

    def test_a_day_off(self, world, binh):
        self.set(world, binh)
        assert minutes(world.lan, FRIDAY) == 0
        assert AuditEvent.objects.get().data["source"] == "NQ 1"

    def test_the_same_day_again_replaces(self, world, binh):
        self.set(world, binh)
        self.set(world, binh, name="Ngày khác")
        assert CalendarDay.objects.get().name == "Ngày khác"

    def test_a_swap_sets_both_days(self, world, binh):
        saturday = dt.date(2026, 11, 28)
        run(c.swap_days, binh, organ_id=world.organ.pk, off_on=FRIDAY, work_on=saturday, source="QĐ 5")
        assert (minutes(world.lan, FRIDAY), minutes(world.lan, saturday)) == (0, 480)

    def test_removed_the_week_holds_again(self, world, binh):
        row = self.set(world, binh)
        run(c.remove_calendar_day, binh, organ_id=world.organ.pk, day_id=row.pk)
        assert minutes(world.lan, FRIDAY) == 480
        with pytest.raises(Missing):
            run(c.remove_calendar_day, binh, organ_id=world.organ.pk, day_id=row.pk)

    @pytest.mark.parametrize(
        ("values", "field"),
        [({"source": ""}, "source"), ({"name": "x" * 121}, "name"), ({"kind": "?"}, "kind"),
         ({"day": dt.date(1800, 1, 1)}, "last")],
    )  # fmt: skip
    def test_refusals_name_their_field(self, world, binh, values, field):
        with pytest.raises(DomainError) as refusal:
            self.set(world, binh, **values)
        assert refusal.value.field == field

    def test_not_in_a_locked_span(self, world, binh, locked):
        with pytest.raises(OutOfRange, match="đã khóa"):
            self.set(world, binh, day=dt.date(2026, 10, 5))

    def test_keepers_only(self, world):
        for name in ("lan", "tam", "dung"):
            with pytest.raises(Denied):
                self.set(world, world.actor(name))


class TestSchedules:
    def add(self, world, by, **values):
        defaults = {"code": "6N", "name": "Sáu ngày", "minutes": WEEK}
        return run(c.add_schedule, by, organ_id=world.organ.pk, **{**defaults, **values})

    def use(self, world, by, schedule, name="lan", since=MONDAY, **values):
        return run(
            c.use_schedule,
            by,
            person_ids=[world.people[name].pk],
            schedule_id=schedule.pk,
            valid_from=since,
            **values,
        )

    def test_a_person_follows_it_from_a_day(self, world, binh):
        self.use(world, binh, self.add(world, binh))
        assert minutes(world.lan, dt.date(2026, 11, 21)) == 0
        assert minutes(world.lan, dt.date(2026, 11, 28)) == 240

    def test_a_new_default_replaces_the_old(self, world, binh):
        self.add(world, binh, is_default=True)
        assert [s.code for s in Schedule.objects.filter(organ=world.organ, is_default=True)] == ["6N"]
        assert minutes(world.lan, dt.date(2026, 11, 21)) == 240

    def test_a_bounded_use_returns_to_the_one_before(self, world, binh):
        six, half = (
            self.add(world, binh),
            self.add(world, binh, code="NN", minutes=(240, 240, 240, 240, 240, 0, 0)),
        )
        self.use(world, binh, six, since=dt.date(2026, 11, 2))
        self.use(world, binh, half, since=FRIDAY, valid_to=dt.date(2026, 11, 27))

        assert [minutes(world.lan, dt.date(2026, 11, d)) for d in (19, 20, 26, 27, 28)] == [
            480,
            240,
            240,
            480,
            240,
        ]
        assert ScheduleUse.objects.count() == 3

    def test_a_change_under_a_planned_one_is_refused(self, world, binh):
        six = self.add(world, binh)
        self.use(world, binh, six, since=MONDAY)
        with pytest.raises(InvalidStep, match="đã có chế độ từ ngày 23/11/2026"):
            self.use(world, binh, six, since=FRIDAY)

    def test_minutes_do_not_change_under_a_locked_period(self, world, binh, locked):
        schedule = Schedule.objects.get(organ=world.organ)
        same = {"schedule_id": schedule.pk, "code": "HC", "is_default": True}
        week = (480, 480, 480, 480, 480, 0, 0)
        run(c.edit_schedule, binh, name="Tên mới", minutes=week, **same)
        with pytest.raises(InvalidStep, match="Đã có kỳ khóa"):
            run(c.edit_schedule, binh, name="Tên mới", minutes=WEEK, **same)
        with pytest.raises(OutOfRange):
            self.use(world, binh, schedule, since=dt.date(2026, 10, 31))

    @pytest.mark.parametrize(
        ("values", "field"),
        [({"code": "HC"}, "code"), ({"minutes": (0,) * 7}, "monday"), ({"minutes": (1441,) * 7}, "monday"),
         ({"minutes": (480,)}, "monday"), ({"name": ""}, "name")],
    )  # fmt: skip
    def test_refusals_name_their_field(self, world, binh, values, field):
        with pytest.raises(DomainError) as refusal:
            self.add(world, binh, **values)
        assert refusal.value.field == field

    def test_keepers_only(self, world):
        with pytest.raises(Denied):
            self.add(world, world.actor("tam"))


class TestRota:
    @pytest.fixture
    def hai(self, world, binh):
        shift = run(
            c.add_schedule,
            binh,
            organ_id=world.organ.pk,
            code="CA",
            name="Theo ca",
            minutes=(0,) * 7,
            is_shift=True,
        )
        run(
            c.use_schedule,
            binh,
            person_ids=[world.hai.pk],
            schedule_id=shift.pk,
            valid_from=dt.date(2026, 9, 1),
        )
        return world.hai

    def put(self, world, by, *shifts, people=None, **span):
        return run(
            c.set_shifts, by, organ_id=world.organ.pk, person_ids=people or [world.hai.pk], shifts=shifts,
            **{"first": dt.date(2026, 11, 1), "last": dt.date(2026, 11, 30), **span},
        )  # fmt: skip

    def night(self, person, day=FRIDAY, name="Ca đêm", length=480):
        return c.ShiftSpec(person.pk, day, name, length)

    def test_the_rota_replaces_what_was_there(self, world, binh, hai):
        assert self.put(world, binh, self.night(hai), self.night(hai, MONDAY)) == 2
        assert self.put(world, binh, self.night(hai, MONDAY, length=400)) == 1

        assert (minutes(hai, FRIDAY), minutes(hai, MONDAY)) == (0, 400)

    def test_the_same_rota_again_records_nothing(self, world, binh, hai):
        self.put(world, binh, self.night(hai))
        before = AuditEvent.objects.count()
        self.put(world, binh, self.night(hai))
        assert AuditEvent.objects.count() == before

    def test_only_for_those_who_work_in_shifts(self, world, binh, hai):
        with pytest.raises(InvalidStep, match="Trần Ngọc Lan không làm theo ca"):
            self.put(world, binh, people=[world.lan.pk, hai.pk])

    def test_a_day_holds_24_hours(self, world, binh, hai):
        with pytest.raises(OutOfRange, match="quá 24 giờ"):
            self.put(world, binh, self.night(hai, length=1000), self.night(hai, name="Ca ngày", length=500))

    def test_days_outside_the_span_are_refused(self, world, binh, hai):
        with pytest.raises(OutOfRange):
            self.put(world, binh, self.night(hai, dt.date(2026, 12, 1)))

    def test_a_locked_day_stays_as_it_is(self, world, binh, hai):
        both = {"first": dt.date(2026, 10, 1)}
        october = self.night(hai, dt.date(2026, 10, 5))
        self.put(world, binh, october, **both)
        run(c.close_span, binh, organ_id=world.organ.pk, **OCT)

        self.put(world, binh, october, self.night(hai), **both)
        with pytest.raises(OutOfRange, match="đã khóa"):
            self.put(world, binh, self.night(hai), **both)
        assert Shift.objects.count() == 2

    def test_shift_kinds(self, world, binh):
        run(c.set_shift_kind, binh, organ_id=world.organ.pk, sign="đ", name="Ca đêm", minutes=480)
        kind = run(c.set_shift_kind, binh, organ_id=world.organ.pk, sign="Đ", name="Ca khuya", minutes=420)
        assert [(k.sign, k.name, k.minutes) for k in world.organ.shift_kinds.all()] == [
            ("Đ", "Ca khuya", 420)
        ]
        with pytest.raises(OutOfRange):
            run(c.set_shift_kind, binh, organ_id=world.organ.pk, sign="+", name="x", minutes=1)
        run(c.remove_shift_kind, binh, organ_id=world.organ.pk, kind_id=kind.pk)
        assert not world.organ.shift_kinds.exists()


class TestLeave:
    def ask(self, world, name="lan", by=None, **values):
        defaults = {"kind": "ANNUAL", "first": FRIDAY, "last": FRIDAY}
        return run(
            c.ask_leave, by or world.actor(name), person_id=world.people[name].pk, **{**defaults, **values}
        )

    def test_asked_then_approved_by_the_confirmer(self, world):
        leave = self.ask(world)
        assert minutes(world.lan, FRIDAY) == 480

        run(c.decide_leave, world.actor("hanh"), leave_id=leave.pk, is_approved=True)

        assert minutes(world.lan, FRIDAY) == 0
        assert [e.what for e in AuditEvent.objects.order_by("pk")] == [
            "worktime.leave.asked",
            "worktime.leave.approved",
        ]

    def test_a_double_click_makes_one(self, world):
        number = uuid.uuid4()
        assert self.ask(world, client_id=number) == self.ask(world, client_id=number)
        assert Leave.objects.count() == AuditEvent.objects.count() == 1

    def test_an_overlap_is_named(self, world):
        self.ask(world)
        with pytest.raises(OutOfRange, match=r"Trùng với nghỉ phép năm ngày 20/11/2026 \(chờ duyệt\)"):
            self.ask(world, kind="PERSONAL", first=TODAY, last=MONDAY)

    def test_two_halves_do_not_overlap_the_same_half_does(self, world):
        self.ask(world, part="MORNING")
        self.ask(world, part="AFTERNOON")
        with pytest.raises(OutOfRange):
            self.ask(world, part="AFTERNOON")

    def test_what_was_rejected_or_cancelled_leaves_room(self, world):
        run(
            c.decide_leave,
            world.actor("hanh"),
            leave_id=self.ask(world).pk,
            is_approved=False,
            reason="Đang cao điểm",
        )
        run(c.cancel_leave, world.actor("lan"), leave_id=self.ask(world).pk)
        assert self.ask(world).state == LeaveState.REQUESTED

    @pytest.mark.parametrize(
        ("values", "field"),
        [({"last": TODAY}, "last"), ({"last": dt.date(2028, 11, 20)}, "last"), ({"kind": "?"}, "kind"),
         ({"part": "MORNING", "last": MONDAY}, "part"), ({"note": "x" * 301}, "note")],
    )  # fmt: skip
    def test_refusals_name_their_field(self, world, values, field):
        with pytest.raises(DomainError) as refusal:
            self.ask(world, **values)
        assert refusal.value.field == field

    def test_not_in_a_locked_span(self, world, locked):
        with pytest.raises(OutOfRange, match="đã khóa"):
            self.ask(world, first=dt.date(2026, 10, 30), last=dt.date(2026, 11, 3))

    def test_nobody_asks_for_a_colleague(self, world):
        with pytest.raises(Denied):
            self.ask(world, by=world.actor("minh"))

    @pytest.mark.parametrize("name", ["lan", "minh", "thu", "vui", "dung"])
    def test_others_do_not_decide(self, world, name):
        leave = self.ask(world)
        with pytest.raises(Denied):
            run(c.decide_leave, world.actor(name), leave_id=leave.pk, is_approved=True)

    def test_nobody_decides_her_own(self, world):
        leave = self.ask(world, "binh")
        with pytest.raises(Denied):
            run(c.decide_leave, world.actor("binh"), leave_id=leave.pk, is_approved=True)

    def test_the_delegate_decides_and_is_named(self, world):
        run(
            delegate, world.actor("hanh"), giver_id=world.hanh.pk, taker_id=world.minh.pk, form="TL",
            valid_from=TODAY, valid_to=MONDAY, reason="Đi công tác",
        )  # fmt: skip
        run(c.decide_leave, world.actor("minh"), leave_id=self.ask(world).pk, is_approved=True)

        event = AuditEvent.objects.order_by("-pk")[0]
        assert (event.by, event.acting_for) == (f"person:{world.minh.pk}", f"person:{world.hanh.pk}")

    def test_a_refusal_needs_its_reason_and_no_step_comes_twice(self, world):
        leave = self.ask(world)
        with pytest.raises(Incomplete):
            run(c.decide_leave, world.actor("hanh"), leave_id=leave.pk, is_approved=False)
        run(c.decide_leave, world.actor("hanh"), leave_id=leave.pk, is_approved=False, reason="Đang cao điểm")
        with pytest.raises(InvalidStep, match="Không duyệt"):
            run(c.decide_leave, world.actor("hanh"), leave_id=leave.pk, is_approved=True)

    def test_personnel_record_what_was_approved_on_paper(self, world, binh):
        values = {"kind": "SICK", "first": FRIDAY, "last": FRIDAY}
        run(c.record_leave, binh, person_id=world.lan.pk, **values)
        assert minutes(world.lan, FRIDAY) == 0
        with pytest.raises(Denied):
            run(c.record_leave, binh, person_id=world.binh.pk, **values)
        with pytest.raises(Denied):
            run(c.record_leave, world.actor("lan"), person_id=world.lan.pk, **values)

    def test_begun_leave_is_cancelled_by_the_decider_with_a_reason(self, world):
        leave = self.ask(world, first=TODAY, last=FRIDAY)
        run(c.decide_leave, world.actor("hanh"), leave_id=leave.pk, is_approved=True)
        with pytest.raises(InvalidStep, match="đã bắt đầu"):
            run(c.cancel_leave, world.actor("lan"), leave_id=leave.pk)
        with pytest.raises(Incomplete):
            run(c.cancel_leave, world.actor("hanh"), leave_id=leave.pk)
        run(c.cancel_leave, world.actor("hanh"), leave_id=leave.pk, reason="Có việc gấp")
        assert minutes(world.lan, FRIDAY) == 480

    def test_what_waits_for_whom(self, world, binh):
        self.ask(world)
        self.ask(world, "hanh")

        assert [r.name for r in waiting_leaves(world.actor("hanh"), on=TODAY)] == ["Trần Ngọc Lan"]
        assert {n: count_waiting(world.actor(n), on=TODAY) for n in ("hanh", "tam", "binh", "minh")} == {
            "hanh": 1, "tam": 1, "binh": 0, "minh": 0,
        }  # fmt: skip
        assert len(waiting_leaves(binh, on=TODAY)) == 2
        assert waiting_leaves(world.actor("dung"), on=TODAY) == ()
