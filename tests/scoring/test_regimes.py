"""A period takes the pack of its first day and keeps it."""

from __future__ import annotations

import datetime as dt

import pytest

from congvu.base import clock
from congvu.base.errors import OutOfRange
from congvu.regimes import packs
from congvu.regimes.models import RuleText, Use
from congvu.scoring import commands
from congvu.scoring.facts import pack_of
from congvu.scoring.models import Card, Run
from congvu.scoring.queries import score_of
from congvu.scoring.verify import verify_runs
from rulebook import loader
from rulebook.periods import Month
from tests.regimes.test_commands import added, used
from tests.regimes.texts import EASIER, easier
from tests.scoring.steps import locked, opened


class TestPackOfAPeriod:
    def test_the_first_period_writes_down_how_the_organ_began(self, world):
        opened(world)
        use = Use.objects.get(organ=world.organ)
        assert (use.pack_id, use.is_first, use.valid_from, use.valid_to) == (
            "nd335-2025", True, dt.date(2026, 1, 1), None
        )  # fmt: skip
        assert use.opened_to == dt.date(2026, 11, 1)

    def test_an_added_pack_scores_the_periods_of_its_time_and_verifies(self, world):
        row = added(world)
        used(world, row, day=dt.date(2026, 10, 1))
        period = locked(world)

        assert (period.pack_id, period.pack_sha256) == (EASIER, row.sha256)
        assert pack_of(period).levels[0].at_least.value == 80
        card = Card.objects.get(period=period, person=world.lan)
        figures = score_of(card).figures
        assert figures.total is not None
        assert figures.level == ("XS" if figures.total >= 80 else "T")

    def test_a_period_that_was_open_keeps_its_own(self, world):
        period = opened(world)
        used(world, added(world), day=dt.date(2026, 11, 1))
        later = commands.open_period(
            organ_id=world.organ.pk, span=Month(2026, 11), by=world.actor("binh"), at=clock.now()
        )
        period.refresh_from_db()
        assert (period.pack_id, later.pack_id) == ("nd335-2025", EASIER)

    def test_a_day_before_every_pack_is_refused(self, world):
        with pytest.raises(OutOfRange, match="không có đúng một"):
            commands.open_period(
                organ_id=world.organ.pk, span=Month(2025, 1), by=world.actor("binh"), at=clock.now()
            )


class TestVerify:
    def test_scores_of_an_added_pack_are_recomputed_from_its_text(self, world, locked_with_easier):
        assert list(verify_runs()) == []
        assert Run.objects.filter(pack_id=EASIER).exists()

    def test_a_lost_text_is_named(self, world, locked_with_easier):
        Use.objects.update(text=None)
        RuleText.objects.all().delete()
        packs._added.cache_clear()
        assert "Không có bộ quy tắc" in next(iter(verify_runs()))


@pytest.fixture
def locked_with_easier(world):
    used(world, added(world, easier(good=66)), day=dt.date(2026, 10, 1))
    return locked(world)


def test_the_shipped_pack_is_found_without_a_query(world, django_assert_num_queries):
    period = opened(world)
    with django_assert_num_queries(0):
        assert pack_of(period) is loader.pack("nd335-2025")
