"""States as plain tables: which step leads where, and the sentence when it does not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from .errors import InvalidStep

if TYPE_CHECKING:
    from collections.abc import Mapping

S = TypeVar("S", bound=str)
T = TypeVar("T", bound=str)


@dataclass(frozen=True)
class StateTable(Generic[S, T]):
    """`moves[(state, step)]` is the next state; anything else is refused.

    `name` is the Vietnamese noun used in refusals; `labels` gives the Vietnamese word of a state.
    """

    name: str
    labels: Mapping[S, str]
    moves: Mapping[tuple[S, T], S]

    def may(self, state: S, step: T) -> bool:
        return (state, step) in self.moves

    def after(self, state: S, step: T) -> S:
        """Raises InvalidStep, with a sentence naming the present state."""
        try:
            return self.moves[(state, step)]
        except KeyError:
            label = self.labels.get(state, state)
            raise InvalidStep(
                f"{self.name} đang ở trạng thái “{label}” nên không làm được bước này. "
                "Tải lại trang để xem trạng thái mới nhất."
            ) from None

    def sources(self, step: T) -> tuple[S, ...]:
        """The states from which `step` is possible."""
        return tuple(s for (s, t) in self.moves if t == step)
