"""Confirming a week: what counts, for whom, and that pages and command agree."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from congvu.assignments.models import Delivery, Share, Task
from congvu.audit.models import AuditEvent
from congvu.base import clock
from congvu.base.errors import Denied, Incomplete, InvalidStep
from congvu.duties.commands import confirm_week, return_shift
from congvu.duties.counting import Part, Work, products_by_day, spans_of, spread
from congvu.duties.models import Approval, DutyShift
from congvu.duties.queries import count_shifts_to_confirm, week_page
from congvu.org.commands import delegate, set_confirmer

from .making import MONDAY, TIRES, TODAY, drivers, driving, finish, touch, usual, worked

DAYS = [MONDAY + dt.timedelta(days=n) for n in range(4)]


def confirm(world, who: str = "thu", **more) -> Approval:
    return confirm_week(person_id=world.hai.pk, monday=MONDAY, by=world.actor(who), at=clock.now(), **more)


def hai_in(world, who: str = "thu"):
    shown = week_page(MONDAY, "", 0, viewer=world.actor(who))
    return next((p for p in shown.people if p.person_id == world.hai.pk), None)


class TestConfirming:
    def test_trips_of_the_week_are_handed_in_and_met(self, world):
        drivers(world)
        share = driving(world, "5")
        for day, trips in zip(DAYS, (2, 0, 1, 1), strict=True):
            worked(world, day, trips)
        person = hai_in(world)
        assert (person.waiting, person.counts[0].assigned, person.counts[0].above) == (4, Decimal(4), 0)
        approval = confirm(world)

        share.refresh_from_db()
        delivery = Delivery.objects.get()
        assert (share.quantity_done, delivery.state, delivery.finished_on) == (Decimal(4), "MET", TODAY)
        assert delivery.origin == f"duties.approval:{approval.pk}.1"
        assert delivery.judged_by == f"person:{world.thu.pk}"
        assert set(DutyShift.objects.values_list("state", flat=True)) == {"CONFIRMED"}
        handed_in = AuditEvent.objects.get(what="assignments.delivery.handed_in")
        assert handed_in.by == f"person:{world.hai.pk}"

    def test_what_is_above_the_share_counts_only_when_ticked(self, world):
        drivers(world)
        driving(world, "3")
        worked(world, DAYS[0], 5)
        assert hai_in(world).counts[0].above == 2
        approval = confirm(world)

        assert Share.objects.get().state == "DONE"
        assert [c["is_counted"] for c in approval.counted] == [True, False]
        assert Task.objects.filter(origin="UNPLANNED").count() == 0

    def test_ticked_it_is_unplanned_work(self, world):
        drivers(world)
        driving(world, "3")
        worked(world, DAYS[0], 5)
        confirm(world, accept=["LX.01"])

        extra = Task.objects.get(origin="UNPLANNED").shares.get()
        assert (extra.quantity_done, extra.is_extra, extra.person_id) == (Decimal(2), True, world.hai.pk)

    def test_without_a_task_nothing_counts_unless_ticked(self, world):
        drivers(world)
        worked(world, DAYS[0], 1)
        confirm(world)
        assert not Delivery.objects.exists()

    def test_what_was_finished_after_the_deadline_is_late_and_apart(self, world):
        drivers(world)
        driving(world, "4", deadline=DAYS[1])
        worked(world, DAYS[0], 1)
        worked(world, DAYS[3], 2)
        confirm(world)

        found = list(Delivery.objects.order_by("finished_on").values_list("finished_on", "quantity", "late"))
        assert found == [(DAYS[0], Decimal(1), [0]), (DAYS[3], Decimal(2), [1, 1])]

    def test_returned_and_unfinished_shifts_wait(self, world):
        drivers(world)
        driving(world)
        one, two = worked(world, DAYS[0], 1), worked(world, DAYS[1], 1)
        usual(world, DAYS[2])
        return_shift(
            shift_id=two.pk, reason="Số chuyến chưa khớp sổ xe.", by=world.actor("thu"), at=clock.now()
        )
        confirm(world)
        states = dict(DutyShift.objects.values_list("day", "state"))
        assert states == {DAYS[0]: "CONFIRMED", DAYS[1]: "RETURNED", DAYS[2]: "OPEN"}
        assert Delivery.objects.get().quantity == 1
        finish(world, DAYS[1])
        confirm(world)
        assert Approval.objects.count() == 2
        assert Share.objects.get().quantity_done == 2
        assert DutyShift.objects.get(pk=one.pk).approval_id != DutyShift.objects.get(pk=two.pk).approval_id

    def test_twice_is_once(self, world):
        drivers(world)
        worked(world, DAYS[0], 1)
        confirm(world)
        with pytest.raises(InvalidStep, match="không còn ca nào"):
            confirm(world)

    def test_when_the_hand_in_is_refused_nothing_is_kept(self, world, monkeypatch):
        drivers(world)
        driving(world)
        worked(world, DAYS[0], 1)

        def broken(**_):
            raise InvalidStep("Không nộp được.")

        monkeypatch.setattr("congvu.duties.handing.judge_delivery", broken)
        with pytest.raises(InvalidStep):
            confirm(world)
        assert not Approval.objects.exists()
        assert not Delivery.objects.exists()
        assert DutyShift.objects.get().state == "FINISHED"


class TestWhoMay:
    @pytest.mark.parametrize("name", ["hai", "lan", "hanh", "tam", "son", "binh", "vui", "dung"])
    def test_nobody_but_the_confirmer_of_that_day(self, world, name):
        drivers(world)
        shift = worked(world, DAYS[0], 1)
        with pytest.raises(Denied):
            confirm(world, name)
        with pytest.raises(Denied):
            return_shift(
                shift_id=shift.pk, reason="Đồng chí xem lại số chuyến.", by=world.actor(name), at=clock.now()
            )
        assert hai_in(world, name) is None
        assert count_shifts_to_confirm(world.actor(name)).value == 0

    def test_a_delegate_is_named(self, world):
        drivers(world)
        worked(world, DAYS[0], 1)
        delegate(
            giver_id=world.thu.pk, taker_id=world.binh.pk, form="TUQ", valid_from=TODAY,
            valid_to=TODAY + dt.timedelta(days=3), reason="Chánh Văn phòng đi công tác", document="12/QĐ-VP",
            by=world.actor("thu"), at=clock.now(),
        )  # fmt: skip
        assert count_shifts_to_confirm(world.actor("binh")).value == 1
        approval = confirm(world, "binh")
        assert (approval.confirmer_id, approval.acting_for_id) == (world.binh.pk, world.thu.pk)
        assert AuditEvent.objects.get(what="duties.week.confirmed").acting_for == f"person:{world.thu.pk}"

    def test_the_confirmer_named_later_takes_only_later_days(self, world):
        drivers(world)
        worked(world, DAYS[0], 1)
        set_confirmer(
            person_id=world.hai.pk, confirmer_id=world.tam.pk, reason="Giao Giám đốc", valid_from=DAYS[3],
            by=world.actor("binh"), at=clock.now(),
        )  # fmt: skip
        worked(world, DAYS[3], 2)
        assert (hai_in(world, "tam").counts[0].above, hai_in(world, "thu").counts[0].above) == (2, 1)
        assert hai_in(world, "tam").waiting == 1
        confirm(world, "tam")
        assert dict(DutyShift.objects.values_list("day", "state")) == {
            DAYS[0]: "FINISHED",
            DAYS[3]: "CONFIRMED",
        }
        confirm(world, "thu")
        assert set(DutyShift.objects.values_list("state", flat=True)) == {"CONFIRMED"}

    def test_a_reason_is_needed_to_return(self, world):
        drivers(world)
        shift = worked(world, DAYS[0], 1)
        with pytest.raises(Incomplete):
            return_shift(shift_id=shift.pk, reason="Sai", by=world.actor("thu"), at=clock.now())


class TestThePage:
    def test_cells_say_what_each_day_is(self, world):
        drivers(world)
        worked(world, DAYS[0], 1)
        touch(world, "TICK", TIRES, DAYS[1])
        touch(world, "ODD", day=DAYS[1], text="Va chạm nhẹ")
        marks = [c.mark for c in hai_in(world).cells]
        assert marks == ["waiting", "open", "missing", "ahead", "ahead", "rest", "rest"]
        assert hai_in(world).cells[1].odd == 1

    def test_a_shift_opens_in_place(self, world):
        drivers(world)
        shift = worked(world, DAYS[0], 1)
        shown = week_page(MONDAY, "", shift.pk, viewer=world.actor("thu"))
        opened = shown.people[0].opened[0]
        assert (len(opened.log), opened.missed, opened.may_return) == (4, (), True)

    def test_more_people_cost_no_more_queries(self, world, django_assert_num_queries):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        from congvu.org.models import Posting

        drivers(world)

        def asked() -> int:
            with CaptureQueriesContext(
                connection,
            ) as seen:
                week_page(MONDAY, "", 0, viewer=world.actor("thu"))
            return len(seen)

        driving(world)
        worked(world, DAYS[0], 1)
        asked()
        few = asked()
        for name in ("vui", "binh"):
            Posting.objects.filter(person=world.people[name]).update(position=world.positions["LX"])
            driving(world, who=name)
            worked(world, DAYS[0], 2, name)
            worked(world, DAYS[1], 2, name)
        asked()
        assert len(week_page(MONDAY, "", 0, viewer=world.actor("thu")).people) == 3
        assert asked() <= few


class _Share:
    def __init__(self, share_id: int, deadline: dt.date, left: Decimal):
        self.share_id, self.deadline, self.left = share_id, deadline, left


counts = st.dictionaries(st.integers(0, 6), st.integers(0, 9), max_size=7)


class TestArithmetic:
    def test_six_sixths_make_one(self):
        works = [Work(1, "TV.01", 6, MONDAY + dt.timedelta(days=n), 1) for n in range(6)]
        assert sum(products_by_day(works)["TV.01"].values()) == 1

    @given(done=counts, per=st.integers(1, 9))
    def test_a_week_holds_what_was_done_cut_to_hundredths(self, done, per):
        works = [Work(1, "A", per, MONDAY + dt.timedelta(days=n), times) for n, times in done.items()]
        total = sum(products_by_day(works).get("A", {}).values(), Decimal(0))
        assert total == Decimal(100 * sum(done.values()) // per) / 100

    @given(
        done=counts,
        shares=st.lists(st.tuples(st.integers(-2, 8), st.integers(1, 900)), max_size=4),
    )
    def test_nothing_is_lost_made_up_or_over_a_share(self, done, shares):
        by_day = {MONDAY + dt.timedelta(days=n): Decimal(q) for n, q in done.items() if q}
        rows = [
            _Share(n, MONDAY + dt.timedelta(days=d), Decimal(left).scaleb(-2))
            for n, (d, left) in enumerate(shares)
        ]
        parts = spread(by_day, rows)
        assert sum((p.quantity for p in parts), Decimal(0)) == sum(by_day.values(), Decimal(0))
        for row in rows:
            assert sum((p.quantity for p in parts if p.share_id == row.share_id), Decimal(0)) <= row.left
        room = sum((r.left for r in rows), Decimal(0))
        above = sum((p.quantity for p in parts if p.share_id is None), Decimal(0))
        assert above == max(Decimal(0), sum(by_day.values(), Decimal(0)) - room)

    def test_late_and_in_time_never_mix(self):
        days = {MONDAY: Decimal(1), MONDAY + dt.timedelta(days=3): Decimal(1)}
        parts = spread(days, [_Share(7, MONDAY, Decimal(9))])
        assert parts == [Part(7, Decimal(1), MONDAY), Part(7, Decimal(1), MONDAY + dt.timedelta(days=3))]

    def test_a_week_is_cut_where_the_month_ends(self):
        assert spans_of(dt.date(2026, 11, 16)) == [(dt.date(2026, 11, 16), dt.date(2026, 11, 22))]
        assert spans_of(dt.date(2026, 11, 30)) == [
            (dt.date(2026, 11, 30), dt.date(2026, 11, 30)),
            (dt.date(2026, 12, 1), dt.date(2026, 12, 6)),
        ]
