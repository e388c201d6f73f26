"""Tags of the frame around a page: theme, fonts, marks, navigation."""

from __future__ import annotations

import functools
from typing import Any

from django import template
from django.template.defaulttags import URLNode
from django.template.defaulttags import url as django_url
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.encoding import smart_str
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from congvu.ui import words
from congvu.ui.addresses import address
from congvu.ui.fontfiles import font_stylesheet, preloads
from congvu.ui.shell import NavItem, Shell

from ._draw import draw, svg_icon

register = template.Library()


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """`{% icon "check" %}`: a lucide icon. An unknown name raises."""
    return svg_icon(name, label)


class _Url(URLNode):
    """Django's `{% url %}` over the remembered addresses."""

    def render(self, context: template.Context) -> str:
        values = [arg.resolve(context) for arg in self.args]
        named = {smart_str(k, "ascii"): v.resolve(context) for k, v in self.kwargs.items()}
        found = address(self.view_name.resolve(context), *values, **named)
        if self.asvar:
            context[self.asvar] = found
            return ""
        return conditional_escape(found) if context.autoescape else found


@register.tag
def url(parser: template.base.Parser, token: template.base.Token) -> _Url:
    """`{% url "diary:day" day %}`, as Django's; an address that is not there raises."""
    node = django_url(parser, token)
    return _Url(node.view_name, node.args, node.kwargs, node.asvar)


@register.simple_tag
def mark(size: int = 30) -> SafeString:
    """The seal of the product; decoration beside its name."""
    return draw("mark", size=size)


@register.simple_tag
def nav_count(item: NavItem) -> SafeString:
    """The number of things waiting; nothing when there are none."""
    if not item.badge:
        return SafeString("")
    tone = " now" if item.urgent else ""
    return format_html(
        '<span class="count{}">{}<span class="visually-hidden"> mục chờ</span></span>', tone, item.badge
    )


@register.simple_tag
def sidebar(shell: Shell | None) -> SafeString:
    """The navigation. Most people of an organ see the same one: each is drawn once."""
    shell = shell or Shell()
    shown = Shell(
        groups=shell.groups, organ_name=shell.organ_name, home_url=shell.home_url, help_url=shell.help_url,
        writing_url=shell.writing_url, sample=shell.sample, sample_note=shell.sample_note,
    )  # fmt: skip
    return drawn("ui/_sidebar.html", shown, words.address())


@register.simple_tag
def bottom_bar(shell: Shell | None) -> SafeString:
    """The five places at the foot of a phone."""
    shell = shell or Shell()
    return drawn("ui/_bottom_bar.html", Shell(bottom=shell.bottom), words.address())


@functools.lru_cache(maxsize=500)
def drawn(name: str, shell: Shell, address_form: str) -> SafeString:
    """A part of the frame, once for each content and form of address."""
    return mark_safe(render_to_string(name, {"shell": shell}))


@register.simple_tag(takes_context=True)
def theme_attribute(context: template.Context) -> SafeString:
    """` data-theme="…"` of <html>; nothing where the machine decides."""
    shell = context.get("shell")
    shell = shell() if callable(shell) else shell
    return format_html(' data-theme="{}"', shell.theme) if shell and shell.theme else SafeString("")


@register.simple_tag
def font_links() -> SafeString:
    """Preloads and stylesheet of the built fonts; nothing where they were not built."""
    stylesheet = font_stylesheet()
    if not stylesheet:
        return SafeString("")
    links = format_html_join(
        "",
        '<link rel="preload" href="{}" as="font" type="font/woff2" crossorigin>',
        ((static(path),) for path in preloads()),
    )
    return format_html('{}<link rel="stylesheet" href="{}">', links, static(stylesheet))


@register.simple_tag
def crumb(label: str, url: str = "") -> SafeString:
    """One step of the crumbs; without a URL it is the page now open."""
    if url:
        return format_html('<a href="{}">{}</a>', url, label)
    return format_html('<span aria-current="page">{}</span>', label)


@register.simple_block_tag
def fragment(content: SafeString) -> SafeString:
    """`{% fragment as name %}…{% endfragment %}`: keep a piece of markup for a parameter."""
    return content


@register.simple_tag(takes_context=True)
def refused(context: template.Context) -> Any:
    """`{% refused as sentence %}`: why the last action was refused, when this page is its answer."""
    return getattr(context.get("request"), "refusal", "")
