"""What was typed on the pages of the catalogue. The rules live in the commands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from congvu.catalogue.models import Example, Vote
from congvu.catalogue.specs import LONGEST, MOST_GROUPS, TITLES, ItemSpec
from congvu.org.models import Position, Unit
from congvu.ui.fields import DayField, NumberField, sentence_field

MISSING = {"required": "Chưa điền ô này."}


def _line(name: str, *, required: bool = False, hint: str = "") -> forms.CharField:
    return forms.CharField(
        label=TITLES[name], required=required, max_length=LONGEST[name], help_text=hint,
        error_messages={**MISSING, "max_length": f"Dài nhất {LONGEST[name]} ký tự."},
    )  # fmt: skip


def _points(name: str, *, required: bool = False) -> NumberField:
    return NumberField(label=TITLES[name], required=required, max_digits=8, decimal_places=2)


class ItemForm(forms.Form):
    """One item of a proposed edition."""

    code = _line("code", required=True)
    section = _line("section")
    task = sentence_field(TITLES["task"], longest=LONGEST["task"])
    detail = sentence_field(TITLES["detail"], longest=LONGEST["detail"])
    output = sentence_field(TITLES["output"], longest=LONGEST["output"], required=False)
    unit_of_measure = _line("unit_of_measure", hint="Ví dụ: văn bản, hồ sơ, cuộc họp.")
    group = forms.TypedChoiceField(
        label=TITLES["group"], coerce=int, choices=[(n, f"N{n}") for n in range(1, MOST_GROUPS + 1)]
    )
    score = _points("score", required=True)
    frame_low = _points("frame_low")
    frame_high = _points("frame_high")
    norm_minutes = forms.IntegerField(
        label=TITLES["norm_minutes"], required=False, min_value=1, max_value=1_000_000,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "num"}),
        error_messages={"invalid": "Điền số phút.", "min_value": "Ít nhất 1 phút.", "max_value": "Số này lớn quá."},
    )  # fmt: skip
    evidence = _line("evidence")
    note = sentence_field(TITLES["note"], longest=LONGEST["note"], required=False)
    is_shared = forms.BooleanField(label="Dùng chung cho mọi người", required=False, initial=True)
    unit_ids = forms.TypedMultipleChoiceField(
        label="Đơn vị", coerce=int, required=False, help_text="Giữ Ctrl để chọn nhiều dòng."
    )
    position_ids = forms.TypedMultipleChoiceField(label="Vị trí việc làm", coerce=int, required=False)

    def __init__(self, *args: Any, organ_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = Unit.objects.filter(organ_id=organ_id, valid_to=None).order_by("path")
        positions = Position.objects.filter(organ_id=organ_id, valid_to=None).order_by("group", "name")
        self.fields["unit_ids"].choices = [(u.pk, u.name) for u in units]  # type: ignore[attr-defined]
        self.fields["position_ids"].choices = [(p.pk, p.name) for p in positions]  # type: ignore[attr-defined]

    def spec(self) -> ItemSpec:
        """The item as the command takes it."""
        data = dict(self.cleaned_data)
        for name in ("unit_ids", "position_ids"):
            data[name] = tuple(data[name])
        return ItemSpec(**data)


class EditionForm(forms.Form):
    """A form beside an edition; its values are the command's arguments."""

    def values(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class AppraiseForm(EditionForm):
    note = sentence_field("Ý kiến thẩm định", rows=3, longest=4000)


class ReasonForm(EditionForm):
    reason = sentence_field("Lý do", longest=1000)


class StandardForm(EditionForm):
    code = forms.CharField(
        label="Mã sản phẩm chuẩn",
        max_length=40,
        error_messages=MISSING,
        help_text="Mục có đúng điểm chuẩn, hệ số 1.",
    )


class DecideForm(EditionForm):
    number = forms.CharField(label="Số quyết định", max_length=60, error_messages=MISSING)
    date = DayField(label="Ngày quyết định")
    signer = forms.CharField(label="Người ký", max_length=120, error_messages=MISSING)
    valid_from = DayField(label="Có hiệu lực từ", help_text="Bản trước hết hiệu lực từ ngày này.")
    reason = sentence_field(
        "Lý do quyết định", rows=3, longest=2000, required=False,
        hint="Cần ghi khi quyết định khác kết quả bỏ phiếu của hội đồng.",
    )  # fmt: skip


class ConsultForm(EditionForm):
    """Who sits in the council, until when views are taken."""

    due_on = DayField(label="Nhận ý kiến đến hết ngày")
    people = forms.TypedMultipleChoiceField(
        label="Thành viên hội đồng", coerce=int, help_text="Giữ Ctrl để chọn nhiều người.",
        error_messages={"required": "Chưa chọn ai."},
    )  # fmt: skip

    def __init__(self, *args: Any, people: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].choices = list(people)  # type: ignore[attr-defined]


class CommentForm(EditionForm):
    text = sentence_field("Góp ý", rows=3, longest=2000)


class VoteForm(EditionForm):
    """One vote on one code."""

    choice = forms.ChoiceField(
        label="Ý kiến", choices=Vote.Choice.choices, widget=forms.RadioSelect,
        error_messages={"required": "Chưa chọn ý kiến."},
    )  # fmt: skip
    value = NumberField(
        label="Hệ số đề nghị", required=False, max_digits=10, decimal_places=4,
        help_text="Chỉ ghi khi chọn “Hệ số khác”, ví dụ 1,5.",
    )  # fmt: skip
    reason = sentence_field("Lý do", required=False, hint="Cần ghi khi không đồng ý hoặc đề nghị hệ số khác.")


class WishForm(forms.Form):
    """A product that the catalogue lacks. `origin` is the diary line it came from."""

    title = forms.CharField(
        label="Sản phẩm, công việc", max_length=300, error_messages=MISSING,
        help_text="Gọi như đồng chí vẫn gọi khi làm.",
    )  # fmt: skip
    output = forms.CharField(
        label="Sản phẩm đầu ra", max_length=300, required=False,
        help_text="Thứ cầm được khi xong, ví dụ: biên bản, hồ sơ đã trả.",
    )  # fmt: skip
    unit_of_measure = forms.CharField(
        label="Đơn vị tính", max_length=40, error_messages=MISSING, help_text="Ví dụ: văn bản, hồ sơ, buổi."
    )
    times_a_month = forms.IntegerField(
        label="Mỗi tháng mấy lần", min_value=1, max_value=1000,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "num"}),
        error_messages={
            "required": "Chưa điền ô này.", "invalid": "Điền một số, ví dụ 4.", "min_value": "Ít nhất 1 lần.",
            "max_value": "Nhiều nhất 1.000 lần.",
        },
    )  # fmt: skip
    why = sentence_field(
        "Vì sao cần", rows=3, longest=2000, hint="Việc do ai giao, vì sao mục đã có không hợp."
    )
    origin = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)


class ExampleForm(EditionForm):
    """One example of how a line of the product is written."""

    kind = forms.ChoiceField(
        label="Loại", choices=Example.Kind.choices, widget=forms.RadioSelect, initial=Example.Kind.GOOD,
        error_messages={"required": "Chưa chọn loại."},
    )  # fmt: skip
    text = sentence_field("Câu ví dụ", hint="Không nêu tên người, tên đơn vị có thật.")
    note = forms.CharField(label="Vì sao", max_length=300, required=False)
