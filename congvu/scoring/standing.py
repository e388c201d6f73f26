"""Where every card of a period stands, as the check before the lock asks; two sources, one answer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from rulebook.pack import Cap

from . import bulk, compute
from .facts import Facts, pack_of
from .models import Card, LeaderRatio, Period
from .states import CardState


@dataclass(frozen=True, slots=True)
class Standing:
    """One card. `total`: with the points that count now; `own_total`: with the person's own points.

    `authority` is "" where nobody is the authority; `d` is the ratio as held and whether it was
    derived. Totals in points, None while unknown.
    """

    card_id: int
    person_id: int
    name: str
    authority: str
    state: str
    duty: str
    has_work: bool
    total: Decimal | None
    own_total: Decimal | None
    d: tuple[Decimal, bool] | None
    is_explained: bool

    @property
    def is_confirmed(self) -> bool:
        return self.state == CardState.CONFIRMED


def standings(period: Period) -> dict[int, Standing]:
    """Every card of the period by unit and given name, straight from rows; five queries."""
    pack, cap = pack_of(period), Cap(period.cap)
    work, points = bulk.work_sums(period), bulk.points_of(period)
    ratios: dict[int, dict[str, tuple[Decimal, bool]]] = defaultdict(dict)
    held = LeaderRatio.objects.filter(card__period=period)
    for card_id, which, value, is_derived in held.values_list("card_id", "which", "value", "is_derived"):
        ratios[card_id][which] = (value, is_derived)
    cards = Card.objects.filter(period=period).order_by("unit__path", "person__sort_key", "pk")
    found = {}
    for pk, person_id, name, authority, state, duty, reason in cards.values_list(
        "pk", "person_id", "person__full_name", "authority__full_name", "state", "duty", "difference_reason"
    ):
        sums, marks = work.get(person_id), points.get(pk, bulk.NO_POINTS)
        given = marks.authority if state == CardState.CONFIRMED else marks.own
        values = {which: value for which, (value, _) in ratios[pk].items()}
        total = bulk.total_of(pack, duty, sums, given, values, cap)
        own = total if marks.own == given else bulk.total_of(pack, duty, sums, marks.own, values, cap)
        found[pk] = Standing(
            pk,
            person_id,
            name,
            authority or "",
            state,
            duty,
            sums is not None and bool(sums.assigned),
            total,
            own,
            ratios[pk].get("d"),
            bool(reason),
        )
    return found


def standings_of(facts: Mapping[int, Facts], period: Period) -> dict[int, Standing]:
    """The same from facts that the lock has read anyway, in their order."""
    pack = pack_of(period)
    found = {}
    for pk, one in facts.items():
        card, now = one.card, compute.figures(pack, one.inputs(period))
        d = one.ratios.get("d")
        found[pk] = Standing(
            pk,
            card.person_id,
            card.person.full_name,
            card.authority.full_name if card.authority else "",
            card.state,
            card.duty,
            now.has_work,
            now.total,
            compute.figures(pack, one.inputs(period, points=one.self_points)).total,
            (d.value, d.is_derived) if d else None,
            bool(card.difference_reason),
        )
    return found
