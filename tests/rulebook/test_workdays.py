from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rulebook import loader
from rulebook.errors import PackError, RuleError
from rulebook.workdays import (
    Calendar,
    CalendarDay,
    DayKind,
    add_working_days,
    is_working_day,
    skipped,
    working_days,
    working_days_between,
)

VN = loader.calendar()
DAYS = st.dates(date(2025, 1, 1), date(2026, 12, 31))


class TestShippedCalendar:
    @pytest.mark.parametrize(
        ("month", "count"),
        [(1, 21), (2, 15), (3, 22), (4, 20), (5, 20), (6, 22), (7, 23), (8, 21), (9, 20), (10, 22),
         (11, 20), (12, 23)],
    )  # fmt: skip
    def test_working_days_of_2026(self, month, count):
        last = date(2026 + month // 12, month % 12 + 1, 1) - timedelta(days=1)

        assert len(working_days(VN, date(2026, month, 1), last)) == count

    @pytest.mark.parametrize(
        ("day", "why"),
        [
            (date(2026, 11, 24), "Ngày Văn hóa Việt Nam"),
            (date(2026, 4, 27), "Nghỉ bù Giỗ Tổ Hùng Vương"),
            (date(2026, 8, 31), "Nghỉ hoán đổi, làm việc vào thứ Bảy 22/8/2026"),
            (date(2026, 9, 1), "Quốc khánh"),
            (date(2025, 5, 2), "Nghỉ hoán đổi, làm việc vào thứ Bảy 26/4/2025"),
            (date(2026, 11, 21), "Thứ Bảy"),
            (date(2026, 11, 22), "Chủ nhật"),
            (date(2026, 8, 22), ""),
            (date(2025, 11, 24), ""),
        ],
    )
    def test_says_why_a_day_is_off(self, day, why):
        assert VN.why_off(day) == why
        assert is_working_day(VN, day) is (why == "")

    @pytest.mark.parametrize(("year", "named"), [(2025, 11), (2026, 12)])
    def test_legal_holidays_of_a_year(self, year, named):
        legal = [d for d in loader.calendar_days() if d.kind is DayKind.HOLIDAY]

        assert sum(d.day.year == year for d in legal) == named

    def test_every_swap_has_both_its_days(self):
        swaps = [d for d in loader.calendar_days() if d.kind.startswith("SWAPPED")]
        by_source = {d.source: {e.kind for e in swaps if e.source == d.source} for d in swaps}

        assert len(swaps) == 2 * len(by_source)
        assert all(len(kinds) == 2 for kinds in by_source.values())

    def test_knows_its_years(self):
        assert VN.covers(date(2026, 12, 31))
        assert not VN.covers(date(2027, 1, 1))


class TestArithmetic:
    def test_the_first_day_does_not_count(self):
        assert add_working_days(VN, date(2026, 11, 23), 1) == date(2026, 11, 25)
        assert add_working_days(VN, date(2026, 8, 21), 2) == date(2026, 8, 24)
        assert add_working_days(VN, date(2026, 11, 22), 0) == date(2026, 11, 22)

    def test_skipped_days_carry_reasons(self):
        assert skipped(VN, date(2026, 11, 20), date(2026, 11, 25)) == (
            (date(2026, 11, 21), "Thứ Bảy"),
            (date(2026, 11, 22), "Chủ nhật"),
            (date(2026, 11, 24), "Ngày Văn hóa Việt Nam"),
        )

    @given(start=DAYS, count=st.integers(0, 200))
    def test_between_undoes_add(self, start, count):
        assert working_days_between(VN, start, add_working_days(VN, start, count)) == count

    @given(start=DAYS, length=st.integers(0, 400))
    def test_worked_and_skipped_days_are_all_days(self, start, length):
        end = start + timedelta(days=length)

        assert working_days_between(VN, start, end) + len(skipped(VN, start, end)) == length

    def test_refuses_what_has_no_meaning(self):
        with pytest.raises(RuleError):
            add_working_days(VN, date(2026, 1, 1), -1)
        with pytest.raises(RuleError):
            add_working_days(VN, date(9999, 12, 30), 5)
        with pytest.raises(RuleError):
            working_days_between(VN, date(2026, 1, 2), date(2026, 1, 1))
        with pytest.raises(RuleError):
            Calendar(frozenset(range(1, 8)))
        assert working_days(VN, date(2026, 1, 2), date(2026, 1, 1)) == ()


def test_calendar_does_not_change_with_the_dict_it_was_made_from():
    holidays = {date(2026, 3, 2): "Nghỉ"}
    calendar = Calendar(holidays=holidays)
    holidays.clear()

    assert calendar.why_off(date(2026, 3, 2)) == "Nghỉ"
    with pytest.raises(TypeError):
        calendar.holidays[date(2026, 3, 3)] = "Nghỉ"


def test_six_day_week_works_on_saturday():
    six = Calendar(frozenset({7}), VN.holidays, VN.swapped)

    assert is_working_day(six, date(2026, 11, 21))
    assert not is_working_day(six, date(2026, 11, 22))


def test_one_day_listed_twice_is_refused():
    day = CalendarDay(date(2026, 3, 2), DayKind.HOLIDAY, "Nghỉ", "x")

    with pytest.raises(RuleError, match="02/03/2026 ghi hai lần"):
        Calendar.of([day, day])


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"date": date(2027, 1, 1)}, r"day\[0\].date"),
        ({"kind": "SWAPPED_WORKING"}, r"day\[0\]"),
        ({"kind": "OFF"}, r"day\[0\]"),
        ({"source": "LUẬT"}, r"day\[0\].source"),
        ({"date": "2026-01-01"}, r"day\[0\].date"),
        ({"note": "?"}, r"day\[0\]: không hiểu khóa “note”"),
    ],
)
def test_inconsistent_calendar_is_refused(change, where):
    day = {
        "date": date(2026, 1, 1),
        "kind": "HOLIDAY",
        "name": "Tết Dương lịch",
        "source": "BLLD-2019/112/1/a",
    }
    data = {"id": "x", "title": "x", "weekly_off": [6, 7], "years": [2026], "day": [day | change]}

    with pytest.raises(PackError, match=where):
        loader.calendar_of(data, "x.toml")
