"""Days, lines with every version kept, evidence."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from congvu.assignments.models import Share
from congvu.base import dated
from congvu.base.fields import ScaledField
from congvu.catalogue.models import Product
from congvu.org.models import Organ, Person, Unit

from .states import DayState, EntryState


class Day(models.Model):
    """One person's day. `unit` and `confirmer` are those of that day (Đ10), fixed at submission."""

    organ = models.ForeignKey(Organ, models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, models.CASCADE, related_name="days")
    day = models.DateField("ngày")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    confirmer = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    state = models.CharField("trạng thái", max_length=9, choices=DayState.choices, default=DayState.DRAFT)
    excess_reason = models.CharField("lý do ngoài lịch", max_length=300, blank=True)
    submitted_at = models.DateTimeField("gửi lúc", null=True)
    closed_at = models.DateTimeField("khép lúc", null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "ngày nhật ký"
        constraints = [
            models.UniqueConstraint(fields=["person", "day"], name="diary_day_once"),
            models.CheckConstraint(
                condition=Q(state="DRAFT") | Q(submitted_at__isnull=False),
                name="diary_day_submitted_when",
            ),
        ]
        indexes = [
            models.Index(fields=["confirmer", "state", "day"], name="diary_day_queue"),
            models.Index(fields=["unit", "day"], name="diary_day_unit"),
            models.Index(fields=["unit", "state"], name="diary_day_waiting"),
        ]


class Event(models.Model):
    """One happening with many participants: each gets a proposal with its real times (ADR 0027)."""

    organ = models.ForeignKey(Organ, models.CASCADE, related_name="+")
    title = models.CharField("sự kiện", max_length=300)
    day = models.DateField("ngày")
    starts_at = models.TimeField("từ")
    ends_at = models.TimeField("đến")
    place = models.CharField("nơi", max_length=200, blank=True)
    product = models.ForeignKey(Product, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField("tạo lúc")
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    cancelled_at = models.DateTimeField("hủy lúc", null=True)

    class Meta:
        verbose_name = "sự kiện chung"
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="diary_event_in_order"),
        ]
        indexes = [models.Index(fields=["organ", "day"], name="diary_event_day")]

    def __str__(self) -> str:
        return self.title


class Participant(models.Model):
    """Who takes part in an event."""

    organ = models.ForeignKey(Organ, models.CASCADE, related_name="+")
    event = models.ForeignKey(Event, models.CASCADE, related_name="participants")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")

    class Meta:
        verbose_name = "người tham dự"
        constraints = [models.UniqueConstraint(fields=["event", "person"], name="diary_participant_once")]


