"""Good and bad examples of how a line of a product is written."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from congvu.audit.trail import record
from congvu.base.errors import InvalidStep, Missing, OutOfRange
from congvu.base.text import clean
from congvu.catalogue import events
from congvu.catalogue.guards import text_of
from congvu.catalogue.models import Example, Product
from congvu.catalogue.queries import propose_subject
from congvu.policy.actions import Action
from congvu.policy.decide import check
from congvu.policy.facts import Actor

MOST = 10


@transaction.atomic
def add_example(*, product_id: int, kind: str, text: str, note: str, by: Actor, at: dt.datetime) -> Example:
    """Thêm một ví dụ nên viết hoặc không nên viết.

    Raises: Missing, Denied, Incomplete, OutOfRange (too long, ten already).
    """
    product = Product.objects.select_for_update(no_key=True).filter(pk=product_id).first()
    if product is None:
        raise Missing("Không có mục này.")
    check(by, Action.EXAMPLE_KEEP, propose_subject(by, product.organ_id))
    if kind not in Example.Kind.values:
        raise OutOfRange("Đồng chí chọn nên viết hoặc không nên viết.", field="kind")
    kept = Example.objects.filter(organ_id=product.organ_id, product__code=product.code, retired_at=None)
    if kept.count() >= MOST:
        raise OutOfRange(
            f"Mỗi mục có nhiều nhất {MOST} ví dụ. Đồng chí bỏ bớt một ví dụ trước.", field="text"
        )
    example = Example.objects.create(
        organ_id=product.organ_id,
        product=product,
        kind=kind,
        text=text_of(text, "câu ví dụ", field="text", longest=500),
        note=text_of(note, "vì sao", field="note", longest=300) if clean(note) else "",
        added_at=at,
        added_by=by.key,
    )
    record(
        events.EXAMPLE_ADDED, f"catalogue.example:{example.pk}", by=by, at=at, organ_id=example.organ_id,
        code=product.code, about=kind, text=example.text,
    )  # fmt: skip
    return example


@transaction.atomic
def retire_example(*, example_id: int, by: Actor, at: dt.datetime) -> Example:
    """Bỏ một ví dụ; it stays in the record. Raises: Missing, Denied, InvalidStep."""
    example = (
        Example.objects.select_for_update(of=("self",))
        .select_related("product")
        .filter(pk=example_id)
        .first()
    )
    if example is None:
        raise Missing("Không có ví dụ này.")
    check(by, Action.EXAMPLE_KEEP, propose_subject(by, example.organ_id))
    if example.retired_at:
        raise InvalidStep("Ví dụ này đã bỏ rồi.")
    example.retired_at, example.retired_by = at, by.key
    example.save(update_fields=["retired_at", "retired_by"])
    record(
        events.EXAMPLE_RETIRED, f"catalogue.example:{example.pk}", by=by, at=at, organ_id=example.organ_id,
        code=example.product.code, text=example.text,
    )  # fmt: skip
    return example
