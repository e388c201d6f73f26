"""Answers remembered: who is where, what the organ's rules are.

Only questions about the organisation, its calendar and its decided catalogue are remembered; every
page asks them from its frame, its read model and its command. Inside one block (a request, a build
step) every answer is. Across requests answers are common to the process as long as the state of
the organisation has the same number: `audit.record` counts that number up in the transaction that
changes something, so a request that begins after the change never meets an older answer (ADR 0020).
"""

from __future__ import annotations

import copy
import functools
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, ParamSpec, TypeVar

from django.db import connection, transaction
from django.utils.functional import SimpleLazyObject

P = ParamSpec("P")
T = TypeVar("T")

ROOMS = ("org.", "worktime.", "catalogue.", "duties.template.", "parallel.sheet.opened")
MOST = 5000
"""Answers kept in common by one process; the oldest go first. About 1 KiB each."""
_MISSING = object()


class Common:
    """The answers that requests of one process share, all of one state of the organisation."""

    def __init__(self, most: int = MOST) -> None:
        self._most, self._state, self._lock = most, -1, threading.Lock()
        self._answers: dict[Any, Any] = {}

    def get(self, state: int, key: Any) -> Any:
        return self._answers.get(key, _MISSING) if state == self._state else _MISSING

    def put(self, state: int, key: Any, answer: Any) -> None:
        """Keep an answer of `state`; a newer state empties the memory, an older one is not kept."""
        with self._lock:
            if state > self._state:
                self._state, self._answers = state, {}
            if state == self._state:
                if len(self._answers) >= self._most:
                    self._answers.pop(next(iter(self._answers)), None)
                self._answers[key] = answer

    def clear(self) -> None:
        with self._lock:
            self._state, self._answers = -1, {}


class _Block:
    """What one block remembers. `state_of` reads the state's number, when the first question comes."""

    def __init__(self, state_of: Callable[[], int] | None) -> None:
        self.own: dict[Any, Any] = {}
        self.state = -1
        """The number under which answers are common; negative where nothing is."""
        self._state_of, self._is_inside = state_of, False

    def look(self) -> None:
        """Read the number before answers are: they may be newer than it, never older.

        Read again where a transaction begins: a command judges by what is true once it has its
        locks, not by what was true when its page was drawn.
        """
        if self._state_of is None:
            return
        inside = connection.in_atomic_block
        if self.state < 0 or (inside and not self._is_inside):
            state = self._state_of()
            if state != self.state:
                self.own.clear()
            self.state = state
            if inside:
                transaction.on_commit(self._left)
        self._is_inside = inside

    def keep(self, key: Any, answer: Any) -> None:
        """Remember, and share it once what it may rest on is committed."""
        self.own[key] = answer
        state = self.state
        if state >= 0:
            transaction.on_commit(lambda: common.put(state, key, answer) if self.state == state else None)

    def forget(self) -> None:
        self.own.clear()
        self._state_of, self.state = None, -1

    def _left(self) -> None:
        self._is_inside = False


_block: ContextVar[_Block | None] = ContextVar("congvu_memo", default=None)
common = Common()


@contextmanager
def remembering(state_of: Callable[[], int] | None = None) -> Iterator[None]:
    """Remember until the block ends. Inside another such block: a fresh memory.

    With `state_of`, the number of the organisation's state, answers are also shared with other
    blocks of the process that have the same number.
    """
    token = _block.set(_Block(state_of))
    try:
        yield
    finally:
        _block.reset(token)


def forget() -> None:
    """Forget everything remembered so far; this block shares nothing from now on."""
    block = _block.get()
    if block is not None:
        block.forget()


def _key(value: Any) -> Any:
    if isinstance(value, SimpleLazyObject):
        # The value itself: the lazy one would keep its request in the common memory.
        hash(value)
        return copy.copy(value)
    if isinstance(value, (str, bytes)) or not isinstance(value, Iterable):
        return value
    return tuple(value)


def remembered(question: Callable[P, T]) -> Callable[P, T]:
    """The answer is computed once per block of `remembering` and arguments.

    For pure questions about the organisation whose answer nobody changes in place; arguments must
    be hashable or be iterables of hashable values (an iterator would be used up: pass lists,
    tuples or sets).
    """
    name = (question.__module__, question.__qualname__)

    @functools.wraps(question)
    def ask(*args: P.args, **kwargs: P.kwargs) -> T:
        block = _block.get()
        if block is None:
            return question(*args, **kwargs)
        key = (name, *map(_key, args), *sorted((k, _key(v)) for k, v in kwargs.items()))
        block.look()
        answer = block.own.get(key, _MISSING)
        if answer is _MISSING and block.state >= 0:
            answer = common.get(block.state, key)
        if answer is _MISSING:
            answer = question(*args, **kwargs)
            block.keep(key, answer)
        return answer  # type: ignore[no-any-return]

    return ask
