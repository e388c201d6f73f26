"""From verdicts to a score: the case as JSON, its freezing, and computing it again byte for byte.

The frozen inputs have the shape that `congvu rules evaluate` reads, so that anyone can compute a
stored score again without this database.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from congvu.audit.trail import canonical
from rulebook import numbers
from rulebook.errors import BadCase
from rulebook.evaluate import evaluate
from rulebook.items import Item, Sums, products, sums_of
from rulebook.numbers import quotient
from rulebook.pack import Cap, Pack
from rulebook.results import Role, Score, evaluate_case

if TYPE_CHECKING:
    from congvu.assignments.queries import FeedItem

LEADER_KEYS = ("d", "dd", "e")
INSUFFICIENT = "INSUFFICIENT_DATA"


def written(value: Decimal) -> str:
    """A Decimal as the shortest exact text: 5.00 -> "5"."""
    return format(numbers.canonical(value), "f")


def item_json(item: FeedItem) -> dict[str, Any]:
    """One line of the feed as the case wants it; counts as `congvu rules evaluate` reads them."""
    return {
        "coefficient": written(item.coefficient),
        "assigned": written(item.assigned),
        "done": written(item.done),
        "errors": _counts(item.errors, item.done),
        "late": _counts(item.late, item.done),
        "waived_errors": _counts(item.waived_errors, item.done),
        "waived_late": _counts(item.waived_late, item.done),
        "extra": bool(item.extra),
        "handed_over": bool(item.handed_over),
    }


def _counts(counts: Sequence[int], done: Decimal) -> int | list[int]:
    if not any(counts):
        return 0
    return int(counts[0]) if products(done) == 1 else [int(n) for n in counts]


def item_of(frozen: Mapping[str, Any]) -> Item:
    """The line of the feed back from its JSON."""

    def counts(key: str) -> tuple[int, ...]:
        value = frozen[key]
        if isinstance(value, list):
            return tuple(value)
        return (value,) if value else ()

    return Item(
        coefficient=Decimal(frozen["coefficient"]),
        assigned=Decimal(frozen["assigned"]),
        done=Decimal(frozen["done"]),
        errors=counts("errors"),
        late=counts("late"),
        waived_errors=counts("waived_errors"),
        waived_late=counts("waived_late"),
        extra=frozen["extra"],
        handed_over=frozen["handed_over"],
    )


def case(
    *,
    duty: str,
    items: Sequence[FeedItem],
    points: Mapping[str, Decimal],
    ratios: Mapping[str, Decimal],
    cap: str,
    pack: Pack,
) -> dict[str, Any]:
    """The inputs of one score. What is not known yet is left out, never put as zero.

    Units: points of the ten criteria; ratios d, dd, e as parts of one.
    """
    inputs: dict[str, Any] = {
        "role": duty,
        "items": [item_json(i) for i in in_order(items)],
        "options": {"cap": cap},
    }
    if len(points) == len(pack.criteria):
        inputs["common"] = {code: written(points[code]) for code in pack.criteria}
    if duty != Role.STAFF:
        inputs |= {key: written(ratios[key]) for key in LEADER_KEYS if key in ratios}
    return inputs


def in_order(items: Sequence[FeedItem]) -> list[FeedItem]:
    """The feed in one fixed order, so that the same facts give the same bytes."""
    return sorted(items, key=lambda i: (i.deadline, i.share_id, i.handed_over))


def missing_keys(inputs: Mapping[str, Any]) -> tuple[str, ...]:
    """What a whole score still lacks: "common", "d", "dd", "e"."""
    needed = ("common",) if inputs["role"] == Role.STAFF else ("common", *LEADER_KEYS)
    return tuple(key for key in needed if key not in inputs)


def result_of(pack: Pack, inputs: Mapping[str, Any]) -> dict[str, Any]:
    """The answer of the rulebook to frozen inputs, with its steps.

    Without assigned work the answer is INSUFFICIENT_DATA whatever the marks are, so marks that
    were never given may be missing there. Raises: BadCase when a score would need them.
    """
    missing = missing_keys(inputs)
    if not missing:
        return evaluate(pack, dict(inputs))
    filled = {**inputs, **{key: "0" if key == "common" else "1" for key in missing}}
    answer = evaluate(pack, filled)
    if answer.get("status") != INSUFFICIENT:
        raise BadCase(f"Chưa có {', '.join(missing)} nên chưa tính được điểm.")
    return answer


@dataclass(frozen=True)
class Frozen:
    """What one run stores; `sha256` is over all of it."""

    pack_id: str
    pack_sha256: str
    editions: list[dict[str, Any]]
    inputs: dict[str, Any]
    result: dict[str, Any]
    trace: dict[str, Any]

    @property
    def sha256(self) -> str:
        return seal(self.pack_id, self.pack_sha256, self.editions, self.inputs, self.result, self.trace)


def seal(pack_id: str, pack_sha256: str, editions: Any, inputs: Any, result: Any, trace: Any) -> str:
    """SHA-256 of a run's content in canonical JSON."""
    return hashlib.sha256(canonical([pack_id, pack_sha256, editions, inputs, result, trace])).hexdigest()


