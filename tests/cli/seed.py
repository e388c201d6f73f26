"""Run as a script by the tests of this folder: fill the place that the environment names."""

from __future__ import annotations

import datetime as dt
import hashlib
import sys
import uuid

from congvu.cli import folder, prepare


def main() -> None:
    where = folder.prepare()
    prepare.django()
    prepare.database()

    from django.db import transaction

    from congvu.accounts.commands import begin_installation
    from congvu.audit.trail import Kind, record
    from congvu.base import clock
    from congvu.diary.models import Day, Entry, Evidence
    from congvu.policy.facts import SYSTEM
    from tests.world import build_world

    noon = clock.at(dt.date(2026, 11, 19), 12)
    begin_installation(is_sample=False, by=SYSTEM, at=noon)
    world = build_world()
    kind = Kind("tests.thing.done", "làm xong {what}")
    with transaction.atomic():
        for number in range(50):
            record(
                kind,
                "tests.thing:1",
                by=SYSTEM,
                at=noon,
                organ_id=world.organ.pk,
                what=f"việc\t{number}\\n \n",
            )
    day = Day.objects.create(organ=world.organ, person=world.lan, unit=world.units["ccvc"], day=noon.date())
    entry = Entry.objects.create(
        organ=world.organ, day=day, person=world.lan, worked_on=day.day, title="Thẩm định hồ sơ", minutes=45,
        typed_at=noon, edited_at=noon, client_id=uuid.UUID(int=7),
    )  # fmt: skip
    content = b"%PDF-1.7 minh chung" * 1000
    digest = hashlib.sha256(content).hexdigest()
    path = where / "files" / digest[:2] / digest
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    Evidence.objects.create(
        organ=world.organ,
        entry=entry,
        kind="FILE",
        label="tờ trình.pdf",
        sha256=digest,
        size=len(content),
        added_at=noon,
    )


def write_until_told() -> None:
    """Events in their own transactions, one line of output each, until the input ends."""
    import threading

    prepare.django()

    from django.db import transaction

    from congvu.audit.trail import Kind, record
    from congvu.base import clock
    from congvu.org.models import Organ
    from congvu.policy.facts import SYSTEM

    told = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.read(), told.set()), daemon=True).start()
    kind = Kind("tests.thing.written", "ghi {number}")
    organ = Organ.objects.get(code="SNV")
    number = 0
    while not told.is_set():
        number += 1
        with transaction.atomic():
            record(kind, "tests.thing:2", by=SYSTEM, at=clock.now(), organ_id=organ.pk, number=number)
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    write_until_told() if sys.argv[1:] == ["write"] else main()
