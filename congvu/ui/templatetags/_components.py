"""Block and simple tags of the components."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.safestring import SafeString

from congvu.ui import words
from congvu.ui.parts import Step

from ._draw import attributes, draw, svg_icon, trim

register = template.Library()

EVIDENCE = {
    "present": ("shield-check", "Có minh chứng"),
    "pending": ("shield-alert", "Chờ minh chứng"),
    "absent": ("circle-dashed", "Chưa có minh chứng"),
    "doubt": ("triangle-alert", "Cần xem lại"),
}
NOTICE_ICONS = {
    "": "info",
    "ink": "info",
    "amber": "triangle-alert",
    "leaf": "circle-check",
    "seal": "triangle-alert",
}


def _known(value: str, allowed: Iterable[str], what: str) -> str:
    """A misspelt tone or kind is our mistake and must not pass in silence."""
    if value not in allowed:
        raise template.TemplateSyntaxError(f"{what} {value!r} is not one of {sorted(allowed)}")
    return value


TONES = ("", "leaf", "amber", "seal", "ink", "plum", "outline")
KINDS = ("", "primary", "ink", "quiet", "danger", "positive")
SIZES = ("", "small", "large")


@register.simple_block_tag
def button(
    content: SafeString,
    *,
    kind: str = "",
    size: str = "",
    icon: str = "",
    href: str = "",
    type: str = "submit",
    wide: bool = False,
    only_icon: bool = False,
    disabled_because: str = "",
    keys: str = "",
    **extra: Any,
) -> SafeString:
    return draw(
        "button",
        content=trim(content),
        kind=_known(kind, KINDS, "kind"),
        size=_known(size, SIZES, "size"),
        symbol=svg_icon(icon) if icon else "",
        href=href,
        type=type,
        wide=wide,
        only_icon=only_icon,
        disabled_because=words.addressed(disabled_because),
        keys=keys,
        attrs=attributes(extra),
    )


@register.simple_tag
def badge(text: object, tone: str = "", icon: str = "") -> SafeString:
    return draw("badge", text=text, tone=_known(tone, TONES, "tone"), symbol=svg_icon(icon) if icon else "")


@register.simple_tag
def evidence(state: str, text: str = "", only_icon: bool = False) -> SafeString:
    symbol, words = EVIDENCE[_known(state, EVIDENCE, "evidence")]
    label = text or words
    return draw(
        "evidence",
        state=state,
        text="" if only_icon else label,
        symbol=svg_icon(symbol, label if only_icon else ""),
    )


@register.simple_tag
def avatar(initials: str, tone: str = "", size: str = "") -> SafeString:
    return draw("avatar", initials=initials, tone=tone, size=size)


@register.simple_tag
def person(name: str, initials: str, note: str = "", tone: str = "", size: str = "") -> SafeString:
    return draw("person", name=name, note=note, avatar=avatar(initials, tone, size))


@register.simple_block_tag
def card(
    content: SafeString,
    *,
    title: str = "",
    id: str = "",
    icon: str = "",
    badge: object = "",
    lead: str = "",
    actions: str = "",
    foot: str = "",
    bare: bool = False,
    marked: bool = False,
    level: int = 2,
    **extra: Any,
) -> SafeString:
    return draw(
        "card",
        content=content,
        title=title,
        id=id,
        symbol=svg_icon(icon) if icon else "",
        badge=badge,
        lead=lead,
        actions=actions,
        foot=foot,
        bare=bare,
        marked=marked,
        heading=f"h{int(level)}",
        attrs=attributes(extra),
    )


@register.simple_block_tag
def notice(
    content: SafeString,
    *,
    tone: str = "",
    icon: str = "",
    alert: bool = False,
    live: bool = False,
    **extra: Any,
) -> SafeString:
    symbol = svg_icon(icon or NOTICE_ICONS[_known(tone, NOTICE_ICONS, "tone")])
    return draw(
        "notice", content=content, tone=tone, symbol=symbol, alert=alert, live=live, attrs=attributes(extra)
    )


@register.simple_block_tag
def empty_state(
    content: SafeString, *, title: str, icon: str = "inbox", action: str = "", level: int = 2
) -> SafeString:
    return draw(
        "empty_state",
        content=trim(content),
        title=title,
        symbol=svg_icon(icon),
        action=action,
        heading=f"h{int(level)}",
    )


@register.simple_block_tag
def scroll(content: SafeString, *, label: str) -> SafeString:
    return draw("scroll", content=content, label=label)


@register.simple_block_tag
def tabs(content: SafeString, *, label: str) -> SafeString:
    return draw("tabs", content=content, label=label)


@register.simple_tag
def tab(label: str, url: str, current: bool = False, count: int | None = None) -> SafeString:
    return draw("tab", label=label, url=url, current=current, count=count)


@register.simple_block_tag
def segment(content: SafeString, *, label: str) -> SafeString:
    return draw("segment", content=content, label=label)


@register.simple_tag
def segment_link(label: str, url: str, current: bool = False) -> SafeString:
    return draw("segment_link", label=label, url=url, current=current)


@register.simple_tag
def chip(
    text: str,
    icon: str = "",
    url: str = "",
    current: bool = False,
    name: str = "",
    value: str = "",
    checked: bool = False,
    many: bool = False,
    **extra: Any,
) -> SafeString:
    return draw(
        "chip",
        text=text,
        symbol=svg_icon(icon) if icon else "",
        url=url,
        current=current,
        name=name,
        value=value,
        checked=checked,
        kind="checkbox" if many else "radio",
        attrs=attributes(extra),
    )


@register.simple_block_tag
def event(content: SafeString, *, title: str, when: str = "", state: str = "") -> SafeString:
    _known(state, ("", "done", "current", "stopped"), "state")
    return draw("event", content=trim(content), title=title, when=when, state=state)


@register.simple_tag
def steps(items: Iterable[Step], label: str) -> SafeString:
    return draw("steps", items=list(items), label=label, tick=svg_icon("check"))


@register.simple_block_tag
def dialog(content: SafeString, *, id: str, title: str, lead: str = "", broad: bool = False) -> SafeString:
    return draw("dialog", content=content, id=id, title=title, lead=lead, broad=broad)


@register.simple_block_tag
def toast(content: SafeString, *, icon: str = "circle-check", action: str = "") -> SafeString:
    return draw("toast", content=trim(content), symbol=svg_icon(icon), action=action)


@register.simple_tag
def skeleton(label: str = "Đang tải", lines: int = 4) -> SafeString:
    return draw("skeleton", label=label, lines=range(lines))


@register.simple_tag(takes_context=True)
def pagination(
    context: template.Context, page: Any, noun: str = "mục", parameter: str = "trang"
) -> SafeString:
    request = context["request"]

    def address(number: int) -> str:
        query = request.GET.copy()
        query[parameter] = str(number)
        return f"?{query.urlencode()}"

    pages = [
        {"number": n, "url": address(n) if isinstance(n, int) else "", "current": n == page.number}
        for n in page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    ]
    previous = address(page.previous_page_number()) if page.has_previous() else ""
    following = address(page.next_page_number()) if page.has_next() else ""
    return draw(
        "pagination",
        page=page,
        pages=pages,
        previous=previous,
        next=following,
        noun=noun,
        back=svg_icon("chevron-left"),
        forth=svg_icon("chevron-right"),
    )


@register.simple_block_tag
def timeline_item(
    content: SafeString,
    *,
    title: str,
    time: str,
    row: int | None = None,
    rows: int = 1,
    proposed: bool = False,
    actions: str = "",
    **extra: Any,
) -> SafeString:
    size = "short" if rows <= 8 else "medium" if rows <= 12 else ""
    return draw(
        "timeline_item",
        content=content,
        title=title,
        time=time,
        row=row,
        rows=rows,
        proposed=proposed,
        size=size,
        actions=actions,
        attrs=attributes(extra),
    )
