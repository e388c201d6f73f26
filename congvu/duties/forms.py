"""What was posted on the pages of duties. Rules live in the commands."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django import forms
from django.http import QueryDict

from congvu.base import clock
from congvu.base.devices import told
from congvu.base.errors import Incomplete
from congvu.base.text import clean
from congvu.org.fields import WholeField, line, pick, pick_one, rows
from congvu.ui import words

from .commands import ItemSpec
from .models import Item, Template
from .propose import Proposal

REASONS = (
    "Ca này thiếu việc trong mẫu, đồng chí đánh dấu nốt hoặc ghi lý do.",
    "Số đếm chưa khớp sổ trực, đồng chí xem lại.",
    "Chụp giúp một ảnh của việc bất thường.",
    "Chuyến đi chưa ghi nơi đến, đồng chí bổ sung.",
)
"""Ready sentences for returning a shift."""


def client_id_of(post: QueryDict) -> uuid.UUID:
    """The client's number of a touch. Raises: Incomplete."""
    try:
        return uuid.UUID(post.get("client_id", ""))
    except ValueError:
        raise Incomplete("Thiếu mã của lần bấm này. Tải lại trang rồi bấm lại.") from None


def device_at_of(post: QueryDict) -> dt.datetime | None:
    """The device's own time within sane bounds (`base.devices`); None when it says nothing readable."""
    return told(post.get("device_time", ""), at=clock.now())


def number_of(post: QueryDict, name: str) -> int | None:
    """A whole number below ten digits; None otherwise."""
    text = post.get(name, "").strip()
    digits = text.removeprefix("-")
    return int(text) if digits.isascii() and digits.isdigit() and len(digits) < 10 else None


def text_of(post: QueryDict) -> str:
    """A ready choice, own words, or both; a trip says from where to where."""
    if "to" in post or "to_other" in post:
        start, end = post.get("from", ""), clean(post.get("to_other", "")) or post.get("to", "")
        return " → ".join(part for part in (clean(start), clean(end)) if part)
    parts = [clean(post.get("choice", "")), clean(post.get("text", ""))]
    return ". ".join(part for part in parts if part)


def offered() -> list[tuple[int, str]]:
    """The ready sentences with their numbers, as the organ addresses people."""
    return [(n, words.addressed(sentence)) for n, sentence in enumerate(REASONS)]


def reason_of(post: QueryDict) -> str:
    """A ready sentence, own words, or both."""
    chosen = post.get("template", "")
    ready = words.addressed(REASONS[int(chosen)]) if chosen in {str(n) for n in range(len(REASONS))} else ""
    return " ".join(part for part in (ready, post.get("reason", "")) if part.strip())


def lines_field(label: str, hint: str) -> forms.CharField:
    """One choice a line."""
    return forms.CharField(
        label=label, required=False, help_text=hint, max_length=3000, widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"max_length": "Dài quá 3.000 ký tự. Rút bớt."},
    )  # fmt: skip


class TemplateForm(forms.Form):
    """`cleaned_data` has the three lists as tuples."""

    name = line("Tên mẫu", most=80, hint="Ví dụ: Lái xe, Tạp vụ nhà A.")
    duty = pick("Loại việc", Template.Duty.choices)
    position_id = pick_one("Vị trí việc làm", search=True)
    unit_id = pick_one("Dùng trong đơn vị", hint="Cả các đơn vị dưới nó.")
    places = lines_field("Nơi đi, nơi đến", "Mỗi dòng một nơi; lái xe chọn nhanh khi bắt đầu chuyến.")
    others = lines_field("Việc khác hay gặp", "Mỗi dòng một việc.")
    oddities = lines_field("Việc bất thường hay gặp", "Mỗi dòng một việc.")

    def __init__(
        self, *args: Any, positions: list[tuple[int, str]], units: list[tuple[int, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["position_id"].choices = rows(positions)  # type: ignore[attr-defined]
        self.fields["unit_id"].choices = rows(units)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name in ("places", "others", "oddities"):
            cleaned[name] = tuple((cleaned.get(name) or "").splitlines())
        return cleaned


class ItemForm(forms.Form):
    """`cleaned_data` is the ItemSpec as `spec`, and `sort`."""

    label = line("Việc", most=120, hint="Ngắn, đọc được khi đang đi: Lốp, phanh, đèn.")
    kind = pick("Cách ghi", Item.Kind.choices)
    section = line("Nhóm", most=60, required=False, hint="Ví dụ: Giao ca, Buổi sáng.")
    hint = line("Lời nhắc", most=120, required=False)
    unit_of_measure = line("Đơn vị đếm", most=20, required=False, hint="Cần cho bộ đếm: lượt, gói, cuộc.")
    points = lines_field("Điểm hoặc giờ tuần tra", "Mỗi dòng một lượt: 07:00, hoặc Cổng chính.")
    is_usual = forms.BooleanField(
        label="Đánh dấu khi bấm “Tất cả như thường lệ”", required=False, initial=True
    )
    wants_photo = forms.BooleanField(label="Có nút chụp ảnh", required=False)
    product_id = pick_one(
        "Sản phẩm trong danh mục",
        required=False,
        search=True,
        hint="Để trống thì dòng này chỉ là minh chứng.",
    )
    per_product = WholeField(label="Số lần cho một sản phẩm", initial=1)
    sort = WholeField(label="Thứ tự", required=False)

    def __init__(self, *args: Any, products: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["product_id"].choices = rows(products, blank="Không tính sản phẩm")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        sort = cleaned.pop("sort", None)
        cleaned["points"] = tuple(cleaned["points"].splitlines())
        return {"spec": ItemSpec(**cleaned), "sort": sort}


def kept_of(post: QueryDict, offered: list[Proposal]) -> list[ItemSpec]:
    """The proposed rows that were kept, with the words and the way of recording as changed."""
    specs = []
    for n, proposal in enumerate(offered):
        if post.get(f"keep-{n}") != "1":
            continue
        kind = post.get(f"kind-{n}", proposal.kind)
        specs.append(
            ItemSpec(
                kind=kind,
                label=post.get(f"label-{n}", proposal.label),
                section=proposal.section,
                unit_of_measure="lượt" if kind == Item.Kind.COUNTER else "",
            )
        )
    return specs
