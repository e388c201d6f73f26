from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rulebook.errors import BadPeriod
from rulebook.periods import Month, Quarter, Year

DAYS = st.dates(min_value=date(2, 1, 1), max_value=date(9998, 12, 31))


def test_month_has_its_days_and_words():
    month = Month(2026, 11)

    assert (month.first, month.last) == (date(2026, 11, 1), date(2026, 11, 30))
    assert (str(month), month.label()) == ("2026-11", "tháng 11 năm 2026")
    assert (month.next(), month.previous()) == (Month(2026, 12), Month(2026, 10))
    assert month.quarter == Quarter(2026, 4)
    assert date(2026, 11, 30) in month
    assert date(2026, 12, 1) not in month


def test_years_turn():
    assert Month(2026, 12).next() == Month(2027, 1)
    assert Month(2026, 1).previous() == Month(2025, 12)
    assert Quarter(2026, 4).next() == Quarter(2027, 1)
    assert Quarter(2026, 1).previous() == Quarter(2025, 4)
    assert Month(2028, 2).last == date(2028, 2, 29)


def test_quarter_has_its_months_and_words():
    quarter = Quarter(2026, 4)

    assert quarter.months == (Month(2026, 10), Month(2026, 11), Month(2026, 12))
    assert (quarter.first, quarter.last) == (date(2026, 10, 1), date(2026, 12, 31))
    assert (str(quarter), quarter.label()) == ("2026-q4", "quý IV năm 2026")


def test_year_has_its_days_and_words():
    year = Year.of(date(2026, 5, 1))

    assert (year.first, year.last) == (date(2026, 1, 1), date(2026, 12, 31))
    assert (str(year), year.label()) == ("2026", "năm 2026")
    assert (year.next(), year.previous()) == (Year(2027), Year(2025))
    assert date(2026, 7, 1) in year


@pytest.mark.parametrize("kind", [Month, Quarter, Year])
@given(day=DAYS)
def test_every_day_is_in_its_period_which_reads_back(kind, day):
    period = kind.of(day)

    assert day in period
    assert kind.parse(str(period)) == period
    assert period.next().previous() == period
    assert period.last < period.next().first
    assert period < period.next()


@pytest.mark.parametrize(
    ("kind", "bad"),
    [(Month, "2026-13"), (Month, "2026-00"), (Month, "2026-1"), (Month, "2026-11 "), (Month, ""),
     (Month, "٢٠٢٦-11"), (Quarter, "2026-q5"), (Quarter, "2026-4"), (Quarter, "2026-Q1"),
     (Year, "26"), (Year, "0000"), (Year, "20260")],
)  # fmt: skip
def test_refuses_other_texts(kind, bad):
    with pytest.raises(BadPeriod, match="phải"):
        kind.parse(bad)


def test_the_ends_of_time_are_refused_not_crashed():
    with pytest.raises(BadPeriod):
        Month(9999, 12).next()
    with pytest.raises(BadPeriod):
        Quarter(1, 1).previous()
