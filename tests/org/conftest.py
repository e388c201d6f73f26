"""Who acts in the tests of the organisation."""

import pytest


@pytest.fixture
def binh(world):
    return world.actor("binh")
