"""Strict fixtures shared by every room."""

from __future__ import annotations

import datetime as dt

import pytest

from congvu.base import clock
from tests.world import World, build_world

NOON = clock.at(dt.date(2026, 11, 19), 12)


@pytest.fixture
def noon():
    """The clock stands at noon of Thursday 19 November 2026."""
    with clock.frozen(NOON):
        yield NOON


@pytest.fixture
def world(db, noon) -> World:
    """A small organ with a person of every kind (tests/world), on Thursday 19/11/2026."""
    return build_world()
