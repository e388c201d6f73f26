"""The usual times: exact, nameless, silent below the honest minimum."""

from __future__ import annotations

import datetime as dt
import statistics
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from congvu.review.usual import CASES, PEOPLE, Case, strip_of, usual

cases = st.lists(
    st.builds(
        Case,
        person_id=st.integers(1, 8),
        minutes=st.integers(1, 720),
        quantity=st.decimals("0.25", "40", places=2),
    ),
    max_size=80,
)


def test_below_five_people_or_twenty_cases_there_is_nothing():
    def many(people: int, count: int) -> list[Case]:
        return [Case(n % people, 60, Decimal(1)) for n in range(count)]

    assert usual(many(PEOPLE, CASES)) is not None
    assert usual(many(PEOPLE - 1, CASES)) is None
    assert usual(many(PEOPLE, CASES - 1)) is None


def test_lines_without_products_are_not_counted():
    half = [Case(n % 6, 30, Decimal(n % 2)) for n in range(30)]
    assert usual(half) is None


@given(cases)
def test_the_numbers_are_those_of_the_cases(given_cases):
    found = usual(given_cases)
    if found is None:
        assert len(given_cases) < CASES or len({c.person_id for c in given_cases}) < PEOPLE
        return
    values = [Decimal(c.minutes) / c.quantity for c in given_cases]
    # Two ways to the middle of two cases may differ in the last of 28 digits.
    assert abs(found.median - statistics.median(values)) < Decimal("1e-20")
    assert found.least == min(values)
    assert found.most == max(values)
    assert found.least <= found.low <= found.median <= found.high <= found.most
    assert list(found.cases) == sorted(values)


@given(cases, st.decimals("0.5", "20", places=2), st.integers(1, 720))
def test_the_order_of_the_cases_and_who_did_them_do_not_matter(given_cases, quantity, minutes):
    one, other = usual(given_cases), usual(list(reversed(given_cases)))
    assert one == other
    if one is not None:
        strip = strip_of(one, quantity, minutes)
        assert strip.least <= strip.low <= strip.median <= strip.high <= strip.most
        assert len(strip.dots) <= 60
        assert one.times(quantity, minutes) == Decimal(minutes) / (one.median * quantity)


@pytest.mark.parametrize(("minutes", "times"), [(60, 1), (120, 2), (90, Decimal("1.5"))])
def test_times_the_median(minutes, times):
    found = usual([Case(n % 5, 60, Decimal(1)) for n in range(20)])
    assert found is not None
    assert found.times(Decimal(1), minutes) == times


def test_what_is_known_of_one_organ_says_nothing_of_another(world, monkeypatch):
    from congvu.review.queries import usual_times

    asked = usual_times.Asked("DC.02", world.lan.pk)
    seen = []

    def recounted(organ_id, wanted, *, on):
        seen.append((organ_id, set(wanted)))
        return {}

    monkeypatch.setattr(usual_times, "usual_of", recounted)
    for organ_id in (1, 2, 1, 2):
        usual_times.medians_of(organ_id, [asked], on=dt.date(2026, 11, 19))
    assert [organ_id for organ_id, wanted in seen if wanted] == [1, 2]
