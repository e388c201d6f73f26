"""Templates of duties, recorded shifts with their taps, confirmations of a week, swaps.

A shift of the rota is `worktime.Shift`; what a person recorded of it is `DutyShift`, which also
exists for day workers (then `name` is empty) and for days that are not due.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from congvu.catalogue.models import Product
from congvu.org.models import Organ, Person, Position, Unit

from .states import ShiftState, SwapState


class Template(models.Model):
    """What a shift of one position usually holds, in a unit and below it."""

    class Duty(models.TextChoices):
        DRIVER = "DRIVER", "Lái xe"
        GUARD = "GUARD", "Bảo vệ"
        CLEANER = "CLEANER", "Tạp vụ"
        CLERK = "CLERK", "Văn thư"
        RECEPTION = "RECEPTION", "Lễ tân"
        TECHNICIAN = "TECHNICIAN", "Kỹ thuật"
        OTHER = "OTHER", "Phục vụ khác"

    organ = models.ForeignKey(Organ, models.CASCADE, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    position = models.ForeignKey(Position, models.PROTECT, related_name="+")
    duty = models.CharField("loại việc", max_length=10, choices=Duty.choices)
    name = models.CharField("tên mẫu", max_length=80)
    places = models.JSONField("nơi đi, nơi đến", default=list)
    others = models.JSONField("việc khác hay gặp", default=list)
    oddities = models.JSONField("việc bất thường hay gặp", default=list)
    is_active = models.BooleanField("đang dùng", default=True)

    class Meta:
        verbose_name = "mẫu ca"
        constraints = [
            models.UniqueConstraint(
                fields=["position", "unit"],
                condition=Q(is_active=True),
                name="duties_one_template",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Item(models.Model):
    """One row of a template. Dropped ones stay: taps point at them.

    `per_product`: how many make one product of the catalogue, found by its code in the edition in
    force; empty code means that the row is evidence only.
    """

    class Kind(models.TextChoices):
        CHECK = "CHECK", "Dòng đánh dấu"
        COUNTER = "COUNTER", "Bộ đếm"
        TRIP = "TRIP", "Chuyến đi"
        ROUND = "ROUND", "Lượt tuần tra"

    organ = models.ForeignKey(Organ, models.CASCADE, related_name="+")
    template = models.ForeignKey(Template, models.CASCADE, related_name="items")
    kind = models.CharField("cách ghi", max_length=7, choices=Kind.choices)
    section = models.CharField("nhóm", max_length=60, blank=True)
    label = models.CharField("việc", max_length=120)
    hint = models.CharField("nhắc", max_length=120, blank=True)
    unit_of_measure = models.CharField("đơn vị đếm", max_length=20, blank=True)
    points = models.JSONField("điểm hoặc giờ tuần tra", default=list)
    is_usual = models.BooleanField("thường lệ", default=True)
    wants_photo = models.BooleanField("có nút chụp ảnh", default=False)
    product = models.ForeignKey(Product, models.PROTECT, null=True, related_name="+")
    per_product = models.PositiveSmallIntegerField("số lần cho một sản phẩm", default=1)
    sort = models.PositiveSmallIntegerField("thứ tự", default=0)
    is_active = models.BooleanField("đang dùng", default=True)

    class Meta:
        verbose_name = "dòng của mẫu ca"
        constraints = [
            models.CheckConstraint(condition=Q(per_product__gte=1), name="duties_item_per_product"),
        ]

    def __str__(self) -> str:
        return self.label


class Approval(models.Model):
    """A person's week as the supervisor confirmed it, with what it handed in.

    `counted`: one object for each product and share: code, quantity, share_id or null, unplanned,
    is_counted; when it was accepted later, accepted_at and accepted_by. Taken back it holds no shift.
    """

    organ = models.ForeignKey(Organ, models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    monday = models.DateField("tuần từ")
    confirmer = models.ForeignKey(Person, models.PROTECT, related_name="+")
    acting_for = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField("lúc")
    counted = models.JSONField("đã tính", default=list)
    withdrawn_at = models.DateTimeField("mở lại lúc", null=True)
    withdrawn_by = models.CharField("người mở lại", max_length=40, blank=True)
    reason = models.CharField("lý do mở lại", max_length=300, blank=True)

    class Meta:
        verbose_name = "xác nhận tuần trực"
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by="", reason="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_by="") & ~Q(reason="")),
                name="duties_approval_withdrawn_why",
            ),
        ]

    @property
    def origin(self) -> str:
        """The name of this confirmation in other rooms."""
        return f"duties.approval:{self.pk}"


class DutyShift(models.Model):
    """What a person recorded of one shift. `unit` and `confirmer` are fixed when she finishes it (Đ10)."""

    organ = models.ForeignKey(Organ, models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    template = models.ForeignKey(Template, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    day = models.DateField("ngày")
    name = models.CharField("ca", max_length=40, blank=True)
    state = models.CharField("trạng thái", max_length=9, choices=ShiftState.choices, default=ShiftState.OPEN)
    opened_at = models.DateTimeField("mở lúc")
    finished_at = models.DateTimeField("xong lúc", null=True)
    confirmer = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    decider = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField("quyết lúc", null=True)
    reason = models.CharField("lý do trả lại", max_length=300, blank=True)
    approval = models.ForeignKey(Approval, models.PROTECT, null=True, related_name="shifts")

    class Meta:
        verbose_name = "ca đã ghi"
        constraints = [
            models.UniqueConstraint(fields=["person", "day", "name"], name="duties_shift_once"),
            models.CheckConstraint(
                condition=Q(state="OPEN") | Q(finished_at__isnull=False),
                name="duties_shift_finished_when",
            ),
            models.CheckConstraint(
                condition=~Q(state="CONFIRMED")
                | Q(approval__isnull=False, decided_at__isnull=False, decider__isnull=False),
                name="duties_shift_confirmed_how",
            ),
            models.CheckConstraint(
                condition=~Q(state="RETURNED") | (~Q(reason="") & Q(decided_at__isnull=False)),
                name="duties_shift_returned_why",
            ),
        ]
        indexes = [
            models.Index(fields=["confirmer", "state", "day"], name="duties_shift_queue"),
            models.Index(fields=["person", "day"], name="duties_shift_person"),
        ]

    @property
    def origin(self) -> str:
        """The name of this shift in the trail."""
        return f"duties.shift:{self.pk}"


class Tap(models.Model):
    """One touch, with the time at which it arrived. UNDO takes back `undoes`; rows are never deleted.

    `device_at` is what the device said, kept beside and never believed. `amount` is ±1 for a
    counter, 1 elsewhere. `text` is a short choice or a few words: a place, a point, another piece
    of work, an oddity.
    """

    class Kind(models.TextChoices):
        TICK = "TICK", "Đánh dấu"
        COUNT = "COUNT", "Đếm"
        START = "START", "Bắt đầu chuyến"
        STOP = "STOP", "Kết thúc chuyến"
        ROUND = "ROUND", "Xong lượt"
        OTHER = "OTHER", "Việc khác"
        ODD = "ODD", "Việc bất thường"
        PHOTO = "PHOTO", "Ảnh minh chứng"
        UNDO = "UNDO", "Hoàn tác"

    organ = models.ForeignKey(Organ, models.CASCADE, related_name="+")
    shift = models.ForeignKey(DutyShift, models.CASCADE, related_name="taps")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    item = models.ForeignKey(Item, models.PROTECT, null=True, related_name="+")
    kind = models.CharField("loại", max_length=5, choices=Kind.choices)
    amount = models.SmallIntegerField("số", default=1)
    text = models.CharField("ghi", max_length=200, blank=True)
    is_usual = models.BooleanField("theo nút thường lệ", default=False)
    undoes = models.OneToOneField("self", models.PROTECT, null=True, related_name="undone_by")
    tapped_at = models.DateTimeField("lúc")
    device_at = models.DateTimeField("giờ máy", null=True)
    client_id = models.UUIDField()
    photo_sha256 = models.CharField(max_length=64, blank=True)
    photo_size = models.PositiveBigIntegerField("cỡ ảnh, byte", null=True)
    voice_sha256 = models.CharField(max_length=64, blank=True)
    voice_type = models.CharField("loại tiếng", max_length=20, blank=True)
    voice_size = models.PositiveBigIntegerField("cỡ tiếng, byte", null=True)

    class Meta:
        verbose_name = "lần chạm"
        constraints = [
            models.UniqueConstraint(fields=["person", "client_id"], name="duties_tap_client_once"),
            models.CheckConstraint(
                condition=Q(kind="UNDO", undoes__isnull=False) | (~Q(kind="UNDO") & Q(undoes__isnull=True)),
                name="duties_tap_undo_of_one",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["OTHER", "ODD", "UNDO"]) | Q(item__isnull=False),
                name="duties_tap_item_given",
            ),
        ]
        indexes = [models.Index(fields=["shift", "tapped_at"], name="duties_tap_shift")]


class Swap(models.Model):
    """Two people who want to change shifts with each other: asked, agreed, decided."""

    organ = models.ForeignKey(Organ, models.CASCADE, related_name="+")
    asker = models.ForeignKey(Person, models.CASCADE, related_name="+")
    colleague = models.ForeignKey(Person, models.CASCADE, related_name="+")
    asker_day = models.DateField("ngày của người xin")
    asker_name = models.CharField("ca của người xin", max_length=40)
    colleague_day = models.DateField("ngày của đồng nghiệp")
    colleague_name = models.CharField("ca của đồng nghiệp", max_length=40)
    state = models.CharField("trạng thái", max_length=9, choices=SwapState.choices, default=SwapState.ASKED)
    asked_at = models.DateTimeField("xin lúc")
    answered_at = models.DateTimeField("trả lời lúc", null=True)
    decided_at = models.DateTimeField("quyết lúc", null=True)
    decided_by = models.CharField("người quyết", max_length=40, blank=True)
    reason = models.CharField("lý do", max_length=300, blank=True)

    class Meta:
        verbose_name = "đổi ca"
        constraints = [
            models.CheckConstraint(condition=~Q(asker=models.F("colleague")), name="duties_swap_of_two"),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, decided_by="")
                | (Q(decided_at__isnull=False) & ~Q(decided_by="")),
                name="duties_swap_decided_by_whom",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["AGREED", "APPROVED", "REFUSED", "DECLINED"])
                | Q(answered_at__isnull=False),
                name="duties_swap_answered_when",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["APPROVED", "REFUSED"]) | Q(decided_at__isnull=False),
                name="duties_swap_decided_when",
            ),
        ]
