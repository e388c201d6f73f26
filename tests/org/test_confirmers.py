"""Who confirms whose work (Đ10), on a day."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from congvu.base import clock
from congvu.org.commands import (
    add_unit,
    delegate,
    end_confirmer,
    end_posting,
    post_person,
    set_confirmer,
)
from congvu.org.models import Organ, Posting
from congvu.org.queries import Basis, confirmer_of, confirmers, confirmers_with_reason, segments
from congvu.policy.actions import Action
from congvu.policy.decide import can
from congvu.policy.facts import SYSTEM, Role, Subject

TODAY = dt.date(2026, 11, 19)
MID = dt.date(2026, 11, 16)


def post(world, name, unit, position, duty="STAFF", since=MID, **more):
    return post_person(
        person_id=world.people[name].pk, unit_id=world.units[unit].pk,
        position_id=world.positions[position].pk, duty=duty, valid_from=since,
        by=SYSTEM, at=clock.now(), **more,
    )  # fmt: skip


def end(world, name, on=MID):
    posting = Posting.objects.get(person=world.people[name], kind="MAIN")
    return end_posting(posting_id=posting.pk, valid_to=on, by=SYSTEM, at=clock.now())


def of(world, name, on=TODAY):
    found = confirmer_of(world.people[name].pk, on=on)
    return next((k for k, p in world.people.items() if p.pk == found), None)


class TestByLaw:
    @pytest.mark.parametrize(
        ("name", "confirmer", "basis"),
        [
            ("lan", "hanh", Basis.UNIT_HEAD),
            ("hanh", "tam", Basis.ORGAN_HEAD),
            ("son", "tam", Basis.ORGAN_HEAD),
            ("hai", "thu", Basis.UNIT_HEAD),
            ("tam", None, Basis.NOBODY),
        ],
    )
    def test_follows_the_tree(self, world, name, confirmer, basis):
        person = world.people[name]
        found = confirmers_with_reason([person.pk], on=TODAY)[person.pk]

        assert of(world, name) == confirmer
        assert found.basis is basis

    def test_says_the_point_of_the_article(self, world):
        why = {
            n: confirmers_with_reason([world.people[n].pk], on=TODAY)[world.people[n].pk].why
            for n in ("lan", "hanh")
        }

        assert why["lan"].endswith("theo Điều 10 khoản 1 điểm c")
        assert why["hanh"].endswith("theo Điều 10 khoản 1 điểm b")

    def test_deputy_of_a_department_goes_to_its_head(self, world):
        post(world, "minh", "ccvc", "TP", duty="DEPUTY")

        assert of(world, "minh") == "hanh"

    def test_vacant_head_goes_one_unit_up(self, world):
        end(world, "hanh")

        assert of(world, "lan") == "tam"
        assert of(world, "lan", MID - dt.timedelta(days=1)) == "hanh"

    def test_organ_without_a_head_has_nobody_for_its_department_heads(self, world):
        Organ.objects.filter(pk=world.organ.pk).update(managing=world.other)
        end(world, "tam")

        assert of(world, "hanh") is None
        assert of(world, "lan") == "hanh"

    def test_head_of_a_team_goes_to_the_head_of_its_department(self, world):
        team = add_unit(
            organ_id=world.organ.pk, parent_id=world.units["ccvc"].pk, code="TO1", name="Tổ hồ sơ",
            valid_from=MID, by=SYSTEM, at=clock.now(),
        )  # fmt: skip
        world.units["team"] = team
        post(world, "minh", "team", "CV", duty="HEAD")
        post(world, "lan", "team", "CV")

        assert (of(world, "lan"), of(world, "minh"), of(world, "hanh")) == ("minh", "hanh", "tam")

    def test_head_of_the_organ_goes_to_the_head_of_its_managing_organ(self, world):
        Organ.objects.filter(pk=world.organ.pk).update(managing=world.other)

        found = confirmers_with_reason([world.tam.pk], on=TODAY)[world.tam.pk]

        assert (of(world, "tam"), found.basis) == ("dung", Basis.MANAGING_HEAD)
        assert found.why.endswith("điểm a")

    def test_head_of_the_organ_who_mainly_heads_a_department(self, world):
        end(world, "hanh")
        end(world, "tam")
        post(world, "tam", "ccvc", "TP", duty="HEAD")
        post(world, "tam", "root", "GD", duty="HEAD", kind="CONCURRENT")
        Organ.objects.filter(pk=world.organ.pk).update(managing=world.other)

        assert (of(world, "tam"), of(world, "lan")) == ("dung", "tam")

    def test_nobody_without_a_posting(self, world):
        end(world, "lan")

        assert of(world, "lan") is None

    def test_main_head_beats_a_concurrent_one(self, world):
        Posting.objects.create(
            organ=world.organ, person=world.thu, unit=world.units["ccvc"], position=world.positions["TP"],
            duty="HEAD", kind="CONCURRENT", valid_from=MID,
        )  # fmt: skip

        assert of(world, "lan") == "hanh"


class TestPosts:
    def test_a_concurrent_post_leaves_the_confirmer(self, world):
        post(world, "lan", "vp", "CV", kind="CONCURRENT", percent=30)

        assert of(world, "lan") == "hanh"

    def test_a_secondment_moves_it(self, world):
        post(world, "lan", "vp", "CV", kind="SECONDED", valid_to=dt.date(2026, 12, 1))

        assert of(world, "lan") == "thu"
        assert of(world, "lan", dt.date(2026, 12, 1)) == "hanh"

    def test_a_move_in_mid_month_splits_the_month(self, world):
        post(world, "lan", "vp", "CV")

        month = segments(world.lan.pk, dt.date(2026, 11, 1), dt.date(2026, 11, 30))

        assert [(s.first.day, s.last.day, s.place.unit_id) for s in month] == [
            (1, 15, world.units["ccvc"].pk),
            (16, 30, world.units["vp"].pk),
        ]
        assert of(world, "lan", dt.date(2026, 11, 15)) == "hanh"
        assert of(world, "lan", MID) == "thu"

    def test_a_secondment_inside_a_month_gives_three_segments(self, world):
        post(world, "lan", "vp", "CV", kind="SECONDED", since=dt.date(2026, 11, 9), valid_to=MID)

        month = segments(world.lan.pk, dt.date(2026, 11, 1), dt.date(2026, 11, 30))

        assert [(s.first.day, s.last.day) for s in month] == [(1, 8), (9, 15), (16, 30)]

    def test_a_concurrent_post_does_not_split(self, world):
        post(world, "lan", "vp", "CV", kind="CONCURRENT", percent=30)

        assert len(segments(world.lan.pk, dt.date(2026, 11, 1), dt.date(2026, 11, 30))) == 1

    def test_days_without_a_posting_are_left_out(self, world):
        end(world, "lan")

        month = segments(world.lan.pk, dt.date(2026, 11, 1), dt.date(2026, 11, 30))

        assert [(s.first.day, s.last.day) for s in month] == [(1, 15)]


class TestByName:
    def choose(self, world, name, confirmer, since=MID, **more):
        return set_confirmer(
            person_id=world.people[name].pk, confirmer_id=world.people[confirmer].pk, reason="Trưởng phòng đi học",
            valid_from=since, by=world.actor("binh"), at=clock.now(), **more,
        )  # fmt: skip

    def test_named_one_comes_first_from_the_day(self, world):
        self.choose(world, "lan", "son")

        found = confirmers_with_reason([world.lan.pk], on=TODAY)[world.lan.pk]
        assert (of(world, "lan"), found.basis) == ("son", Basis.CHOSEN)
        assert "Trưởng phòng đi học" in found.why
        assert of(world, "lan", MID - dt.timedelta(days=1)) == "hanh"

    def test_superior_of_the_organs_head_is_named(self, world):
        self.choose(world, "tam", "son")

        assert of(world, "tam") == "son"

    def test_a_new_choice_ends_the_one_before(self, world):
        self.choose(world, "lan", "son")
        self.choose(world, "lan", "thu", since=dt.date(2026, 11, 18))

        assert of(world, "lan", dt.date(2026, 11, 17)) == "son"
        assert of(world, "lan") == "thu"

    def test_an_ended_choice_gives_way_to_the_law(self, world):
        choice = self.choose(world, "lan", "son")
        end_confirmer(
            choice_id=choice.pk, valid_to=dt.date(2026, 11, 18), by=world.actor("binh"), at=clock.now()
        )

        assert of(world, "lan") == "hanh"


class TestDelegate:
    def give(self, world, taker="minh", form="TL"):
        return delegate(
            giver_id=world.hanh.pk, taker_id=world.people[taker].pk, form=form, valid_from=MID,
            valid_to=dt.date(2026, 12, 1), reason="Đi công tác", by=world.actor("hanh"), at=clock.now(),
        )  # fmt: skip

    def subject(self, world, name):
        person = world.people[name]
        return Subject(
            world.organ.pk, world.units["ccvc"].path, owner_id=person.pk,
            decider_id=confirmer_of(person.pk, on=TODAY),
        )  # fmt: skip

    def test_taker_confirms_for_the_giver(self, world):
        self.give(world)

        minh = world.actor("minh")
        assert of(world, "lan") == "hanh"
        assert can(minh, Action.ENTRY_CONFIRM, self.subject(world, "lan"))
        assert {(h.role, h.for_person_id, h.form) for h in minh.roles} == {(Role.HEAD, world.hanh.pk, "TL")}

    def test_taker_never_decides_about_herself(self, world):
        self.give(world)

        assert not can(world.actor("minh"), Action.ENTRY_CONFIRM, self.subject(world, "minh"))

    def test_taker_does_not_rise_above_the_giver(self, world):
        self.give(world)

        for action in (Action.ENTRY_CONFIRM, Action.DAY_VIEW, Action.CARD_VIEW, Action.EXTENSION_DECIDE):
            assert not can(world.actor("minh"), action, self.subject(world, "hanh")), action

    def test_only_posts_as_head_pass_on(self, world):
        post(world, "hanh", "vp", "TP", duty="DEPUTY", kind="CONCURRENT", percent=20)
        self.give(world)

        assert {h.role for h in world.actor("minh").roles} == {Role.HEAD}

    def test_nothing_passes_on_from_one_who_left_the_post(self, world):
        self.give(world)
        end(world, "hanh", on=TODAY)

        assert world.actor("minh").roles == ()


class TestDeputy:
    def test_reaches_the_units_in_charge_only(self, world):
        roles = world.actor("son").roles

        assert [(h.role, h.unit_path) for h in roles] == [(Role.DEPUTY, world.units["ccvc"].path)]

    def test_without_a_field_reaches_the_unit(self, world):
        Posting.objects.get(person=world.son).charge.clear()

        assert [h.unit_path for h in world.actor("son").roles] == [world.units["root"].path]


def test_no_more_queries_for_more_people(world):
    Organ.objects.filter(pk=world.organ.pk).update(managing=world.other)
    with CaptureQueriesContext(connection) as one:
        confirmers([world.tam.pk], on=TODAY)
    with CaptureQueriesContext(connection) as everyone:
        confirmers([p.pk for p in world.people.values()], on=TODAY)

    assert len(everyone) == len(one) <= 5
