"""Small values that components draw. Views and queries may build them; they hold no behaviour."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Step:
    """One step of a period's or a document's life. `state`: "done", "current" or "" (to come)."""

    label: str
    state: str = ""
    note: str = ""


@dataclass(frozen=True)
class Part:
    """One part of a stacked bar; `tone` 1–6 is a chart colour."""

    value: Decimal | int
    tone: int = 1
    label: str = ""


@dataclass(frozen=True)
class Mistake:
    """One line of the error summary: the sentence and the id of its field ("" for the whole form)."""

    sentence: str
    field_id: str = ""
