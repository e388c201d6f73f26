"""What the combobox offers: open tasks first, then own and shared products, then any other."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from congvu.assignments.queries import OpenShare, open_shares
from congvu.base.text import clean, fold, has_marks, words
from congvu.catalogue.queries import ProductChoice, search_products
from congvu.policy.facts import Actor
from congvu.ui import words as write

OFF = "off"
LIMIT = 24
LONGEST = 200


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


def choices(query: str, *, viewer: Actor, on: dt.date) -> tuple[ChoiceGroup, ...]:
    """Groups of options for what was typed; words in any order, without marks too, or a code."""
    query = clean(query[: LONGEST * 4])[:LONGEST]
    if viewer.person_id is None:
        return ()
    shares = [s for s in open_shares(viewer.person_id, on=on) if _matches(query, s)]
    products = search_products(viewer, query, on=on, person_id=viewer.person_id, limit=LIMIT)
    groups = [
        ChoiceGroup("Việc đang được giao", tuple(_of_share(s) for s in shares[:LIMIT])),
        ChoiceGroup("Việc của vị trí", tuple(_of_product(p) for p in products if p.is_own)),
        ChoiceGroup("Dùng chung", tuple(_of_product(p) for p in products if p.is_shared and not p.is_own)),
        ChoiceGroup(
            "Ngoài vị trí", tuple(_of_product(p) for p in products if not p.is_own and not p.is_shared)
        ),
    ]
    if query:
        off = Choice(
            OFF, f"Ghi việc ngoài danh mục: “{query}”", "Chỉ thời gian và minh chứng, không tính sản phẩm.",
            text=query,
        )  # fmt: skip
        groups.append(ChoiceGroup("Việc khác", (off,)))
    return tuple(g for g in groups if g.choices)


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
