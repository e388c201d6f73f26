"""Touching a shift: what is kept, what is refused, taking back."""

from __future__ import annotations

import datetime as dt
import io
import uuid

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from congvu.assignments.models import Delivery
from congvu.audit.models import AuditEvent
from congvu.base import clock
from congvu.base.errors import Denied, DomainError, Incomplete, InvalidStep, Missing, OutOfRange
from congvu.base.files import path_of
from congvu.duties.commands import reopen_shift, undo_tap
from congvu.duties.counting import tally
from congvu.duties.models import DutyShift, Tap, Template
from congvu.duties.queries import duty_page, photo_of, standing, voice_of

from .making import (
    FUEL,
    OIL,
    PATROL,
    PEOPLE,
    TIRES,
    TODAY,
    TRIP,
    drivers,
    finish,
    picture,
    sound,
    touch,
    usual,
)


@pytest.fixture(autouse=True)
def own_folder(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path


def undo(world, tap, **more):
    return undo_tap(
        tap_id=tap.pk, client_id=uuid.uuid4(), by=world.actor(more.get("by", "hai")), at=clock.now()
    )


class TestTaps:
    def test_a_tick_is_a_row_with_the_servers_time_and_an_event(self, world):
        drivers(world)
        device = clock.now() - dt.timedelta(hours=3)
        tap = touch(world, "TICK", TIRES, device_at=device)

        assert (tap.tapped_at, tap.device_at, tap.shift.state) == (clock.now(), device, "OPEN")
        event = AuditEvent.objects.get(what="duties.shift.tapped")
        assert event.owner == f"person:{world.hai.pk}"
        page = duty_page(TODAY, "", viewer=world.actor("hai"))
        assert page.log[0].device == "09:00 19/11"

    def test_the_same_client_number_is_the_tap_already_there(self, world):
        drivers(world)
        number = uuid.uuid4()
        first = touch(world, "COUNT", PEOPLE, client_id=number)
        again = touch(world, "COUNT", PEOPLE, client_id=number)

        assert first.pk == again.pk
        assert Tap.objects.count() == 1
        assert AuditEvent.objects.filter(what="duties.shift.tapped").count() == 1

    def test_as_usual_ticks_only_the_usual_rows_and_says_so(self, world):
        drivers(world)
        touch(world, "TICK", TIRES)
        number = uuid.uuid4()
        made = usual(world, client_id=number)
        again = usual(world, client_id=number)

        assert [t.item.label for t in made] == [OIL]
        assert [t.pk for t in again] == [t.pk for t in made]
        assert made[0].is_usual
        with pytest.raises(InvalidStep, match="đánh dấu hết"):
            usual(world)

    def test_a_counter_never_falls_below_zero(self, world):
        drivers(world)
        with pytest.raises(OutOfRange):
            touch(world, "COUNT", PEOPLE, amount=-1)
        touch(world, "COUNT", PEOPLE)
        touch(world, "COUNT", PEOPLE, amount=-1)
        with pytest.raises(OutOfRange):
            touch(world, "COUNT", PEOPLE, amount=5)

    def test_one_trip_runs_at_a_time_and_must_stop_before_the_end(self, world):
        drivers(world)
        touch(world, "START", TRIP, text="Cơ quan → Sở Y tế")
        with pytest.raises(InvalidStep, match="đang chạy"):
            touch(world, "START", TRIP)
        with pytest.raises(InvalidStep, match="Kết thúc chuyến"):
            finish(world)
        touch(world, "STOP", TRIP)
        with pytest.raises(InvalidStep):
            touch(world, "STOP", TRIP)
        assert finish(world).state == "FINISHED"

    def test_rounds_go_through_their_points(self, world):
        drivers(world)
        touch(world, "ROUND", PATROL, text="07:00")
        row = next(
            s for s in duty_page(TODAY, "", viewer=world.actor("hai")).sections if s.kind == "ROUND"
        ).rows[0]
        assert row.spots == [("07:00", "done"), ("10:00", "next")]
        assert row.next_point == "10:00"

    def test_an_oddity_needs_words_or_a_photo(self, world):
        drivers(world)
        with pytest.raises(Incomplete):
            touch(world, "ODD")
        assert touch(world, "ODD", photo=picture()).photo_sha256
        assert touch(world, "ODD", text="Hỏng xe").text == "Hỏng xe"

    def test_a_row_of_another_way_is_not_there(self, world):
        drivers(world)
        with pytest.raises(DomainError, match="không có dòng"):
            touch(world, "TICK", PEOPLE)

    def test_days_ahead_closed_and_strangers_are_refused(self, world):
        drivers(world)
        with pytest.raises(OutOfRange, match="chưa tới"):
            touch(world, "TICK", TIRES, TODAY + dt.timedelta(days=1))
        with pytest.raises(OutOfRange):
            touch(world, "TICK", TIRES, dt.date(2026, 9, 1))
        with pytest.raises(Denied):
            touch(world, "TICK", TIRES, by="thu")
        with pytest.raises(InvalidStep, match="chưa có mẫu ca"):
            touch(world, "TICK", TIRES, who="lan")
        assert not Tap.objects.exists()


class TestPhotos:
    def test_what_is_kept_is_the_picture_alone(self, world):
        drivers(world)
        tap = touch(world, "PHOTO", FUEL, photo=picture(size=(4000, 3000)))

        content = path_of(tap.photo_sha256).read_bytes()
        with Image.open(io.BytesIO(content)) as kept:
            assert kept.size == (1600, 1200)
            assert not kept.getexif()
        assert b"Hang May Anh" not in content
        assert photo_of(tap.pk, viewer=world.actor("thu")).pk == tap.pk

    def test_only_those_who_see_the_shift_see_it(self, world):
        drivers(world)
        tap = touch(world, "ODD", photo=picture())
        for name in ("lan", "hanh", "dung", "vui", "binh"):
            with pytest.raises(Denied):
                photo_of(tap.pk, viewer=world.actor(name))

    def test_what_is_no_picture_is_refused(self, world):
        from django.core.files.uploadedfile import SimpleUploadedFile

        drivers(world)
        for content in (b"", b"<svg onload=1>", b"\xff\xd8\xffgarbage", b"%PDF-1.7"):
            with pytest.raises(OutOfRange, match="không phải ảnh"):
                touch(world, "ODD", photo=SimpleUploadedFile("a.jpg", content))


class TestVoiceNotes:
    def test_it_is_enough_for_an_oddity_and_heard_by_those_who_see_the_shift(self, world):
        drivers(world)
        tap = touch(world, "ODD", voice=sound())
        assert (tap.voice_type, tap.text) == ("audio/wav", "")
        assert b"Tan Lap" not in path_of(tap.voice_sha256).read_bytes()
        assert voice_of(tap.pk, viewer=world.actor("thu")).pk == tap.pk
        assert voice_of(tap.pk, viewer=world.actor("hai")).pk == tap.pk
        for name in ("lan", "hanh", "dung", "vui", "binh"):
            with pytest.raises(Denied):
                voice_of(tap.pk, viewer=world.actor(name))

    def test_the_week_and_the_log_show_it(self, world):
        drivers(world)
        touch(world, "OTHER", voice=sound())
        page = duty_page(TODAY, "", viewer=world.actor("hai"))
        assert [one.has_voice for one in page.log] == [True]
        with pytest.raises(Missing):
            photo_of(page.log[0].id, viewer=world.actor("hai"))

    def test_other_touches_take_none_and_what_is_no_sound_is_refused(self, world):
        drivers(world)
        with pytest.raises(OutOfRange, match="chỉ kèm"):
            touch(world, "TICK", TIRES, voice=sound())
        with pytest.raises(OutOfRange, match="không phải tiếng"):
            touch(world, "ODD", voice=picture())
        assert not Tap.objects.exists()


class TestUndo:
    def test_it_is_a_row_of_its_own_and_happens_once(self, world):
        drivers(world)
        tap = touch(world, "TICK", TIRES)
        undo(world, tap)

        assert Tap.objects.count() == 2
        assert standing([tap.shift_id]) == []
        with pytest.raises(InvalidStep, match="hoàn tác rồi"):
            undo(world, tap)
        assert touch(world, "TICK", TIRES).pk

    def test_what_stands_on_it_goes_first(self, world):
        drivers(world)
        start = touch(world, "START", TRIP)
        stop = touch(world, "STOP", TRIP)
        with pytest.raises(InvalidStep, match="trước"):
            undo(world, start)
        undo(world, stop)
        undo(world, start)
        plus = touch(world, "COUNT", PEOPLE)
        touch(world, "COUNT", PEOPLE, amount=-1)
        with pytest.raises(InvalidStep):
            undo(world, plus)

    def test_a_colleague_may_not(self, world):
        drivers(world)
        tap = touch(world, "TICK", TIRES)
        with pytest.raises(Denied):
            undo(world, tap, by="thu")


class TestFinishing:
    def test_it_goes_to_the_confirmer_and_counts_for_nothing(self, world):
        drivers(world)
        usual(world)
        shift = finish(world)

        assert (shift.state, shift.confirmer_id) == ("FINISHED", world.thu.pk)
        assert not Delivery.objects.exists()
        with pytest.raises(InvalidStep):
            touch(world, "TICK", FUEL)
        reopen_shift(shift_id=shift.pk, by=world.actor("hai"), at=clock.now())
        touch(world, "TICK", FUEL)

    def test_an_empty_shift_is_not_finished(self, world):
        drivers(world)
        with pytest.raises(Incomplete, match="chưa ghi việc nào"):
            finish(world)
        assert not DutyShift.objects.exists()

    def test_others_may_neither_finish_nor_reopen(self, world):
        drivers(world)
        usual(world)
        with pytest.raises(Denied):
            finish(world, by="thu")
        shift = finish(world)
        with pytest.raises(Denied):
            reopen_shift(shift_id=shift.pk, by=world.actor("thu"), at=clock.now())


class TestAnyTouches:
    """Whatever is touched and taken back: nothing is deleted, and what stands makes sense."""

    @given(steps=st.lists(st.tuples(st.sampled_from("TCcSEU"), st.integers(0, 30)), max_size=25))
    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    def test_the_tallies_stay_sane(self, world, steps):
        Tap.objects.filter(undoes__isnull=False).delete()
        Tap.objects.all().delete()
        DutyShift.objects.all().delete()
        if not Template.objects.exists():
            drivers(world)
        made = 0
        for step, which in steps:
            before = Tap.objects.count()
            try:
                self._step(world, step, which)
                made += 1
            except DomainError:
                assert Tap.objects.count() == before
                continue
            assert Tap.objects.count() == before + 1
        found = tally(standing(DutyShift.objects.values_list("pk", flat=True)))
        assert all(each.done >= 0 for each in found.values())
        assert sum(each.running is not None for each in found.values()) <= 1
        assert Tap.objects.count() == made

    @staticmethod
    def _step(world, step, which):
        if step == "U":
            taps = list(Tap.objects.exclude(kind="UNDO").order_by("pk"))
            if not taps:
                raise Incomplete("nothing to take back")
            undo(world, taps[which % len(taps)])
        else:
            kind, label, amount = {
                "T": ("TICK", TIRES, 1), "C": ("COUNT", PEOPLE, 1), "c": ("COUNT", PEOPLE, -1),
                "S": ("START", TRIP, 1), "E": ("STOP", TRIP, 1),
            }[step]  # fmt: skip
            touch(world, kind, label, amount=amount)
