"""The frame around every page, filled for the person who looks (context processor)."""

from __future__ import annotations

import functools
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from congvu.accounts.models import User
from congvu.base.text import initials
from congvu.policy.facts import Actor, Role
from congvu.ui import words
from congvu.ui.addresses import address
from congvu.ui.shell import NavGroup, NavItem, Shell, mark_current

from .help import help_address
from .queries import Frame, frame_of


def shell(request: HttpRequest) -> dict[str, Any]:
    """`shell` for base.html; None for someone not signed in.

    Made when a template asks for it: a fragment never does, and costs none of its queries.
    """
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"shell": None}
    return {"shell": functools.cache(lambda: _shell(request, user))}


def _shell(request: HttpRequest, user: User) -> Shell:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    frame = frame_of(actor)
    groups = mark_current(tuple(g for g in _groups(actor, frame) if g.items), request.path)
    flat = {item.url: item for group in groups for item in group.items}
    bottom = tuple(flat[u] for u in (address(n) for n in frame.bottom) if u in flat)
    return Shell(
        groups=groups,
        bottom=bottom,
        organ_name=frame.organ_name,
        person_name=actor.name or user.username,
        initials=initials(actor.name or user.username),
        title_line=frame.title_line,
        sample=frame.is_sample,
        delegation=words.addressed(frame.delegation) if frame.delegation else None,
        theme="" if user.theme == "auto" else user.theme,
        theme_url=address("accounts:preferences"),
        shortcuts_off=user.shortcuts_off,
        search_url=address("desk:search") if actor.person_id else "",
        help_url=help_address(request),
        writing_url=address("desk:help_position") if actor.person_id else "",
        notices_url=address("notifications:list") if actor.person_id else "",
        unread=frame.unread,
        begin_url=address("desk:begin") if actor.person_id else "",
        account_url=address("accounts:profile"),
        sign_out_url=address("accounts:logout"),
    )


def _groups(actor: Actor, frame: Frame) -> tuple[NavGroup, ...]:
    """What the person's roles give her; what a role lacks is absent, not greyed."""
    if actor.person_id is None:
        return ()
    leads = actor.holds_any(Role.HEAD, Role.DEPUTY)
    personnel = actor.holds_any(Role.PERSONNEL)
    keeper = personnel or actor.holds_any(Role.ADMIN)
    mine = [
        _item("diary:today", "Hôm nay", "sun"),
        _item("assignments:mine", "Việc của tôi", "circle-check", frame.open_tasks, short="Việc"),
        _item(
            "desk:plans",
            "Kế hoạch tháng",
            "calendar-range",
            frame.plans_to_confirm,
            urgent=True,
            short="Kế hoạch",
        ),
        _item(
            "scoring:mine",
            "Điểm của tôi",
            "chart-column",
            frame.cards_to_self_score,
            urgent=True,
            short="Điểm",
        ),
        _item("rating:home", "Xếp loại năm", "medal"),
        _item("review:talks", "Trao đổi", "message-square-text", frame.talks_to_answer, urgent=True),
        _item("worktime:leave", "Nghỉ và lịch", "calendar", frame.leaves_to_decide, urgent=True),
    ]
    if frame.has_duty:
        mine.insert(0, _item("duties:mine", "Ca của tôi", "clipboard-check", short="Ca"))
    unit = []
    if leads or frame.confirms:
        unit.append(
            _item(
                "review:queue",
                "Duyệt nhật ký",
                "shield-check",
                frame.lines_to_confirm,
                urgent=True,
                short="Duyệt",
            )
        )
    if frame.leads_duties or frame.shifts_to_confirm:
        unit.append(
            _item("duties:week", "Duyệt ca", "calendar-check-2", frame.shifts_to_confirm, urgent=True)
        )
    if leads:
        unit.append(_item("assignments:unit", "Việc của đơn vị", "list-checks"))
    if leads or frame.confirms:
        unit.append(_item("scoring:waiting", "Chấm điểm", "award", frame.cards_to_confirm, urgent=True))
    if leads or personnel:
        unit.append(_item("scoring:periods", "Kỳ đánh giá", "calendar-check"))
    if frame.second_pack:
        unit.append(_item("parallel:overview", "Đánh giá song song", "git-merge"))
    common = [
        _item("catalogue:list", "Danh mục và hệ số", "sliders-horizontal", short="Danh mục"),
        _item("org:structure", "Cơ quan và vị trí", "network"),
        _item("appeals:list", "Kiến nghị", "message-square-warning"),
    ]
    if leads or personnel:
        common.append(_item("duties:templates", "Mẫu ca", "list-todo"))
    admin = []
    if leads or keeper:
        admin.append(_item("imports:home", "Nhập dữ liệu", "file-up"))
    if personnel:
        admin.append(_item("regimes:list", "Bộ quy tắc", "scale"))
        admin.append(_item("sync:list", "Đồng bộ", "cloud-upload"))
    if keeper:
        admin.append(_item("desk:trail", "Nhật ký hệ thống", "scroll-text"))
    return (
        NavGroup("Của tôi", tuple(mine)),
        NavGroup("Đơn vị", tuple(unit)),
        NavGroup("Cơ quan", tuple(common)),
        NavGroup("Quản trị", tuple(admin)),
    )


def _item(
    name: str, label: str, icon: str, badge: int = 0, *, urgent: bool = False, short: str = ""
) -> NavItem:
    return NavItem(label, address(name), icon, badge, urgent=urgent, short=short)


def is_sqlite() -> bool:
    return "sqlite" in settings.DATABASES["default"]["ENGINE"]
