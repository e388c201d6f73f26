"""Whose score counts in whose d, and in which order cards are confirmed (Đ15.3a, Đ15.4). Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

HEAD, DEPUTY, STAFF = "HEAD", "DEPUTY", "STAFF"
_RANK = {HEAD: 0, DEPUTY: 1, STAFF: 2}


@dataclass(frozen=True)
class Spot:
    """One card's place: unit on the last day posted there, duty, and the units in charge.

    `charge`: paths of the units a deputy answers for; empty means her whole unit. `counts`: she is
    a civil servant or cadre, so that Đ15 reads her score; a contract worker is not.
    """

    card_id: int
    person_id: int
    unit_path: str
    duty: str
    charge: tuple[str, ...] = ()
    counts: bool = True

    @property
    def rank(self) -> tuple[int, int]:
        """Smaller stands higher: depth of the unit, then head, deputy, staff."""
        return self.unit_path.count("/"), _RANK[self.duty]


def counted_under(leader: Spot, everyone: Iterable[Spot]) -> list[Spot]:
    """The cards that the leader's d is made of; empty for staff.

    Only cards that stand strictly lower count, so that nobody waits for herself in a circle.
    """
    if leader.duty == STAFF:
        return []
    scope = leader.charge if leader.duty == DEPUTY and leader.charge else (leader.unit_path,)
    return [s for s in everyone if s.counts and s.rank > leader.rank and s.unit_path.startswith(scope)]


def lowest_first(spots: Sequence[Spot]) -> list[Spot]:
    """The order in which scores become known: staff, deputies and heads of units, then above."""
    return sorted(spots, key=lambda s: s.rank, reverse=True)
