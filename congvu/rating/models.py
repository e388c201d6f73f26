"""A rating year of an organ: dossiers, organisations, minutes, and decisions that are never deleted."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from congvu.base.fields import ScaledField
from congvu.org.models import Organ, Person, Posting, Unit

from .states import YearState


class Year(models.Model):
    """One working year of an organ (Đ19.1), under the pack in force on its last day.

    `is_outstanding`: the authority counts the organ as outstanding (Đ20.5b, Đ8.5b), by the named
    document. `rates_units`: the organ's units are rated too (Đ2.1: state administrative bodies).
    """

    organ = models.ForeignKey(Organ, models.CASCADE, related_name="rating_years")
    year = models.PositiveSmallIntegerField("năm")
    state = models.CharField("bước", max_length=8, choices=YearState.choices, default=YearState.OPEN)
    pack_id = models.CharField("bộ quy tắc", max_length=64)
    pack_sha256 = models.CharField(max_length=64)
    rates_units = models.BooleanField("xếp loại tổ chức", default=True)
    is_outstanding = models.BooleanField("tổ chức nổi trội", default=False)
    outstanding_document = models.CharField("văn bản công nhận nổi trội", max_length=200, blank=True)
    refreshed_at = models.DateTimeField("tính lại lúc")
    opened_at = models.DateTimeField("mở lúc")
    opened_by = models.CharField("người mở", max_length=40)
    closed_at = models.DateTimeField("khép lúc", null=True)
    closed_by = models.CharField("người khép", max_length=40, blank=True)

    class Meta:
        verbose_name = "năm xếp loại"
        constraints = [
            models.UniqueConstraint(fields=["organ", "year"], name="rating_year_once"),
            models.CheckConstraint(
                condition=~Q(state="CLOSED") | Q(closed_at__isnull=False), name="rating_year_closed_when"
            ),
            models.CheckConstraint(
                condition=Q(is_outstanding=False) | ~Q(outstanding_document=""),
                name="rating_year_outstanding_why",
            ),
        ]


class Dossier(models.Model):
    """One person's year. `authority` decides (Đ10.2); empty where that is outside this system.

    `status`, `score`, `suggested` are the last computed suggestion, for lists; what a decision
    rested on is frozen in the decision.
    """

    class Absence(models.TextChoices):
        NONE = "", "Không"
        UNPAID = "UNPAID", "Nghỉ việc riêng không hưởng lương"
        SICK = "SICK", "Nghỉ ốm theo luật bảo hiểm xã hội"
        MATERNITY = "MATERNITY", "Nghỉ thai sản theo luật bảo hiểm xã hội"

    class Status(models.TextChoices):
        RATED = "RATED", "Có gợi ý"
        NOT_RATED = "NOT_RATED", "Không xếp loại"
        INSUFFICIENT_DATA = "INSUFFICIENT_DATA", "Chưa đủ dữ liệu"

    organ = models.ForeignKey(Organ, models.CASCADE, related_name="+")
    year = models.ForeignKey(Year, models.CASCADE, related_name="dossiers")
    person = models.ForeignKey(Person, models.PROTECT, related_name="rating_dossiers")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    duty = models.CharField("chức vụ", max_length=6, choices=Posting.Duty.choices)
    title = models.CharField("chức vụ, chức danh", max_length=200)
    group = models.CharField("nhóm nhiệm vụ tương đồng", max_length=120)
    authority = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    worked_months = ScaledField("số tháng công tác", places=1)
    absence = models.CharField("vắng vì", max_length=9, choices=Absence.choices, default="", blank=True)
    status = models.CharField("gợi ý", max_length=17, choices=Status.choices)
    score = ScaledField("điểm trung bình", places=4, null=True)
    suggested = models.CharField("mức gợi ý", max_length=12, blank=True)
    self_level = models.CharField("tự xếp loại", max_length=12, blank=True)
    self_words = models.TextField("tự nhận xét", blank=True)
    self_at = models.DateTimeField("tự xếp loại lúc", null=True)
    party_words = models.TextField("nhận xét của cấp ủy", blank=True)
    party_body = models.CharField("cấp ủy", max_length=200, blank=True)
    party_document = models.CharField("văn bản của cấp ủy", max_length=120, blank=True)
    party_on = models.DateField("ngày văn bản của cấp ủy", null=True)

    class Meta:
        verbose_name = "hồ sơ xếp loại"
        constraints = [
            models.UniqueConstraint(fields=["year", "person"], name="rating_dossier_once"),
            models.CheckConstraint(
                condition=Q(self_level="") | Q(self_at__isnull=False), name="rating_dossier_self_when"
            ),
        ]
        indexes = [models.Index(fields=["year", "unit"], name="rating_dossier_unit")]


class PeriodNote(models.Model):
    """What the personnel body notes of one period: a score sent by an organ left (Đ19.1), or not worked."""

    organ = models.ForeignKey(Organ, models.CASCADE, related_name="+")
    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="notes")
    code = models.CharField("kỳ", max_length=10)
    is_worked = models.BooleanField("có làm việc", default=True)
    score = ScaledField("điểm", places=4, null=True)
    origin = models.CharField("cơ quan gửi", max_length=200, blank=True)
    document = models.CharField("văn bản", max_length=200)
    document_on = models.DateField("ngày văn bản")
    noted_at = models.DateTimeField("ghi lúc")
    noted_by = models.CharField("người ghi", max_length=40)

    class Meta:
        verbose_name = "ghi chú kỳ"
        constraints = [
            models.UniqueConstraint(fields=["dossier", "code"], name="rating_note_once"),
            models.CheckConstraint(
                condition=Q(is_worked=False, score__isnull=True) | Q(is_worked=True, score__isnull=False),
                name="rating_note_says_one_thing",
            ),
        ]


class UnitRating(models.Model):
    """One organisation's year (Đ6–8). `common` and `results`: points by item; `facts` of the pack.

    `authority` recognises (Đ5); empty where that is outside this system, as for the organ itself.
    """

    organ = models.ForeignKey(Organ, models.CASCADE, related_name="+")
    year = models.ForeignKey(Year, models.CASCADE, related_name="unit_ratings")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    head = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    authority = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    common = models.JSONField("tiêu chí chung", default=dict)
    results = models.JSONField("kết quả thực hiện nhiệm vụ", default=dict)
    facts = models.JSONField("số liệu của các điều kiện", default=dict)
    self_level = models.CharField("tự đề xuất", max_length=12, blank=True)
    self_words = models.TextField("tự đánh giá", blank=True)
    self_at = models.DateTimeField("tự đánh giá lúc", null=True)
    self_by = models.CharField("người tự đánh giá", max_length=40, blank=True)

    class Meta:
        verbose_name = "xếp loại tổ chức"
        constraints = [
            models.UniqueConstraint(fields=["year", "unit"], name="rating_unit_once"),
            models.CheckConstraint(
                condition=Q(self_at__isnull=True, self_by="") | (Q(self_at__isnull=False) & ~Q(self_by="")),
                name="rating_unit_self_when",
            ),
        ]


def _of_one(name: str) -> Any:
    """Of a person or of an organisation, never of both."""
    return models.CheckConstraint(
        condition=Q(dossier__isnull=False, unit_rating__isnull=True)
        | Q(dossier__isnull=True, unit_rating__isnull=False),
        name=name,
    )


class Fact(models.Model):
    """A case of the pack that decides or bounds the level, established by somebody's document."""

    organ = models.ForeignKey(Organ, models.CASCADE, related_name="+")
    dossier = models.ForeignKey(Dossier, models.CASCADE, null=True, related_name="facts_given")
    unit_rating = models.ForeignKey(UnitRating, models.CASCADE, null=True, related_name="facts_given")
    code = models.CharField("trường hợp", max_length=64)
    document = models.CharField("văn bản", max_length=200)
    document_on = models.DateField("ngày văn bản")
    entered_at = models.DateTimeField("ghi lúc")
    entered_by = models.CharField("người ghi", max_length=40)
    withdrawn_at = models.DateTimeField("rút lúc", null=True)
    withdrawn_by = models.CharField("người rút", max_length=40, blank=True)
    withdrawn_reason = models.CharField("lý do rút", max_length=500, blank=True)

    class Meta:
        verbose_name = "trường hợp quyết định mức"
        constraints = [
            _of_one("rating_fact_of_one"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_by="") & ~Q(withdrawn_reason="")),
                name="rating_fact_withdrawn_why",
            ),
        ]