class Recurring(dated.Dated):
    """A person's own recurring duty, proposed on its days. It has no length: that is asked each time.

    `weekdays`: one bit per weekday, Monday 1; `month_day`: that day of each month (31: the last).
    """

    organ = models.ForeignKey(Organ, models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    title = models.CharField("việc", max_length=300)
    product = models.ForeignKey(Product, models.PROTECT, null=True, related_name="+")
    weekdays = models.PositiveSmallIntegerField("thứ trong tuần", default=0)
    month_day = models.PositiveSmallIntegerField("ngày trong tháng", null=True)
    made_at = models.DateTimeField("tạo lúc")

    class Meta(dated.Dated.Meta):
        verbose_name = "việc lặp lại"
        constraints = [
            *dated.Dated.Meta.constraints,
            models.CheckConstraint(
                condition=Q(weekdays__gt=0, weekdays__lt=128, month_day__isnull=True)
                | Q(weekdays=0, month_day__gte=1, month_day__lte=31),
                name="diary_recurring_when",
            ),
        ]
        indexes = [models.Index(fields=["person", "valid_from"], name="diary_recurring_person")]

    def __str__(self) -> str:
        return self.title


class Dismissal(models.Model):
    """A proposal that its person does not want on that day; `undone_at` when she took that back."""

    organ = models.ForeignKey(Organ, models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    day = models.DateField("ngày")
    key = models.CharField("gợi ý", max_length=40)
    dismissed_at = models.DateTimeField("bỏ lúc")
    undone_at = models.DateTimeField("lấy lại lúc", null=True)

    class Meta:
        verbose_name = "gợi ý đã bỏ"
        constraints = [models.UniqueConstraint(fields=["person", "day", "key"], name="diary_dismissal_once")]


class Entry(models.Model):
    """One line. It is score evidence only through its share; its minutes never score."""

    class Kind(models.TextChoices):
        REGULAR = "REGULAR", "Thường xuyên"
        UNPLANNED = "UNPLANNED", "Đột xuất"
        SUPPORT = "SUPPORT", "Hỗ trợ"
        MEETING = "MEETING", "Họp"
        TRIP = "TRIP", "Đi công tác"
        STUDY = "STUDY", "Học tập"

    class Role(models.TextChoices):
        LEAD = "LEAD", "Chủ trì"
        SUPPORT = "SUPPORT", "Phối hợp"

    organ = models.ForeignKey(Organ, models.CASCADE, related_name="+")
    day = models.ForeignKey(Day, models.CASCADE, related_name="entries")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    worked_on = models.DateField("ngày làm")
    product = models.ForeignKey(Product, models.PROTECT, null=True, related_name="+")
    share = models.ForeignKey(Share, models.PROTECT, null=True, related_name="+")
    event = models.ForeignKey(Event, models.PROTECT, null=True, related_name="+")
    title = models.CharField("việc", max_length=300)
    quantity = ScaledField("hoàn thành", places=2, default=0)
    minutes = models.PositiveSmallIntegerField("phút")
    starts_at = models.TimeField("từ", null=True)
    ends_at = models.TimeField("đến", null=True)
    kind = models.CharField("loại", max_length=9, choices=Kind.choices, default=Kind.REGULAR)
    role = models.CharField("vai trò", max_length=7, choices=Role.choices, default=Role.LEAD)
    percent = ScaledField("tỷ lệ, %", places=2, default=100)
    note = models.TextField("ghi chú", blank=True)
    is_out_of_position = models.BooleanField("ngoài vị trí", default=False)
    is_late = models.BooleanField("ghi muộn", default=False)
    state = models.CharField("trạng thái", max_length=9, choices=EntryState.choices, default=EntryState.DRAFT)
    typed_at = models.DateTimeField("ghi lúc")
    device_at = models.DateTimeField("ghi trên máy lúc", null=True)
    edited_at = models.DateTimeField("sửa lúc")
    submitted_at = models.DateTimeField("gửi lúc", null=True)
    version = models.PositiveIntegerField("bản", default=1)
    client_id = models.UUIDField()
    confirmed_quantity = ScaledField("số lượng xác nhận", places=2, null=True)
    confirmed_minutes = models.PositiveSmallIntegerField("phút xác nhận", null=True)
    confirmed_percent = ScaledField("tỷ lệ xác nhận", places=2, null=True)
    decision_reason = models.TextField("lý do trả lại hoặc điều chỉnh", blank=True)
    decider = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField("quyết lúc", null=True)

    class Meta:
        verbose_name = "dòng nhật ký"
        constraints = [
            models.UniqueConstraint(fields=["person", "client_id"], name="diary_entry_client_once"),
            models.CheckConstraint(
                condition=Q(minutes__gte=1) & Q(minutes__lte=1440),
                name="diary_entry_minutes",
            ),
            models.CheckConstraint(condition=Q(quantity__gte=0), name="diary_entry_quantity"),
            models.CheckConstraint(
                condition=Q(starts_at__isnull=True, ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
                name="diary_entry_clock_in_order",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["DRAFT", "REMOVED"]) | Q(submitted_at__isnull=False),
                name="diary_entry_submitted_when",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["CONFIRMED", "ADJUSTED", "RETURNED"]) | Q(decided_at__isnull=False),
                name="diary_entry_decided_when",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "worked_on"], name="diary_entry_person"),
            models.Index(fields=["share"], name="diary_entry_share"),
            # What waits is little among what is kept: queues begin here.
            models.Index(fields=["state", "submitted_at"], name="diary_entry_waiting"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def origin(self) -> str:
        """The name of this line in other rooms and in the trail."""
        return f"diary.entry:{self.pk}"


class EntryVersion(models.Model):
    """What a line said before it was changed: nothing that was written is lost."""

    organ = models.ForeignKey(Organ, models.CASCADE, related_name="+")
    entry = models.ForeignKey(Entry, models.CASCADE, related_name="versions")
    version = models.PositiveIntegerField("bản")
    saved_at = models.DateTimeField("lúc")
    saved_by = models.CharField("người sửa", max_length=40)
    content = models.JSONField("nội dung")

    class Meta:
        verbose_name = "bản cũ của dòng"
        constraints = [models.UniqueConstraint(fields=["entry", "version"], name="diary_version_once")]


class Evidence(models.Model):
    """A file (stored by its sha256), a link, or the number of a document."""

    class Kind(models.TextChoices):
        FILE = "FILE", "Tệp"
        LINK = "LINK", "Liên kết"
        DOCUMENT = "DOCUMENT", "Số văn bản"

    organ = models.ForeignKey(Organ, models.CASCADE, related_name="+")
    entry = models.ForeignKey(Entry, models.CASCADE, related_name="evidence")
    kind = models.CharField("loại", max_length=8, choices=Kind.choices)
    label = models.CharField("tên", max_length=300)
    url = models.URLField("địa chỉ", max_length=500, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField("cỡ, byte", null=True)
    content_type = models.CharField(max_length=100, blank=True)
    added_at = models.DateTimeField("kèm lúc")
    removed_at = models.DateTimeField("bỏ lúc", null=True)

    class Meta:
        verbose_name = "minh chứng"
