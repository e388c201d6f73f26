"""What is proposed, to whom, and what accepting or dismissing it does."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.http import QueryDict
from django.test import Client

from congvu.audit.models import AuditEvent
from congvu.base import clock
from congvu.base.errors import Denied, Incomplete, InvalidStep, Missing, OutOfRange
from congvu.diary.commands import (
    add_entry,
    add_recurring,
    cancel_event,
    dismiss_proposal,
    end_recurring,
    make_event,
    remove_entry,
    restore_proposal,
)
from congvu.diary.forms import line_from
from congvu.diary.models import Entry
from congvu.diary.queries import day_page, offer
from congvu.diary.recurring import Pattern

from .makers import NOON, TODAY, YESTERDAY, assign, write

LAST_WEEK = TODAY - dt.timedelta(days=7)


def proposed(world, who="lan", day=TODAY):
    return day_page(day, viewer=world.actor(who), now=NOON).proposals


def titles(world, who="lan", day=TODAY):
    return [p.title for p in proposed(world, who, day)]


def meeting(world, by="hanh", people=("lan", "minh"), **changed):
    values = {
        "title": "Họp giao ban phòng", "day": TODAY, "starts_at": dt.time(8), "ends_at": dt.time(9, 30),
        "person_ids": [world.people[p].pk for p in people], "by": world.actor(by), "at": clock.now(),
    } | changed  # fmt: skip
    return make_event(**values)


def signed_in(world, who="lan") -> Client:
    client = Client()
    client.force_login(world.people[who].user, backend="congvu.accounts.backends.Backend")
    return client


class TestEvents:
    def test_each_participant_gets_a_private_proposal_with_the_real_times(self, world):
        meeting(world)
        for who in ("lan", "minh", "hanh"):
            (one,) = proposed(world, who)
            assert (one.title, one.span_text, one.kind) == ("Họp giao ban phòng", "8:00–9:30", "MEETING")
        assert titles(world, "thu") == []
        assert Entry.objects.count() == 0, "private until accepted: no line of anybody"

    def test_accepting_writes_the_real_times_once_and_it_is_proposed_no_more(self, world):
        meeting(world)
        (one,) = proposed(world)
        line = {
            "client_id": str(uuid.uuid4()), "what": one.value, "text": one.text, "settled": "1", "title": one.text,
            "kind": one.kind, "event": one.event_id, "duration": one.clock_range, "proposal": one.key,
        }  # fmt: skip
        for _ in range(2):
            assert signed_in(world).post(f"/hom-nay/{TODAY}/ghi", line).status_code == 303
        entry = Entry.objects.get()
        assert (entry.starts_at, entry.ends_at, entry.minutes) == (dt.time(8), dt.time(9, 30), 90)
        assert (entry.kind, entry.event_id) == ("MEETING", one.event_id)
        assert titles(world) == []
        assert titles(world, "minh") == ["Họp giao ban phòng"]

    def test_an_event_of_others_cannot_be_claimed(self, world):
        event = meeting(world, people=("minh",))
        with pytest.raises(Missing):
            write(world, event_id=event.pk)

    def test_a_cancelled_event_is_no_longer_proposed_but_lines_stay(self, world):
        event = meeting(world)
        write(world, "minh", event_id=event.pk, minutes=None, starts_at=dt.time(8), ends_at=dt.time(9, 30))
        with pytest.raises(Denied):
            cancel_event(event_id=event.pk, by=world.actor("lan"), at=clock.now())
        cancel_event(event_id=event.pk, by=world.actor("hanh"), at=clock.now())
        assert titles(world) == []
        assert Entry.objects.get().state == "DRAFT"
        with pytest.raises(InvalidStep):
            cancel_event(event_id=event.pk, by=world.actor("hanh"), at=clock.now())

    @pytest.mark.parametrize(
        ("changed", "error"),
        [
            ({"title": "  "}, Incomplete),
            ({"ends_at": dt.time(8)}, OutOfRange),
            ({"day": dt.date(2029, 1, 1)}, OutOfRange),
            ({"person_ids": [10**9]}, OutOfRange),
        ],
    )
    def test_what_cannot_be_is_refused(self, world, changed, error):
        with pytest.raises(error):
            meeting(world, **changed)

    def test_people_of_another_organ_cannot_be_invited(self, world):
        with pytest.raises(OutOfRange, match="trong cơ quan"):
            meeting(world, people=("dung",))

    def test_a_double_click_makes_one(self, world):
        assert meeting(world).pk == meeting(world).pk

    def test_the_page_makes_and_cancels(self, world):
        client = signed_in(world, "hanh")
        values = {
            "title": "Họp chi bộ",
            "day": f"{TODAY:%d/%m/%Y}",
            "span": "14g-15g30",
            "people": [world.lan.pk],
        }
        assert client.post("/hom-nay/su-kien", values).status_code == 302 or titles(world) == ["Họp chi bộ"]
        assert "Họp chi bộ" in client.get("/hom-nay/su-kien").content.decode()
        assert "Họp chi bộ" not in signed_in(world, "thu").get("/hom-nay/su-kien").content.decode()
        refused = client.post("/hom-nay/su-kien", values | {"span": "2g"})
        assert refused.status_code == 422
        assert "Sự kiện có giờ thật" in refused.content.decode()


class TestRecurring:
    def add(self, world, pattern, **more):
        return add_recurring(
            person_id=world.lan.pk, title=more.pop("title", "Tổng hợp báo cáo tuần"), pattern=pattern,
            valid_from=more.pop("since", LAST_WEEK), by=world.actor("lan"), at=clock.now(), **more,
        )  # fmt: skip

    def test_it_comes_on_its_weekday_without_a_length(self, world):
        self.add(world, Pattern.weekly([3]))
        (one,) = proposed(world)
        assert (one.title, one.span_text, one.clock_range) == ("Tổng hợp báo cáo tuần", "", "")
        assert titles(world, day=YESTERDAY) == []

    @pytest.mark.parametrize(
        ("day", "falls"),
        [(dt.date(2026, 2, 28), True), (dt.date(2026, 2, 27), False), (dt.date(2028, 2, 29), True), (dt.date(2026, 11, 30), True), (dt.date(2026, 11, 29), False)],
    )  # fmt: skip
    def test_the_last_of_a_month_is_its_last_day(self, day, falls):
        assert Pattern.monthly(31).falls_on(day) is falls

    def test_ended_it_comes_no_more(self, world):
        row = self.add(world, Pattern.weekly([3]))
        end_recurring(recurring_id=row.pk, by=world.actor("lan"), at=clock.now())
        assert titles(world) == []
        with pytest.raises(Missing):
            end_recurring(recurring_id=row.pk, by=world.actor("minh"), at=clock.now())

    def test_the_page_adds_and_ends(self, world):
        client = signed_in(world)
        page = client.post("/hom-nay/lap-lai", {"title": "Trực một cửa"})
        assert page.status_code == 422
        assert "Trực một cửa" in page.content.decode()
        assert (
            client.post("/hom-nay/lap-lai", {"title": "Trực một cửa", "weekdays": ["3"]}).status_code == 303
        )
        assert titles(world) == ["Trực một cửa"]


class TestPast:
    def test_rows_are_copied_never_hours(self, world):
        write(world, title="Trực tiếp dân", minutes=175, on=LAST_WEEK, at=clock.at(LAST_WEEK, 16))
        write(world, title="Soạn tờ trình", minutes=55, on=YESTERDAY, at=clock.at(YESTERDAY, 16))
        found = {p.title: p for p in proposed(world)}
        assert set(found) == {"Trực tiếp dân", "Soạn tờ trình"}
        assert all(p.clock_range == "" for p in found.values())
        page = signed_in(world).get("/hom-nay").content.decode()
        assert 'value="175' not in page
        assert 'value="55' not in page

    def test_what_stands_on_the_day_is_not_proposed_again(self, world):
        write(world, title="Soạn tờ trình", on=YESTERDAY, at=clock.at(YESTERDAY, 16))
        entry = write(world, title="Soạn tờ trình")
        assert titles(world) == []
        remove_entry(entry_id=entry.pk, version=1, by=world.actor("lan"), at=clock.now())
        assert titles(world) == ["Soạn tờ trình"]


class TestDismiss:
    def test_asks_nothing_and_can_be_taken_back(self, world):
        share = assign(world)
        client, key = signed_in(world), f"share:{share.pk}"
        page = client.post(f"/hom-nay/{TODAY}/bo-goi-y", {"dismissed": key}, headers={"HX-Request": "true"})
        assert "Hoàn tác" in page.content.decode()
        assert titles(world) == []
        assert titles(world, day=YESTERDAY) == [share.task.title], "only that day"
        client.post(f"/hom-nay/{TODAY}/lay-lai-goi-y", {"key": key})
        assert titles(world) == [share.task.title]
        kinds = list(
            AuditEvent.objects.filter(what__startswith="diary.proposal").values_list("what", flat=True)
        )
        assert kinds == ["diary.proposal.dismissed", "diary.proposal.restored"]

    def test_twice_changes_nothing_and_another_cannot(self, world):
        values = {"person_id": world.lan.pk, "day": TODAY, "key": "share:1", "at": clock.now()}
        assert (
            dismiss_proposal(**values, by=world.actor("lan")).pk
            == dismiss_proposal(**values, by=world.actor("lan")).pk
        )
        with pytest.raises(Denied):
            restore_proposal(**values, by=world.actor("minh"))
        with pytest.raises(Missing):
            restore_proposal(**{**values, "key": "share:2"}, by=world.actor("lan"))

    @pytest.mark.parametrize("key", ["", "share:1\x00", "share:" + "9" * 20, "x" * 20_000, "Việc:1"])
    def test_what_is_no_proposal_is_not_there(self, world, key):
        values = {"person_id": world.lan.pk, "day": TODAY, "key": key, "by": world.actor("lan")}
        for command in (dismiss_proposal, restore_proposal):
            with pytest.raises(Missing):
                command(**values, at=clock.now())
        client = signed_in(world)
        assert client.post(f"/hom-nay/{TODAY}/bo-goi-y", {"dismissed": key}).status_code == 404
        assert client.get("/hom-nay", {"da-bo": key[:200]}).status_code == 200

    def test_without_script_the_page_offers_to_take_it_back(self, world):
        share = assign(world)
        page = signed_in(world).post(
            f"/hom-nay/{TODAY}/bo-goi-y", {"dismissed": f"share:{share.pk}"}, follow=True
        )
        assert "Hoàn tác" in page.content.decode()


class TestTheTypedLine:
    def post(self, world, **values):
        values = {"client_id": str(uuid.uuid4()), "duration": "", "quantity": ""} | values
        return signed_in(world).post(f"/hom-nay/{TODAY}/ghi", values)

    def test_length_and_count_come_from_the_text(self, world):
        product = world.products["DC.02"]
        self.post(world, what=f"product:{product.pk}", text="tham dinh 1g15 x6")
        entry = Entry.objects.get()
        assert (entry.minutes, entry.quantity, entry.title) == (75, 6, product.detail[:300])

    def test_off_the_catalogue_the_rest_is_the_title(self, world):
        self.post(world, what="off", text="Họp với Sở Y tế 8g-9g30")
        entry = Entry.objects.get()
        assert (entry.title, entry.starts_at, entry.minutes) == ("Họp với Sở Y tế", dt.time(8), 90)

    def test_boxes_of_their_own_win(self, world):
        self.post(world, what="off", text="Họp 45p và 1g", duration="30p")
        entry = Entry.objects.get()
        assert (entry.title, entry.minutes) == ("Họp 45p và 1g", 30)

    def test_the_title_of_a_chosen_option_is_never_read_as_a_length(self, world):
        page = self.post(
            world, what=f"product:{world.products['DC.02'].pk}", text="Họp 8g hằng ngày", settled="1"
        )
        assert page.status_code == 422
        assert not Entry.objects.exists()

    def test_two_lengths_are_refused_and_the_line_is_kept(self, world):
        page = self.post(world, what="off", text="Họp 45p và 1g")
        assert page.status_code == 422
        assert "Có hai thời gian" in page.content.decode()
        assert 'value="Họp 45p và 1g"' in page.content.decode()

    def test_the_list_echoes_what_it_understood(self, world):
        found = offer("nang luong 8g-9g30 x6", viewer=world.actor("lan"), on=TODAY)
        assert found.echo == ("1 giờ 30", "8:00–9:30", "6 sản phẩm")
        assert found.is_complete
        assert found.groups
        assert "Có hai số lượng" in offer("a x1 x2", viewer=world.actor("lan"), on=TODAY).sentence
        assert "không quá 12 giờ. Ví dụ" in offer("hop 13g", viewer=world.actor("lan"), on=TODAY).sentence

    def test_abbreviations_and_for_whom_find_the_product_and_the_words_are_kept(self, world):
        product = world.products["DC.02"]
        found = offer("soan cv 45p cho so y te", viewer=world.actor("lan"), on=TODAY)
        assert found.groups[0].choices[0].value == f"product:{product.pk}"
        assert (found.said, found.echo[-1]) == ("soan cv cho so y te", "ghi chú “soan cv cho so y te”")
        post = QueryDict(mutable=True)
        post.update({"text": "soan cv 45p cho so y te", "what": f"product:{product.pk}"})
        entry = add_entry(
            person_id=world.lan.pk, on=TODAY, line=line_from(post), client_id=uuid.uuid4(),
            by=world.actor("lan"), at=clock.now(),
        )  # fmt: skip
        assert (entry.title, entry.minutes, entry.note) == (product.detail, 45, "soan cv cho so y te")

    def test_recent_products_stand_on_top(self, world):
        product = world.products["DC.02"]
        before = [g.label for g in offer("", viewer=world.actor("lan"), on=TODAY).groups]
        assert "Gần đây" not in before
        write(world, title="", product_id=product.pk, on=YESTERDAY, at=clock.at(YESTERDAY, 16))
        groups = offer("", viewer=world.actor("lan"), on=TODAY).groups
        assert groups[0].label == "Gần đây"
        assert [c.value for c in groups[0].choices] == [f"product:{product.pk}"]


def test_the_day_asks_as_much_with_many_proposals_as_with_few(world, django_assert_max_num_queries):
    client = signed_in(world)
    meeting(world)
    write(world, title="Việc cũ", on=YESTERDAY, at=clock.at(YESTERDAY, 16))
    assign(world)
    client.get("/hom-nay")
    with django_assert_max_num_queries(40) as few:
        client.get("/hom-nay")
    for n in range(6):
        meeting(world, title=f"Họp {n}", starts_at=dt.time(9 + n), ends_at=dt.time(10 + n))
        write(world, title=f"Việc {n}", on=YESTERDAY, at=clock.at(YESTERDAY, 16))
        assign(world)
    with django_assert_max_num_queries(len(few.captured_queries)):
        client.get("/hom-nay")
