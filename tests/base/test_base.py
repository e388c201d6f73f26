"""Exact numbers in the database, states, remembered answers, the clock."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db.models import Max, Sum
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from congvu.base import clock, memo
from congvu.base.errors import InvalidStep
from congvu.base.fields import ScaledField
from congvu.catalogue.models import Product
from congvu.catalogue.states import EDITION, EditionState, EditionStep


class TestScaledField:
    field = ScaledField(places=4)

    def test_a_value_with_too_many_places_is_refused_not_rounded(self):
        with pytest.raises(ValidationError):
            self.field.get_prep_value(Decimal("0.12345"))

    @pytest.mark.parametrize("bad", ["NaN", "Infinity", "abc"])
    def test_what_is_no_number_is_refused(self, bad: str):
        with pytest.raises(ValidationError):
            self.field.get_prep_value(bad)

    def test_a_number_wider_than_the_column_is_refused(self):
        with pytest.raises(ValidationError):
            self.field.get_prep_value(Decimal(10) ** 18)

    @given(st.decimals(min_value=-1000, max_value=1000, places=4))
    def test_what_goes_in_comes_out(self, value: Decimal):
        assert self.field.from_db_value(self.field.get_prep_value(value)) == value


class TestSums(TestCase):
    @settings(max_examples=10, deadline=None)
    @given(st.lists(st.decimals(min_value=1, max_value=500, places=4), min_size=1, max_size=20))
    def test_sum_and_filters_in_sql_are_exact(self, values):
        from tests.world import build_world

        with clock.frozen(clock.at(dt.date(2026, 11, 19), 12)):
            edition = (
                build_world().edition if not Product.objects.exists() else Product.objects.first().edition
            )
        edition.products.all().delete()
        for n, value in enumerate(values):
            Product.objects.create(
                organ=edition.organ, edition=edition, code=f"X{n}", task="t", detail="d", group=1, score=5,
                coefficient=value, search_text="",
            )  # fmt: skip
        found = edition.products.aggregate(total=Sum("coefficient"), most=Max("coefficient"))
        assert found["total"] == sum(values)
        assert found["most"] == max(values)
        assert edition.products.filter(coefficient__gte=values[0]).exists()


def test_a_wrong_step_says_where_things_stand():
    with pytest.raises(InvalidStep) as caught:
        EDITION.after(EditionState.DECIDED, EditionStep.APPRAISE)
    assert "Đã quyết định" in caught.value.sentence
    assert EDITION.sources(EditionStep.WITHDRAW) == (EditionState.PROPOSED, EditionState.APPRAISED)


class TestMemo:
    def test_remembers_inside_a_block_only(self):
        asked = []

        @memo.remembered
        def question(people, *, on):
            asked.append(people)
            return len(asked)

        assert (question([1], on=1), question([1], on=1)) == (1, 2)
        with memo.remembering():
            assert (question([1, 2], on=1), question((1, 2), on=1)) == (3, 3)
            assert question([1, 2], on=2) == 4
            memo.forget()
            assert question([1, 2], on=1) == 5

    @pytest.mark.django_db(transaction=True)
    def test_answers_are_common_while_the_state_is_the_same(self):
        asked = []

        @memo.remembered
        def question(n):
            asked.append(n)
            return len(asked)

        def ask(state, n=1):
            with memo.remembering(lambda: state):
                return question(n)

        assert (ask(7), ask(7), ask(7, 2)) == (1, 1, 2)
        assert (ask(8), ask(8)) == (3, 3)
        assert ask(7) == 4, "an older state shares nothing with a newer one"
        assert ask(8) == 3

    @pytest.mark.django_db(transaction=True)
    def test_what_is_not_committed_stays_private(self):
        from django.db import transaction

        answers = iter(range(100))

        @memo.remembered
        def question():
            return next(answers)

        def ask():
            with memo.remembering(lambda: 1):
                return question()

        with memo.remembering(lambda: 1), transaction.atomic():
            assert question() == 0
            transaction.set_rollback(True)
        assert ask() == 1, "what a command that failed found out is not shared"
        memo.common.clear()
        with memo.remembering(lambda: 1):
            with transaction.atomic():
                assert question() == 2
                memo.forget()
                assert question() == 3, "after a change the block answers for itself"
            assert question() == 3
        assert ask() == 4, "and shares nothing"
        memo.common.clear()
        with memo.remembering(lambda: 1), transaction.atomic():
            assert question() == 5
        assert ask() == 5, "committed: common"

    @pytest.mark.django_db(transaction=True)
    def test_a_command_judges_by_the_state_at_its_beginning(self):
        from django.db import transaction

        state = [1]

        @memo.remembered
        def question():
            return state[0]

        with memo.remembering(lambda: state[0]):
            assert question() == 1
            state[0] = 2  # somebody else's change, committed meanwhile
            assert question() == 1, "a page stays with what it began with"
            with transaction.atomic():
                assert question() == 2
            assert question() == 2

    def test_the_common_memory_is_bounded(self):
        common = memo.Common(most=3)
        for n in range(10):
            common.put(1, n, n)
        assert [n for n in range(10) if common.get(1, n) == n] == [7, 8, 9]

    def test_a_change_counts_the_state_up(self, world):
        from congvu.audit.queries import state_of_organisation
        from congvu.org.commands import set_confirmer

        before = state_of_organisation()
        set_confirmer(
            person_id=world.lan.pk, confirmer_id=world.thu.pk, reason="Đồng chí Hạnh đi học dài ngày",
            valid_from=clock.today(), by=world.actor("binh"), at=clock.now(),
        )  # fmt: skip
        assert state_of_organisation() == before + 1

    def test_a_change_of_the_organisation_is_seen_at_once(self, world):
        from congvu.org.commands import set_confirmer
        from congvu.org.queries import confirmer_of

        today = clock.today()
        with memo.remembering():
            assert confirmer_of(world.lan.pk, on=today) == world.hanh.pk
            set_confirmer(
                person_id=world.lan.pk, confirmer_id=world.thu.pk, reason="Đồng chí Hạnh đi học dài ngày",
                valid_from=today, by=world.actor("binh"), at=clock.now(),
            )  # fmt: skip
            assert confirmer_of(world.lan.pk, on=today) == world.thu.pk


def test_the_clock_can_stand_still_and_goes_on():
    moment = clock.at(dt.date(2026, 1, 1), 8)
    with clock.frozen(moment):
        assert clock.now() == moment
        assert clock.today() == dt.date(2026, 1, 1)
    assert clock.now() != moment
