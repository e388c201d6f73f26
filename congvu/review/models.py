"""What the confirmer decided on a line, version by version."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from congvu.base.fields import ScaledField
from congvu.diary.models import Entry
from congvu.org.models import Organ, Person

from .states import TalkState


class Confirmation(models.Model):
    """One decision: confirmed, adjusted or returned; by whom, for whom, opened or not.

    `undone_at`: taken back, the row stays. `accepted_at`: the writer agrees with an adjustment.
    """

    class Outcome(models.TextChoices):
        CONFIRMED = "CONFIRMED", "Xác nhận"
        ADJUSTED = "ADJUSTED", "Điều chỉnh"
        RETURNED = "RETURNED", "Trả lại"

    organ = models.ForeignKey(Organ, models.CASCADE, related_name="+")
    entry = models.ForeignKey(Entry, models.CASCADE, related_name="confirmations")
    entry_version = models.PositiveIntegerField("bản của dòng")
    outcome = models.CharField("kết quả", max_length=9, choices=Outcome.choices)
    confirmer = models.ForeignKey(Person, models.PROTECT, related_name="+")
    acting_for = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField("lúc")
    reason = models.TextField("lý do", blank=True)
    quantity = ScaledField("số lượng", places=2, null=True)
    percent = ScaledField("tỷ lệ", places=2, null=True)
    minutes = models.PositiveSmallIntegerField("phút", null=True)
    errors = models.JSONField("lỗi lớn", default=list)
    late = models.JSONField("lần chậm", default=list)
    accepted_unplanned = models.BooleanField("nhận là việc đột xuất", default=False)
    was_opened = models.BooleanField("đã mở xem", default=False)
    opened_at = models.DateTimeField("mở xem lúc", null=True)
    in_group = models.BooleanField("xác nhận theo nhóm", default=False)
    undone_at = models.DateTimeField("hoàn tác lúc", null=True)
    accepted_at = models.DateTimeField("người viết đồng ý lúc", null=True)

    class Meta:
        verbose_name = "xác nhận"
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "entry_version"], condition=Q(undone_at=None), name="review_once_per_version"
            ),
            models.CheckConstraint(
                condition=Q(outcome="CONFIRMED") | ~Q(reason=""),
                name="review_reason_given",
            ),
        ]
        indexes = [models.Index(fields=["confirmer", "at"], name="review_confirmer")]


class Talk(models.Model):
    """What the writer of a line and its confirmer say to each other about one decision."""

    organ = models.ForeignKey(Organ, models.CASCADE, related_name="+")
    confirmation = models.OneToOneField(Confirmation, models.CASCADE, related_name="talk")
    entry = models.ForeignKey(Entry, models.CASCADE, related_name="talks")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    confirmer = models.ForeignKey(Person, models.PROTECT, related_name="+")
    state = models.CharField("trạng thái", max_length=8, choices=TalkState.choices, default=TalkState.OPEN)
    last_at = models.DateTimeField("lời cuối lúc")
    closed_at = models.DateTimeField("khép lúc", null=True)
    closed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "trao đổi"
        constraints = [
            models.CheckConstraint(
                condition=Q(state="CLOSED", closed_at__isnull=False, closed_by__isnull=False)
                | Q(state__in=["OPEN", "ANSWERED"], closed_at__isnull=True, closed_by__isnull=True),
                name="review_talk_closed_when",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "state"], name="review_talk_person"),
            models.Index(fields=["confirmer", "state"], name="review_talk_confirmer"),
        ]


class Message(models.Model):
    """One message of a talk; nothing is edited. An answer of the writer may be of a kind, then words are optional."""

    class Kind(models.TextChoices):
        ACCEPT = "ACCEPT", "Đồng ý với điều chỉnh"
        FIX = "FIX", "Sẽ sửa và gửi lại"
        REASON = "REASON", "Có lý do công việc"
        DATA = "DATA", "Dữ liệu chưa đúng"
        MEET = "MEET", "Muốn trao đổi trực tiếp"

    organ = models.ForeignKey(Organ, models.CASCADE, related_name="+")
    talk = models.ForeignKey(Talk, models.CASCADE, related_name="messages")
    author = models.ForeignKey(Person, models.PROTECT, related_name="+")
    acting_for = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField("lúc")
    kind = models.CharField("ý trả lời", max_length=6, choices=Kind.choices, blank=True)
    body = models.TextField("nội dung", blank=True)

    class Meta:
        verbose_name = "lời trao đổi"
        constraints = [
            models.CheckConstraint(condition=~Q(body="") | ~Q(kind=""), name="review_message_says"),
        ]
