"""The form of a person's choices."""

from __future__ import annotations

import datetime as dt

from django import forms

from .commands import HOURS
from .models import Choice
from .states import Kind


class ChoiceForm(forms.Form):
    """`kinds` holds the kinds that stay on; `cleaned_data` has `muted` instead, as the command takes it."""

    remind_at = forms.TypedChoiceField(
        label="Giờ nhắc ghi nhật ký",
        coerce=dt.time.fromisoformat,
        choices=[(f"{hour:%H:%M}", f"{hour:%H:%M}") for hour in HOURS],
        help_text="Chỉ nhắc ngày làm việc còn ít việc được ghi.",
        error_messages={"required": "Chọn giờ nhắc.", "invalid_choice": "Chọn một giờ trong danh sách."},
    )
    is_on = forms.BooleanField(label="Nhắc tôi", required=False)
    by_mail = forms.BooleanField(label="Nhắc cả qua thư công vụ", required=False)
    kinds = forms.MultipleChoiceField(
        label="Nhắc về",
        choices=Kind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Chọn loại lời nhắc trong danh sách."},
    )

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or {}
        if not self.errors:
            kept = cleaned.pop("kinds")
            cleaned["muted"] = [kind for kind in Kind.values if kind not in kept]
            cleaned["is_off"] = not cleaned.pop("is_on")
        return cleaned


def present(choice: Choice) -> dict[str, object]:
    """A choice as the form shows it."""
    return {
        "remind_at": f"{choice.remind_at:%H:%M}",
        "is_on": not choice.is_off,
        "by_mail": choice.by_mail,
        "kinds": [kind for kind in Kind.values if kind not in choice.muted],
    }
