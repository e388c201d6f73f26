"""One typed line: what, how long, how many."""

from __future__ import annotations

import datetime as dt
import unicodedata
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from congvu.base.errors import OutOfRange
from congvu.diary.quick import LONGEST, read, says_more, spelled, without_object

CASES = [
    ("tham dinh ho so 1g15 x6", "tham dinh ho so", 75, "6"),
    ("hop 8g-9g30", "hop", 90, None),
    ("soan cv 45p cho so y te", "soan cv cho so y te", 45, None),
    ("Thẩm định hồ sơ 1 giờ 30 ×6", "Thẩm định hồ sơ", 90, "6"),
    ("họp nửa buổi", "họp", 120, None),
    ("3x bao cao 1h15", "bao cao", 75, "3"),
    ("kiem tra 3h15", "kiem tra", 195, None),
    ("0:23 nghe dien thoai", "nghe dien thoai", 23, None),
    ("tham dinh 2,1 x6", "tham dinh", 126, "6"),
    ("soan 1,25", "soan", 75, None),
    ("họp 2 giờ rưỡi", "họp", 150, None),
    ("từ 8g đến 9g30 họp", "họp", 90, None),
    ("x1,5 đề án 2g", "đề án", 120, "1.5"),
    ("thẩm định 1g15x6", "thẩm định", 75, "6"),
    ("tờ trình", "tờ trình", None, None),
    # What only looks like a length or a count stays text.
    ("tra loi cv 456/SNV-CCVC 30p", "tra loi cv 456/SNV-CCVC", 30, None),
    ("bc ngay 19/11 2g", "bc ngay 19/11", 120, None),
    ("bao cao quy 3 phong", "bao cao quy 3 phong", None, None),
    ("kiểm tra 1.5 tấn 30p", "kiểm tra 1.5 tấn", 30, None),
    ("họp phòng 12 45 phút", "họp phòng 12", 45, None),
    # As Telex and VNI leave it when the typing tool is off.
    ("hop 1 giowf 30", "hop", 90, None),
    ("", "", None, None),
    ("   ", "", None, None),
]


@pytest.mark.parametrize(("typed", "what", "minutes", "quantity"), CASES)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_line_is_taken_apart(typed, what, minutes, quantity, form):
    found = read(unicodedata.normalize(form, typed))
    assert found.what == what
    assert (found.duration.minutes if found.duration else None) == minutes
    assert found.quantity == (Decimal(quantity) if quantity else None)


def test_a_span_keeps_its_clock_times():
    duration = read("hop giao ban 8g-9g30").duration
    assert duration is not None
    assert (duration.starts_at, duration.ends_at) == (dt.time(8), dt.time(9, 30))


@pytest.mark.parametrize(
    ("typed", "says", "field"),
    [
        ("ghep 45p va 1g", "Có hai thời gian: “45p” và “1g”", "duration"),
        ("họp 8g-9g30 45p", "Có hai thời gian", "duration"),
        ("bao cao x2 x3", "Có hai số lượng: “x2” và “x3”", "quantity"),
        ("soan 1g x0", "Số lượng phải lớn hơn 0.*Ví dụ", "quantity"),
        ("soan 1g5", "1g05 hay 1g50", "duration"),
        ("soan 99g", "trong một ngày", "duration"),
        ("hop 9g30-8g", "Giờ kết thúc phải sau giờ bắt đầu", "duration"),
        ("soan 1g75", "dưới 60", "duration"),
    ],
)
def test_what_could_mean_two_things_is_refused_with_an_example(typed, says, field):
    with pytest.raises(OutOfRange, match=says) as refusal:
        read(typed)
    assert refusal.value.field == field


@given(st.text(max_size=400))
def test_any_text_is_read_or_refused_and_never_grows(text):
    try:
        found = read(text)
    except OutOfRange:
        return
    assert len(found.what) <= LONGEST
    assert found.duration is None or 0 < found.duration.minutes <= 1440


@given(
    what=st.lists(st.sampled_from(["soạn", "tờ trình", "hồ sơ", "họp", "báo cáo", "UBND", "456/SNV"]), min_size=1, max_size=5),
    minutes=st.integers(1, 720),
    count=st.integers(1, 999),
    place=st.integers(0, 5),
)  # fmt: skip
def test_a_length_and_a_count_are_found_wherever_they_stand(what, minutes, count, place):
    parts = [*what]
    parts.insert(min(place, len(parts)), f"{minutes}p")
    parts.insert(min(place // 2, len(parts)), f"x{count}")
    found = read(" ".join(parts))
    assert found.what == " ".join(what)
    assert found.duration is not None
    assert found.duration.minutes == minutes
    assert found.quantity == count


@pytest.mark.parametrize(
    ("typed", "full"),
    [
        ("soan cv", "soan cong van"),
        ("soạn cv", "soạn công văn"),
        ("BC quý", "báo cáo quý"),
        ("họp", "họp"),
        ("", ""),
    ],
)
def test_abbreviations_are_written_out_as_the_rest_is(typed, full):
    assert spelled(typed) == full


def test_for_whom_and_about_what_is_left_out_but_never_all():
    assert list(without_object("soan cong van cho so y te")) == ["soan cong van"]
    assert list(without_object("hop voi so y te")) == []
    assert list(without_object("tham dinh gia xe")) == []


def test_what_the_name_does_not_say():
    assert says_more("soan cv cho so y te", "DC.02 Soạn công văn trả lời")
    assert not says_more("soan cv", "DC.02 Soạn công văn trả lời")
    assert not says_more("dc.02", "DC.02 Soạn công văn trả lời")


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("hop 90", ["90 phút thì gõ 90p", "công văn số 90 thì gõ cv 90", "90 sản phẩm thì gõ x90"]),
        ("họp giao ban 45", ["45 phút thì gõ 45p", "cv 45"]),
        ("tham dinh ho so 2", ["2 giờ thì gõ 2g", "2 phút thì gõ 2p", "x2"]),
        ("tham dinh 15 x6", ["15 phút thì gõ 15p"]),
    ],
)
def test_a_bare_number_at_the_end_is_asked_about_with_its_readings(typed, says):
    with pytest.raises(OutOfRange) as refused:
        read(typed)
    assert refused.value.field == "duration"
    for part in says:
        assert part in refused.value.sentence


def test_a_count_that_is_there_is_no_reading_any_more():
    with pytest.raises(OutOfRange) as refused:
        read("tham dinh 15 x6")
    assert "x15" not in refused.value.sentence


@pytest.mark.parametrize(
    "typed",
    [
        "soan cv 90", "công văn số 90", "báo cáo quý 4", "họp tuần 47", "việc phòng 3", "nghị định 335", "DC.02",
        "90", "văn bản 1284", "hồ sơ 2026", "dc 02", "họp lần 2", "tháng 11",
    ],
)  # fmt: skip
def test_a_number_that_has_its_word_stays_text(typed):
    found = read(typed)
    assert (found.duration, found.what) == (None, typed)


def test_a_length_in_its_own_box_leaves_the_number_to_the_text():
    found = read("hop 90 x2", timed=True)
    assert (found.what, found.quantity) == ("hop 90", Decimal(2))
