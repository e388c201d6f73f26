"""Short ways to an appeal in any state."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from congvu.appeals import commands
from congvu.appeals.models import Appeal
from congvu.base import clock
from congvu.org.models import Person
from congvu.scoring import commands as scoring
from congvu.scoring.models import Card, Period
from tests.scoring import steps

GROUNDS = "Việc thẩm định hồ sơ tháng 10 đã hoàn thành đúng hạn nhưng chấm thiếu."
WANTED = "Chấm lại tiêu chí chung theo điểm tự chấm."


def scored(world) -> Period:
    """October, published, with Lan's card confirmed at half of the common points."""
    period = steps.ready(world, *steps.ORDER)
    steps.everybody_works(world)
    for name in steps.ORDER:
        points, why = (steps.HALF, "Còn sai sót nhiều lần") if name == "lan" else (None, "")
        steps.confirmed(world, period, name, points, difference_reason=why)
    scoring.lock_period(period_id=period.pk, by=world.actor("binh"), at=steps.LOCK_DAY)
    return scoring.publish_period(period_id=period.pk, by=world.actor("tam"), at=steps.LOCK_DAY)


def card_of(world, name: str = "lan") -> Card:
    return Card.objects.get(person=world.people[name], period__code="2026-10")


def lodged(world, name: str = "lan", **more) -> Appeal:
    given = {"grounds": GROUNDS, "wanted": WANTED, "at": clock.now()} | more
    return commands.lodge_appeal(card_id=card_of(world, name).pk, by=world.actor(name), **given)


def received(world, appeal: Appeal, *, preparer: str = "binh", resolver: str = "tam", **more) -> Appeal:
    given = {"by": world.actor("binh"), "at": clock.now()} | more
    return commands.receive_appeal(
        appeal_id=appeal.pk,
        preparer_id=world.people[preparer].pk,
        resolver_id=world.people[resolver].pk,
        **given,
    )


def prepared(world, appeal: Appeal, *, by: str = "binh", proposal: str = "CHANGE") -> Appeal:
    return commands.prepare_appeal(
        appeal_id=appeal.pk, findings="Hồ sơ cho thấy việc xong đúng hạn.", proposal=proposal,
        by=world.actor(by), at=clock.now(),
    )  # fmt: skip


def decided(
    world, appeal: Appeal, outcome: str = "CHANGE", *, by: str = "tam", at: dt.datetime | None = None
) -> Appeal:
    return commands.decide_appeal(
        appeal_id=appeal.pk, outcome=outcome, reason="Chấm lại tiêu chí chung.", by=world.actor(by),
        at=at or clock.now(),
    )  # fmt: skip


def corrected(world, period: Period, points: dict[str, Decimal] | None = None) -> None:
    """The period opened again, Lan's card scored in full, locked and published again."""
    now = clock.now()
    scoring.reopen_period(
        period_id=period.pk,
        cutoff_on=clock.today(),
        reason="Sửa phiếu theo kiến nghị",
        by=world.actor("tam"),
        at=now,
    )
    card = card_of(world)
    scoring.confirm_card(
        card_id=card.pk, points=points or steps.FULL, comment="Chấm lại theo kiến nghị.", ratios=None,
        difference_reason="", by=world.actor("hanh"), at=now,
    )  # fmt: skip
    scoring.lock_period(period_id=period.pk, by=world.actor("binh"), at=now + dt.timedelta(days=1))
    scoring.publish_period(period_id=period.pk, by=world.actor("tam"), at=now + dt.timedelta(days=1))


def whose(world, person: Person) -> str:
    return next(key for key, one in world.people.items() if one.pk == person.pk)
