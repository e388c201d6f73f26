"""What the pages of the catalogue show."""

from __future__ import annotations

import dataclasses
import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count

from congvu.base.errors import Missing
from congvu.base.text import clean, words
from congvu.catalogue import times
from congvu.catalogue.models import Consultation, Edition, Product, ProductScope
from congvu.catalogue.specs import ItemSpec
from congvu.catalogue.states import EDITION, ConsultationState, EditionState, EditionStep
from congvu.org.models import Person
from congvu.policy.actions import Action
from congvu.policy.decide import can, refusal
from congvu.policy.facts import Actor, Subject
from congvu.ui.parts import Step

from .choices import products_for
from .consult import consultations_for
from .content import Difference, diff
from .editions import edition_in_force, edition_of, known_editions, organ_subject, propose_subject
from .favourites import favourites
from .index import ListedItem, items_of, listed, matching, understood
from .wishes import may_appraise, open_wishes

PER_PAGE = 50
SHOWN_CHANGES = 50


@dataclass(frozen=True)
class ListPage:
    """Items of one edition, a page of them; `sections` to choose from.

    `offered`: the products that the viewer may pin, `pinned` those she did. `wishes`: how many
    products asked for wait for her answer. `may_try`: she may try other coefficients.
    `consulted`: proposed editions on which she may say something, with whether she votes. `has_times`: real
    times stand beside the items, for those who propose.
    """

    edition: Edition | None
    page: Page[ListedItem] | None
    query: str
    section: str
    sections: tuple[str, ...]
    editions: tuple[Edition, ...]
    may_propose: bool
    offered: frozenset[int] = frozenset()
    pinned: frozenset[int] = frozenset()
    wishes: int = 0
    may_try: bool = False
    consulted: tuple[tuple[Edition, bool], ...] = ()
    has_times: bool = False


def list_page(
    viewer: Actor, *, on: dt.date, query: str = "", section: str = "", number: str = ""
) -> ListPage:
    """The edition in force, searched. Everybody of the organ sees it."""
    if viewer.organ_id is None:
        return ListPage(None, None, "", "", (), (), False)
    edition = edition_in_force(viewer.organ_id, on)
    subject = propose_subject(viewer, viewer.organ_id)
    known = known_editions(viewer, viewer.organ_id)
    may = can(viewer, Action.EDITION_PROPOSE, subject)
    if edition is None or not can(viewer, Action.CATALOGUE_VIEW, Subject(organ_id=viewer.organ_id)):
        return ListPage(None, None, query, section, (), known, may)
    page, query = items_page(edition, query, section, number)
    if may:
        page.object_list = _timed(list(page.object_list), viewer.organ_id, on)
    sections = {item.section for item in items_of(edition) if item.section}
    person_id = viewer.person_id or 0
    return ListPage(
        edition, page, query, section, tuple(sorted(sections)), known, may,
        offered=frozenset(p.id for p in products_for(person_id, on=on)),
        pinned=frozenset(p.id for p in favourites(person_id, on=on)),
        wishes=open_wishes(viewer.organ_id) if may_appraise(viewer) else 0,
        may_try=can(viewer, Action.TRIAL_RUN, organ_subject(viewer.organ_id)),
        consulted=tuple(consultations_for(viewer, on=on)),
        has_times=may,
    )  # fmt: skip


def items_page(edition: Edition, query: str, section: str, number: str) -> tuple[Page[ListedItem], str]:
    """A page of an edition's items in its order, and the query as it was understood."""
    query = understood(query)
    items = items_of(edition)
    if section:
        wanted = clean(section)
        items = tuple(item for item in items if item.section == wanted)
    found = matching(items, query, output=True) if words(query) else list(items)
    page: Page[Any] = Paginator(found, PER_PAGE).get_page(number)
    page.object_list = listed(list(page.object_list))
    return page, query


def _timed(items: list[ListedItem], organ_id: int, on: dt.date) -> list[ListedItem]:
    found = times.of(organ_id, [item.code for item in items], on)
    return [dataclasses.replace(item, times=found.get(item.code)) for item in items]


