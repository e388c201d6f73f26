"""Products asked for: as the asker and her colleagues see them, and as the appraiser does."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass

from django.db.models import Count, Q

from congvu.base.errors import Missing
from congvu.catalogue.models import Need, Wish
from congvu.catalogue.similar import grouped, nearest, words_of
from congvu.catalogue.states import WishState
from congvu.org.queries import place
from congvu.policy.actions import Action
from congvu.policy.decide import can
from congvu.policy.facts import Actor

from .editions import edition_in_force, organ_subject
from .index import Item, items_of

SHOWN = 20
SIMILAR = 5
TONES = {
    WishState.ASKED: "amber", WishState.MERGED: "leaf", WishState.ACCEPTED: "leaf", WishState.DECLINED: "",
}  # fmt: skip


@dataclass(frozen=True)
class OwnWish:
    """One's own wish, or one of a colleague in the same position (`asked_at` None: hers is not told)."""

    id: int
    title: str
    unit_of_measure: str
    state: str
    label: str
    tone: str
    answer: str
    product_id: int | None
    product: str
    asked_at: dt.datetime | None
    others: int
    is_seconded: bool


def own_wishes(viewer: Actor) -> tuple[OwnWish, ...]:
    """What the viewer asked for, and what she said that she needs too once it is answered, newest first."""
    me = viewer.person_id or 0
    said = Need.objects.filter(person_id=me).values("wish_id")
    rows = (
        Wish.objects.filter(Q(person_id=me) | Q(pk__in=said) & ~Q(state=WishState.ASKED))
        .select_related("product")
        .annotate(others=Count("needs"))
        .order_by("-asked_at", "-pk")[:SHOWN]
    )
    return tuple(
        _own(wish, wish.asked_at if wish.person_id == me else None, wish.person_id != me) for wish in rows
    )


def wishes_beside(viewer: Actor, *, on: dt.date) -> tuple[OwnWish, ...]:
    """Open wishes of others in the viewer's position, without a name; those most needed first."""
    spot = place(viewer.person_id, on=on) if viewer.person_id else None
    if spot is None:
        return ()
    rows = (
        Wish.objects.filter(organ_id=spot.organ_id, position_id=spot.position_id, state=WishState.ASKED)
        .exclude(person_id=spot.person_id)
        .annotate(others=Count("needs"))
        .order_by("-others", "pk")[:SHOWN]
    )
    wishes = list(rows)
    said = set(
        Need.objects.filter(wish__in=wishes, person_id=spot.person_id).values_list("wish_id", flat=True)
    )
    return tuple(_own(wish, None, wish.pk in said) for wish in wishes)


def _own(wish: Wish, asked_at: dt.datetime | None, is_seconded: bool) -> OwnWish:
    product = wish.product if wish.state != WishState.ASKED else None
    return OwnWish(
        wish.pk, wish.title, wish.unit_of_measure, wish.state, wish.get_state_display(), TONES[WishState(wish.state)],
        wish.answer, product.pk if product else None, str(product) if product else "", asked_at,
        wish.others, is_seconded,  # type: ignore[attr-defined]
    )  # fmt: skip


@dataclass(frozen=True)
class AskedWish:
    """One open wish as the appraiser sees it, with the name of who asked."""

    id: int
    title: str
    output: str
    unit_of_measure: str
    why: str
    times_a_month: int
    asked_at: dt.datetime
    person_name: str
    position_id: int
    position_name: str
    others: tuple[str, ...]


@dataclass(frozen=True)
class WishGroup:
    """Wishes that resemble each other: who needs it by position, and items that are near.

    `words` are all their words; `needed_by` (position, people), the most first.
    """

    wishes: tuple[AskedWish, ...]
    needed_by: tuple[tuple[str, int], ...]
    near: tuple[Item, ...]
    words: frozenset[str]

    @property
    def first(self) -> AskedWish:
        return self.wishes[0]

    @property
    def people(self) -> int:
        return sum(number for _, number in self.needed_by)


def may_appraise(viewer: Actor) -> bool:
    """Whether the viewer answers the wishes of her organ."""
    return viewer.organ_id is not None and can(viewer, Action.WISH_APPRAISE, organ_subject(viewer.organ_id))


def wish_groups(viewer: Actor, *, on: dt.date) -> tuple[WishGroup, ...]:
    """Open wishes of the organ, resembling ones together, the most needed first. Raises Missing.

    Four queries however many wishes there are.
    """
    if not may_appraise(viewer) or viewer.organ_id is None:
        raise Missing("Trang này của cơ quan tổ chức, cán bộ.")
    rows = Wish.objects.filter(organ_id=viewer.organ_id, state=WishState.ASKED).select_related(
        "person", "position"
    )
    found = list(rows.order_by("asked_at", "pk"))
    people: dict[int, dict[int, tuple[str, str]]] = defaultdict(dict)
    needs = Need.objects.filter(wish__in=found).order_by("person__sort_key")
    for wish_id, person_id, name, position in needs.values_list(
        "wish_id", "person_id", "person__full_name", "position__name"
    ):
        people[wish_id][person_id] = (name, position)
    edition = edition_in_force(viewer.organ_id, on)
    items = {item.id: item for item in items_of(edition)} if edition else {}
    known = [(item.id, words_of(item.detail, item.output)) for item in items.values()]
    texts = {wish.pk: words_of(wish.title) for wish in found}
    by_id = {wish.pk: wish for wish in found}
    groups = []
    for ids in grouped(texts):
        wishes = [by_id[pk] for pk in ids]
        needing = {w.person_id: w.position.name for w in wishes}
        for pk in ids:
            needing |= {person: position for person, (_, position) in people[pk].items()}
        near = {key: None for pk in ids for key in nearest(texts[pk], known, SIMILAR)}
        groups.append(
            WishGroup(
                wishes=tuple(_asked(w, tuple(name for name, _ in people[w.pk].values())) for w in wishes),
                needed_by=tuple(sorted(Counter(needing.values()).items(), key=lambda one: (-one[1], one[0]))),
                near=tuple(items[key] for key in list(near)[:SIMILAR]),
                words=frozenset().union(*(texts[pk] for pk in ids)),
            )
        )
    return tuple(sorted(groups, key=lambda group: -group.people))


def _asked(wish: Wish, others: tuple[str, ...]) -> AskedWish:
    return AskedWish(
        wish.pk, wish.title, wish.output, wish.unit_of_measure, wish.why, wish.times_a_month, wish.asked_at,
        wish.person.full_name, wish.position_id, wish.position.name, others,
    )  # fmt: skip


def wishes_to_answer(viewer: Actor, wish_ids: list[int]) -> list[Wish]:
    """These open wishes, for who answers them. Raises Missing unless all are there."""
    if not may_appraise(viewer):
        raise Missing("Không có đề nghị này.")
    rows = Wish.objects.filter(pk__in=wish_ids, organ_id=viewer.organ_id or 0, state=WishState.ASKED)
    found = list(rows.select_related("position").order_by("asked_at", "pk"))
    if not found or len(found) != len(set(wish_ids)):
        raise Missing("Không có đề nghị này.")
    return found


def open_wishes(organ_id: int) -> int:
    """How many wishes wait for an answer."""
    return Wish.objects.filter(organ_id=organ_id, state=WishState.ASKED).count()
