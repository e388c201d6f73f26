"""What was typed on the pages of this room. The rules live in the commands."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django import forms

from congvu.base.text import clean
from congvu.catalogue.queries import ProductChoice, choice_of, search_products
from congvu.policy.facts import Actor
from congvu.ui.fields import DayField, NumberField, sentence_field

from .commands import ShareSpec
from .models import Cause, Share, Task
from .queries import person_typed, units_led

ROWS = 6
VISIBLE_ROWS = 2
MATCHES = 8
PERSON = forms.TextInput(attrs={"list": "nguoi", "autocomplete": "off"})


class ActForm(forms.Form):
    """A form on the task page. `version` tells the command which state of the part was seen."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def values(self) -> dict[str, Any]:
        """Keyword arguments of the command."""
        return dict(self.cleaned_data)


class ProgressForm(ActForm):
    note = sentence_field("Tiến độ đến nay")


class UnableForm(ActForm):
    reason = sentence_field("Vì sao không làm được")


class ExtensionForm(ActForm):
    new_deadline = DayField(label="Hạn mới")
    reason = sentence_field("Lý do xin gia hạn", longest=4000)


class CancelForm(ActForm):
    reason = sentence_field("Lý do hủy", hint="Phần hủy ra khỏi tổng được giao; lý do được lưu lại.")


class CarryOverForm(ActForm):
    new_deadline = DayField(label="Hạn mới, ở kỳ sau")
    reason = sentence_field("Lý do", hint="Ở kỳ cũ phần này vẫn là được giao, chưa xong.")


class HandOverForm(ActForm):
    to_person = forms.CharField(
        label="Chuyển cho", max_length=200, widget=PERSON, help_text="Gõ tên rồi chọn trong danh sách.",
        error_messages={"required": "Chưa chọn người nhận."},
    )  # fmt: skip
    quantity = NumberField(
        label="Số lượng",
        required=False,
        max_digits=9,
        decimal_places=2,
        help_text="Để trống là chuyển hết phần còn lại.",
    )
    deadline = DayField(label="Hạn của người nhận")
    reason = sentence_field(
        "Lý do chuyển",
        hint="Phần chuyển vẫn tính trong tổng giao của người đang làm (Điều 18 khoản 1 điểm d).",
    )

    def __init__(self, *args: Any, viewer: Actor, **kwargs: Any) -> None:
        self.viewer = viewer
        super().__init__(*args, **kwargs)

    def clean_to_person(self) -> int:
        found = person_typed(self.viewer, self.cleaned_data["to_person"])
        if found is None:
            raise forms.ValidationError("Không rõ người này. Đồng chí gõ tên rồi chọn trong danh sách.")
        return found

    def values(self) -> dict[str, Any]:
        values = dict(self.cleaned_data)
        values["to_person_id"] = values.pop("to_person")
        return values


