"""Who sees which year, dossier, organisation. A stranger meets what is not there."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from congvu.base.errors import Missing
from congvu.policy.actions import Action
from congvu.policy.decide import can
from congvu.policy.facts import Actor, Role, Subject
from congvu.rating.guards import dossier_subject, year_subject
from congvu.rating.models import Decision, Dossier, UnitRating, Year
from congvu.scoring.guards import organ_subject
from congvu.scoring.queries.periods import stands_for

NOT_HERE = "Không tìm thấy trang này."


def may_see_years(viewer: Actor) -> bool:
    """Personnel body and leaders of any unit of the organ; never the technical administrator as such."""
    if viewer.organ_id is None:
        return False
    paths = {h.unit_path for h in viewer.roles if h.organ_id == viewer.organ_id}
    return any(can(viewer, Action.YEAR_VIEW, Subject(viewer.organ_id, path)) for path in paths)


def year_of(viewer: Actor, year: int) -> Year:
    """A year of the viewer's organ. Raises Missing for those who see none."""
    if not may_see_years(viewer):
        raise Missing(NOT_HERE)
    found = Year.objects.select_related("organ").filter(organ_id=viewer.organ_id or 0, year=year).first()
    if found is None:
        raise Missing(NOT_HERE)
    return found


def visible_dossiers(viewer: Actor, year: Year) -> QuerySet[Dossier]:
    """What DOSSIER_VIEW opens to this viewer, as one filter."""
    rows = Dossier.objects.filter(year=year)
    if can(viewer, Action.DOSSIER_VIEW, organ_subject(year.organ_id)):
        return rows
    mine = Q(person_id=viewer.person_id) | Q(authority_id__in=stands_for(viewer))
    for held in viewer.roles:
        if held.organ_id == year.organ_id and held.role in (Role.HEAD, Role.PERSONNEL):
            mine |= Q(unit__path__startswith=held.unit_path)
    return rows.filter(mine)


def dossier_of(viewer: Actor, year: int, dossier_id: int) -> Dossier:
    """A dossier that this viewer may see. Raises Missing."""
    found = (
        Dossier.objects.select_related("year__organ", "unit", "person", "authority")
        .filter(pk=dossier_id, year__year=year)
        .first()
    )
    if found is None or not can(viewer, Action.DOSSIER_VIEW, dossier_subject(found)):
        raise Missing(NOT_HERE)
    return found


def rating_of(viewer: Actor, year: int, rating_id: int) -> UnitRating:
    """The rating of an organisation, for leaders and the personnel body of its organ. Raises Missing."""
    found = (
        UnitRating.objects.select_related("year__organ", "unit", "head", "authority")
        .filter(pk=rating_id, year__year=year)
        .first()
    )
    if found is None or not sees_unit(viewer, found):
        raise Missing(NOT_HERE)
    return found


def sees_unit(viewer: Actor, rating: UnitRating) -> bool:
    subject = Subject(rating.organ_id, rating.unit.path)
    return can(viewer, Action.YEAR_VIEW, subject) or viewer.stands_for(rating.authority_id)


def may_keep(viewer: Actor, year: Year) -> bool:
    return can(viewer, Action.YEAR_KEEP, year_subject(year))


def decision_in_force(dossier_id: int) -> Decision | None:
    """The decision on a person that is in force, for rooms above this one."""
    return Decision.objects.filter(dossier_id=dossier_id, is_in_force=True).first()


def decisions_in_force(year_id: int) -> dict[int, Decision]:
    """By dossier id, the decisions in force of a whole year; one query."""
    rows = Decision.objects.filter(dossier__year_id=year_id, is_in_force=True)
    return {row.dossier_id: row for row in rows if row.dossier_id is not None}
