"""A staff list slice by slice: it stops and goes on, nothing twice, every code told."""

from __future__ import annotations

import pytest

from congvu.accounts.models import EntryCode
from congvu.audit.models import AuditEvent
from congvu.base import clock
from congvu.base.errors import InvalidStep, Stale
from congvu.imports import commands, queries
from congvu.imports.models import Batch
from congvu.imports.states import BatchState
from congvu.org.models import Person
from tests.imports.making import CATALOGUE, STAFF, apply, catalogue, person, read, staff

LIST = staff(
    *(person(f"M{n}", f"Ngô Thị {name}") for n, name in enumerate(("An", "Bình", "Chi", "Dung", "Giang"), 1)),
    person("M2", "Ngô Thị Bình", "CCVC", percent="30"),
)


def part(world, batch, **told):
    return commands.apply_slice(
        batch_id=batch.pk, by=world.actor("binh"), at=clock.now(), **({"most": 2} | told)
    )


def new_people() -> int:
    return Person.objects.filter(staff_code__startswith="M").count()


def test_each_slice_says_how_far_it_came(world):
    batch = read(world, STAFF, LIST)
    seen = []
    while True:
        one = part(world, batch)
        seen.append((one.done, new_people()))
        if one.done == one.total:
            break
    assert seen == [(2, 2), (4, 4), (6, 5)]
    batch.refresh_from_db()
    assert batch.state == BatchState.APPLYING
    steps = AuditEvent.objects.filter(what="imports.batch.progress").order_by("pk")
    assert [(e.data["done"], e.data["total"]) for e in steps] == [(2, 6), (4, 6), (6, 6)]
    assert not AuditEvent.objects.filter(what="imports.batch.applied").exists()


def test_a_broken_run_goes_on_and_tells_every_code(world, client):
    batch = read(world, STAFF, LIST)
    part(world, batch)
    preview = queries.preview(batch.pk, viewer=world.actor("binh"))
    assert (preview.done, preview.total) == (2, 6)
    client.force_login(world.binh.user)
    page = client.get(f"/nhap/lan/{batch.pk}").content.decode()
    assert "Đã xong 2 trong 6 hàng" in page
    assert "Nhập tiếp" in page

    done = apply(world, batch)

    assert (done.batch.state, new_people()) == (BatchState.APPLIED, 5)
    assert (done.counts["created"], done.counts["accepted"], done.rejected) == (6, 6, ())
    assert [one.staff_code for one in done.codes] == ["M1", "M2", "M3", "M4", "M5"]
    assert len(done.batch.summary["people"]) == 5
    assert "progress" not in done.batch.summary
    assert AuditEvent.objects.filter(what="imports.batch.applied").count() == 1
    assert AuditEvent.objects.filter(what="org.person.added").count() == 5


def test_codes_that_were_lost_are_told_anew(world):
    batch = read(world, STAFF, LIST)
    for _ in range(3):
        part(world, batch)
    lost = part(world, batch).codes
    assert len(lost) == 2

    done = apply(world, batch)

    assert len(done.codes) == 5
    assert not {one.code for one in lost} & {one.code for one in done.codes}
    live = EntryCode.objects.filter(used_at=None, expires_at__gt=clock.now())
    assert live.filter(user__person__staff_code__startswith="M").count() == 5


def test_a_row_refused_meanwhile_is_reported_and_not_counted(world):
    batch = read(world, STAFF, LIST)
    part(world, batch)
    Person.objects.filter(staff_code="M2").update(is_active=False)

    done = apply(world, batch)

    assert [(one.row, done.counts["created"]) for one in done.rejected] == [(7, 5)]
    assert (done.counts["accepted"], done.counts["rejected"]) == (5, 1)


def test_the_preview_is_asked_for_with_the_first_slice_only(world):
    batch = read(world, STAFF, LIST)
    digest = queries.preview(batch.pk, viewer=world.actor("binh")).plan.digest
    with pytest.raises(Stale):
        part(world, batch, seen="0" * 64)
    part(world, batch, seen=digest)
    assert part(world, batch, seen=digest).done == 4


def test_what_has_begun_is_not_put_away(world):
    batch = read(world, STAFF, LIST)
    part(world, batch)
    with pytest.raises(InvalidStep):
        commands.discard_batch(batch_id=batch.pk, by=world.actor("binh"), at=clock.now())
    assert Batch.objects.get(pk=batch.pk).state == BatchState.APPLYING


def test_only_staff_lists_come_in_slices(world):
    listed, people = read(world, CATALOGUE, catalogue()), read(world, STAFF, LIST)
    with pytest.raises(InvalidStep):
        part(world, listed)
    with pytest.raises(InvalidStep):
        commands.apply_batch(batch_id=people.pk, by=world.actor("binh"), at=clock.now())
