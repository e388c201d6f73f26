"""Whatever stands in the cells, a row is taken or refused with a sentence; nothing escapes."""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from congvu.imports.catalogue.parse import parse_catalogue
from congvu.imports.staff.parse import parse_staff

from .files import CRITERIA, HEADER_STANDARD, item, workbook

WORDS = [
    "N2",
    "11-50",
    "25",
    "5,00",
    "A.1",
    "Cộng",
    "STT",
    "2026-01-01",
    "31/02/26",
    "30%",
    "-",
    "=",
    "I",
    "1e9",
    "٥",
    "0",
]
CELL = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**12), 10**12),
    st.floats(allow_nan=False, allow_infinity=False),
    st.dates(min_value=date(1900, 3, 1), max_value=date(9999, 1, 1)),
    st.sampled_from(WORDS),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12).filter(
        lambda shown: not shown.startswith(("=", "{"))
    ),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(CELL, max_size=12), max_size=6))
def test_catalogue_rows(rows):
    raw = workbook({"X": [("dùng chung",), HEADER_STANDARD, item("OK.1"), *rows]})
    catalogue = parse_catalogue(raw, criteria=CRITERIA)

    assert "OK.1" in {one.code for one in catalogue.items}
    assert catalogue.read == len(catalogue.items) + len(catalogue.rejected)
    assert all(one.reason.endswith(".") and len(one.reason) > 5 for one in catalogue.rejected)
    assert all(1 <= one.group <= 5 and one.score > 0 and one.coefficient > 0 for one in catalogue.items)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(CELL, max_size=11), max_size=6))
def test_staff_rows(rows):
    header = (
        "Mã cán bộ",
        "Họ và tên",
        "Đơn vị",
        "Vị trí",
        "Chức vụ",
        "Loại",
        "Ngày bắt đầu",
        "Email",
        "Tên đăng nhập",
        "Kiêm nhiệm",
    )
    staff = parse_staff(workbook({"X": [header, ("OK1", "Một Thử", "VP", "Mẫu"), *rows]}), units=["VP"])

    assert staff.people[0].staff_code == "OK1"
    assert staff.read == len(staff.people) + len(staff.rejected)
    assert all(one.reason.endswith(".") for one in staff.rejected)
