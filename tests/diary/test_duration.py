"""The duration box: everything people type, and nothing guessed."""

from __future__ import annotations

import datetime as dt
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from congvu.base.errors import OutOfRange
from congvu.diary.duration import parse, parse_clock

UNDERSTOOD = [
    ("3h15", 195),
    ("3g15", 195),
    ("1g15", 75),
    ("2,1", 126),
    ("1.25", 75),
    ("1,25", 75),
    ("0:23", 23),
    ("0:45", 45),
    ("45p", 45),
    ("45 P", 45),
    ("75 phút", 75),
    ("75'", 75),
    ("75′", 75),
    ("1 giờ 30", 90),
    ("1 GIỜ 30 PHÚT", 90),
    ("3 giờ 15", 195),
    ("1g5p", 65),
    ("2g", 120),
    ("2 tiếng", 120),
    ("một tiếng", 60),
    ("1 tiếng rưỡi", 90),
    ("2 giờ rưỡi", 150),
    ("1,5 giờ", 90),
    ("1,33", 80),
    ("nửa giờ", 30),
    ("nửa tiếng", 30),
    ("nửa buổi", 120),
    ("Nửa  Buổi.", 120),
    ("1 buổi", 240),
    ("12:00", 720),
    ("  1g15  ", 75),
    ("１g１５", 75),
    ("1\u00a0giờ\u00a030", 90),
    # left by Telex when the typing tool is off
    ("75 phuts", 75),
    ("1 giowf 30", 90),
    ("nuwar buooir", 120),
    ("nuwra buoir", 120),
    ("2 tieengs", 120),
]  # fmt: skip


@pytest.mark.parametrize(("text", "minutes"), UNDERSTOOD)
def test_what_people_type_is_understood(text, minutes):
    assert parse(text).minutes == minutes
    assert parse(unicodedata.normalize("NFD", text)).minutes == minutes
    assert parse(text).starts_at is None


RANGES = [
    ("8g-9g30", dt.time(8), dt.time(9, 30)),
    ("8:00-9:30", dt.time(8), dt.time(9, 30)),
    ("8-9g30", dt.time(8), dt.time(9, 30)),
    ("8h–9h30", dt.time(8), dt.time(9, 30)),
    ("8 giờ đến 9 giờ 30", dt.time(8), dt.time(9, 30)),
    ("từ 13:30 tới 17:00", dt.time(13, 30), dt.time(17)),
    ("0:00-23:59", dt.time(0), dt.time(23, 59)),
]


@pytest.mark.parametrize(("text", "starts", "ends"), RANGES)
def test_a_range_gives_minutes_and_clock_times(text, starts, ends):
    found = parse(unicodedata.normalize("NFD", text))
    assert (found.starts_at, found.ends_at) == (starts, ends)
    assert found.minutes == (ends.hour - starts.hour) * 60 + ends.minute - starts.minute


REFUSED = [
    ("", "Ghi thời gian"),
    ("   ", "Ghi thời gian"),
    ("90", "Ghi rõ 90p hay 1g30"),
    ("2", "Ghi rõ 2g (giờ) hay 2p (phút)"),
    ("0", "lớn hơn 0"),
    ("0p", "lớn hơn 0"),
    ("0:00", "lớn hơn 0"),
    ("9999", "trong một ngày"),
    ("1g5", "1g05 hay 1g50"),
    ("1:5", "1g05 hay 1g50"),
    ("1g75", "dưới 60"),
    ("25 giờ", "trong một ngày"),
    ("8-10", "Ghi rõ 8g-10g"),
    ("9g30-8g", "sau giờ bắt đầu"),
    ("22g-2g", "hai mục"),
    ("8g-25g", "23g59"),
    ("-5p", "Chưa hiểu"),
    ("1,5p", "Chưa hiểu"),
    ("1.000", "Chưa hiểu"),
    ("NaN", "Chưa hiểu"),
    ("1e3p", "Chưa hiểu"),
    ("٣g", "Chưa hiểu"),
    ("hơi lâu", "Chưa hiểu"),
    ("<b>1g</b>", "Chưa hiểu"),
    ("x" * 100, "vài chữ"),
    ("1" * 10_000_000, "vài chữ"),
]


@pytest.mark.parametrize(("text", "sentence"), REFUSED, ids=[t[:12] for t, _ in REFUSED])
def test_what_is_ambiguous_or_absurd_is_refused_with_an_example(text, sentence):
    with pytest.raises(OutOfRange) as error:
        parse(text)
    assert sentence in error.value.sentence
    assert error.value.field == "duration"


def test_a_nul_byte_disappears_and_does_not_join_numbers_wrongly():
    assert parse("1g\x0015").minutes == 75


@given(st.integers(1, 23), st.integers(0, 59))
def test_every_way_of_writing_the_same_time_agrees(hours, minutes):
    spellings = [
        f"{hours}g{minutes:02d}",
        f"{hours}h{minutes:02d}",
        f"{hours}:{minutes:02d}",
        f"{hours} giờ {minutes} phút",
        f"{hours * 60 + minutes}p",
        f"{hours * 60 + minutes} phút",
    ]
    assert {parse(s).minutes for s in spellings} == {hours * 60 + minutes}


@given(st.integers(1, 2400))
def test_decimal_hours_are_exact_to_the_half_minute(hundredths):
    text = f"{hundredths // 100},{hundredths % 100:02d}"
    exact = hundredths * 60
    assert abs(parse(text).minutes * 100 - exact) <= 50


@given(st.integers(0, 1438), st.integers(1, 1439))
def test_a_range_is_as_long_as_its_ends_say(first, length):
    last = min(first + length, 1439)
    text = f"{first // 60}:{first % 60:02d}-{last // 60}:{last % 60:02d}"
    assert parse(text).minutes == last - first


@given(st.text(max_size=80))
def test_any_text_is_understood_or_refused_in_a_sentence(text):
    try:
        outcome = parse(text).minutes
    except OutOfRange as error:
        outcome = error.sentence
    assert outcome in range(1, 1441) if isinstance(outcome, int) else outcome.endswith(".")


@pytest.mark.parametrize(
    ("text", "time"),
    [("", None), ("8:45", dt.time(8, 45)), ("8g45", dt.time(8, 45)), ("08:45:00", dt.time(8, 45)), ("8h", dt.time(8))],
)  # fmt: skip
def test_a_clock_time_is_read(text, time):
    assert parse_clock(text) == time


@pytest.mark.parametrize("text", ["25:00", "8:60", "845", "sáng", "8:4"])
def test_a_bad_clock_time_is_refused(text):
    with pytest.raises(OutOfRange, match="8:45"):
        parse_clock(text)
