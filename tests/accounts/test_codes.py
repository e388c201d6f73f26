"""One-time codes and passwords as plain values."""

from __future__ import annotations

import re

import pytest

from congvu.accounts import codes
from congvu.accounts.models import User
from congvu.accounts.passwords import check_new
from congvu.base.errors import OutOfRange


def test_a_code_is_eight_pairs_without_look_alikes():
    made = {codes.new_code() for _ in range(200)}
    assert len(made) == 200
    for code in made:
        assert re.fullmatch(r"(?:[2-9A-HJKMNP-TV-Z]{2}-){7}[2-9A-HJKMNP-TV-Z]{2}", code), code


@pytest.mark.parametrize("written", ["{}", " {} ", "{}\n"])
def test_a_code_may_be_typed_in_any_way(written: str):
    code = codes.new_code()
    assert codes.typed(written.format(code)) == code
    assert codes.typed(code.lower().replace("-", " ")) == code
    assert codes.typed(code.replace("-", "")) == code


def test_only_a_digest_is_kept():
    code = "7K-4M-QT-2X-9D-HB-53-RV"
    assert codes.digest(code) == "229c0f6a564a16b086ad8b27aac1d11d443363514cadc097964a8d0e277710ae"
    assert code not in codes.digest(code)


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("ngan", "ít nhất 10 ký tự"),
        ("x" * 129, "dài nhất 128"),
        ("aaaaaaaaaaaa", "quá ít ký tự"),
        ("password123", "quá phổ biến"),
        ("lan.ccvc.snv", "quá giống tên đăng nhập"),
    ],
)
def test_a_weak_password_is_refused_with_a_sentence(password: str, sentence: str):
    with pytest.raises(OutOfRange, match=sentence) as refusal:
        check_new(password, password, User(username="lan.ccvc.snv"))
    assert refusal.value.field == "password"


def test_both_times_must_be_the_same():
    with pytest.raises(OutOfRange, match="chưa giống nhau") as refusal:
        check_new("con bò vàng gặm cỏ", "con bò vàng gặm có", User(username="lan"))
    assert refusal.value.field == "repeated"


def test_composed_and_decomposed_letters_are_the_same_password():
    composed, decomposed = "m\u1eadt kh\u1ea9u d\u00e0i", "ma\u0323\u0302t kha\u0302\u0309u da\u0300i"
    assert check_new(composed, decomposed, User(username="lan")) == check_new(
        decomposed, composed, User(username="lan")
    )
