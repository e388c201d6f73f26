"""The working minutes of any person on any day, with the reason."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from congvu.base import clock
from congvu.org.models import Posting
from congvu.worktime.models import CalendarDay, Leave, LeaveState, Schedule, ScheduleUse, Shift
from congvu.worktime.queries import PlanKind, calendar_of, due_on, plans, working_minutes

NOV = (dt.date(2026, 11, 1), dt.date(2026, 11, 30))


def day(month: int, number: int) -> dt.date:
    return dt.date(2026, month, number)


def on(person, when: dt.date):
    return working_minutes(person.pk, when, when)[when]


def leave(world, person, first, last, kind="ANNUAL", part="DAY", state=LeaveState.APPROVED):
    return Leave.objects.create(
        organ=world.organ, person=person, kind=kind, first=first, last=last, part=part, state=state,
        asked_at=clock.now(), asked_by="system", decided_at=clock.now(), decided_by="system",
    )  # fmt: skip


def follow(world, person, schedule, since=dt.date(2026, 1, 1), until=None):
    return ScheduleUse.objects.create(
        organ=world.organ, person=person, schedule=schedule, valid_from=since, valid_to=until
    )


class TestFiveDays:
    def test_november_has_twenty_days_of_eight_hours(self, world):
        month = working_minutes(world.lan.pk, *NOV)

        assert len(month) == 30
        assert sum(p.minutes for p in month.values()) == 9600
        assert sum(p.is_due for p in month.values()) == 20

    def test_holiday_names_itself(self, world):
        plan = on(world.lan, day(11, 24))

        assert (plan.minutes, plan.reason, plan.kind) == (
            0, "Nghỉ lễ: Ngày Văn hóa Việt Nam", PlanKind.HOLIDAY,
        )  # fmt: skip

    @pytest.mark.parametrize(
        ("when", "minutes", "reason"),
        [
            (day(11, 19), 480, "Thứ Năm, ngày làm việc"),
            (day(11, 21), 0, "Thứ Bảy, ngoài lịch"),
            (day(8, 22), 480, "Làm việc hoán đổi cho ngày 31/8/2026"),
            (day(8, 31), 0, "Nghỉ hoán đổi, làm việc vào thứ Bảy 22/8/2026"),
            (day(4, 27), 0, "Nghỉ bù Giỗ Tổ Hùng Vương"),
        ],
    )
    def test_each_day_gives_its_reason(self, world, when, minutes, reason):
        plan = on(world.lan, when)

        assert (plan.minutes, plan.reason) == (minutes, reason)

    def test_before_the_first_posting_nothing_is_due(self, world):
        Posting.objects.filter(person=world.lan).update(valid_from=day(11, 16))

        month = working_minutes(world.lan.pk, *NOV)

        assert month[day(11, 13)].reason == "Chưa vào cơ quan"
        assert sum(p.minutes for p in month.values()) == 10 * 480

    def test_after_the_last_posting_nothing_is_due(self, world):
        Posting.objects.filter(person=world.lan).update(valid_to=day(11, 16))

        assert on(world.lan, day(11, 13)).minutes == 480
        assert working_minutes(world.lan.pk, *NOV)[day(11, 17)].reason == "Đã thôi ở cơ quan"


class TestOwnCalendar:
    def test_own_day_off_beats_the_week(self, world):
        CalendarDay.objects.create(
            organ=world.organ, day=day(11, 20), kind="OFF", name="Ngày bầu cử", source="QĐ 9"
        )

        assert on(world.lan, day(11, 20)).reason == "Ngày bầu cử"
        assert on(world.dung, day(11, 20)).minutes == 480

    def test_own_working_day_beats_a_shipped_holiday(self, world):
        CalendarDay.objects.create(
            organ=world.organ, day=day(11, 24), kind="WORK", name="Trực Đại hội", source="QĐ 9"
        )

        assert on(world.lan, day(11, 24)).minutes == 480
        assert calendar_of(world.organ.pk, [2026]).why_off(day(11, 24)) == ""

    def test_an_unknown_year_becomes_known_by_an_own_holiday(self, world):
        assert not calendar_of(world.organ.pk, [2027]).covers(dt.date(2027, 1, 1))

        CalendarDay.objects.create(
            organ=world.organ, day=dt.date(2027, 1, 1), kind="OFF", name="Tết Dương lịch", source="BLLĐ"
        )

        calendar = calendar_of(world.organ.pk, [2027])
        assert calendar.covers(dt.date(2027, 1, 1))
        assert calendar.why_off(dt.date(2027, 1, 1)) == "Tết Dương lịch"

    def test_diary_is_due_by_the_end_of_the_next_working_day(self, world):
        assert due_on(world.organ.pk, day(11, 20)) == day(11, 23)
        assert due_on(world.organ.pk, day(11, 23)) == day(11, 25)
        world.organ.rules.due_working_days = 2
        world.organ.rules.save()
        assert due_on(world.organ.pk, day(11, 20)) == day(11, 25)


class TestSchedules:
    def test_six_days(self, world):
        six = Schedule.objects.create(organ=world.organ, code="6N", name="6 ngày", saturday=240)
        follow(world, world.lan, six)

        assert on(world.lan, day(11, 21)).minutes == 240
        assert on(world.lan, day(8, 22)).minutes == 480

    def test_share_of_time_reduces_and_two_halves_make_a_whole(self, world):
        Posting.objects.filter(person=world.lan).update(percent=Decimal("62.5"))

        assert on(world.lan, day(11, 19)).minutes == 300
        assert on(world.lan, day(11, 19)).reason == "Thứ Năm, ngày làm việc, 62,5% thời gian"
        Posting.objects.create(
            organ=world.organ, person=world.lan, unit=world.units["vp"], position=world.positions["CV"],
            kind="CONCURRENT", percent=Decimal("37.5"), valid_from=day(11, 20),
        )  # fmt: skip
        assert on(world.lan, day(11, 20)).minutes == 480

    def test_a_rounded_share_rounds_half_up(self, world):
        Posting.objects.filter(person=world.lan).update(percent=Decimal("33.23"))

        assert on(world.lan, day(11, 19)).minutes == 160  # 159.504

    def test_a_new_schedule_counts_from_its_day(self, world):
        part = Schedule.objects.create(organ=world.organ, code="NG", name="Nửa ngày", monday=240, friday=240)
        follow(world, world.lan, part, since=day(11, 16))

        assert on(world.lan, day(11, 9)).minutes == 480
        assert on(world.lan, day(11, 16)).minutes == 240

    def test_without_any_schedule_the_week_of_forty_hours_holds(self, world):
        Schedule.objects.filter(organ=world.organ).delete()

        assert sum(p.minutes for p in working_minutes(world.lan.pk, *NOV).values()) == 9600


class TestShifts:
    @pytest.fixture
    def rota(self, world):
        shift = Schedule.objects.create(organ=world.organ, code="CA", name="Theo ca", is_shift=True)
        follow(world, world.hai, shift)
        for when, name, minutes in [
            (day(11, 24), "Ca đêm", 480),
            (day(11, 21), "Ca sáng", 240),
            (day(11, 21), "Ca chiều", 200),
        ]:
            Shift.objects.create(organ=world.organ, person=world.hai, day=when, name=name, minutes=minutes)

    def test_rota_decides_even_on_a_holiday(self, world, rota):
        plan = on(world.hai, day(11, 24))

        assert (plan.minutes, plan.reason, plan.kind) == (480, "Ca đêm", PlanKind.SHIFT)

    def test_two_shifts_add_up(self, world, rota):
        plan = on(world.hai, day(11, 21))

        assert (plan.minutes, plan.reason) == (440, "Ca sáng, Ca chiều")

    def test_a_day_off_the_rota_is_not_due(self, world, rota):
        assert on(world.hai, day(11, 19)).reason == "Không có ca trực"


class TestLeave:
    def test_a_day_of_leave_is_not_due(self, world):
        leave(world, world.lan, day(11, 19), day(11, 20))

        assert on(world.lan, day(11, 20)).kind is PlanKind.LEAVE
        assert sum(p.minutes for p in working_minutes(world.lan.pk, *NOV).values()) == 9600 - 960

    def test_half_a_day_leaves_half(self, world):
        leave(world, world.lan, day(11, 19), day(11, 19), part="MORNING")

        plan = on(world.lan, day(11, 19))
        assert (plan.minutes, plan.reason) == (240, "Nghỉ phép năm, buổi sáng")

    def test_two_halves_make_a_whole(self, world):
        leave(world, world.lan, day(11, 19), day(11, 19), part="MORNING")
        leave(world, world.lan, day(11, 19), day(11, 19), kind="PERSONAL", part="AFTERNOON")

        assert on(world.lan, day(11, 19)).minutes == 0

    @pytest.mark.parametrize(("kind", "reason"), [("TRIP", "Đi công tác"), ("TRAINING", "Đi học, bồi dưỡng")])
    def test_a_trip_and_a_training_are_work(self, world, kind, reason):
        leave(world, world.lan, day(11, 19), day(11, 19), kind=kind)

        plan = on(world.lan, day(11, 19))
        assert (plan.minutes, plan.reason, plan.kind) == (480, reason, PlanKind.WORK)

    @pytest.mark.parametrize("state", [LeaveState.REQUESTED, LeaveState.REJECTED, LeaveState.CANCELLED])
    def test_only_approved_leave_counts(self, world, state):
        leave(world, world.lan, day(11, 19), day(11, 19), state=state)

        assert on(world.lan, day(11, 19)).minutes == 480

    def test_leave_on_a_weekend_does_not_rename_it(self, world):
        leave(world, world.lan, day(11, 20), day(11, 23))

        assert on(world.lan, day(11, 21)).reason == "Thứ Bảy, ngoài lịch"

    def test_leave_takes_a_shift_away(self, world):
        shift = Schedule.objects.create(organ=world.organ, code="CA", name="Theo ca", is_shift=True)
        follow(world, world.hai, shift)
        Shift.objects.create(organ=world.organ, person=world.hai, day=day(11, 19), name="Ca đêm", minutes=480)
        leave(world, world.hai, day(11, 19), day(11, 19), kind="SICK")

        assert on(world.hai, day(11, 19)).reason == "Nghỉ ốm"


def test_six_queries_whatever_the_number_of_people_and_days(world):
    with CaptureQueriesContext(
        connection,
    ) as one:
        plans([world.lan.pk], *NOV)
    with CaptureQueriesContext(connection) as all_:
        found = plans([p.pk for p in world.people.values()], dt.date(2026, 1, 1), dt.date(2026, 12, 31))

    assert len(one) == len(all_) <= 6
    assert len(found) == 10
