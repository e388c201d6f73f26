"""What stands in the boxes of a line's form: typed before, prefilled, or empty."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.http import QueryDict

from congvu.assignments.queries import OpenShare
from congvu.base.text import clean
from congvu.ui import words
from congvu.ui.web import Refusal

from .duration import shown
from .models import Entry
from .queries import Card, ChoiceGroup, Pin, Proposal

DETAILS = ("title", "starts_at", "ends_at", "quantity", "percent", "note", "link", "document")
BOXES = ("what", "text", "settled", "event", "duration", "kind", "role", *DETAILS)
IN_DETAILS = {*DETAILS, "kind", "role", "file", "label"}
MOST_SHOWN = 20_000
USUAL = {"kind": str(Entry.Kind.REGULAR), "role": str(Entry.Role.LEAD)}
COPIED = ("what", "text", "title", "kind", "role", "percent")


@dataclass(frozen=True)
class Typed:
    """Values of the boxes by name; `errors` holds the sentence of the field at fault."""

    values: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    client_id: str = ""
    version: int = 0
    is_open: bool = False
    choices: tuple[ChoiceGroup, ...] = ()

    @property
    def is_blank(self) -> bool:
        """Nothing stands in the boxes of the details but what is usual."""
        return not self.errors and self.values == USUAL

    @property
    def kinds(self) -> list[tuple[str, str]]:
        return list(Entry.Kind.choices)

    @property
    def roles(self) -> list[tuple[str, str]]:
        return list(Entry.Role.choices)


def blank() -> Typed:
    """An empty form with a key of its own."""
    return Typed(values=USUAL, client_id=str(uuid.uuid4()))


def again(
    post: QueryDict, refusal: Refusal, choices: tuple[ChoiceGroup, ...] = (), *, version: int = 0
) -> Typed:
    """What was typed, with the refusal beside its field. Files cannot be kept by a browser."""
    values = {name: post.get(name, "")[:MOST_SHOWN] for name in BOXES}
    values["what"] = next((v for v in reversed(post.getlist("what")) if v), "")
    client_id = post.get("client_id", "")[:40]
    return Typed(
        values=values,
        errors={refusal.field: str(refusal)} if refusal.field else {},
        client_id=client_id,
        is_open=refusal.field in IN_DETAILS
        or any(clean(values[name]) for name in DETAILS if name != "percent"),
        choices=choices,
        version=version,
    )


def of_share(share: OpenShare, *, whole: bool) -> Typed:
    """An open task: the time is asked, never guessed. `whole` offers all that is left to hand in."""
    values = {
        "what": f"share:{share.share_id}",
        "text": share.title,
        "settled": "1",
        "quantity": words.number(share.left).replace(".", "") if whole else "",
        "kind": Entry.Kind.REGULAR,
        "role": share.role,
    }
    return Typed(values=values, client_id=str(uuid.uuid4()), is_open=whole)


def of_proposal(proposal: Proposal) -> Typed:
    """A proposal, to change before it is written: its times only where they are real."""
    values = {
        **USUAL,
        "what": proposal.value,
        "text": proposal.text,
        "settled": "1",
        "title": "" if proposal.value.startswith("share:") else proposal.text,
        "kind": proposal.kind,
        "duration": proposal.clock_range,
        "event": str(proposal.event_id or ""),
    }
    return Typed(values=values, client_id=str(uuid.uuid4()), is_open=True)


def of_pin(pin: Pin) -> Typed:
    """A usual product, chosen: only its time is missing."""
    values = {**USUAL, "what": pin.value, "text": pin.text, "settled": "1"}
    return Typed(values=values, client_id=str(uuid.uuid4()))


def copy_of(card: Card, *, share_is_open: bool) -> Typed:
    """A line of another day or hour to write again: its row, never its hours nor how many.

    A task that has nothing left, or is not hers any more, comes back as its product.
    """
    told = of_card(card).values
    values = {**USUAL, **{name: told[name] for name in COPIED}, "settled": "1"}
    if card.share_id and not share_is_open:
        values["what"] = f"product:{card.product_id}" if card.product_id else "off"
        values["text"] = card.product_detail or card.title
    return Typed(values=values, client_id=str(uuid.uuid4()))


def of_card(card: Card) -> Typed:
    """A line as it is now, to change."""
    values = {
        "what": f"share:{card.share_id}"
        if card.share_id
        else f"product:{card.product_id}"
        if card.product_id
        else "off",
        "text": card.task_title or card.product_detail or card.title,
        "title": card.title,
        "duration": words.duration(card.minutes),
        "starts_at": shown(card.starts_at) if card.starts_at else "",
        "ends_at": shown(card.ends_at) if card.ends_at else "",
        "quantity": words.number(card.quantity).replace(".", "") if card.quantity else "",
        "percent": words.number(card.percent),
        "kind": card.kind,
        "role": card.role,
        "note": card.note,
    }
    return Typed(values=values, version=card.version, is_open=True)
