"""Writing, changing and removing lines: every rule of time, text, versions, rights."""

from __future__ import annotations

import datetime as dt
import unicodedata
import uuid
from decimal import Decimal

import pytest

from congvu.audit.models import AuditEvent
from congvu.base import clock
from congvu.base.errors import Denied, DomainError, Incomplete, InvalidStep, Missing, OutOfRange, Stale
from congvu.catalogue.models import ProductScope
from congvu.diary.commands import edit_entry, move_entry, remove_entry
from congvu.diary.lines import Line
from congvu.diary.models import Day, Entry, EntryVersion
from congvu.diary.states import DayState, EntryState
from congvu.org.models import Rules
from congvu.worktime.models import Closing
from tests.world.guards import guards_off

from .makers import NOON, TODAY, YESTERDAY, assign, send, write


def change(world, entry, who="lan", version=None, **line):
    line = {"title": entry.title, "minutes": entry.minutes} | line
    return edit_entry(
        entry_id=entry.pk,
        version=entry.version if version is None else version,
        line=Line(**line),
        by=world.actor(who),
        at=clock.now(),
    )


class TestAdd:
    def test_writer_adds_a_line_of_the_catalogue(self, world):
        product = world.products["HS.01"]
        entry = write(
            world, product_id=product.pk, title="", minutes=75, quantity=Decimal("1.5"), note="Hai hồ sơ"
        )

        entry.refresh_from_db()
        assert entry.title == product.detail
        assert (entry.minutes, entry.quantity, entry.state) == (75, Decimal("1.5"), EntryState.DRAFT)
        assert entry.typed_at == NOON
        assert not entry.is_late
        assert entry.day.unit == world.units["ccvc"]
        event = AuditEvent.objects.get()
        assert (event.what, event.subject, event.owner) == (
            "diary.entry.added", f"diary.entry:{entry.pk}", f"person:{world.lan.pk}",
        )  # fmt: skip

    def test_a_double_click_makes_one_line(self, world):
        key = uuid.uuid4()
        first, second = write(world, client_id=key), write(world, client_id=key)
        assert first.pk == second.pk
        assert Entry.objects.count() == 1
        assert AuditEvent.objects.count() == 1

    def test_the_same_key_of_two_people_makes_two_lines(self, world):
        key = uuid.uuid4()
        write(world, client_id=key)
        write(world, "minh", client_id=key)
        assert Entry.objects.count() == 2

    def test_nobody_writes_for_another(self, world):
        from congvu.diary.commands import add_entry

        for who in ("minh", "hanh", "tam", "binh", "vui", "dung"):
            with pytest.raises(Denied, match="Chỉ người viết"):
                add_entry(
                    person_id=world.lan.pk, on=TODAY, line=Line(title="Việc", minutes=5), client_id=uuid.uuid4(),
                    by=world.actor(who), at=NOON,
                )  # fmt: skip
        assert not Day.objects.exists()

    def test_a_share_gives_product_title_role_and_percent(self, world):
        share = assign(world)
        entry = write(
            world, title="", share_id=share.pk, role="SUPPORT", percent=Decimal(5), quantity=Decimal(2)
        )
        assert entry.product_id == share.task.product_id
        assert entry.title == share.task.title
        assert (entry.role, entry.percent) == ("LEAD", Decimal(100))

    def test_the_share_of_another_is_not_there(self, world):
        share = assign(world, "minh")
        with pytest.raises(Missing):
            write(world, share_id=share.pk)

    def test_more_than_the_share_has_left_is_refused(self, world):
        share = assign(world, quantity=2)
        with pytest.raises(OutOfRange, match="còn 2 sản phẩm") as error:
            write(world, share_id=share.pk, quantity=Decimal(3))
        assert error.value.field == "quantity"

    def test_off_the_catalogue_needs_a_title_and_has_no_quantity(self, world):
        with pytest.raises(Incomplete, match="Chọn một việc"):
            write(world, title=" ​ ")
        with pytest.raises(OutOfRange, match="ngoài danh mục"):
            write(world, quantity=Decimal(1))

    def test_a_product_of_another_organ_is_not_there(self, world):
        product = world.products["DC.01"]
        product.organ = world.other
        product.save()
        with pytest.raises(Missing):
            write(world, product_id=product.pk)

    def test_a_product_of_no_edition_in_force_is_refused(self, world):
        world.edition.valid_to = TODAY
        world.edition.save()
        with pytest.raises(OutOfRange, match="danh mục hiệu lực"):
            write(world, product_id=world.products["DC.01"].pk)
        assert write(world, product_id=world.products["DC.01"].pk, on=YESTERDAY).pk

    def test_work_out_of_position_is_allowed_and_marked(self, world):
        product = world.products["LX.01"]
        product.is_shared = False
        with guards_off():
            product.save()
        ProductScope.objects.create(organ=world.organ, product=product, position=world.positions["LX"])
        assert write(world, product_id=product.pk).is_out_of_position
        assert not write(world, "hai", product_id=product.pk).is_out_of_position

    def test_a_product_of_a_unit_above_is_in_position(self, world):
        product = world.products["LX.01"]
        product.is_shared = False
        with guards_off():
            product.save()
        ProductScope.objects.create(organ=world.organ, product=product, unit=world.units["root"])
        assert not write(world, product_id=product.pk).is_out_of_position


