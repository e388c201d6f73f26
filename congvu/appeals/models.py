"""Appeals against published results, with who prepares, who decides, hearings and papers (Đ22, Đ24)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from congvu.org.models import Organ, Person
from congvu.scoring.models import Card, Run

from .states import OPEN, AppealState, Outcome


class Appeal(models.Model):
    """One appeal of a person against the published score of her own card.

    `run`: the computation appealed against. `scored_by` signed it, `scored_for` is whose authority it
    was (the same person where nobody acted for another). `due_on` is kept when it is decided; until
    then it follows the calendar.
    """

    organ = models.ForeignKey(Organ, models.CASCADE, related_name="+")
    card = models.ForeignKey(Card, models.PROTECT, related_name="appeals")
    run = models.ForeignKey(Run, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="appeals")
    scored_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    scored_for = models.ForeignKey(Person, models.PROTECT, related_name="+")
    state = models.CharField(
        "trạng thái", max_length=9, choices=AppealState.choices, default=AppealState.LODGED
    )
    grounds = models.TextField("nội dung kiến nghị")
    wanted = models.TextField("đề nghị")
    lodged_at = models.DateTimeField("gửi lúc")
    lodged_by = models.CharField("người gửi", max_length=40)
    received_at = models.DateTimeField("tiếp nhận lúc", null=True)
    received_by = models.CharField("người tiếp nhận", max_length=40, blank=True)
    preparer = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    resolver = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    resolver_basis = models.CharField("căn cứ giao giải quyết", max_length=300, blank=True)
    findings = models.TextField("kết quả xác minh", blank=True)
    proposal = models.CharField("đề xuất", max_length=6, choices=Outcome.choices, blank=True)
    prepared_at = models.DateTimeField("trình lúc", null=True)
    prepared_by = models.CharField("người trình", max_length=40, blank=True)
    returned_reason = models.CharField("lý do trả lại", max_length=500, blank=True)
    outcome = models.CharField("kết luận", max_length=6, choices=Outcome.choices, blank=True)
    outcome_reason = models.TextField("lý do kết luận", blank=True)
    due_on = models.DateField("hạn giải quyết", null=True)
    decided_at = models.DateTimeField("quyết định lúc", null=True)
    decided_by = models.CharField("người quyết định", max_length=40, blank=True)
    corrected_run = models.ForeignKey(Run, models.PROTECT, null=True, related_name="+")
    finished_at = models.DateTimeField("sửa xong lúc", null=True)
    finished_by = models.CharField("người ghi đã sửa", max_length=40, blank=True)
    withdrawn_at = models.DateTimeField("rút lúc", null=True)

    class Meta:
        verbose_name = "kiến nghị"
        constraints = [
            models.UniqueConstraint(
                fields=["card"],
                condition=Q(state__in=[*OPEN, AppealState.TO_CHANGE]),
                name="appeals_one_open_a_card",
            ),
            models.UniqueConstraint(
                fields=["run"], condition=~Q(state="WITHDRAWN"), name="appeals_one_a_result"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["LODGED", "WITHDRAWN"])
                | Q(received_at__isnull=False, preparer__isnull=False, resolver__isnull=False),
                name="appeals_received_when",
            ),
            models.CheckConstraint(
                condition=~Q(state="PREPARED") | (Q(prepared_at__isnull=False) & ~Q(proposal="")),
                name="appeals_prepared_when",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["KEPT", "TO_CHANGE", "CHANGED"])
                | (Q(decided_at__isnull=False) & ~Q(outcome="") & ~Q(outcome_reason="")),
                name="appeals_decided_when",
            ),
            models.CheckConstraint(
                condition=~Q(state="CHANGED") | Q(finished_at__isnull=False, corrected_run__isnull=False),
                name="appeals_finished_when",
            ),
            models.CheckConstraint(
                condition=~Q(state="WITHDRAWN") | Q(withdrawn_at__isnull=False), name="appeals_withdrawn_when"
            ),
            models.CheckConstraint(
                condition=(Q(preparer__isnull=True) | ~Q(preparer=F("resolver")) & ~Q(preparer=F("person")))
                & (Q(resolver__isnull=True) | ~Q(resolver=F("person"))),
                name="appeals_three_people",
            ),
        ]
        indexes = [models.Index(fields=["organ", "state"], name="appeals_organ_state")]


class Hearing(models.Model):
    """Notes of one meeting with the appellant, the scorer or others, while the case is prepared."""

    organ = models.ForeignKey(Organ, models.CASCADE, related_name="+")
    appeal = models.ForeignKey(Appeal, models.CASCADE, related_name="hearings")
    held_on = models.DateField("ngày")
    people = models.CharField("thành phần", max_length=300)
    notes = models.TextField("nội dung")
    noted_at = models.DateTimeField("ghi lúc")
    noted_by = models.CharField("người ghi", max_length=40)

    class Meta:
        verbose_name = "buổi làm việc"


class Paper(models.Model):
    """A file of the case, kept by its SHA-256; it stays with the record (Đ24.2đ)."""

    organ = models.ForeignKey(Organ, models.CASCADE, related_name="+")
    appeal = models.ForeignKey(Appeal, models.CASCADE, related_name="papers")
    name = models.CharField("tên", max_length=200)
    sha256 = models.CharField("mã kiểm", max_length=64)
    size = models.PositiveBigIntegerField("cỡ, byte")
    content_type = models.CharField("loại", max_length=100)
    added_at = models.DateTimeField("kèm lúc")
    added_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "tài liệu của kiến nghị"
        constraints = [models.UniqueConstraint(fields=["appeal", "sha256"], name="appeals_paper_once")]
