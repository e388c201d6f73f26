"""What a command of the imports asks before it acts, and tells afterwards."""

from __future__ import annotations

import datetime as dt
from typing import Any

from congvu.audit.trail import Kind, record
from congvu.imports import store
from congvu.imports.models import Batch
from congvu.imports.states import BatchState
from congvu.org.guards import locked
from congvu.org.queries import root_subject
from congvu.policy.actions import Action
from congvu.policy.decide import check, refusal
from congvu.policy.facts import Actor, Role, Subject

ACTIONS = {
    Batch.Kind.CATALOGUE.value: Action.IMPORT_CATALOGUE,
    Batch.Kind.POSITIONS.value: Action.IMPORT_POSITIONS,
    Batch.Kind.STAFF.value: Action.IMPORT_STAFF,
}


def subject_of(by: Actor, kind: str, organ_id: int) -> Subject:
    """The organ as what is imported into; a leader of any unit may propose a catalogue."""
    whole = root_subject(organ_id)
    if kind != Batch.Kind.CATALOGUE:
        return whole
    led = [
        held.unit_path
        for held in by.roles
        if held.organ_id == organ_id and held.role in (Role.HEAD, Role.DEPUTY)
    ]
    return Subject(organ_id=organ_id, unit_path=min(led, key=len)) if led else whole


def why_not(by: Actor, kind: str, organ_id: int) -> str:
    """The sentence that refuses this kind to this person; "" when she may."""
    return refusal(by, ACTIONS[kind], subject_of(by, kind, organ_id))


def lock_batch(batch_id: int, by: Actor) -> Batch:
    """The batch, locked, once the actor may import its kind. Raises: Missing, Denied."""
    batch = locked(Batch, pk=batch_id)
    check(by, ACTIONS[batch.kind], subject_of(by, batch.kind, batch.organ_id))
    return batch


def forget(sha256: str) -> None:
    """Delete the file unless another batch still waits with the same bytes."""
    waiting = (BatchState.READ, BatchState.APPLYING)
    if not Batch.objects.filter(sha256=sha256, state__in=waiting).exists():
        store.drop(sha256)


def tell(kind: Kind, batch: Batch, *, by: Actor, at: dt.datetime, **data: Any) -> None:
    """Record an event of a batch."""
    what = batch.get_kind_display().lower()
    record(
        kind, f"imports.batch:{batch.pk}", by=by, at=at, organ_id=batch.organ_id, file=batch.file_name,
        what=what, **data,
    )  # fmt: skip
