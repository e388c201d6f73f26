"""The end of an applied batch. Called by commands only, inside their transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from congvu.imports import events
from congvu.imports.guards import forget, tell
from congvu.imports.models import Batch
from congvu.imports.results import Rejected
from congvu.imports.writing import IssuedCode
from congvu.policy.facts import Actor

MOST_REASONS = 1000
"""Refused rows kept with an applied batch; all of them are counted."""


@dataclass(frozen=True)
class Applied:
    """What was done. `edition_id`: the proposal that a catalogue became; `codes` are told once."""

    batch: Batch
    counts: dict[str, int]
    rejected: tuple[Rejected, ...]
    edition_id: int | None = None
    codes: tuple[IssuedCode, ...] = ()


def finish(
    batch: Batch,
    counts: dict[str, int],
    rejected: tuple[Rejected, ...],
    by: Actor,
    at: dt.datetime,
    *,
    edition_id: int | None = None,
    people: Sequence[int] = (),
) -> Applied:
    """Close the batch with what was done. Part of a command's transaction."""
    batch.applied_at, batch.applied_by = at, by.key
    batch.summary = {
        **counts,
        "edition": edition_id,
        "people": list(people),
        "reasons": [one.as_json() for one in rejected[:MOST_REASONS]],
    }
    batch.save(update_fields=["state", "applied_at", "applied_by", "summary"])
    tell(
        events.APPLIED, batch, by=by, at=at, created=counts["created"], changed=counts["changed"],
        unchanged=counts["unchanged"], rejected=counts["rejected"], removed=counts["removed"],
        edition_id=edition_id, sha256=batch.sha256,
    )  # fmt: skip
    transaction.on_commit(lambda: forget(batch.sha256))
    return Applied(batch, counts, rejected, edition_id)