class Minutes(models.Model):
    """The meeting of one unit (Đ21.1b, 2b); confirmed by another than who wrote them down."""

    organ = models.ForeignKey(Organ, models.CASCADE, related_name="+")
    year = models.ForeignKey(Year, models.CASCADE, related_name="minutes")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    number = models.CharField("số biên bản", max_length=60, blank=True)
    held_on = models.DateField("ngày họp")
    chair = models.CharField("chủ trì", max_length=120)
    secretary = models.CharField("thư ký", max_length=120)
    invited = models.PositiveSmallIntegerField("số người được mời")
    present = models.PositiveSmallIntegerField("số người có mặt")
    words = models.TextField("ý kiến tại cuộc họp")
    written_at = models.DateTimeField("ghi lúc")
    written_by = models.CharField("người ghi", max_length=40)
    confirmed_at = models.DateTimeField("xác nhận lúc", null=True)
    confirmed_by = models.CharField("người xác nhận", max_length=40, blank=True)

    class Meta:
        verbose_name = "biên bản họp"
        constraints = [
            models.UniqueConstraint(fields=["year", "unit"], name="rating_minutes_once"),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, confirmed_by="")
                | (Q(confirmed_at__isnull=False) & ~Q(confirmed_by="")),
                name="rating_minutes_confirmed_when",
            ),
            models.CheckConstraint(
                condition=Q(present__lte=models.F("invited")) & Q(present__gt=0),
                name="rating_minutes_present",
            ),
        ]


