"""Up to when records are taken."""

from __future__ import annotations

import datetime as dt

import pytest

from congvu.audit.models import AuditEvent
from congvu.base import clock
from congvu.base.errors import Denied, InvalidStep, OutOfRange
from congvu.org.models import Organ, Rules
from congvu.worktime.commands import close_span, reopen_span, set_cutoff
from congvu.worktime.models import Closing
from congvu.worktime.queries import recording

TODAY = dt.date(2026, 11, 19)
OCT = {"first": dt.date(2026, 10, 1), "last": dt.date(2026, 10, 31)}
NOV_1 = dt.date(2026, 11, 1)


def run(world, command, name="binh", **values):
    return command(organ_id=world.organ.pk, by=world.actor(name), at=clock.now(), **values)


def taken(world, day, today=TODAY):
    return recording(world.organ.pk, day, today=today)


class TestByRule:
    @pytest.mark.parametrize(
        ("day", "today", "is_open"),
        [
            (dt.date(2026, 11, 2), TODAY, True),
            (dt.date(2026, 10, 31), dt.date(2026, 11, 5), True),
            (dt.date(2026, 10, 31), dt.date(2026, 11, 6), False),
        ],
    )
    def test_a_month_is_taken_until_its_cutoff(self, world, day, today, is_open):
        assert taken(world, day, today).is_open is is_open

    def test_the_sentence_says_what_is_still_possible(self, world):
        answer = taken(world, dt.date(2026, 10, 30))

        assert answer.cutoff_on == dt.date(2026, 11, 5)
        assert answer.earliest_open == NOV_1
        assert answer.sentence == (
            "Tháng 10 năm 2026 đã chốt hết ngày 05/11/2026. Ngày sớm nhất còn ghi được: 01/11/2026."
        )
        assert taken(world, NOV_1).sentence == ""

    def test_before_the_cutoff_the_month_before_is_still_the_earliest(self, world):
        assert taken(world, NOV_1, dt.date(2026, 11, 4)).earliest_open == OCT["first"]

    def test_a_quarter(self, world):
        Rules.objects.filter(organ=world.organ).update(period_kind="QUARTER")

        assert taken(world, OCT["first"]).cutoff_on == dt.date(2027, 1, 5)
        assert taken(world, dt.date(2026, 9, 30)).sentence.startswith("Quý III năm 2026 đã chốt")


class TestByRow:
    def test_a_lock_names_who_and_when_and_stops_the_organisation(self, world):
        run(world, close_span, **OCT)

        answer = taken(world, dt.date(2026, 10, 15), dt.date(2026, 11, 3))
        assert answer.sentence == (
            "Tháng 10 năm 2026 đã do đồng chí Võ Thanh Bình khóa từ 19/11/2026. "
            "Ngày sớm nhất còn ghi được: 01/11/2026."
        )
        assert Organ.objects.get(pk=world.organ.pk).closed_before == NOV_1
        assert [e.what for e in AuditEvent.objects.order_by("pk")] == [
            "worktime.closing.closed",
            "org.records.closed",
        ]

    def test_reopened_it_is_taken_until_the_new_day(self, world):
        run(world, close_span, **OCT)
        run(world, reopen_span, "tam", cutoff_on=dt.date(2026, 11, 25), **OCT)

        assert taken(world, OCT["first"]).is_open
        assert taken(world, NOV_1).earliest_open == OCT["first"]
        assert not taken(world, OCT["first"], dt.date(2026, 11, 26)).is_open
        assert Organ.objects.get(pk=world.organ.pk).closed_before is None

    def test_an_older_reopened_month_does_not_open_the_ones_between(self, world):
        september = {"first": dt.date(2026, 9, 1), "last": dt.date(2026, 9, 30)}
        run(world, close_span, **september)
        run(world, close_span, **OCT)
        run(world, reopen_span, "tam", cutoff_on=dt.date(2026, 11, 25), **september)

        assert taken(world, dt.date(2026, 9, 3)).is_open
        assert not taken(world, OCT["first"]).is_open
        assert taken(world, NOV_1).earliest_open == NOV_1
        assert Organ.objects.get(pk=world.organ.pk).closed_before == NOV_1

    def test_a_cutoff_of_its_own(self, world):
        run(world, set_cutoff, cutoff_on=dt.date(2026, 11, 20), **OCT)
        assert taken(world, OCT["last"]).is_open

    def test_another_organ_is_not_touched(self, world):
        run(world, set_cutoff, cutoff_on=dt.date(2026, 11, 20), **OCT)
        assert not recording(world.other.pk, OCT["last"], today=TODAY).is_open


class TestRefusals:
    def test_personnel_locks_and_the_head_reopens(self, world):
        for name in ("tam", "vui", "lan", "dung"):
            with pytest.raises(Denied):
                run(world, close_span, name, **OCT)
        run(world, close_span, **OCT)
        for name in ("binh", "hanh"):
            with pytest.raises(Denied):
                run(world, reopen_span, name, cutoff_on=TODAY, **OCT)

    def test_no_step_twice(self, world):
        with pytest.raises(InvalidStep):
            run(world, reopen_span, "tam", cutoff_on=TODAY, **OCT)
        run(world, close_span, **OCT)
        with pytest.raises(InvalidStep):
            run(world, close_span, **OCT)
        with pytest.raises(InvalidStep):
            run(world, set_cutoff, cutoff_on=TODAY, **OCT)

    def test_spans_do_not_overlap(self, world):
        run(world, close_span, **OCT)
        with pytest.raises(OutOfRange, match="trùng với kỳ"):
            run(world, close_span, first=dt.date(2026, 10, 15), last=dt.date(2026, 11, 15))
        assert Closing.objects.count() == 1

    def test_a_cutoff_before_the_end_is_refused(self, world):
        with pytest.raises(OutOfRange):
            run(world, set_cutoff, cutoff_on=dt.date(2026, 10, 30), **OCT)