class TestTime:
    def test_tomorrow_is_refused(self, world):
        with pytest.raises(OutOfRange, match="chưa tới"):
            write(world, on=TODAY + dt.timedelta(1))

    def test_an_end_still_to_come_is_refused(self, world):
        with pytest.raises(OutOfRange, match="Chưa tới 12:30"):
            write(world, minutes=None, starts_at=dt.time(11), ends_at=dt.time(12, 30))
        assert write(world, minutes=None, starts_at=dt.time(11), ends_at=dt.time(12)).minutes == 60

    @pytest.mark.parametrize("minutes", [0, -5, 721, 100_000, 10**30])
    def test_a_line_is_1_to_720_minutes(self, world, minutes):
        with pytest.raises(OutOfRange, match="không quá 12 giờ"):
            write(world, minutes=minutes)

    @pytest.mark.parametrize("minutes", [1, 720])
    def test_the_ends_of_the_range_are_taken(self, world, minutes):
        assert write(world, minutes=minutes).minutes == minutes

    def test_the_range_is_a_setting_of_the_organ(self, world):
        Rules.objects.filter(organ=world.organ).update(
            line_min_minutes=15, line_max_minutes=60, day_max_minutes=90
        )
        with pytest.raises(OutOfRange, match="từ 15 phút và không quá 1 giờ"):
            write(world, minutes=61)
        with pytest.raises(OutOfRange, match="từ 15 phút"):
            write(world, minutes=14)
        write(world, minutes=60)
        with pytest.raises(OutOfRange, match="quá 1 giờ 30"):
            write(world, minutes=31)

    def test_no_day_above_960_minutes(self, world):
        write(world, minutes=700)
        write(world, minutes=260)
        with pytest.raises(OutOfRange, match="16 giờ 01, quá 16 giờ"):
            write(world, minutes=1)

    def test_an_overlap_is_told_with_its_length_and_the_other_line(self, world):
        write(world, minutes=None, starts_at=dt.time(8, 45), ends_at=dt.time(9, 45))
        with pytest.raises(OutOfRange, match="Trùng 20 phút với “Họp giao ban phòng” \\(8:45–9:45\\)"):
            write(world, title="Soạn công văn", minutes=None, starts_at=dt.time(9, 25), ends_at=dt.time(10))

    def test_lines_that_only_touch_do_not_overlap(self, world):
        write(world, minutes=None, starts_at=dt.time(8), ends_at=dt.time(9))
        write(world, minutes=None, starts_at=dt.time(9), ends_at=dt.time(10))
        write(world, minutes=None, starts_at=dt.time(7), ends_at=dt.time(8))
        assert sorted(Entry.objects.values_list("starts_at", flat=True)) == [
            dt.time(7),
            dt.time(8),
            dt.time(9),
        ]

    def test_a_removed_line_takes_no_time(self, world):
        first = write(world, minutes=None, starts_at=dt.time(8), ends_at=dt.time(9))
        remove_entry(entry_id=first.pk, version=1, by=world.actor("lan"), at=NOON)
        assert write(world, minutes=None, starts_at=dt.time(8), ends_at=dt.time(9)).pk

    @pytest.mark.parametrize(
        ("times", "expected"),
        [
            ({"starts_at": dt.time(8), "minutes": 90}, (dt.time(8), dt.time(9, 30), 90)),
            ({"ends_at": dt.time(9), "minutes": 30}, (dt.time(8, 30), dt.time(9), 30)),
            ({"starts_at": dt.time(8), "ends_at": dt.time(9), "minutes": 45}, (dt.time(8), dt.time(9), 45)),
            ({"starts_at": dt.time(8), "ends_at": dt.time(9), "minutes": None}, (dt.time(8), dt.time(9), 60)),
        ],
    )
    def test_what_is_left_out_follows_from_the_rest(self, world, times, expected):
        entry = write(world, **times)
        assert (entry.starts_at, entry.ends_at, entry.minutes) == expected

    @pytest.mark.parametrize(
        ("times", "sentence"),
        [
            ({"minutes": None}, "Ghi thời gian làm"),
            ({"minutes": None, "starts_at": dt.time(8)}, "giờ kết thúc hoặc thời gian"),
            ({"minutes": None, "starts_at": dt.time(9), "ends_at": dt.time(8)}, "sau giờ bắt đầu"),
            ({"minutes": None, "starts_at": dt.time(9), "ends_at": dt.time(9)}, "sau giờ bắt đầu"),
            ({"minutes": 61, "starts_at": dt.time(9), "ends_at": dt.time(10)}, "dài hơn khoảng 9:00–10:00"),
            ({"minutes": 120, "starts_at": dt.time(23)}, "hai mục"),
            ({"minutes": 120, "ends_at": dt.time(1)}, "hai mục"),
        ],
    )
    def test_times_that_do_not_agree_are_refused(self, world, times, sentence):
        with pytest.raises(DomainError, match=sentence):
            write(world, on=YESTERDAY, **times)

    def test_a_day_is_due_until_the_end_of_the_next_working_day(self, world):
        friday = dt.date(2026, 11, 13)
        assert not write(world, on=friday, at=clock.at(dt.date(2026, 11, 16), 23, 59)).is_late
        assert write(world, on=friday, at=clock.at(dt.date(2026, 11, 17), 0, 1)).is_late

    def test_a_day_after_the_cut_off_is_refused_with_the_first_open_day(self, world):
        with pytest.raises(OutOfRange, match="01/11/2026"):
            write(world, on=dt.date(2026, 10, 30))

    def test_a_locked_period_says_who_since_when_and_what_is_open(self, world):
        Closing.objects.create(
            organ=world.organ, first=dt.date(2026, 11, 1), last=dt.date(2026, 11, 30), cutoff_on=dt.date(2026, 12, 5),
            is_closed=True, closed_at=NOON, closed_by_name="Võ Thanh Bình",
        )  # fmt: skip
        with pytest.raises(OutOfRange, match=r"Tháng 11.*Võ Thanh Bình.*19/11/2026.*01/12/2026"):
            write(world)

    def test_a_day_before_the_posting_is_refused(self, world):
        with pytest.raises(OutOfRange, match="chưa được bố trí"):
            write(world, on=dt.date(2001, 1, 1))


