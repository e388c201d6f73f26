"""What another pack would have made of a closed period: frozen inputs, in memory, nothing written (ADR 28)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from congvu.scoring import compute
from congvu.scoring.models import Card, Period
from rulebook.errors import BadCase
from rulebook.explain import Insufficient
from rulebook.pack import Pack
from rulebook.results import unit_result

SHOWN = ("a", "b", "c", "d", "result_ratio", "result_points", "common")
"""The numbers of a score that explain why it moved."""


@dataclass(frozen=True, slots=True)
class Past:
    """One stored score: whose, what it was computed from, and what came out."""

    card_id: int
    person_id: int
    staff_code: str
    name: str
    unit: str
    unit_path: str
    inputs: Mapping[str, Any]
    result: Mapping[str, Any]
    counted: tuple[tuple[int, str | None], ...]
    derives_d: bool


@dataclass(frozen=True, slots=True)
class Change:
    """What moved for one person: totals in points as text, levels by code, None where there is none.

    `why`: name, before and after of each number of the score that moved; empty where only the
    levels of the packs differ.
    """

    past: Past
    total_before: str | None
    total_after: str | None
    level_before: str | None
    level_after: str | None
    why: tuple[tuple[str, str | None, str | None], ...]

    @property
    def by(self) -> str | None:
        """The change in points; None where one of both is not known."""
        if self.total_before is None or self.total_after is None:
            return None
        return format(Decimal(self.total_after) - Decimal(self.total_before), "f")

    @property
    def changes_level(self) -> bool:
        return self.level_before != self.level_after


def pasts_of(period: Period) -> dict[int, Past]:
    """Every stored score of the period, by person, in the order of the tree. One query."""
    cards = Card.objects.filter(period=period, run__isnull=False).order_by("unit__path", "pk")
    return {card.person_id: _past(card) for card in cards.select_related("person", "unit", "run")}


def _past(card: Card) -> Past:
    run = card.run
    assert run is not None
    return Past(
        card.pk, card.person_id, card.person.staff_code, card.person.full_name, card.unit.name, card.unit.path,
        run.inputs, run.result, tuple((person, total) for person, total in run.trace["counted"]),
        bool(run.trace["ratios"].get("d", {}).get("derived")),
    )  # fmt: skip


def tried(pasts: Mapping[int, Past], pack: Pack) -> dict[int, dict[str, Any]]:
    """Every person's answer under the pack, a leader's derived d from the new totals (Đ15.3a).

    Raises: BadCase naming the person whose frozen inputs do not fit the pack.
    """
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
                    inputs["d"] = compute.written(Decimal(d.value))
            try:
                known[person] = compute.result_of(pack, inputs) | {"d": inputs.get("d")}
            except BadCase as error:
                raise BadCase(
                    f"Đầu vào đã khóa của {past.staff_code} không hợp với {pack.id}: {error}"
                ) from None
        return known[person]

    for person in pasts:
        answer(person)
    return known


def change_of(past: Past, after: Mapping[str, Any]) -> Change | None:
    """What moved for one person; None where nothing did."""
    before = dict(past.result) | {"d": past.inputs.get("d")}
    if _same(before.get("total"), after.get("total")) and before.get("level") == after.get("level"):
        return None
    return Change(
        past, before.get("total"), after.get("total"), before.get("level"), after.get("level"),
        tuple(
            (key, before.get(key), after.get(key))
            for key in SHOWN
            if not _same(before.get(key), after.get(key))
        ),
    )  # fmt: skip


def _same(one: Any, other: Any) -> bool:
    return one == other if one is None or other is None else Decimal(one) == Decimal(other)
