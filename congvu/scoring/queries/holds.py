"""What stands in the way of locking: counted by the database for the board, card by card on its own page.

The counts need no score. Whether a confirmed score still holds (points or d changed afterwards)
is only found by computing all of them: the page does that on request, the lock always.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from congvu.assignments.models import Delivery, Share
from congvu.assignments.states import DeliveryState, ShareState
from congvu.base import clock
from congvu.base.errors import Missing
from congvu.base.prepared import Prepared
from congvu.duties.models import DutyShift
from congvu.duties.queries import waiting_shifts
from congvu.policy.actions import Action
from congvu.policy.decide import can
from congvu.policy.facts import Actor
from congvu.scoring.blocks import LATE_SHIFT, LATE_VERDICT, NAMES_SHOWN, NOBODY, Block, blocks, not_over
from congvu.scoring.compute import LEADER_KEYS
from congvu.scoring.facts import pack_of
from congvu.scoring.guards import label_of, organ_subject
from congvu.scoring.models import Card, LeaderRatio, Mark, Period
from congvu.scoring.order import STAFF
from congvu.scoring.people import NAMES, spots
from congvu.scoring.standing import standings
from congvu.scoring.states import CardState, PeriodState
from congvu.ui.words import number


@dataclass(frozen=True)
class Holds:
    """The counts of a period: `waiting` by authority (most first), `nobody` without one.

    `verdicts` hand-ins of `verdict_people` people without a verdict; `unscored`: confirmed cards
    that work came to afterwards, so that marks or ratios are missing; `confirmed`: cards whose
    score the full check computes again; `shifts` finished and waiting, of `shift_people` people.
    """

    early: str
    waiting: tuple[tuple[str, int], ...]
    nobody: int
    verdicts: int
    verdict_people: int
    unscored: int
    confirmed: int
    shifts: int = 0
    shift_people: int = 0

    @property
    def sentences(self) -> tuple[str, ...]:
        """One for each reason, with what to do."""
        found = [self.early] if self.early else []
        if self.waiting:
            found.append(
                f"{number(sum(n for _, n in self.waiting))} phiếu có việc được giao chưa xác nhận, chờ "
                f"{number(len(self.waiting))} người: {_counted(self.waiting)}."
            )
        if self.nobody:
            found.append(f"{number(self.nobody)} phiếu {NOBODY}.")
        if self.verdicts:
            found.append(
                f"{number(self.verdicts)} kết quả đã nộp của {number(self.verdict_people)} người chưa có kết luận "
                f"của người xác nhận. {LATE_VERDICT}"
            )
        if self.shifts:
            found.append(
                f"{number(self.shifts)} ca đã báo xong của {number(self.shift_people)} người chưa được xác nhận. "
                f"{LATE_SHIFT}"
            )
        if self.unscored:
            found.append(
                f"{number(self.unscored)} phiếu có kết quả công việc sau khi xác nhận. "
                "Người có thẩm quyền xác nhận lại."
            )
        return tuple(found)


def _counted(waiting: Sequence[tuple[str, int]]) -> str:
    shown = ", ".join(f"{name} ({number(n)})" for name, n in waiting[:NAMES_SHOWN])
    rest = len(waiting) - NAMES_SHOWN
    return f"{shown} và {number(rest)} người nữa" if rest > 0 else shown


def holds(period: Period) -> Holds:
    """The counts, as `blocks` would find them; six queries whatever the number of people."""
    of_period = (period.pk, period.organ_id, period.first, period.last)
    counted = dict(_WAITING(*of_period))
    nobody = counted.pop(None, 0)
    names = dict(NAMES(sorted(counted)))
    waiting = sorted(((names[pk], n) for pk, n in counted.items()), key=lambda one: (-one[1], one[0]))
    verdicts, people = _VERDICTS.first(*of_period) or (0, 0)
    shifts, shift_people = _SHIFTS.first(period.organ_id, period.first, period.last) or (0, 0)
    confirmed = _CONFIRMED.count(period.pk)
    return Holds(
        early=not_over(period, clock.today()),
        waiting=tuple(waiting),
        nobody=nobody,
        verdicts=verdicts,
        verdict_people=people,
        unscored=_UNSCORED.count(*of_period, len(pack_of(period).criteria)) if confirmed else 0,
        confirmed=confirmed,
        shifts=shifts,
        shift_people=shift_people,
    )


def _waiting(period_id: int, organ_id: int, first: dt.date, last: dt.date) -> QuerySet[Card, Any]:
    """Cards with work that are not confirmed, counted by their authority."""
    return (
        Card.objects.filter(period_id=period_id)
        .exclude(state=CardState.CONFIRMED)
        .filter(Exists(_assigned(organ_id, first, last)))
        .values_list("authority_id")
        .annotate(n=Count("pk"))
        .order_by()
    )


def _verdicts(period_id: int, organ_id: int, first: dt.date, last: dt.date) -> QuerySet[Delivery, Any]:
    """How many hand-ins wait for a verdict, and of how many people."""
    return (
        Delivery.objects.filter(
            Exists(Card.objects.filter(period_id=period_id, person_id=OuterRef("share__person_id"))),
            organ_id=organ_id,
            state=DeliveryState.HANDED_IN,
            judged_at=None,  # as the index of those is written
            finished_on__lte=last,
            share__deadline__range=(first, last),
        )
        .exclude(share__state=ShareState.CANCELLED)
        .values("organ_id")
        .annotate(n=Count("pk"), people=Count("share__person_id", distinct=True))
        .values_list("n", "people")
    )


def _shifts(organ_id: int, first: dt.date, last: dt.date) -> QuerySet[DutyShift, Any]:
    """How many finished shifts wait for their confirmer, and of how many people."""
    return (
        waiting_shifts(organ_id, first, last)
        .order_by()
        .values("organ_id")
        .annotate(n=Count("pk"), people=Count("person_id", distinct=True))
        .values_list("n", "people")
    )


def _assigned(organ_id: int, first: dt.date, last: dt.date) -> QuerySet[Share]:
    """Work that was assigned to the person of a card, as the score counts it (Đ18.1d: not the extra)."""
    return Share.objects.filter(
        person_id=OuterRef("person_id"),
        organ_id=organ_id,
        deadline__range=(first, last),
        is_extra=False,
    ).exclude(state=ShareState.CANCELLED)


def _unscored(
    period_id: int, organ_id: int, first: dt.date, last: dt.date, criteria: int
) -> QuerySet[Card, Any]:
    """Confirmed cards with work that lack a mark of the authority or one of a leader's ratios."""
    marks = Mark.objects.filter(card_id=OuterRef("pk"), authority_points__isnull=False)
    ratios = LeaderRatio.objects.filter(card_id=OuterRef("pk"))
    return (
        Card.objects.filter(period_id=period_id, state=CardState.CONFIRMED)
        .annotate(marks_given=_number(marks), ratios_given=_number(ratios))
        .filter(Q(marks_given__lt=criteria) | (~Q(duty=STAFF) & Q(ratios_given__lt=len(LEADER_KEYS))))
        .filter(Exists(_assigned(organ_id, first, last)))
        .values_list("pk")
    )


