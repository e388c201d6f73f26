from decimal import Decimal, DivisionByZero, Inexact

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rulebook.errors import BadNumber
from rulebook.numbers import EXACT, exact_number, is_usable, quotient, rounded, text


class TestExactNumber:
    @pytest.mark.parametrize(
        ("written", "value"),
        [("0", "0"), ("2.5", "2.5"), (7, "7"), ("0.10", "0.10"), ("9" * 30, "9" * 30)],
    )
    def test_reads_strings_and_integers_exactly(self, written, value):
        assert exact_number(written) == Decimal(value)

    @pytest.mark.parametrize(
        "bad",
        [
            "", " ", "1 ", "-1", "+1", "1e3", "1E400", "NaN", "inf", "Infinity", "1,5", ".5", "5.",
            "1_000", "٣", "²", "1\n", "0x1", "1" * 31, "1.\x00", 0.5, True, None, [], -1, 10**30,
            10**5000, b"1", Decimal(1),
        ],
        ids=lambda bad: ascii(bad)[:20] if type(bad) is not int else f"int of {bad.bit_length()} bits",
    )  # fmt: skip
    def test_refuses_everything_else(self, bad):
        with pytest.raises(BadNumber, match=r"phải|dài quá"):
            exact_number(bad)


class TestRounded:
    @pytest.mark.parametrize(
        ("value", "places", "shown"),
        [("0.125", 2, "0.13"), ("2.5", 0, "3"), ("89.95", 1, "90.0"), ("64.1666", 2, "64.17"),
         ("0.5", 0, "1"), ("1.4999999999999999999999999999999999", 0, "1")],
    )  # fmt: skip
    def test_rounds_half_up_once(self, value, places, shown):
        assert str(rounded(Decimal(value), places)) == shown

    def test_refuses_negative_places(self):
        with pytest.raises(ValueError, match="places"):
            rounded(Decimal(15), -1)


class TestText:
    @pytest.mark.parametrize(
        ("value", "shown"),
        [
            ("0.84375", "0.8437500000"),
            ("100", "100.0000000"),
            ("1E+2", "100.0000000"),
            ("30.000", "30.00000000"),
            ("0", "0.0000000000"),
            ("0.0010", "0.001000000000"),
            ("64.16666666666666666666666666", "64.16666666666666666666666666"),
            ("12345678901", "12345678901"),
        ],
    )
    def test_writes_all_digits_and_at_least_ten(self, value, shown):
        assert text(Decimal(value)) == shown

    @given(st.decimals(min_value=0, max_value=10**20, allow_nan=False, places=25))
    def test_keeps_the_value_and_ten_digits(self, value):
        shown = text(value)

        assert Decimal(shown) == value
        assert value == 0 or len(shown.replace(".", "").lstrip("0")) >= 10


class TestArithmetic:
    def test_quotient_is_cut_and_never_lifted(self):
        assert quotient(Decimal(2), Decimal(3)) == Decimal("0." + "6" * 28)
        assert quotient(Decimal("9" * 40), Decimal(10) ** 40) < 1

    def test_quotient_refuses_a_zero_denominator(self):
        with pytest.raises(DivisionByZero):
            quotient(Decimal(1), Decimal(0))

    def test_exact_context_refuses_to_round(self):
        with pytest.raises(Inexact):
            EXACT.divide(Decimal(1), Decimal(3))

    @pytest.mark.parametrize("bad", ["NaN", "-1", "Infinity", "1E+30", "1E-61", "-0"])
    def test_unusable_values(self, bad):
        assert not is_usable(Decimal(bad))

    def test_usable_values(self):
        assert is_usable(Decimal("0.1"))
        assert not is_usable(0.1)
        assert not is_usable(1)
