"""What other coefficients would have done to a closed period: frozen inputs, the same rules, in memory.

Nothing here writes, and there is no command beside it: a trial can never become a score (ADR 0028).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from rulebook.explain import Insufficient
from rulebook.pack import Pack
from rulebook.results import unit_result

from . import compute

LEAST = 5
"""A group of fewer people is not shown."""

Item = tuple[int, str]
"""An item's edition and the key of its product's code."""

EDGES = (Decimal(1), Decimal(2), Decimal(5))


@dataclass(frozen=True, slots=True)
class Past:
    """One stored score. `items`: product of each frozen line; `counted`: those whose totals make d.

    Totals in points, None where the run says there is not enough data.
    """

    person_id: int
    unit_id: int
    unit_name: str
    pack: Pack
    inputs: Mapping[str, Any]
    items: tuple[Item, ...]
    counted: tuple[tuple[int, Decimal | None], ...]
    derives_d: bool
    total: Decimal | None
    level: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """A total in points and its level; None and "" without enough data."""

    total: Decimal | None
    level: str


def tried(
    pasts: Mapping[int, Past], new: Mapping[str, Decimal], old: Mapping[Item, Decimal]
) -> dict[int, Outcome]:
    """Every person's outcome with the new coefficients (by code key) in place of the old.

    A leader's derived d follows from the new totals of those it was made of (Đ15.3a). Units:
    coefficients in standard units per product. Who has no line with a changed product, and no d
    that moves, keeps the stored score.
    """
    known: dict[int, Outcome] = {}

    def outcome(person_id: int) -> Outcome:
        if person_id not in known:
            known[person_id] = _one(pasts[person_id], new, old, total_of)
        return known[person_id]

    def total_of(person_id: int, stored: Decimal | None) -> Decimal | None:
        return outcome(person_id).total if person_id in pasts else stored

    for person_id in pasts:
        outcome(person_id)
    return known


def _one(past: Past, new: Mapping[str, Decimal], old: Mapping[Item, Decimal], total_of: Any) -> Outcome:
    inputs = dict(past.inputs)
    touched = [item in old and item[1] in new for item in past.items]
    if any(touched):
        inputs["items"] = [
            _with(line, old[item], new[item[1]]) if is_touched else line
            for line, item, is_touched in zip(past.inputs["items"], past.items, touched, strict=True)
        ]
    if past.derives_d:
        d = unit_result(past.pack, [total_of(person, stored) for person, stored in past.counted])
        if not isinstance(d, Insufficient):
            inputs["d"] = compute.written(Decimal(d.value))
    if not any(touched) and inputs.get("d") == past.inputs.get("d"):
        return Outcome(past.total, past.level)
    found = compute.figures(past.pack, inputs)
    return Outcome(found.total, found.level)


def _with(line: Mapping[str, Any], old: Decimal, new: Decimal) -> dict[str, Any]:
    """The line with the new coefficient, at the same share of each product."""
    share = Decimal(line["coefficient"]) / old
    return {**line, "coefficient": compute.written(new * share)}


@dataclass(frozen=True)
class UnitMoves:
    """What happens in one unit of at least five people. `middle`: median change in points."""

    name: str
    people: int
    moved: int
    levels: int
    middle: Decimal


@dataclass(frozen=True)
class Moves:
    """How far people move. Changes in points; `bins` from the largest fall to the largest rise.

    `left_out`: people without a total before or after. `hidden`: units of fewer than five people.
    """

    people: int
    left_out: int
    moved: int
    moved_far: int
    lowest: Decimal
    highest: Decimal
    levels: int
    bins: tuple[tuple[str, int], ...]
    units: tuple[UnitMoves, ...]
    hidden: int

    @property
    def is_shown(self) -> bool:
        return self.people >= LEAST


def moves(pasts: Mapping[int, Past], after: Mapping[int, Outcome]) -> Moves:
    """Compare stored and tried totals."""
    changes: dict[int, Decimal] = {}
    for person_id, past in pasts.items():
        now = after[person_id].total
        if past.total is not None and now is not None:
            changes[person_id] = now - past.total
    other = {p for p in changes if after[p].level != pasts[p].level}
    by_unit: dict[int, list[int]] = {}
    for person_id in changes:
        by_unit.setdefault(pasts[person_id].unit_id, []).append(person_id)
    units = tuple(
        UnitMoves(
            pasts[ids[0]].unit_name, len(ids), sum(changes[p] != 0 for p in ids), len(other & set(ids)),
            sorted(changes[p] for p in ids)[len(ids) // 2],
        )
        for ids in by_unit.values()
        if len(ids) >= LEAST
    )  # fmt: skip
    values = list(changes.values())
    return Moves(
        people=len(values),
        left_out=len(pasts) - len(values),
        moved=sum(v != 0 for v in values),
        moved_far=sum(abs(v) > 1 for v in values),
        lowest=min(values, default=Decimal(0)),
        highest=max(values, default=Decimal(0)),
        levels=len(other),
        bins=_bins(values),
        units=units,
        hidden=len(by_unit) - len(units),
    )


def _bins(values: Sequence[Decimal]) -> tuple[tuple[str, int], ...]:
    one, two, five = EDGES
    return (
        ("giảm trên 5", sum(v < -five for v in values)),
        ("giảm trên 2 đến 5", sum(-five <= v < -two for v in values)),
        ("giảm trên 1 đến 2", sum(-two <= v < -one for v in values)),
        ("giảm đến 1", sum(-one <= v < 0 for v in values)),
        ("không đổi", sum(v == 0 for v in values)),
        ("tăng đến 1", sum(0 < v <= one for v in values)),
        ("tăng trên 1 đến 2", sum(one < v <= two for v in values)),
        ("tăng trên 2 đến 5", sum(two < v <= five for v in values)),
        ("tăng trên 5", sum(v > five for v in values)),
    )
