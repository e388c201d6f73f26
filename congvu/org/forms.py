"""The forms of the organisation. Rules live in the commands; here only what was typed."""

from __future__ import annotations

from typing import Any

from django import forms

from .fields import DayField, LastDayField, NumberField, WholeField, line, paragraph, pick, pick_one, rows
from .models import Delegation, Organ, Person, Position, Posting, RoleGrant, Rules

UNTIL = "Để trống: đến khi có thay đổi."


class OrganForm(forms.Form):
    name = line("Tên cơ quan", most=200)
    short_name = line("Tên ngắn", most=80)
    kind = pick("Loại", Organ.Kind.choices)
    address = pick("Xưng hô", Organ.Address.choices)
    superior_name = line(
        "Cấp trên trực tiếp của người đứng đầu", most=200, required=False,
        hint="In trên phiếu của người đứng đầu, ví dụ: Chủ tịch UBND tỉnh.",
    )  # fmt: skip


class RulesForm(forms.Form):
    period_kind = pick(
        "Kỳ theo dõi, đánh giá", Rules.PeriodKind.choices,
        hint="Nghị định cho theo dõi, đánh giá theo tháng hoặc quý (Điều 3 khoản 4).",
    )  # fmt: skip
    cap = pick(
        "Chặn điểm kết quả", Rules.Cap.choices,
        hint="Điều 12 khoản 3 chỉ chặn tổng 70 điểm. Chặn từng tỷ lệ ở 100% thì phần vượt của số lượng "
        "không bù được chỗ trừ của chất lượng, tiến độ.",
    )  # fmt: skip
    cap_decision = line(
        "Quyết định về cách chặn", most=120, required=False, hint="Cần khi chặn từng tỷ lệ. Ghi số, ngày."
    )
    line_min_minutes = WholeField(label="Một dòng nhật ký, ít nhất (phút)")
    line_max_minutes = WholeField(label="Một dòng nhật ký, nhiều nhất (phút)")
    day_max_minutes = WholeField(
        label="Một ngày, nhiều nhất (phút)", help_text="Ngày dài hơn lịch vẫn ghi được, kèm một câu lý do."
    )
    due_working_days = WholeField(
        label="Hạn gửi nhật ký (ngày làm việc)",
        help_text="1 nghĩa là hết ngày làm việc kế tiếp. Gửi muộn vẫn nhận và có dấu, đến ngày chốt.",
    )
    cutoff_days = WholeField(
        label="Chốt kỳ sau (ngày)",
        help_text="Số ngày sau ngày cuối của kỳ. Sau đó nhật ký của kỳ không nhận thêm.",
    )
    confirm_working_days = WholeField(
        label="Hạn xác nhận (ngày làm việc)", help_text="Quá hạn thì dòng được nhắc trong hàng duyệt."
    )
    reply_working_days = WholeField(
        label="Hạn trao đổi lại (ngày làm việc)",
        help_text="Thời gian để người ghi trao đổi lại khi dòng bị điều chỉnh.",
    )
    swaps = pick(
        "Đổi ca", Rules.Swaps.choices,
        hint="Đồng nghiệp được hỏi luôn phải đồng ý trước. Đổi xong, lãnh đạo vẫn thấy ở trang Đổi ca.",
    )  # fmt: skip


class UnitForm(forms.Form):
    name = line("Tên đơn vị", most=200)
    short_name = line("Tên ngắn", most=80, required=False)
    code = line("Mã đơn vị", most=30)
    sort = WholeField(label="Thứ tự", initial=0, help_text="Số nhỏ đứng trước trong danh sách cơ quan.")


