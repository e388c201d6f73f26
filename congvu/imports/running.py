"""Applying a whole batch: at once, or a staff list slice by slice, each its own transaction."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from congvu.imports import commands
from congvu.imports.commands import Applied
from congvu.imports.models import Batch
from congvu.imports.writing import IssuedCode
from congvu.policy.facts import Actor


def apply_all(*, batch_id: int, by: Actor, at: dt.datetime, seen: str = "") -> Applied:
    """Do all of it; a staff list that stopped on its way goes on. Raises: as the commands do."""
    kind = Batch.objects.filter(pk=batch_id).values_list("kind", flat=True).first()
    if kind != Batch.Kind.STAFF:
        return commands.apply_batch(batch_id=batch_id, by=by, at=at, seen=seen)
    codes: list[IssuedCode] = []
    while True:
        part = commands.apply_slice(batch_id=batch_id, by=by, at=at, seen=seen, told=len(codes))
        codes += part.codes
        if part.applied is not None:
            return replace(part.applied, codes=tuple(codes))
