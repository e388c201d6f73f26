"""Days of the tests of the organisation, and short ways to its commands."""

from __future__ import annotations

import datetime as dt

from congvu.audit.models import AuditEvent
from congvu.base import clock
from congvu.org import commands as c

TODAY = dt.date(2026, 11, 19)


MID = dt.date(2026, 11, 16)


NEXT = dt.date(2026, 12, 1)


def run(command, by, **values):
    return command(**values, by=by, at=clock.now())


def last_event() -> AuditEvent:
    return AuditEvent.objects.order_by("-pk")[0]


def post(world, by, name, unit="vp", position="CV", **values):
    defaults = {"duty": "STAFF", "valid_from": MID}
    return run(
        c.post_person, by, person_id=world.people[name].pk, unit_id=world.units[unit].pk,
        position_id=world.positions[position].pk, **{**defaults, **values},
    )  # fmt: skip