class NewUnitForm(UnitForm):
    parent_id = pick_one("Đơn vị cấp trên")
    valid_from = DayField(label="Từ ngày")
    field_order = ["parent_id", "name", "short_name", "code", "sort", "valid_from"]

    def __init__(self, *args: Any, units: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent_id"].choices = rows(units)  # type: ignore[attr-defined]


class MoveUnitForm(forms.Form):
    parent_id = pick_one("Đơn vị cấp trên mới")

    def __init__(self, *args: Any, units: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent_id"].choices = rows(units)  # type: ignore[attr-defined]


class EndForm(forms.Form):
    """When something ends; the value is the first day on which it no longer holds."""

    valid_to = LastDayField(label="Đến hết ngày")


def address() -> forms.EmailField:
    return forms.EmailField(
        label="Thư công vụ", required=False, max_length=254,
        error_messages={"invalid": "Ghi địa chỉ thư như ten@coquan.gov.vn."},
    )  # fmt: skip


class NewPersonForm(forms.Form):
    full_name = line("Họ và tên", most=120)
    staff_code = line("Mã cán bộ", most=30)
    subject_type = pick("Đối tượng", Person.SubjectType.choices)
    username = line("Tên đăng nhập", most=60, required=False, hint="Để trống thì đặt theo tên, ví dụ lantn.")
    email = address()


class PersonForm(forms.Form):
    full_name = line("Họ và tên", most=120)
    staff_code = line("Mã cán bộ", most=30)
    subject_type = pick("Đối tượng", Person.SubjectType.choices)
    email = address()
    is_active = forms.BooleanField(label="Đang làm việc ở cơ quan", required=False)


class PositionForm(forms.Form):
    name = line("Tên vị trí", most=500)
    code = line("Mã vị trí", most=40, hint="Trùng mã đã có thì cập nhật vị trí đó.")
    group = pick("Nhóm", Position.Group.choices)
    legacy_group = pick("Nhóm theo quy định cũ", Position.LegacyGroup.choices, required=False)
    goal = paragraph("Mục tiêu", most=2000, required=False)
    valid_from = DayField(label="Từ ngày")


class PostingForm(forms.Form):
    unit_id = pick_one("Đơn vị", search=True)
    position_id = pick_one("Vị trí việc làm", search=True)
    duty = pick("Chức vụ", Posting.Duty.choices)
    title = line("Chức danh", most=120, required=False, hint="Để trống thì lấy tên vị trí việc làm.")
    kind = pick(
        "Loại bố trí", Posting.Kind.choices,
        hint="Bố trí chính mới sẽ kết thúc bố trí chính đang có từ cùng ngày: đó là điều động.",
    )  # fmt: skip
    percent = NumberField(label="Phần thời gian (%)", initial="100")
    valid_from = DayField(label="Từ ngày")
    valid_to = LastDayField(label="Đến hết ngày", required=False, help_text=UNTIL)

    def __init__(
        self, *args: Any, units: list[tuple[int, str]], positions: list[tuple[int, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit_id"].choices = rows(units)  # type: ignore[attr-defined]
        self.fields["position_id"].choices = rows(positions)  # type: ignore[attr-defined]


class ChargeForm(forms.Form):
    unit_ids = forms.TypedMultipleChoiceField(
        label="Đơn vị phụ trách", coerce=int, required=False, widget=forms.CheckboxSelectMultiple,
        help_text="Không chọn đơn vị nào: phụ trách cả đơn vị của chức vụ.",
        error_messages={"invalid_choice": "Chọn đơn vị trong danh sách."},
    )  # fmt: skip

    def __init__(self, *args: Any, units: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit_ids"].choices = units  # type: ignore[attr-defined]


class RoleForm(forms.Form):
    role = pick(
        "Vai trò", RoleGrant.Role.choices,
        hint="Một người không giữ cả hai vai trò cùng lúc, và không ai tự giao vai trò cho mình.",
    )  # fmt: skip
    unit_id = pick_one("Trong đơn vị", hint="Vai trò có hiệu lực trong đơn vị này và các đơn vị dưới nó.")
    valid_from = DayField(label="Từ ngày")
    valid_to = LastDayField(label="Đến hết ngày", required=False, help_text=UNTIL)

    def __init__(self, *args: Any, units: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit_id"].choices = rows(units)  # type: ignore[attr-defined]


class ConfirmerForm(forms.Form):
    confirmer_id = pick_one("Người xác nhận", search=True)
    reason = paragraph("Lý do, căn cứ", most=300)
    valid_from = DayField(label="Từ ngày")
    valid_to = LastDayField(label="Đến hết ngày", required=False, help_text=UNTIL)

    def __init__(self, *args: Any, people: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["confirmer_id"].choices = rows(people)  # type: ignore[attr-defined]


class DelegationForm(forms.Form):
    giver_id = pick_one("Người giao quyền", hint="Người đứng đầu cơ quan hoặc đơn vị.")
    taker_id = pick_one("Người nhận", search=True)
    form = pick(
        "Hình thức", Delegation.Form.choices,
        hint="Ký thay (KT.) dành cho cấp phó của người giao; thừa ủy quyền (TUQ.) phải có văn bản.",
    )  # fmt: skip
    document = line("Văn bản", most=120, required=False, hint="Số, ngày của văn bản giao quyền.")
    valid_from = DayField(label="Từ ngày")
    valid_to = LastDayField(label="Đến hết ngày", help_text="Giao quyền luôn có thời hạn.")
    reason = paragraph("Lý do", most=300)

    def __init__(
        self, *args: Any, givers: list[tuple[int, str]], people: list[tuple[int, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["giver_id"].choices = givers if len(givers) == 1 else rows(givers)  # type: ignore[attr-defined]
        self.fields["taker_id"].choices = rows(people)  # type: ignore[attr-defined]


class SuspendForm(forms.Form):
    reason = line("Lý do khóa", most=300)


class NothingForm(forms.Form):
    """A confirmation without a field."""
