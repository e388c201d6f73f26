"""Shared by the tag modules: draw a component template, write HTML attributes."""

from __future__ import annotations

import functools
from typing import Any

from django.template.loader import get_template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from congvu.ui.icons import icon_paths


def draw(component: str, /, **context: Any) -> SafeString:
    """The component with `context`; surrounding white space is dropped."""
    return mark_safe(get_template(f"ui/components/{component}.html").render(context).strip())


def trim(content: SafeString) -> SafeString:
    """Block content without the white space around it (str.strip would make it unsafe again)."""
    return mark_safe(content.strip())


def attributes(extra: dict[str, Any]) -> SafeString:
    """HTML attributes from keyword arguments: `hx_post` → `hx-post`, True → bare, None/False/"" → left out."""
    pairs = (
        (name.rstrip("_").replace("_", "-"), value)
        for name, value in extra.items()
        if value not in (None, False, "")
    )
    return format_html_join(
        "",
        "{}",
        (
            (format_html(" {}", name) if value is True else format_html(' {}="{}"', name, value),)
            for name, value in pairs
        ),
    )


@functools.lru_cache(maxsize=2000)
def svg_icon(name: str, label: str = "") -> SafeString:
    """The icon as inline SVG. Hidden from screen readers unless it has a label of its own."""
    inside = mark_safe(icon_paths(name))
    if label:
        return format_html(
            '<svg class="icon" viewBox="0 0 24 24" role="img" aria-label="{}">{}</svg>', label, inside
        )
    return format_html('<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">{}</svg>', inside)
