"""`congvu rules whatif`: another pack against the frozen inputs of a past period; nothing is written."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from rulebook import loader, tool
from rulebook.errors import BadCase, RuleError
from rulebook.explain import Insufficient
from rulebook.numbers import text
from rulebook.pack import Pack
from rulebook.results import unit_result

from . import prepare
from .say import Refused, tell, tell_json

if TYPE_CHECKING:
    from congvu.scoring.models import Card

SHOWN = ("a", "b", "c", "d", "result_ratio", "result_points", "common")
"""The numbers of a score that explain why it moved."""


@dataclass(frozen=True, slots=True)
class Past:
    """One stored score: who, what it was computed from, and what came out."""

    staff_code: str
    name: str
    unit: str
    unit_path: str
    inputs: Mapping[str, Any]
    result: Mapping[str, Any]
    counted: tuple[tuple[int, str | None], ...]
    derives_d: bool


def run(chosen: argparse.Namespace) -> int:
    """Say who would change level, by how much and why."""
    try:
        pack = loader.pack_or_file(chosen.pack)
        prepare.data_there()
        found = _found(chosen, pack)
    except RuleError as error:
        raise Refused(str(error), code=2) from None
    if chosen.json:
        tell_json(found)
        return 0
    tell(f"Kỳ {found['period']}, {found['unit']}: {found['people']} người, {found['moved']} người đổi điểm,"
         f" {found['levels']} người đổi mức. Chỉ thử, không ghi gì.")  # fmt: skip
    for line in tool.lines_of({"rules": found["rules"]}):
        tell(line)
    for each in found["changes"]:
        before, after = each["before"], each["after"]
        why = ", ".join(f"{one['name']} {one['before']} → {one['after']}" for one in each["why"])
        tell(f"- {each['name']} ({each['staff_code']}), {each['unit']}: "
             f"{before['total']} {before['level']} → {after['total']} {after['level']}; {why}")  # fmt: skip
    return 0


def _found(chosen: argparse.Namespace, pack: Pack) -> dict[str, Any]:
    from congvu.org.models import Organ, Unit
    from congvu.scoring.models import Card, Period

    organs = Organ.objects.filter(code=chosen.organ) if chosen.organ else Organ.objects.all()
    unit = Unit.objects.filter(organ__in=organs, code=chosen.unit)
    if len(unit) != 1:
        raise Refused("Không có đúng một đơn vị mang mã này; có nhiều cơ quan thì thêm --organ.", code=2)
    period = Period.objects.filter(organ=unit[0].organ, code=chosen.period).first()
    if period is None:
        raise Refused("Cơ quan này không có kỳ đó; kỳ viết như 2026-11 hoặc 2026-q4.", code=2)
    cards = Card.objects.filter(period=period, run__isnull=False).order_by("unit__path", "pk")
    pasts = {card.person_id: _past(card) for card in cards.select_related("person", "unit", "run")}
    if not pasts:
        raise Refused("Kỳ này chưa có điểm nào được lưu, hãy khóa kỳ trước.", code=2)
    after = tried(pasts, pack)
    inside = [p for p, past in pasts.items() if past.unit_path.startswith(unit[0].path)]
    changes = [each for p in inside if (each := _change(pasts[p], after[p]))]
    return {
        "period": period.code,
        "unit": unit[0].code,
        "before": period.pack_id,
        "after": pack.id,
        "people": len(inside),
        "moved": len(changes),
        "levels": sum(each["before"]["level"] != each["after"]["level"] for each in changes),
        "rules": tool.compared(period.pack_id, chosen.pack)["changes"],
        "changes": changes,
    }


def _past(card: Card) -> Past:
    run = card.run
    assert run is not None
    return Past(
        card.person.staff_code, card.person.full_name, card.unit.name, card.unit.path, run.inputs, run.result,
        tuple((person, total) for person, total in run.trace["counted"]),
        bool(run.trace["ratios"].get("d", {}).get("derived")),
    )  # fmt: skip


def tried(pasts: Mapping[int, Past], pack: Pack) -> dict[int, dict[str, Any]]:
    """Every person's answer under the pack, a leader's derived d from the new totals (Đ15.3a).

    Raises: BadCase naming the person whose frozen inputs do not fit the pack.
    """
    from congvu.scoring.compute import result_of

    known: dict[int, dict[str, Any]] = {}

    def total_of(person: int, stored: str | None) -> Decimal | None:
        found = answer(person).get("total") if person in pasts else stored
        return None if found is None else Decimal(found)

    def answer(person: int) -> dict[str, Any]:
        if person not in known:
            past = pasts[person]
            inputs = {key: each for key, each in past.inputs.items() if key != "options" or pack.cap_is_open}
            if past.derives_d and "d" in pack.leader:
                d = unit_result(pack, [total_of(each, stored) for each, stored in past.counted])
                if not isinstance(d, Insufficient):
                    inputs["d"] = text(Decimal(d.value))
            try:
                known[person] = result_of(pack, inputs) | {"d": inputs.get("d")}
            except BadCase as error:
                raise BadCase(
                    f"Đầu vào đã khóa của {past.staff_code} không hợp với {pack.id}: {error}"
                ) from None
        return known[person]

    for person in pasts:
        answer(person)
    return known


def _change(past: Past, after: Mapping[str, Any]) -> dict[str, Any] | None:
    """What moved for one person; None where nothing did."""
    before = dict(past.result) | {"d": past.inputs.get("d")}
    if _same(before.get("total"), after.get("total")) and before.get("level") == after.get("level"):
        return None
    known = before.get("total") is not None and after.get("total") is not None
    return {
        "staff_code": past.staff_code,
        "name": past.name,
        "unit": past.unit,
        "before": {"total": before.get("total"), "level": before.get("level")},
        "after": {"total": after.get("total"), "level": after.get("level")},
        "by": format(Decimal(after["total"]) - Decimal(before["total"]), "f") if known else None,
        "why": [
            {"name": key, "before": before.get(key), "after": after.get(key)}
            for key in SHOWN
            if not _same(before.get(key), after.get(key))
        ],
    }


def _same(one: Any, other: Any) -> bool:
    return one == other if one is None or other is None else Decimal(one) == Decimal(other)
