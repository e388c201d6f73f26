"""The card to score, the list of those that wait, and a person's own periods."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from congvu.audit.models import AuditEvent
from congvu.base.prepared import MANY, Count, Prepared
from congvu.policy.actions import Action
from congvu.policy.decide import can, refusal
from congvu.policy.facts import Actor
from congvu.scoring import compute, events
from congvu.scoring.blocks import listed, waiting_verdicts
from congvu.scoring.facts import Below, below, facts_of, pack_of
from congvu.scoring.guards import card_subject, label_of, span_of
from congvu.scoring.models import Card, LeaderRatio, Period
from congvu.scoring.order import STAFF, counted_under
from congvu.scoring.people import spots
from congvu.scoring.states import CARD, CardState, CardStep, PeriodState
from rulebook.explain import Explained
from rulebook.pack import Component, Pack
from rulebook.periods import Quarter
from rulebook.rating import explanation_required

from .periods import stands_for
from .sheet import FINAL, WITH_CARD, CriterionLine, Score, criteria_of, score_of, viewable_card

SCORING = (PeriodState.SELF, PeriodState.CONFIRM)


@dataclass(frozen=True)
class RatioChoice:
    """One of d, đ, e on the authority's form. `sentence` says why d is not chosen by hand."""

    component: Component
    key: str
    value: Decimal | None
    reason: str
    is_open: bool
    sentence: str


@dataclass(frozen=True)
class CardPage:
    """One card with what this viewer may do on it, and why not where she may not."""

    card: Card
    period: Period
    pack: Pack
    label: str
    is_own: bool
    is_final: bool
    score: Score
    criteria: tuple[CriterionLine, ...]
    own_common: Decimal | None
    authority_common: Decimal | None
    own_total: Decimal | None
    difference: str
    ratios: tuple[RatioChoice, ...]
    self_why_not: str
    confirm_why_not: str
    is_authority: bool
    waits: str
    pending: int

    @property
    def figures(self) -> compute.Figures:
        return self.score.figures

    @property
    def may_self(self) -> bool:
        return self.is_own and not self.self_why_not

    @property
    def may_confirm(self) -> bool:
        return self.is_authority and not self.confirm_why_not

    @property
    def may_send_back(self) -> bool:
        return (
            self.is_authority
            and self.period.state == PeriodState.CONFIRM
            and CARD.may(self.card.state, CardStep.SEND_BACK)
        )


def card_page(card_id: int, *, viewer: Actor) -> CardPage:
    """The card to look at or to score. Raises Missing for strangers."""
    card = viewable_card(card_id, viewer)
    period, pack = card.period, pack_of(card.period)
    score = score_of(card)
    subject = card_subject(card)
    is_own = viewer.person_id == card.person_id
    is_authority = can(viewer, Action.CARD_CONFIRM, subject)
    criteria = criteria_of(card, score, pack)
    own = _points({c.code: c.own for c in criteria})
    authority = _points({c.code: c.authority for c in criteria})
    own_total = compute.figures(pack, _with(score.inputs, own)).total if own else None
    ratios, waits = _choices(card, period, pack) if card.duty != STAFF and is_authority else ((), "")
    pending = waiting_verdicts(period, [card.person_id]).get(card.person_id, 0)
    shows_both = authority and own_total is not None and score.figures.total is not None
    return CardPage(
        card=card,
        period=period,
        pack=pack,
        label=label_of(period),
        is_own=is_own,
        is_final=period.state in FINAL,
        score=score,
        criteria=criteria,
        own_common=sum(own.values(), Decimal(0)) if own else None,
        authority_common=sum(authority.values(), Decimal(0)) if authority else None,
        own_total=own_total,
        difference=explanation_required(own_total, score.figures.total, pack) if shows_both else "",  # type: ignore[arg-type]
        ratios=ratios,
        self_why_not=_self_why_not(card, period),
        confirm_why_not=_confirm_why_not(
            card, period, refusal(viewer, Action.CARD_CONFIRM, subject), waits, pending
        ),
        is_authority=is_authority,
        waits=waits,
        pending=pending,
    )


def _points(given: Mapping[str, Decimal | None]) -> dict[str, Decimal]:
    """All ten points, or nothing when one is missing."""
    found = {code: value for code, value in given.items() if value is not None}
    return found if len(found) == len(given) else {}


