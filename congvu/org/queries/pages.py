"""What the pages of the organisation show."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet

from congvu.base import dated
from congvu.base.errors import Missing
from congvu.base.text import initials, words
from congvu.org.models import Organ, Person, Position, Posting, Rules, Unit
from congvu.policy.actions import Action
from congvu.policy.decide import can, refusal
from congvu.policy.facts import Actor, Subject

from .places import Place, places

PAGE = 50
UNPLACED = 0
"""Instead of a unit's id: the people who hold no posting on the day."""


@dataclass(frozen=True)
class UnitNode:
    """A unit in the tree; `people` counts its whole subtree, each person once."""

    id: int
    name: str
    depth: int
    people: int
    is_current: bool


@dataclass(frozen=True)
class PersonRow:
    """One line of a list of people."""

    id: int
    name: str
    initials: str
    staff_code: str
    title: str
    unit_name: str
    is_head: bool
    is_active: bool


@dataclass(frozen=True)
class Structure:
    """The tree of an organ and a page of the people of one unit."""

    organ: Organ
    tree: tuple[UnitNode, ...]
    unit: Unit | None
    people: tuple[PersonRow, ...]
    total: int
    unplaced: int
    query: str
    after: str
    refusals: dict[str, str] = field(default_factory=dict)


def own_organ(viewer: Actor) -> Organ:
    """The viewer's organ. Raises: Missing for someone who works in none."""
    organ = Organ.objects.select_related("rules", "managing").filter(pk=viewer.organ_id or 0).first()
    if organ is None or not can(viewer, Action.STRUCTURE_VIEW, Subject(organ_id=organ.pk)):
        raise Missing("Không tìm thấy cơ quan.")
    return organ


def root_subject(organ_id: int) -> Subject:
    """The organ itself as what is acted on."""
    path = Unit.objects.filter(organ_id=organ_id, parent=None).values_list("path", flat=True).first()
    return Subject(organ_id=organ_id, unit_path=path or "")


def structure(
    viewer: Actor, *, on: dt.date, unit_id: int | None = None, query: str = "", after: str = ""
) -> Structure:
    """The page "Cơ quan và vị trí". `unit_id` None is the root; `after` continues a list.

    `query`: words in any order, with or without marks, over name and staff code.
    Raises: Missing (a unit of another organ looks like one that is not there).
    """
    organ = own_organ(viewer)
    units = list(Unit.objects.filter(dated.on(on), organ=organ))
    unit = _chosen(units, unit_id)
    members = _members(organ, on=on)
    found = _people(organ, unit, on=on)
    for word in words(query):
        found = found.filter(search_text__contains=word)
    rows, following = _page(found, after)
    subject = Subject(organ_id=organ.pk, unit_path=unit.path if unit else "")
    posted = set().union(*members.values()) if members else set()
    return Structure(
        organ=organ,
        tree=tuple(_tree(units, members, unit)),
        unit=unit,
        people=_rows(rows, on=on),
        total=found.count(),
        unplaced=Person.objects.filter(organ=organ, is_active=True).exclude(pk__in=posted).count(),
        query=query,
        after=following,
        refusals={
            "structure": refusal(viewer, Action.STRUCTURE_EDIT, subject),
            "person": refusal(viewer, Action.PERSON_EDIT, root_subject(organ.pk)),
        },
    )


def _chosen(units: list[Unit], unit_id: int | None) -> Unit | None:
    if unit_id == UNPLACED:
        return None
    for unit in units:
        if unit.pk == unit_id or (unit_id is None and unit.parent_id is None):
            return unit
    raise Missing("Không tìm thấy đơn vị.")


def _members(organ: Organ, *, on: dt.date) -> dict[str, set[int]]:
    """Unit path -> people posted in it, its subtree not counted."""
    found: dict[str, set[int]] = {}
    rows = Posting.objects.filter(dated.on(on), organ=organ).values_list("unit__path", "person_id")
    for path, person_id in rows:
        found.setdefault(path, set()).add(person_id)
    return found


