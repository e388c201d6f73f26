"""Single items of a proposed edition. A decided one is never edited."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Max

from congvu.base.errors import Missing, OutOfRange
from congvu.base.text import clean
from congvu.catalogue import events
from congvu.catalogue.guards import lock_edition, may, must_be_open, tell
from congvu.catalogue.models import Edition, Product
from congvu.catalogue.specs import ItemSpec, check_standard, checked, code_key
from congvu.catalogue.writing import check_scopes, create_items, differs, replace_item
from congvu.policy.actions import Action
from congvu.policy.facts import Actor


@transaction.atomic
def add_item(*, edition_id: int, item: ItemSpec, by: Actor, at: dt.datetime) -> Product:
    """Thêm một mục vào danh mục đề xuất.

    Raises: Missing, Denied, InvalidStep, Incomplete, OutOfRange.
    Source: NĐ 335/2025/NĐ-CP, Điều 13 khoản 1, khoản 3.
    """
    edition = _open_edition(edition_id, by)
    spec = _checked(edition, item)
    last = Product.objects.filter(edition=edition).aggregate(last=Max("sort"))["last"]
    product = create_items(edition, [((last or 0) + 1, spec)], edition.standard_score)[0]
    tell(
        events.ITEM_ADDED, edition, by=by, at=at, code=product.code, item_id=product.pk, detail=product.detail,
        score=product.score, coefficient=product.coefficient,
    )  # fmt: skip
    return product


@transaction.atomic
def edit_item(*, product_id: int, item: ItemSpec, by: Actor, at: dt.datetime) -> Product:
    """Sửa một mục của danh mục đề xuất. Saving the same again records nothing.

    Raises: Missing, Denied, InvalidStep, Incomplete, OutOfRange.
    Source: NĐ 335/2025/NĐ-CP, Điều 13 khoản 1.
    """
    product, edition = _open_item(product_id, by)
    spec = _checked(edition, item, besides=product)
    if code_key(edition.standard_code) == code_key(product.code):
        if spec.key != code_key(product.code):
            raise OutOfRange("Mục này là sản phẩm chuẩn nên không đổi mã được.", field="code")
        if spec.score != edition.standard_score:
            raise OutOfRange("Mục này là sản phẩm chuẩn nên không đổi điểm được.", field="score")
    if not differs(product, spec, edition.standard_score):
        return product
    before = {"code": product.code, "detail": product.detail, "score": product.score, "group": product.group}
    replace_item(product, spec, edition.standard_score)
    tell(
        events.ITEM_CHANGED, edition, by=by, at=at, code=product.code, item_id=product.pk, before=before,
        after={"code": product.code, "detail": product.detail, "score": product.score, "group": product.group},
    )  # fmt: skip
    return product


@transaction.atomic
def remove_item(*, product_id: int, by: Actor, at: dt.datetime) -> Edition:
    """Bỏ một mục khỏi danh mục đề xuất. Raises: Missing, Denied, InvalidStep, OutOfRange."""
    product, edition = _open_item(product_id, by)
    if code_key(edition.standard_code) == code_key(product.code):
        raise OutOfRange("Mục này là sản phẩm chuẩn. Đồng chí chọn sản phẩm chuẩn khác trước khi bỏ.")
    tell(
        events.ITEM_REMOVED, edition, by=by, at=at, code=product.code, detail=product.detail, score=product.score
    )  # fmt: skip
    product.delete()
    return edition


@transaction.atomic
def set_standard(*, edition_id: int, code: str, by: Actor, at: dt.datetime) -> Edition:
    """Chọn sản phẩm chuẩn: mục có đúng điểm chuẩn, hệ số 1.

    Raises: Missing, Denied, InvalidStep, OutOfRange.
    Source: NĐ 335/2025/NĐ-CP, Điều 13 khoản 1 điểm b.
    """
    edition = _open_edition(edition_id, by)
    key = code_key(code)
    item = next((p for p in Product.objects.filter(edition=edition) if code_key(p.code) == key), None)
    check_standard(item, clean(code), edition.standard_score)
    assert item is not None  # check_standard refused it otherwise
    edition.standard_code = item.code
    edition.save(update_fields=["standard_code"])
    tell(events.STANDARD_SET, edition, by=by, at=at, code=item.code, score=edition.standard_score)
    return edition


def _open_edition(edition_id: int, by: Actor) -> Edition:
    edition = lock_edition(edition_id)
    may(by, Action.EDITION_PROPOSE, edition.organ_id)
    must_be_open(edition)
    return edition


def _open_item(product_id: int, by: Actor) -> tuple[Product, Edition]:
    edition_id = Product.objects.filter(pk=product_id).values_list("edition_id", flat=True).first()
    if edition_id is None:
        raise Missing("Không có mục này.")
    edition = _open_edition(edition_id, by)
    product = Product.objects.select_for_update().filter(pk=product_id).first()
    if product is None:
        raise Missing("Không có mục này.")
    return product, edition


def _checked(edition: Edition, item: ItemSpec, besides: Product | None = None) -> ItemSpec:
    spec = checked(item, edition.standard_score)
    check_scopes(edition.organ_id, [spec])
    others = Product.objects.filter(edition=edition)
    if besides is not None:
        others = others.exclude(pk=besides.pk)
    if any(code_key(code) == spec.key for code in others.values_list("code", flat=True)):
        raise OutOfRange(f"Mã {spec.code} đã có trong danh mục.", field="code")
    return spec