@dataclass(frozen=True)
class Counts:
    """How many items an edition has, by complexity group."""

    items: int
    by_group: tuple[tuple[int, int], ...]
    shared: int


@dataclass(frozen=True)
class EditionPage:
    """One edition with its life, its difference from the one in force, and what may be done.

    `may` holds the refusal of each action, "" where it is allowed; `rights` those whose role allows.
    """

    edition: Edition
    steps: tuple[Step, ...]
    counts: Counts
    page: Page[ListedItem]
    query: str
    against: Edition | None
    difference: Difference | None
    may: dict[str, str]
    rights: frozenset[str]
    names: dict[str, str]
    is_consulted: bool = False
    is_voting: bool = False
    reason: str = ""
    may_consult: bool = False

    @property
    def is_open(self) -> bool:
        return self.edition.state == EditionState.PROPOSED


def edition_page(
    edition_id: int, *, viewer: Actor, on: dt.date, query: str = "", number: str = ""
) -> EditionPage:
    """One edition for who may see it. Raises Missing."""
    edition = edition_of(edition_id, viewer=viewer)
    page, query = items_page(edition, query, "", number)
    groups = list(
        Product.objects.filter(edition=edition)
        .values("group")
        .order_by("group")
        .annotate(n=Count("pk"))
        .values_list("group", "n")
    )
    counts = Counts(
        sum(n for _, n in groups),
        tuple(groups),
        Product.objects.filter(edition=edition, is_shared=True).count(),
    )
    against = _before(edition, on)
    may, rights = _may(edition, viewer)
    consultation = Consultation.objects.filter(edition=edition).first()
    return EditionPage(
        edition=edition,
        steps=_steps(edition, on),
        counts=counts,
        page=page,
        query=query,
        against=against,
        difference=diff(against.pk, edition.pk) if against else None,
        may=may,
        rights=rights,
        names=_names(edition),
        is_consulted=consultation is not None,
        is_voting=consultation is not None and consultation.state == ConsultationState.OPEN,
        reason=consultation.reason if consultation else "",
        may_consult=can(viewer, Action.CONSULT_KEEP, organ_subject(edition.organ_id)),
    )


def item_of(edition_id: int, item_id: int, *, viewer: Actor) -> tuple[Edition, Product, ItemSpec]:
    """One item of an edition that this person may see, and what its form holds. Raises Missing."""
    edition = edition_of(edition_id, viewer=viewer)
    product = Product.objects.filter(pk=item_id, edition=edition).first()
    if product is None:
        raise Missing("Không có mục này.")
    scopes = list(ProductScope.objects.filter(product=product).values_list("unit_id", "position_id"))
    spec = ItemSpec(
        **{name: getattr(product, name) for name in COPIED},
        unit_ids=tuple(unit for unit, _ in scopes if unit),
        position_ids=tuple(position for _, position in scopes if position),
    )
    return edition, product, spec


def specs_of(edition: Edition) -> list[ItemSpec]:
    """Every item of an edition as it would be proposed again, in its order. Two queries."""
    units: dict[int, list[int]] = {}
    positions: dict[int, list[int]] = {}
    rows = ProductScope.objects.filter(product__edition=edition).values_list(
        "product_id", "unit_id", "position_id"
    )
    for product_id, unit, position in rows:
        if unit:
            units.setdefault(product_id, []).append(unit)
        if position:
            positions.setdefault(product_id, []).append(position)
    return [
        ItemSpec(
            **dict(zip(COPIED, values, strict=True)),
            unit_ids=tuple(units.get(pk, ())),
            position_ids=tuple(positions.get(pk, ())),
        )
        for pk, *values in Product.objects.filter(edition=edition)
        .order_by("sort", "pk")
        .values_list("pk", *COPIED)
    ]


