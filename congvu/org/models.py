"""Organs, units, people, job positions, postings, rights - all with half-open validity."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from congvu.base.dated import Dated
from congvu.base.fields import ScaledField


class Organ(models.Model):
    """Cơ quan sử dụng công chức. `managing` is its cơ quan quản lý công chức (Đ10.1a, Đ13.2)."""

    class Kind(models.TextChoices):
        STATE = "STATE", "Cơ quan nhà nước"
        PARTY = "PARTY", "Cơ quan Đảng"
        FRONT = "FRONT", "Mặt trận, đoàn thể"

    class Address(models.TextChoices):
        COMRADE = "COMRADE", "đồng chí"
        PLAIN = "PLAIN", "anh/chị"

    code = models.CharField("mã", max_length=30, unique=True)
    name = models.CharField("tên", max_length=200)
    short_name = models.CharField("tên ngắn", max_length=80)
    kind = models.CharField("loại", max_length=5, choices=Kind.choices, default=Kind.STATE)
    managing = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="managed")
    address = models.CharField("xưng hô", max_length=8, choices=Address.choices, default=Address.COMRADE)
    superior_name = models.CharField("cấp trên trực tiếp", max_length=200, blank=True)
    closed_before = models.DateField("sổ sách đã khóa đến trước ngày", null=True, blank=True)

    class Meta:
        verbose_name = "cơ quan"

    def __str__(self) -> str:
        return self.name


class Rules(models.Model):
    """Settings that an organ decides for itself. Minutes are whole minutes.

    `pack` is what it begins with; what follows it from a day on is a dated use (ADR 33).
    """

    class PeriodKind(models.TextChoices):
        MONTH = "MONTH", "Tháng"
        QUARTER = "QUARTER", "Quý"

    class Cap(models.TextChoices):
        TOTAL = "TOTAL", "Chỉ chặn tổng 70 điểm"
        RATIO = "RATIO", "Chặn từng tỷ lệ ở 100%"

    class Swaps(models.TextChoices):
        HEAD = "HEAD", "Đồng nghiệp đồng ý, rồi lãnh đạo quyết"
        PEERS = "PEERS", "Đồng nghiệp đồng ý thì đổi ngay"

    organ = models.OneToOneField(Organ, models.CASCADE, primary_key=True, related_name="rules")
    pack = models.CharField("bộ quy tắc", max_length=60, default="nd335-2025")
    period_kind = models.CharField("kỳ", max_length=7, choices=PeriodKind.choices, default=PeriodKind.MONTH)
    cap = models.CharField("cách chặn", max_length=5, choices=Cap.choices, default=Cap.TOTAL)
    cap_decision = models.CharField("quyết định về cách chặn", max_length=120, blank=True)
    line_min_minutes = models.PositiveSmallIntegerField("một dòng ít nhất", default=1)
    line_max_minutes = models.PositiveSmallIntegerField("một dòng nhiều nhất", default=720)
    day_max_minutes = models.PositiveSmallIntegerField("một ngày nhiều nhất", default=960)
    due_working_days = models.PositiveSmallIntegerField("hạn gửi, ngày làm việc", default=1)
    cutoff_days = models.PositiveSmallIntegerField("chốt kỳ sau, ngày", default=5)
    confirm_working_days = models.PositiveSmallIntegerField("hạn xác nhận, ngày làm việc", default=3)
    reply_working_days = models.PositiveSmallIntegerField("hạn trao đổi lại, ngày làm việc", default=3)
    swaps = models.CharField("đổi ca", max_length=5, choices=Swaps.choices, default=Swaps.HEAD)

    class Meta:
        verbose_name = "quy định của cơ quan"


class Unit(Dated):
    """A node of an organ's tree; the root unit is the organ itself. `path` = "/1/7/"."""

    organ = models.ForeignKey(Organ, models.CASCADE, related_name="units")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    code = models.CharField("mã", max_length=30)
    name = models.CharField("tên", max_length=200)
    short_name = models.CharField("tên ngắn", max_length=80, blank=True)
    path = models.CharField(max_length=200, db_index=True)
    sort = models.PositiveSmallIntegerField("thứ tự", default=0)

    class Meta(Dated.Meta):
        verbose_name = "đơn vị"
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(fields=["organ", "code"], name="org_unit_code_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Person(models.Model):
    """Someone who works in an organ. No private-life fields (Luật 91/2025, Đ3)."""

    class SubjectType(models.TextChoices):
        CIVIL_SERVANT = "CIVIL_SERVANT", "Công chức"
        CADRE = "CADRE", "Cán bộ"
        PUBLIC_EMPLOYEE = "PUBLIC_EMPLOYEE", "Viên chức"
        CONTRACT = "CONTRACT", "Người lao động hợp đồng"

    organ = models.ForeignKey(Organ, models.CASCADE, related_name="people")
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="person",
    )
    staff_code = models.CharField("mã cán bộ", max_length=30)
    full_name = models.CharField("họ và tên", max_length=120)
    sort_key = models.CharField(max_length=600, db_index=True)
    search_text = models.CharField(max_length=300)
    subject_type = models.CharField(
        "đối tượng",
        max_length=15,
        choices=SubjectType.choices,
        default=SubjectType.CIVIL_SERVANT,
    )
    is_active = models.BooleanField("đang làm việc", default=True)

    class Meta:
        verbose_name = "người"
        constraints = [models.UniqueConstraint(fields=["organ", "staff_code"], name="org_person_code_once")]

    def __str__(self) -> str:
        return self.full_name


