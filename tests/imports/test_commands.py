"""From a file to the database: staged, compared, applied, put away."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from django.conf import settings

from congvu.audit.models import AuditEvent
from congvu.base import clock
from congvu.base.errors import Denied, InvalidStep, Stale, Unreadable
from congvu.catalogue.models import Product
from congvu.imports import commands, queries
from congvu.imports.models import Batch
from congvu.imports.states import BatchState
from congvu.policy.facts import SYSTEM
from tests.imports.making import (
    CATALOGUE,
    FILES,
    POSITIONS,
    STAFF,
    apply,
    bring,
    catalogue,
    positions,
    read,
    rows_of_everything,
    stored,
)
from tests.world.guards import guards_off

MON = dt.date(2026, 11, 16)


@pytest.fixture(autouse=True)
def own_folder(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path


class TestStaging:
    @pytest.mark.parametrize("kind", FILES)
    def test_a_preview_writes_nothing_of_the_domain(self, world, kind):
        before = rows_of_everything()

        batch = read(world, kind, FILES[kind]())
        shown = queries.preview(batch.pk, viewer=world.actor("binh"))

        assert shown.plan is not None
        assert shown.plan.accepted > 0
        assert rows_of_everything() == before
        assert stored() == [batch.sha256]

    def test_the_same_file_twice_is_one_batch(self, world):
        first = read(world, CATALOGUE, catalogue())
        assert read(world, CATALOGUE, catalogue()).pk == first.pk
        assert AuditEvent.objects.filter(what="imports.batch.read").count() == 1

    @pytest.mark.parametrize("kind", FILES)
    def test_applying_deletes_the_file_and_is_done_once(
        self, world, kind, django_capture_on_commit_callbacks
    ):
        with django_capture_on_commit_callbacks(execute=True):
            batch = read(world, kind, FILES[kind]())
            apply(world, batch)
        batch.refresh_from_db()
        assert (batch.state, batch.applied_by) == (BatchState.APPLIED, world.actor("binh").key)
        assert stored() == []
        with pytest.raises(InvalidStep):
            apply(world, batch)

    def test_discarding_deletes_the_file_unless_another_waits_for_it(
        self, world, django_capture_on_commit_callbacks
    ):
        with django_capture_on_commit_callbacks(execute=True):
            mine = read(world, CATALOGUE, catalogue())
            other = read(world, CATALOGUE, catalogue(), by="tam")
        with django_capture_on_commit_callbacks(execute=True):
            commands.discard_batch(batch_id=mine.pk, by=world.actor("binh"), at=clock.now())
        assert stored() == [other.sha256]
        with django_capture_on_commit_callbacks(execute=True):
            commands.discard_batch(batch_id=other.pk, by=world.actor("tam"), at=clock.now())
        assert stored() == []
        with pytest.raises(InvalidStep):
            commands.discard_batch(batch_id=mine.pk, by=world.actor("binh"), at=clock.now())

    def test_files_that_wait_over_a_week_are_put_away(self, world, django_capture_on_commit_callbacks):
        old = read(world, CATALOGUE, catalogue())
        Batch.objects.filter(pk=old.pk).update(read_at=clock.now() - dt.timedelta(days=8))
        with django_capture_on_commit_callbacks(execute=True):
            new = read(world, POSITIONS, positions())
        old.refresh_from_db()
        assert (old.state, old.discarded_by) == (BatchState.DISCARDED, "system")
        assert stored() == [new.sha256]

    def test_an_unreadable_file_leaves_nothing(self, world):
        with pytest.raises(Unreadable):
            read(world, CATALOGUE, b"MZ\x90\x00\x00\x00")
        assert not Batch.objects.exists()
        assert stored() == []

    def test_a_preview_that_no_longer_holds_is_refused(self, world):
        batch = read(world, CATALOGUE, catalogue())
        seen = queries.preview(batch.pk, viewer=world.actor("binh")).plan.digest
        product = world.products["DC.01"]
        with guards_off():
            Product.objects.filter(pk=product.pk).update(detail="Đã khác đi")

        with pytest.raises(Stale, match="Xem lại"):
            apply(world, batch, seen=seen)
        batch.refresh_from_db()
        assert batch.state == BatchState.READ

    def test_a_stored_file_that_changed_is_refused(self, world):
        batch = read(world, POSITIONS, positions())
        path = Path(settings.MEDIA_ROOT) / "imports" / batch.sha256
        path.write_bytes(b"other")
        queries.parsed._recent.clear()
        with pytest.raises(Unreadable, match="nạp lại"):
            apply(world, batch)

    @pytest.mark.parametrize(
        ("kind", "may"),
        [
            (CATALOGUE, {"tam", "son", "hanh", "thu", "binh"}),
            (POSITIONS, {"binh", "vui"}),
            (STAFF, {"binh", "vui"}),
        ],
    )
    def test_who_may_read(self, world, kind, may):
        for name in world.people:
            if name in may:
                assert read(world, kind, FILES[kind](), by=name)
            else:
                with pytest.raises(Denied):
                    read(world, kind, FILES[kind](), by=name)

    def test_the_trail_says_who(self, world):
        bring(world, POSITIONS, positions())
        commands.read_file(
            organ_id=world.organ.pk, kind=POSITIONS, file_name="x.docx", source=positions(code="XM-NVCN-02"),
            by=SYSTEM, at=clock.now(),
        )  # fmt: skip
        told = (
            AuditEvent.objects.filter(what__startswith="imports.").order_by("seq").values_list("what", "by")
        )
        me = world.actor("binh").key
        assert list(told) == [
            ("imports.batch.read", me),
            ("imports.batch.applied", me),
            ("imports.batch.read", "system"),
        ]
