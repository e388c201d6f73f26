"""After the week was confirmed: more accepted, the confirmation taken back, the month added up."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from congvu.assignments.models import Delivery, Share, Task
from congvu.audit.models import AuditEvent
from congvu.base import clock
from congvu.base.errors import Denied, Incomplete, InvalidStep, Missing, OutOfRange
from congvu.duties.commands import accept_above, confirm_week, reopen_week, undo_tap
from congvu.duties.models import Approval, DutyShift, Tap
from congvu.duties.queries import duty_page, week_page

from .making import MONDAY, PEOPLE, TODAY, TRIP, drivers, driving, touch, worked

WHY = "Sổ xe ghi thiếu một chuyến."
NEXT = MONDAY + dt.timedelta(days=1)


@pytest.fixture
def confirmed(world):
    """Three trips assigned, five made and confirmed, the two above left unticked."""
    drivers(world)
    driving(world, "3")
    worked(world, MONDAY, 5)
    worked(world, NEXT, 0)
    return confirm(world)


def confirm(world, **more) -> Approval:
    return confirm_week(person_id=world.hai.pk, monday=MONDAY, by=world.actor("thu"), at=clock.now(), **more)


def hai_in(world, who: str = "thu"):
    shown = week_page(MONDAY, "", 0, viewer=world.actor(who))
    return next((p for p in shown.people if p.person_id == world.hai.pk), None)


def accept(world, approval, number: int = 1, who: str = "thu"):
    return accept_above(approval_id=approval.pk, number=number, by=world.actor(who), at=clock.now())


def reopen(world, approval, reason: str = WHY, who: str = "thu"):
    return reopen_week(approval_id=approval.pk, reason=reason, by=world.actor(who), at=clock.now())


class TestAcceptedLater:
    def test_what_was_left_unticked_counts_when_it_is_accepted(self, world, confirmed):
        assert [row.quantity for row in hai_in(world).uncounted] == [Decimal(2)]
        accept(world, confirmed)
        extra = Task.objects.get(origin="UNPLANNED").shares.get()
        assert (extra.quantity_done, extra.is_extra, extra.person_id) == (Decimal(2), True, world.hai.pk)
        assert hai_in(world).uncounted == []
        event = AuditEvent.objects.get(what="duties.week.accepted")
        assert (event.by, event.data["quantity"]) == (f"person:{world.thu.pk}", "2")

    def test_once_and_only_what_is_there(self, world, confirmed):
        accept(world, confirmed)
        with pytest.raises(InvalidStep, match="đã được tính"):
            accept(world, confirmed)
        with pytest.raises(InvalidStep):
            accept(world, confirmed, number=0)
        with pytest.raises(Missing):
            accept(world, confirmed, number=2)

    @pytest.mark.parametrize("who", ["hai", "lan", "hanh", "tam", "binh", "dung"])
    def test_by_the_confirmer_alone(self, world, confirmed, who):
        with pytest.raises((Denied, Missing)):
            accept(world, confirmed, who=who)
        with pytest.raises((Denied, Missing)):
            reopen(world, confirmed, who=who)
        assert hai_in(world, who) is None

    def test_not_after_the_records_were_closed(self, world, confirmed):
        with clock.frozen(clock.at(dt.date(2027, 1, 20), 9)):
            for late in (accept, reopen):
                with pytest.raises(OutOfRange):
                    late(world, confirmed)
            assert (hai_in(world).uncounted, hai_in(world).reopenable) == ([], [])


class TestReopened:
    def test_the_shifts_wait_again_and_nothing_counts(self, world, confirmed):
        accept(world, confirmed)
        reopen(world, confirmed)
        assert set(DutyShift.objects.values_list("state", "approval")) == {("FINISHED", None)}
        assert set(Delivery.objects.values_list("state", flat=True)) == {"WITHDRAWN"}
        assert Share.objects.get(is_extra=False).quantity_done == 0
        confirmed.refresh_from_db()
        assert (confirmed.withdrawn_by, confirmed.reason) == (f"person:{world.thu.pk}", WHY)
        assert AuditEvent.objects.get(what="duties.week.reopened").data["reason"] == WHY
        assert hai_in(world).waiting == 2

    def test_and_are_confirmed_anew(self, world, confirmed):
        reopen(world, confirmed)
        again = confirm(world, accept=["LX.01"])
        assert again.pk != confirmed.pk
        assert Share.objects.get(is_extra=False).quantity_done == 3
        assert Share.objects.get(is_extra=True, state="DONE").quantity_done == 2
        with pytest.raises(InvalidStep, match="đã được mở lại"):
            reopen(world, confirmed)

    def test_a_reason_is_needed(self, world, confirmed):
        with pytest.raises(Incomplete):
            reopen(world, confirmed, "Sai")
        assert set(DutyShift.objects.values_list("state", flat=True)) == {"CONFIRMED"}

    def test_the_page_through(self, world, confirmed, client):
        client.force_login(world.thu.user, backend="congvu.accounts.backends.Backend")
        page = client.get(f"/duyet-ca?tuan={MONDAY}").content.decode()
        assert "vượt việc được giao, đã xác nhận nhưng chưa tính" in page
        assert "Mở lại 2 ca đã xác nhận" in page
        client.post(f"/duyet-ca/lan/{confirmed.pk}/nhan", {"number": "1"})
        assert Share.objects.get(is_extra=True).quantity_done == 2
        refused = client.post(f"/duyet-ca/lan/{confirmed.pk}/mo-lai", {"reason": ""})
        assert refused.status_code == 422
        client.post(f"/duyet-ca/lan/{confirmed.pk}/mo-lai", {"reason": WHY})
        assert hai_in(world).waiting == 2
        client.force_login(world.dung.user, backend="congvu.accounts.backends.Backend")
        assert client.post(f"/duyet-ca/lan/{confirmed.pk}/nhan", {"number": "1"}).status_code == 404


class TestTheMonth:
    def test_counters_and_trips_add_up_for_both(self, world):
        drivers(world)
        worked(world, MONDAY, 2)
        worked(world, NEXT, 1)
        with clock.frozen(clock.at(dt.date(2026, 11, 2), 9)):
            touch(world, "COUNT", PEOPLE, dt.date(2026, 11, 2))
        touch(world, "COUNT", PEOPLE)
        undo = touch(world, "COUNT", PEOPLE)
        undo_tap(
            tap_id=undo.pk, client_id=undo.client_id.__class__(int=7), by=world.actor("hai"), at=clock.now()
        )
        mine = {
            row.item.label: row.month
            for section in duty_page(TODAY, "", viewer=world.actor("hai")).sections
            for row in section.rows
        }
        assert (mine[TRIP], mine[PEOPLE]) == ("3 chuyến", "2 lượt")
        assert {c.label: c.words for c in hai_in(world).month} == {TRIP: "3 chuyến", PEOPLE: "2 lượt"}
        assert Tap.objects.filter(kind="COUNT").count() == 3

    def test_another_month_starts_at_nothing(self, world):
        drivers(world)
        with clock.frozen(clock.at(dt.date(2026, 10, 30), 9)):
            touch(world, "COUNT", PEOPLE, dt.date(2026, 10, 30))
        assert hai_in(world).month == ()
