"""What the combobox offers: open tasks first, then own and shared products, then any other."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from congvu.assignments.queries import OpenShare, open_shares
from congvu.base.errors import OutOfRange
from congvu.base.prepared import Prepared
from congvu.base.text import clean, fold, has_marks, words
from congvu.catalogue.queries import ProductChoice, favourites, products_for, search_products
from congvu.diary import quick
from congvu.diary.duration import shown
from congvu.diary.guards import limits_of
from congvu.diary.models import Entry
from congvu.diary.states import COUNTED
from congvu.policy.facts import Actor
from congvu.ui import words as write

OFF = "off"
LIMIT = 24
LONGEST = 200
RECENT = 6


@dataclass(frozen=True)
class Choice:
    """One option: `value` goes back in the form, `mark` is the badge at the end.

    `text` stands in the box once chosen, where that is not the title.
    """

    value: str
    title: str
    note: str
    mark: str = ""
    text: str = ""

    @property
    def key(self) -> str:
        """The value as a part of an element's id."""
        return self.value.replace(":", "")

    @property
    def drawn(self) -> SafeString:
        """The option as the list writes it."""
        return _drawn(self)


@lru_cache(maxsize=1000)
def _drawn(choice: Choice) -> SafeString:
    """Drawn once: the same products are offered with every letter that is typed."""
    return render_to_string("diary/_option.html", {"one": choice})


@dataclass(frozen=True)
class ChoiceGroup:
    """Options under one title."""

    label: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class Offer:
    """The answer to what is being typed.

    `echo`: how it was understood, one clause each; `sentence`: why it was not, with an example.
    `is_complete`: what and how long are there, so that choosing an option records the line.
    `said`: the typed words, to keep as the note, where only a part of them chose the products.
    `missed`: the words for which the catalogue has nothing, to ask for it.
    """

    groups: tuple[ChoiceGroup, ...] = ()
    echo: tuple[str, ...] = ()
    sentence: str = ""
    is_complete: bool = False
    quantity: str = ""
    said: str = ""

    @property
    def missed(self) -> str:
        only = self.groups[0].choices[0] if len(self.groups) == 1 else None
        return only.text if only and only.value == OFF else ""


def offer(typed: str, *, viewer: Actor, on: dt.date) -> Offer:
    """Options for a typed line, and how its length and count were understood."""
    try:
        line = quick.read(typed)
    except OutOfRange as error:
        return Offer(groups=choices(typed, viewer=viewer, on=on), sentence=error.sentence)
    groups, said = _offered(line.what, viewer=viewer, on=on)
    if (
        line.duration
        and viewer.organ_id
        and line.duration.minutes > (most := limits_of(viewer.organ_id).line_max)
    ):
        return Offer(
            groups=groups,
            sentence=f"Thời gian phải lớn hơn 0 và không quá {write.duration(most)}. Ví dụ: 1g15, 75p.",
        )
    echo = []
    if line.duration:
        echo.append(write.duration(line.duration.minutes))
        if line.duration.starts_at and line.duration.ends_at:
            echo.append(f"{shown(line.duration.starts_at)}–{shown(line.duration.ends_at)}")
    if line.quantity is not None:
        echo.append(f"{write.number(line.quantity)} sản phẩm")
    if said:
        echo.append(f"ghi chú “{said}”")
    return Offer(
        groups=groups,
        said=said,
        echo=tuple(echo),
        is_complete=line.duration is not None,
        quantity="" if line.quantity is None else write.number(line.quantity).replace(".", ""),
    )


def choices(query: str, *, viewer: Actor, on: dt.date) -> tuple[ChoiceGroup, ...]:
    """Groups of options for what was typed; words in any order, without marks too, or a code.

    With nothing typed: what is pinned and what was recorded lately stands on top.
    """
    return _offered(query, viewer=viewer, on=on)[0]


def _offered(query: str, *, viewer: Actor, on: dt.date) -> tuple[tuple[ChoiceGroup, ...], str]:
    """The groups, and the typed words where only a part of them found something.

    What is named so is offered before "outside the catalogue", what only mentions it after: the first
    option is what Enter records.
    """
    query = clean(query[: LONGEST * 4])[:LONGEST]
    if viewer.person_id is None:
        return (), ""
    if not query:
        return _usual(viewer, viewer.person_id, on), ""
    open_now = open_shares(viewer.person_id, on=on)
    shares, named, others, said = _found(query, open_now, viewer=viewer, on=on)
    off = Choice(
        OFF, f"Ghi việc ngoài danh mục: “{query}”", "Chỉ thời gian và minh chứng, không tính sản phẩm.",
        text=query,
    )  # fmt: skip
    groups = [
        ChoiceGroup("Việc đang được giao", tuple(_of_share(s) for s in shares[:LIMIT])),
        ChoiceGroup("Việc của vị trí", tuple(_of_product(p) for p in named if p.is_own)),
        ChoiceGroup("Dùng chung", tuple(_of_product(p) for p in named if p.is_shared and not p.is_own)),
        ChoiceGroup("Ngoài vị trí", tuple(_of_product(p) for p in named if not p.is_own and not p.is_shared)),
        ChoiceGroup("Có nhắc đến chữ này", tuple(_of_product(p) for p in others)),
        ChoiceGroup("Việc khác", (off,)),
    ]
    return tuple(g for g in groups if g.choices), said


Found = tuple[list[OpenShare], list[ProductChoice], list[ProductChoice], str]


