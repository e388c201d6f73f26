"""The converted product catalogue of an organ, edition by edition (Đ13)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from congvu.base.fields import ScaledField
from congvu.org.models import Organ, Person, Position, Unit

from .states import ConsultationState, EditionState, WishState


class Edition(models.Model):
    """One decided list. In force on [valid_from, valid_to) once DECIDED; then never edited."""

    organ = models.ForeignKey(Organ, models.CASCADE, related_name="editions")
    number = models.PositiveSmallIntegerField("bản số")
    name = models.CharField("tên", max_length=200)
    state = models.CharField(
        "trạng thái",
        max_length=9,
        choices=EditionState.choices,
        default=EditionState.PROPOSED,
    )
    standard_score = ScaledField("điểm của sản phẩm chuẩn", places=2)
    standard_code = models.CharField("mã sản phẩm chuẩn", max_length=40, blank=True)
    source_name = models.CharField("tệp nguồn", max_length=200, blank=True)
    source_sha256 = models.CharField(max_length=64, blank=True)
    proposed_at = models.DateTimeField("đề xuất lúc")
    proposed_by = models.CharField("người đề xuất", max_length=40)
    appraised_at = models.DateTimeField("thẩm định lúc", null=True)
    appraised_by = models.CharField("người thẩm định", max_length=40, blank=True)
    appraisal = models.TextField("ý kiến thẩm định", blank=True)
    decided_at = models.DateTimeField("quyết định lúc", null=True)
    decided_by = models.CharField("người quyết định", max_length=40, blank=True)
    decision_number = models.CharField("số quyết định", max_length=60, blank=True)
    decision_date = models.DateField("ngày quyết định", null=True)
    signer = models.CharField("người ký", max_length=120, blank=True)
    valid_from = models.DateField("có hiệu lực từ", null=True)
    valid_to = models.DateField("hết hiệu lực từ", null=True)
    content_sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = "bản danh mục"
        constraints = [
            models.UniqueConstraint(fields=["organ", "number"], name="catalogue_edition_once"),
            models.CheckConstraint(condition=Q(standard_score__gt=0), name="catalogue_standard_positive"),
            models.CheckConstraint(
                condition=~Q(state="DECIDED")
                | (
                    Q(decided_at__isnull=False)
                    & Q(decision_date__isnull=False)
                    & Q(valid_from__isnull=False)
                    & ~Q(decision_number="")
                    & ~Q(content_sha256="")
                ),
                name="catalogue_decided_is_signed",
                violation_error_message="Danh mục đã quyết định phải có số, ngày, người ký và ngày hiệu lực.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Product(models.Model):
    """One item. coefficient = score ÷ standard score, four places, half-up (ADR 0015)."""

    organ = models.ForeignKey(Organ, models.CASCADE, related_name="+")
    edition = models.ForeignKey(Edition, models.CASCADE, related_name="products")
    code = models.CharField("mã", max_length=40)
    section = models.CharField("phòng, ban chuyên môn", max_length=200, blank=True)
    task = models.TextField("nhiệm vụ")
    detail = models.TextField("công việc chi tiết")
    output = models.TextField("sản phẩm đầu ra", blank=True)
    unit_of_measure = models.CharField("đơn vị tính", max_length=40, blank=True)
    group = models.PositiveSmallIntegerField("nhóm phức tạp")
    frame_low = ScaledField("khung điểm từ", places=2, null=True)
    frame_high = ScaledField("khung điểm đến", places=2, null=True)
    score = ScaledField("điểm chấm", places=2)
    coefficient = ScaledField("hệ số quy đổi", places=4)
    norm_minutes = models.PositiveIntegerField("định mức, phút", null=True)
    evidence = models.CharField("minh chứng cần có", max_length=300, blank=True)
    note = models.TextField("ghi chú", blank=True)
    sort = models.PositiveIntegerField(default=0)
    search_text = models.TextField()
    is_shared = models.BooleanField("dùng chung", default=True)

    class Meta:
        verbose_name = "sản phẩm, công việc"
        constraints = [
            models.UniqueConstraint(fields=["edition", "code"], name="catalogue_product_once"),
            models.CheckConstraint(
                condition=Q(group__gte=1) & Q(group__lte=5),
                name="catalogue_five_groups",
            ),
            models.CheckConstraint(condition=Q(coefficient__gt=0), name="catalogue_coefficient_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.detail}"


class ProductScope(models.Model):
    """The unit or the position an item belongs to; an item without rows here is shared."""

    organ = models.ForeignKey(Organ, models.CASCADE, related_name="+")
    product = models.ForeignKey(Product, models.CASCADE, related_name="scopes")
    unit = models.ForeignKey(Unit, models.CASCADE, null=True, related_name="+")
    position = models.ForeignKey(Position, models.CASCADE, null=True, related_name="+")

    class Meta:
        verbose_name = "phạm vi của sản phẩm"
        constraints = [
            models.CheckConstraint(
                condition=Q(unit__isnull=False, position__isnull=True)
                | Q(unit__isnull=True, position__isnull=False),
                name="catalogue_scope_one_kind",
            )
        ]


class Favourite(models.Model):
    """A product that a person records often: what "Hôm nay" offers first. `sort` is her own order.

    It names the product of the edition in which it was chosen; in a later edition the same code
    stands for it (`queries.favourites`).
    """

    organ = models.ForeignKey(Organ, models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, models.CASCADE, related_name="favourites")
    product = models.ForeignKey(Product, models.CASCADE, related_name="+")
    sort = models.PositiveSmallIntegerField("thứ tự")

    class Meta:
        verbose_name = "việc hay làm"
        constraints = [
            models.UniqueConstraint(fields=["person", "product"], name="catalogue_favourite_once"),
        ]
        indexes = [models.Index(fields=["person", "sort"], name="catalogue_favourite_person")]


class Wish(models.Model):
    """A product that somebody misses. `position` is the asker's that day; `origin` names her line.

    `product` is the item that it was merged into, or the row of the proposed edition it became.
    """

    organ = models.ForeignKey(Organ, models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    position = models.ForeignKey(Position, models.PROTECT, related_name="+")
    title = models.CharField("sản phẩm, công việc", max_length=300)
    output = models.CharField("sản phẩm đầu ra", max_length=300, blank=True)
    unit_of_measure = models.CharField("đơn vị tính", max_length=40)
    why = models.TextField("vì sao cần")
    times_a_month = models.PositiveSmallIntegerField("số lần một tháng")
    origin = models.CharField("từ", max_length=60, blank=True)
    state = models.CharField("trạng thái", max_length=8, choices=WishState.choices, default=WishState.ASKED)
    asked_at = models.DateTimeField("đề nghị lúc")
    decided_at = models.DateTimeField("trả lời lúc", null=True)
    decided_by = models.CharField("người trả lời", max_length=40, blank=True)
    answer = models.CharField("trả lời", max_length=500, blank=True)
    product = models.ForeignKey(Product, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = "đề nghị bổ sung danh mục"
        constraints = [
            models.CheckConstraint(
                condition=Q(state="ASKED", decided_at__isnull=True, decided_by="")
                | (~Q(state="ASKED") & Q(decided_at__isnull=False) & ~Q(decided_by="")),
                name="catalogue_wish_decided_when",
            ),
            models.CheckConstraint(
                condition=~Q(state="DECLINED") | ~Q(answer=""),
                name="catalogue_wish_declined_why",
                violation_error_message="Không bổ sung thì phải nêu lý do.",
            ),
        ]
        indexes = [models.Index(fields=["organ", "state"], name="catalogue_wish_open")]

    def __str__(self) -> str:
        return self.title


class Need(models.Model):
    """Somebody of the same position who misses the product too."""

    organ = models.ForeignKey(Organ, models.CASCADE, related_name="+")
    wish = models.ForeignKey(Wish, models.CASCADE, related_name="needs")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    position = models.ForeignKey(Position, models.PROTECT, related_name="+")
    said_at = models.DateTimeField("nói lúc")

    class Meta:
        verbose_name = "người cùng cần"
        constraints = [models.UniqueConstraint(fields=["wish", "person"], name="catalogue_need_once")]


class Example(models.Model):
    """How a line of a product is written well, or badly. Of a later edition the same code shows it."""

    class Kind(models.TextChoices):
        GOOD = "GOOD", "Nên viết"
        BAD = "BAD", "Không nên viết"

    organ = models.ForeignKey(Organ, models.CASCADE, related_name="+")
    product = models.ForeignKey(Product, models.CASCADE, related_name="+")
    kind = models.CharField("loại", max_length=4, choices=Kind.choices)
    text = models.CharField("câu ví dụ", max_length=500)
    note = models.CharField("vì sao", max_length=300, blank=True)
    added_at = models.DateTimeField("thêm lúc")
    added_by = models.CharField("người thêm", max_length=40)
    retired_at = models.DateTimeField("bỏ lúc", null=True)
    retired_by = models.CharField("người bỏ", max_length=40, blank=True)

    class Meta:
        verbose_name = "ví dụ của sản phẩm"
        constraints = [
            models.CheckConstraint(
                condition=Q(retired_at__isnull=True, retired_by="")
                | (Q(retired_at__isnull=False) & ~Q(retired_by="")),
                name="catalogue_example_retired_by_whom",
            ),
        ]
        indexes = [models.Index(fields=["organ", "product"], name="catalogue_example_product")]


class Consultation(models.Model):
    """Views on a proposed edition, code by code: comments and the council's votes (ADR 0028).

    `reason` is what the deciding authority wrote where the council had not agreed.
    """

    organ = models.ForeignKey(Organ, models.CASCADE, related_name="+")
    edition = models.OneToOneField(Edition, models.CASCADE, related_name="consultation")
    state = models.CharField(
        "trạng thái", max_length=6, choices=ConsultationState.choices, default=ConsultationState.OPEN
    )
    due_on = models.DateField("nhận ý kiến đến hết ngày")
    opened_at = models.DateTimeField("mở lúc")
    opened_by = models.CharField("người mở", max_length=40)
    closed_at = models.DateTimeField("khép lúc", null=True)
    closed_by = models.CharField("người khép", max_length=40, blank=True)
    reason = models.TextField("lý do quyết định", blank=True)

    class Meta:
        verbose_name = "đợt lấy ý kiến"
        constraints = [
            models.CheckConstraint(
                condition=Q(state="OPEN", closed_at__isnull=True, closed_by="")
                | (Q(state="CLOSED", closed_at__isnull=False) & ~Q(closed_by="")),
                name="catalogue_consultation_closed_when",
            ),
        ]


class Seat(models.Model):
    """A member of the council for one consultation."""

    organ = models.ForeignKey(Organ, models.CASCADE, related_name="+")
    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="seats")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")

    class Meta:
        verbose_name = "thành viên hội đồng"
        constraints = [models.UniqueConstraint(fields=["consultation", "person"], name="catalogue_seat_once")]


class Comment(models.Model):
    """What somebody entitled says about one code of the proposed edition. `code` is its key."""

    organ = models.ForeignKey(Organ, models.CASCADE, related_name="+")
    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="comments")
    code = models.CharField("mã", max_length=40)
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    text = models.TextField("góp ý")
    said_at = models.DateTimeField("góp ý lúc")
    withdrawn_at = models.DateTimeField("rút lúc", null=True)

    class Meta:
        verbose_name = "góp ý về một mã"
        indexes = [models.Index(fields=["consultation", "code"], name="catalogue_comment_code")]


class Vote(models.Model):
    """One member's vote on one code. `seen` is the coefficient that stood there when she voted.

    A vote on another coefficient than the one that stands there now does not count.
    """

    class Choice(models.TextChoices):
        AGREE = "AGREE", "Đồng ý"
        DISAGREE = "DISAGREE", "Không đồng ý"
        OTHER = "OTHER", "Hệ số khác"

    organ = models.ForeignKey(Organ, models.CASCADE, related_name="+")
    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="votes")
    code = models.CharField("mã", max_length=40)
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    choice = models.CharField("ý kiến", max_length=8, choices=Choice.choices)
    value = ScaledField("hệ số đề nghị", places=4, null=True)
    seen = ScaledField("hệ số được bỏ phiếu", places=4, null=True)
    reason = models.CharField("lý do", max_length=500, blank=True)
    cast_at = models.DateTimeField("bỏ phiếu lúc")

    class Meta:
        verbose_name = "phiếu về một mã"
        constraints = [
            models.UniqueConstraint(fields=["consultation", "code", "person"], name="catalogue_vote_once"),
            models.CheckConstraint(
                condition=Q(choice="OTHER", value__gt=0) | (~Q(choice="OTHER") & Q(value__isnull=True)),
                name="catalogue_vote_value",
                violation_error_message="Ý kiến hệ số khác thì phải ghi hệ số.",
            ),
        ]
