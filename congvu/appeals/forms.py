"""The forms of an appeal. Rules live in the commands; here only what was typed."""

from __future__ import annotations

from typing import Any

from django import forms

from congvu.org.fields import DayField, line, paragraph, pick, pick_one, rows

from .states import Outcome


class LodgeForm(forms.Form):
    grounds = paragraph("Điểm nào không nhất trí, vì sao", most=5000)
    wanted = paragraph("Đề nghị điều gì", most=5000)
    file = forms.FileField(label="Tài liệu kèm theo", required=False)


class PaperForm(forms.Form):
    file = forms.FileField(
        label="Tệp", error_messages={"required": "Chọn một tệp.", "empty": "Tệp này rỗng."}
    )


class NameForm(forms.Form):
    """Who prepares and who decides; `reason` only when they are named again."""

    preparer_id = pick_one("Người chuẩn bị hồ sơ", search=True, hint="Không phải người đã chấm điểm.")
    resolver_id = pick_one(
        "Người giải quyết", hint="Cấp trên gần nhất của người chấm điểm đứng đầu danh sách."
    )
    basis = line("Căn cứ", most=300, required=False, hint="Cần khi giao cấp cao hơn cấp gần nhất.")
    reason = line("Lý do giao lại", most=300)

    def __init__(
        self,
        *args: Any,
        preparers: list[tuple[int, str]],
        resolvers: list[tuple[int, str]],
        again: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["preparer_id"].choices = rows(preparers)  # type: ignore[attr-defined]
        self.fields["resolver_id"].choices = resolvers  # type: ignore[attr-defined]
        if not again:
            del self.fields["reason"]


class HearingForm(forms.Form):
    held_on = DayField(label="Ngày làm việc")
    people = line("Thành phần", most=300, hint="Ví dụ: người kiến nghị, người chấm điểm, công đoàn.")
    notes = paragraph("Nội dung", most=5000)


class PrepareForm(forms.Form):
    findings = paragraph("Kết quả xác minh", most=5000)
    proposal = pick("Đề xuất", Outcome.choices, blank="Chọn…")


class DecideForm(forms.Form):
    outcome = pick("Kết luận", Outcome.choices, blank="Chọn…")
    reason = paragraph(
        "Lý do", most=5000, hint="Người kiến nghị đọc câu này. Nếu thay đổi, ghi rõ phải chấm lại điểm nào."
    )


class ReturnForm(forms.Form):
    reason = paragraph("Cần làm thêm gì", most=500)
