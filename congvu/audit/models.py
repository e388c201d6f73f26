"""Append-only events, chained by digests per organ, and the access log. No foreign keys."""

from __future__ import annotations

from django.db import models


class AuditHead(models.Model):
    """The end of one chain. Chain 0 is the installation; others carry the organ's id.

    `changes` counts the events about organisation, calendar and catalogue (ADR 0020).
    """

    organ_id = models.BigIntegerField(primary_key=True)
    seq = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64, default="")
    changes = models.BigIntegerField(default=0)


class AuditEvent(models.Model):
    """One fact. The chain holds `data_digest`, so `data` and `salt` may lawfully be erased."""

    organ_id = models.BigIntegerField("cơ quan")
    seq = models.BigIntegerField("số thứ tự")
    at = models.DateTimeField("lúc")
    what = models.CharField("việc", max_length=60)
    by = models.CharField("người làm", max_length=40)
    acting_for = models.CharField("làm thay", max_length=40, blank=True)
    subject = models.CharField("đối tượng", max_length=60)
    owner = models.CharField("của người", max_length=40, blank=True)
    data = models.JSONField("nội dung", null=True)
    salt = models.CharField(max_length=32, blank=True)
    data_digest = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = "sự kiện"
        constraints = [models.UniqueConstraint(fields=["organ_id", "seq"], name="audit_event_seq_once")]
        indexes = [
            models.Index(fields=["subject", "at"], name="audit_event_subject"),
            models.Index(fields=["owner", "at"], name="audit_event_owner"),
        ]


class AccessLog(models.Model):
    """Who opened whose record. Written after the response by one middleware (ADR 0014)."""

    organ_id = models.BigIntegerField("cơ quan")
    at = models.DateTimeField("lúc")
    viewer_id = models.BigIntegerField("người xem")
    owner_id = models.BigIntegerField("của người")
    subject = models.CharField("đối tượng", max_length=60)
    path = models.CharField("địa chỉ", max_length=200)

    class Meta:
        verbose_name = "lượt xem"
        indexes = [
            models.Index(fields=["subject", "viewer_id"], name="audit_access_subject"),
            models.Index(fields=["owner_id", "at"], name="audit_access_owner"),
        ]
