"""What was typed on the pages of this room. Rules live in the commands; here only the reading."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms

from congvu.ui.words import number
from rulebook.pack import Criterion

from .guards import REASON_LEAST, REASON_MOST, TEXT_MOST
from .queries import CardPage, CriterionLine

EMPTY = "Chưa điền ô này."
_NUMBER = re.compile(r"\d{1,4}(?:[.,]\d{1,6})?", re.ASCII)
RATIOS = [("1", "100%"), ("0.5", "50%")]


class PointsField(forms.CharField):
    """A number of points, with a comma or a point before the decimals."""

    def __init__(self, criterion: Criterion) -> None:
        most = number(criterion.maximum.value)
        super().__init__(
            label=f"{criterion.code}. {criterion.text}",
            max_length=12,
            widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "class": "num"}),
            error_messages={
                "required": f"Điền điểm từ 0 đến {most}.",
                "max_length": f"Điểm từ 0 đến {most}.",
            },
        )
        self.criterion, self.unit = criterion, f"trên {most}"

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not _NUMBER.fullmatch(text):
            raise forms.ValidationError(
                f"Điền số điểm từ 0 đến {number(self.criterion.maximum.value)}, ví dụ 2,5."
            )
        return Decimal(text.replace(",", "."))


def _text(
    label: str, *, rows: int, hint: str = "", required: bool = False, most: int = TEXT_MOST
) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        help_text=hint,
        max_length=most,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": EMPTY, "max_length": f"Nội dung dài quá {most} ký tự."},
    )


class ReasonForm(forms.Form):
    """One reason, for an act that must be explained."""

    reason = _text("Lý do", rows=2, hint=f"Ít nhất {REASON_LEAST} ký tự.", required=True, most=REASON_MOST)


class CutoffForm(ReasonForm):
    """A new cut-off, with the reason."""

    cutoff_on = forms.DateField(
        label="Ngày chốt",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        error_messages={"required": "Chọn ngày chốt.", "invalid": "Ngày viết như 05/12/2026."},
    )
    field_order = ["cutoff_on", "reason"]


class PointsForm(forms.Form):
    """The ten criteria of Mẫu 01; the subclasses add the words around them."""

    def __init__(self, *args: Any, page: CardPage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        pack = self.pack = page.pack
        self.lines = page.criteria
        self.fields = {code: PointsField(c) for code, c in pack.criteria.items()} | self.fields
        self.fields["version"] = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def criteria(self) -> list[tuple[CriterionLine, forms.BoundField]]:
        """Each criterion with its box."""
        return [(line, self[line.code]) for line in self.lines]

    def points(self) -> dict[str, Decimal]:
        return {code: self.cleaned_data[code] for code in self.pack.criteria}

    def refused(self, refusal: Any) -> None:
        """Put the refusal of the command beside its field."""
        if refusal and self.is_bound and not self.errors and getattr(refusal, "field", "") in self.fields:
            self.add_error(refusal.field, str(refusal))


def _shown(points: Mapping[str, Decimal | None]) -> dict[str, str]:
    return {code: number(value) for code, value in points.items() if value is not None}


class SelfForm(PointsForm):
    """The person's own points, strengths and weaknesses (Đ18.2)."""

    strengths = _text("Ưu điểm", rows=3)
    weaknesses = _text("Hạn chế, khuyết điểm", rows=3)

    @classmethod
    def of(cls, page: CardPage, data: Any) -> SelfForm:
        initial = _shown({c.code: c.own for c in page.criteria})
        initial |= {
            "strengths": page.card.strengths,
            "weaknesses": page.card.weaknesses,
            "version": str(page.card.version),
        }
        return cls(data, page=page, initial=initial)

    def values(self) -> dict[str, Any]:
        held = self.cleaned_data
        return {
            "points": self.points(),
            "strengths": held["strengths"],
            "weaknesses": held["weaknesses"],
            "version": held["version"],
        }


class ConfirmForm(PointsForm):
    """The authority's points, opinion, the reason for a difference, and d, đ, e of leaders."""

    comment = _text("Ý kiến nhận xét", rows=3)
    difference_reason = _text(
        "Lý do khác điểm tự chấm",
        rows=2,
        hint="Bắt buộc khi hai tổng điểm chênh từ 5 điểm, khác mức, hoặc chưa có điểm tự chấm.",
        most=REASON_MOST,
    )

    def __init__(self, *args: Any, page: CardPage, **kwargs: Any) -> None:
        super().__init__(*args, page=page, **kwargs)
        self.open_ratios = [r for r in page.ratios if r.is_open]
        least = number(page.pack.explanation.value)
        self.fields[
            "difference_reason"
        ].help_text = (
            f"Bắt buộc khi hai tổng điểm chênh từ {least} điểm, khác mức, hoặc chưa có điểm tự chấm."
        )
        for ratio in self.open_ratios:
            self.fields[ratio.key] = forms.ChoiceField(
                label=f"{ratio.component.name}: {ratio.component.text}",
                choices=RATIOS,
                widget=forms.RadioSelect,
                required=False,
                help_text=ratio.sentence,
                error_messages={"invalid_choice": "Chọn 100% hoặc 50%."},
            )
            self.fields[f"{ratio.key}_reason"] = _text(
                f"Căn cứ của {ratio.component.name}", rows=2, most=REASON_MOST
            )

    @classmethod
    def of(cls, page: CardPage, data: Any, *, as_own: bool = False) -> ConfirmForm:
        shown = {c.code: c.own if as_own else c.authority for c in page.criteria}
        initial = _shown(shown) | {
            "comment": page.card.comment,
            "difference_reason": page.card.difference_reason,
            "version": str(page.card.version),
        }
        for ratio in page.ratios:
            if ratio.is_open and ratio.value is not None:
                initial |= {
                    ratio.key: "1" if ratio.value == 1 else "0.5",
                    f"{ratio.key}_reason": ratio.reason,
                }
        return cls(data, page=page, initial=initial)

    def ratio_fields(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[r.key], self[f"{r.key}_reason"]) for r in self.open_ratios]

    def values(self) -> dict[str, Any]:
        held = self.cleaned_data
        return {
            "points": self.points(),
            "comment": held["comment"],
            "difference_reason": held["difference_reason"],
            "version": held["version"],
            "ratios": {
                r.key: (Decimal(held[r.key]), held[f"{r.key}_reason"])
                for r in self.open_ratios
                if held[r.key]
            },
        }


def default_cutoff(period_last: dt.date, today: dt.date, days: int = 7) -> dt.date:
    """A believable new cut-off: a week from today, never before the period's end."""
    return max(period_last, today + dt.timedelta(days=days))
