"""A template, shifts and taps for the tests of duties: Hải drives, Thu confirms him."""

from __future__ import annotations

import datetime as dt
import io
import struct
import uuid
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from congvu.assignments.commands import ShareSpec, assign_task
from congvu.base import clock
from congvu.duties.commands import (
    ItemSpec,
    finish_shift,
    mark_usual,
    record_tap,
    save_item,
    save_template,
)
from congvu.duties.models import Item, Template
from tests.world import World

TODAY = dt.date(2026, 11, 19)
MONDAY = dt.date(2026, 11, 16)
TIRES, OIL, FUEL, TRIP, PEOPLE, PATROL = (
    "Lốp, phanh, đèn",
    "Dầu máy",
    "Nhiên liệu",
    "Chuyến xe",
    "Khách",
    "Tuần tra",
)


def drivers(world: World, *, per_product: int = 1, by: str = "thu") -> Template:
    """Two usual rows, one that is not, trips that count as LX.01, a counter and rounds."""
    actor, at = world.actor(by), clock.now()
    template = save_template(
        unit_id=world.units["vp"].pk, position_id=world.positions["LX"].pk, duty="DRIVER", name="Lái xe",
        places=["Sở Y tế", "Xã An Hòa"], others=["Rửa xe"], oddities=["Hỏng xe"], by=actor, at=at,
    )  # fmt: skip
    specs = [
        ItemSpec("CHECK", TIRES, section="Đầu ngày"),
        ItemSpec("CHECK", OIL, section="Đầu ngày"),
        ItemSpec("CHECK", FUEL, section="Đầu ngày", is_usual=False, wants_photo=True),
        ItemSpec("TRIP", TRIP, product_id=world.products["LX.01"].pk, per_product=per_product),
        ItemSpec("COUNTER", PEOPLE, unit_of_measure="lượt"),
        ItemSpec("ROUND", PATROL, points=("07:00", "10:00")),
    ]
    for spec in specs:
        save_item(template_id=template.pk, spec=spec, by=actor, at=at)
    return template


def item(label: str) -> Item:
    return Item.objects.get(label=label, is_active=True)


def touch(world: World, kind: str, label: str = "", day: dt.date = TODAY, who: str = "hai", **more):
    """One tap of a person."""
    at = more.pop("at", None) or clock.now()
    return record_tap(
        person_id=world.people[who].pk, day=day, shift=more.pop("shift", ""), kind=kind,
        item_id=item(label).pk if label else None, client_id=more.pop("client_id", None) or uuid.uuid4(),
        by=world.actor(more.pop("by", who)), at=at, **more,
    )  # fmt: skip


def usual(world: World, day: dt.date = TODAY, who: str = "hai", **more):
    return mark_usual(
        person_id=world.people[who].pk, day=day, shift="", client_id=more.pop("client_id", None) or uuid.uuid4(),
        by=world.actor(who), at=clock.now(),
    )  # fmt: skip


def finish(world: World, day: dt.date = TODAY, who: str = "hai", by: str = ""):
    return finish_shift(
        person_id=world.people[who].pk, day=day, shift="", by=world.actor(by or who), at=clock.now()
    )


def worked(world: World, day: dt.date, trips: int, who: str = "hai"):
    """A finished shift with so many trips."""
    usual(world, day, who)
    for _ in range(trips):
        touch(world, "START", TRIP, day, who)
        touch(world, "STOP", TRIP, day, who)
    return finish(world, day, who)


def driving(world: World, quantity: str = "5", deadline: dt.date = dt.date(2026, 11, 30), who: str = "hai"):
    """A task of so many trips; its share."""
    person = world.people[who]
    with clock.frozen(clock.at(dt.date(2026, 11, 2), 8)):
        task = assign_task(
            organ_id=world.organ.pk, unit_id=world.units["vp"].pk, product_id=world.products["LX.01"].pk,
            title="Chuyến xe tháng 11", quantity=Decimal(quantity), standard="", deadline=deadline, origin="PLAN",
            origin_ref="", accountable_id=person.pk, shares=[ShareSpec(person_id=person.pk)], client_id=uuid.uuid4(),
            by=world.actor("thu"), at=clock.now(),
        )  # fmt: skip
    return task.shares.get()


def picture(*, place: bool = True, size: tuple[int, int] = (40, 30)) -> SimpleUploadedFile:
    """A JPEG with the place where it was taken in its EXIF."""
    content = io.BytesIO()
    exif = Image.Exif()
    if place:
        exif[0x010F] = "Hang May Anh"
        exif.get_ifd(0x8825)[1] = "N"
        exif.get_ifd(0x8825)[2] = (10.0, 45.0, 12.0)
    Image.new("RGB", size, "teal").save(content, "JPEG", exif=exif)
    return SimpleUploadedFile("IMG_0001.JPG", content.getvalue(), "image/jpeg")


def sound(*, tags: bool = True) -> SimpleUploadedFile:
    """A tenth of a second as WAV, with the recorder's own words beside it."""
    samples = bytes(1600)
    parts = b"fmt " + struct.pack("<IHHIIHH", 16, 1, 1, 8000, 16000, 2, 16)
    if tags:
        parts += b"LIST" + struct.pack("<I", 16) + b"May ghi Tan Lap "
    parts += b"data" + struct.pack("<I", len(samples)) + samples
    content = b"RIFF" + struct.pack("<I", 4 + len(parts)) + b"WAVE" + parts
    return SimpleUploadedFile("IMG_0002.wav", content, "audio/wav")