def freeze(
    pack: Pack, inputs: dict[str, Any], *, editions: list[dict[str, Any]], trace: dict[str, Any]
) -> Frozen:
    """Compute a score and keep everything that it came from."""
    return Frozen(pack.id, pack.sha256, editions, inputs, result_of(pack, inputs), trace)


@dataclass(frozen=True)
class Figures:
    """The numbers of a score, exact; None where something is not known yet.

    a, b, c and the ratio are parts of one; points of 100. `reason` says why there is no total.
    """

    role: str
    items: tuple[Item, ...]
    sums: Sums
    a: Decimal | None = None
    b: Decimal | None = None
    c: Decimal | None = None
    result_ratio: Decimal | None = None
    result_points: Decimal | None = None
    common: Decimal | None = None
    total: Decimal | None = None
    level: str = ""
    reason: str = ""

    @property
    def has_work(self) -> bool:
        return bool(self.sums.assigned)


WAITS = {
    "common": "chưa có điểm tiêu chí chung",
    "d": "chưa có d",
    "dd": "chưa có đ",
    "e": "chưa có e",
}


def figures(pack: Pack, inputs: Mapping[str, Any]) -> Figures:
    """The numbers that the inputs allow, by the same rules as the stored score."""
    role = Role(inputs["role"])
    items = tuple(item_of(i) for i in inputs["items"])
    sums = sums_of(items, pack)
    missing = missing_keys(inputs)
    common = sum(map(Decimal, inputs["common"].values()), Decimal(0)) if "common" in inputs else None
    if not sums.assigned:
        return Figures(role, items, sums, common=common, reason=str(result_of(pack, inputs)["reason"]))
    known = Figures(
        role=role,
        items=items,
        sums=sums,
        a=quotient(sums.done, sums.assigned),
        b=quotient(sums.quality, sums.assigned),
        c=quotient(sums.timeliness, sums.assigned),
        common=common,
        reason="Chưa có tổng điểm: " + ", ".join(WAITS[k] for k in missing) + "." if missing else "",
    )
    if set(missing) - {"common"}:
        return known
    d, dd, e = (Decimal(inputs[k]) if k in inputs else None for k in LEADER_KEYS)
    cap = Cap(inputs["options"]["cap"])
    score = evaluate_case(pack, role, common or Decimal(0), items, d, dd, e, cap, explain=False)
    assert isinstance(score, Score), "work was assigned"
    return Figures(
        role=role,
        items=items,
        sums=sums,
        a=known.a,
        b=known.b,
        c=known.c,
        result_ratio=score.result_ratio,
        result_points=score.result_points,
        common=common,
        total=score.total if common is not None else None,
        level=score.level if common is not None else "",
        reason=known.reason,
    )
