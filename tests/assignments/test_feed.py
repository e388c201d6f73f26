"""The worked cases of the decree, from the commands to the values of a, b and c."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from congvu.assignments import commands
from congvu.assignments.models import Share, Task
from congvu.assignments.queries import feed
from congvu.base import clock
from congvu.catalogue.models import Product
from rulebook import loader
from rulebook.items import Item, sums_of

from .making import DUE, FIRST, LAST, NOON, TODAY, finish, give, give_share, hand_in, judge

PACK = loader.pack("nd335-2025")


def product(world, coefficient: str) -> str:
    """A product of that coefficient in the edition in force."""
    score = Decimal(coefficient) * 5
    code = f"K.{coefficient}"
    world.products[code] = Product.objects.create(
        organ=world.organ, edition=world.edition, code=code, task="Nhiệm vụ", detail=f"Sản phẩm {code}", group=2,
        score=score, coefficient=Decimal(coefficient), search_text=code.lower(),
    )  # fmt: skip
    return code


def sums(person, first=FIRST, last=LAST):
    items = [
        Item(
            coefficient=i.coefficient, assigned=i.assigned, done=i.done, errors=i.errors, late=i.late,
            waived_errors=i.waived_errors, waived_late=i.waived_late, extra=i.extra, handed_over=i.handed_over,
        )
        for i in feed([person.pk], first, last)[person.pk]
    ]  # fmt: skip
    return sums_of(items, PACK)


def ratios(person):
    s = sums(person)
    return s.done / s.assigned, s.quality / s.assigned, s.timeliness / s.assigned


class TestWorkedCases:
    def test_w4_two_kinds_of_products_one_half_done(self, world):
        """2 × k1.5 all done, 4 × k0.5 half done: a = b = c = 0.8."""
        finish(world, give_share(world, code=product(world, "1.5"), quantity="2"), "2")
        finish(world, give_share(world, code=product(world, "0.5"), quantity="4"), "2")

        assert ratios(world.lan) == (Decimal("0.8"),) * 3

    def test_w6_one_of_five_handed_over(self, world):
        """A: 4 × k5 + 1 × k12, one k5 handed to B: a = b = c = 27/32."""
        five = give_share(world, code="DC.02", quantity="4")
        finish(world, give_share(world, code="DC.05"), "1")
        finish(world, five, "3")
        commands.report_unable(share_id=five.pk, reason="Đi học", by=world.actor("lan"), at=NOON)
        commands.hand_over(
            share_id=five.pk, to_person_id=world.minh.pk, quantity=None, deadline=DUE, reason="Lan đi học",
            by=world.actor("hanh"), at=NOON,
        )  # fmt: skip

        s = sums(world.lan)
        assert (s.assigned, s.done) == (32, 27)
        assert ratios(world.lan) == (Decimal("0.84375"),) * 3
        lines = feed([world.lan.pk], FIRST, LAST)[world.lan.pk]
        assert sorted((x.assigned, x.done, x.handed_over) for x in lines) == [
            (1, 0, True), (1, 1, False), (3, 3, False),
        ]  # fmt: skip

    def test_w7_what_was_taken_over_adds_to_the_result(self, world):
        """B: own 32 done + extra k5 = 37/32, uncapped here."""
        finish(world, give_share(world, "minh", code=product(world, "32")))
        self._hand_five_to_minh(world, done=True)

        s = sums(world.minh)
        assert (s.assigned, s.done, s.surplus) == (32, 37, 5)
        assert ratios(world.minh) == (Decimal("1.15625"),) * 3

    def test_w7b_extra_work_makes_up_for_own_work(self, world):
        """B: own 27 of 32 done + extra 5 = 32/32."""
        finish(world, give_share(world, "minh", code=product(world, "27")))
        give(world, "minh", code=product(world, "5.00"))
        self._hand_five_to_minh(world, done=True)

        assert ratios(world.minh) == (Decimal(1),) * 3

    def _hand_five_to_minh(self, world, *, done: bool) -> None:
        taken = commands.hand_over(
            share_id=give_share(world, code="DC.02").pk, to_person_id=world.minh.pk, quantity=None, deadline=DUE,
            reason="Lan đi học", by=world.actor("hanh"), at=NOON,
        )  # fmt: skip
        if done:
            finish(world, taken)


class TestPeriods:
    def test_a_part_counts_in_the_period_of_its_own_deadline(self, world):
        share = give_share(world, deadline=dt.date(2026, 12, 10))
        finish(world, share)

        assert feed([world.lan.pk], FIRST, LAST)[world.lan.pk] == []
        december = feed([world.lan.pk], dt.date(2026, 12, 1), dt.date(2026, 12, 31))[world.lan.pk]
        assert [(i.assigned, i.done) for i in december] == [(1, 1)]

    def test_finished_after_the_deadline_inside_the_period_is_late(self, world):
        share = give_share(world, deadline=TODAY)
        finish(world, share, on=dt.date(2026, 11, 20))

        a, b, c = ratios(world.lan)
        assert (a, b, c) == (1, 1, Decimal("0.75"))

    def test_carried_over_stays_undone_there_and_counts_in_the_new_period(self, world):
        share = give_share(world, quantity="2")
        finish(world, share)
        commands.carry_over(
            share_id=share.pk, new_deadline=dt.date(2026, 12, 10), reason="Chờ số liệu", by=world.actor("hanh"),
            at=clock.at(dt.date(2026, 12, 2), 9),
        )  # fmt: skip
        new = Task.objects.get(origin=Task.Origin.CARRIED_OVER).shares.get()
        finish(world, new, on=dt.date(2026, 12, 3))

        november = sums(world.lan)
        december = sums(world.lan, dt.date(2026, 12, 1), dt.date(2026, 12, 31))
        assert (november.assigned, november.done) == (10, 5)
        assert (december.assigned, december.done) == (5, 5)

    def test_cancelled_is_out_of_the_assigned_total(self, world):
        finish(world, give_share(world))
        share = give_share(world, code="DC.05")
        commands.cancel_share(share_id=share.pk, reason="Thôi thực hiện", by=world.actor("hanh"), at=NOON)

        assert ratios(world.lan) == (1, 1, 1)

    def test_cancelling_the_rest_keeps_what_was_done(self, world):
        share = give_share(world, quantity="3")
        finish(world, share)
        commands.cancel_share(share_id=share.pk, reason="Thôi thực hiện", by=world.actor("hanh"), at=NOON)

        assert (sums(world.lan).assigned, sums(world.lan).done) == (5, 5)
        assert Share.objects.get(pk=share.pk).state == "DONE"

    def test_what_waits_for_a_verdict_is_not_done(self, world):
        hand_in(world, give_share(world))

        assert sums(world.lan).done == 0


class TestCounts:
    def test_shares_split_each_product(self, world):
        task = give(
            world,
            quantity="2",
            shares=[
                commands.ShareSpec(world.lan.pk, "LEAD", Decimal("66.67")),
                commands.ShareSpec(world.minh.pk, "SUPPORT", Decimal("33.33")),
            ],
        )
        for share in task.shares.order_by("pk"):
            finish(world, share, "2")

        both = feed([world.lan.pk, world.minh.pk], FIRST, LAST)
        assert both[world.lan.pk][0].coefficient == Decimal("3.3335")
        assert sum(i.coefficient * i.done for lines in both.values() for i in lines) == 10

    def test_several_fractions_stay_exact(self, world):
        """0.5 late and 0.5 on time: each half keeps its own deduction."""
        share = give_share(world, quantity="3", deadline=TODAY)
        judge(world, hand_in(world, share, "0.5"), late=[1])
        finish(world, share, "1")
        judge(world, hand_in(world, share, "0.5"))

        s = sums(world.lan)
        assert (s.assigned, s.done) == (15, 10)
        assert s.timeliness == 10 - Decimal("0.25") * Decimal("2.5")

    def test_errors_of_one_product_do_not_touch_another(self, world):
        share = give_share(world, quantity="2")
        judge(world, hand_in(world, share, "2"), errors=[5, 0])

        a, b, c = ratios(world.lan)
        assert (a, b, c) == (1, Decimal("0.5"), 1)


@pytest.mark.django_db
def test_queries_do_not_grow_with_rows(world):
    def count() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            feed([p.pk for p in world.people.values()], FIRST, LAST)
        return len(seen)

    for _ in range(3):
        finish(world, give_share(world))
    few = count()
    for _ in range(27):
        finish(world, give_share(world))
    assert count() == few
