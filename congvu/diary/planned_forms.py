"""Forms of shared events and recurring duties. Rules live in the commands."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms

from congvu.base.errors import DomainError
from congvu.org.fields import DayField, line

from .duration import parse
from .recurring import NAMES, Pattern


class EventForm(forms.Form):
    """`cleaned_data` is what `make_event` takes."""

    title = line("Tên sự kiện", most=300, hint="Ví dụ: Họp giao ban phòng.")
    day = DayField(label="Ngày")
    span = line("Từ mấy giờ đến mấy giờ", most=60, hint="Ví dụ: 8g-9g30.")
    place = line("Nơi", most=200, required=False)
    people = forms.TypedMultipleChoiceField(
        label="Người tham dự", coerce=int, required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"data-cv-pick": True}),
        help_text="Đồng chí luôn có trong danh sách. Mỗi người thấy một gợi ý, tự bấm Ghi.",
        error_messages={"invalid_choice": "Chọn người trong danh sách."},
    )  # fmt: skip

    def __init__(self, *args: Any, people: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].choices = people  # type: ignore[attr-defined]

    def clean_span(self) -> str:
        typed = str(self.cleaned_data["span"])
        try:
            found = parse(typed)
        except DomainError as error:
            raise forms.ValidationError(error.sentence) from error
        if found.starts_at is None or found.ends_at is None:
            raise forms.ValidationError("Sự kiện có giờ thật: ghi như 8g-9g30.")
        self._times: tuple[dt.time, dt.time] = found.starts_at, found.ends_at
        return typed

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors:
            starts_at, ends_at = self._times
            cleaned |= {"starts_at": starts_at, "ends_at": ends_at, "person_ids": cleaned.pop("people")}
            del cleaned["span"]
        return cleaned


class RecurringForm(forms.Form):
    """`cleaned_data` is what `add_recurring` takes."""

    title = line("Việc", most=300, hint="Ví dụ: Tổng hợp báo cáo tuần.")
    weekdays = forms.TypedMultipleChoiceField(
        label="Thứ trong tuần", coerce=int, required=False, widget=forms.CheckboxSelectMultiple,
        choices=[(n, name[:1].upper() + name[1:]) for n, name in enumerate(NAMES)],
        error_messages={"invalid_choice": "Chọn thứ trong danh sách."},
    )  # fmt: skip
    month_day = forms.IntegerField(
        label="Hoặc ngày trong tháng", required=False, widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        help_text="Từ 1 đến 31; 31 là ngày cuối tháng. Chọn thứ hoặc ghi ngày, không cả hai.",
        error_messages={"invalid": "Ghi một số từ 1 đến 31."},
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        days, month_day = cleaned["weekdays"], cleaned["month_day"]
        if days and month_day is not None:
            raise forms.ValidationError("Chọn thứ trong tuần hoặc ngày trong tháng, không cả hai.")
        try:
            pattern = Pattern.weekly(days) if month_day is None else Pattern.monthly(month_day)
            return {"title": cleaned["title"], "pattern": pattern}
        except DomainError as error:
            self.add_error(error.field or None, error.sentence)
        return cleaned
