"""Short ways to write diary lines in tests, always through the commands."""

from __future__ import annotations

import datetime as dt
import io
import uuid
import zipfile
from decimal import Decimal

from django.test import Client

from congvu.assignments.commands import ShareSpec, assign_task
from congvu.base import clock
from congvu.diary.commands import add_entry, submit_day
from congvu.diary.lines import Line
from congvu.diary.models import Day, Entry

TODAY = dt.date(2026, 11, 19)
YESTERDAY = dt.date(2026, 11, 18)
NOON = clock.at(TODAY, 12)


def write(world, who="lan", on=TODAY, at=None, client_id=None, proofs=(), **line) -> Entry:
    """One line of `who`; 30 minutes off the catalogue unless told otherwise."""
    line = {"title": "Họp giao ban phòng", "minutes": 30} | line
    return add_entry(
        person_id=world.people[who].pk,
        on=on,
        line=Line(**line),
        client_id=client_id or uuid.uuid4(),
        by=world.actor(who, on=on),
        at=at or clock.now(),
        proofs=proofs,
    )


def send(world, who="lan", on=TODAY, at=None, reason="") -> Day:
    """Submit the day of `who`."""
    day = Day.objects.get(person=world.people[who], day=on)
    return submit_day(day_id=day.pk, excess_reason=reason, by=world.actor(who), at=at or clock.now())


def assign(world, who="lan", quantity=3, deadline=TODAY, product="DC.02", percent=100):
    """A task of one person; its share."""
    task = assign_task(
        organ_id=world.organ.pk,
        unit_id=world.units["ccvc"].pk,
        product_id=world.products[product].pk,
        title="Trả lời Sở Y tế về tuyển dụng",
        quantity=Decimal(quantity),
        standard="",
        deadline=deadline,
        origin="PLAN",
        origin_ref="",
        accountable_id=world.people[who].pk,
        shares=[ShareSpec(person_id=world.people[who].pk, role="LEAD", percent=Decimal(percent))],
        client_id=uuid.uuid4(),
        by=world.actor("hanh"),
        at=clock.at(dt.date(2026, 11, 2), 8),
    )
    return task.shares.get()


class Upload(io.BytesIO):
    """A file as a form hands it over."""

    def __init__(self, name: str, content: bytes, size: int | None = None) -> None:
        super().__init__(content)
        self.name = name
        self.size = len(content) if size is None else size

    def chunks(self):
        yield self.getvalue()


def zipped(**entries: bytes | str) -> bytes:
    """A ZIP with these entries; `__` in a name is a slash."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in entries.items():
            packed.writestr(name.replace("__", "/").replace("TYPES", "[Content_Types].xml"), content)
    return made.getvalue()


def signed_in(world, who="lan") -> Client:
    client = Client()
    client.force_login(world.people[who].user, backend="congvu.accounts.backends.Backend")
    return client


def text_of(response) -> str:
    return response.content.decode()


def posted(**values):
    return {"client_id": str(uuid.uuid4()), "what": "off", "text": "Họp giao ban", "duration": "45p"} | values


PDF = b"%PDF-1.7\n%%EOF"
