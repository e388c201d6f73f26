"""The score and suggested level of an organisation: two parts in points, and conditions beside them."""

from fractions import Fraction
from typing import Any, Final

from rulebook.case import codes_of, facts_of
from rulebook.errors import BadCase
from rulebook.exact import decimal_of
from rulebook.explain import Explained
from rulebook.given import an_object, number
from rulebook.levels import rate
from rulebook.numbers import text
from rulebook.pack import Pack

ROLE: Final = "ORGANISATION"
_FIELDS: Final = ("role", "common", "results", "facts", "forced")


def is_one(given: object) -> bool:
    """Whether a case is that of an organisation."""
    return isinstance(given, dict) and given.get("role") == ROLE


def answer(pack: Pack, given: object) -> dict[str, Any]:
    """The rating of an organisation as `congvu rules evaluate` prints it.

    `common` and `results` are points; `facts` the counts that its conditions need. No level is
    suggested where none fits (gap G4).
    Raises: BadCase, one Vietnamese sentence.
    Source: NĐ 335/2025/NĐ-CP, Điều 6, 7, 8.
    """
    rules = pack.organisation
    if rules is None:
        raise BadCase(f"Bộ quy tắc {pack.id} không xếp loại tổ chức.")
    top = an_object(given, "Hồ sơ", _FIELDS, required=_FIELDS[:3])
    parts = {}
    for key, most in (("common", rules.common), ("results", rules.results)):
        points = number(top[key], key)
        if points > most.value:
            raise BadCase(f"{key}: phải từ 0 đến {most.value} điểm.")
        parts[key] = points
    total = Fraction(parts["common"]) + Fraction(parts["results"])
    codes = codes_of([each.code for each in rules.rating.forced], top.get("forced", []), "forced")
    rated = rate(rules.rating, total, ROLE, facts_of(rules.rating.facts, top.get("facts", {})), codes)
    summed = Explained(
        name="Tổng điểm của tổ chức",
        formula="điểm tiêu chí chung + điểm kết quả thực hiện nhiệm vụ",
        inputs={"điểm tiêu chí chung": parts["common"], "điểm kết quả": parts["results"]},
        value=decimal_of(total),
        source=rules.results.source,
    )
    return {
        "common": text(parts["common"]),
        "result_points": text(parts["results"]),
        "total": text(decimal_of(total)),
        "level": rated.level or None,
        "level_by_points": rated.by_points,
        "conditions": [each.as_dict() for each in rated.checked],
        **({"undecided": rated.undecided} if rated.undecided else {}),
        "steps": [step.as_dict() for step in (summed, *rated.steps(total, rules.rating))],
    }
