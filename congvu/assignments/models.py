"""Tasks, the shares of people in them, hand-ins with their verdict, requests (Đ18).

What feeds the score is here and nowhere else: shares with their deadline, and deliveries that
were judged. Minutes are unknown to this room.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from congvu.base.fields import ScaledField
from congvu.catalogue.models import Product
from congvu.org.models import Organ, Person, Unit

from .states import DecisionState, DeliveryState, PlanState, ShareState


class Task(models.Model):
    """A catalogue product with quantity, standard and deadline. The coefficient is a snapshot."""

    class Origin(models.TextChoices):
        PLAN = "PLAN", "Kế hoạch"
        DIRECTIVE = "DIRECTIVE", "Chỉ đạo"
        UNPLANNED = "UNPLANNED", "Đột xuất"
        CARRIED_OVER = "CARRIED_OVER", "Kỳ trước chuyển sang"

    organ = models.ForeignKey(Organ, models.CASCADE, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="tasks")
    product = models.ForeignKey(Product, models.PROTECT, related_name="+")
    title = models.CharField("tên việc", max_length=300)
    coefficient = ScaledField("hệ số lúc giao", places=4)
    quantity = ScaledField("số lượng", places=2)
    standard = models.TextField("yêu cầu", blank=True)
    deadline = models.DateField("hạn")
    origin = models.CharField("nguồn", max_length=12, choices=Origin.choices, default=Origin.PLAN)
    origin_ref = models.CharField("căn cứ", max_length=200, blank=True)
    accountable = models.ForeignKey(Person, models.PROTECT, related_name="accountable_tasks")
    carried_from = models.ForeignKey("self", models.PROTECT, null=True, related_name="carried_to")
    assigned_at = models.DateTimeField("giao lúc")
    assigned_by = models.CharField("người giao", max_length=40)
    assigner = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    client_id = models.UUIDField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "việc"
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="assignments_quantity_positive"),
            models.UniqueConstraint(fields=["organ", "client_id"], name="assignments_task_client_once"),
        ]
        indexes = [models.Index(fields=["unit", "deadline"], name="assignments_task_unit")]

    def __str__(self) -> str:
        return self.title


class Share(models.Model):
    """One person's component of a task: percent of each product, quantity, own deadline.

    Percents of the shares that were not taken over sum to 100 (Đ18.1c). `is_extra` counts
    outside the assigned total (Đ18.1d: taken over from another, or unplanned). When a person is
    unable, `quantity_handed_over` stays in her assigned total and out of her result.
    """

    class Role(models.TextChoices):
        LEAD = "LEAD", "Chủ trì"
        SUPPORT = "SUPPORT", "Phối hợp"

    organ = models.ForeignKey(Organ, models.CASCADE, related_name="+")
    task = models.ForeignKey(Task, models.CASCADE, related_name="shares")
    person = models.ForeignKey(Person, models.PROTECT, related_name="shares")
    role = models.CharField("vai trò", max_length=7, choices=Role.choices, default=Role.LEAD)
    percent = ScaledField("tỷ lệ, %", places=2, default=100)
    quantity = ScaledField("số lượng", places=2)
    quantity_done = ScaledField("đã đạt", places=2, default=0)
    quantity_handed_over = ScaledField("đã chuyển", places=2, default=0)
    deadline = models.DateField("hạn")
    state = models.CharField(
        "trạng thái",
        max_length=12,
        choices=ShareState.choices,
        default=ShareState.ASSIGNED,
    )
    is_extra = models.BooleanField("tính thêm", default=False)
    taken_over_from = models.ForeignKey("self", models.PROTECT, null=True, related_name="taken_over_by")
    accepted_at = models.DateTimeField("nhận lúc", null=True)
    progress_note = models.CharField("tiến độ", max_length=500, blank=True)
    progress_at = models.DateTimeField("báo tiến độ lúc", null=True)
    closing_reason = models.CharField("lý do", max_length=500, blank=True)
    closed_at = models.DateTimeField("kết thúc lúc", null=True)
    closed_by = models.CharField("người kết thúc", max_length=40, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "phần việc"
        constraints = [
            models.CheckConstraint(
                condition=Q(percent__gt=0) & Q(percent__lte=100),
                name="assignments_share_percent",
            ),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="assignments_share_quantity"),
            models.CheckConstraint(condition=Q(quantity_done__gte=0), name="assignments_share_done"),
            models.CheckConstraint(
                condition=Q(state__in=["ASSIGNED", "ACCEPTED", "UNABLE"])
                | (Q(closed_at__isnull=False) & ~Q(closed_by="")),
                name="assignments_share_closed_when",
            ),
        ]
        indexes = [
            # All that "has this person work in that month" asks: answered from the index alone.
            models.Index(
                fields=["person", "deadline", "state", "is_extra", "organ"], name="assignments_share_person"
            ),
            models.Index(fields=["person", "state"], name="assignments_share_open"),
        ]


class Delivery(models.Model):
    """One hand-in and its verdict.

    errors, late, waived_errors, waived_late: one count per finished product, `ceil(quantity)`
    entries. `quantity` is what the verdict recognised, `quantity_claimed` what was handed in.
    `replaces` is the returned delivery that this one puts right: its errors go along, they are
    `carried_errors` here and already inside `errors` once judged.
    `origin` is text ("diary.entry:12"): this room does not know the diary.
    """

    organ = models.ForeignKey(Organ, models.CASCADE, related_name="+")
    share = models.ForeignKey(Share, models.CASCADE, related_name="deliveries")
    quantity = ScaledField("số lượng", places=2)
    quantity_claimed = ScaledField("số lượng đã nộp", places=2)
    finished_on = models.DateField("xong ngày")
    handed_in_at = models.DateTimeField("nộp lúc")
    note = models.TextField("ghi chú", blank=True)
    origin = models.CharField("từ", max_length=60, blank=True)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")
    state = models.CharField(
        "trạng thái",
        max_length=9,
        choices=DeliveryState.choices,
        default=DeliveryState.HANDED_IN,
    )
    errors = models.JSONField("lỗi lớn", default=list)
    late = models.JSONField("lần chậm", default=list)
    carried_errors = models.JSONField("lỗi của lần trả lại mang theo", default=list)
    waived_errors = models.JSONField("lỗi được miễn", default=list)
    waived_late = models.JSONField("lần chậm được miễn", default=list)
    major_error = models.BooleanField("trả lại vì lỗi lớn", default=False)
    judged_at = models.DateTimeField("kết luận lúc", null=True)
    judged_by = models.CharField("người kết luận", max_length=40, blank=True)
    reason = models.TextField("lý do", blank=True)

    class Meta:
        verbose_name = "kết quả đã nộp"
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="assignments_delivery_quantity"),
            models.CheckConstraint(
                condition=Q(state__in=["HANDED_IN", "WITHDRAWN"])
                | (Q(judged_at__isnull=False) & ~Q(judged_by="")),
                name="assignments_delivery_judged_when",
            ),
        ]
        indexes = [
            models.Index(fields=["share", "state"], name="assignments_delivery_share"),
            # Verdicts that are wanting are few among all: what counts them begins here.
            models.Index(
                fields=["organ", "finished_on"],
                condition=Q(judged_at=None),
                name="assignments_delivery_waiting",
            ),
            models.Index(fields=["origin"], name="assignments_delivery_origin"),
        ]


class Cause(models.Model):
    """Objective cause for an error or a delay: proposed by the doer, confirmed by the authority."""

    class About(models.TextChoices):
        ERROR = "ERROR", "Sai sót lớn"
        LATE = "LATE", "Chậm tiến độ"

    organ = models.ForeignKey(Organ, models.CASCADE, related_name="+")
    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="causes")
    about = models.CharField("về", max_length=5, choices=About.choices)
    product_index = models.PositiveSmallIntegerField("sản phẩm thứ", default=0)
    events = models.PositiveSmallIntegerField("số lần", default=1)
    reason = models.TextField("nguyên nhân")
    state = models.CharField(
        "trạng thái",
        max_length=7,
        choices=DecisionState.choices,
        default=DecisionState.ASKED,
    )
    asked_at = models.DateTimeField("đề nghị lúc")
    asked_by = models.CharField("người đề nghị", max_length=40)
    decided_at = models.DateTimeField("quyết lúc", null=True)
    decided_by = models.CharField("người quyết", max_length=40, blank=True)
    decision_note = models.CharField("ý kiến", max_length=500, blank=True)

    class Meta:
        verbose_name = "nguyên nhân khách quan"
        constraints = [
            models.CheckConstraint(
                condition=Q(state="ASKED") | (Q(decided_at__isnull=False) & ~Q(decided_by="")),
                name="assignments_cause_decided_when",
            )
        ]


class Extension(models.Model):
    """A later deadline, asked by the doer and decided by the leader."""

    organ = models.ForeignKey(Organ, models.CASCADE, related_name="+")
    share = models.ForeignKey(Share, models.CASCADE, related_name="extensions")
    old_deadline = models.DateField("hạn cũ")
    new_deadline = models.DateField("hạn mới")
    reason = models.TextField("lý do")
    state = models.CharField(
        "trạng thái",
        max_length=7,
        choices=DecisionState.choices,
        default=DecisionState.ASKED,
    )
    asked_at = models.DateTimeField("đề nghị lúc")
    asked_by = models.CharField("người đề nghị", max_length=40)
    decided_at = models.DateTimeField("quyết lúc", null=True)
    decided_by = models.CharField("người quyết", max_length=40, blank=True)
    decision_note = models.CharField("ý kiến", max_length=500, blank=True)

    class Meta:
        verbose_name = "xin gia hạn"
        constraints = [
            models.CheckConstraint(
                condition=Q(new_deadline__gt=F("old_deadline")),
                name="assignments_extension_later",
            ),
            models.CheckConstraint(
                condition=Q(state="ASKED") | (Q(decided_at__isnull=False) & ~Q(decided_by="")),
                name="assignments_extension_decided_when",
            ),
            models.UniqueConstraint(
                fields=["share"],
                condition=Q(state="ASKED"),
                name="assignments_one_extension_open",
            ),
        ]


class Plan(models.Model):
    """What a person or a unit means to do in a month; its rows become tasks when it is confirmed.

    `person` drafted it (and, with scope PERSON, does the work). `month`: its first day. `is_late`:
    confirmed after the month had begun. `confirmer`: named when it is sent by somebody who has nobody
    above her in the organ (Đ10.1a); else the leaders above her confirm.
    """

    class Scope(models.TextChoices):
        PERSON = "PERSON", "Cá nhân"
        UNIT = "UNIT", "Đơn vị"

    organ = models.ForeignKey(Organ, models.CASCADE, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="plans")
    scope = models.CharField("của", max_length=6, choices=Scope.choices)
    month = models.DateField("tháng")
    state = models.CharField("trạng thái", max_length=9, choices=PlanState.choices, default=PlanState.DRAFT)
    made_at = models.DateTimeField("lập lúc")
    submitted_at = models.DateTimeField("gửi lúc", null=True)
    confirmed_at = models.DateTimeField("xác nhận lúc", null=True)
    confirmed_by = models.CharField("người xác nhận", max_length=40, blank=True)
    is_late = models.BooleanField("xác nhận muộn", default=False)
    returned_reason = models.CharField("lý do trả lại", max_length=500, blank=True)
    confirmer = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="+", verbose_name="người xác nhận"
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "kế hoạch tháng"
        constraints = [
            models.UniqueConstraint(
                fields=["person", "month"], condition=Q(scope="PERSON"), name="assignments_plan_person_once"
            ),
            models.UniqueConstraint(
                fields=["unit", "month"], condition=Q(scope="UNIT"), name="assignments_plan_unit_once"
            ),
            models.CheckConstraint(
                condition=Q(state="DRAFT") | Q(submitted_at__isnull=False),
                name="assignments_plan_submitted_when",
            ),
            models.CheckConstraint(
                condition=Q(state="CONFIRMED", confirmed_at__isnull=False) & ~Q(confirmed_by="")
                | (~Q(state="CONFIRMED") & Q(confirmed_at__isnull=True, confirmed_by="")),
                name="assignments_plan_confirmed_when",
            ),
        ]
        indexes = [models.Index(fields=["organ", "state", "month"], name="assignments_plan_waiting")]


class PlanRow(models.Model):
    """One thing to do. Several people share one task (SPLIT) or get one each (EACH)."""

    class Mode(models.TextChoices):
        SPLIT = "SPLIT", "Một việc, chia phần"
        EACH = "EACH", "Mỗi người một việc"

    class Source(models.TextChoices):
        LAST_MONTH = "LAST", "Tháng trước"
        POSITION = "POSITION", "Việc của vị trí"
        RECURRING = "REPEAT", "Việc lặp lại"
        TYPED = "TYPED", "Tự ghi"

    organ = models.ForeignKey(Organ, models.CASCADE, related_name="+")
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="rows")
    title = models.CharField("tên việc", max_length=300)
    product = models.ForeignKey(Product, models.PROTECT, null=True, related_name="+")
    quantity = ScaledField("số lượng", places=2, default=1)
    deadline = models.DateField("hạn", null=True)
    mode = models.CharField("cách giao", max_length=5, choices=Mode.choices, default=Mode.SPLIT)
    source = models.CharField("từ", max_length=8, choices=Source.choices, default=Source.TYPED)
    sort = models.PositiveSmallIntegerField("thứ tự")

    class Meta:
        verbose_name = "dòng kế hoạch"
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="assignments_plan_row_quantity"),
            models.UniqueConstraint(fields=["plan", "sort"], name="assignments_plan_row_place"),
        ]

    def __str__(self) -> str:
        return self.title


class PlanPart(models.Model):
    """Who does a row, and the task it became. The first person leads a shared task.

    `percent` None: equal parts.
    """

    organ = models.ForeignKey(Organ, models.CASCADE, related_name="+")
    row = models.ForeignKey(PlanRow, models.CASCADE, related_name="parts")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    task = models.ForeignKey(Task, models.PROTECT, null=True, related_name="+")
    percent = ScaledField("tỷ lệ, %", places=2, null=True)
    sort = models.PositiveSmallIntegerField("thứ tự")

    class Meta:
        verbose_name = "người của dòng kế hoạch"
        constraints = [
            models.UniqueConstraint(fields=["row", "person"], name="assignments_plan_part_once"),
            models.CheckConstraint(
                condition=Q(percent__isnull=True) | Q(percent__gt=0, percent__lte=100),
                name="assignments_plan_part_percent",
            ),
        ]
