"""Rows that are true for a time: half-open [valid_from, valid_to)."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import F, Q


def on(day: dt.date, prefix: str = "") -> Q:
    """Filter: the row is valid on `day`."""
    p = f"{prefix}__" if prefix else ""
    return Q(**{f"{p}valid_from__lte": day}) & (
        Q(**{f"{p}valid_to__isnull": True}) | Q(**{f"{p}valid_to__gt": day})
    )


def overlapping(first: dt.date, last: dt.date, prefix: str = "") -> Q:
    """Filter: the row is valid on at least one day of [first, last]."""
    p = f"{prefix}__" if prefix else ""
    return Q(**{f"{p}valid_from__lte": last}) & (
        Q(**{f"{p}valid_to__isnull": True}) | Q(**{f"{p}valid_to__gt": first})
    )


class Dated(models.Model):
    """Half-open validity; `valid_to` empty means until further notice."""

    valid_from = models.DateField("từ ngày")
    valid_to = models.DateField("đến trước ngày", null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="%(app_label)s_%(class)s_dates_in_order",
            )
        ]

    def covers(self, day: dt.date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)
