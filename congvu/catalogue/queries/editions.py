"""Editions of an organ, and the one in force on a day."""

from __future__ import annotations

import datetime as dt

from django.db.models import Count, QuerySet

from congvu.base import dated
from congvu.base.errors import Missing
from congvu.base.memo import remembered
from congvu.catalogue.models import Edition
from congvu.catalogue.states import EditionState
from congvu.org.models import Organ, Unit
from congvu.policy.actions import Action
from congvu.policy.decide import can
from congvu.policy.facts import Actor, Subject


@remembered
def edition_in_force(organ_id: int, on: dt.date) -> Edition | None:
    """The decided edition whose validity holds that day; None when there is none."""
    return (
        Edition.objects.filter(dated.on(on), organ_id=organ_id, state=EditionState.DECIDED)
        .order_by("-valid_from")
        .first()
    )


def proposed_edition(organ_id: int) -> Edition | None:
    """The newest edition that is still being proposed: what a re-import revises."""
    return Edition.objects.filter(organ_id=organ_id, state=EditionState.PROPOSED).order_by("-number").first()


def editions(viewer: Actor, organ_id: int) -> QuerySet[Edition]:
    """Editions that this person may see, newest first, each with `items` (their number).

    Those not decided are for who proposes, appraises or decides them.
    """
    found = _counted(organ_id)
    subject = organ_subject(organ_id)
    if not can(viewer, Action.CATALOGUE_VIEW, subject) and not can(viewer, Action.EDITION_DECIDE, subject):
        return found.none()
    return found if _works_on_drafts(viewer, organ_id) else found.filter(state=EditionState.DECIDED)


def known_editions(viewer: Actor, organ_id: int) -> tuple[Edition, ...]:
    """What `editions` gives, remembered for all who see the same."""
    subject = organ_subject(organ_id)
    if not can(viewer, Action.CATALOGUE_VIEW, subject) and not can(viewer, Action.EDITION_DECIDE, subject):
        return ()
    return _known(organ_id, _works_on_drafts(viewer, organ_id))


def edition_of(edition_id: int, *, viewer: Actor) -> Edition:
    """One edition that this person may see. Raises Missing."""
    edition = Edition.objects.filter(pk=edition_id).select_related("organ").first()
    if edition is None or not editions(viewer, edition.organ_id).filter(pk=edition_id).exists():
        raise Missing("Không có danh mục này.")
    return edition


@remembered
def _known(organ_id: int, with_drafts: bool) -> tuple[Edition, ...]:
    found = _counted(organ_id)
    return tuple(found if with_drafts else found.filter(state=EditionState.DECIDED))


def _counted(organ_id: int) -> QuerySet[Edition]:
    return Edition.objects.filter(organ_id=organ_id).annotate(items=Count("products")).order_by("-number")


@remembered
def organ_subject(organ_id: int) -> Subject:
    """The whole organ as a subject: its root unit and its managing agency."""
    managing = Organ.objects.filter(pk=organ_id).values_list("managing_id", flat=True).first()
    path = Unit.objects.filter(organ_id=organ_id, parent=None).values_list("path", flat=True).first()
    return Subject(organ_id=organ_id, unit_path=path or "", managing_organ_id=managing)


def propose_subject(viewer: Actor, organ_id: int) -> Subject:
    """What proposing is about: the widest unit of the organ in which the actor holds a role."""
    whole = organ_subject(organ_id)
    paths = [h.unit_path for h in viewer.roles if h.organ_id == organ_id]
    return Subject(organ_id=organ_id, unit_path=min(paths, key=len, default=whole.unit_path))


def _works_on_drafts(viewer: Actor, organ_id: int) -> bool:
    """Leaders of any unit and the personnel body propose; the managing agency's head decides."""
    return can(viewer, Action.EDITION_PROPOSE, propose_subject(viewer, organ_id)) or can(
        viewer, Action.EDITION_DECIDE, organ_subject(organ_id)
    )
