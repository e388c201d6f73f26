"""`congvu rules evaluate`: one case as JSON in, its score as JSON out, exactly."""

import json
from collections.abc import Collection, Mapping
from dataclasses import fields
from decimal import Decimal
from typing import Any, BinaryIO, Final, TextIO

from rulebook import loader
from rulebook.errors import BadCase, BadNumber, RuleError
from rulebook.items import Counts, Item, products
from rulebook.numbers import LONGEST, exact_number
from rulebook.pack import Cap, Pack
from rulebook.results import Role, evaluate_case
from rulebook.tables import Choice

MOST: Final = 10_000
"""Items of a case, and counts of an item: far above any honest month."""

_FIELDS: Final = ("role", "common", "items", "d", "dd", "e", "options")
_ITEM_FIELDS: Final = tuple(each.name for each in fields(Item))


def evaluate(pack: Pack, case: object) -> dict[str, object]:
    """Score a case that was read from JSON; the contract is docs/reference/rules-evaluate.md.

    Units: numbers are strings or plain integers; decimals out are strings, unrounded.
    Raises: BadCase, one Vietnamese sentence.
    """
    top = _object(case, "Hồ sơ", _FIELDS, required=_FIELDS[:3])
    options = _object(top.get("options", {}), "options", ("cap",))
    d, dd, e = (_number(top[key], key) if key in top else None for key in ("d", "dd", "e"))
    return evaluate_case(
        pack,
        _choice(top["role"], "role", Role),
        _common(top["common"]),
        [_item(each, f"items[{at}]") for at, each in enumerate(_list(top["items"], "items"))],
        d,
        dd,
        e,
        _choice(options["cap"], "options.cap", Cap) if "cap" in options else None,
    ).as_dict()


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


def run(pack_id: str, source: str, *, stdin: BinaryIO | TextIO, stdout: TextIO, stderr: TextIO) -> int:
    """Read CASE.json or "-", print the answer, return the exit code: 0, or 2 for bad input."""
    try:
        answer = evaluate(loader.pack(pack_id), parse(loader.read_text(source, stdin)))
    except RuleError as error:
        print(error, file=stderr)
        return 2
    # A pipe that cannot carry Vietnamese gets the same JSON in escapes.
    carries_all = (getattr(stdout, "encoding", None) or "utf-8").lower() in ("utf-8", "utf8")
    print(json.dumps(answer, ensure_ascii=not carries_all, indent=2), file=stdout)
    return 0


def _common(value: object) -> Decimal | Mapping[str, Decimal]:
    if not isinstance(value, dict):
        return _number(value, "common")
    return {code: _number(each, f"common.{_shown(code)}") for code, each in value.items()}


def _item(value: object, where: str) -> Item:
    given = _object(value, where, _ITEM_FIELDS, required=_ITEM_FIELDS[:3])
    coefficient, assigned, done = (_number(given[key], f"{where}.{key}") for key in _ITEM_FIELDS[:3])
    errors, late, waived_errors, waived_late = (
        _counts(given.get(key, 0), done, f"{where}.{key}") for key in _ITEM_FIELDS[3:7]
    )
    extra, handed_over = (_flag(given.get(key, False), f"{where}.{key}") for key in _ITEM_FIELDS[7:])
    try:
        return Item(
            coefficient,
            assigned,
            done,
            errors,
            late,
            waived_errors,
            waived_late,
            extra,
            handed_over,
        )
    except BadCase as error:
        raise BadCase(f"{where}.{error}") from None


def _counts(value: object, done: Decimal, where: str) -> Counts:
    """One count per finished product: an integer up to one product, a list above; 0 anywhere."""
    if not isinstance(value, list):
        count = _count(value, where)
        if count and done == 0:
            raise BadCase(f"{where}: chưa xong sản phẩm nào thì phải ghi 0.")
        if count and done > 1:
            raise BadCase(f"{where}: xong hơn một sản phẩm thì ghi danh sách, mỗi sản phẩm một số.")
        return (count,) if count else ()
    if done <= 1:
        raise BadCase(f"{where}: xong không quá một sản phẩm thì ghi một số nguyên.")
    if len(value) > MOST:
        raise BadCase(f"{where}: dài quá {MOST} mục.")
    if len(value) != products(done):
        raise BadCase(f"{where}: phải có một số đếm cho mỗi sản phẩm đã xong.")
    return tuple(_count(each, where) for each in value)


def _count(value: object, where: str) -> int:
    number = _number(value, where)
    if number != number.to_integral_value():
        raise BadCase(f"{where}: số lần phải là số nguyên.")
    return int(number)


def _number(value: object, where: str) -> Decimal:
    try:
        return exact_number(value)
    except BadNumber as error:
        raise BadCase(f"{where}: {error}.") from None


def _flag(value: object, where: str) -> bool:
    if type(value) is not bool:
        raise BadCase(f"{where}: phải là true hoặc false.")
    return value


def _choice(value: object, where: str, kind: type[Choice]) -> Choice:
    if not isinstance(value, str) or value not in kind.__members__:
        raise BadCase(f"{where}: phải là một trong {', '.join(kind)}.")
    return kind(value)


def _list(value: object, where: str) -> list[object]:
    if not isinstance(value, list):
        raise BadCase(f"{where}: phải là danh sách.")
    if len(value) > MOST:
        raise BadCase(f"{where}: dài quá {MOST} mục.")
    return value


def _object(
    value: object, where: str, known: Collection[str], *, required: Collection[str] = ()
) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise BadCase(f"{where}: phải là một đối tượng JSON.")
    for key in value:
        if key not in known:
            raise BadCase(f"{where}: không có trường “{_shown(key)}”.")
    for key in required:
        if key not in value:
            raise BadCase(f"{where}: còn thiếu trường “{key}”.")
    return value


def _shown(key: object) -> str:
    return loader.printable(str(key))


def _no_key_twice(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise BadCase("Dữ liệu vào có một trường ghi hai lần.")
    return found


def _refuse_fraction(written: str) -> object:
    raise BadCase(f"Số “{_shown(written)}” phải viết trong ngoặc kép như “2.5”, hoặc là số nguyên.")


def _short_integer(written: str) -> int:
    if len(written) > LONGEST:
        raise BadCase(f"Có số dài quá {LONGEST} chữ số.")
    return int(written)
