"""Confirm, adjust, return: rights, verdicts, delegation, what is remembered."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from congvu.assignments.models import Delivery, Share
from congvu.assignments.queries import feed
from congvu.assignments.states import DeliveryState, ShareState
from congvu.audit.access import note_views
from congvu.audit.models import AuditEvent
from congvu.base import clock
from congvu.base.errors import Denied, Incomplete, InvalidStep, Missing, OutOfRange, Stale
from congvu.diary.commands import edit_entry
from congvu.diary.lines import Line
from congvu.diary.models import Day
from congvu.diary.states import DayState, EntryState
from congvu.org.models import Delegation
from congvu.review import commands
from congvu.review.models import Confirmation
from congvu.worktime.models import Closing
from tests.diary.makers import NOON, TODAY, assign, send, write

REASON = "Phần này đã tính ở mục trước."


def decide(what, world, entry, who="hanh", version=None, at=None, **values):
    return getattr(commands, f"{what}_entry")(
        entry_id=entry.pk, version=version or entry.version, by=world.actor(who), at=at or clock.now(), **values
    )  # fmt: skip


@pytest.fixture
def line(world):
    """A line of Lan's day, sent to Hạnh; it finishes nothing."""
    entry = write(world)
    send(world)
    entry.refresh_from_db()
    return entry


@pytest.fixture
def handed_in(world):
    """A line that finishes two of three products of a task due today."""
    entry = write(world, share_id=assign(world).pk, quantity=Decimal(2))
    send(world)
    entry.refresh_from_db()
    return entry


@pytest.fixture
def unplanned(world):
    """A line with a product that nobody assigned."""
    entry = write(world, product_id=world.products["DC.05"].pk, quantity=Decimal(1), title="Báo cáo đột xuất")
    send(world)
    entry.refresh_from_db()
    return entry


class TestConfirm:
    def test_the_head_confirms_and_the_day_closes(self, world, line):
        made = decide("confirm", world, line)
        line.refresh_from_db()
        assert (line.state, line.confirmed_minutes) == (EntryState.CONFIRMED, 30)
        assert Day.objects.get().state == DayState.CLOSED
        assert (made.confirmer, made.acting_for, made.was_opened) == (world.hanh, None, False)
        assert AuditEvent.objects.last().what == "review.entry.confirmed"
        assert not Delivery.objects.exists()

    @pytest.mark.parametrize("what", ["confirm", "adjust", "return"])
    @pytest.mark.parametrize("who", ["lan", "minh", "son", "tam", "thu", "binh", "vui", "dung"])
    def test_nobody_else_decides_and_nobody_her_own(self, world, line, what, who):
        values = {"confirm": {}, "adjust": {"reason": REASON, "minutes": 5}, "return": {"reason": REASON}}[
            what
        ]
        with pytest.raises(Denied):
            decide(what, world, line, who, **values)
        line.refresh_from_db()
        assert line.state == EntryState.SUBMITTED
        assert not Confirmation.objects.exists()

    def test_the_head_does_not_confirm_her_own_line(self, world):
        entry = write(world, "hanh")
        send(world, "hanh")
        with pytest.raises(Denied):
            decide("confirm", world, entry, "hanh")
        assert decide("confirm", world, entry, "tam").confirmer == world.tam

    def test_what_was_opened_since_it_was_sent_is_recorded_as_opened(self, world, line):
        actor = world.actor("hanh")
        note_views(actor, [(f"diary.entry:{line.pk}", world.lan.pk)], path="/", at=NOON)
        assert decide("confirm", world, line).was_opened

    def test_an_opening_before_it_was_sent_or_by_another_does_not_count(self, world, line):
        seen = [(f"diary.entry:{line.pk}", world.lan.pk)]
        note_views(world.actor("hanh"), seen, path="/", at=clock.at(TODAY, 11))
        note_views(world.actor("tam"), seen, path="/", at=NOON)
        assert not decide("confirm", world, line).was_opened

    def test_a_double_click_confirms_once(self, world, line):
        decide("confirm", world, line)
        with pytest.raises(InvalidStep):
            decide("confirm", world, line)
        assert Confirmation.objects.count() == 1

    def test_of_two_confirmers_the_second_is_told(self, world, line):
        with pytest.raises(Stale):
            decide("confirm", world, line, version=2)

    def test_what_is_not_there_is_missing(self, world):
        with pytest.raises(Missing):
            commands.confirm_entry(entry_id=10**9, version=1, by=world.actor("hanh"), at=NOON)

    def test_after_the_cut_off_nothing_is_decided(self, world, line):
        Closing.objects.create(
            organ=world.organ, first=dt.date(2026, 11, 1), last=dt.date(2026, 11, 30),
            cutoff_on=dt.date(2026, 11, 18),
        )  # fmt: skip
        with pytest.raises(OutOfRange, match="đã chốt"):
            decide("confirm", world, line)


