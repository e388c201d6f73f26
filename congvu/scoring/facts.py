"""What the cards of a period are scored from, read from the database in a fixed number of queries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from congvu.assignments.queries import FeedItem, feed
from congvu.base.errors import Missing
from congvu.base.prepared import MANY, Prepared
from congvu.catalogue.models import Edition
from congvu.regimes import packs
from rulebook.explain import Explained, Insufficient
from rulebook.pack import Pack
from rulebook.results import unit_result

from . import compute
from .models import Card, LeaderRatio, Mark, Period
from .order import STAFF, Spot, counted_under
from .states import CardState

SELF, AUTHORITY = "self", "authority"


@dataclass(frozen=True)
class RatioFact:
    """One of d, đ, e as it stands: value as a part of one, who decided it and why."""

    which: str
    value: Decimal
    is_derived: bool
    reason: str
    decided_by: str
    decided_at: dt.datetime


@dataclass(frozen=True)
class Facts:
    """One card with everything its score comes from."""

    card: Card
    items: Sequence[FeedItem]
    self_points: Mapping[str, Decimal]
    authority_points: Mapping[str, Decimal]
    ratios: Mapping[str, RatioFact]

    @property
    def points(self) -> Mapping[str, Decimal]:
        """The authority's points once she has confirmed, else the person's own."""
        return self.authority_points if self.card.state == CardState.CONFIRMED else self.self_points

    def inputs(
        self,
        period: Period,
        points: Mapping[str, Decimal] | None = None,
        ratios: Mapping[str, Decimal] | None = None,
    ) -> dict[str, Any]:
        """The case of this card, with other points or ratios where given."""
        return compute.case(
            duty=self.card.duty,
            items=self.items,
            points=self.points if points is None else points,
            ratios={k: r.value for k, r in self.ratios.items()} if ratios is None else ratios,
            cap=period.cap,
            pack=pack_of(period),
        )


def pack_of(period: Period) -> Pack:
    """The pack that the period was opened with."""
    return packs.pack_of(period.pack_id, period.pack_sha256)


_MARKS = Prepared(
    lambda card_ids: (
        Mark.objects.filter(card_id__in=card_ids)
        .order_by("pk")
        .values_list("card_id", "criterion", "self_points", "authority_points")
    ),
    MANY,
)


def facts_of(cards: Sequence[Card], period: Period) -> dict[int, Facts]:
    """Marks, ratios and verdicts of these cards, by card id."""
    ids = [c.pk for c in cards]
    own: dict[int, dict[str, Decimal]] = {pk: {} for pk in ids}
    authority: dict[int, dict[str, Decimal]] = {pk: {} for pk in ids}
    for card_id, code, theirs, given in _MARKS(ids):
        if theirs is not None:
            own[card_id][code] = theirs
        if given is not None:
            authority[card_id][code] = given
    ratios: dict[int, dict[str, RatioFact]] = {pk: {} for pk in ids}
    leaders = [c.pk for c in cards if c.duty != STAFF]
    rows = (
        LeaderRatio.objects.filter(card_id__in=leaders)
        .order_by("pk")
        .values_list("card_id", "which", "value", "is_derived", "reason", "decided_by", "decided_at")
    )
    for card_id, which, value, is_derived, reason, by, at in rows if leaders else ():
        ratios[card_id][which] = RatioFact(which, value, is_derived, reason, by, at)
    work = work_of([c.person_id for c in cards], period)
    return {c.pk: Facts(c, work[c.person_id], own[c.pk], authority[c.pk], ratios[c.pk]) for c in cards}


def work_of(person_ids: Sequence[int], period: Period) -> dict[int, list[FeedItem]]:
    """The verdicts of the period on these people's work in the organ of the period."""
    return feed(list(person_ids), period.first, period.last, organ_id=period.organ_id)


def editions_of(facts: Iterable[Facts]) -> dict[int, str]:
    """Catalogue editions behind these facts: id -> content hash."""
    wanted = {i.edition_id for f in facts for i in f.items}
    return dict(Edition.objects.filter(pk__in=wanted).values_list("pk", "content_sha256"))


def trace_of(facts: Facts, counted: Sequence[tuple[int, Decimal | None]] = ()) -> dict[str, Any]:
    """Where every input came from: shares, deliveries, who judged them, who decided the ratios."""
    return {
        "person": facts.card.person_id,
        "points_by": AUTHORITY if facts.card.state == CardState.CONFIRMED else SELF,
        "self_points": {c: compute.written(p) for c, p in facts.self_points.items()},
        "ratios": {
            k: {
                "value": compute.written(r.value),
                "derived": r.is_derived,
                "reason": r.reason,
                "by": r.decided_by,
                "at": r.decided_at.isoformat(),
            }
            for k, r in facts.ratios.items()
        },
        "counted": [[person, None if t is None else compute.written(t)] for person, t in counted],
        "items": [_item_trace(i) for i in compute.in_order(facts.items)],
    }


def _item_trace(item: FeedItem) -> dict[str, Any]:
    return {
        "share": item.share_id,
        "task": item.task_id,
        "title": item.title,
        "product": item.product_code,
        "edition": item.edition_id,
        "deadline": item.deadline.isoformat(),
        "deliveries": [
            {
                "id": d.id,
                "quantity": compute.written(d.quantity),
                "finished_on": d.finished_on.isoformat(),
                "by": d.judged_by,
                "at": d.judged_at.isoformat() if d.judged_at else None,
                "origin": d.origin,
                "errors": list(d.errors),
                "late": list(d.late),
                "waived_errors": list(d.waived_errors),
                "waived_late": list(d.waived_late),
            }
            for d in item.deliveries
        ],
    }


@dataclass(frozen=True)
class Below:
    """The cards that a leader's d is made of, and what they give.

    `waiting`: person ids whose card must be confirmed first. `totals`: person id and total, None
    for a person without a score. `d`: the derived ratio, or why a person must decide it.
    """

    waiting: tuple[int, ...]
    totals: tuple[tuple[int, Decimal | None], ...]
    d: Explained | Insufficient


def below(leader: Spot, everyone: Mapping[int, Spot], known: Mapping[int, Facts], period: Period) -> Below:
    """d of one leader from the cards under her (Đ15.3a; the gap is G7).

    `known` holds the facts of at least the counted cards.
    """
    pack = pack_of(period)
    waiting: list[int] = []
    totals: list[tuple[int, Decimal | None]] = []
    for spot in counted_under(leader, everyone.values()):
        facts = known[spot.card_id]
        found = compute.figures(pack, facts.inputs(period))
        if found.has_work and facts.card.state != CardState.CONFIRMED:
            waiting.append(spot.person_id)
        totals.append((spot.person_id, found.total))
    return Below(tuple(waiting), tuple(totals), unit_result(pack, [t for _, t in totals]))


def card_or_missing(card: Card | None) -> Card:
    """Raises Missing: not there and closed to this viewer look alike."""
    if card is None:
        raise Missing("Không tìm thấy phiếu này.")
    return card
