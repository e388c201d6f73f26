"""An event as a Vietnamese sentence; it reads after the name of who acted."""

from __future__ import annotations

from .models import AuditEvent
from .trail import KINDS

ERASED = "(nội dung đã xóa theo quyết định)"


class UnknownKind(LookupError):
    """An event that no room declares: a mistake of ours, never shown silently."""


def present(event: AuditEvent) -> str:
    """The sentence of one event.

    Raises: UnknownKind when no room declares it; KeyError when its data lacks a placeholder.
    """
    kind = KINDS.get(event.what)
    if kind is None:
        raise UnknownKind(event.what)
    if event.data is None:
        return f"{kind.title} {ERASED}"
    return kind.sentence.format(**event.data)
