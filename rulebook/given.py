"""Reading a case from JSON strictly: what was given, and one sentence for what is wrong."""

import json
from collections.abc import Collection
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final, TypeVar

from rulebook.errors import BadCase, BadNumber
from rulebook.items import Counts, products
from rulebook.numbers import LONGEST, exact_number

MOST: Final = 10_000
"""Items of a case, and counts of an item: far above any honest month."""

Kind = TypeVar("Kind", bound=StrEnum)


def parse(written: str) -> object:
    """Read JSON strictly: no fractions outside strings, no NaN, no key twice.

    Raises: BadCase, one Vietnamese sentence.
    """
    try:
        return json.loads(
            written,
            object_pairs_hook=_no_key_twice,
            parse_float=_refuse_fraction,
            parse_constant=_refuse_fraction,
            parse_int=_short_integer,
        )
    except RecursionError:
        raise BadCase("Dữ liệu vào lồng quá nhiều lớp ngoặc.") from None
    except json.JSONDecodeError as error:
        raise BadCase(
            f"Dữ liệu vào không phải JSON đúng, sai từ dòng {error.lineno} cột {error.colno}."
        ) from None


def number(value: object, where: str) -> Decimal:
    try:
        return exact_number(value)
    except BadNumber as error:
        raise BadCase(f"{where}: {error}.") from None


def count(value: object, where: str) -> int:
    found = number(value, where)
    if found != found.to_integral_value():
        raise BadCase(f"{where}: số lần phải là số nguyên.")
    return int(found)


def flag(value: object, where: str) -> bool:
    if type(value) is not bool:
        raise BadCase(f"{where}: phải là true hoặc false.")
    return value


def choice(value: object, where: str, kind: type[Kind]) -> Kind:
    if not isinstance(value, str) or value not in kind.__members__:
        raise BadCase(f"{where}: phải là một trong {', '.join(kind)}.")
    return kind(value)


def listed(value: object, where: str) -> list[object]:
    if not isinstance(value, list):
        raise BadCase(f"{where}: phải là danh sách.")
    if len(value) > MOST:
        raise BadCase(f"{where}: dài quá {MOST} mục.")
    return value


def an_object(
    value: object, where: str, known: Collection[str], *, required: Collection[str] = ()
) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise BadCase(f"{where}: phải là một đối tượng JSON.")
    for key in value:
        if key not in known:
            raise BadCase(f"{where}: không có trường “{shown(key)}”.")
    for key in required:
        if key not in value:
            raise BadCase(f"{where}: còn thiếu trường “{key}”.")
    return value


def counts_of(value: object, done: Decimal, where: str) -> Counts:
    """One count per finished product: an integer up to one product, a list above; 0 anywhere."""
    if not isinstance(value, list):
        once = count(value, where)
        if once and done == 0:
            raise BadCase(f"{where}: chưa xong sản phẩm nào thì phải ghi 0.")
        if once and done > 1:
            raise BadCase(f"{where}: xong hơn một sản phẩm thì ghi danh sách, mỗi sản phẩm một số.")
        return (once,) if once else ()
    if done <= 1:
        raise BadCase(f"{where}: xong không quá một sản phẩm thì ghi một số nguyên.")
    if len(value) > MOST:
        raise BadCase(f"{where}: dài quá {MOST} mục.")
    if len(value) != products(done):
        raise BadCase(f"{where}: phải có một số đếm cho mỗi sản phẩm đã xong.")
    return tuple(count(each, where) for each in value)


def shown(name: object, most: int = 60) -> str:
    """A name from outside, safe to show in one line."""
    written = str(name)
    safe = "".join(char if char.isprintable() else "?" for char in written[:most])
    return safe + "…" * (len(written) > most)


def _no_key_twice(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise BadCase("Dữ liệu vào có một trường ghi hai lần.")
    return found


def _refuse_fraction(written: str) -> object:
    raise BadCase(f"Số “{shown(written)}” phải viết trong ngoặc kép như “2.5”, hoặc là số nguyên.")


def _short_integer(written: str) -> int:
    if len(written) > LONGEST:
        raise BadCase(f"Có số dài quá {LONGEST} chữ số.")
    return int(written)