class Decision(models.Model):
    """The authority's decision on a person or an organisation. Never edited, never deleted (Đ21.3).

    `suggestion`: pack, frozen inputs, steps. `reason`: why the level differs from it. A wrong one
    is followed by a row that `replaces` it and says why; one row of a dossier is in force.
    `is_recorded`: signed outside this system and written down from paper.
    """

    organ = models.ForeignKey(Organ, models.CASCADE, related_name="+")
    dossier = models.ForeignKey(Dossier, models.PROTECT, null=True, related_name="decisions")
    unit_rating = models.ForeignKey(UnitRating, models.PROTECT, null=True, related_name="decisions")
    number = models.CharField("số quyết định", max_length=120)
    signed_on = models.DateField("ngày ký")
    signer = models.CharField("người ký", max_length=120)
    level = models.CharField("mức", max_length=12)
    suggested = models.CharField("mức gợi ý lúc quyết", max_length=12, blank=True)
    suggestion = models.JSONField("gợi ý lúc quyết")
    reason = models.TextField("lý do khác gợi ý", blank=True)
    measures = models.TextField("đề xuất phương án xử lý", blank=True)
    is_recorded = models.BooleanField("ghi lại từ văn bản", default=False)
    is_in_force = models.BooleanField("đang có hiệu lực", default=True)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")
    replaced_reason = models.TextField("lý do thay quyết định trước", blank=True)
    made_at = models.DateTimeField("ghi lúc")
    made_by = models.CharField("người quyết", max_length=40)

    class Meta:
        verbose_name = "quyết định xếp loại"
        constraints = [
            _of_one("rating_decision_of_one"),
            models.UniqueConstraint(
                fields=["dossier"], condition=Q(is_in_force=True), name="rating_decision_one_in_force"
            ),
            models.UniqueConstraint(
                fields=["unit_rating"], condition=Q(is_in_force=True), name="rating_unit_one_in_force"
            ),
            models.CheckConstraint(
                condition=Q(level=models.F("suggested")) | ~Q(reason=""), name="rating_decision_reason"
            ),
            models.CheckConstraint(
                condition=Q(replaces__isnull=True) | ~Q(replaced_reason=""), name="rating_replaced_reason"
            ),
        ]