class DecideForm(forms.Form):
    """Agreed or not, with a word."""

    granted = forms.TypedChoiceField(
        label="Quyết định", choices=[("1", "Đồng ý"), ("0", "Không đồng ý")], coerce=lambda v: v == "1",
        widget=forms.RadioSelect, error_messages={"required": "Chưa chọn quyết định."},
    )  # fmt: skip
    note = sentence_field("Ý kiến", required=False, hint="Không đồng ý thì cần nêu lý do.")

    def values(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class CauseForm(forms.Form):
    about = forms.ChoiceField(label="Về", choices=Cause.About.choices, widget=forms.RadioSelect)
    product = forms.IntegerField(label="Sản phẩm thứ", min_value=1, max_value=1_000_000, initial=1)
    count = forms.IntegerField(label="Số lần đề nghị không tính", min_value=1, max_value=100, initial=1)
    reason = sentence_field("Nguyên nhân khách quan", longest=4000)

    def values(self) -> dict[str, Any]:
        values = dict(self.cleaned_data)
        values["product_index"] = values.pop("product") - 1
        return values


class CountsField(forms.CharField):
    """One whole number for each product: "0 1 0" or "0, 1, 0"."""

    def clean(self, value: Any) -> list[int] | None:
        text = super().clean(value)
        pieces = re.split(r"[\s,;]+", clean(text)) if clean(text) else []
        if any(not p.isascii() or not p.isdigit() or len(p) > 3 for p in pieces):
            raise forms.ValidationError(
                "Điền số lần của từng sản phẩm, cách nhau bằng dấu cách, ví dụ 0 1 0."
            )
        return [int(p) for p in pieces] or None


class RejudgeForm(forms.Form):
    met = forms.TypedChoiceField(
        label="Kết luận lại", choices=[("1", "Đạt"), ("0", "Trả lại")], coerce=lambda v: v == "1",
        widget=forms.RadioSelect, error_messages={"required": "Chưa chọn kết luận."},
    )  # fmt: skip
    quantity = NumberField(label="Số lượng công nhận", required=False, max_digits=9, decimal_places=2)
    errors_each = CountsField(
        label="Lỗi lớn của từng sản phẩm",
        required=False,
        max_length=400,
        help_text="Ví dụ 0 1 0. Để trống là không có lỗi lớn.",
    )
    late_each = CountsField(
        label="Lần chậm của từng sản phẩm",
        required=False,
        max_length=400,
        help_text="Xong sau hạn thì mỗi sản phẩm tính ít nhất một lần.",
    )
    major_error = forms.BooleanField(label="Trả lại vì sai sót lớn về nội dung", required=False)
    reason = sentence_field("Lý do sửa kết luận", longest=4000)

    def values(self) -> dict[str, Any]:
        values = dict(self.cleaned_data)
        values["errors"], values["late"] = values.pop("errors_each"), values.pop("late_each")
        return {**values, "decider_id": None}


class AssignForm(forms.Form):
    """One task with up to six people. Works without script: the product is searched when posted."""

    client_id = forms.UUIDField(widget=forms.HiddenInput)
    product = forms.IntegerField(required=False, widget=forms.HiddenInput)
    product_choice = forms.IntegerField(required=False, widget=forms.HiddenInput)
    product_text = forms.CharField(
        label="Sản phẩm, công việc", max_length=400, help_text="Gõ mã hoặc tên, không dấu cũng được.",
        error_messages={"required": "Chưa chọn sản phẩm."},
    )  # fmt: skip
    title = forms.CharField(
        label="Tên việc", max_length=300, required=False, help_text="Để trống thì lấy tên trong danh mục."
    )
    quantity = NumberField(label="Số lượng", max_digits=9, decimal_places=2, initial=Decimal(1))
    unit = forms.ChoiceField(label="Đơn vị")
    deadline = DayField(label="Hạn")
    standard = sentence_field("Yêu cầu về chất lượng", rows=3, longest=4000, required=False)
    origin = forms.ChoiceField(
        label="Nguồn việc", widget=forms.RadioSelect, initial=Task.Origin.PLAN,
        choices=[c for c in Task.Origin.choices if c[0] != Task.Origin.CARRIED_OVER],
        help_text="Việc đột xuất tính thêm, ngoài tổng được giao (Điều 18 khoản 1 điểm d).",
    )  # fmt: skip
    origin_ref = forms.CharField(
        label="Căn cứ", max_length=200, required=False, help_text="Số kế hoạch, văn bản hoặc lời chỉ đạo."
    )

    def __init__(self, *args: Any, viewer: Actor, today: dt.date, **kwargs: Any) -> None:
        self.viewer, self.today = viewer, today
        self.matches: list[ProductChoice] = []
        super().__init__(*args, **kwargs)
        units = units_led(viewer, on=today)
        self.fields["unit"].choices = [(str(u.pk), u.name) for u in units]  # type: ignore[attr-defined]
        for n in range(1, ROWS + 1):
            self._add_row(n)

    def _add_row(self, n: int) -> None:
        roles = Share.Role.choices
        self.fields[f"person_{n}"] = forms.CharField(
            label=f"Người thứ {n}", required=n == 1, max_length=200, widget=PERSON,
            error_messages={"required": "Chưa chọn người làm."},
        )  # fmt: skip
        self.fields[f"role_{n}"] = forms.ChoiceField(
            label="Vai trò",
            required=n == 1,
            choices=roles,
            initial=Share.Role.LEAD if n == 1 else Share.Role.SUPPORT,
        )
        self.fields[f"percent_{n}"] = NumberField(
            label="Tỷ lệ", required=False, max_digits=5, decimal_places=2
        )
        self.fields[f"deadline_{n}"] = DayField(label="Hạn riêng", required=False)

    def rows(self) -> Iterator[list[forms.BoundField]]:
        """The bound fields of each person."""
        for n in range(1, ROWS + 1):
            yield [self[f"{name}_{n}"] for name in ("person", "role", "percent", "deadline")]

    @property
    def first_rows(self) -> list[list[forms.BoundField]]:
        return list(self.rows())[:VISIBLE_ROWS]

    @property
    def more_rows(self) -> list[list[forms.BoundField]]:
        return list(self.rows())[VISIBLE_ROWS:]

    @property
    def has_more(self) -> bool:
        return any(row[0].value() for row in self.more_rows)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data["product_id"] = self._product(data)
        data["shares"] = self._shares(data)
        return data

    def _product(self, data: dict[str, Any]) -> int | None:
        text = clean(data.get("product_text") or "")
        for field in ("product_choice", "product"):
            chosen = data.get(field) and choice_of(data[field], viewer=self.viewer, on=self.today)
            if chosen and (field == "product_choice" or chosen.label == text):
                return int(chosen.id)
        if not text:
            return None
        found = search_products(
            self.viewer, text, on=self.today, person_id=self.viewer.person_id, limit=MATCHES + 1
        )
        exact = [c for c in found if text.lower() in (c.code.lower(), c.label.lower())]
        if len(found) == 1 or len(exact) == 1:
            return (exact or found)[0].id
        self.matches = found[:MATCHES]
        self.add_error(
            "product_text",
            "Có nhiều sản phẩm khớp. Đồng chí chọn một dòng dưới đây." if found
            else "Không có sản phẩm nào khớp trong danh mục đang hiệu lực. Thử bớt một từ.",
        )  # fmt: skip
        return None

    def _shares(self, data: dict[str, Any]) -> list[ShareSpec]:
        found = []
        named = [n for n in range(1, ROWS + 1) if clean(data.get(f"person_{n}") or "")]
        for n in named:
            person_id = person_typed(self.viewer, data[f"person_{n}"])
            if person_id is None:
                self.add_error(f"person_{n}", "Không rõ người này. Đồng chí gõ tên rồi chọn trong danh sách.")
                continue
            percent = data.get(f"percent_{n}")
            if percent is None and len(named) == 1:
                percent = Decimal(100)
            if percent is None:
                self.add_error(f"percent_{n}", "Chưa điền tỷ lệ. Các tỷ lệ cộng lại bằng 100%.")
                continue
            found.append(ShareSpec(person_id, data.get(f"role_{n}", ""), percent, data.get(f"deadline_{n}")))
        return found

    def values(self) -> dict[str, Any]:
        """Keyword arguments of `assign_task`."""
        data = self.cleaned_data
        leads = [s.person_id for s in data["shares"] if s.role == Share.Role.LEAD]
        names = (
            "product_id",
            "title",
            "quantity",
            "standard",
            "deadline",
            "origin",
            "origin_ref",
            "shares",
            "client_id",
        )
        return {
            **{name: data[name] for name in names},
            "organ_id": self.viewer.organ_id,
            "unit_id": int(data["unit"]),
            "accountable_id": leads[0] if leads else data["shares"][0].person_id,
        }


def new_client_id() -> uuid.UUID:
    """A fresh mark for one form: posted twice, it makes one task."""
    return uuid.uuid4()
