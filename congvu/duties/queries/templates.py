"""Pages of templates: the list, one template, what a job description proposes."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Q

from congvu.base import dated
from congvu.base.errors import Missing
from congvu.catalogue.models import Product
from congvu.catalogue.queries import edition_in_force
from congvu.duties.models import Item, Template
from congvu.duties.propose import Proposal, proposals
from congvu.org.models import Position, PositionTask, Unit
from congvu.org.queries import unit_choices
from congvu.policy.actions import Action
from congvu.policy.decide import can, check, refusal
from congvu.policy.facts import Actor, Subject


@dataclass(frozen=True)
class TemplateRow:
    """One template in the list, with how many rows it has and whether the viewer may change it."""

    template: Template
    items: int
    may_edit: bool


@dataclass(frozen=True)
class TemplatePage:
    """One template with its rows."""

    template: Template
    items: tuple[Item, ...]
    described: int
    why_not: str


def template_list(viewer: Actor) -> list[TemplateRow]:
    """The templates in use of the viewer's organ; for those who may change at least one unit's.

    Raises: Denied.
    """
    edits(viewer)
    rows = (
        Template.objects.filter(organ_id=viewer.organ_id or 0, is_active=True)
        .select_related("unit", "position")
        .annotate(count=Count("items", filter=Q(items__is_active=True)))
        .order_by("unit__sort", "name", "pk")
    )
    return [TemplateRow(t, t.count, can(viewer, Action.DUTY_TEMPLATE_EDIT, _subject(t))) for t in rows]


def edits(viewer: Actor) -> list[int]:
    """Units whose templates the viewer may change. Raises: Denied when there are none."""
    units = Unit.objects.filter(organ_id=viewer.organ_id or 0).values_list("pk", "path")
    mine = [
        pk
        for pk, path in units
        if can(viewer, Action.DUTY_TEMPLATE_EDIT, Subject(organ_id=viewer.organ_id, unit_path=path))
    ]
    if not mine:
        check(viewer, Action.DUTY_TEMPLATE_EDIT, Subject(organ_id=viewer.organ_id))
    return mine


def template_of(template_id: int, *, viewer: Actor) -> TemplatePage:
    """One template in use. Raises: Missing, Denied."""
    template = (
        Template.objects.select_related("unit", "position")
        .filter(pk=template_id, organ_id=viewer.organ_id or 0, is_active=True)
        .first()
    )
    if template is None:
        raise Missing("Không có mẫu ca này.")
    edits(viewer)
    items = (
        Item.objects.filter(template=template, is_active=True)
        .select_related("product")
        .order_by("sort", "pk")
    )
    return TemplatePage(
        template=template,
        items=tuple(items),
        described=PositionTask.objects.filter(position_id=template.position_id).count(),
        why_not=refusal(viewer, Action.DUTY_TEMPLATE_EDIT, _subject(template)),
    )


def item_of(item_id: int, *, viewer: Actor) -> Item:
    """A row in use of a template that the viewer may change. Raises: Missing, Denied."""
    item = Item.objects.select_related("template__unit").filter(pk=item_id, is_active=True).first()
    if item is None:
        raise Missing("Mẫu ca không có dòng này.")
    check(viewer, Action.DUTY_TEMPLATE_EDIT, _subject(item.template))
    return item


def proposed(template_id: int, *, viewer: Actor) -> list[Proposal]:
    """Rows proposed from the job description of the template's position, without those it has."""
    page = template_of(template_id, viewer=viewer)
    check(viewer, Action.DUTY_TEMPLATE_EDIT, _subject(page.template))
    tasks = PositionTask.objects.filter(position_id=page.template.position_id).order_by("sort", "pk")
    known = {item.label for item in page.items}
    return [p for p in proposals(tasks.values_list("number", "area", "work")) if p.label not in known]


def unit_options(viewer: Actor, *, on: dt.date) -> list[tuple[int, str]]:
    """Units for whose people the viewer may make a template."""
    mine = set(edits(viewer))
    return [(pk, name) for pk, name in unit_choices(viewer.organ_id or 0, on=on) if pk in mine]


def position_options(viewer: Actor, *, on: dt.date) -> list[tuple[int, str]]:
    """Positions of the organ; support positions first."""
    rows = Position.objects.filter(dated.on(on), organ_id=viewer.organ_id or 0).order_by("code")
    ordered = sorted(rows, key=lambda p: (p.group != Position.Group.SUPPORT, p.code))
    return [(p.pk, f"{p.name} ({p.code})") for p in ordered]


def product_options(template: Template, *, on: dt.date) -> list[tuple[int, str]]:
    """Products in force that are shared, or belong to the template's position or unit."""
    edition = edition_in_force(template.organ_id, on)
    if edition is None:
        return []
    rows = (
        Product.objects.filter(edition=edition)
        .filter(
            Q(is_shared=True)
            | Q(scopes__position_id=template.position_id)
            | Q(scopes__unit_id=template.unit_id)
        )
        .distinct()
        .order_by("is_shared", "sort", "pk")
    )
    return [(p.pk, f"{p.code} {p.detail} (mỗi {p.unit_of_measure})") for p in rows]


def _subject(template: Template) -> Subject:
    return Subject(organ_id=template.organ_id, unit_path=template.unit.path)