class TestDelegate:
    @pytest.fixture
    def standin(self, world):
        return Delegation.objects.create(
            organ=world.organ, giver=world.hanh, taker=world.minh, form="TL", reason="Đi công tác",
            valid_from=dt.date(2026, 11, 18), valid_to=dt.date(2026, 11, 21),
        )  # fmt: skip

    def test_the_delegate_acts_and_is_named(self, world, line, standin):
        made = decide("confirm", world, line, "minh")
        assert (made.confirmer, made.acting_for) == (world.minh, world.hanh)
        event = AuditEvent.objects.get(what="review.entry.confirmed")
        assert (event.by, event.acting_for) == (f"person:{world.minh.pk}", f"person:{world.hanh.pk}")

    def test_not_before_nor_after_its_dates(self, world, line, standin):
        for day in (dt.date(2026, 11, 17), dt.date(2026, 11, 21)):
            with pytest.raises(Denied):
                commands.confirm_entry(
                    entry_id=line.pk, version=1, by=world.actor("minh", on=day), at=clock.at(day, 9)
                )

    def test_the_delegate_does_not_confirm_her_own_lines(self, world, standin):
        entry = write(world, "minh")
        send(world, "minh")
        with pytest.raises(Denied):
            decide("confirm", world, entry, "minh")

    def test_a_delegate_who_judges_a_hand_in_is_named_there_too(self, world, handed_in, standin):
        decide("confirm", world, handed_in, "minh")
        assert Delivery.objects.get().judged_by == f"person:{world.minh.pk}"


class TestVerdict:
    def test_confirming_a_hand_in_is_its_verdict_once(self, world, handed_in):
        decide("confirm", world, handed_in)
        delivery = Delivery.objects.get()
        assert (delivery.state, delivery.quantity, delivery.errors, delivery.late) == (
            DeliveryState.MET, Decimal(2), [0, 0], [0, 0],
        )  # fmt: skip
        assert Share.objects.get().quantity_done == 2

    def test_finished_after_the_deadline_is_late(self, world):
        share = assign(world, deadline=dt.date(2026, 11, 18))
        entry = write(world, share_id=share.pk, quantity=Decimal(1))
        send(world)
        decide("confirm", world, entry)
        assert Delivery.objects.get().late == [1]

    def test_an_adjusted_quantity_and_quality_reach_the_verdict(self, world, handed_in):
        made = decide("adjust", world, handed_in, reason=REASON, quantity=Decimal(1), errors=[1])
        delivery = Delivery.objects.get()
        assert (delivery.quantity, delivery.errors, delivery.reason) == (Decimal(1), [1], REASON)
        assert (made.quantity, made.errors) == (Decimal(1), [1])
        assert Share.objects.get().state == ShareState.ACCEPTED

    def test_a_refused_verdict_keeps_nothing(self, world, handed_in):
        with pytest.raises(OutOfRange, match="Cần đúng 2 số đếm"):
            decide("adjust", world, handed_in, reason=REASON, errors=[1])
        handed_in.refresh_from_db()
        assert handed_in.state == EntryState.SUBMITTED
        assert Delivery.objects.get().state == DeliveryState.HANDED_IN
        assert not Confirmation.objects.exists()

    def test_returned_put_right_and_handed_in_again_replaces_the_first(self, world, handed_in):
        decide("return", world, handed_in, reason="Sai căn cứ pháp lý ở mục hai", major_error=True)
        first = Delivery.objects.get()
        assert (first.state, first.major_error) == (DeliveryState.RETURNED, True)
        entry = edit_entry(
            entry_id=handed_in.pk, version=1, by=world.actor("lan"), at=NOON,
            line=Line(title="Đã sửa", share_id=handed_in.share_id, quantity=Decimal(2), minutes=40),
        )  # fmt: skip
        send(world)
        second = Delivery.objects.get(state=DeliveryState.HANDED_IN)
        assert second.replaces == first
        decide("confirm", world, entry)
        second.refresh_from_db()
        assert second.errors == [1, 1]
        assert Confirmation.objects.count() == 2