def _with(inputs: Mapping[str, Any], points: Mapping[str, Decimal]) -> dict[str, Any]:
    return {**inputs, "common": {code: compute.written(value) for code, value in points.items()}}


def _self_why_not(card: Card, period: Period) -> str:
    if period.state not in SCORING:
        return f"Kỳ {label_of(period)} đang ở bước “{period.get_state_display()}”."
    if not CARD.may(card.state, CardStep.SELF_SCORE):
        return "Phiếu đã được xác nhận nên không tự chấm lại được."
    return ""


def _confirm_why_not(card: Card, period: Period, denied: str, waits: str, pending: int) -> str:
    if denied:
        return denied
    if period.state != PeriodState.CONFIRM:
        return f"Xác nhận được khi kỳ ở bước “{PeriodState.CONFIRM.label}”; kỳ đang ở bước “{period.get_state_display()}”."
    if pending:
        return f"Còn {pending} kết quả đã nộp chờ kết luận. Kết luận xong rồi xác nhận phiếu."
    return waits


def _choices(card: Card, period: Period, pack: Pack) -> tuple[tuple[RatioChoice, ...], str]:
    """d, đ, e as the authority meets them; and whose cards must be confirmed first."""
    places = spots(period.pk, period.organ_id, period.first, period.last)
    ids = [s.card_id for s in counted_under(places[card.pk], places.values())]
    cards = list(Card.objects.filter(pk__in=[card.pk, *ids]).select_related("person"))
    under = below(places[card.pk], places, facts_of(cards, period), period)
    held = {r.which: r for r in LeaderRatio.objects.filter(card=card).order_by("pk")}
    found = tuple(_choice(key, component, held.get(key), under) for key, component in pack.leader.items())
    waiting = sorted(
        (c.person for c in cards if c.person_id in under.waiting), key=lambda p: (p.sort_key, p.pk)
    )
    if not waiting:
        return found, ""
    names = listed([p.full_name for p in waiting])
    return (
        found,
        f"Còn {len(waiting)} phiếu của công chức dưới quyền chưa xác nhận: {names}. d tính từ điểm của họ.",
    )


def _choice(key: str, component: Component, held: LeaderRatio | None, under: Below) -> RatioChoice:
    value, reason = (held.value, held.reason) if held else (None, "")
    if key != "d":
        return RatioChoice(component, key, value, reason, is_open=True, sentence="")
    if isinstance(under.d, Explained):
        derived = under.d.value if isinstance(under.d.value, Decimal) else None
        facts = ", ".join(f"{name}: {number}" for name, number in under.d.inputs.items())
        return RatioChoice(component, key, derived, "", is_open=False, sentence=f"Tính từ điểm: {facts}.")
    mine = held is not None and not held.is_derived
    return RatioChoice(
        component, key, value if mine else None, reason if mine else "", is_open=True, sentence=under.d.reason
    )


@dataclass(frozen=True)
class Waiting:
    """What waits for one person in the periods now being scored."""

    own: tuple[Card, ...]
    to_confirm: int
    reminded_at: dt.datetime | None


def waiting_for(viewer: Actor) -> Waiting:
    """Own cards to score, others' to confirm, and when the personnel body last reminded her."""
    if viewer.person_id is None:
        return Waiting((), 0, None)
    cards = tuple(_OWN_WAITING.objects(viewer.person_id))
    to_confirm = count_to_confirm(viewer).value
    reminded = _reminded(viewer, {c.period_id for c in cards}) if cards or to_confirm else None
    return Waiting(cards, to_confirm, reminded)


def _reminded(viewer: Actor, period_ids: set[int]) -> dt.datetime | None:
    periods = period_ids | set(cards_to_confirm(viewer).values_list("period_id", flat=True))
    rows = AuditEvent.objects.filter(
        what=events.PERIOD_REMINDED.code, subject__in=[f"scoring.period:{pk}" for pk in periods]
    ).order_by("-at")
    for at, data in rows.values_list("at", "data")[:20]:
        if viewer.person_id in [*(data or {}).get("self_score", []), *(data or {}).get("confirm", [])]:
            return at
    return None


