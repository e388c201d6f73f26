"""What the three first steps show: where one works, what one does often, when one is reminded."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from congvu.base import dated
from congvu.catalogue.queries import ProductChoice, favourites, products_for, search_products
from congvu.org.models import Person, Position, RoleGrant
from congvu.org.queries import confirmers_with_reason, place
from congvu.policy.facts import Actor, Role
from congvu.ui.parts import Step

SHOWN = 10
LABELS = ("Vị trí việc làm", "Việc hay làm", "Giờ nhắc và quyền riêng tư")
LAST_LABELS = {
    "head": "Hàng duyệt, giờ nhắc và quyền riêng tư",
    "keeper": "Nhập dữ liệu, giờ nhắc và quyền riêng tư",
}


@dataclass(frozen=True)
class Standing:
    """Where the person works, who confirms her work and why, whom to ask when that is wrong."""

    title: str
    unit_name: str
    position: str
    position_code: str
    source: str
    confirmer: str
    why: str
    ask: tuple[str, ...]


def standing(viewer: Actor, *, on: dt.date) -> Standing | None:
    """The viewer's place today; None when she is posted nowhere."""
    spot = place(viewer.person_id or 0, on=on)
    if spot is None:
        return None
    confirmer = confirmers_with_reason([spot.person_id], on=on)[spot.person_id]
    position = Position.objects.get(pk=spot.position_id)
    name = Person.objects.filter(pk=confirmer.person_id or 0).values_list("full_name", flat=True).first()
    return Standing(
        title=spot.title,
        unit_name=spot.unit_name,
        position=position.name,
        position_code=position.code,
        source=position.source,
        confirmer=name or "",
        why=confirmer.why,
        ask=whom_to_ask(spot.organ_id, on=on),
    )


def whom_to_ask(organ_id: int | None, *, on: dt.date) -> tuple[str, ...]:
    """Names of the personnel body, or of the administrators where there is none yet."""
    held = RoleGrant.objects.filter(dated.on(on), organ_id=organ_id or 0, person__is_active=True)
    for role in (RoleGrant.Role.PERSONNEL, RoleGrant.Role.ADMIN):
        names = (
            held.filter(role=role).order_by("person__sort_key").values_list("person__full_name", flat=True)
        )
        if found := tuple(dict.fromkeys(names)):
            return found
    return ()


@dataclass(frozen=True)
class Offer:
    """One product to choose."""

    id: int
    detail: str
    code: str
    is_chosen: bool


@dataclass(frozen=True)
class Offers:
    """What one may choose as done often: chosen first, then found, then the first of one's catalogue."""

    items: tuple[Offer, ...]
    total: int
    query: str
    found: int


def offers(viewer: Actor, *, query: str, chosen: Iterable[int] | None, on: dt.date) -> Offers:
    """`chosen` are the ids typed; None takes those that are kept."""
    person_id = viewer.person_id or 0
    mine = products_for(person_id, on=on)
    known = {product.id: product for product in mine}
    ids = (
        [p.id for p in favourites(person_id, on=on)] if chosen is None else [i for i in chosen if i in known]
    )
    hits: list[ProductChoice] = []
    if query.strip():
        hits = [
            p for p in search_products(viewer, query, on=on, person_id=person_id, limit=20) if p.id in known
        ]
    shown = dict.fromkeys([*ids, *(p.id for p in hits), *(p.id for p in mine[:SHOWN])])
    return Offers(
        items=tuple(Offer(i, known[i].detail, known[i].code, i in ids) for i in shown),
        total=len(mine),
        query=query,
        found=len(hits),
    )


def role_of(viewer: Actor) -> str:
    """Which third step is hers: "head", "keeper" (personnel, administrator) or ""."""
    if viewer.holds_any(Role.PERSONNEL, Role.ADMIN):
        return "keeper"
    return "head" if viewer.holds_any(Role.HEAD, Role.DEPUTY) else ""


def steps(viewer: Actor, *, now: int, done: int) -> tuple[Step, ...]:
    """The three steps as the head of the page shows them."""
    labels = (*LABELS[:2], LAST_LABELS.get(role_of(viewer), LABELS[2]))
    return tuple(
        Step(label, "current" if n == now else "done" if n <= done else "")
        for n, label in enumerate(labels, 1)
    )
