"""`congvu rules evaluate`: one case as JSON in, its score as JSON out, exactly."""

import json
from collections.abc import Mapping
from dataclasses import fields
from decimal import Decimal
from typing import BinaryIO, Final, TextIO

from rulebook import engine, loader, organisations
from rulebook.case import case_of
from rulebook.errors import BadCase, RuleError
from rulebook.given import an_object, choice, counts_of, flag, listed, number, shown
from rulebook.given import parse as parse
from rulebook.items import Item
from rulebook.pack import Cap, Pack
from rulebook.results import Role, evaluate_case

_FIELDS: Final = ("role", "common", "items", "d", "dd", "e", "options")
_ITEM_FIELDS: Final = tuple(each.name for each in fields(Item))


def evaluate(pack: Pack, case: object) -> dict[str, object]:
    """Score a case that was read from JSON; the contract is docs/reference/rules-evaluate.md.

    Units: numbers are strings or plain integers; decimals out are strings, unrounded unless the
        pack rounds.
    Raises: BadCase, one Vietnamese sentence.
    """
    if organisations.is_one(case):
        return organisations.answer(pack, case)
    if not pack.follows_decree:
        engine.refuse_unready(pack)
        return engine.answer(pack, case_of(pack, case))
    top = an_object(case, "Hồ sơ", _FIELDS, required=_FIELDS[:3])
    options = an_object(top.get("options", {}), "options", ("cap",))
    d, dd, e = (number(top[key], key) if key in top else None for key in ("d", "dd", "e"))
    return evaluate_case(
        pack,
        choice(top["role"], "role", Role),
        _common(top["common"]),
        [_item(each, f"items[{at}]") for at, each in enumerate(listed(top["items"], "items"))],
        d,
        dd,
        e,
        choice(options["cap"], "options.cap", Cap) if "cap" in options else None,
    ).as_dict()


def run(pack_id: str, source: str, *, stdin: BinaryIO | TextIO, stdout: TextIO, stderr: TextIO) -> int:
    """Read CASE.json or "-", print the answer, return the exit code: 0, or 2 for bad input."""
    try:
        pack = loader.pack_or_file(pack_id)
        engine.refuse_unready(pack)
        answer = evaluate(pack, parse(loader.read_text(source, stdin)))
    except RuleError as error:
        print(error, file=stderr)
        return 2
    # A pipe that cannot carry Vietnamese gets the same JSON in escapes.
    carries_all = (getattr(stdout, "encoding", None) or "utf-8").lower() in ("utf-8", "utf8")
    print(json.dumps(answer, ensure_ascii=not carries_all, indent=2), file=stdout)
    return 0


def _common(value: object) -> Decimal | Mapping[str, Decimal]:
    if not isinstance(value, dict):
        return number(value, "common")
    return {code: number(each, f"common.{shown(code)}") for code, each in value.items()}


def _item(value: object, where: str) -> Item:
    given = an_object(value, where, _ITEM_FIELDS, required=_ITEM_FIELDS[:3])
    coefficient, assigned, done = (number(given[key], f"{where}.{key}") for key in _ITEM_FIELDS[:3])
    errors, late, waived_errors, waived_late = (
        counts_of(given.get(key, 0), done, f"{where}.{key}") for key in _ITEM_FIELDS[3:7]
    )
    extra, handed_over = (flag(given.get(key, False), f"{where}.{key}") for key in _ITEM_FIELDS[7:])
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