def cards_to_confirm(viewer: Actor) -> QuerySet[Card]:
    """Cards that this viewer may confirm now, herself never among them."""
    return (
        Card.objects.filter(authority_id__in=stands_for(viewer), period__state=PeriodState.CONFIRM)
        .exclude(state=CardState.CONFIRMED)
        .exclude(person_id=viewer.person_id or 0)
    )


_OWN_WAITING = Prepared(
    lambda person_id: (
        Card.objects.filter(person_id=person_id, state=CardState.WAITING, period__state__in=SCORING)
        .select_related("period")
        .order_by("period__first")
    ),
    int,
)
_TO_CONFIRM = Prepared(
    lambda authorities, person_id: (
        Card.objects.filter(authority_id__in=authorities, period__state=PeriodState.CONFIRM)
        .exclude(state=CardState.CONFIRMED)
        .exclude(person_id=person_id)
        .values_list("pk")
    ),
    MANY,
    int,
)
_TO_SELF_SCORE = Prepared(
    lambda person_id: Card.objects.filter(
        person_id=person_id, state=CardState.WAITING, period__state=PeriodState.SELF
    ).values_list("pk"),
    int,
)


def count_to_confirm(viewer: Actor) -> Count:
    """As `cards_to_confirm`, only their number: every page's frame shows it."""
    return Count(_TO_CONFIRM, (stands_for(viewer), viewer.person_id or 0))


def count_to_self_score(person_id: int) -> Count:
    """Own cards that wait for the own score."""
    return Count(_TO_SELF_SCORE, (person_id,))


def waiting_cards(viewer: Actor) -> list[Card]:
    """As `cards_to_confirm`, for the page: by period, unit and given name."""
    return list(
        cards_to_confirm(viewer)
        .select_related("person", "unit", "period", "authority")
        .order_by("-period__first", "-unit__path", "person__sort_key", "person_id")
    )


def confirmed_cards(viewer: Actor, *, most: int = 50) -> list[Card]:
    """The cards of open periods that this viewer's side has confirmed, newest first."""
    return list(
        Card.objects.filter(
            authority_id__in=stands_for(viewer), period__state=PeriodState.CONFIRM, state=CardState.CONFIRMED
        )
        .exclude(person_id=viewer.person_id or 0)
        .select_related("person", "unit", "period", "authority")
        .order_by("-confirmed_at")[:most]
    )


@dataclass(frozen=True)
class OwnPeriod:
    """One period of a person's year, for the line through it; total None while unknown."""

    card_id: int
    code: str
    label: str
    number: int
    total: Decimal | None
    is_final: bool
    is_current: bool

    @property
    def short(self) -> str:
        return self.code[-2:].upper() if "q" in self.code else f"T{self.number}"


def own_card(viewer: Actor, code: str = "") -> Card | None:
    """The viewer's card of a period, or her latest one; None when there is none.

    Raises Missing for a code that is no period.
    """
    mine = viewer.person_id or 0
    found = _OF_PERIOD.objects(mine, str(span_of(code))) if code else _LATEST.objects(mine)
    return found[0] if found else None


def _own(person_id: int) -> QuerySet[Card]:
    cards = Card.objects.filter(person_id=person_id).select_related(*WITH_CARD)
    return cards.order_by("-period__first", "-pk")


_LATEST = Prepared(lambda person_id: _own(person_id)[:1], int)
_OF_PERIOD = Prepared(lambda person_id, code: _own(person_id).filter(period__code=code)[:1], int, str)
_OF_YEAR = Prepared(
    lambda person_id, first, last: (
        Card.objects.filter(person_id=person_id, period__first__gte=first, period__first__lte=last)
        .order_by("period__first")
        .values_list("pk", "period__code", "period__state", "run__result__total")
    ),
    int,
    dt.date,
    dt.date,
)


def year_of(card: Card, current: Decimal | None) -> list[OwnPeriod]:
    """The person's periods of the card's year: stored totals, and `current` for this card."""
    year = card.period.first.year
    found = []
    for pk, code, state, total in _OF_YEAR(card.person_id, dt.date(year, 1, 1), dt.date(year, 12, 31)):
        span, is_final = span_of(code), state in FINAL
        stored = Decimal(total) if total is not None and is_final else None
        number = span.quarter if isinstance(span, Quarter) else span.month
        here = pk == card.pk
        found.append(
            OwnPeriod(pk, code, span.label(), number, current if here else stored, is_final, is_current=here)
        )
    return found
