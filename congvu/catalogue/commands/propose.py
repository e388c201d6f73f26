"""Proposing a whole list, and bringing a proposed one up to a newer file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.db.models import Max

from congvu.base.errors import Missing
from congvu.base.text import clean
from congvu.catalogue import events
from congvu.catalogue.guards import lock_edition, may, must_be_open, tell, text_of
from congvu.catalogue.models import Edition, Product
from congvu.catalogue.specs import ItemSpec, checked_all, code_key
from congvu.catalogue.writing import check_scopes, create_items, differs, replace_item
from congvu.org.models import Organ
from congvu.policy.actions import Action
from congvu.policy.facts import Actor


@dataclass(frozen=True)
class Revision:
    """What a newer file did to a proposed edition, in items."""

    edition: Edition
    created: int
    changed: int
    unchanged: int
    removed: int


@transaction.atomic
def propose_edition(
    *,
    organ_id: int,
    name: str,
    standard_score: Decimal,
    standard_code: str,
    items: Sequence[ItemSpec],
    source_name: str,
    source_sha256: str,
    by: Actor,
    at: dt.datetime,
) -> Edition:
    """Đề xuất một danh mục sản phẩm, công việc quy đổi của cơ quan.

    Units: standard_score in points. Coefficients are computed here, once: score ÷ standard
    score, four places, half up. `standard_code` may be chosen later, before the appraisal.
    Raises: Denied, Incomplete, OutOfRange (the sentence names the item), Missing.
    Source: NĐ 335/2025/NĐ-CP, Điều 13 khoản 1.
    """
    organ = Organ.objects.select_for_update(no_key=True).filter(pk=organ_id).first()
    if organ is None:
        raise Missing("Không có cơ quan này.")
    may(by, Action.EDITION_PROPOSE, organ_id)
    specs = checked_all(items, standard_score, clean(standard_code))
    check_scopes(organ_id, specs)
    last = Edition.objects.filter(organ_id=organ_id).aggregate(last=Max("number"))["last"]
    edition = Edition.objects.create(
        organ_id=organ_id,
        number=(last or 0) + 1,
        name=text_of(name, "tên danh mục", field="name", longest=200),
        standard_score=standard_score,
        standard_code=clean(standard_code),
        source_name=clean(source_name)[:200],
        source_sha256=source_sha256,
        proposed_at=at,
        proposed_by=by.key,
    )
    create_items(edition, list(enumerate(specs)), standard_score)
    tell(
        events.PROPOSED, edition, by=by, at=at, name=edition.name, count=len(specs), number=edition.number,
        standard_score=standard_score, source=edition.source_name, sha256=source_sha256,
    )  # fmt: skip
    return edition


@transaction.atomic
def revise_edition(
    *,
    edition_id: int,
    standard_score: Decimal,
    standard_code: str,
    items: Sequence[ItemSpec],
    source_name: str,
    source_sha256: str,
    by: Actor,
    at: dt.datetime,
) -> Revision:
    """Nạp lại một danh mục còn ở mức đề xuất theo tệp mới; mục không đổi giữ nguyên.

    Items are matched by code. The same list again changes nothing and records nothing.
    Raises: Missing, Denied, InvalidStep (appraised or decided), Incomplete, OutOfRange.
    Source: NĐ 335/2025/NĐ-CP, Điều 13 khoản 1.
    """
    edition = lock_edition(edition_id)
    may(by, Action.EDITION_PROPOSE, edition.organ_id)
    must_be_open(edition)
    specs = checked_all(items, standard_score, clean(standard_code))
    check_scopes(edition.organ_id, specs)
    present = {code_key(p.code): p for p in edition.products.prefetch_related("scopes")}
    wanted = {spec.key: (sort, spec) for sort, spec in enumerate(specs)}
    created = [wanted[k] for k in wanted if k not in present]
    removed = [present[k].pk for k in present if k not in wanted]
    changed = [
        (present[key], *wanted[key])
        for key in wanted
        if key in present and differs(present[key], wanted[key][1], standard_score)
    ]
    same_head = (edition.standard_score, edition.standard_code) == (standard_score, clean(standard_code))
    revision = Revision(
        edition, len(created), len(changed), len(specs) - len(created) - len(changed), len(removed)
    )
    if not (created or removed or changed) and same_head:
        return revision
    Product.objects.filter(pk__in=removed).delete()
    for product, sort, spec in changed:
        replace_item(product, spec, standard_score, sort=sort)
    create_items(edition, created, standard_score)
    edition.standard_score, edition.standard_code = standard_score, clean(standard_code)
    edition.source_name, edition.source_sha256 = clean(source_name)[:200], source_sha256
    edition.save(update_fields=["standard_score", "standard_code", "source_name", "source_sha256"])
    tell(
        events.REVISED, edition, by=by, at=at, created=revision.created, changed=revision.changed,
        removed=revision.removed, source=edition.source_name, sha256=source_sha256,
    )  # fmt: skip
    return revision
