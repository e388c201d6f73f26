"""Swaps of shifts: one's own, those to answer, those to decide, and what may be swapped."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from congvu.base import clock
from congvu.duties.models import Swap
from congvu.duties.states import SwapState
from congvu.org.models import Rules
from congvu.org.queries import confirmers, place, places, rules_row
from congvu.policy.actions import Action
from congvu.policy.decide import can
from congvu.policy.facts import Actor, Subject
from congvu.worktime.models import Shift as RotaShift

from .counts import shift_label

AHEAD = dt.timedelta(days=45)
MOST = 60


@dataclass(frozen=True)
class SwapRow:
    """One request as the viewer sees it."""

    swap: Swap
    mine: str
    theirs: str
    may_answer: bool
    may_withdraw: bool
    may_decide: bool
    leads: bool = False


@dataclass(frozen=True)
class SwapPage:
    """Requests that concern the viewer, and the shifts that she may ask about."""

    rows: tuple[SwapRow, ...]
    own: tuple[tuple[int, str], ...]
    others: tuple[tuple[int, str], ...]
    head_decides: bool = True

    @property
    def may_ask(self) -> bool:
        return bool(self.own and self.others)


def swap_page(viewer: Actor) -> SwapPage:
    """The requests of the viewer, newest first: asked, to answer, to decide, exchanged below her."""
    today = clock.today()
    person_id = viewer.person_id or 0
    rows = [
        r
        for r in _rows(viewer)
        if r.may_answer or r.may_withdraw or r.may_decide or r.leads or _in(r.swap, person_id)
    ]
    spot = place(person_id, on=today)
    head_decides = not viewer.organ_id or rules_row(viewer.organ_id).swaps == Rules.Swaps.HEAD
    if spot is None:
        return SwapPage(tuple(rows), (), (), head_decides)
    coming = RotaShift.objects.filter(day__range=(today, today + AHEAD)).order_by("day", "pk")
    own = [(s.pk, shift_label(s.day, s.name)) for s in coming.filter(person_id=person_id)]
    others: list[tuple[int, str]] = []
    if own:
        found = list(
            coming.filter(organ_id=spot.organ_id).exclude(person_id=person_id).select_related("person")[:2000]
        )
        where = places(sorted({s.person_id for s in found}), on=today)
        others = [
            (s.pk, f"{s.person.full_name}: {shift_label(s.day, s.name)}")
            for s in found
            if (p := where.get(s.person_id))
            and (p.unit_id, p.position_id) == (spot.unit_id, spot.position_id)
        ]
    return SwapPage(tuple(rows), tuple(own), tuple(others), head_decides)


def _in(swap: Swap, person_id: int) -> bool:
    return person_id in (swap.asker_id, swap.colleague_id)


def _rows(viewer: Actor) -> list[SwapRow]:
    found = list(
        Swap.objects.filter(organ_id=viewer.organ_id or 0)
        .select_related("asker", "colleague")
        .order_by("-asked_at", "-pk")[:MOST]
    )
    people = sorted({p for s in found for p in (s.asker_id, s.colleague_id)})
    today = clock.today()
    where, deciders = (places(people, on=today), confirmers(people, on=today)) if people else ({}, {})

    def may_decide(swap: Swap) -> bool:
        subjects = [
            Subject(
                swap.organ_id,
                where[p].unit_path if p in where else "",
                owner_id=p,
                decider_id=deciders.get(p),
            )
            for p in (swap.asker_id, swap.colleague_id)
        ]
        return all(can(viewer, Action.SHIFT_EXCHANGE, subject) for subject in subjects)

    return [
        SwapRow(
            swap=s,
            mine=shift_label(s.asker_day, s.asker_name),
            theirs=shift_label(s.colleague_day, s.colleague_name),
            may_answer=s.state == SwapState.ASKED and s.colleague_id == viewer.person_id,
            may_withdraw=s.state in (SwapState.ASKED, SwapState.AGREED) and s.asker_id == viewer.person_id,
            may_decide=s.state == SwapState.AGREED and may_decide(s),
            leads=s.state == SwapState.APPROVED and may_decide(s),
        )
        for s in found
    ]