class TestText:
    def test_decomposed_text_and_control_characters_are_cleaned(self, world):
        entry = write(
            world, title=unicodedata.normalize("NFD", "Thẩm định \x00hồ sơ"),
            note=unicodedata.normalize("NFD", "Dòng một\r\nDòng\x00 hai‮"),
        )  # fmt: skip
        entry.refresh_from_db()
        assert entry.title == "Thẩm định hồ sơ"
        assert entry.note == "Dòng một\nDòng hai"

    @pytest.mark.parametrize("length", [301, 10_000_000])
    def test_a_title_too_long_is_refused(self, world, length):
        with pytest.raises(OutOfRange, match="300 ký tự"):
            write(world, title="á" * length)

    @pytest.mark.parametrize("length", [5001, 10_000_000])
    def test_a_note_too_long_is_refused(self, world, length):
        with pytest.raises(OutOfRange, match=r"5\.000 ký tự") as error:
            write(world, note="x" * length)
        assert error.value.field == "note"
        assert not Entry.objects.exists()

    def test_the_longest_note_is_taken(self, world):
        assert len(write(world, note="ế" * 5000).note) == 5000

    @pytest.mark.parametrize("value", ["-1", "NaN", "Infinity", "1e30", "100001", "0.001"])
    def test_a_quantity_that_does_not_fit_is_refused(self, world, value):
        with pytest.raises(OutOfRange, match="Số lượng"):
            write(world, product_id=world.products["DC.01"].pk, quantity=Decimal(value))

    @pytest.mark.parametrize("value", ["0", "-1", "100.01", "NaN", "33.333"])
    def test_a_percent_that_does_not_fit_is_refused(self, world, value):
        with pytest.raises(OutOfRange, match="Tỷ lệ"):
            write(world, product_id=world.products["DC.01"].pk, percent=Decimal(value))


