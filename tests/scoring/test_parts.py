"""Pure pieces: fractions as text, the order of cards, the drawing of the year, what moved the score."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from congvu.scoring import compute
from congvu.scoring.fractions import exact, kept
from congvu.scoring.order import Spot, counted_under, lowest_first
from congvu.scoring.queries.parts import pulls, result_arithmetic, total_arithmetic
from congvu.scoring.trend import trend
from congvu.scoring.verify import first_difference
from tests.scoring.steps import FULL, PACK


class TestFractions:
    @pytest.mark.parametrize(
        ("value", "text"),
        [
            ("27/32", "0,84375"),
            ("6/7", "6/7"),
            ("1", "1"),
            ("1/3", "1/3"),
            ("12345/2", "6.172,5"),
            ("0", "0"),
        ],
    )
    def test_decimals_where_they_end(self, value, text):
        assert exact(Fraction(value)) == text

    def test_a_cut_number_says_what_it_stands_for(self):
        assert kept(Decimal("0.84375"), Fraction(27, 32)) == "0,84375"
        assert kept(Decimal("0.3333333333333333333333333333"), Fraction(1, 3)).endswith("3… (đúng bằng 1/3)")


class TestOrder:
    HEAD = Spot(1, 1, "/1/", "HEAD")
    DEPUTY = Spot(2, 2, "/1/", "DEPUTY", charge=("/1/5/",))
    ROOM = Spot(3, 3, "/1/5/", "HEAD")
    STAFF = Spot(4, 4, "/1/5/", "STAFF")
    OTHER = Spot(5, 5, "/1/6/", "STAFF")
    ALL = (HEAD, DEPUTY, ROOM, STAFF, OTHER)

    def test_scopes(self):
        assert counted_under(self.HEAD, self.ALL) == [self.DEPUTY, self.ROOM, self.STAFF, self.OTHER]
        assert counted_under(self.DEPUTY, self.ALL) == [self.ROOM, self.STAFF]
        assert counted_under(self.ROOM, self.ALL) == [self.STAFF]
        assert counted_under(self.STAFF, self.ALL) == []

    def test_two_heads_or_deputies_of_one_unit_do_not_wait_for_each_other(self):
        second = Spot(6, 6, "/1/5/", "HEAD")
        assert counted_under(self.ROOM, [*self.ALL, second]) == [self.STAFF]
        assert self.ROOM not in counted_under(second, [*self.ALL, second])

    @given(
        st.lists(
            st.tuples(
                st.sampled_from(["/1/", "/1/2/", "/1/2/3/", "/1/4/"]),
                st.sampled_from(["HEAD", "DEPUTY", "STAFF"]),
            ),
            max_size=12,
        )
    )
    def test_nobody_waits_in_a_circle(self, places):
        spots = [Spot(n, n, path, duty) for n, (path, duty) in enumerate(places)]
        done: set[int] = set()
        for spot in lowest_first(spots):
            assert {s.card_id for s in counted_under(spot, spots)} <= done
            done.add(spot.card_id)


class TestTrend:
    def test_needs_two_totals(self):
        assert trend([(1, Decimal(80), True), (2, None, False)], periods=12) is None

    def test_points_lie_inside_and_the_last_provisional_one_is_dashed(self):
        found = trend(
            [(9, Decimal("81.5"), True), (10, Decimal(90), True), (11, Decimal("86.4"), False)], periods=12
        )
        assert [p.label for p in found.points] == ["T9", "T10", "T11"]
        assert found.dashed[1].total == Decimal("86.4")
        assert found.line.count(",") == 2
        assert [value for _, value in found.grid] == [80, 90]
        assert all(30 <= float(p.y) <= 150 for p in found.points)

    def test_a_year_of_full_marks_is_drawn(self):
        found = trend([(1, Decimal(100), True), (4, Decimal(100), True)], periods=4)
        assert [p.label for p in found.points] == ["Q1", "Q4"]
        assert {value for _, value in found.grid} == {90, 100}


ITEM = {
    "coefficient": "1.4", "assigned": "3", "done": "2", "errors": [0, 1], "late": [2, 0], "waived_errors": 0,
    "waived_late": 0, "extra": False, "handed_over": False,
}  # fmt: skip


@pytest.mark.parametrize("cap", ["TOTAL", "RATIO"])
@pytest.mark.parametrize("extra", ["0", "1", "5"])
@pytest.mark.parametrize("role", ["STAFF", "HEAD"])
def test_what_moved_the_score_makes_up_the_whole_difference(cap, extra, role):
    items = [ITEM, ITEM | {"assigned": "7", "done": "7", "errors": 0, "late": 0}]
    if extra != "0":
        items.append(ITEM | {"assigned": extra, "done": extra, "errors": 0, "late": 0, "extra": True})
    inputs = {
        "role": role, "items": items, "options": {"cap": cap},
        "common": {k: compute.written(v) for k, v in (FULL | {"I.1": Decimal(3)}).items()},
    }  # fmt: skip
    if role == "HEAD":
        inputs |= {"d": "0.5", "dd": "1", "e": "0.5"}
    figures = compute.figures(PACK, inputs)
    moved = sum((p.points for p in pulls(figures, inputs, PACK)), Decimal(0))
    assert abs(100 + moved - figures.total) < Decimal("0.02")
    assert (
        result_arithmetic(figures, inputs, PACK)[-1]
        .split(" = ")[1]
        .startswith(str(figures.result_points)[:2])
    )
    assert total_arithmetic(figures, inputs, PACK).startswith("28 + ")


def test_the_first_difference_is_named():
    assert first_difference({"a": [1, {"b": "2"}]}, {"a": [1, {"b": "3"}]}) == "a[1].b: lưu 2, tính lại 3"
    assert first_difference({"a": "1"}, {"a": "1"}) == ""
    assert first_difference({"a": 1}, {"a": True}) == "a: lưu 1, tính lại True"
    assert first_difference([1], [1, 2]).startswith(": lưu [1]")
