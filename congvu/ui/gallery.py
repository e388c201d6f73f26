"""Sample values for the gallery. All names, codes and numbers are invented."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.paginator import Paginator

from . import contrast
from .parts import Part, Step
from .timeline import day_scale


class SampleForm(forms.Form):
    """A form with two mistakes, to show how they look."""

    duration = forms.CharField(
        label="Thời gian làm", help_text="Gõ kiểu nào cũng được: 1g15, 75p, 1,25, nửa buổi."
    )
    giver = forms.ChoiceField(
        label="Người giao việc",
        choices=[("", "Chọn…"), ("1", "Trần Quốc Đạt")],
        error_messages={"required": "Chọn người giao việc."},
    )
    note = forms.CharField(label="Ghi chú", required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def clean_duration(self) -> str:
        raise forms.ValidationError("Thời gian phải lớn hơn 0 và không quá 12 giờ.")


class PlainForm(forms.Form):
    """Every kind of control, without mistakes."""

    quantity = forms.IntegerField(label="Số lượng", initial=6, min_value=0)
    day = forms.DateField(
        label="Ngày", initial=date(2026, 11, 19), widget=forms.DateInput(attrs={"type": "date"})
    )
    role = forms.ChoiceField(
        label="Vai trò",
        choices=[("lead", "Chủ trì"), ("help", "Phối hợp")],
        initial="lead",
        widget=forms.RadioSelect,
    )
    file = forms.FileField(label="Tệp minh chứng", required=False)
    keep = forms.BooleanField(label="Giữ đăng nhập 30 ngày trên điện thoại này", required=False, initial=True)
    locked = forms.CharField(label="Mã", initial="CCVC-07", disabled=True)


@dataclass(frozen=True)
class Contrast:
    """One row of the contrast table."""

    use: str
    text: str
    ground: str
    css: str
    sample: str
    light: Decimal
    dark: Decimal


PAIRS = [
    ("Chữ chính", "text", "surface", "on-surface as-text", "Ẩn"),
    ("Chữ phụ", "text-2", "surface", "on-surface as-text-2", "Ẩn"),
    ("Chữ mờ trên mặt", "text-3", "surface", "on-surface as-text-3", "Ẩn"),
    ("Chữ mờ trên giấy", "text-3", "paper", "on-paper as-text-3", "Ẩn"),
    ("Chữ mờ trên mặt 3", "text-3", "surface-3", "on-surface-3 as-text-3", "Ẩn"),
    ("Liên kết, nút mực", "ink", "surface", "on-surface as-ink", "Ẩn"),
    ("Chữ trên nút mực", "on-ink", "ink", "on-ink", "Ẩn"),
    ("Nhãn mực", "ink", "ink-tint", "on-ink-tint", "Ẩn"),
    ("Nhãn lá", "leaf", "leaf-tint", "on-leaf-tint", "Ẩn"),
    ("Nhãn hổ phách", "amber", "amber-tint", "on-amber-tint", "Ẩn"),
    ("Nhãn son", "seal", "seal-tint", "on-seal-tint", "Ẩn"),
    ("Nhãn tím", "plum", "plum-tint", "on-plum-tint", "Ẩn"),
    ("Viền ô nhập (từ 3)", "line-3", "surface", "ground-line-3", ""),
    ("Biểu đồ 1 (từ 3)", "chart-1", "surface", "ground-1", ""),
    ("Biểu đồ 2 (từ 3)", "chart-2", "surface", "ground-2", ""),
    ("Biểu đồ 3 (từ 3)", "chart-3", "surface", "ground-3", ""),
    ("Biểu đồ 4 (từ 3)", "chart-4", "surface", "ground-4", ""),
    ("Biểu đồ 5 (từ 3)", "chart-5", "surface", "ground-5", ""),
]


def contrasts() -> list[Contrast]:
    """The contrast table, computed from the stylesheet."""
    return [
        Contrast(
            use,
            text,
            ground,
            css,
            sample,
            *(Decimal(contrast.pair(theme, text, ground)) for theme in ("light", "dark")),
        )
        for use, text, ground, css, sample in PAIRS
    ]


def context() -> dict[str, Any]:
    """What gallery.html draws."""
    scale = day_scale([(430, 520), (525, 585), (590, 660), (790, 875), (880, 920)], pause=(660, 780))
    return {
        "wrong": SampleForm({"duration": "25 giờ", "giver": ""}),
        "plain": PlainForm(),
        "steps": [
            Step("Mở kỳ", "done", "01/11"),
            Step("Tự chấm", "done", "26/11"),
            Step("Xác nhận", "current", "đến 30/11"),
            Step("Khóa"),
            Step("Công bố"),
        ],
        "parts": [Part(17, 1), Part(12, 2), Part(37, 3), Part(14, 4)],
        "pages": Paginator(range(1148), 25).page(3),
        "dots": [54, 58, 60, 62, 63, 65, 66, 69, 70, 73, 75, 75, 78, 80, 86, 92, 96, 104, 110, 115, 134, 136],
        "products": [
            ("Soạn công văn trả lời", "CCVC-03", "hệ số 1,4"),
            ("Thẩm định đề án vị trí việc làm của đơn vị sự nghiệp", "CCVC-02", "hệ số 1,8"),
            ("Thẩm định hồ sơ nâng lương trước thời hạn", "CCVC-07", "hệ số 1,2"),
            ("Đấu thầu mua sắm thiết bị", "KHTC-05", "hệ số 1,6"),
            ("Hướng dẫn đơn vị về hồ sơ nghỉ hưu", "CCVC-11", "hệ số 1,0"),
        ],
        "groups": [("1", "Nhóm 1"), ("2", "Nhóm 2")],
        "scale": scale,
        "records": [
            (
                scale.place(430, 520),
                "7:10–8:40",
                "Dự thảo trả lời Sở Y tế về tuyển dụng viên chức",
                "present",
                "1 giờ 30",
            ),
            (scale.place(525, 585), "8:45–9:45", "Họp giao ban phòng, tuần 47", "present", "1 giờ"),
            (
                scale.place(590, 660),
                "9:50–11:00",
                "Thẩm định 6 hồ sơ nâng lương trước thời hạn",
                "pending",
                "1 giờ 10",
            ),
            (
                scale.place(880, 920),
                "14:40–15:20",
                "Hướng dẫn 2 đơn vị về hồ sơ nghỉ hưu",
                "absent",
                "40 phút",
            ),
        ],
        "proposed": scale.place(790, 875),
        "contrasts": contrasts(),
        "day": date(2026, 11, 19),
    }
