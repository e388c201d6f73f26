"""Form fields that read numbers and days as they are written in Vietnamese."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import Any

from django import forms

from congvu.base.text import clean

THOUSANDS = re.compile(r"\d{1,3}(\.\d{3})+")


def plain_number(typed: str) -> str:
    """ "1.250,5" and "1250.5" are the same number; a lone group of three after a dot is thousands."""
    typed = typed.replace(" ", "")
    if "," in typed:
        return typed.replace(".", "").replace(",", ".")
    return typed.replace(".", "") if THOUSANDS.fullmatch(typed) else typed


class NumberField(forms.DecimalField):
    """A decimal with a comma or a dot."""

    widget = forms.TextInput

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("error_messages", {})
        kwargs["error_messages"] = {
            "required": "Chưa điền số này.", "invalid": "Điền một số, ví dụ 2 hoặc 1,5.",
            "max_digits": "Số này dài quá.", "max_decimal_places": "Số này có quá nhiều chữ số thập phân.",
            "max_whole_digits": "Số này lớn quá.", "min_value": "Số này nhỏ quá.", "max_value": "Số này lớn quá.",
            **kwargs["error_messages"],
        }  # fmt: skip
        super().__init__(**kwargs)
        self.widget.attrs.setdefault("inputmode", "decimal")
        self.widget.attrs["class"] = "num"

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        return super().to_python(plain_number(clean(value)) if isinstance(value, str) else value)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, Decimal):
            text = f"{value:f}"
            return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")
        return value


class DayField(forms.DateField):
    """A day, picked or typed: 2026-11-27 or 27/11/2026."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        kwargs.setdefault("input_formats", ["%Y-%m-%d", "%d/%m/%Y"])
        kwargs.setdefault("error_messages", {})
        kwargs["error_messages"] = {
            "required": "Chưa chọn ngày.", "invalid": "Điền ngày như 27/11/2026.", **kwargs["error_messages"],
        }  # fmt: skip
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> dt.date | None:
        return super().to_python(clean(value) if isinstance(value, str) else value)


def sentence_field(
    label: str, *, rows: int = 2, longest: int = 500, required: bool = True, hint: str = ""
) -> forms.CharField:
    """A few sentences of the person's own; length and emptiness are judged by the command too."""
    return forms.CharField(
        label=label, required=required, max_length=longest, help_text=hint,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": "Chưa điền ô này.", "max_length": f"Dài nhất {longest} ký tự."},
    )  # fmt: skip
