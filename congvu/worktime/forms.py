"""The forms of working time. Rules live in the commands; here only what was typed."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from typing import Any

from django import forms

from congvu.org.fields import DayField, LastDayField, WholeField, line, pick, pick_one, rows

from .commands import ShiftSpec
from .models import CalendarDay, Leave
from .queries import Rota, RotaCell, RotaLine

WEEK = {
    "monday": "Thứ Hai", "tuesday": "Thứ Ba", "wednesday": "Thứ Tư", "thursday": "Thứ Năm",
    "friday": "Thứ Sáu", "saturday": "Thứ Bảy", "sunday": "Chủ nhật",
}  # fmt: skip
FULL_WEEK = (480, 480, 480, 480, 480, 0, 0)
"""Proposed for a new schedule: five days of eight hours (QĐ 188/1999/QĐ-TTg), in minutes."""


class CalendarDayForm(forms.Form):
    day = DayField(label="Ngày")
    kind = pick("Ngày này", CalendarDay.Kind.choices)
    name = line("Tên", most=120, hint="Ví dụ: Ngày bầu cử đại biểu Quốc hội.")
    source = line("Căn cứ", most=200, hint="Văn bản quyết định, số và ngày.")


class SwapForm(forms.Form):
    off_on = DayField(label="Nghỉ ngày")
    work_on = DayField(label="Làm bù ngày")
    source = line("Căn cứ", most=200, hint="Văn bản quyết định, số và ngày.")


class ScheduleForm(forms.Form):
    """`cleaned_data` has the seven days as one tuple `minutes`."""

    code = line("Mã", most=20)
    name = line("Tên chế độ", most=80, hint="Ví dụ: Sáu ngày một tuần, Nửa ngày, Theo ca.")
    is_shift = forms.BooleanField(
        label="Theo ca", required=False, help_text="Số phút lấy từ lịch ca; bảy ô dưới không dùng."
    )
    is_default = forms.BooleanField(
        label="Mặc định của cơ quan",
        required=False,
        help_text="Ai không có chế độ riêng thì theo chế độ này.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for (name, label), minutes in zip(WEEK.items(), FULL_WEEK, strict=True):
            self.fields[name] = WholeField(label=f"{label} (phút)", initial=minutes)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors:
            cleaned["minutes"] = tuple(cleaned.pop(name) for name in WEEK)
        return cleaned


class UseForm(forms.Form):
    person_ids = forms.TypedMultipleChoiceField(
        label="Người", coerce=int, widget=forms.SelectMultiple(attrs={"size": 8}),
        help_text="Giữ Ctrl để chọn nhiều người.",
        error_messages={"required": "Chọn ít nhất một người.", "invalid_choice": "Chọn người trong danh sách."},
    )  # fmt: skip
    schedule_id = pick_one("Chế độ")
    valid_from = DayField(label="Từ ngày")
    valid_to = LastDayField(
        label="Đến hết ngày", required=False, help_text="Có ngày này thì sau đó trở lại chế độ trước."
    )

    def __init__(
        self, *args: Any, people: list[tuple[int, str]], schedules: list[tuple[int, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person_ids"].choices = people  # type: ignore[attr-defined]
        self.fields["schedule_id"].choices = rows(schedules)  # type: ignore[attr-defined]


class ShiftKindForm(forms.Form):
    sign = line("Ký hiệu", most=4, hint="Ghi vào ô của lịch ca, ví dụ S, C, Đ.")
    name = line("Tên ca", most=40)
    minutes = WholeField(label="Số phút")


class LeaveForm(forms.Form):
    kind = pick("Loại", Leave.Kind.choices, hint="Chỉ ghi loại nghỉ, không ghi bệnh hay chuyện riêng.")
    first = DayField(label="Từ ngày")
    last = DayField(label="Đến hết ngày")
    part = pick("Phần ngày", Leave.Part.choices, hint="Nửa ngày chỉ ghi cho một ngày.")
    note = line("Ghi chú cho người duyệt", most=300, required=False)
    client_id = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A double click sends the same number twice and makes one request.
        self.fields["client_id"].initial = uuid.uuid4()


class RecordLeaveForm(LeaveForm):
    person_id = pick_one("Người nghỉ", search=True)
    field_order = ["person_id", "kind", "first", "last", "part", "note", "client_id"]

    def __init__(self, *args: Any, people: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person_id"].choices = rows(people)  # type: ignore[attr-defined]


class DecideForm(forms.Form):
    decision = pick("Ý kiến", [("duyet", "Duyệt"), ("khong", "Không duyệt")])
    reason = line("Lý do", most=300, required=False, hint="Cần ghi khi không duyệt.")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors:
            cleaned["is_approved"] = cleaned.pop("decision") == "duyet"
        return cleaned


class CancelForm(forms.Form):
    reason = line("Lý do", most=300, required=False, hint="Không cần khi tự hủy đơn của mình.")


class TeamsForm(forms.Form):
    """`cleaned_data` is `teams`, `pattern`, `first`, `last`."""

    pattern = line(
        "Vòng ca", most=120, hint="Ký hiệu từng ngày, cách nhau một dấu cách; - là nghỉ. Ba tổ: N N Đ Đ - -."
    )
    first = DayField(label="Từ ngày")
    last = DayField(label="Đến hết ngày")

    def __init__(self, *args: Any, people: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for letter in "abc":
            self.fields[f"team_{letter}"] = forms.TypedMultipleChoiceField(
                label=f"Tổ {letter.upper()}", coerce=int, choices=people, required=False,
                widget=forms.CheckboxSelectMultiple,
                error_messages={"invalid_choice": "Chọn người trong danh sách."},
            )  # fmt: skip
        self.order_fields(["team_a", "team_b", "team_c"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors:
            cleaned["teams"] = [cleaned.pop(f"team_{letter}") for letter in "abc"]
            cleaned["pattern"] = cleaned["pattern"].split()
        return cleaned


class RotaForm(forms.Form):
    """The boxes of a rota: signs joined by "+", as "S" or "S+Đ"; or "Ca đặc biệt:90"."""

    def __init__(self, *args: Any, rota: Rota, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rota = rota
        self.kinds = {k.sign.upper(): (k.name, k.minutes) for k in rota.kinds}

    def typed(self) -> dict[str, str]:
        """What stands in each box, by field name."""
        names = [cell.name for each in self.rota.lines for cell in each.cells]
        return {name: str(self.data.get(name, ""))[:60].strip() for name in names}

    def clean(self) -> dict[str, Any]:
        """Gives `shifts` and `person_ids`; names each box that it cannot read."""
        typed, shifts = self.typed(), []
        for each in self.rota.lines:
            for cell in each.cells:
                for part in self._parts(typed[cell.name]):
                    kind = self._kind(part)
                    if kind is None:
                        self.add_error(None, self._unknown(each.person.full_name, cell.day, part))
                    else:
                        shifts.append(ShiftSpec(each.person.pk, cell.day, *kind))
        return {"shifts": shifts, "person_ids": [each.person.pk for each in self.rota.lines]}

    def lines(self) -> list[tuple[RotaLine, list[tuple[RotaCell, str]]]]:
        """The rota with what belongs in each box: as stored, or as typed after a refusal."""
        typed = self.typed() if self.is_bound else {}
        return [(each, [(c, typed.get(c.name, c.signs)) for c in each.cells]) for each in self.rota.lines]

    @staticmethod
    def _parts(box: str) -> list[str]:
        found: list[str] = []
        for chunk in map(str.strip, box.split("+")):
            found += [chunk] if ":" in chunk else re.split(r"[\s,]+", chunk)
        return list(filter(None, found))

    def _kind(self, part: str) -> tuple[str, int] | None:
        if found := self.kinds.get(part.upper()):
            return found
        name, _, minutes = part.rpartition(":")
        if name and minutes.isascii() and minutes.isdigit() and len(minutes) < 5:
            return name, int(minutes)
        return None

    @staticmethod
    def _unknown(name: str, day: dt.date, part: str) -> str:
        return f"{name}, ngày {day:%d/%m}: không có ký hiệu ca “{part}”. Dùng ký hiệu trong bảng loại ca."
