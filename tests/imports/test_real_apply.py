"""The real files from end to end (CONGVU_REAL_DATA, default ../shared/data)."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from congvu.catalogue.models import Edition
from congvu.catalogue.states import EditionState
from congvu.imports.catalogue.criteria import criteria_of
from congvu.imports.catalogue.parse import parse_catalogue
from congvu.imports.queries import preview
from congvu.org.models import Position, PositionTask
from rulebook import loader
from tests.imports.making import CATALOGUE, POSITIONS, apply, bring, read

from .test_real_files import SPECIALISED, SUPPORT, real

pytestmark = pytest.mark.realdata
DECIDED = "danh-muc-qd283-2026.xlsx"


@pytest.fixture(autouse=True)
def own_folder(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path


def bytes_of(name: str) -> bytes:
    path: Path = real(name)
    return path.read_bytes()


def test_the_decided_catalogue_becomes_a_proposal_of_371_items(world):
    Edition.objects.all().delete()
    batch = read(world, CATALOGUE, bytes_of(DECIDED))
    shown = preview(batch.pk, viewer=world.actor("binh"))
    assert (shown.criteria, shown.plan.problems, shown.plan.rejected) == (10, (), ())
    done = apply(world, batch, seen=shown.plan.digest)

    assert {k: done.counts[k] for k in ("read", "created", "rejected")} == {
        "read": 371, "created": 371, "rejected": 0,
    }  # fmt: skip
    edition = Edition.objects.get(state=EditionState.PROPOSED)
    assert edition.name == "Danh mục theo Quyết định 283/QĐ-UBND ngày 31/05/2026"
    assert edition.standard_code == "DC.01"
    assert edition.products.count() == 371
    assert all(one.coefficient == one.score / 5 for one in edition.products.all())

    again = bring(world, CATALOGUE, bytes_of(DECIDED))
    assert (again.counts["unchanged"], again.counts["created"], again.counts["changed"]) == (371, 0, 0)
    assert Edition.objects.count() == 1


def test_the_descriptions_become_31_positions_with_247_tasks(world):
    before = Position.objects.count()
    for name in (SPECIALISED, SUPPORT):
        assert bring(world, POSITIONS, bytes_of(name)).rejected == ()
    assert Position.objects.count() - before == 31
    assert PositionTask.objects.count() == 247
    for name in (SPECIALISED, SUPPORT):
        done = bring(world, POSITIONS, bytes_of(name))
        assert (done.counts["created"], done.counts["changed"]) == (0, 0)


def test_rows_are_judged_without_growing_slower(record_property):
    """Printed, not asserted, but for a floor that only a mistake of order would break."""
    path, criteria = real(DECIDED), criteria_of(loader.pack("nd335-2025"))
    parse_catalogue(path, criteria=criteria)
    begin = time.process_time()
    found = parse_catalogue(path, criteria=criteria)
    rate = found.read / (time.process_time() - begin)
    record_property("rows_per_second", round(rate))
    assert rate > 200
