"""Real times of products come from the diary, floors above: it says here how they are asked for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol


class Uses(Protocol):
    """How often a product was used, and the median in minutes (None under the honest minimum)."""

    @property
    def uses(self) -> int: ...

    @property
    def median(self) -> int | None: ...


Source = Callable[[int, Sequence[str], dt.date], Mapping[str, Uses]]

_sources: list[Source] = []


def use(source: Source) -> None:
    """Name the one source: organ, codes and day to what happened with each code."""
    _sources[:] = [source]


def of(organ_id: int, codes: Sequence[str], on: dt.date) -> Mapping[str, Uses]:
    """By code; nothing where no source is named."""
    return _sources[0](organ_id, codes, on) if _sources else {}
