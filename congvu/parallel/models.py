"""A second pack over the same tasks: since when, whose sheet in which quarter, every score (ADR 33)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from congvu.base.dated import Dated
from congvu.base.fields import ScaledField
from congvu.org.models import Organ, Person, Posting, Unit
from congvu.regimes.models import RuleText
from rulebook.periods import Month, Quarter

from .states import SheetState


class Adoption(Dated):
    """From `valid_from` on, the organ also scores by this pack, beside its main one. Half-open."""

    organ = models.ForeignKey(Organ, models.CASCADE, related_name="+")
    pack_id = models.CharField("bộ quy tắc", max_length=64)
    pack_sha256 = models.CharField("mã kiểm", max_length=64)
    text = models.ForeignKey(RuleText, models.PROTECT, null=True, related_name="+")
    decision_number = models.CharField("số quyết định", max_length=120)
    decision_on = models.DateField("ngày quyết định")
    signer = models.CharField("người ký", max_length=120)
    made_at = models.DateTimeField("ghi lúc")
    made_by = models.CharField("người ghi", max_length=40)

    class Meta(Dated.Meta):
        verbose_name = "lần áp dụng song song"
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                fields=["organ", "pack_id", "valid_from"], name="parallel_adoption_day_once"
            ),
        ]


class Sheet(models.Model):
    """One person's sheet for one period under one adoption.

    `own`: what she entered: criteria under "common", other inputs by their key; numbers as text.
    """

    organ = models.ForeignKey(Organ, models.CASCADE, related_name="+")
    adoption = models.ForeignKey(Adoption, models.PROTECT, related_name="sheets")
    code = models.CharField("kỳ", max_length=10)
    first = models.DateField("từ ngày")
    last = models.DateField("đến hết ngày")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    duty = models.CharField("chức vụ", max_length=6, choices=Posting.Duty.choices)
    title = models.CharField("chức vụ, chức danh", max_length=200)
    authority = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    state = models.CharField(
        "trạng thái", max_length=9, choices=SheetState.choices, default=SheetState.WAITING
    )
    own = models.JSONField("tự chấm", default=dict)
    opened_at = models.DateTimeField("mở lúc")
    opened_by = models.CharField("người mở", max_length=40)
    self_at = models.DateTimeField("tự chấm lúc", null=True)
    self_by = models.CharField("người tự chấm", max_length=40, blank=True)
    score = models.ForeignKey("Score", models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "phiếu song song"
        constraints = [
            models.UniqueConstraint(fields=["adoption", "code", "person"], name="parallel_sheet_once"),
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="parallel_sheet_order"),
            models.CheckConstraint(
                condition=Q(self_at__isnull=True, self_by="") | (Q(self_at__isnull=False) & ~Q(self_by="")),
                name="parallel_sheet_self_when",
            ),
            models.CheckConstraint(
                condition=~Q(state="DECIDED") | Q(score__isnull=False), name="parallel_sheet_decided_score"
            ),
        ]
        indexes = [models.Index(fields=["organ", "code"], name="parallel_sheet_period")]

    @property
    def label(self) -> str:
        """ "quý IV năm 2026"."""
        return (Quarter if "q" in self.code else Month).parse(self.code).label()


class Score(models.Model):
    """One decision on a sheet with all that it came from; never changed, the next one is another row.

    `inputs` is the case as `congvu rules evaluate --pack ID` reads it. `total` in points, four
    places; empty where there is not enough data.
    """

    organ = models.ForeignKey(Organ, models.CASCADE, related_name="+")
    sheet = models.ForeignKey(Sheet, models.CASCADE, related_name="scores")
    number = models.PositiveSmallIntegerField("lần")
    pack_id = models.CharField("bộ quy tắc", max_length=64)
    pack_sha256 = models.CharField(max_length=64)
    given = models.JSONField("đã nhập")
    inputs = models.JSONField("đầu vào")
    result = models.JSONField("kết quả")
    trace = models.JSONField("nguồn")
    sha256 = models.CharField("dấu niêm", max_length=64)
    total = ScaledField("tổng điểm", places=4, null=True)
    level = models.CharField("mức", max_length=8, blank=True)
    reason = models.CharField("lý do", max_length=500, blank=True)
    decided_at = models.DateTimeField("chấm lúc")
    decided_by = models.CharField("người chấm", max_length=40)

    class Meta:
        verbose_name = "lần chấm song song"
        constraints = [models.UniqueConstraint(fields=["sheet", "number"], name="parallel_score_number")]
