"""The items of an edition as plain rows: digest, differences between two editions."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from decimal import Decimal

from congvu.audit.trail import canonical
from congvu.catalogue.models import Edition, Product, ProductScope
from congvu.catalogue.specs import TITLES, code_key
from congvu.ui import words

FIELDS = (
    "code", "section", "task", "detail", "output", "unit_of_measure", "group", "frame_low", "frame_high", "score",
    "coefficient", "norm_minutes", "evidence", "note", "is_shared",
)  # fmt: skip


@dataclass(frozen=True)
class ItemRow:
    """One item with everything that a decision fixes. Scopes are codes of units and positions."""

    id: int
    code: str
    section: str
    task: str
    detail: str
    output: str
    unit_of_measure: str
    group: int
    frame_low: Decimal | None
    frame_high: Decimal | None
    score: Decimal
    coefficient: Decimal
    norm_minutes: int | None
    evidence: str
    note: str
    is_shared: bool
    scopes: tuple[str, ...]

    @property
    def key(self) -> str:
        return code_key(self.code)


def contents(edition_id: int) -> list[ItemRow]:
    """All items of an edition in its order; two queries."""
    scopes: dict[int, list[str]] = {}
    rows = ProductScope.objects.filter(product__edition_id=edition_id).values_list(
        "product_id", "unit__code", "position__code"
    )
    for product_id, unit, position in rows:
        scopes.setdefault(product_id, []).append(f"unit:{unit}" if unit else f"position:{position}")
    return [
        ItemRow(
            id=row[0], scopes=tuple(sorted(scopes.get(row[0], []))), **dict(zip(FIELDS, row[1:], strict=True))
        )
        for row in Product.objects.filter(edition_id=edition_id)
        .order_by("sort", "pk")
        .values_list("pk", *FIELDS)
    ]


def digest_of(edition: Edition) -> str:
    """SHA-256 of what the decision fixes: the standard and every item, in the order of their codes."""
    items = sorted(contents(edition.pk), key=lambda item: item.key)
    body = {
        "standard_score": edition.standard_score,
        "standard_code": edition.standard_code,
        "items": [{**{f: getattr(i, f) for f in FIELDS}, "scopes": i.scopes} for i in items],
    }
    return hashlib.sha256(canonical(body)).hexdigest()


@dataclass(frozen=True)
class Changed:
    """One item that both editions have; `fields` are (name, before, after) of what differs."""

    code: str
    detail: str
    fields: tuple[tuple[str, object, object], ...]

    @property
    def labelled(self) -> list[tuple[str, str, str]]:
        """Title, value before and value after, in words."""
        return [(TITLES[name], _shown(before), _shown(after)) for name, before, after in self.fields]


def _shown(value: object) -> str:
    if value is None or value == "" or value == ():
        return "không có"
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, Decimal):
        return words.number(value)
    if isinstance(value, tuple):
        return ", ".join(v.partition(":")[2] for v in value)
    return str(value)


@dataclass(frozen=True)
class Difference:
    """What an edition changes against another."""

    added: tuple[ItemRow, ...]
    removed: tuple[ItemRow, ...]
    changed: tuple[Changed, ...]
    unchanged: int


def diff(before_id: int, after_id: int) -> Difference:
    """What `after` adds, removes and changes against `before`, by code. Four queries."""
    before = {item.key: item for item in contents(before_id)}
    after = {item.key: item for item in contents(after_id)}
    changed = []
    for key in before.keys() & after.keys():
        fields = tuple(
            (name, getattr(before[key], name), getattr(after[key], name))
            for name in (*FIELDS[1:], "scopes")
            if getattr(before[key], name) != getattr(after[key], name)
        )
        if fields:
            changed.append(Changed(after[key].code, after[key].detail, fields))
    return Difference(
        added=tuple(item for key, item in after.items() if key not in before),
        removed=tuple(item for key, item in before.items() if key not in after),
        changed=tuple(sorted(changed, key=lambda c: code_key(c.code))),
        unchanged=len(before.keys() & after.keys()) - len(changed),
    )
