"""Filters: numbers, durations and dates in Vietnamese. None becomes a dash."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.utils import timezone

from congvu.ui import words

register = template.Library()


def _exact(value: Any) -> Decimal:
    return value if isinstance(value, Decimal) else Decimal(str(value))


def _local(value: date | datetime) -> date | datetime:
    if isinstance(value, datetime) and timezone.is_aware(value):
        return timezone.localtime(value)
    return value


@register.filter
def vn_number(value: Any, places: int | None = None) -> str:
    """`{{ score|vn_number:1 }}` → "86,4"; without places what the value has."""
    return words.DASH if value is None or value == "" else words.number(_exact(value), places)


@register.filter
def signed(value: Any, places: int | None = None) -> str:
    """Like vn_number, with a plus before what is above zero: "+1,2"."""
    text = vn_number(value, places)
    return f"+{text}" if text != words.DASH and _exact(value) > 0 else text


@register.filter
def percent(value: Any, places: int | None = None) -> str:
    """A value counted in percent (92 = 92%): `{{ a|percent:1 }}` → "92,0%"."""
    return words.DASH if value is None or value == "" else f"{words.number(_exact(value), places)}%"


@register.filter
def ratio_percent(value: Any, places: int | None = None) -> str:
    """A value counted as a part of one (0.92 = 92%)."""
    return words.DASH if value is None or value == "" else percent(_exact(value) * 100, places)


@register.filter
def minutes(value: int | str | None, style: str = "") -> str:
    """`{{ 75|minutes }}` → "1 giờ 15"; `{{ 75|minutes:"dense" }}` → "75′"."""
    if value is None or value == "":
        return words.DASH
    return words.dense_duration(int(value)) if style == "dense" else words.duration(int(value))


@register.filter
def vn_date(value: date | datetime | None, style: str = "") -> str:
    """`{{ d|vn_date }}` → "19/11/2026"; `{{ d|vn_date:"short" }}` → "19/11"."""
    if not value:
        return words.DASH
    return words.short_date(_local(value)) if style == "short" else words.full_date(_local(value))


@register.filter
def vn_day(value: date | datetime | None) -> str:
    """ "thứ Năm, 19 tháng 11"; add `|capfirst` where a sentence begins."""
    return words.long_day(_local(value)) if value else words.DASH


@register.filter
def vn_weekday(value: date | datetime | None) -> str:
    """ "thứ Năm"."""
    return words.day_name(_local(value)) if value else words.DASH


@register.filter
def vn_time(value: datetime | None) -> str:
    """ "16:48" in Vietnamese time."""
    return words.clock_time(timezone.localtime(value)) if value else words.DASH


@register.filter
def vn_moment(value: datetime | None) -> str:
    """ "16:48 ngày 19/11/2026"."""
    return f"{vn_time(value)} ngày {vn_date(value)}" if value else words.DASH


@register.filter
def addressed(sentence: Any) -> str:
    """A sentence of ours from Python, as the reader's organ addresses people."""
    return words.addressed(str(sentence))