def _number(rows: QuerySet[Mark] | QuerySet[LeaderRatio]) -> Coalesce:
    counted = rows.order_by().values("card_id").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


_OF_PERIOD = (int, int, dt.date, dt.date)
_WAITING = Prepared(_waiting, *_OF_PERIOD)
_VERDICTS = Prepared(_verdicts, *_OF_PERIOD)
_SHIFTS = Prepared(_shifts, int, dt.date, dt.date)
_UNSCORED = Prepared(_unscored, *_OF_PERIOD, int)
_CONFIRMED = Prepared(
    lambda period_id: Card.objects.filter(period_id=period_id, state=CardState.CONFIRMED).values_list("pk"),
    int,
)


@dataclass(frozen=True)
class Check:
    """The full check before a lock: every reason, by card."""

    period: Period
    label: str
    blocks: tuple[Block, ...]


def lock_check(period: Period, *, viewer: Actor) -> Check:
    """Every reason against locking now, over all cards of a period that is being confirmed.

    Raises: Missing for those who do not keep periods, and for a period in another step.
    """
    if period.state != PeriodState.CONFIRM or not can(
        viewer, Action.PERIOD_OPEN, organ_subject(period.organ_id)
    ):
        raise Missing("Không tìm thấy trang này.")
    return Check(period, label_of(period), tuple(what_blocks(period)))


def what_blocks(period: Period) -> list[Block]:
    """What stands in the way of locking, over all cards of the period."""
    places = spots(period.pk, period.organ_id, period.first, period.last)
    return blocks(period, places, standings(period), today=clock.today())
