"""Small graphics as SVG: positions are attributes, because the CSP forbids style="…"."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import template
from django.utils.safestring import SafeString

from congvu.ui import words
from congvu.ui.parts import Part

from ._draw import draw

register = template.Library()


def _share(value: Decimal | int, whole: Decimal | int) -> str:
    """value ÷ whole as an SVG percentage, kept inside the drawing."""
    part = Decimal(100) * Decimal(value) / Decimal(whole) if whole else Decimal(0)
    return f"{min(max(part, Decimal(0)), Decimal(100)):.2f}%"


def _row(values: Iterable[tuple[str, Decimal | int]], whole: Decimal | int) -> list[dict[str, Any]]:
    """Pieces side by side from the left: where each begins, how wide it is, its class."""
    pieces, begin = [], Decimal(0)
    for name, value in values:
        if value:
            pieces.append({"name": name, "x": _share(begin, whole), "width": _share(value, whole)})
        begin += Decimal(value)
    return pieces


@register.simple_tag
def meter(
    present: int,
    pending: int,
    absent: int,
    proposed: int = 0,
    expected: int = 0,
    uid: str = "do-ngay",
    facts: bool = True,
) -> SafeString:
    recorded = present + pending + absent
    whole = max(recorded + proposed, expected, 1)
    values = (("present", present), ("pending", pending), ("absent", absent), ("proposed", proposed))
    label = (
        f"Đã ghi {words.duration(recorded)}" + (f" trên {words.duration(expected)}" if expected else "") + "."
    )
    label += f" Có minh chứng {words.duration(present)}, chờ minh chứng {words.duration(pending)}, chưa có {words.duration(absent)}."
    if proposed:
        label += f" Gợi ý chưa ghi {words.duration(proposed)}."
    return draw(
        "meter",
        pieces=_row(values, whole),
        label=label,
        uid=uid,
        facts=facts,
        recorded=recorded,
        expected=expected,
        present=present,
        pending=pending,
        absent=absent,
        proposed=proposed,
    )


@register.simple_tag
def bar(
    value: Any = None,
    whole: Any = 100,
    tone: int = 1,
    label: str = "",
    thin: bool = False,
    parts: Iterable[Part] = (),
) -> SafeString:
    pieces = [Part(value, tone)] if value is not None else list(parts)
    return draw(
        "bar", pieces=_row(((f"fill-{p.tone}", p.value) for p in pieces), whole), label=label, thin=thin
    )


@register.simple_tag
def strip(
    own: int, low: int, median: int, high: int, dots: Iterable[int] = (), noun: str = "mục này"
) -> SafeString:
    dots = list(dots)
    whole = max([own, high, *dots]) * Decimal("1.15") or Decimal(1)
    near = whole * Decimal("0.07")
    marks = [
        {"x": _share(value, whole), "text": words.number(value), "name": name}
        for value, name in ((low, ""), (median, "median-label"), (high, ""))
        if abs(value - own) > near and (name or abs(value - median) > near)
    ]
    points = [{"x": _share(value, whole), "y": 12 + (index % 3) * 6} for index, value in enumerate(dots)]
    return draw(
        "strip",
        marks=marks,
        points=points,
        own=own,
        x=_share(own, whole),
        low=low,
        high=high,
        median=median,
        box_x=_share(low, whole),
        box_width=_share(high - low, whole),
        median_x=_share(median, whole),
        inside=low <= own <= high,
        noun=noun,
    )
