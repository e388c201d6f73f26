"""What was typed on the pages of this room. The rules live in the commands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django import forms

from congvu.org.fields import NumberField, WholeField, line, pick
from congvu.scoring.guards import TEXT_MOST
from congvu.ui.fields import DayField, sentence_field
from congvu.ui.words import number
from rulebook.model import Level
from rulebook.pack import Pack

from .models import Dossier, Minutes, UnitRating
from .organisations import COMMON, LETTERS, RESULTS, is_flag, typed_facts


def _levels(levels: Iterable[Level], label: str) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=[(one.code, one.name) for one in levels],
        widget=forms.RadioSelect,
        error_messages={"required": "Chọn một mức.", "invalid_choice": "Chọn một mức."},
    )


def _long(label: str, *, rows: int = 4, required: bool = False, hint: str = "") -> forms.CharField:
    return sentence_field(label, rows=rows, longest=TEXT_MOST, required=required, hint=hint)


class SelfForm(forms.Form):
    """Mẫu số 02, part II."""

    def __init__(self, *args: Any, pack: Pack, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["level"] = _levels(pack.levels, "Tự xếp loại")
        self.fields["words"] = _long("Tự nhận xét để trình bày tại cuộc họp")


class EditForm(forms.Form):
    worked_months = NumberField(
        label="Số tháng công tác trong năm",
        help_text="Chưa đủ 06 tháng thì không xếp loại, trừ nghỉ ốm, thai sản.",
    )
    absence = pick(
        "Vắng dài ngày",
        Dossier.Absence.choices,
        required=False,
        hint="Chỉ ghi loại nghỉ, không ghi nguyên nhân.",
    )
    group = line("Nhóm nhiệm vụ tương đồng", most=120, hint="Tỷ lệ xuất sắc tính trong từng nhóm này.")


class PeriodForm(forms.Form):
    """A period sent by another organ, or not worked."""

    code = line("Kỳ", most=10, hint="Ví dụ: 2026-03, hoặc 2026-q1 nếu là quý.")
    is_worked = pick("Trong kỳ này", [("co", "Có điểm do cơ quan khác gửi"), ("khong", "Không làm việc")])
    score = NumberField(label="Điểm", required=False)
    origin = line("Cơ quan gửi", most=200, required=False)
    document = line("Văn bản", most=200, hint="Số, loại văn bản làm căn cứ.")
    document_on = DayField(label="Ngày văn bản")

    def clean_is_worked(self) -> bool:
        return bool(self.cleaned_data["is_worked"] == "co")


class PartyForm(forms.Form):
    body = line("Cấp ủy", most=200, hint="Ví dụ: Đảng ủy Sở Nội vụ.")
    words = _long("Nhận xét, đánh giá", required=True)
    document = line("Số văn bản", most=120)
    document_on = DayField(label="Ngày văn bản")


class FactForm(forms.Form):
    """A case of the pack with the document that established it."""

    document = line("Văn bản", most=200, hint="Quyết định kỷ luật, kết luận của cấp có thẩm quyền.")
    document_on = DayField(label="Ngày văn bản")

    def __init__(self, *args: Any, cases: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = pick("Trường hợp", [(one.code, one.text) for one in cases])
        self.order_fields(["code", "document", "document_on"])


class ReasonForm(forms.Form):
    reason = sentence_field("Lý do")


class PaperForm(forms.Form):
    """The document of a decision."""

    number = line("Số quyết định", most=120, hint="Ví dụ: 123/QĐ-SNV.")
    signed_on = DayField(label="Ngày ký")
    signer = line("Người ký", most=120)


class DecideForm(PaperForm):
    """Level, reason where it differs, document, measures of Đ23."""

    def __init__(
        self,
        *args: Any,
        levels: Iterable[Level],
        suggested: str,
        measures: bool = True,
        replaces: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["level"] = _levels(levels, "Mức quyết định")
        hint = "Bắt buộc khi mức khác gợi ý." if suggested else "Bắt buộc: không có mức gợi ý."
        self.fields["reason"] = _long("Lý do khác gợi ý", rows=2, hint=hint)
        if measures:
            self.fields["measures"] = _long(
                "Đề xuất phương án xử lý", rows=2, hint="Mục IV của Mẫu số 02, theo Điều 23."
            )
        if replaces:
            self.fields["replaced_reason"] = sentence_field(
                "Vì sao thay quyết định trước", hint="Quyết định trước vẫn được giữ."
            )
        self.order_fields(["level", "reason", "replaced_reason", "number", "signed_on", "signer", "measures"])


class OutstandingForm(forms.Form):
    is_outstanding = pick("Cơ quan nổi trội", [("co", "Có"), ("khong", "Không")])
    document = line("Văn bản công nhận", most=200, required=False, hint="Số, ngày, cơ quan ban hành.")

    def clean_is_outstanding(self) -> bool:
        return bool(self.cleaned_data["is_outstanding"] == "co")


class MinutesForm(forms.Form):
    held_on = DayField(label="Ngày họp")
    number = line("Số biên bản", most=60, required=False)
    chair = line("Chủ trì", most=120)
    secretary = line("Thư ký", most=120)
    invited = WholeField(label="Số người được mời")
    present = WholeField(label="Số người có mặt")
    words = _long("Ý kiến tại cuộc họp, kết luận", rows=8, required=True)

    @staticmethod
    def initial_of(minutes: Minutes | None) -> dict[str, Any]:
        """The minutes as they stand, to correct."""
        names = ("held_on", "number", "chair", "secretary", "invited", "present", "words")
        return {name: getattr(minutes, name) for name in names} if minutes else {}


class UnitForm(forms.Form):
    """Points of Đ6 and Đ7, figures of the conditions of Đ8, proposed level."""

    def __init__(self, *args: Any, pack: Pack, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organisation = pack.organisation
        assert organisation is not None
        self.pack = pack
        for part, known in (("common", COMMON), ("results", RESULTS)):
            for key, (text, source) in known.items():
                self.fields[f"{part}_{key}"] = NumberField(
                    label=f"{LETTERS.get(key, key)}) {text}" if part == "results" else f"{key}. {text}",
                    help_text=source,
                )
        for field in typed_facts(pack):
            self.fields[f"fact_{field.key}"] = (
                forms.BooleanField(label=field.text, required=False)
                if is_flag(field)
                else WholeField(label=field.text)
            )
        self.fields["level"] = _levels(organisation.rating.levels, "Tự đề xuất mức")
        self.fields["words"] = _long("Tự đánh giá", rows=4)
        self.most = (number(organisation.common.value), number(organisation.results.value))

    def part(self, prefix: str) -> list[forms.BoundField]:
        """The fields of one part, in order."""
        return [self[name] for name in self.fields if name.startswith(prefix)]

    @property
    def common_fields(self) -> list[forms.BoundField]:
        return self.part("common_")

    @property
    def results_fields(self) -> list[forms.BoundField]:
        return self.part("results_")

    @property
    def fact_fields(self) -> list[forms.BoundField]:
        return self.part("fact_")

    def clean(self) -> dict[str, Any]:
        """Gather the fields as the command takes them."""
        given: dict[str, Any] = super().clean() or {}
        if self.errors:
            return given
        return {
            "common": {key: given[f"common_{key}"] for key in COMMON},
            "results": {key: given[f"results_{key}"] for key in RESULTS},
            "facts": {field.key: given[f"fact_{field.key}"] for field in typed_facts(self.pack)},
            "level": given["level"],
            "words": given["words"],
        }

    @staticmethod
    def initial_of(rating: UnitRating) -> dict[str, Any]:
        """What the organisation wrote before, to correct."""
        if rating.self_at is None:
            return {}
        points: list[tuple[str, Mapping[str, str]]] = [("common", rating.common), ("results", rating.results)]
        found: dict[str, Any] = {
            f"{part}_{key}": Decimal(value) for part, held in points for key, value in held.items()
        }
        found |= {f"fact_{key}": value for key, value in rating.facts.items()}
        return found | {"level": rating.self_level, "words": rating.self_words}
