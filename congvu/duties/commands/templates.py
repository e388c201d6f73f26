"""Templates of duties and their rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max

from congvu.audit.trail import record
from congvu.base.errors import Incomplete, InvalidStep, OutOfRange
from congvu.base.text import clean
from congvu.catalogue.models import Product
from congvu.catalogue.queries import edition_in_force
from congvu.duties import events
from congvu.duties.guards import template_subject
from congvu.duties.models import Item, Tap, Template
from congvu.org.guards import found, locked, text
from congvu.org.models import Position, Unit
from congvu.policy.actions import Action
from congvu.policy.decide import check
from congvu.policy.facts import Actor, Subject

MOST_ITEMS = 60
MOST_CHOICES = 20
MOST_POINTS = 24


@dataclass(frozen=True)
class ItemSpec:
    """One row as a person wants it. `product_id` None: evidence only; `per_product` ≥ 1."""

    kind: str
    label: str
    section: str = ""
    hint: str = ""
    unit_of_measure: str = ""
    points: tuple[str, ...] = ()
    is_usual: bool = True
    wants_photo: bool = False
    product_id: int | None = None
    per_product: int = 1


@transaction.atomic
def save_template(
    *,
    unit_id: int,
    position_id: int,
    duty: str,
    name: str,
    places: Sequence[str],
    others: Sequence[str],
    oddities: Sequence[str],
    by: Actor,
    at: dt.datetime,
    template_id: int | None = None,
) -> Template:
    """Lập hoặc sửa mẫu ca của một vị trí, dùng trong một đơn vị và các đơn vị dưới nó.

    Raises: Denied, Incomplete, OutOfRange (too many choices), InvalidStep (one is there already).
    Records: duties.template.saved.
    """
    unit = found(Unit, "unit_id", "Chọn đơn vị dùng mẫu.", pk=unit_id)
    check(by, Action.DUTY_TEMPLATE_EDIT, Subject(organ_id=unit.organ_id, unit_path=unit.path))
    template = Template(organ_id=unit.organ_id)
    if template_id is not None:
        template = locked(Template, pk=template_id, organ_id=unit.organ_id, is_active=True)
        check(by, Action.DUTY_TEMPLATE_EDIT, template_subject(template))
    position = found(Position, "position_id", "Chọn vị trí việc làm.", pk=position_id, organ_id=unit.organ_id)
    if duty not in Template.Duty.values:
        raise OutOfRange("Chọn một loại việc trong danh sách.", field="duty")
    taken = Template.objects.filter(unit=unit, position=position, is_active=True).exclude(pk=template.pk)
    if taken.exists():
        raise InvalidStep("Vị trí này ở đơn vị này đã có mẫu ca. Sửa mẫu đang có.", field="position_id")
    template.unit, template.position, template.duty = unit, position, duty
    template.name = text(name, field="name", label="tên mẫu", most=80)
    template.places = _choices(places, "places", 60)
    template.others = _choices(others, "others", 120)
    template.oddities = _choices(oddities, "oddities", 120)
    template.save()
    record(
        events.TEMPLATE_SAVED, f"duties.template:{template.pk}", by=by, at=at, organ_id=template.organ_id,
        name=template.name, position=position.name, duty=duty, places=template.places, others=template.others,
        oddities=template.oddities,
    )  # fmt: skip
    return template


@transaction.atomic
def end_template(*, template_id: int, by: Actor, at: dt.datetime) -> Template:
    """Thôi dùng một mẫu; shifts already recorded keep it. Raises: Denied, Missing."""
    template = _template(template_id, by)
    template.is_active = False
    template.save(update_fields=["is_active"])
    record(
        events.TEMPLATE_ENDED, f"duties.template:{template.pk}", by=by, at=at, organ_id=template.organ_id,
        name=template.name,
    )  # fmt: skip
    return template


@transaction.atomic
def save_item(
    *,
    template_id: int,
    spec: ItemSpec,
    by: Actor,
    at: dt.datetime,
    item_id: int | None = None,
    sort: int | None = None,
) -> Item:
    """Thêm hoặc sửa một dòng; `sort` moves it (0 first).

    A row that was tapped already keeps its way of recording.
    Raises: Denied, Missing, Incomplete, OutOfRange, InvalidStep. Records: duties.item.saved.
    """
    template = _template(template_id, by)
    item = _item(item_id, template) if item_id is not None else Item(template=template)
    if item.pk and item.kind != spec.kind and Tap.objects.filter(item=item).exists():
        raise InvalidStep(
            "Dòng này đã có người ghi nên không đổi cách ghi. Bỏ dòng này và thêm dòng mới.", field="kind"
        )
    _fill(item, spec, at)
    if sort is not None or not item.pk:
        item.sort = _next(template) if sort is None else sort
    item.save()
    _note(events.ITEM_SAVED, item, template, by, at)
    return item


@transaction.atomic
def add_items(*, template_id: int, specs: Sequence[ItemSpec], by: Actor, at: dt.datetime) -> list[Item]:
    """Thêm các dòng được giữ lại khi dựng mẫu từ bản mô tả công việc.

    Raises: Denied, Missing, Incomplete (none kept), OutOfRange. Records: duties.item.proposed.
    """
    template = _template(template_id, by)
    if not specs:
        raise Incomplete("Chưa giữ dòng nào. Đánh dấu ít nhất một dòng.")
    made, sort = [], _next(template)
    for n, spec in enumerate(specs):
        item = Item(template=template)
        _fill(item, spec, at)
        item.sort = sort + n
        item.save()
        made.append(item)
    record(
        events.ITEMS_PROPOSED, f"duties.template:{template.pk}", by=by, at=at, organ_id=template.organ_id,
        name=template.name, count=len(made), labels=[i.label for i in made],
    )  # fmt: skip
    return made


@transaction.atomic
def drop_item(*, item_id: int, by: Actor, at: dt.datetime) -> Item:
    """Bỏ một dòng khỏi mẫu; what was recorded of it stays. Raises: Denied, Missing."""
    row = locked(Item, pk=item_id, is_active=True)
    template = _template(row.template_id, by)
    row.is_active = False
    row.save(update_fields=["is_active"])
    _note(events.ITEM_DROPPED, row, template, by, at)
    return row


def _template(template_id: int, by: Actor) -> Template:
    template = locked(Template, pk=template_id, is_active=True)
    check(by, Action.DUTY_TEMPLATE_EDIT, template_subject(template))
    return template


def _item(item_id: int, template: Template) -> Item:
    return locked(Item, pk=item_id, template=template, is_active=True)


def _next(template: Template) -> int:
    last = template.items.filter(is_active=True).aggregate(last=Max("sort"))["last"]
    return 0 if last is None else last + 1


def _fill(item: Item, spec: ItemSpec, at: dt.datetime) -> None:
    template = item.template
    if not item.pk and template.items.filter(is_active=True).count() >= MOST_ITEMS:
        raise OutOfRange(f"Một mẫu có nhiều nhất {MOST_ITEMS} dòng. Bỏ bớt dòng ít dùng.", field="label")
    if spec.kind not in Item.Kind.values:
        raise OutOfRange("Chọn một cách ghi trong danh sách.", field="kind")
    item.organ_id, item.kind = template.organ_id, spec.kind
    item.label = text(spec.label, field="label", label="tên việc", most=120)
    item.section = text(spec.section, field="section", label="nhóm", most=60, required=False)
    item.hint = text(spec.hint, field="hint", label="lời nhắc", most=120, required=False)
    counted = spec.kind == Item.Kind.COUNTER
    item.unit_of_measure = text(
        spec.unit_of_measure, field="unit_of_measure", label="đơn vị đếm", most=20, required=counted
    )
    item.points = _choices(spec.points, "points", 40, most=MOST_POINTS)
    item.is_usual = spec.is_usual and spec.kind == Item.Kind.CHECK
    item.wants_photo = spec.wants_photo
    if not 1 <= spec.per_product <= 1000:
        raise OutOfRange("Số lần cho một sản phẩm từ 1 đến 1.000.", field="per_product")
    item.per_product = spec.per_product
    item.product_id = _product(spec.product_id, template, at)


def _product(product_id: int | None, template: Template, at: dt.datetime) -> int | None:
    if product_id is None:
        return None
    edition = edition_in_force(template.organ_id, at.date())
    held = edition and Product.objects.filter(pk=product_id, edition=edition).exists()
    if not held:
        raise OutOfRange("Sản phẩm này không có trong danh mục hiệu lực. Chọn lại.", field="product_id")
    return product_id


def _choices(given: Sequence[str], field: str, longest: int, *, most: int = MOST_CHOICES) -> list[str]:
    """Short choices, cleaned, each once. Raises: OutOfRange."""
    lines = list(dict.fromkeys(line for line in map(clean, given) if line))
    if len(lines) > most:
        raise OutOfRange(f"Ghi nhiều nhất {most} dòng, mỗi dòng một lựa chọn.", field=field)
    if long := next((line for line in lines if len(line) > longest), None):
        raise OutOfRange(f"Rút gọn “{long[:30]}…” còn nhiều nhất {longest} ký tự.", field=field)
    return lines


def _note(kind, item: Item, template: Template, by: Actor, at: dt.datetime) -> None:  # type: ignore[no-untyped-def]
    record(
        kind, f"duties.template:{template.pk}", by=by, at=at, organ_id=template.organ_id, name=template.name,
        label=item.label, item=item.pk, way=item.kind, product=item.product_id, per_product=item.per_product,
    )  # fmt: skip
