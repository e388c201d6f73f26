"""A result with its reasons, and the third answer: not enough data."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from rulebook.numbers import text

Input = Decimal | int | str | tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Explained:
    """One value, how it was made, from what, and by which source key (see `loader.source`).

    `value` is exact, or cut at 28 significant digits where a division does not end.
    """

    value: Decimal | str
    formula: str
    inputs: Mapping[str, Input]
    source: str
    name: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "inputs", MappingProxyType(dict(self.inputs)))

    def as_dict(self) -> dict[str, object]:
        """The step as JSON wants it: numbers as strings, counts as integers."""
        return {
            "name": self.name,
            "formula": self.formula,
            "inputs": {name: _plain(value) for name, value in self.inputs.items()},
            "value": _plain(self.value),
            "source": self.source,
        }


@dataclass(frozen=True, slots=True)
class Insufficient:
    """The rule has no value to give; never zero, never full marks instead."""

    reason: str
    source: str

    def as_dict(self) -> dict[str, object]:
        return {"status": "INSUFFICIENT_DATA", "reason": self.reason}


def _plain(value: Input) -> object:
    if isinstance(value, Decimal):
        return text(value)
    return list(value) if isinstance(value, tuple) else value
