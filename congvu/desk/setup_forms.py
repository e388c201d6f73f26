"""What the set-up page asks."""

from __future__ import annotations

from django import forms

from congvu.accounts.forms import NewPasswordForm
from congvu.org.models import Organ


def _line(label: str, longest: int, hint: str = "", **attributes: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=longest,
        help_text=hint,
        widget=forms.TextInput(attrs=attributes),
        error_messages={
            "required": f"Điền {label.lower()}.",
            "max_length": f"{label} dài nhất {longest} ký tự.",
        },
    )


class SetupForm(NewPasswordForm):
    organ_name = _line("Tên cơ quan", 200, "Tên đầy đủ, ví dụ: Sở Nội vụ tỉnh Sông Mây.")
    short_name = _line("Tên ngắn", 80)
    organ_code = _line("Mã cơ quan", 30, "Ví dụ: SNV.")
    kind = forms.ChoiceField(
        label="Loại cơ quan",
        choices=Organ.Kind.choices,
        error_messages={"required": "Chọn loại cơ quan.", "invalid_choice": "Chọn một loại trong danh sách."},
    )
    valid_from = forms.DateField(
        label="Ghi nhận từ ngày",
        help_text="Đơn vị, người và danh mục có thể ghi từ ngày này.",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": "Chọn ngày.",
            "invalid": "Ngày chưa đúng. Viết ngày/tháng/năm, ví dụ 01/01/2026.",
        },
    )
    full_name = _line("Họ và tên của đồng chí", 120, autocomplete="name")
    staff_code = _line("Mã cán bộ", 30)
    username = _line(
        "Tên đăng nhập",
        60,
        "Chữ thường không dấu, số, dấu chấm.",
        autocomplete="username",
        autocapitalize="none",
    )
    field_order = [
        "organ_name", "short_name", "organ_code", "kind", "valid_from", "full_name", "staff_code", "username",
        "password", "repeated",
    ]  # fmt: skip
