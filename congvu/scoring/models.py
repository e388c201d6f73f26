"""Periods, one card per person, ten criteria scored twice, d đ e, and stored runs (Đ12–17)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from congvu.base.fields import ScaledField
from congvu.org.models import Organ, Person, Posting, Unit
from rulebook.periods import Month, Quarter

from .states import CardState, PeriodState


class Period(models.Model):
    """A month or quarter of an organ. `cutoff_on`: the last day for records and verdicts."""

    class Kind(models.TextChoices):
        MONTH = "MONTH", "Tháng"
        QUARTER = "QUARTER", "Quý"

    organ = models.ForeignKey(Organ, models.CASCADE, related_name="periods")
    code = models.CharField("kỳ", max_length=10)
    kind = models.CharField("loại", max_length=7, choices=Kind.choices)
    first = models.DateField("từ ngày")
    last = models.DateField("đến hết ngày")
    cutoff_on = models.DateField("ngày chốt")
    state = models.CharField(
        "trạng thái",
        max_length=9,
        choices=PeriodState.choices,
        default=PeriodState.OPEN,
    )
    pack_id = models.CharField("bộ quy tắc", max_length=60)
    pack_sha256 = models.CharField(max_length=64)
    cap = models.CharField("cách chặn", max_length=5)
    opened_at = models.DateTimeField("mở lúc")
    opened_by = models.CharField("người mở", max_length=40)
    locked_at = models.DateTimeField("khóa lúc", null=True)
    locked_by = models.CharField("người khóa", max_length=40, blank=True)
    published_at = models.DateTimeField("công bố lúc", null=True)
    published_by = models.CharField("người công bố", max_length=40, blank=True)
    reopened_reason = models.CharField("lý do mở lại", max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "kỳ đánh giá"
        constraints = [
            models.UniqueConstraint(fields=["organ", "code"], name="scoring_period_once"),
            models.CheckConstraint(
                condition=Q(last__gte=F("first")) & Q(cutoff_on__gte=F("last")),
                name="scoring_period_order",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["LOCKED", "PUBLISHED"]) | Q(locked_at__isnull=False),
                name="scoring_locked_when",
            ),
            models.CheckConstraint(
                condition=~Q(state="PUBLISHED") | Q(published_at__isnull=False),
                name="scoring_published_when",
            ),
        ]

    @property
    def label(self) -> str:
        """ "tháng 11 năm 2026"."""
        return (Quarter if self.kind == self.Kind.QUARTER else Month).parse(self.code).label()


class Card(models.Model):
    """One person's slip in a period. `duty` chooses the formula; `authority` follows Đ10."""

    organ = models.ForeignKey(Organ, models.CASCADE, related_name="+")
    period = models.ForeignKey(Period, models.CASCADE, related_name="cards")
    person = models.ForeignKey(Person, models.PROTECT, related_name="cards")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    duty = models.CharField("chức vụ", max_length=6, choices=Posting.Duty.choices)
    title = models.CharField("chức vụ, chức danh", max_length=200)
    authority = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    state = models.CharField("trạng thái", max_length=9, choices=CardState.choices, default=CardState.WAITING)
    strengths = models.TextField("ưu điểm", blank=True)
    weaknesses = models.TextField("hạn chế, khuyết điểm", blank=True)
    self_scored_at = models.DateTimeField("tự chấm lúc", null=True)
    comment = models.TextField("ý kiến nhận xét", blank=True)
    difference_reason = models.TextField("lý do khác điểm", blank=True)
    sent_back_reason = models.CharField("lý do trả lại", max_length=500, blank=True)
    confirmed_at = models.DateTimeField("xác nhận lúc", null=True)
    confirmed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    confirmed_for = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    run = models.ForeignKey("Run", models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "phiếu theo dõi, đánh giá"
        constraints = [
            models.UniqueConstraint(fields=["period", "person"], name="scoring_card_once"),
            models.CheckConstraint(
                condition=~Q(state="CONFIRMED")
                | (Q(confirmed_at__isnull=False) & Q(confirmed_by__isnull=False)),
                name="scoring_card_confirmed_when",
            ),
        ]
        indexes = [models.Index(fields=["authority", "state"], name="scoring_card_authority")]


class Mark(models.Model):
    """Points of one common criterion: the person's own, then the authority's (Mẫu 01)."""

    organ = models.ForeignKey(Organ, models.CASCADE, related_name="+")
    card = models.ForeignKey(Card, models.CASCADE, related_name="marks")
    criterion = models.CharField("tiêu chí", max_length=8)
    self_points = ScaledField("tự chấm", places=2, null=True)
    authority_points = ScaledField("người có thẩm quyền chấm", places=2, null=True)

    class Meta:
        verbose_name = "điểm tiêu chí chung"
        constraints = [models.UniqueConstraint(fields=["card", "criterion"], name="scoring_mark_once")]


class LeaderRatio(models.Model):
    """d, đ or e of a head or deputy: 1 or 0,5, with a reason where a person decides (G7)."""

    class Which(models.TextChoices):
        D = "d", "d"
        DD = "dd", "đ"
        E = "e", "e"

    organ = models.ForeignKey(Organ, models.CASCADE, related_name="+")
    card = models.ForeignKey(Card, models.CASCADE, related_name="ratios")
    which = models.CharField("thành phần", max_length=2, choices=Which.choices)
    value = ScaledField("giá trị", places=1)
    is_derived = models.BooleanField("suy ra từ điểm của công chức dưới quyền", default=False)
    reason = models.TextField("căn cứ, lý do", blank=True)
    decided_at = models.DateTimeField("quyết lúc")
    decided_by = models.CharField("người quyết", max_length=40)

    class Meta:
        verbose_name = "tỷ lệ của người lãnh đạo"
        constraints = [
            models.UniqueConstraint(fields=["card", "which"], name="scoring_ratio_once"),
            models.CheckConstraint(
                condition=Q(is_derived=True) | ~Q(reason=""),
                name="scoring_ratio_reason",
            ),
        ]


class Run(models.Model):
    """One stored computation: frozen inputs, pack and editions by hash, result, steps."""

    organ = models.ForeignKey(Organ, models.CASCADE, related_name="+")
    card = models.ForeignKey(Card, models.PROTECT, related_name="runs")
    number = models.PositiveIntegerField("lần")
    at = models.DateTimeField("lúc")
    by = models.CharField("người chạy", max_length=40)
    pack_id = models.CharField("bộ quy tắc", max_length=60)
    pack_sha256 = models.CharField(max_length=64)
    editions = models.JSONField("bản danh mục")
    inputs = models.JSONField("đầu vào")
    result = models.JSONField("kết quả")
    trace = models.JSONField("nguồn của từng đầu vào", default=dict)
    sha256 = models.CharField(max_length=64)
    reason = models.CharField("lý do", max_length=500, blank=True)

    class Meta:
        verbose_name = "lần tính điểm"
        constraints = [models.UniqueConstraint(fields=["card", "number"], name="scoring_run_once")]