class TestUnplanned:
    def test_a_product_nobody_assigned_counts_only_by_the_tick(self, world, unplanned):
        decide("confirm", world, unplanned)
        assert feed([world.lan.pk], dt.date(2026, 11, 1), dt.date(2026, 11, 30))[world.lan.pk] == []

    def test_with_the_tick_it_is_extra_work(self, world, unplanned):
        made = decide("confirm", world, unplanned, accept_unplanned=True)
        assert made.accepted_unplanned
        (item,) = feed([world.lan.pk], dt.date(2026, 11, 1), dt.date(2026, 11, 30))[world.lan.pk]
        assert (item.extra, item.done, item.coefficient) == (True, Decimal(1), Decimal(12))
        assert item.deliveries[0].origin == f"diary.entry:{unplanned.pk}"

    def test_its_share_and_quality_can_be_adjusted(self, world, unplanned):
        decide(
            "adjust", world, unplanned, reason=REASON, percent=Decimal(50), errors=[1], accept_unplanned=True
        )
        (item,) = feed([world.lan.pk], dt.date(2026, 11, 1), dt.date(2026, 11, 30))[world.lan.pk]
        assert (item.coefficient, item.errors) == (Decimal(6), (1,))

    def test_a_major_error_returned_before_still_counts(self, world, unplanned):
        decide("return", world, unplanned, reason="Số liệu sai toàn bộ phụ lục", major_error=True)
        entry = edit_entry(
            entry_id=unplanned.pk, version=1, by=world.actor("lan"), at=NOON,
            line=Line(product_id=unplanned.product_id, quantity=Decimal(1), minutes=30),
        )  # fmt: skip
        send(world)
        decide("confirm", world, entry, accept_unplanned=True)
        (item,) = feed([world.lan.pk], dt.date(2026, 11, 1), dt.date(2026, 11, 30))[world.lan.pk]
        assert item.errors == (1,)

    def test_the_tick_means_nothing_on_other_lines(self, world, line):
        with pytest.raises(OutOfRange, match="việc đột xuất"):
            decide("confirm", world, line, accept_unplanned=True)

    def test_nor_on_a_task_that_was_assigned(self, world, handed_in):
        with pytest.raises(OutOfRange, match="việc đột xuất"):
            decide("confirm", world, handed_in, accept_unplanned=True)


class TestAdjust:
    def test_the_writer_keeps_her_words_and_sees_the_new_value(self, world, line):
        decide("adjust", world, line, minutes=20, reason=REASON)
        line.refresh_from_db()
        assert (line.state, line.minutes, line.confirmed_minutes) == (EntryState.ADJUSTED, 30, 20)

    @pytest.mark.parametrize(
        ("values", "error", "sentence"),
        [
            ({"minutes": 20, "reason": " \x00 "}, Incomplete, "Ghi lý do điều chỉnh"),
            ({"reason": REASON}, Incomplete, "Chưa thay đổi"),
            ({"reason": REASON, "minutes": 30}, Incomplete, "Chưa thay đổi"),
            ({"reason": REASON, "minutes": 0}, OutOfRange, "đến 12 giờ"),
            ({"reason": REASON, "minutes": 10**12}, OutOfRange, "đến 12 giờ"),
            ({"reason": REASON, "quantity": Decimal(1)}, OutOfRange, "nhiều nhất 0"),
            ({"reason": REASON, "quantity": Decimal("NaN")}, OutOfRange, "Số lượng"),
            ({"reason": REASON, "errors": [1]}, OutOfRange, "không nộp sản phẩm"),
            ({"reason": REASON, "percent": Decimal(101)}, OutOfRange, "Tỷ lệ"),
            ({"reason": "x" * 2001, "minutes": 5}, OutOfRange, "2.000 ký tự"),
        ],
    )
    def test_what_does_not_fit_is_refused(self, world, line, values, error, sentence):
        with pytest.raises(error, match=sentence):
            decide("adjust", world, line, **values)
        line.refresh_from_db()
        assert line.state == EntryState.SUBMITTED

    def test_none_of_the_products_is_a_return(self, world, handed_in):
        with pytest.raises(OutOfRange, match="trả lại"):
            decide("adjust", world, handed_in, reason=REASON, quantity=Decimal(0))

    def test_the_share_of_a_task_is_fixed_there(self, world, handed_in):
        with pytest.raises(OutOfRange, match="trang việc"):
            decide("adjust", world, handed_in, reason=REASON, percent=Decimal(40))


class TestReturn:
    def test_the_reason_reaches_the_writer(self, world, line):
        made = decide("return", world, line, reason="Giúp tôi kèm tờ trình")
        line.refresh_from_db()
        assert (line.state, line.decision_reason) == (EntryState.RETURNED, "Giúp tôi kèm tờ trình")
        assert (made.minutes, made.reason) == (None, "Giúp tôi kèm tờ trình")
        assert Day.objects.get().state == DayState.RETURNED

    @pytest.mark.parametrize("reason", ["", "Sai", "   ngắn     ", "\x00" * 20])
    def test_a_reason_under_ten_characters_is_refused(self, world, line, reason):
        with pytest.raises(Incomplete, match="ít nhất 10 ký tự"):
            decide("return", world, line, reason=reason)
