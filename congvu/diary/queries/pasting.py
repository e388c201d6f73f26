"""What pasted rows would become: products and tasks found, refusals said before anything is written."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from congvu.assignments.queries import OpenShare, open_shares
from congvu.base.text import clean, fold
from congvu.catalogue.queries import ProductChoice, products_for, search_products
from congvu.diary.lines import Line
from congvu.diary.pasted import Pasted, rows_of
from congvu.policy.facts import Actor

from .proposals import own_person

T = TypeVar("T")


@dataclass(frozen=True)
class PastedLine:
    """One row, ready to be written or with the sentence that stands in the way."""

    row: Pasted
    found: str
    line: Line | None
    client_id: uuid.UUID

    @property
    def is_ready(self) -> bool:
        return self.line is not None


def pasted_lines(text: str, *, viewer: Actor, today: dt.date) -> tuple[PastedLine, ...]:
    """Each row with what it was matched to: a code, an open task, or a product of exactly that name.

    The same row pasted again has the same key, so it is written once. Raises OutOfRange, Missing.
    """
    person_id, _ = own_person(viewer)
    rows = rows_of(text, today=today)
    known: dict[dt.date, _Known] = {}
    seen: dict[str, int] = {}
    found = []
    for row in rows:
        if row.day is not None and row.day not in known:
            known[row.day] = _Known(viewer, person_id, row.day)
        words = f"{row.day}|{fold(row.text)}"
        seen[words] = seen.get(words, 0) + 1
        key = uuid.uuid5(uuid.NAMESPACE_URL, f"congvu:pasted:{person_id}:{words}:{seen[words]}")
        found.append(_line(row, known.get(row.day) if row.day else None, key))
    return tuple(found)


class _Known:
    """The products and open tasks of one day, by what they may be called."""

    def __init__(self, viewer: Actor, person_id: int, day: dt.date) -> None:
        self.viewer, self.day, self.person_id = viewer, day, person_id
        offered = products_for(person_id, on=day)
        self.codes = {_code(p.code): p for p in offered}
        self.names = _once((fold(clean(p.detail)), p) for p in offered)
        self.shares = _once((fold(clean(s.title)), s) for s in open_shares(person_id, on=day))

    def by_code(self, code: str) -> ProductChoice | None:
        if found := self.codes.get(_code(code)):
            return found
        others = search_products(self.viewer, code, on=self.day, person_id=self.person_id, limit=5)
        return next((p for p in others if _code(p.code) == _code(code)), None)


def _once(pairs: Iterable[tuple[str, T]]) -> dict[str, T]:
    """By name; a name that stands for two things stands for none."""
    found: dict[str, T] = {}
    twice = set()
    for name, value in pairs:
        if name in found:
            twice.add(name)
        found[name] = value
    return {name: value for name, value in found.items() if name not in twice}


def _code(text: str) -> str:
    return "".join(clean(text).split()).upper()


def _line(row: Pasted, known: _Known | None, key: uuid.UUID) -> PastedLine:
    if row.sentence or known is None:
        return PastedLine(row, "", None, key)
    product: ProductChoice | None = None
    share: OpenShare | None = None
    first, _, rest = row.what.partition(" ")
    if row.code:
        product = known.by_code(row.code)
        if product is None:
            sentence = f"Danh mục không có mã {row.code[:40]}. Sửa mã hoặc để trống."
            return PastedLine(_refused(row, sentence), "", None, key)
    elif any(c.isdigit() for c in first) and (product := known.codes.get(_code(first.rstrip(":.-")))):
        row = _renamed(row, rest)
    else:
        share = known.shares.get(fold(row.what))
        product = None if share else known.names.get(fold(row.what))
    if row.duration is None:
        return PastedLine(_refused(row, "Thiếu thời gian làm. Ví dụ: 1g15, 75p, 8g-9g30."), "", None, key)
    if not row.what and product is None:
        return PastedLine(_refused(row, "Thiếu tên việc."), "", None, key)
    counts = row.quantity if product or share else None
    line = Line(
        title=row.what,
        product_id=product.id if product else None,
        share_id=share.share_id if share else None,
        quantity=counts or Decimal(0),
        minutes=row.duration.minutes,
        starts_at=row.duration.starts_at,
        ends_at=row.duration.ends_at,
        note=row.note,
    )
    found = share.title if share else f"{product.code} {product.detail}" if product else ""
    return PastedLine(row, found, line, key)


def refused_line(one: PastedLine, sentence: str) -> PastedLine:
    """The row with what the command said of it."""
    return PastedLine(_refused(one.row, sentence), one.found, one.line, one.client_id) if sentence else one


def _refused(row: Pasted, sentence: str) -> Pasted:
    return Pasted(
        row.number, row.text, row.day, row.what, row.code, row.duration, row.quantity, row.note, sentence
    )


def _renamed(row: Pasted, what: str) -> Pasted:
    return Pasted(row.number, row.text, row.day, what, row.code, row.duration, row.quantity, row.note)
