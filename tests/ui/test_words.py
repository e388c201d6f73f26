from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from congvu.ui import words


class TestNumber:
    @pytest.mark.parametrize(
        ("value", "places", "text"),
        [
            ("86.4", None, "86,4"),
            ("86.40", None, "86,4"),
            ("86", 1, "86,0"),
            ("86.45", 1, "86,5"),
            ("86.449", 1, "86,4"),
            ("0.05", 1, "0,1"),
            ("-2.65", 1, "−2,7"),
            ("12720", None, "12.720"),
            ("1234567.891", 2, "1.234.567,89"),
            ("0", None, "0"),
            ("1E+3", None, "1.000"),
        ],
    )
    def test_is_written_the_vietnamese_way(self, value, places, text):
        assert words.number(Decimal(value), places) == text

    def test_refuses_what_is_not_a_number(self):
        with pytest.raises(ValueError, match="NaN"):
            words.number(Decimal("NaN"))

    @given(st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**9), max_value=10**9))
    def test_without_places_loses_nothing(self, value):
        text = words.number(value).replace(".", "").replace(",", ".").replace(words.MINUS, "-")
        assert Decimal(text) == value


class TestDuration:
    @pytest.mark.parametrize(
        ("minutes", "text"),
        [
            (0, "0 phút"),
            (40, "40 phút"),
            (60, "1 giờ"),
            (65, "1 giờ 05"),
            (75, "1 giờ 15"),
            (480, "8 giờ"),
            (-75, "−1 giờ 15"),
        ],
    )
    def test_reads_as_people_say_it(self, minutes, text):
        assert words.duration(minutes) == text

    def test_dense_cell_has_a_prime(self):
        assert words.dense_duration(1275) == "1.275′"


class TestDates:
    def test_day_is_named(self):
        assert words.long_day(date(2026, 11, 19)) == "thứ Năm, 19 tháng 11"
        assert words.day_name(date(2026, 11, 22)) == "Chủ nhật"

    def test_dates_are_padded(self):
        assert words.full_date(date(2026, 7, 1)) == "01/07/2026"
        assert words.short_date(date(2026, 7, 1)) == "01/07"


class TestFilters:
    @pytest.mark.parametrize(
        ("source", "text"),
        [
            ("{{ x|vn_number:1 }}", "76,4"),
            ("{{ x|percent }}", "76,4%"),
            ("{{ part|ratio_percent:1 }}", "76,4%"),
            ("{{ up|signed }} {{ down|signed }} {{ zero|signed }}", "+1,2 −1,2 0"),
            ("{{ m|minutes }} {{ m|minutes:'dense' }}", "1 giờ 15 75′"),
            ("{{ day|vn_date }} {{ day|vn_date:'short' }}", "19/11/2026 19/11"),
            ("{{ day|vn_day|capfirst }} {{ day|vn_weekday }}", "Thứ Năm, 19 tháng 11 thứ Năm"),
            (
                "{{ none|vn_number }}{{ none|percent }}{{ none|minutes }}{{ none|vn_date }}{{ none|vn_time }}",
                "–––––",
            ),
        ],
    )
    def test_write(self, draw, source, text):
        values = {
            "x": Decimal("76.4"),
            "part": Decimal("0.764"),
            "up": Decimal("1.2"),
            "down": Decimal("-1.2"),
            "zero": 0,
        }
        assert draw(source, m=75, day=date(2026, 11, 19), none=None, **values) == text

    def test_moments_are_told_in_vietnamese_time(self, draw):
        evening = datetime(2026, 11, 18, 23, 30, tzinfo=UTC)
        assert (
            draw("{{ t|vn_time }} / {{ t|vn_moment }} / {{ t|vn_date }}", t=evening)
            == "06:30 / 06:30 ngày 19/11/2026 / 19/11/2026"
        )
