"""Users and how they come in. Who they are at work is `org.Person`."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(username=username)


class User(AbstractBaseUser):
    """A sign-in. No password until the one-time code has been used.

    `first_run` is due from that moment; `first_step` is the last of its steps that was done.
    """

    class Theme(models.TextChoices):
        AUTO = "auto", "Theo máy"
        LIGHT = "light", "Sáng"
        DARK = "dark", "Tối"

    class FirstRun(models.TextChoices):
        NONE = "", "Không cần"
        DUE = "DUE", "Chưa xem xong"
        DONE = "DONE", "Đã xem hoặc bỏ qua"

    username = models.CharField("tên đăng nhập", max_length=60, unique=True)
    email = models.EmailField("thư công vụ", blank=True)
    is_active = models.BooleanField("đang dùng", default=True)
    theme = models.CharField("giao diện", max_length=5, choices=Theme.choices, default=Theme.AUTO)
    shortcuts_off = models.BooleanField("tắt phím tắt một chữ", default=False)
    first_run = models.CharField(
        "hướng dẫn bắt đầu", max_length=4, choices=FirstRun.choices, blank=True, default=FirstRun.NONE
    )
    first_step = models.PositiveSmallIntegerField("bước đã xem", default=0)
    created_at = models.DateTimeField("tạo lúc")

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = UserManager()

    class Meta:
        verbose_name = "người dùng"

    def __str__(self) -> str:
        return self.username


class EntryCode(models.Model):
    """One-time code: activation of an account, or set-up of the first administrator.

    `organ_id` names the chain on which its use is recorded; empty means the installation's.
    """

    class Purpose(models.TextChoices):
        ACTIVATE = "ACTIVATE", "Kích hoạt"
        SETUP = "SETUP", "Thiết lập lần đầu"

    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="codes")
    purpose = models.CharField("dùng cho", max_length=8, choices=Purpose.choices)
    digest = models.CharField(max_length=64, unique=True)
    organ_id = models.BigIntegerField("cơ quan", null=True)
    issued_at = models.DateTimeField("cấp lúc")
    issued_by = models.CharField("người cấp", max_length=40)
    expires_at = models.DateTimeField("hết hạn")
    used_at = models.DateTimeField("đã dùng lúc", null=True)

    class Meta:
        verbose_name = "mã một lần"


class Installation(models.Model):
    """The one row about this data folder: whether it is sample data, when it began."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    is_sample = models.BooleanField("dữ liệu mẫu", default=False)
    sample_ready_at = models.DateTimeField("dữ liệu mẫu dựng xong lúc", null=True)
    began_at = models.DateTimeField("bắt đầu")

    class Meta:
        verbose_name = "bản cài"
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="accounts_installation_single")]