class TestEdit:
    def test_a_change_keeps_what_was_there(self, world):
        entry = write(world, minutes=30, note="cũ")
        changed = change(world, entry, minutes=45, note="mới")
        assert (changed.version, changed.minutes, changed.note) == (2, 45, "mới")
        kept = EntryVersion.objects.get()
        assert (kept.version, kept.saved_by) == (1, f"person:{world.lan.pk}")
        assert (kept.content["minutes"], kept.content["note"], kept.content["state"]) == (30, "cũ", "DRAFT")
        assert kept.content["quantity"] == "0.00"
        assert changed.typed_at == entry.typed_at

    def test_the_second_writer_is_told_and_nothing_is_lost(self, world):
        entry = write(world, note="cũ")
        change(world, entry, note="của cửa sổ một")
        with pytest.raises(Stale, match="vừa được sửa lúc 12:00 ngày 19/11") as error:
            change(world, entry, version=1, note="của cửa sổ hai")
        assert error.value.status == 409
        entry.refresh_from_db()
        assert entry.note == "của cửa sổ một"
        assert EntryVersion.objects.count() == 1

    def test_a_sent_line_is_not_changed(self, world):
        entry = write(world)
        send(world)
        with pytest.raises(InvalidStep, match="Chờ xác nhận"):
            change(world, entry)

    def test_only_the_writer_changes_and_a_stranger_learns_nothing(self, world):
        entry = write(world)
        for who in ("minh", "hanh", "tam", "vui"):
            with pytest.raises(Denied):
                change(world, entry, who, version=99)

    def test_its_own_time_does_not_overlap_itself(self, world):
        entry = write(world, minutes=None, starts_at=dt.time(8), ends_at=dt.time(9))
        assert change(world, entry, minutes=None, starts_at=dt.time(8, 30), ends_at=dt.time(9)).minutes == 30

    def test_a_product_already_there_may_stay_after_its_edition_ended(self, world):
        product = world.products["DC.01"]
        entry = write(world, product_id=product.pk)
        world.edition.valid_to = TODAY
        world.edition.save()
        assert change(world, entry, product_id=product.pk, minutes=31).minutes == 31

    def test_what_is_missing_is_missing(self, world):
        with pytest.raises(Missing):
            edit_entry(entry_id=10**9, version=1, line=Line(), by=world.actor("lan"), at=NOON)


class TestRemove:
    def test_a_removed_line_stays_in_the_history(self, world):
        entry = write(world)
        remove_entry(entry_id=entry.pk, version=1, by=world.actor("lan"), at=NOON)
        entry.refresh_from_db()
        assert entry.state == EntryState.REMOVED
        assert entry.versions.count() == 1
        with pytest.raises(InvalidStep):
            change(world, entry)

    def test_a_sent_line_is_not_removed(self, world):
        entry = write(world)
        send(world)
        with pytest.raises(InvalidStep):
            remove_entry(entry_id=entry.pk, version=1, by=world.actor("lan"), at=NOON)

    def test_a_stale_removal_is_refused(self, world):
        entry = write(world)
        change(world, entry)
        with pytest.raises(Stale):
            remove_entry(entry_id=entry.pk, version=1, by=world.actor("lan"), at=NOON)

    def test_another_does_not_remove(self, world):
        entry = write(world)
        with pytest.raises(Denied):
            remove_entry(entry_id=entry.pk, version=1, by=world.actor("hanh"), at=NOON)
        assert Day.objects.get().state == DayState.DRAFT


class TestMove:
    def line(self, world, **more):
        return write(world, minutes=None, starts_at=dt.time(8), ends_at=dt.time(9), **more)

    def move(self, world, entry, starts, ends, by="lan", version=1):
        return move_entry(
            entry_id=entry.pk,
            version=version,
            starts_at=starts,
            ends_at=ends,
            by=world.actor(by),
            at=clock.now(),
        )

    def test_moved_it_keeps_its_length_and_the_old_version(self, world):
        moved = self.move(world, self.line(world), dt.time(9, 5), dt.time(10, 5))
        assert (moved.starts_at, moved.ends_at, moved.minutes, moved.version) == (
            dt.time(9, 5),
            dt.time(10, 5),
            60,
            2,
        )
        assert moved.versions.get().content["starts_at"] == "08:00:00"

    def test_stretched_a_pause_inside_stays_as_long(self, world):
        entry = write(world, minutes=50, starts_at=dt.time(8), ends_at=dt.time(9))
        assert self.move(world, entry, dt.time(8), dt.time(9, 30)).minutes == 80

    def test_over_another_line_it_is_refused(self, world):
        entry = self.line(world)
        write(world, title="Việc sau", minutes=None, starts_at=dt.time(10), ends_at=dt.time(11))
        with pytest.raises(OutOfRange, match="Trùng"):
            self.move(world, entry, dt.time(9, 30), dt.time(10, 30))

    def test_of_another_or_stale_or_without_times_it_is_refused(self, world):
        entry = self.line(world)
        with pytest.raises(Denied):
            self.move(world, entry, dt.time(9), dt.time(10), by="minh")
        with pytest.raises(Stale):
            self.move(world, entry, dt.time(9), dt.time(10), version=7)
        with pytest.raises(OutOfRange, match="chưa gắn giờ"):
            self.move(world, write(world, title="Không giờ"), dt.time(9), dt.time(10))
