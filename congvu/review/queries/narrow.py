"""A part of the queue: of one unit, of one person, or of one thing that wants a look."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from congvu.base.text import sort_key
from congvu.org.queries import unit_choices
from congvu.policy.facts import Actor

from .waiting import Queue, QueueRow

LOOK, PLAIN, OVERDUE = "can-xem", "khong-dau", "qua-han"
STATES = {LOOK: "Cần xem kỹ", PLAIN: "Không có dấu cần xem", OVERDUE: "Chờ quá hạn"}
KINDS: dict[str, tuple[str, frozenset[int]]] = {
    "su-kien": ("Lệch hoặc trùng sự kiện chung", frozenset({10})),
    "trung": ("Trùng sản phẩm, vượt phần còn lại", frozenset({20, 22})),
    "lau": ("Lâu hơn thường gặp", frozenset({30})),
    "ghi-muon": ("Ghi muộn", frozenset({40})),
    "sau-han": ("Xong sau hạn", frozenset({42})),
    "vuot-lich": ("Vượt lịch hoặc ngày nghỉ", frozenset({44})),
    "ngoai": ("Ngoài danh mục, ngoài vị trí", frozenset({50, 52})),
    "lap": ("Nội dung giống ngày khác", frozenset({60})),
    "chua-giao": ("Sản phẩm chưa ai giao", frozenset({70})),
    "minh-chung": ("Chưa có minh chứng", frozenset({80})),
}
"""What can be asked for, by the ranks of the facts (`facts.Reason.rank`)."""
OF = {rank: key for key, (_, ranks) in KINDS.items() for rank in ranks}


@dataclass(frozen=True)
class Narrowed:
    """What the address asks for; ids are 0 and `look` is empty where nothing is asked."""

    unit_id: int = 0
    person_id: int = 0
    look: str = ""

    def __bool__(self) -> bool:
        return bool(self.unit_id or self.person_id or self.look)

    @property
    def query(self) -> str:
        """As it stands in an address, without the question mark."""
        asked = {"don-vi": self.unit_id, "nguoi": self.person_id, "xem": self.look}
        return urlencode({name: value for name, value in asked.items() if value})

    @property
    def tail(self) -> str:
        """The end of an address that stays in this part of the queue."""
        return f"?{self.query}" if self else ""

    def address(self, path: str, **more: int) -> str:
        """A path of the queue with this part, and more values."""
        query = "&".join(part for part in (self.query, urlencode(more)) if part)
        return f"{path}?{query}" if query else path

    def holds(self, row: QueueRow) -> bool:
        if (self.unit_id and row.unit_id != self.unit_id) or (
            self.person_id and row.person_id != self.person_id
        ):
            return False
        return not self.look or self.look in _looks(row)


@dataclass(frozen=True)
class Choices:
    """What the filter offers, each with its number of lines; only what waits now."""

    units: tuple[tuple[int | str, str], ...]
    people: tuple[tuple[int | str, str], ...]
    looks: tuple[tuple[int | str, str], ...]


def narrowed_of(asked: Mapping[str, str]) -> Narrowed:
    """From an address; what is not understood is not asked."""
    look = asked.get("xem", "")
    return Narrowed(
        _id(asked.get("don-vi", "")), _id(asked.get("nguoi", "")), look if look in STATES | KINDS else ""
    )


def narrow(found: Queue, by: Narrowed) -> Queue:
    """The lines that were asked for, in the order of the queue. No statement."""
    if not by:
        return found
    return replace(found, rows=tuple(row for row in found.rows if by.holds(row)), tail=by.tail)


def choices(found: Queue, *, viewer: Actor, on: dt.date) -> Choices:
    """From the lines that wait. One statement, only where the filter is drawn."""
    units = Counter(row.unit_id for row in found.rows)
    names = {row.person_id: row.name for row in found.rows}
    people = Counter(row.person_id for row in found.rows)
    looks = Counter(look for row in found.rows for look in _looks(row))
    known = unit_choices(viewer.organ_id, on=on) if viewer.organ_id and len(units) > 1 else []
    labels = STATES | {key: label for key, (label, _) in KINDS.items()}
    return Choices(
        units=_counted("Mọi đơn vị", [(i, name.strip(), units[i]) for i, name in known if units[i]]),
        people=_counted(
            "Mọi người",
            [(i, names[i], people[i]) for i in sorted(names, key=lambda i: (sort_key(names[i]), i))],
        ),
        looks=_counted("Mọi mục", [(key, label, looks[key]) for key, label in labels.items() if looks[key]]),
    )


def _counted(every: str, held: list[tuple[int | str, str, int]]) -> tuple[tuple[int | str, str], ...]:
    return ("", every), *((value, f"{label} ({lines})") for value, label, lines in held)


def _looks(row: QueueRow) -> set[str]:
    """Everything by which a line can be asked for."""
    found = {OF[reason.rank] for reason in row.reasons if reason.rank in OF}
    found.add(LOOK if row.reasons else PLAIN)
    return found | {OVERDUE} if row.is_overdue else found


def _id(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else 0
