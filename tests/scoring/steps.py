"""Short ways to a period in any state, for the tests of scoring and reports."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal

from congvu.assignments.models import Delivery, Share, Task
from congvu.assignments.states import DeliveryState, ShareState
from congvu.base import clock
from congvu.org.models import ConfirmerChoice, Person
from congvu.scoring import commands
from congvu.scoring.models import Card, Period
from rulebook import loader
from rulebook.periods import Month
from tests.world import START, World

PACK = loader.pack("nd335-2025")
OCTOBER = Month(2026, 10)
FIRST, LAST = OCTOBER.first, OCTOBER.last
OPENING = clock.at(FIRST, 8)
SELF_DAY = clock.at(LAST, 15)
CONFIRM_DAY = clock.at(dt.date(2026, 11, 2), 9)
LOCK_DAY = clock.at(dt.date(2026, 11, 6), 8)
FULL = {code: c.maximum.value for code, c in PACK.criteria.items()}
ORDER = ("lan", "minh", "binh", "hai", "vui", "thu", "hanh", "son", "tam")


def named_above(world: World) -> None:
    """Somebody is named above the head of the organ (the head of the other one)."""
    ConfirmerChoice.objects.create(
        organ=world.organ, person=world.tam, confirmer=world.dung, reason="Cơ quan quản lý", valid_from=START
    )


def work(
    world: World,
    who: Person,
    *,
    assigned: str = "1",
    done: str = "1",
    product: str = "DC.01",
    coefficient: str | None = None,
    errors: Sequence[int] = (),
    late: Sequence[int] = (),
    waived_errors: Sequence[int] = (),
    waived_late: Sequence[int] = (),
    extra: bool = False,
    handed_over: str = "0",
    deadline: dt.date = dt.date(2026, 10, 20),
    finished_on: dt.date = dt.date(2026, 10, 19),
    judge: Person | None = None,
    percent: str = "100",
    state: str = DeliveryState.MET,
) -> Share:
    """A task of one person with its judged result, as rows."""
    item = world.products[product]
    task = Task.objects.create(
        organ=world.organ, unit=world.units["ccvc"], product=item, title=f"Việc {item.code} của {who.full_name}",
        coefficient=Decimal(coefficient) if coefficient else item.coefficient, quantity=Decimal(assigned),
        deadline=deadline, accountable=who, assigned_at=OPENING, assigned_by="system",
    )  # fmt: skip
    share = Share.objects.create(
        organ=world.organ, task=task, person=who, percent=Decimal(percent), quantity=Decimal(assigned),
        quantity_done=Decimal(done), quantity_handed_over=Decimal(handed_over), deadline=deadline, is_extra=extra,
        state=ShareState.ACCEPTED, accepted_at=OPENING,
    )  # fmt: skip
    if Decimal(done):
        judged = state in (DeliveryState.MET, DeliveryState.RETURNED)
        Delivery.objects.create(
            organ=world.organ, share=share, quantity=Decimal(done), quantity_claimed=Decimal(done),
            finished_on=finished_on, handed_in_at=clock.at(finished_on, 16), state=state, errors=list(errors),
            late=list(late), waived_errors=list(waived_errors), waived_late=list(waived_late),
            judged_at=clock.at(finished_on, 17) if judged else None,
            judged_by=f"person:{(judge or world.hanh).pk}" if judged else "",
        )  # fmt: skip
    return share


def everybody_works(world: World, people: Iterable[str] = ORDER) -> None:
    for name in people:
        work(world, world.people[name])


def opened(world: World) -> Period:
    return commands.open_period(organ_id=world.organ.pk, span=OCTOBER, by=world.actor("binh"), at=OPENING)


def card(period: Period, who: Person) -> Card:
    return Card.objects.get(period=period, person=who)


def to_self(world: World, period: Period) -> None:
    commands.ask_self(period_id=period.pk, by=world.actor("binh"), at=SELF_DAY)


def to_confirm(world: World, period: Period) -> None:
    commands.ask_confirm(period_id=period.pk, by=world.actor("binh"), at=CONFIRM_DAY)


def self_scored(world: World, period: Period, name: str, points: dict[str, Decimal] | None = None) -> Card:
    return commands.self_score(
        card_id=card(period, world.people[name]).pk, points=points or FULL, strengths="Làm đúng hạn",
        weaknesses="Chưa có", by=world.actor(name), at=SELF_DAY,
    )  # fmt: skip


def authority_of(world: World, name: str) -> str:
    return {"lan": "hanh", "minh": "hanh", "binh": "thu", "hai": "thu", "vui": "thu", "tam": "dung"}.get(
        name, "tam"
    )


def confirmed(
    world: World,
    period: Period,
    name: str,
    points: dict[str, Decimal] | None = None,
    *,
    ratios: dict[str, tuple[Decimal, str]] | None = None,
    difference_reason: str = "",
    by: str = "",
) -> Card:
    one = card(period, world.people[name])
    if ratios is None and one.duty != "STAFF":
        good = "Đúng hạn, có sáng kiến, nội bộ đoàn kết"
        ratios = {"dd": (Decimal(1), good), "e": (Decimal(1), good)}
    return commands.confirm_card(
        card_id=one.pk, points=points or FULL, comment="Hoàn thành việc được giao.", ratios=ratios,
        difference_reason=difference_reason, by=world.actor(by or authority_of(world, name)), at=CONFIRM_DAY,
    )  # fmt: skip


def all_confirmed(world: World) -> Period:
    """Everyone has worked, scored herself in full and is confirmed in full."""
    named_above(world)
    everybody_works(world)
    period = opened(world)
    to_self(world, period)
    for name in ORDER:
        self_scored(world, period, name)
    to_confirm(world, period)
    for name in ORDER:
        confirmed(world, period, name)
    period.refresh_from_db()
    return period


def locked(world: World) -> Period:
    period = all_confirmed(world)
    return commands.lock_period(period_id=period.pk, by=world.actor("binh"), at=LOCK_DAY)


def published(world: World) -> Period:
    period = locked(world)
    return commands.publish_period(period_id=period.pk, by=world.actor("tam"), at=LOCK_DAY)


HALF = {code: value / 2 for code, value in FULL.items()}


def ready(world, *names, points=None) -> Period:
    """A period in confirmation, with these people's own scores."""
    named_above(world)
    period = opened(world)
    to_self(world, period)
    for name in names:
        self_scored(world, period, name, points)
    to_confirm(world, period)
    return period
