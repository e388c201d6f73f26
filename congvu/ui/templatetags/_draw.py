"""Shared by the tag modules: draw a component template, write HTML attributes."""

from __future__ import annotations

import functools
from typing import Any

from django.template.loader import get_template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from congvu.ui import words
from congvu.ui.icons import icon_paths

PLAIN = (str, SafeString, int, bool, type(None))
LONGEST = 400
"""Characters of values with which a component is kept: marks and buttons, no content of a page."""


def draw(component: str, /, **context: Any) -> SafeString:
    """The component with `context`; surrounding white space is dropped.

    Small ones of plain values are kept: a page is full of the same few marks and buttons.
    """
    length = 0
    for value in context.values():
        if type(value) not in PLAIN:
            return _draw(component, context)
        length += len(value) if isinstance(value, str) else 0
    if length > LONGEST:
        return _draw(component, context)
    return _kept(component, tuple((k, type(v), v) for k, v in context.items()), words.address())


@functools.lru_cache(maxsize=1500)
def _kept(component: str, context: tuple[tuple[str, type, Any], ...], address_form: str) -> SafeString:
    """With the types, for a safe string equals one that is not."""
    return _draw(component, {name: value for name, _, value in context})


def _draw(component: str, context: dict[str, Any]) -> SafeString:
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
