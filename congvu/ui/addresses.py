"""Addresses of pages, looked up once: a page writes some thirty, from a table that never changes."""

from __future__ import annotations

import functools
from typing import Any

from django.urls import reverse


@functools.lru_cache(maxsize=8192)
def _address(name: str, args: tuple[Any, ...], kwargs: tuple[tuple[str, Any], ...]) -> str:
    return reverse(name, args=args, kwargs=dict(kwargs))


def address(name: str, *args: Any, **kwargs: Any) -> str:
    """As Django's `reverse`; arguments must be hashable. Raises NoReverseMatch."""
    return _address(name, args, tuple(kwargs.items()))