def _found(query: str, open_now: list[OpenShare], *, viewer: Actor, on: dt.date) -> Found:
    """Open tasks, products named so, products that mention it; and the words that did not count."""

    def look(text: str) -> tuple[list[OpenShare], list[ProductChoice]]:
        found = search_products(viewer, text, on=on, person_id=viewer.person_id, limit=LIMIT)
        return [s for s in open_now if _matches(text, s)], found

    full = quick.spelled(query)
    mentioned: list[ProductChoice] = []
    for text in dict.fromkeys((query, full)):
        shares, products = look(text)
        named = [p for p in products if p.is_named]
        mentioned = mentioned or [p for p in products if not p.is_named]
        if shares or named:
            return shares, named, mentioned, ""
    for text in quick.without_object(full):
        shares, products = look(text)
        named = [p for p in products if p.is_named and (p.is_own or p.is_shared)]
        if shares or named:
            return shares, named, mentioned, query
    return [], [], mentioned, ""


def _usual(viewer: Actor, person_id: int, on: dt.date) -> tuple[ChoiceGroup, ...]:
    """Pinned and recent products, open tasks, then the position's own products."""
    offered = {p.id: p for p in products_for(person_id, on=on)}
    pinned = favourites(person_id, on=on)
    seen = {p.id for p in pinned}
    recent = [offered[pk] for pk in recent_products(person_id, on=on) if pk in offered and pk not in seen]
    recent = recent[:RECENT]
    seen |= {p.id for p in recent}
    rest = [p for p in offered.values() if p.id not in seen][:LIMIT]
    shares = open_shares(person_id, on=on)[:LIMIT]
    groups = (
        ChoiceGroup("Đã ghim", tuple(_of_product(p) for p in pinned)),
        ChoiceGroup("Gần đây", tuple(_of_product(p) for p in recent)),
        ChoiceGroup("Việc đang được giao", tuple(_of_share(s) for s in shares)),
        ChoiceGroup("Việc của vị trí", tuple(_of_product(p) for p in rest if p.is_own)),
        ChoiceGroup("Dùng chung", tuple(_of_product(p) for p in rest if not p.is_own)),
    )
    return tuple(g for g in groups if g.choices)


def kept_choices(*, viewer: Actor, on: dt.date) -> tuple[ChoiceGroup, ...]:
    """What a device keeps to choose from without a network: pinned, open tasks, all own and shared products."""
    if viewer.person_id is None:
        return ()
    pinned = favourites(viewer.person_id, on=on)
    seen = {p.id for p in pinned}
    rest = [p for p in products_for(viewer.person_id, on=on) if p.id not in seen]
    groups = (
        ChoiceGroup("Đã ghim", tuple(_of_product(p) for p in pinned)),
        ChoiceGroup("Việc đang được giao", tuple(_of_share(s) for s in open_shares(viewer.person_id, on=on))),
        ChoiceGroup("Việc của vị trí", tuple(_of_product(p) for p in rest if p.is_own)),
        ChoiceGroup("Dùng chung", tuple(_of_product(p) for p in rest if not p.is_own)),
    )
    return tuple(g for g in groups if g.choices)


_RECENT = Prepared(
    lambda person_id, since: (
        Entry.objects.filter(
            person_id=person_id, worked_on__gte=since, state__in=COUNTED, product__isnull=False
        )
        .order_by("-worked_on", "-pk")
        .values_list("product_id")[:60]
    ),
    int,
    dt.date,
)


def recent_products(person_id: int, *, on: dt.date) -> list[int]:
    """Ids of the products of the person's lines of the last month, the newest first, each once."""
    rows = _RECENT(person_id, on - dt.timedelta(days=31))
    return list(dict.fromkeys(pk for (pk,) in rows))


def named(value: str, *, viewer: Actor, on: dt.date) -> Choice | None:
    """The open task behind a value such as "share:5"; None when it is not hers or not open."""
    kind, _, number = value.partition(":")
    if kind != "share" or not number.isascii() or not number.isdigit() or viewer.person_id is None:
        return None
    shares = {s.share_id: s for s in open_shares(viewer.person_id, on=on)}
    share = shares.get(int(number))
    return _of_share(share) if share else None


def left_of(share_id: int, *, viewer: Actor, on: dt.date) -> OpenShare | None:
    """The open part of the viewer, to hand in."""
    if viewer.person_id is None:
        return None
    return next((s for s in open_shares(viewer.person_id, on=on) if s.share_id == share_id), None)


def _matches(query: str, share: OpenShare) -> bool:
    text = f"{share.product_code} {share.title} {share.product_detail}"
    if has_marks(query):
        return all(word in text.lower() for word in query.lower().split())
    folded = fold(text)
    return all(word in folded for word in words(query))


def _of_share(share: OpenShare) -> Choice:
    return Choice(
        value=f"share:{share.share_id}",
        title=share.title,
        note=f"{share.product_code} · còn {write.number(share.left)} {share.unit_of_measure or 'sản phẩm'}",
        mark=f"hạn {write.short_date(share.deadline)}",
    )


def _of_product(product: ProductChoice) -> Choice:
    unit = f" · tính theo {product.unit_of_measure}" if product.unit_of_measure else ""
    return Choice(
        value=f"product:{product.id}",
        title=product.detail,
        note=f"{product.code}{unit}",
        mark=f"hệ số {write.number(product.coefficient)}",
    )
