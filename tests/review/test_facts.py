"""Why a human should look first: facts found for the whole queue at once."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from congvu.base import clock
from congvu.diary.commands import attach_evidence, make_event
from congvu.diary.models import Day, Entry, Participant
from congvu.diary.states import EntryState
from congvu.org.models import Person, Posting
from congvu.review import queries
from tests.diary.makers import NOON, TODAY, YESTERDAY, assign, send, write

CLOCK = {"starts_at": dt.time(8), "ends_at": dt.time(10)}


def sent(world, who="lan", on=TODAY, proof=True, **line) -> Entry:
    entry = write(world, who, on=on, at=clock.at(on, 11), **line)
    if proof:
        attach_evidence(entry_id=entry.pk, document="1/QĐ", by=world.actor(who), at=clock.at(on, 11))
    send(world, who, on=on, at=clock.at(on, 11))
    return entry


def reasons(world, entry) -> list[str]:
    (row,) = [r for r in queries.queue(world.actor("hanh"), now=NOON).rows if r.entry_id == entry.pk]
    return [reason.text for reason in row.reasons]


def meeting(world, *people, starts_at=dt.time(8), ends_at=dt.time(9)):
    event = make_event(
        title="Họp giao ban", day=TODAY, starts_at=starts_at, ends_at=ends_at, place="",
        person_ids=[world.people[p].pk for p in people], by=world.actor("hanh"),
        at=clock.at(TODAY, 7),
    )  # fmt: skip
    assert Participant.objects.filter(event=event).exists()
    return event


def history(world, *, people=5, lines=20, minutes=60, product="DC.02", group_of="lan") -> None:
    """Confirmed lines of colleagues of the same position group, put in directly: only the past matters."""
    spot = Posting.objects.get(person=world.people[group_of])
    for n in range(people):
        person = Person.objects.create(
            organ=world.organ,
            staff_code=f"H{n:03}",
            full_name=f"Người {n}",
            sort_key=f"n{n}",
            search_text="n",
        )
        Posting.objects.create(
            organ=world.organ, person=person, unit=spot.unit, position=spot.position, duty="STAFF",
            percent=Decimal(100), valid_from=spot.valid_from,
        )  # fmt: skip
        day = Day.objects.create(organ=world.organ, person=person, day=YESTERDAY, unit=spot.unit)
        for _ in range(lines // people):
            Entry.objects.create(
                organ=world.organ, day=day, person=person, worked_on=YESTERDAY, product=world.products[product],
                title="Cũ", quantity=Decimal(2), minutes=minutes, state=EntryState.CONFIRMED, typed_at=NOON,
                edited_at=NOON, submitted_at=NOON, decided_at=NOON, confirmed_minutes=minutes,
                confirmed_quantity=Decimal(2), client_id=uuid.uuid4(),
            )  # fmt: skip


class TestSharedEvents:
    def test_another_time_than_the_event(self, world):
        event = meeting(world, "lan", "minh")
        own = sent(world, kind="MEETING", event_id=event.pk, minutes=120, **CLOCK, title="Họp giao ban")
        assert reasons(world, own)[0] == "Lệch 60′ so với sự kiện chung"

    def test_near_enough_is_no_fact(self, world):
        event = meeting(world, "lan")
        own = sent(world, kind="MEETING", event_id=event.pk, minutes=70, title="Họp giao ban",
                   starts_at=dt.time(8), ends_at=dt.time(9, 10))  # fmt: skip
        assert not any("Lệch" in text for text in reasons(world, own))

    def test_something_else_at_that_time(self, world):
        meeting(world, "lan")
        own = sent(world, minutes=120, **CLOCK, title="Thẩm định hồ sơ")
        assert reasons(world, own)[0] == "Trùng giờ “Họp giao ban”"

    def test_events_of_others_do_not_matter(self, world):
        meeting(world, "minh")
        own = sent(world, minutes=120, **CLOCK, title="Thẩm định hồ sơ")
        assert reasons(world, own) == ["Ngoài danh mục"]


class TestProducts:
    def test_the_same_product_twice_on_a_day(self, world):
        line = {"product_id": world.products["DC.05"].pk, "quantity": Decimal(1), "title": "Báo cáo tháng"}
        one, other = sent(world, **line), sent(world, **line)
        for entry in (one, other):
            assert reasons(world, entry)[0] == "Trùng sản phẩm trong ngày"

    def test_the_same_product_of_two_people_above_a_hundred_percent(self, world):
        line = {"product_id": world.products["DC.05"].pk, "quantity": Decimal(1), "title": "Báo cáo tháng"}
        one = sent(world, **line)
        sent(world, "minh", **line)
        assert reasons(world, one)[0] == "Trùng sản phẩm với Huỳnh Minh"

    def test_shared_percents_are_no_double(self, world):
        line = {"product_id": world.products["DC.05"].pk, "quantity": Decimal(1), "title": "Báo cáo tháng"}
        one = sent(world, percent=Decimal(60), **line)
        sent(world, "minh", percent=Decimal(40), **line)
        assert reasons(world, one) == ["Sản phẩm chưa ai giao"]

    def test_two_parts_of_two_tasks_are_no_double(self, world):
        one = sent(world, share_id=assign(world).pk, quantity=Decimal(1))
        sent(world, share_id=assign(world).pk, quantity=Decimal(1))
        assert reasons(world, one) == []


class TestUsualTimes:
    def slow(self, world, **line) -> Entry:
        return sent(world, share_id=assign(world).pk, quantity=Decimal(2), proof=False, **line)

    def test_twice_the_usual_without_evidence(self, world):
        history(world)
        assert reasons(world, self.slow(world, minutes=144))[0] == "Gấp 2,4 lần thường gặp"

    def test_with_evidence_or_nearer_it_is_no_fact(self, world):
        history(world)
        proven = sent(world, share_id=assign(world).pk, quantity=Decimal(2), minutes=144)
        near = self.slow(world, minutes=119, title="Gần")
        assert not any("Gấp" in text for text in reasons(world, proven) + reasons(world, near))

    @pytest.mark.parametrize(("people", "lines"), [(4, 20), (5, 15)])
    def test_too_few_people_or_lines_say_nothing(self, world, people, lines):
        history(world, people=people, lines=lines)
        entry = self.slow(world, minutes=400)
        assert not any("Gấp" in text for text in reasons(world, entry))
        assert queries.detail(entry.pk, viewer=world.actor("hanh"), now=NOON).strip is None

    def test_another_position_group_is_not_compared(self, world):
        history(world, group_of="hai")
        assert not any("Gấp" in text for text in reasons(world, self.slow(world, minutes=400)))

    def test_the_strip_is_for_the_quantity_of_the_line(self, world):
        history(world)
        entry = sent(world, share_id=assign(world).pk, quantity=Decimal(1), minutes=50)
        found = queries.detail(entry.pk, viewer=world.actor("hanh"), now=NOON).strip
        assert found is not None
        assert (found.own, found.median, found.low, found.high, found.cases) == (50, 30, 30, 30, 20)


class TestText:
    NOTE = "Rà soát hồ sơ và cập nhật dữ liệu"

    def test_words_repeated_from_an_earlier_day(self, world):
        sent(world, on=YESTERDAY, note=self.NOTE)
        entry = sent(world, note=self.NOTE)
        assert "Nội dung giống ngày 18/11" in reasons(world, entry)

    def test_words_of_a_colleague_or_short_ones_do_not_matter(self, world):
        sent(world, "minh", on=YESTERDAY, note=self.NOTE)
        sent(world, on=YESTERDAY, note="Họp")
        entry = sent(world, note=self.NOTE)
        other = sent(world, note="Họp", title="Hai")
        assert not any("giống" in text for text in reasons(world, entry) + reasons(world, other))


def test_the_weightier_fact_stands_higher_then_the_older(world):
    plain = sent(world, share_id=assign(world).pk, quantity=Decimal(1))
    off = sent(world, "minh", title="Việc lạ")
    meeting(world, "lan")
    clash = sent(world, minutes=120, **CLOCK, title="Thẩm định hồ sơ")
    rows = queries.queue(world.actor("hanh"), now=NOON).rows
    assert [row.entry_id for row in rows] == [clash.pk, off.pk, plain.pk]


def test_the_number_of_statements_does_not_grow(world):
    def count() -> int:
        with CaptureQueriesContext(connection) as seen:
            queries.queue(world.actor("hanh"), now=NOON)
        return len(seen)

    meeting(world, "lan", "minh")
    product = world.products["DC.05"].pk
    note = "Rà soát hồ sơ và cập nhật dữ liệu"
    sent(world, product_id=product, quantity=Decimal(1), proof=False, note=note)
    few = count()
    for n in range(6):
        sent(world, "minh" if n % 2 else "lan", product_id=product, quantity=Decimal(1), proof=False, note=note, title=f"Việc {n}")  # fmt: skip
    assert count() == few
