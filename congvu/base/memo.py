"""Answers remembered inside one request or one build step: who is where, what the organ's rules are.

Only questions about the organisation, its calendar and its decided catalogue are remembered; the
same page asks them from its frame, its read model and its command. `audit.record` forgets all of
them when one of those things changes, and nothing is remembered from one request to the next.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

ROOMS = ("org.", "worktime.", "catalogue.")
_store: ContextVar[dict[Any, Any] | None] = ContextVar("congvu_memo", default=None)
_MISSING = object()


@contextmanager
def remembering() -> Iterator[None]:
    """Remember until the block ends. Inside another such block: a fresh memory."""
    token = _store.set({})
    try:
        yield
    finally:
        _store.reset(token)


def forget() -> None:
    """Forget everything remembered so far."""
    store = _store.get()
    if store is not None:
        store.clear()


def _key(value: Any) -> Any:
    if isinstance(value, (str, bytes)) or not isinstance(value, Iterable):
        return value
    return tuple(value)


def remembered(question: Callable[P, T]) -> Callable[P, T]:
    """The answer is computed once per block of `remembering` and arguments.

    For pure questions whose answer nobody changes in place; arguments must be hashable or be
    iterables of hashable values (an iterator would be used up: pass lists, tuples or sets).
    """

    @functools.wraps(question)
    def ask(*args: P.args, **kwargs: P.kwargs) -> T:
        store = _store.get()
        if store is None:
            return question(*args, **kwargs)
        key = (
            question.__module__,
            question.__qualname__,
            *map(_key, args),
            *sorted((k, _key(v)) for k, v in kwargs.items()),
        )
        answer = store.get(key, _MISSING)
        if answer is _MISSING:
            answer = store[key] = question(*args, **kwargs)
        return answer  # type: ignore[no-any-return]

    return ask


class RememberingMiddleware:
    """One memory per request."""

    def __init__(self, get_response: Callable[[Any], Any]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> Any:
        with remembering():
            return self.get_response(request)