COPIED = (
    "code", "task", "detail", "group", "score", "output", "unit_of_measure", "section", "frame_low", "frame_high",
    "norm_minutes", "evidence", "note", "is_shared",
)  # fmt: skip


def _before(edition: Edition, on: dt.date) -> Edition | None:
    """What the edition is compared with: the one it followed, or the one in force while it is a draft."""
    if edition.state != EditionState.DECIDED or edition.valid_from is None:
        return edition_in_force(edition.organ_id, on)
    return edition_in_force(edition.organ_id, edition.valid_from - dt.timedelta(days=1))


def _steps(edition: Edition, on: dt.date) -> tuple[Step, ...]:
    order = [EditionState.PROPOSED, EditionState.APPRAISED, EditionState.DECIDED]
    if edition.state == EditionState.WITHDRAWN:
        return (Step("Đề xuất", "done"), Step("Đã rút", "current"))
    reached = order.index(EditionState(edition.state))
    labels = ["Đề xuất", "Thẩm định", "Quyết định"]
    steps = [
        Step(label, "done" if n < reached else "current" if n == reached else "")
        for n, label in enumerate(labels)
    ]
    if edition.state != EditionState.DECIDED:
        return (*steps, Step("Hiệu lực"))
    steps[-1] = Step("Quyết định", "done", edition.decision_number)
    ended = edition.valid_to is not None and edition.valid_to <= on
    begun = edition.valid_from is not None and edition.valid_from <= on
    last = f"{edition.valid_from:%d/%m/%Y}"
    if edition.valid_to:
        return (
            *steps,
            Step(
                "Hết hiệu lực" if ended else "Hiệu lực",
                "done" if ended else "current",
                f"{last} đến trước {edition.valid_to:%d/%m/%Y}",
            ),
        )
    return (*steps, Step("Hiệu lực", "current" if begun else "", f"từ {last}"))


ACTIONS = {
    "edit": (Action.EDITION_PROPOSE, None),
    "appraise": (Action.EDITION_APPRAISE, EditionStep.APPRAISE),
    "send_back": (Action.EDITION_APPRAISE, EditionStep.SEND_BACK),
    "decide": (Action.EDITION_DECIDE, EditionStep.DECIDE),
    "withdraw": (Action.EDITION_PROPOSE, EditionStep.WITHDRAW),
}


def _may(edition: Edition, viewer: Actor) -> tuple[dict[str, str], frozenset[str]]:
    whole = organ_subject(edition.organ_id)
    proposing = propose_subject(viewer, edition.organ_id)
    decides = can(viewer, Action.EDITION_DECIDE, whole)
    may, rights = {}, set()
    for key, (action, step) in ACTIONS.items():
        subject = proposing if action is Action.EDITION_PROPOSE else whole
        no = refusal(viewer, action, subject)
        if key == "send_back" or (key == "withdraw" and edition.state == EditionState.APPRAISED):
            no = "" if decides else refusal(viewer, Action.EDITION_APPRAISE, whole)
        if not no:
            rights.add(key)
        possible = (
            edition.state == EditionState.PROPOSED if step is None else EDITION.may(edition.state, step)
        )
        label = edition.get_state_display().lower()
        may[key] = no or ("" if possible else f"Danh mục {label} nên chưa làm được bước này.")
    if not edition.standard_code and not may["appraise"]:
        may["appraise"] = "Chưa chọn sản phẩm chuẩn."
    return may, frozenset(rights)


def _names(edition: Edition) -> dict[str, str]:
    keys = {edition.proposed_by, edition.appraised_by, edition.decided_by}
    ids = {int(k.split(":")[1]): k for k in keys if k.startswith("person:")}
    found = dict(Person.objects.filter(pk__in=list(ids)).values_list("pk", "full_name"))
    by_key = {ids[pk]: name for pk, name in found.items()} | {"system": "Hệ thống"}
    return {
        "proposed": by_key.get(edition.proposed_by, ""),
        "appraised": by_key.get(edition.appraised_by, ""),
        "decided": by_key.get(edition.decided_by, ""),
    }
