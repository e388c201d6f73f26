"""The votes of the council, counted."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from congvu.catalogue.models import Consultation, Seat, Vote
from congvu.ui import words


@dataclass(frozen=True)
class Tally:
    """How the council voted on one code. Counts people; `values` are other coefficients, ascending."""

    agree: int
    disagree: int
    values: tuple[Decimal, ...]

    @property
    def cast(self) -> int:
        return self.agree + self.disagree + len(self.values)

    @property
    def is_carried(self) -> bool:
        """More than half of the votes cast agree."""
        return self.agree * 2 > self.cast

    @property
    def sentence(self) -> str:
        parts = [f"{self.agree} đồng ý", f"{self.disagree} không đồng ý"]
        if self.values:
            parts.append(f"{len(self.values)} hệ số khác ({'; '.join(words.number(v) for v in self.values)})")
        return ", ".join(parts)


def members(consultation: Consultation | None) -> frozenset[int]:
    if consultation is None:
        return frozenset()
    return frozenset(Seat.objects.filter(consultation=consultation).values_list("person_id", flat=True))


Kept = list[tuple[str, Decimal | None]]


def tallies(
    consultation: Consultation, seated: frozenset[int], keys: list[str] | None = None
) -> dict[tuple[str, Decimal | None], Kept]:
    """Votes of the members seated now, by code and by the coefficient they were cast on. One query."""
    votes = Vote.objects.filter(consultation=consultation, person_id__in=seated)
    if keys is not None:
        votes = votes.filter(code__in=keys)
    found: dict[tuple[str, Decimal | None], Kept] = defaultdict(list)
    for code, seen, choice, value in votes.values_list("code", "seen", "choice", "value"):
        found[code, seen].append((choice, value))
    return found


def tally_of(votes: Any) -> Tally:
    counts = Counter(choice for choice, _ in votes)
    values = tuple(sorted(value for choice, value in votes if choice == Vote.Choice.OTHER))
    return Tally(counts[Vote.Choice.AGREE], counts[Vote.Choice.DISAGREE], values)
