"""The rows of a plan as they are typed: names of people, products by code or words."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict

from congvu.assignments.commands import RowSpec
from congvu.assignments.models import PlanRow
from congvu.assignments.queries import PlanPage, people_of_unit
from congvu.base.errors import OutOfRange
from congvu.base.text import clean, fold
from congvu.catalogue.queries import search_products
from congvu.policy.facts import Actor
from congvu.ui import words
from congvu.ui.fields import DayField, NumberField

MOST = 40
BLANK = 3
MATCHES = 4
ALL = ("ca don vi", "tat ca", "ca phong")


SEPARATOR = re.compile(r"[;\n]|,(?!\d)|(?<!\d),")
"""A comma between two figures belongs to a number."""
SHARE = re.compile(r"(.+?)[\s:]+(\d{1,3}(?:[.,]\d{1,2})?)\s*%?")


@dataclass(frozen=True)
class Named:
    """People of a row in their order, and percents of each; none: equal parts."""

    person_ids: tuple[int, ...]
    percents: tuple[Decimal, ...] = ()


@dataclass(frozen=True)
class People:
    """Who may be named in a unit's plan: id, full name, staff code."""

    rows: tuple[tuple[int, str, str], ...]

    def read(self, typed: str) -> Named:
        """ "Lan, Huỳnh Minh", "Lan 60%, Minh 40%" or "cả đơn vị". Raises OutOfRange with what to write."""
        found: dict[int, Decimal | None] = {}
        for one in filter(None, (clean(part) for part in SEPARATOR.split(typed))):
            if fold(one) in ALL:
                found |= {pk: None for pk, *_ in self.rows if pk not in found}
                continue
            share = SHARE.fullmatch(one)
            name, percent = (share[1], Decimal(share[2].replace(",", "."))) if share else (one, None)
            person_id = self._one(clean(name))
            found[person_id] = found.get(person_id) or percent
        percents = [percent for percent in found.values() if percent is not None]
        if percents and len(percents) != len(found):
            raise OutOfRange("Đồng chí ghi tỷ lệ cho mọi người hoặc không ghi cho ai.")
        return Named(tuple(found), tuple(percents))

    def _one(self, typed: str) -> int:
        wanted = fold(typed)
        exact = [row for row in self.rows if wanted in (fold(row[1]), fold(row[2]))]
        near = exact or [row for row in self.rows if fold(row[1]).endswith(f" {wanted}")]
        if len(near) == 1:
            return near[0][0]
        if near:
            names = "; ".join(f"{name} ({code})" for _, name, code in near[:MATCHES])
            raise OutOfRange(f"Có nhiều người là “{typed}”: {names}. Đồng chí ghi cả họ tên hoặc mã.")
        raise OutOfRange(f"Đơn vị không có ai tên “{typed}”. Đồng chí ghi tên hoặc họ tên.")


class RowForm(forms.Form):
    """One row. A row without a title and a product is left out."""

    title = forms.CharField(label="Việc", max_length=300, required=False)
    product = forms.CharField(label="Sản phẩm", max_length=400, required=False)
    quantity = NumberField(
        label="Số lượng", max_digits=9, decimal_places=2, initial=Decimal(1), required=False
    )
    deadline = DayField(label="Hạn", required=False)
    people = forms.CharField(label="Người làm", max_length=1000, required=False)
    mode = forms.ChoiceField(label="Cách giao", choices=PlanRow.Mode.choices, required=False)
    source = forms.ChoiceField(choices=PlanRow.Source.choices, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, viewer: Actor, people: People | None, on: dt.date, **kwargs: Any) -> None:
        self.viewer, self.known, self.on = viewer, people, on
        super().__init__(*args, **kwargs)
        if people is None:
            del self.fields["people"], self.fields["mode"]

    @property
    def is_empty(self) -> bool:
        return not (self.cleaned_data.get("title") or self.cleaned_data.get("product"))

    def clean_product(self) -> int | None:
        text = clean(self.cleaned_data["product"])
        self.product_text = text
        if not text:
            return None
        found = search_products(
            self.viewer, text, on=self.on, person_id=self.viewer.person_id, limit=MATCHES + 1
        )
        code = text.split(" ", 1)[0].lower()
        exact = [
            c for c in found if text.lower() in (c.code.lower(), c.label.lower()) or c.code.lower() == code
        ]
        if len(found) == 1 or len(exact) == 1:
            self.product_text = (exact or found)[0].detail
            return (exact or found)[0].id
        if not found:
            raise forms.ValidationError("Không có sản phẩm nào khớp. Thử bớt một từ, hoặc ghi mã.")
        codes = ", ".join(c.code for c in found[:MATCHES])
        raise forms.ValidationError(f"Có nhiều sản phẩm khớp. Đồng chí ghi mã, ví dụ {codes}.")

    def clean_people(self) -> Named:
        assert self.known is not None, "the field is there only with people"
        try:
            return self.known.read(self.cleaned_data["people"])
        except OutOfRange as error:
            raise forms.ValidationError(error.sentence) from error

    def spec(self) -> RowSpec:
        """The row as the command takes it; the product's name where no title was typed."""
        data = self.cleaned_data
        people: Named = data.get("people") or Named(())
        return RowSpec(
            title=clean(data["title"]) or self.product_text[:300],
            quantity=data["quantity"] if data["quantity"] is not None else Decimal(1),
            product_id=data["product"],
            deadline=data["deadline"],
            person_ids=people.person_ids,
            percents=people.percents,
            mode=data.get("mode") or PlanRow.Mode.SPLIT,
            source=data["source"] or PlanRow.Source.TYPED,
        )


def forms_of(found: PlanPage, typed: QueryDict | None, *, viewer: Actor, on: dt.date) -> list[RowForm]:
    """The rows to edit, and a few blank ones; as typed when something was posted."""
    plan = found.plan
    people = People(tuple(people_of_unit(plan.unit.path, plan.organ_id, on=on))) if found.is_of_unit else None
    who: dict[str, Any] = {"viewer": viewer, "people": people, "on": on}
    if typed is not None:
        return [RowForm(typed, prefix=f"d{n}", **who) for n in range(_count(typed))]
    firsts: list[dict[str, Any]] = [
        {
            "title": row.title, "product": row.product, "quantity": row.quantity, "deadline": row.deadline,
            "people": ", ".join(_named(name, percent) for _, name, _, percent in row.people), "mode": row.mode, "source": row.source,
        }
        for row in found.rows
    ]  # fmt: skip
    firsts += [{"source": PlanRow.Source.TYPED}] * min(BLANK, MOST - len(firsts))
    return [RowForm(initial=first, prefix=f"d{n}", **who) for n, first in enumerate(firsts)]


def _named(name: str, percent: Decimal | None) -> str:
    return name if percent is None else f"{name} {words.number(percent)}%"


def _count(typed: QueryDict) -> int:
    number = typed.get("so-dong", "")
    return min(int(number), MOST) if number.isascii() and number.isdigit() and len(number) < 4 else 0


def specs_of(rows: Sequence[RowForm]) -> list[RowSpec] | None:
    """The rows that say something, None when one of them cannot be read."""
    valid = [row.is_valid() for row in rows]
    return [row.spec() for row in rows if not row.is_empty] if all(valid) else None
