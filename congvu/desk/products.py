"""What happens with products: real times from confirmed lines, lines that find no product (ADR 0028)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Exists, OuterRef

from congvu.catalogue.models import Edition, Product
from congvu.catalogue.queries import (
    ListPage,
    ShownExample,
    WishGroup,
    examples_of,
    favourites,
    list_page,
    may_not_keep_examples,
    organ_subject,
    product_of,
    products_for,
    wish_groups,
)
from congvu.catalogue.similar import alike, words_of
from congvu.diary.models import Entry, Evidence
from congvu.diary.states import COUNTED, FINAL
from congvu.policy.actions import Action
from congvu.policy.decide import can
from congvu.policy.facts import Actor
from congvu.ui import words
from rulebook.numbers import rounded

LEAST = 20
"""Under so many uses the real time is not shown: it would tell of single people."""
MOST_KEPT = 20_000
A_YEAR = dt.timedelta(days=365)
A_QUARTER = dt.timedelta(days=90)


@dataclass(frozen=True)
class RealTimes:
    """Minutes for one product, over the last year. Figures are None under 20 uses.

    The middle half lies from `low` to `high`: the values at one and three quarters of the ordered
    list, the nearer one where that falls between two.
    """

    uses: int
    low: int | None = None
    median: int | None = None
    high: int | None = None
    norm: int | None = None

    @property
    def is_shown(self) -> bool:
        return self.median is not None

    @property
    def drawing(self) -> dict[str, str]:
        """Where the parts stand on an axis from 0 to a little above the largest, in percent."""
        whole = Decimal(max(self.high or 0, self.norm or 0, 1)) * Decimal("1.2")

        def at(value: int | None) -> str:
            return f"{rounded(Decimal(value or 0) * 100 / whole, 2)}%"

        width = rounded(Decimal((self.high or 0) - (self.low or 0)) * 100 / whole, 2)
        return {"low": at(self.low), "width": f"{width}%", "median": at(self.median), "norm": at(self.norm)}

    @property
    def sentence(self) -> str:
        """What the drawing says."""
        norm = f", định mức {words.duration(self.norm)}" if self.norm else ""
        return (
            f"Nửa giữa từ {words.duration(self.low or 0)} đến {words.duration(self.high or 0)}, "
            f"trung vị {words.duration(self.median or 0)}{norm}."
        )


def real_times(organ_id: int, norms: dict[str, int | None], *, on: dt.date) -> dict[str, RealTimes]:
    """By product code: minutes per product of confirmed lines with evidence that finished something.

    norms: code → norm in minutes. One query for all codes.
    """
    kept = Evidence.objects.filter(entry=OuterRef("pk"), removed_at=None)
    rows = Entry.objects.filter(
        Exists(kept), organ_id=organ_id, state__in=FINAL, product__code__in=list(norms),
        worked_on__gt=on - A_YEAR, worked_on__lte=on, confirmed_quantity__gt=0, confirmed_minutes__gt=0,
    )  # fmt: skip
    minutes: dict[str, list[int]] = defaultdict(list)
    for code, spent, quantity in rows.order_by("pk").values_list(
        "product__code", "confirmed_minutes", "confirmed_quantity"
    ):
        assert spent is not None, "the filter wants it above 0"
        assert quantity is not None, "the filter wants it above 0"
        minutes[code].append(int(rounded(Decimal(spent) / quantity, 0)))
    return {code: _summary(minutes[code], norm) for code, norm in norms.items()}


def _summary(values: list[int], norm: int | None) -> RealTimes:
    if len(values) < LEAST:
        return RealTimes(len(values), norm=norm)
    values.sort()
    last = len(values) - 1
    low, median, high = (values[(quarter * last + 2) // 4] for quarter in (1, 2, 3))
    return RealTimes(len(values), low, median, high, norm)


class _Days:
    """What was found on one day: real times move slowly, and the list asks for fifty at a time."""

    def __init__(self) -> None:
        self.on: dt.date | None = None
        self.found: dict[tuple[int, str], RealTimes] = {}

    def of(self, on: dt.date) -> dict[tuple[int, str], RealTimes]:
        if self.on != on or len(self.found) > MOST_KEPT:
            self.on, self.found = on, {}
        return self.found


_days = _Days()


def times_of_the_day(organ_id: int, codes: Sequence[str], on: dt.date) -> dict[str, RealTimes]:
    """By code, each found out once a day in a process: at most one query."""
    known = _days.of(on)
    missing: dict[str, int | None] = {code: None for code in codes if (organ_id, code) not in known}
    if missing:
        found = real_times(organ_id, missing, on=on)
        known.update({(organ_id, code): times for code, times in found.items()})
    return {code: known[organ_id, code] for code in codes}


def forget_times() -> None:
    """Forget what was found today (tests write their own cases)."""
    _days.on = None


@dataclass(frozen=True)
class ProductPage:
    """One product: what it is, how long it takes, how its lines are written.

    `may_pin`: it is offered to the viewer. `why_no_examples`: why she may not keep examples, "" if she may.
    `may_try`: she may try another coefficient on a closed period.
    """

    product: Product
    edition: Edition
    is_in_force: bool
    times: RealTimes
    examples: tuple[ShownExample, ...]
    may_pin: bool
    is_pinned: bool
    why_no_examples: str
    may_try: bool


def product_page(product_id: int, *, viewer: Actor, on: dt.date) -> ProductPage:
    """One product for everybody of the organ. Raises Missing."""
    product = product_of(product_id, viewer=viewer)
    organ_id, person_id = product.organ_id, viewer.person_id or 0
    times = real_times(organ_id, {product.code: product.norm_minutes}, on=on)[product.code]
    return ProductPage(
        product=product,
        edition=product.edition,
        is_in_force=_in_force(product.edition, on),
        times=times,
        examples=examples_of(organ_id, product.code),
        may_pin=any(p.id == product_id for p in products_for(person_id, on=on)),
        is_pinned=any(p.id == product_id for p in favourites(person_id, on=on)),
        why_no_examples=may_not_keep_examples(viewer, organ_id),
        may_try=can(viewer, Action.TRIAL_RUN, organ_subject(organ_id)),
    )


def _in_force(edition: Edition, on: dt.date) -> bool:
    begun = edition.valid_from is not None and edition.valid_from <= on
    return begun and (edition.valid_to is None or edition.valid_to > on)


@dataclass(frozen=True)
class NormRow:
    """One product of the table "định mức và thực tế"; texts as the table writes them."""

    id: int
    code: str
    detail: str
    coefficient: str
    times: RealTimes


@dataclass(frozen=True)
class NormPage:
    """A page of the catalogue in force with real times."""

    listed: ListPage
    rows: tuple[NormRow, ...]


def norm_page(viewer: Actor, *, on: dt.date, query: str, section: str, number: str) -> NormPage:
    """The catalogue in force, each item against what really happens. Two queries more than the list."""
    listed = list_page(viewer, on=on, query=query, section=section, number=number)
    if listed.page is None or listed.edition is None:
        return NormPage(listed, ())
    rows = list(listed.page.object_list)
    norms = dict(Product.objects.filter(pk__in=[row.id for row in rows]).values_list("code", "norm_minutes"))
    times = real_times(listed.edition.organ_id, norms, on=on)
    return NormPage(
        listed,
        tuple(NormRow(row.id, row.code, row.detail, row.coefficient, times[row.code]) for row in rows),
    )


@dataclass(frozen=True)
class WishCard:
    """A group of wishes with how many lines without a product look alike, in the last 90 days."""

    group: WishGroup
    lines: int


def wish_cards(viewer: Actor, *, on: dt.date) -> tuple[WishCard, ...]:
    """The appraiser's page. Raises Missing. One query more than the wishes: a count, nobody's lines."""
    groups = wish_groups(viewer, on=on)
    titles = _unmatched_titles(viewer.organ_id or 0, on) if groups else ()
    return tuple(WishCard(group, _count_alike(group, titles)) for group in groups)


Titles = Sequence[tuple[frozenset[str], int]]


def _unmatched_titles(organ_id: int, on: dt.date) -> Titles:
    """Words of the different titles of lines without a product, and how often each was written."""
    rows = Entry.objects.filter(
        organ_id=organ_id, product=None, share=None, state__in=COUNTED, worked_on__gt=on - A_QUARTER,
        worked_on__lte=on, submitted_at__isnull=False,
    )  # fmt: skip
    counted = rows.values("title").order_by("title").annotate(n=Count("pk")).values_list("title", "n")
    return [(words_of(title), number) for title, number in counted]


def _count_alike(group: WishGroup, titles: Titles) -> int:
    wanted = [words_of(wish.title) for wish in group.wishes]
    return sum(number for held, number in titles if any(alike(one, held) for one in wanted))


def ids_of(values: Iterable[str]) -> list[int]:
    """Numbers that were posted; anything else is left out."""
    return [int(value) for value in values if value.isascii() and value.isdigit() and len(value) < 16]
