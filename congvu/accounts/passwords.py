"""What a password must be, each refusal one sentence."""

from __future__ import annotations

import unicodedata
from functools import cache

from django.contrib.auth.password_validation import CommonPasswordValidator, UserAttributeSimilarityValidator
from django.core.exceptions import ValidationError

from congvu.base.errors import OutOfRange

from .models import User

SHORTEST = 10
LONGEST = 128
HINT = f"Ít nhất {SHORTEST} ký tự. Một câu ngắn dễ nhớ là tốt nhất; dấu cách và chữ có dấu đều được."


def normal(password: str) -> str:
    """One form of the same letters: keyboards differ in how they compose Vietnamese."""
    return unicodedata.normalize("NFC", password)


@cache
def _common() -> CommonPasswordValidator:
    return CommonPasswordValidator()


def check_new(password: str, repeated: str, user: User) -> str:
    """The password to keep.

    Raises: OutOfRange with field "password" or "repeated".
    """
    password = normal(password)
    if len(password) < SHORTEST:
        raise OutOfRange(f"Mật khẩu cần ít nhất {SHORTEST} ký tự.", field="password")
    if len(password) > LONGEST:
        raise OutOfRange(f"Mật khẩu dài nhất {LONGEST} ký tự.", field="password")
    if len(set(password)) < 4:
        raise OutOfRange("Mật khẩu lặp lại quá ít ký tự. Chọn một câu ngắn dễ nhớ.", field="password")
    try:
        _common().validate(password)
    except ValidationError:
        raise OutOfRange("Mật khẩu này quá phổ biến. Chọn một câu ngắn dễ nhớ.", field="password") from None
    try:
        UserAttributeSimilarityValidator(("username", "email")).validate(password, user)
    except ValidationError:
        raise OutOfRange("Mật khẩu quá giống tên đăng nhập.", field="password") from None
    if normal(repeated) != password:
        raise OutOfRange("Hai lần gõ mật khẩu chưa giống nhau.", field="repeated")
    return password
