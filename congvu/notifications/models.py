"""Reminders, the rounds that make them, and what each person chose (ADR 0026)."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import Q

from congvu.org.models import Organ, Person

from .states import Kind, MailState

USUAL_HOUR = dt.time(16, 45)


class Choice(models.Model):
    """How one person is reminded. Without a row: at the usual hour, in the application and by mail."""

    organ = models.ForeignKey(Organ, models.CASCADE, related_name="+")
    person = models.OneToOneField(Person, models.CASCADE, primary_key=True, related_name="+")
    remind_at = models.TimeField("giờ nhắc", default=USUAL_HOUR)
    by_mail = models.BooleanField("nhắc cả qua thư", default=True)
    is_off = models.BooleanField("tắt mọi lời nhắc", default=False)
    muted = models.JSONField("loại đã tắt", default=list)

    class Meta:
        verbose_name = "cách nhận lời nhắc"


class Round(models.Model):
    """One kind was looked through for one organ at one time of one day: never a second time."""

    organ = models.ForeignKey(Organ, models.CASCADE, related_name="+")
    kind = models.CharField("loại", max_length=12, choices=Kind.choices)
    day = models.DateField("ngày")
    slot = models.TimeField("giờ")
    made_at = models.DateTimeField("lúc")

    class Meta:
        verbose_name = "lượt nhắc"
        constraints = [
            models.UniqueConstraint(fields=["organ", "kind", "day", "slot"], name="notifications_round_once")
        ]
        indexes = [models.Index(fields=["day"], name="notifications_round_day")]


class Reminder(models.Model):
    """One reminder: a sentence and where it leads. `day` is what it is about, not when it was made.

    `settled_at`: its cause was over then. `mail_token`: who claimed its mail last; also the number
    of that message.
    """

    organ = models.ForeignKey(Organ, models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, models.CASCADE, related_name="reminders")
    kind = models.CharField("loại", max_length=12, choices=Kind.choices)
    day = models.DateField("về ngày")
    sentence = models.CharField("lời nhắc", max_length=300)
    address = models.CharField("dẫn đến", max_length=200)
    made_at = models.DateTimeField("nhắc lúc")
    read_at = models.DateTimeField("đọc lúc", null=True)
    settled_at = models.DateTimeField("xong lúc", null=True)
    mail = models.CharField("thư", max_length=7, choices=MailState.choices, default=MailState.NONE)
    mail_after = models.DateTimeField("gửi thư từ", null=True)
    mail_tries = models.PositiveSmallIntegerField("số lần gửi", default=0)
    mail_token = models.UUIDField(null=True)
    mail_claimed_at = models.DateTimeField("nhận gửi lúc", null=True)
    mailed_at = models.DateTimeField("thư đi lúc", null=True)
    mail_error = models.CharField("lỗi gửi thư", max_length=300, blank=True)

    class Meta:
        verbose_name = "lời nhắc"
        constraints = [
            models.UniqueConstraint(fields=["person", "kind", "day"], name="notifications_reminder_once"),
            models.CheckConstraint(
                condition=~Q(mail="WAITING") | Q(mail_after__isnull=False),
                name="notifications_mail_waits_until",
            ),
            models.CheckConstraint(
                condition=~Q(mail="SENDING") | Q(mail_token__isnull=False, mail_claimed_at__isnull=False),
                name="notifications_mail_claimed",
            ),
            models.CheckConstraint(
                condition=~Q(mail="SENT") | Q(mailed_at__isnull=False), name="notifications_mail_sent_when"
            ),
        ]
        indexes = [
            models.Index(fields=["person", "settled_at", "read_at"], name="notifications_reminder_bell"),
            models.Index(
                fields=["mail", "mail_after"],
                name="notifications_reminder_mail",
                condition=Q(mail__in=["WAITING", "SENDING"]),
            ),
            models.Index(
                fields=["organ", "kind"],
                name="notifications_reminder_open",
                condition=Q(settled_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.sentence
