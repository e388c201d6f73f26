"""What several commands of the organisation check in the same words."""

from __future__ import annotations

import datetime as dt
from typing import Any, TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.db import models

from congvu.base.dated import Dated
from congvu.base.errors import Incomplete, Missing, OutOfRange
from congvu.base.text import clean
from congvu.org.models import Organ, Person, Posting, Unit
from congvu.policy.facts import Subject

M = TypeVar("M", bound=models.Model)
EARLIEST = dt.date(1945, 9, 2)
LATEST = dt.date(2200, 1, 1)


def locked(model: type[M], **lookup: Any) -> M:
    """The row, locked for this transaction; foreign keys to it stay free. Raises: Missing."""
    try:
        return model._default_manager.select_for_update(no_key=True).get(**lookup)
    except (ObjectDoesNotExist, OverflowError):
        raise Missing("Không tìm thấy mục này.") from None


def found(model: type[M], field: str, sentence: str, **lookup: Any) -> M:
    """A row that the form names. Raises: Incomplete beside `field`."""
    try:
        return model._default_manager.get(**lookup)
    except (ObjectDoesNotExist, OverflowError):
        raise Incomplete(sentence, field=field) from None


def text(value: str, *, field: str, label: str, most: int, required: bool = True) -> str:
    """One clean line. Raises: Incomplete when empty, OutOfRange when too long."""
    line = clean(value)
    if required and not line:
        raise Incomplete(f"Chưa ghi {label}.", field=field)
    if len(line) > most:
        shown = label[0].upper() + label[1:]
        raise OutOfRange(f"{shown} dài {len(line)} ký tự. Rút còn tối đa {most} ký tự.", field=field)
    return line


def span(valid_from: dt.date, valid_to: dt.date | None) -> None:
    """A half-open span of believable days. Raises: OutOfRange."""
    if not EARLIEST <= valid_from <= LATEST:
        raise OutOfRange("Ngày bắt đầu không hợp lý. Kiểm tra lại năm.", field="valid_from")
    if valid_to is not None and not valid_from < valid_to <= LATEST:
        raise OutOfRange("Ngày kết thúc phải sau ngày bắt đầu.", field="valid_to")


def open_records(organ: Organ, day: dt.date, *, field: str) -> None:
    """Nothing may change before the day up to which scores were locked. Raises: OutOfRange."""
    if organ.closed_before and day < organ.closed_before:
        raise OutOfRange(
            f"Sổ sách đã khóa đến hết ngày {organ.closed_before - dt.timedelta(days=1):%d/%m/%Y}. "
            f"Chọn từ ngày {organ.closed_before:%d/%m/%Y} trở đi, hoặc đề nghị mở lại kỳ.",
            field=field,
        )


def ending(row: Dated, organ: Organ, valid_to: dt.date) -> None:
    """The row may end on that day. Raises: OutOfRange."""
    span(row.valid_from, valid_to)
    if row.valid_to is not None and row.valid_to <= valid_to:
        raise OutOfRange(f"Mục này đã kết thúc từ ngày {row.valid_to:%d/%m/%Y}.", field="valid_to")
    open_records(organ, valid_to, field="valid_to")


def clash(rows: models.QuerySet[M], valid_from: dt.date, valid_to: dt.date | None) -> models.QuerySet[M]:
    """Those of `rows` that share at least one day with [valid_from, valid_to)."""
    rows = rows.filter(models.Q(valid_to__isnull=True) | models.Q(valid_to__gt=valid_from))
    return rows.filter(valid_from__lt=valid_to) if valid_to else rows


def of_organ(organ_id: int) -> Subject:
    """The organ itself as what is acted on."""
    path = Unit.objects.filter(organ_id=organ_id, parent=None).values_list("path", flat=True).first()
    return Subject(organ_id=organ_id, unit_path=path or "")


def of_person(person: Person) -> Subject:
    """A person's file: it belongs to the organ, and to her."""
    whole = of_organ(person.organ_id)
    return Subject(organ_id=whole.organ_id, unit_path=whole.unit_path, owner_id=person.pk)


def posted_from(person: Person, day: dt.date) -> Posting | None:
    """A posting that the person holds on `day`, whichever."""
    return clash(person.postings.all(), day, day + dt.timedelta(days=1)).order_by("pk").first()
