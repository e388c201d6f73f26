"""Attempts are counted in the cache: every test begins with none."""

from __future__ import annotations

import pytest
from django.core.cache import cache

from congvu.policy.facts import Subject
from tests.world import World


@pytest.fixture(autouse=True)
def no_attempts_yet():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def about(world: World):
    """The subject of an account command: whose sign-in it is."""

    def of(name: str) -> Subject:
        person = world.people[name]
        return Subject(organ_id=person.organ_id, unit_path=world.units["root"].path, owner_id=person.pk)

    return of
