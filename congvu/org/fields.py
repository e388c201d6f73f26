"""Fields that forms share: days as people write them, numbers with a decimal comma."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import Any

from django import forms

from congvu.base import clock

REQUIRED = "Chưa điền mục này."
_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}))?", re.ASCII)
_NUMBER = re.compile(r"-?\d{1,9}(?:\.\d{1,9})?", re.ASCII)
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)


class DayField(forms.Field):
    """A day: "19/11/2026", "19/11" (this year) or "2026-11-19"."""

    widget = forms.TextInput(
        attrs={"inputmode": "numeric", "autocomplete": "off", "placeholder": "dd/mm/yyyy"}
    )
    default_error_messages = {"required": REQUIRED, "invalid": "Ghi ngày như 19/11/2026."}

    def to_python(self, value: Any) -> dt.date | None:
        text = str(value or "").strip()
        if not text:
            return None
        try:
            if found := _ISO.fullmatch(text):
                return dt.date(int(found[1]), int(found[2]), int(found[3]))
            if found := _DAY.fullmatch(text):
                return dt.date(int(found[3] or clock.today().year), int(found[2]), int(found[1]))
        except ValueError:
            pass
        raise forms.ValidationError(self.error_messages["invalid"], code="invalid")

    def prepare_value(self, value: Any) -> Any:
        return f"{value:%d/%m/%Y}" if isinstance(value, dt.date) else value


class LastDayField(DayField):
    """The last day of something, as people say it; the value is the day after (half-open)."""

    def clean(self, value: Any) -> dt.date | None:
        day: dt.date | None = super().clean(value)
        if day is None:
            return None
        if day >= dt.date(9999, 12, 31):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return day + dt.timedelta(days=1)


class NumberField(forms.Field):
    """An exact number with a decimal comma or point: "62,5"."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    default_error_messages = {"required": REQUIRED, "invalid": "Ghi một số như 62,5."}

    def to_python(self, value: Any) -> Decimal | None:
        text = str(value if value is not None else "").strip().replace(",", ".")
        if not text:
            return None
        if not _NUMBER.fullmatch(text):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return Decimal(text)

    def prepare_value(self, value: Any) -> Any:
        return format(value.normalize(), "f").replace(".", ",") if isinstance(value, Decimal) else value


class WholeField(forms.IntegerField):
    """A whole number that any database column can hold."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
    default_error_messages = {"required": REQUIRED, "invalid": "Ghi một số nguyên."}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=0, max_value=32767, **kwargs)


def line(label: str, *, most: int, required: bool = True, hint: str = "") -> forms.CharField:
    """One line of text. The command cleans it again and says the same about its length."""
    return forms.CharField(
        label=label,
        required=required,
        help_text=hint,
        max_length=most,
        error_messages={
            "required": REQUIRED,
            "max_length": f"{label} dài quá {most} ký tự. Rút ngắn lại.",
            "null_characters_not_allowed": "Bỏ các ký tự lạ trong mục này.",
        },
    )


def paragraph(label: str, *, most: int, required: bool = True, hint: str = "") -> forms.CharField:
    """As `line`, in a text area."""
    made = line(label, most=most, required=required, hint=hint)
    made.widget = forms.Textarea(attrs={"rows": 3, "maxlength": most})
    return made


def pick(
    label: str, choices: Any, *, required: bool = True, hint: str = "", blank: str = ""
) -> forms.ChoiceField:
    """A select of texts. `blank` is the words of the empty choice."""
    return forms.ChoiceField(
        label=label,
        required=required,
        help_text=hint,
        choices=[("", blank), *choices] if blank else choices,
        error_messages={"required": REQUIRED, "invalid_choice": "Chọn một mục trong danh sách."},
    )


def pick_one(
    label: str, *, required: bool = True, hint: str = "", search: bool = False
) -> forms.TypedChoiceField:
    """A select of rows; the form fills its choices. `search` makes it a combobox."""
    attrs = {"data-cv-combo": "", "data-cv-placeholder": "Gõ để tìm"} if search else {}
    return forms.TypedChoiceField(
        label=label,
        required=required,
        help_text=hint,
        coerce=int,
        empty_value=None,
        widget=forms.Select(attrs=attrs),
        error_messages={"required": REQUIRED, "invalid_choice": "Chọn một mục trong danh sách."},
    )


def rows(choices: list[tuple[int, str]], *, blank: str = "Chọn…") -> list[tuple[Any, str]]:
    """Choices of rows with an empty one first."""
    return [("", blank), *choices]