def _tree(units: list[Unit], members: dict[str, set[int]], chosen: Unit | None) -> Iterable[UnitNode]:
    """Depth first; brothers by their number, then by name."""
    children: dict[int | None, list[Unit]] = {}
    for unit in sorted(units, key=lambda u: (u.sort, u.name)):
        children.setdefault(unit.parent_id, []).append(unit)

    def walk(parent_id: int | None, depth: int) -> Iterable[UnitNode]:
        for unit in children.get(parent_id, []):
            under = [people for path, people in members.items() if path.startswith(unit.path)]
            yield UnitNode(
                unit.pk,
                unit.name,
                depth,
                len(set().union(*under)),
                chosen is not None and unit.pk == chosen.pk,
            )
            yield from walk(unit.pk, depth + 1)

    return walk(None, 0)


def _people(organ: Organ, unit: Unit | None, *, on: dt.date) -> QuerySet[Person]:
    posted = Posting.objects.filter(dated.on(on), organ=organ)
    people = Person.objects.filter(organ=organ)
    if unit is None:
        return people.filter(is_active=True).exclude(pk__in=posted.values("person_id"))
    return people.filter(pk__in=posted.filter(unit__path__startswith=unit.path).values("person_id"))


def _page(people: QuerySet[Person], after: str) -> tuple[list[Person], str]:
    """One page by key, not by number: it neither skips nor repeats when the list changes."""
    key, _, last_id = after.rpartition("~")
    if key.isascii() and key.isalpha() and last_id.isascii() and last_id.isdigit() and len(last_id) < 19:
        people = people.filter(Q(sort_key__gt=key) | Q(sort_key=key, pk__gt=int(last_id)))
    rows = list(people.order_by("sort_key", "pk")[: PAGE + 1])
    more = len(rows) > PAGE
    rows = rows[:PAGE]
    return rows, f"{rows[-1].sort_key}~{rows[-1].pk}" if more else ""


def _rows(people: list[Person], *, on: dt.date) -> tuple[PersonRow, ...]:
    where = places([p.pk for p in people], on=on)
    return tuple(_row(p, where.get(p.pk)) for p in people)


def _row(person: Person, spot: Place | None) -> PersonRow:
    return PersonRow(
        id=person.pk,
        name=person.full_name,
        initials=initials(person.full_name),
        staff_code=person.staff_code,
        title=spot.title if spot else "",
        unit_name=spot.unit_name if spot else "",
        is_head=bool(spot and spot.duty == Posting.Duty.HEAD),
        is_active=person.is_active,
    )


def unit_of(viewer: Actor, unit_id: int) -> Unit:
    """A unit of the viewer's organ. Raises: Missing."""
    unit = Unit.objects.select_related("parent").filter(pk=unit_id, organ=own_organ(viewer)).first()
    if unit is None:
        raise Missing("Không tìm thấy đơn vị.")
    return unit


def rules_of(viewer: Actor) -> Rules:
    """The rules of the viewer's organ. Raises: Missing."""
    return own_organ(viewer).rules


def position_list(viewer: Actor, *, on: dt.date) -> list[tuple[str, list[Position]]]:
    """Positions in force by group, each with its tasks. Raises: Missing."""
    organ = own_organ(viewer)
    rows = list(
        Position.objects.filter(dated.on(on), organ=organ).order_by("name", "pk").prefetch_related("tasks")
    )
    found = [(group, [p for p in rows if p.group == group]) for group in Position.Group]
    return [(str(group.label), positions) for group, positions in found if positions]


def unit_choices(organ_id: int, *, on: dt.date, under: str = "") -> list[tuple[int, str]]:
    """Units for a select, indented like the tree; `under` keeps one subtree."""
    units = list(Unit.objects.filter(dated.on(on), organ_id=organ_id))
    inside = {u.pk for u in units if u.path.startswith(under)}
    return [(n.id, "\u2003" * n.depth + n.name) for n in _tree(units, {}, None) if n.id in inside]


def position_choices(organ_id: int, *, on: dt.date) -> list[tuple[int, str]]:
    """Positions for a select."""
    rows = Position.objects.filter(dated.on(on), organ_id=organ_id).order_by("name", "pk")
    return [(p.pk, f"{p.name} ({p.code})") for p in rows]


def people_choices(organ_ids: Iterable[int], *, on: dt.date, but: int = 0) -> list[tuple[int, str]]:
    """Active people for a select, in the order of Vietnamese names."""
    people = Person.objects.filter(organ_id__in=list(organ_ids), is_active=True).exclude(pk=but)
    rows = _rows(list(people.order_by("sort_key", "pk")), on=on)
    return [(r.id, f"{r.name}, {r.title}, {r.unit_name}" if r.unit_name else r.name) for r in rows]
