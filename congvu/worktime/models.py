"""Working days and minutes as data: organ calendar over the shipped one, schedules, rota, leave."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from congvu.base.dated import Dated
from congvu.org.models import Organ, Person


class CalendarDay(models.Model):
    """A day that differs from the shipped calendar of the year, with its source."""

    class Kind(models.TextChoices):
        OFF = "OFF", "Nghỉ"
        WORK = "WORK", "Làm việc (hoán đổi)"

    organ = models.ForeignKey(Organ, models.CASCADE, related_name="calendar")
    day = models.DateField("ngày")
    kind = models.CharField("loại", max_length=4, choices=Kind.choices)
    name = models.CharField("tên", max_length=120)
    source = models.CharField("căn cứ", max_length=200)

    class Meta:
        verbose_name = "ngày đặc biệt"
        constraints = [models.UniqueConstraint(fields=["organ", "day"], name="worktime_day_once")]


class Schedule(models.Model):
    """Minutes due on each weekday; a shift schedule takes them from the rota instead."""

    organ = models.ForeignKey(Organ, models.CASCADE, related_name="schedules")
    code = models.CharField("mã", max_length=20)
    name = models.CharField("tên", max_length=80)
    monday = models.PositiveSmallIntegerField("thứ Hai", default=480)
    tuesday = models.PositiveSmallIntegerField("thứ Ba", default=480)
    wednesday = models.PositiveSmallIntegerField("thứ Tư", default=480)
    thursday = models.PositiveSmallIntegerField("thứ Năm", default=480)
    friday = models.PositiveSmallIntegerField("thứ Sáu", default=480)
    saturday = models.PositiveSmallIntegerField("thứ Bảy", default=0)
    sunday = models.PositiveSmallIntegerField("Chủ nhật", default=0)
    is_shift = models.BooleanField("theo ca", default=False)
    is_default = models.BooleanField("mặc định của cơ quan", default=False)

    class Meta:
        verbose_name = "chế độ làm việc"
        constraints = [
            models.UniqueConstraint(fields=["organ", "code"], name="worktime_schedule_once"),
            models.UniqueConstraint(
                fields=["organ"],
                condition=Q(is_default=True),
                name="worktime_one_default",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def minutes_on(self, weekday: int) -> int:
        """Whole minutes; Monday is 0."""
        return (
            self.monday,
            self.tuesday,
            self.wednesday,
            self.thursday,
            self.friday,
            self.saturday,
            self.sunday,
        )[weekday]


class ScheduleUse(Dated):
    """Which schedule a person follows; none means the organ's default."""

    organ = models.ForeignKey(Organ, models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, models.CASCADE, related_name="schedule_uses")
    schedule = models.ForeignKey(Schedule, models.PROTECT, related_name="uses")

    class Meta(Dated.Meta):
        verbose_name = "người theo chế độ"


class ShiftKind(models.Model):
    """A shift that the organ works, with the short sign written in the rota ("Đ" for Ca đêm)."""

    organ = models.ForeignKey(Organ, models.CASCADE, related_name="shift_kinds")
    sign = models.CharField("ký hiệu", max_length=4)
    name = models.CharField("ca", max_length=40)
    minutes = models.PositiveSmallIntegerField("phút")

    class Meta:
        verbose_name = "loại ca"
        constraints = [models.UniqueConstraint(fields=["organ", "sign"], name="worktime_shift_sign_once")]

    def __str__(self) -> str:
        return self.name


class Shift(models.Model):
    """One due shift of a person on a day (rota)."""

    organ = models.ForeignKey(Organ, models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, models.CASCADE, related_name="shifts")
    day = models.DateField("ngày")
    name = models.CharField("ca", max_length=40)
    minutes = models.PositiveSmallIntegerField("phút")

    class Meta:
        verbose_name = "ca trực"
        constraints = [models.UniqueConstraint(fields=["person", "day", "name"], name="worktime_shift_once")]


class LeaveState(models.TextChoices):
    REQUESTED = "REQUESTED", "Chờ duyệt"
    APPROVED = "APPROVED", "Được duyệt"
    REJECTED = "REJECTED", "Không duyệt"
    CANCELLED = "CANCELLED", "Đã hủy"


class Leave(models.Model):
    """Days off, first to last inclusive. The kind is not a medical detail (Luật 91/2025)."""

    class Kind(models.TextChoices):
        ANNUAL = "ANNUAL", "Nghỉ phép năm"
        COMPENSATORY = "COMPENSATORY", "Nghỉ bù"
        SICK = "SICK", "Nghỉ ốm"
        MATERNITY = "MATERNITY", "Nghỉ thai sản"
        PERSONAL = "PERSONAL", "Nghỉ việc riêng có lương"
        UNPAID = "UNPAID", "Nghỉ không lương"
        TRAINING = "TRAINING", "Đi học, bồi dưỡng"
        TRIP = "TRIP", "Đi công tác"

    class Part(models.TextChoices):
        DAY = "DAY", "Cả ngày"
        MORNING = "MORNING", "Buổi sáng"
        AFTERNOON = "AFTERNOON", "Buổi chiều"

    organ = models.ForeignKey(Organ, models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, models.CASCADE, related_name="leaves")
    kind = models.CharField("loại", max_length=12, choices=Kind.choices)
    first = models.DateField("từ ngày")
    last = models.DateField("đến hết ngày")
    part = models.CharField("phần ngày", max_length=9, choices=Part.choices, default=Part.DAY)
    note = models.CharField("ghi chú", max_length=300, blank=True)
    state = models.CharField(
        "trạng thái",
        max_length=9,
        choices=LeaveState.choices,
        default=LeaveState.REQUESTED,
    )
    asked_at = models.DateTimeField("gửi lúc")
    asked_by = models.CharField("người gửi", max_length=40)
    decided_at = models.DateTimeField("quyết lúc", null=True)
    decided_by = models.CharField("người quyết", max_length=40, blank=True)
    reason = models.CharField("lý do", max_length=300, blank=True)
    client_id = models.UUIDField(null=True)

    class Meta:
        verbose_name = "nghỉ"
        constraints = [
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="worktime_leave_in_order"),
            models.CheckConstraint(
                condition=Q(state="REQUESTED") | Q(decided_at__isnull=False),
                name="worktime_leave_decided_when",
            ),
            models.UniqueConstraint(fields=["person", "client_id"], name="worktime_leave_client_once"),
        ]
        indexes = [models.Index(fields=["person", "first"], name="worktime_leave_person")]

    @property
    def works(self) -> bool:
        """A business trip or training is work elsewhere, not absence."""
        return self.kind in (self.Kind.TRIP, self.Kind.TRAINING)


class Closing(models.Model):
    """Up to when records for [first, last] are taken; written by the scoring of periods above.

    Without a row the cut-off follows from the organ's rules. `is_closed`: locked, nothing is taken.
    """

    organ = models.ForeignKey(Organ, models.CASCADE, related_name="closings")
    first = models.DateField("từ ngày")
    last = models.DateField("đến hết ngày")
    cutoff_on = models.DateField("ngày chốt")
    is_closed = models.BooleanField("đã khóa", default=False)
    closed_at = models.DateTimeField("khóa lúc", null=True)
    closed_by_name = models.CharField("người khóa", max_length=120, blank=True)

    class Meta:
        verbose_name = "chốt ghi nhận"
        constraints = [
            models.UniqueConstraint(fields=["organ", "first"], name="worktime_closing_once"),
            models.CheckConstraint(
                condition=Q(is_closed=False) | Q(closed_at__isnull=False), name="worktime_closed_when"
            ),
        ]
