"""What was typed on a sheet and on the pages of adoptions. Rules live in the commands."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

from django import forms

from congvu.ui.fields import DayField, NumberField, sentence_field
from congvu.ui.words import number
from rulebook.exact import decimal_of
from rulebook.model import FieldKind, Marking

from .queries import Choice, SheetPage

MET, UNMET = "Đạt", "Không đạt"
MISSING = {"required": "Chưa điền ô này.", "max_length": "Mục này dài quá."}


class AdoptForm(forms.Form):
    """Which pack runs beside the main one, from when, by which decision."""

    pack = forms.ChoiceField(
        label="Bộ quy tắc", error_messages={"invalid_choice": "Chọn một bộ trong danh sách."}
    )
    valid_from = DayField(label="Áp dụng song song từ ngày")
    decision_number = forms.CharField(
        label="Số quyết định", max_length=120, help_text="Ví dụ: 12-QĐ/TU.", error_messages=MISSING
    )
    decision_on = DayField(label="Ngày quyết định")
    signer = forms.CharField(label="Người ký", max_length=120, error_messages=MISSING)

    def __init__(self, *args: Any, choices: list[Choice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["pack"].choices = [(one.key, one.label) for one in choices]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The pack as the command takes it: an id, or the number of an added text."""
        cleaned: dict[str, Any] = super().clean() or {}
        key = cleaned.pop("pack", "")
        cleaned |= (
            {"pack_id": "", "text_id": int(key)} if key.isdigit() else {"pack_id": key, "text_id": None}
        )
        return cleaned


class EndForm(forms.Form):
    """From when the second pack no longer runs, and why."""

    valid_to = DayField(label="Thôi áp dụng từ ngày")
    reason = sentence_field("Lý do", longest=300)


class TakeBackForm(forms.Form):
    """Why a decided sheet is marked again."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = sentence_field("Lý do lấy lại", longest=300)


class MarksForm(forms.Form):
    """The criteria of the pack for this duty, and what no task tells. Fields are made from the pack."""

    def __init__(self, page: SheetPage, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.page = page
        self.fields["version"] = forms.IntegerField(widget=forms.HiddenInput, initial=page.sheet.version)
        known = page.sheet.own.get("common", {})
        for row in page.criteria:
            self.fields[f"c-{row.code}"] = self._criterion(row, known.get(row.code))
        for one in page.asked:
            most = _decimal(one.most)
            self.fields[f"i-{one.key}"] = NumberField(
                label=one.text, min_value=Decimal(0), max_value=most, max_digits=9, decimal_places=4,
                initial=_typed(page.sheet.own.get(one.key)),
                help_text="" if most is None else f"Nhiều nhất {number(most)}.",
            )  # fmt: skip

    def _criterion(self, row: Any, known: str | None) -> forms.Field:
        label = f"{row.code}. {row.text}"
        if self.page.pack.marking.marking is Marking.BINARY:
            most = format(row.maximum, "f")
            return forms.TypedChoiceField(
                label=label, coerce=Decimal, initial=known, widget=forms.RadioSelect,
                choices=[(most, f"{MET} ({number(row.maximum)})"), ("0", f"{UNMET} (0)")],
                error_messages={"required": "Chọn một ô.", "invalid_choice": "Chọn một ô."},
            )  # fmt: skip
        return NumberField(
            label=label, min_value=Decimal(0), max_value=row.maximum, max_digits=6, decimal_places=2,
            initial=_typed(known), help_text=f"Từ 0 đến {number(row.maximum)} điểm.",
        )  # fmt: skip

    @property
    def criteria(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("c-")]

    @property
    def others(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("i-")]

    def clean(self) -> dict[str, Any]:
        """As the command takes it."""
        got = super().clean() or {}
        told = {"version": got.get("version", 0)}
        for prefix, name in (("c-", "common"), ("i-", "inputs")):
            told[name] = {
                key[2:]: value for key, value in got.items() if key.startswith(prefix) and value is not None
            }
        return told


class DecideForm(MarksForm):
    """The same marks by the authority, with the facts beside the score."""

    def __init__(self, page: SheetPage, *args: Any, **kwargs: Any) -> None:
        super().__init__(page, *args, **kwargs)
        for one in page.facts:
            self.fields[f"f-{one.key}"] = NumberField(
                label=one.text, min_value=Decimal(0), max_digits=9, required=False,
                decimal_places=0 if one.kind is FieldKind.COUNT else 4,
            )  # fmt: skip
        codes = [(each.code, each.text) for each in page.pack.rating.forced if each.when is None]
        if codes:
            self.fields["forced"] = forms.MultipleChoiceField(
                label="Trường hợp quyết định mức", choices=codes, required=False,
                widget=forms.CheckboxSelectMultiple,
            )  # fmt: skip
        self.fields["reason"] = sentence_field(
            "Lý do, khi khác phần tự chấm", required=False,
            hint="Cần khi hai tổng điểm lệch nhiều hoặc khác mức.",
        )  # fmt: skip

    @property
    def facts(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("f-")]

    def clean(self) -> dict[str, Any]:
        """As the command takes it."""
        got = dict(self.cleaned_data)
        told = super().clean()
        told["facts"] = {key[2:]: value for key, value in got.items() if key.startswith("f-")}
        told["forced"] = tuple(got.get("forced", ()))
        told["reason"] = got.get("reason", "")
        return told


def _decimal(value: Fraction | Decimal | None) -> Decimal | None:
    return decimal_of(Fraction(value)) if value is not None else None


def _typed(value: str | None) -> Decimal | None:
    return None if value is None else Decimal(value)
