"""The form of an import: the file."""

from __future__ import annotations

from typing import Any

from django import forms

from congvu.imports.models import Batch
from congvu.ui.fields import NumberField

ACCEPT = {
    Batch.Kind.CATALOGUE.value: ".xlsx",
    Batch.Kind.POSITIONS.value: ".docx",
    Batch.Kind.STAFF.value: ".xlsx,.csv",
}


class UploadForm(forms.Form):
    """One file; a catalogue may need the score of the standard product."""

    file = forms.FileField(
        label="Tệp",
        allow_empty_file=True,
        error_messages={
            "required": "Chưa chọn tệp.",
            "invalid": "Chưa chọn tệp.",
            "missing": "Chưa chọn tệp.",
            "max_length": "Tên tệp dài quá; đồng chí đổi tên ngắn hơn.",
        },
    )
    standard_score = NumberField(
        label="Điểm của sản phẩm chuẩn",
        required=False,
        min_value=0,
        max_digits=8,
        decimal_places=2,
        help_text="Chỉ điền khi tệp không ghi điểm này.",
    )

    def __init__(self, kind: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].widget.attrs["accept"] = ACCEPT[kind]
        if kind != Batch.Kind.CATALOGUE:
            del self.fields["standard_score"]

    def options(self) -> dict[str, str]:
        """What the reader is told besides the file."""
        score = self.cleaned_data.get("standard_score")
        return {"standard_score": f"{score:f}"} if score else {}
