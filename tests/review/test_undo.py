"""A decision is taken back whole, and only while nothing rests on it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from congvu.assignments.commands import propose_cause, rejudge_delivery, report_unable, withdraw_verdict
from congvu.assignments.models import Delivery, Share
from congvu.assignments.queries import feed
from congvu.assignments.states import DeliveryState, ShareState
from congvu.audit.models import AuditEvent
from congvu.base import clock
from congvu.base.errors import Denied, InvalidStep, Missing, OutOfRange
from congvu.diary.commands import edit_entry
from congvu.diary.lines import Line
from congvu.diary.models import Day, Entry
from congvu.diary.states import DayState, EntryState
from congvu.review.commands import (
    adjust_entry,
    confirm_entry,
    return_entry,
    undo_decision,
    write_talk,
)
from congvu.review.models import Confirmation
from congvu.worktime.models import Closing
from tests.diary.makers import NOON, TODAY, assign, send, write

REASON = "Phần này đã tính ở mục trước."
LATER = NOON + dt.timedelta(seconds=5)


def line_of(world, who="lan", **line) -> Entry:
    entry = write(world, who, **line)
    send(world, who)
    entry.refresh_from_db()
    return entry


def undo(world, made, who="hanh", at=LATER):
    return undo_decision(confirmation_id=made.pk, by=world.actor(who), at=at)


def facts(share: Share) -> tuple:
    share.refresh_from_db()
    return (share.quantity, share.quantity_done, share.quantity_handed_over, share.state, share.closed_at,
            share.closed_by, share.closing_reason, share.deadline)  # fmt: skip


def verdicts() -> list:
    return list(Delivery.objects.order_by("pk").values(
        "state", "quantity", "quantity_claimed", "errors", "late", "waived_errors", "waived_late", "judged_at",
        "judged_by", "reason", "major_error", "carried_errors"))  # fmt: skip


class TestUndo:
    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(data=st.data())
    def test_a_decision_and_its_undo_leave_everything_as_before(self, world, data):
        """Any number assigned, handed in and recognised; returned or not; reported impossible or not."""
        from django.db import transaction

        assigned = data.draw(st.integers(1, 5), label="assigned")
        handed = data.draw(st.integers(1, assigned), label="handed in")
        outcome = data.draw(st.sampled_from(["confirm", "adjust", "return"]), label="outcome")
        with transaction.atomic():
            share = assign(world, quantity=assigned)
            entry = line_of(world, share_id=share.pk, quantity=Decimal(handed))
            if data.draw(st.booleans(), label="unable"):
                report_unable(share_id=share.pk, reason="Thiếu hồ sơ gốc", by=world.actor("lan"), at=NOON)
            before, were = facts(share), verdicts()
            common = {"entry_id": entry.pk, "version": 1, "by": world.actor("hanh"), "at": NOON}
            if outcome == "confirm":
                made = confirm_entry(**common)
            elif outcome == "return":
                made = return_entry(reason=REASON, major_error=data.draw(st.booleans()), **common)
            else:
                kept = data.draw(st.integers(1, handed), label="kept")
                errors = data.draw(st.lists(st.integers(0, 2), min_size=kept, max_size=kept))
                made = adjust_entry(reason=REASON, quantity=Decimal(kept), minutes=5, errors=errors, **common)
            undo(world, made)
            assert facts(share) == before
            assert verdicts() == were
            entry.refresh_from_db()
            assert (entry.state, entry.confirmed_minutes, entry.decider_id, entry.decided_at) == (
                EntryState.SUBMITTED, None, None, None,
            )  # fmt: skip
            again = confirm_entry(**common)
            assert again.pk != made.pk
            share.refresh_from_db()
            assert share.quantity_done == handed
            transaction.set_rollback(True)

    def test_the_day_waits_again_and_the_row_stays(self, world):
        entry = line_of(world)
        made = confirm_entry(entry_id=entry.pk, version=1, by=world.actor("hanh"), at=NOON)
        assert Day.objects.get().state == DayState.CLOSED
        undo(world, made)
        assert Day.objects.get().state == DayState.SUBMITTED
        made.refresh_from_db()
        assert made.undone_at == LATER
        assert AuditEvent.objects.order_by("pk").last().what == "review.entry.undone"

    def test_unplanned_work_is_no_longer_counted_and_can_be_accepted_again(self, world):
        entry = line_of(world, product_id=world.products["DC.05"].pk, quantity=Decimal(1), title="Đột xuất")
        common = {"entry_id": entry.pk, "version": 1, "by": world.actor("hanh"), "accept_unplanned": True}
        made = confirm_entry(**common, at=NOON)
        month = (TODAY.replace(day=1), TODAY.replace(day=30))
        assert len(feed([world.lan.pk], *month)[world.lan.pk]) == 1
        undo(world, made)
        assert feed([world.lan.pk], *month)[world.lan.pk] == []
        assert Share.objects.get().state == ShareState.CANCELLED
        confirm_entry(**common, at=LATER)
        assert len(feed([world.lan.pk], *month)[world.lan.pk]) == 1

    def test_a_second_return_goes_back_to_the_first(self, world):
        entry = line_of(world)
        return_entry(entry_id=entry.pk, version=1, reason=REASON, by=world.actor("hanh"), at=NOON)
        edit_entry(entry_id=entry.pk, version=1, line=Line(title="Họp giao ban", minutes=40), by=world.actor("lan"), at=NOON)  # fmt: skip
        send(world)
        made = confirm_entry(entry_id=entry.pk, version=2, by=world.actor("hanh"), at=NOON)
        undo(world, made)
        entry.refresh_from_db()
        assert (entry.state, entry.decision_reason) == (EntryState.SUBMITTED, REASON)
        assert entry.decider == world.hanh


class TestRefusals:
    @pytest.mark.parametrize("who", ["lan", "minh", "son", "tam", "thu", "binh", "vui", "dung"])
    def test_only_who_decided(self, world, who):
        entry = line_of(world)
        made = confirm_entry(entry_id=entry.pk, version=1, by=world.actor("hanh"), at=NOON)
        with pytest.raises(Missing):
            undo(world, made, who)
        client = Client()
        client.force_login(world.people[who].user, backend="congvu.accounts.backends.Backend")
        assert client.post(f"/duyet/hoan-tac/{made.pk}").status_code == 404
        assert Entry.objects.get().state == EntryState.CONFIRMED

    def test_not_twice(self, world):
        entry = line_of(world)
        made = confirm_entry(entry_id=entry.pk, version=1, by=world.actor("hanh"), at=NOON)
        undo(world, made)
        with pytest.raises(InvalidStep):
            undo(world, made)

    def test_not_after_the_writer_changed_the_line_or_answered(self, world):
        entry = line_of(world)
        made = return_entry(entry_id=entry.pk, version=1, reason=REASON, by=world.actor("hanh"), at=NOON)
        write_talk(entry_id=entry.pk, body="Có kèm số văn bản rồi.", by=world.actor("lan"), at=NOON)
        with pytest.raises(InvalidStep, match="đã trả lời"):
            undo(world, made)
        edit_entry(entry_id=entry.pk, version=1, line=Line(title="Họp", minutes=40), by=world.actor("lan"), at=NOON)  # fmt: skip
        with pytest.raises(InvalidStep):
            undo(world, made)

    def test_not_in_a_locked_period(self, world):
        entry = line_of(world)
        made = confirm_entry(entry_id=entry.pk, version=1, by=world.actor("hanh"), at=NOON)
        Closing.objects.create(
            organ=world.organ, first=TODAY.replace(day=1), last=TODAY.replace(day=30), cutoff_on=TODAY,
            is_closed=True, closed_at=NOON,
        )  # fmt: skip
        with pytest.raises(OutOfRange):
            undo(world, made)
        assert Entry.objects.get().state == EntryState.CONFIRMED

    def test_not_when_the_verdict_was_put_right_or_a_cause_named(self, world):
        share = assign(world)
        entry = line_of(world, share_id=share.pk, quantity=Decimal(1))
        made = adjust_entry(entry_id=entry.pk, version=1, reason=REASON, errors=[1], by=world.actor("hanh"), at=NOON)  # fmt: skip
        delivery = Delivery.objects.get()
        propose_cause(delivery_id=delivery.pk, about="ERROR", product_index=0, count=1, reason="Số liệu do nơi khác gửi", by=world.actor("lan"), at=NOON)  # fmt: skip
        with pytest.raises(InvalidStep, match="nguyên nhân"):
            undo(world, made)
        rejudge_delivery(delivery_id=delivery.pk, met=True, quantity=None, errors=[0], late=None, major_error=False,
                         reason="Kiểm tra lại, không sai.", decider_id=None, by=world.actor("hanh"), at=LATER)  # fmt: skip
        with pytest.raises(InvalidStep, match="đã được sửa"):
            undo(world, made)
        delivery.refresh_from_db()
        assert delivery.state == DeliveryState.MET

    def test_not_when_what_came_free_was_handed_in(self, world):
        share = assign(world, quantity=2)
        entry = line_of(world, share_id=share.pk, quantity=Decimal(2))
        made = adjust_entry(entry_id=entry.pk, version=1, reason=REASON, quantity=Decimal(1), by=world.actor("hanh"), at=NOON)  # fmt: skip
        line_of(world, share_id=share.pk, quantity=Decimal(1), title="Phần còn lại")
        with pytest.raises(OutOfRange, match="đã nộp ở mục khác"):
            undo(world, made)
        share.refresh_from_db()
        assert share.quantity_done == 1

    def test_a_stranger_takes_no_verdict_back(self, world):
        share = assign(world)
        entry = line_of(world, share_id=share.pk, quantity=Decimal(1))
        confirm_entry(entry_id=entry.pk, version=1, by=world.actor("hanh"), at=NOON)
        with pytest.raises(Denied):
            withdraw_verdict(
                origin=entry.origin,
                judged_at=NOON,
                decider_id=world.hanh.pk,
                by=world.actor("minh"),
                at=LATER,
            )


class TestPages:
    def test_the_next_page_offers_the_way_back(self, world):
        first, second = line_of(world), line_of(world, "minh")
        client = Client()
        client.force_login(world.hanh.user, backend="congvu.accounts.backends.Backend")
        page = client.post(f"/duyet/{first.pk}/xac-nhan", {"version": 1}, follow=True).content.decode()
        made = Confirmation.objects.get()
        assert f'action="/duyet/hoan-tac/{made.pk}"' in page
        assert 'data-cv-key="KeyZ"' in page
        assert f"/duyet/{second.pk}/xac-nhan" in page
        answer = client.post(f"/duyet/hoan-tac/{made.pk}")
        assert (answer.status_code, answer["Location"]) == (303, f"/duyet/{first.pk}")
        assert (
            f"/duyet/hoan-tac/{made.pk}"
            not in client.get(f"/duyet/{second.pk}?vua={made.pk}").content.decode()
        )
        first.refresh_from_db()
        assert first.state == EntryState.SUBMITTED
        assert client.post(f"/duyet/hoan-tac/{made.pk}").status_code == 422

    @pytest.mark.parametrize("odd", ["x", "٣", "9" * 30, "-1", ""])
    def test_an_odd_address_offers_nothing(self, world, odd):
        entry = line_of(world)
        client = Client()
        client.force_login(world.hanh.user, backend="congvu.accounts.backends.Backend")
        answer = client.get(f"/duyet/{entry.pk}", {"vua": odd})
        assert answer.status_code == 200
        assert clock.now() == NOON
        assert "hoan-tac" not in answer.content.decode()
