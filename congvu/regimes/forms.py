"""What was typed on the pages of packs. The rules live in the commands."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict

from congvu.base.text import clean
from congvu.ui.fields import DayField, sentence_field
from rulebook import loader, problems
from rulebook.errors import RuleError

MISSING = {"required": "Chưa điền ô này.", "max_length": "Mục này dài quá."}


def _line(label: str, *, hint: str = "", longest: int = 120, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=longest, help_text=hint, error_messages=MISSING, required=required
    )


class PackForm(forms.Form):
    """A pack as a file or as text; a refusal keeps what the file held in the text area."""

    file = forms.FileField(
        label="Tệp .toml", required=False, allow_empty_file=True,
        widget=forms.ClearableFileInput(attrs={"accept": ".toml"}),
        error_messages={"invalid": "Chưa chọn tệp.", "max_length": "Tên tệp dài quá."},
    )  # fmt: skip
    text = forms.CharField(
        label="Hoặc dán nội dung tệp", required=False, strip=False,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false", "class": "code-text"}),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Read the pack; everything that is wrong with it is said beside the text."""
        cleaned: dict[str, Any] = super().clean() or {}
        written = self._written(cleaned.pop("file", None))
        cleaned["text"] = written
        if written is None:
            return cleaned
        if not written.strip():
            self.add_error("text", "Chọn tệp hoặc dán nội dung của bộ quy tắc.")
            return cleaned
        self.pack, found = problems.found_in(written, "Tệp")
        for sentence in found:
            self.add_error("text", sentence)
        return cleaned

    def _written(self, file: Any) -> str | None:
        """The text that counts, put where the page shows it again; None when a file cannot be read."""
        if not file:
            return str(self.cleaned_data.get("text") or "").replace("\r\n", "\n")
        raw = file.read(loader.MOST_PACK_BYTES + 1)
        try:
            written = loader.decoded(raw, loader.MOST_PACK_BYTES).replace("\r\n", "\n")
        except RuleError as error:
            self.add_error("file", str(error))
            return None
        shown = QueryDict(mutable=True)
        shown.update({key: self.data[key] for key in self.data if key in self.fields} | {"text": written})
        self.data = shown
        return written


class AddForm(PackForm):
    """A pack to add, with the document it rests on."""

    decision_number = _line("Số văn bản ban hành", hint="Ví dụ: 1234/QĐ-UBND.")
    decision_on = DayField(label="Ngày văn bản")


class UseForm(forms.Form):
    """From when the organ scores by a pack, by which decision."""

    valid_from = DayField(label="Áp dụng từ ngày", help_text="Ngày đầu của một kỳ chưa mở.")
    decision_number = _line("Số quyết định", hint="Ví dụ: 1234/QĐ-UBND.")
    decision_on = DayField(label="Ngày quyết định")
    signer = _line("Người ký")
    orders = sentence_field(
        "Nội dung quyết định", required=False,
        hint="Cần khi bộ quy tắc là dự thảo: ghi câu của quyết định cho phép áp dụng.",
    )  # fmt: skip


class CancelForm(forms.Form):
    """Why a decision that has not begun is taken back."""

    reason = sentence_field("Lý do hủy", longest=300)

    def clean_reason(self) -> str:
        return clean(self.cleaned_data["reason"])
