"""The group is confirmed only after its samples were opened; the own figures; overdue one level up."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.test import Client

from congvu.audit.access import note_views
from congvu.audit.models import AuditEvent
from congvu.base import clock
from congvu.base.errors import Incomplete, OutOfRange, Stale
from congvu.diary.commands import attach_evidence
from congvu.diary.models import Entry
from congvu.diary.states import EntryState
from congvu.org.models import Delegation
from congvu.review import queries
from congvu.review.commands import confirm_group, return_entry
from congvu.review.models import Confirmation
from congvu.review.queries.group import open_long_enough
from tests.diary.makers import NOON, TODAY, YESTERDAY, assign, send, write

SECOND = dt.timedelta(seconds=1)


def plain(world, count: int) -> list[Entry]:
    """Lines about which there is no fact."""
    made = []
    for n in range(count):
        share = assign(world)
        entry = write(world, share_id=share.pk, quantity=Decimal(1), at=clock.at(TODAY, 9), title=f"Việc {n}")
        attach_evidence(entry_id=entry.pk, document=f"{n}/SNV", by=world.actor("lan"), at=clock.at(TODAY, 9))
        made.append(entry)
    send(world, at=clock.at(TODAY, 10))
    return made


def group(world, now=NOON):
    viewer = world.actor("hanh")
    return queries.group_of(queries.queue(viewer, now=now), viewer=viewer, now=now)


def opened(world, entry_id: int, at) -> None:
    note_views(world.actor("hanh"), [(f"diary.entry:{entry_id}", world.lan.pk)], path="/duyet", at=at)


def lines(found) -> list[tuple[int, int]]:
    return [(row.entry_id, row.version) for row in found.rows]


def open_samples(world, *, each=4 * SECOND, until=NOON) -> None:
    samples = group(world).samples
    for n, sample in enumerate(samples):
        opened(world, sample.entry_id, until - each * (len(samples) - n))


class TestGroup:
    def test_lines_with_a_fact_are_not_in_it(self, world):
        made = plain(world, 4)
        write(world, title="Việc lạ")
        write(world, product_id=world.products["DC.05"].pk, quantity=Decimal(1), title="Chưa ai giao")
        send(world, at=clock.at(TODAY, 10))
        assert set(group(world).ids) == {entry.pk for entry in made}

    def test_the_same_three_all_day_others_for_another_confirmer(self, world):
        plain(world, 6)
        first = [s.entry_id for s in group(world).samples]
        assert len(first) == 3
        assert first == [s.entry_id for s in group(world, NOON + dt.timedelta(hours=4)).samples]
        rows = queries.queue(world.actor("hanh"), now=NOON).rows
        drawn = {
            tuple(row.entry_id for row in queries.group.picks(rows, who, day))
            for who in range(8)
            for day in (TODAY, YESTERDAY)
        }
        assert len(drawn) > 3

    def test_nothing_is_confirmed_before_the_samples_were_opened(self, world):
        plain(world, 5)
        found = group(world)
        with pytest.raises(Incomplete, match="Đã mở 0 trên 3"):
            confirm_group(lines=lines(found), by=world.actor("hanh"), at=NOON)
        open_samples(world, each=2 * SECOND)
        with pytest.raises(Incomplete, match="Đã mở 0 trên 3"):
            confirm_group(lines=lines(found), by=world.actor("hanh"), at=NOON)
        assert not Confirmation.objects.exists()

    def test_three_samples_open_long_enough_let_all_through(self, world):
        made = plain(world, 5)
        open_samples(world)
        found = group(world)
        assert (found.seen, found.is_ready, found.why_not) == (3, True, "")
        confirm_group(lines=lines(found), by=world.actor("hanh"), at=NOON)
        assert set(Entry.objects.values_list("state", flat=True)) == {EntryState.CONFIRMED}
        assert Confirmation.objects.filter(in_group=True).count() == len(made)
        assert Confirmation.objects.filter(was_opened=True).count() == 3
        assert AuditEvent.objects.filter(what="review.entry.group_confirmed").count() == len(made)

    def test_lines_that_the_confirmer_picked_herself_do_not_count(self, world):
        made = plain(world, 6)
        picked = {s.entry_id for s in group(world).samples}
        for n, entry in enumerate(e for e in made if e.pk not in picked):
            opened(world, entry.pk, NOON - dt.timedelta(minutes=5 + n))
        assert group(world).seen == 0

    def test_fewer_than_three_are_all_opened(self, world):
        plain(world, 2)
        assert len(group(world).samples) == 2
        open_samples(world)
        assert group(world).is_ready

    def test_opened_before_it_was_sent_does_not_count(self, world):
        plain(world, 3)
        open_samples(world, until=clock.at(TODAY, 9, 30))
        assert group(world).seen == 0

    def test_a_line_outside_or_changed_stops_all(self, world):
        plain(world, 3)
        other = write(world, title="Việc lạ")
        send(world, at=clock.at(TODAY, 10))
        open_samples(world)
        found = lines(group(world))
        with pytest.raises(OutOfRange):
            confirm_group(lines=[*found, (other.pk, 1)], by=world.actor("hanh"), at=NOON)
        with pytest.raises(Stale):
            confirm_group(lines=[*found[:-1], (found[-1][0], 7)], by=world.actor("hanh"), at=NOON)
        with pytest.raises(Incomplete):
            confirm_group(lines=[], by=world.actor("hanh"), at=NOON)
        assert not Confirmation.objects.exists()

    @pytest.mark.parametrize("who", ["lan", "minh", "tam", "son", "thu", "binh", "vui", "dung"])
    def test_nobody_else_confirms_it(self, world, who):
        plain(world, 3)
        open_samples(world)
        with pytest.raises(OutOfRange):
            confirm_group(lines=lines(group(world)), by=world.actor(who), at=NOON)

    def test_opening_times(self):
        log = [("a", NOON), ("a", NOON + SECOND), ("b", NOON + 3 * SECOND), ("c", NOON + 5 * SECOND)]
        assert open_long_enough(log, NOON + 6 * SECOND) == {"a"}
        assert open_long_enough(log, NOON + 8 * SECOND) == {"a", "c"}
        assert open_long_enough([], NOON) == set()

    def test_the_page_without_a_script(self, world):
        made = plain(world, 4)
        client = Client()
        client.force_login(world.hanh.user, backend="congvu.accounts.backends.Backend")
        page = client.get("/duyet").content.decode()
        assert "4 mục không có dấu cần xem" in page
        assert "Đã mở 0 trên 3" in page
        posted = {"lines": ",".join(f"{e.pk}:1" for e in made)}
        assert client.post("/duyet/nhom", posted).status_code == 422
        samples = group(world).samples
        for n, sample in enumerate(samples):
            with clock.frozen(NOON + 4 * n * SECOND):
                assert "Hệ thống chọn mục này" in client.get(f"/duyet/{sample.entry_id}").content.decode()
        with clock.frozen(NOON + 20 * SECOND):
            assert client.post("/duyet/nhom", posted).status_code == 303
        assert Confirmation.objects.count() == 4

    @pytest.mark.parametrize("odd", ["", "x", "1", "1:", "1:1:1", "1:1;2:2", "٣:1", "9" * 30 + ":1"])
    def test_odd_posts_are_refused(self, world, odd):
        plain(world, 1)
        client = Client()
        client.force_login(world.hanh.user, backend="congvu.accounts.backends.Backend")
        assert client.post("/duyet/nhom", {"lines": odd}).status_code == 422


class TestOwnFigures:
    def test_not_under_ten_decisions(self, world):
        plain(world, 9)
        open_samples(world)
        confirm_group(lines=lines(group(world)), by=world.actor("hanh"), at=NOON)
        viewer = world.actor("hanh")
        assert queries.quality_of(viewer, queries.queue(viewer, now=NOON), now=NOON) is None

    def test_what_they_tell_and_to_whom(self, world):
        made = plain(world, 10)
        one = write(world, title="Việc lạ", at=clock.at(TODAY, 9))
        send(world, at=clock.at(TODAY, 10))
        open_samples(world)
        confirm_group(lines=lines(group(world)), by=world.actor("hanh"), at=NOON)
        opened(world, one.pk, NOON - 30 * SECOND)
        return_entry(entry_id=one.pk, version=1, reason="Ghi rõ hơn giúp.", by=world.actor("hanh"), at=NOON)
        viewer = world.actor("hanh")
        found = queries.quality_of(viewer, queries.queue(viewer, now=NOON), now=NOON)
        assert found is not None
        assert (found.decisions, found.seconds) == (len(made) + 1, 30)
        assert (found.unopened_percent, found.group_percent, found.changed_percent) == (64, 91, 9)
        for who in ("tam", "lan", "binh"):
            client = Client()
            client.force_login(world.people[who].user, backend="congvu.accounts.backends.Backend")
            assert "Việc duyệt của tôi" not in client.get("/duyet").content.decode()
        client.force_login(world.hanh.user, backend="congvu.accounts.backends.Backend")
        assert "Chỉ đồng chí thấy" in client.get("/duyet").content.decode()


class TestOverdue:
    FRIDAY = dt.date(2026, 11, 13)

    def late(self, world, who="lan") -> None:
        with clock.frozen(clock.at(self.FRIDAY, 16)):
            write(world, who, on=self.FRIDAY, title="Nội dung riêng")
            send(world, who, on=self.FRIDAY)

    def below(self, world, who):
        return queries.overdue_below(world.actor(who), now=NOON)

    def test_the_head_above_sees_a_count_and_a_name_and_no_diary(self, world):
        self.late(world)
        found = self.below(world, "tam")
        assert found is not None
        assert [(one.name, one.lines) for one in found.people] == [("Nguyễn Thị Hạnh", 1)]
        client = Client()
        client.force_login(world.tam.user, backend="congvu.accounts.backends.Backend")
        page = client.get("/duyet").content.decode()
        assert "1 mục chờ quá 3 ngày làm việc" in page
        assert "Nội dung riêng" not in page

    @pytest.mark.parametrize("who", ["hanh", "lan", "minh", "son", "thu", "binh", "vui", "dung"])
    def test_nobody_else_sees_it(self, world, who):
        self.late(world)
        assert self.below(world, who) is None

    def test_nothing_before_the_organs_days_are_over(self, world):
        self.late(world)
        now = clock.at(dt.date(2026, 11, 18), 8)
        assert queries.overdue_below(world.actor("tam"), now=now) is None

    def test_who_stands_in_does_not_see_about_the_lines_of_her_giver(self, world):
        Delegation.objects.create(organ=world.organ, giver=world.tam, taker=world.thu, form="TL", reason="Đi công tác", valid_from=YESTERDAY)  # fmt: skip
        self.late(world)
        assert self.below(world, "thu") is not None
