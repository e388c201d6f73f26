"""Text, exact numbers and Vietnamese dates out of cells; formula guard for exports."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from congvu.imports.cells import BadCell, CellFault, day, is_blank, key, number, text
from congvu.imports.formula import safe_cell


class TestText:
    @pytest.mark.parametrize(
        ("value", "shown"),
        [
            ("  Nguyễn \u00a0 Văn\tMẫu ", "Nguyễn Văn Mẫu"),
            (unicodedata.normalize("NFD", "Đặng Thị Thử"), "Đặng Thị Thử"),
            ("\u00d0ảm bảo", "Đảm bảo"),
            ("a\x00b\x07c\u200bd\ufeff\u00ade\x85", "abcde"),
            ("một\r\nhai", "một hai"),
            (12.0, "12"),
            (1.5, "1.5"),
            (True, "có"),
            (None, ""),
            (date(2026, 7, 1), "01/07/2026"),
            (datetime.fromisoformat("2026-07-01T08:00"), "01/07/2026"),
            (CellFault.ERROR, ""),
        ],
    )
    def test_value_is_cleaned(self, value, shown: str):
        assert text(value) == shown

    def test_lines_are_kept_when_asked(self):
        assert text(" một \r\n  hai\rba ", lines=True) == "một\nhai\nba"

    @given(st.text())
    def test_any_text_comes_out_clean_and_stays_so(self, value: str):
        shown = text(value)
        assert shown == text(shown) == unicodedata.normalize("NFC", shown)
        assert "\x00" not in shown
        shown.encode()

    def test_cell_in_fault_is_not_blank(self):
        assert is_blank(" \u00a0")
        assert not is_blank(CellFault.UNCALCULATED)

    def test_key_folds_and_drops_signs(self):
        assert key(" Mã  CV: ") == "ma cv"
        assert key("Phòng, ban chuyên môn") == "phong ban chuyen mon"


class TestNumber:
    @pytest.mark.parametrize(
        ("value", "exact"),
        [
            (1.6, "1.6"),
            (0.1 + 0.2, "0.3"),
            (16.600000000000001, "16.6"),
            (70.0, "70"),
            (7, "7"),
            ("5,5", "5.5"),
            ("5.5", "5.5"),
            (" 1.234,5 ", "1234.5"),
            ("1,234.5", "1234.5"),
            ("1.234.567", "1234567"),
            ("0.125", "0.125"),
            ("1,250", "1.250"),
            ("-3", "-3"),
        ],
    )
    def test_number_is_exact(self, value, exact: str):
        assert number(value) == Decimal(exact)

    @pytest.mark.parametrize(
        "value",
        ["năm", "5,5,5", "1e5", "٣", "NaN", "Infinity", "1.234", True, date(2026, 1, 1), time(8), float("nan"), float("inf"),
         CellFault.UNCALCULATED, CellFault.ERROR, "9" * 100],
    )  # fmt: skip
    def test_what_is_no_number_is_refused(self, value):
        with pytest.raises(BadCell):
            number(value)

    def test_blank_is_nothing(self):
        assert number("") is None
        assert number(None) is None

    @given(st.decimals(min_value=-9999, max_value=9999, places=2))
    def test_spreadsheet_floats_give_back_what_was_typed(self, typed: Decimal):
        assert number(float(typed)) == typed


class TestDay:
    @pytest.mark.parametrize(
        "value",
        [
            "01/07/2026",
            "1/7/2026",
            "1/7/26",
            "1-7-2026",
            "01.07.2026",
            "2026-07-01",
            "2026-07-01T00:00:00",
            "2026-07-01 08:30",
            "01 tháng 7 năm 2026",
            "Ngày 1 tháng 07 năm 2026",
            unicodedata.normalize("NFD", "01 tháng 7 năm 2026"),
            46204,
            46204.0,
            date(2026, 7, 1),
            datetime.fromisoformat("2026-07-01T10:05"),
        ],
    )
    def test_ways_to_write_the_first_of_july(self, value):
        assert day(value) == date(2026, 7, 1)

    def test_two_digit_year_of_the_last_century(self):
        assert day("15/8/85") == date(1985, 8, 15)

    @pytest.mark.parametrize(
        "value",
        [
            "31/02/2026",
            "07/31/2026",
            "tháng 7/2026",
            "hôm qua",
            "1/7",
            46204.5,
            True,
            12,
            "01/01/1890",
            date(2200, 1, 1),
            CellFault.ERROR,
        ],
    )
    def test_what_is_no_day_is_refused(self, value):
        with pytest.raises(BadCell):
            day(value)

    def test_month_before_day_is_explained(self):
        with pytest.raises(BadCell, match="ngày trước, tháng sau"):
            day("07/31/2026")

    def test_blank_is_nothing(self):
        assert day(" ") is None


class TestSafeCell:
    @pytest.mark.parametrize(
        "value",
        [
            "=1+1",
            "+1",
            "-1",
            "@SUM(A1)",
            "\tx",
            "\rx",
            "\nx",
            "|cmd",
            "%0",
            "  =1+1",
            "＝1",
            '=HYPERLINK("x")',
        ],
    )
    def test_formula_start_is_disarmed(self, value: str):
        assert safe_cell(value) == "'" + value

    @pytest.mark.parametrize("value", ["", "Công văn", "12", "a=b", "Đồng chí @ai", "'=1"])
    def test_other_text_is_left_alone(self, value: str):
        assert safe_cell(value) == value