class Position(Dated):
    """Vị trí việc làm, in three groups; the older four are kept as data."""

    class Group(models.TextChoices):
        LEADERSHIP = "LEADERSHIP", "Lãnh đạo, quản lý"
        PROFESSIONAL = "PROFESSIONAL", "Chuyên môn, nghiệp vụ"
        SUPPORT = "SUPPORT", "Hỗ trợ, phục vụ"

    class LegacyGroup(models.TextChoices):
        LEADERSHIP = "LEADERSHIP", "Lãnh đạo, quản lý"
        SPECIALISED = "SPECIALISED", "Nghiệp vụ chuyên ngành"
        SHARED = "SHARED", "Nghiệp vụ chuyên môn dùng chung"
        SUPPORT = "SUPPORT", "Hỗ trợ, phục vụ"
        UNKNOWN = "", "Chưa rõ"

    organ = models.ForeignKey(Organ, models.CASCADE, related_name="positions")
    code = models.CharField("mã", max_length=40)
    name = models.CharField("tên vị trí", max_length=500)
    group = models.CharField("nhóm", max_length=12, choices=Group.choices)
    legacy_group = models.CharField(
        "nhóm cũ", max_length=12, choices=LegacyGroup.choices, blank=True, default=""
    )
    goal = models.TextField("mục tiêu", blank=True)
    source = models.CharField("nguồn", max_length=200, blank=True)

    class Meta(Dated.Meta):
        verbose_name = "vị trí việc làm"
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(fields=["organ", "code"], name="org_position_code_once"),
        ]

    def __str__(self) -> str:
        return self.name


class PositionTask(models.Model):
    """One row of the job description: area, concrete work, completion criteria."""

    organ = models.ForeignKey(Organ, models.CASCADE, related_name="+")
    position = models.ForeignKey(Position, models.CASCADE, related_name="tasks")
    number = models.CharField("TT", max_length=12)
    area = models.TextField("nhiệm vụ, mảng công việc")
    work = models.TextField("công việc cụ thể", blank=True)
    criteria = models.TextField("tiêu chí hoàn thành", blank=True)
    sort = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = "nhiệm vụ của vị trí"
        constraints = [models.UniqueConstraint(fields=["position", "number"], name="org_position_task_once")]


