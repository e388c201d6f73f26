"""Writing the access log: who opened whose record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from congvu.base.prepared import insert_all
from congvu.policy.facts import Actor

from .models import AccessLog

MOST = 100
"""Rows of one statement: six values each, and SQLite takes at least 999."""


def note_views(viewer: Actor, seen: Iterable[tuple[str, int]], *, path: str, at: dt.datetime) -> None:
    """Append one row for each (subject, owner) that `viewer` was shown; one statement for a hundred.

    One's own record is not logged, nor what nobody in particular looked at.
    """
    if viewer.person_id is None:
        return
    rows = [
        AccessLog(
            organ_id=viewer.organ_id or 0,
            at=at,
            viewer_id=viewer.person_id,
            owner_id=owner_id,
            subject=subject[:60],
            path=path[:200],
        )
        for subject, owner_id in seen
        if owner_id != viewer.person_id
    ]
    for first in range(0, len(rows), MOST):
        insert_all(rows[first : first + MOST])
