"""Sending a day, taking it back, and what follows for tasks."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from congvu.assignments.models import Delivery
from congvu.assignments.states import DeliveryState
from congvu.audit.models import AccessLog, AuditEvent
from congvu.base import clock
from congvu.base.errors import Denied, Incomplete, InvalidStep, OutOfRange, Stale
from congvu.diary.commands import edit_entry, recall_day, remove_entry, settle_entry, submit_day
from congvu.diary.lines import Line
from congvu.diary.models import Day, Entry
from congvu.diary.states import DayState, EntryState, EntryStep
from congvu.org.models import ConfirmerChoice, Posting
from congvu.worktime.models import Closing, Leave

from .makers import NOON, TODAY, YESTERDAY, assign, send, write


def settle(world, entry, outcome=EntryStep.CONFIRM, who="hanh", version=None, **values):
    return settle_entry(
        entry_id=entry.pk, version=version or entry.version, outcome=outcome, by=world.actor(who), at=clock.now(), **values
    )  # fmt: skip


def recall(world, day, who="lan"):
    return recall_day(day_id=day.pk, by=world.actor(who), at=clock.now())


def opened(world, subject, who="hanh", owner="lan", at=NOON):
    AccessLog.objects.create(
        organ_id=world.organ.pk, at=at, viewer_id=world.people[who].pk, owner_id=world.people[owner].pk, subject=subject, path="/",
    )  # fmt: skip


class TestSubmit:
    def test_writer_sends_and_the_confirmer_of_that_day_is_fixed(self, world):
        entry = write(world, minutes=480)
        day = send(world)
        entry.refresh_from_db()
        assert (day.state, entry.state) == (DayState.SUBMITTED, EntryState.SUBMITTED)
        assert (day.confirmer_id, day.unit_id) == (world.hanh.pk, world.units["ccvc"].pk)
        assert day.submitted_at == entry.submitted_at == NOON
        assert AuditEvent.objects.last().what == "diary.day.submitted"

    def test_the_confirmer_is_the_one_of_the_day_worked(self, world):
        Posting.objects.filter(person=world.lan).update(valid_to=TODAY)
        Posting.objects.create(
            organ=world.organ,
            person=world.lan,
            unit=world.units["vp"],
            position=world.positions["CV"],
            valid_from=TODAY,
        )
        write(world, on=YESTERDAY)
        assert send(world, on=YESTERDAY).confirmer_id == world.hanh.pk
        write(world)
        assert send(world).confirmer_id == world.thu.pk

    def test_the_head_of_a_unit_is_confirmed_by_the_head_of_the_organ(self, world):
        write(world, "hanh")
        assert send(world, "hanh").confirmer_id == world.tam.pk

    def test_a_confirmer_set_by_name_comes_first(self, world):
        ConfirmerChoice.objects.create(
            organ=world.organ, person=world.lan, confirmer=world.son, reason="Phụ trách", valid_from=YESTERDAY
        )
        write(world)
        assert send(world).confirmer_id == world.son.pk

    def test_nobody_to_confirm_keeps_the_lines(self, world):
        write(world, "tam")
        with pytest.raises(Incomplete, match="chỉ định người xác nhận"):
            send(world, "tam")
        assert Entry.objects.get().state == EntryState.DRAFT

    def test_an_empty_day_is_not_sent(self, world):
        entry = write(world)
        remove_entry(entry_id=entry.pk, version=1, by=world.actor("lan"), at=NOON)
        with pytest.raises(Incomplete, match="chưa có mục nào"):
            send(world)

    def test_a_second_click_sends_nothing_twice(self, world):
        write(world)
        send(world)
        with pytest.raises(Incomplete):
            send(world)

    def test_only_the_writer_sends(self, world):
        write(world)
        day = Day.objects.get()
        for who in ("minh", "hanh", "tam", "vui", "dung"):
            with pytest.raises(Denied):
                submit_day(day_id=day.pk, by=world.actor(who), at=NOON)

    def test_missing_evidence_never_blocks(self, world):
        write(world)
        assert send(world).state == DayState.SUBMITTED

    def test_a_day_above_its_schedule_needs_one_sentence(self, world):
        write(world, minutes=481)
        with pytest.raises(Incomplete, match="Ngày này ghi 8 giờ 01, lịch là 8 giờ") as error:
            send(world)
        assert error.value.field == "excess_reason"
        assert send(world, reason=" Chuẩn bị\x00 kỳ họp ").excess_reason == "Chuẩn bị kỳ họp"

    def test_exactly_the_schedule_needs_none(self, world):
        write(world, minutes=480)
        assert send(world).excess_reason == ""

    def test_a_holiday_needs_one_sentence_that_names_it(self, world):
        saturday = dt.date(2026, 11, 14)
        write(world, on=saturday)
        with pytest.raises(Incomplete, match="Thứ Bảy"):
            send(world, on=saturday)
        assert send(world, on=saturday, reason="Trực").state == DayState.SUBMITTED

    def test_a_day_of_leave_needs_one_sentence(self, world):
        Leave.objects.create(
            organ=world.organ, person=world.lan, kind="ANNUAL", first=YESTERDAY, last=YESTERDAY, state="APPROVED",
            asked_at=NOON, asked_by="x", decided_at=NOON, decided_by="y",
        )  # fmt: skip
        write(world, on=YESTERDAY)
        with pytest.raises(Incomplete, match="Nghỉ phép năm"):
            send(world, on=YESTERDAY)
        assert send(world, on=YESTERDAY, reason="Xử lý việc gấp").excess_reason == "Xử lý việc gấp"

    def test_a_sentence_too_long_is_refused(self, world):
        write(world, minutes=500)
        with pytest.raises(OutOfRange, match="300 ký tự"):
            send(world, reason="x" * 301)

    def test_typed_in_time_but_sent_late_is_marked(self, world):
        entry = write(world, on=YESTERDAY)
        with clock.frozen(clock.at(dt.date(2026, 11, 20), 8)):
            send(world, on=YESTERDAY)
        entry.refresh_from_db()
        assert entry.is_late

    def test_after_the_cut_off_nothing_is_sent(self, world):
        write(world)
        Closing.objects.create(
            organ=world.organ, first=dt.date(2026, 11, 1), last=dt.date(2026, 11, 30), cutoff_on=YESTERDAY
        )
        with pytest.raises(OutOfRange, match="đã chốt"):
            send(world)

    def test_more_lines_may_follow_on_a_sent_day(self, world):
        first = write(world)
        send(world)
        second = write(world, title="Việc cuối giờ")
        assert Day.objects.get().state == DayState.DRAFT
        first.refresh_from_db()
        assert first.state == EntryState.SUBMITTED
        send(world)
        second.refresh_from_db()
        assert second.state == EntryState.SUBMITTED


class TestHandIn:
    def test_a_line_that_finishes_some_of_a_task_is_its_hand_in(self, world):
        share = assign(world)
        entry = write(world, share_id=share.pk, quantity=Decimal(2))
        time_only = write(world, share_id=share.pk)
        send(world)
        delivery = Delivery.objects.get()
        assert (delivery.share_id, delivery.quantity, delivery.finished_on) == (share.pk, Decimal(2), TODAY)
        assert delivery.origin == f"diary.entry:{entry.pk}"
        assert time_only.quantity == 0

    def test_two_lines_that_claim_too_much_together_are_refused_and_named(self, world):
        share = assign(world, quantity=3)
        write(world, share_id=share.pk, quantity=Decimal(2), title="Đợt một")
        write(world, share_id=share.pk, quantity=Decimal(2), title="Đợt hai")
        with pytest.raises(OutOfRange, match="“Đợt hai”: Phần việc này còn 1 sản phẩm"):
            send(world)
        assert not Delivery.objects.exists()
        assert set(Entry.objects.values_list("state", flat=True)) == {EntryState.DRAFT}

    def test_a_recall_withdraws_the_hand_in_and_it_can_come_again(self, world):
        share = assign(world)
        write(world, share_id=share.pk, quantity=Decimal(2))
        day = send(world)
        recall(world, day)
        assert Delivery.objects.get().state == DeliveryState.WITHDRAWN
        send(world)
        assert Delivery.objects.filter(state=DeliveryState.HANDED_IN).count() == 1


class TestRecall:
    def test_a_sent_day_is_taken_back(self, world):
        entry = write(world)
        day = recall(world, send(world))
        entry.refresh_from_db()
        assert (day.state, entry.state) == (DayState.DRAFT, EntryState.DRAFT)

    @pytest.mark.parametrize("thing", ["day", "entry"])
    def test_not_after_another_opened_it(self, world, thing):
        entry = write(world)
        day = send(world)
        opened(world, f"diary.{thing}:{day.pk if thing == 'day' else entry.pk}")
        with pytest.raises(InvalidStep, match="Đã có người mở xem"):
            recall(world, day)

    def test_what_was_opened_before_it_was_sent_does_not_count(self, world):
        entry = write(world)
        opened(world, f"diary.entry:{entry.pk}", at=clock.at(TODAY, 11))
        assert recall(world, send(world)).state == DayState.DRAFT

    def test_nothing_waits(self, world):
        write(world)
        with pytest.raises(InvalidStep, match="không có mục nào đang chờ"):
            recall(world, Day.objects.get())

    def test_a_confirmed_line_stays(self, world):
        first, second = write(world), write(world, title="Khác")
        day = send(world)
        settle(world, first)
        recall(world, day)
        first.refresh_from_db()
        second.refresh_from_db()
        assert (first.state, second.state) == (EntryState.CONFIRMED, EntryState.DRAFT)

    def test_only_the_writer_recalls(self, world):
        write(world)
        day = send(world)
        with pytest.raises(Denied):
            recall(world, day, "hanh")


class TestSettle:
    def test_the_day_closes_when_all_lines_are_settled(self, world):
        first, second = write(world), write(world, title="Khác")
        day = send(world)
        settle(world, first)
        day.refresh_from_db()
        assert day.state == DayState.SUBMITTED
        settle(world, second, EntryStep.ADJUST, minutes=20, reason="Bớt")
        day.refresh_from_db()
        second.refresh_from_db()
        assert (day.state, day.closed_at) == (DayState.CLOSED, NOON)
        assert (second.confirmed_minutes, second.minutes) == (20, 30)
        assert AuditEvent.objects.last().what == "diary.day.closed"

    def test_returned_corrected_and_sent_again(self, world):
        entry = write(world)
        day = send(world)
        settle(world, entry, EntryStep.RETURN, reason="Thiếu tờ trình kèm theo")
        day.refresh_from_db()
        assert day.state == DayState.RETURNED
        entry = edit_entry(
            entry_id=entry.pk,
            version=1,
            line=Line(title="Đã sửa", minutes=20),
            by=world.actor("lan"),
            at=NOON,
        )
        assert (entry.version, entry.state) == (2, EntryState.DRAFT)
        assert entry.versions.get().content["decision_reason"] == "Thiếu tờ trình kèm theo"
        send(world)
        settle(world, entry)
        day.refresh_from_db()
        assert day.state == DayState.CLOSED

    def test_a_returned_line_taken_out_closes_the_day(self, world):
        entry, other = write(world), write(world, title="Khác")
        day = send(world)
        settle(world, other)
        settle(world, entry, EntryStep.RETURN, reason="Không phải việc này")
        remove_entry(entry_id=entry.pk, version=1, by=world.actor("lan"), at=NOON)
        day.refresh_from_db()
        assert day.state == DayState.CLOSED

    def test_of_two_decisions_the_second_is_told(self, world):
        entry = write(world)
        send(world)
        settle(world, entry)
        with pytest.raises(InvalidStep, match="Đã xác nhận"):
            settle(world, entry, EntryStep.RETURN, reason="Muộn rồi nhé")

    def test_a_decision_on_an_older_version_is_told(self, world):
        entry = write(world)
        day = send(world)
        recall(world, day)
        edit_entry(
            entry_id=entry.pk, version=1, line=Line(title="Mới", minutes=5), by=world.actor("lan"), at=NOON
        )
        send(world)
        with pytest.raises(Stale):
            settle(world, entry, version=1)

    def test_nobody_settles_her_own_and_strangers_cannot(self, world):
        entry = write(world)
        send(world)
        for who in ("lan", "minh", "son", "tam", "thu", "binh", "vui", "dung"):
            with pytest.raises(Denied):
                settle(world, entry, who=who)
