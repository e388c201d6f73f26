"""Who may import what, and which action stands for each kind."""

from __future__ import annotations

from congvu.imports.models import Batch
from congvu.org.queries import root_subject
from congvu.policy.actions import Action
from congvu.policy.decide import refusal
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
