"""Short ways to give work in tests, through the commands only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from congvu.assignments import commands
from congvu.assignments.commands import ShareSpec
from congvu.assignments.models import Delivery, Share, Task
from congvu.base import clock
from tests.world import World

TODAY = dt.date(2026, 11, 19)
NOON = clock.at(TODAY, 12)
DUE = dt.date(2026, 11, 27)
FIRST, LAST = dt.date(2026, 11, 1), dt.date(2026, 11, 30)


def give(
    world: World, to: str = "lan", code: str = "DC.02", quantity: str = "1", by: str = "hanh", **more: Any
) -> Task:
    """A task for one person (or for `shares`), due on 27 November."""
    values: dict[str, Any] = {
        "organ_id": world.organ.pk,
        "unit_id": world.units["ccvc"].pk,
        "product_id": world.products[code].pk,
        "title": "Trả lời công văn",
        "quantity": Decimal(quantity),
        "standard": "",
        "deadline": DUE,
        "origin": Task.Origin.PLAN,
        "origin_ref": "",
        "accountable_id": world.people[to].pk,
        "shares": [ShareSpec(world.people[to].pk)],
        "client_id": None,
        "by": world.actor(by),
        "at": NOON,
    }
    return commands.assign_task(**{**values, **more})


def give_share(world: World, to: str = "lan", **more: Any) -> Share:
    return give(world, to, **more).shares.get()


def hand_in(world: World, share: Share, quantity: str = "1", on: dt.date = TODAY, **more: Any) -> Delivery:
    doer = next(key for key, person in world.people.items() if person.pk == share.person_id)
    values: dict[str, Any] = {
        "share_id": share.pk, "quantity": Decimal(quantity), "finished_on": on, "note": "", "origin": "",
        "by": world.actor(doer), "at": max(NOON, clock.at(on, 17)),
    }  # fmt: skip
    return commands.hand_in(**{**values, **more})


def judge(
    world: World,
    delivery: Delivery,
    met: bool = True,
    *,
    errors: Sequence[int] | None = None,
    late: Sequence[int] | None = None,
    by: str = "hanh",
    **more: Any,
) -> Delivery:
    values: dict[str, Any] = {
        "delivery_id": delivery.pk, "met": met, "quantity": None, "errors": errors, "late": late,
        "major_error": False, "reason": "Xem kết quả nộp.", "decider_id": None, "by": world.actor(by),
        "at": max(NOON, clock.at(delivery.finished_on, 18)),
    }  # fmt: skip
    return commands.judge_delivery(**{**values, **more})


def finish(world: World, share: Share, quantity: str = "1", by: str = "hanh", **more: Any) -> Delivery:
    """Hand in and recognise."""
    return judge(world, hand_in(world, share, quantity, **more), by=by)