class Posting(Dated):
    """Who works where, as what, from when. At most one MAIN posting on any day."""

    class Duty(models.TextChoices):
        STAFF = "STAFF", "Công chức không giữ chức vụ lãnh đạo"
        HEAD = "HEAD", "Người đứng đầu"
        DEPUTY = "DEPUTY", "Cấp phó"

    class Kind(models.TextChoices):
        MAIN = "MAIN", "Chính"
        CONCURRENT = "CONCURRENT", "Kiêm nhiệm"
        SECONDED = "SECONDED", "Biệt phái"

    organ = models.ForeignKey(Organ, models.CASCADE, related_name="postings")
    person = models.ForeignKey(Person, models.CASCADE, related_name="postings")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="postings")
    position = models.ForeignKey(Position, models.PROTECT, related_name="postings")
    duty = models.CharField("chức vụ", max_length=6, choices=Duty.choices, default=Duty.STAFF)
    title = models.CharField("chức danh", max_length=120, blank=True)
    kind = models.CharField("loại", max_length=10, choices=Kind.choices, default=Kind.MAIN)
    percent = ScaledField("phần thời gian, %", places=2, default=100)
    charge = models.ManyToManyField(Unit, blank=True, related_name="+", verbose_name="đơn vị phụ trách")

    class Meta(Dated.Meta):
        verbose_name = "bố trí công tác"
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                condition=Q(percent__gt=0) & Q(percent__lte=100),
                name="org_posting_percent",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "valid_from"], name="org_posting_person"),
            models.Index(fields=["unit", "valid_from"], name="org_posting_unit"),
        ]


class RoleGrant(Dated):
    """PERSONNEL or ADMIN, held in a unit for a time."""

    class Role(models.TextChoices):
        PERSONNEL = "PERSONNEL", "Tham mưu về tổ chức, cán bộ"
        ADMIN = "ADMIN", "Quản trị hệ thống"

    organ = models.ForeignKey(Organ, models.CASCADE, related_name="grants")
    person = models.ForeignKey(Person, models.CASCADE, related_name="grants")
    role = models.CharField("vai trò", max_length=9, choices=Role.choices)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    granted_by = models.CharField("người cấp", max_length=40)

    class Meta(Dated.Meta):
        verbose_name = "vai trò"


class Delegation(Dated):
    """Acting in another's place: TL., TUQ., KT. The giver's rights as head in `unit` pass on."""

    class Form(models.TextChoices):
        TL = "TL", "Thừa lệnh"
        TUQ = "TUQ", "Thừa ủy quyền"
        KT = "KT", "Ký thay"

    organ = models.ForeignKey(Organ, models.CASCADE, related_name="delegations")
    giver = models.ForeignKey(Person, models.CASCADE, related_name="delegations_given")
    taker = models.ForeignKey(Person, models.CASCADE, related_name="delegations_taken")
    form = models.CharField("hình thức", max_length=3, choices=Form.choices)
    document = models.CharField("văn bản", max_length=120, blank=True)
    reason = models.CharField("lý do", max_length=300)
    revoked_at = models.DateTimeField("thôi lúc", null=True)
    revoked_by = models.CharField("người thôi", max_length=40, blank=True)

    class Meta(Dated.Meta):
        verbose_name = "ủy quyền"
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(condition=~Q(giver=models.F("taker")), name="org_delegation_to_another"),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoked_by="")
                | (Q(revoked_at__isnull=False) & ~Q(revoked_by="")),
                name="org_delegation_revoked_by_whom",
            ),
        ]


class ConfirmerChoice(Dated):
    """The confirmer set by name, instead of the one who follows from Đ10 and the tree."""

    organ = models.ForeignKey(Organ, models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, models.CASCADE, related_name="confirmer_choices")
    confirmer = models.ForeignKey(Person, models.CASCADE, related_name="+")
    reason = models.CharField("lý do", max_length=300)

    class Meta(Dated.Meta):
        verbose_name = "người xác nhận được chỉ định"
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(person=models.F("confirmer")),
                name="org_confirmer_is_another",
            ),
        ]
