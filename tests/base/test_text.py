"""Vietnamese text: cleaning, folding, the order of people."""

from __future__ import annotations

import random
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from congvu.base.text import clean, fold, has_marks, initials, sort_key, words

IN_ORDER = [
    "Nguyễn Văn An",
    "Trần Văn An",
    "Lê Ân",
    "Đỗ Ấn",
    "Bùi Bình",
    "Hồ Dung",
    "Hồ Dũng",
    "Đinh Đào",
    "Lê Hoa",
    "Lê Hòa",
    "Lê Hoà",
    "Lê Hóa",
    "Phạm Ngọc Lan",
    "Trần Ngọc Lan",
    "Nguyễn Mai",
    "Mai Ơn",
    "Mai Út",
    "Mai Ưng",
]


def test_people_sort_by_given_name_the_vietnamese_way():
    shuffled = IN_ORDER[:]
    random.Random(1).shuffle(shuffled)
    by_key = sorted(shuffled, key=sort_key)
    assert [sort_key(n) for n in by_key] == [sort_key(n) for n in IN_ORDER]


@pytest.mark.parametrize("name", IN_ORDER)
def test_key_holds_letters_only_so_that_collations_agree(name: str):
    assert set(sort_key(name)) <= set("abcdefghijklmnopqrstuvwxyz")


def test_key_ignores_form_and_case():
    assert sort_key("NGUYỄN  văn ÁNH") == sort_key(unicodedata.normalize("NFD", "Nguyễn Văn Ánh"))
    assert sort_key("") == ""


@pytest.mark.parametrize(
    ("raw", "want"),
    [
        ("  Soạn   công\u00a0văn ", "Soạn công văn"),
        ("a\x00b\u200bc\ufeff", "abc"),
        ("một\r\nhai", "một hai"),
        (unicodedata.normalize("NFD", "Đặng Ngọc Ẩn"), "Đặng Ngọc Ẩn"),
    ],
)
def test_clean_gives_one_form(raw: str, want: str):
    assert clean(raw) == want


def test_clean_keeps_lines_when_asked():
    assert clean("một\r\n  hai \n\nba", lines=True) == "một\nhai\n\nba"


@given(st.text(max_size=60))
def test_clean_is_stable_and_free_of_nul(text: str):
    once = clean(text)
    assert clean(once) == once
    assert "\x00" not in once
    assert unicodedata.is_normalized("NFC", once)


def test_fold_and_words():
    assert fold("Đấu Thầu ƯỜNG") == "dau thau uong"
    assert words("Hồ sơ: số 12/CV-SNV") == ["ho", "so", "so", "12", "cv", "snv"]
    assert has_marks("hồ")
    assert not has_marks("ho so")
    assert initials("Nguyễn Thị Hạnh") == "TH"
    assert initials("") == "?"
