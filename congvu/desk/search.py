"""One search over what the viewer may see: pages, own work, people, products."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse

from congvu.assignments.models import Task
from congvu.base import clock
from congvu.base.text import clean, fold, has_marks, words
from congvu.catalogue.queries import search_products
from congvu.org.models import Person
from congvu.policy.facts import Actor, Role

LIMIT = 8


@dataclass(frozen=True)
class Hit:
    title: str
    note: str
    url: str
    icon: str


@dataclass(frozen=True)
class Found:
    label: str
    hits: tuple[Hit, ...]


PAGES = (
    ("Hôm nay", "diary:today", "sun"),
    ("Việc của tôi", "assignments:mine", "circle-check"),
    ("Điểm của tôi", "scoring:mine", "chart-column"),
    ("Nghỉ và lịch", "worktime:leave", "calendar"),
    ("Danh mục và hệ số", "catalogue:list", "sliders-horizontal"),
    ("Cơ quan và vị trí", "org:structure", "network"),
    ("Tài khoản của tôi", "accounts:profile", "user"),
)


def search(query: str, *, viewer: Actor) -> list[Found]:
    """Groups of hits, at most eight each. Exact when the query has diacritics, folded when not.

    A viewer without a person (the first administrator before set-up) finds nothing.
    """
    query = clean(query)[:120]
    if len(query) < 2 or viewer.person_id is None or viewer.organ_id is None:
        return []
    groups = [
        Found("Trang", _pages(query)),
        Found("Việc", _tasks(query, viewer)),
        Found("Người", _people(query, viewer)),
        Found("Danh mục", _products(query, viewer)),
    ]
    return [g for g in groups if g.hits]


def _matches(text: str, query: str) -> bool:
    if has_marks(query):
        return query.lower() in text.lower()
    folded = fold(text)
    return all(w in folded for w in words(query))


def _pages(query: str) -> tuple[Hit, ...]:
    return tuple(Hit(label, "", reverse(name), icon) for label, name, icon in PAGES if _matches(label, query))


def _tasks(query: str, viewer: Actor) -> tuple[Hit, ...]:
    """Tasks that the viewer works on, or of units that she leads; the newest 400 are looked through."""
    mine = Q(shares__person_id=viewer.person_id)
    for held in viewer.roles:
        if held.role in (Role.HEAD, Role.DEPUTY):
            mine |= Q(unit__path__startswith=held.unit_path, organ_id=held.organ_id)
    rows = Task.objects.filter(mine).order_by("-pk").distinct().values_list("pk", "title", "deadline")[:400]
    found = [r for r in rows if _matches(r[1], query)][:LIMIT]
    return tuple(
        Hit(title, f"hạn {deadline:%d/%m/%Y}", reverse("assignments:task", args=[pk]), "circle-check")
        for pk, title, deadline in found
    )


def _people(query: str, viewer: Actor) -> tuple[Hit, ...]:
    rows = Person.objects.filter(organ_id=viewer.organ_id or 0, is_active=True)
    for word in words(query):
        rows = rows.filter(search_text__contains=word)
    found = [p for p in rows.order_by("sort_key")[:60] if _matches(p.full_name, query)][:LIMIT]
    return tuple(Hit(p.full_name, p.staff_code, reverse("org:person", args=[p.pk]), "user") for p in found)


def _products(query: str, viewer: Actor) -> tuple[Hit, ...]:
    rows = search_products(viewer, query, on=clock.today(), person_id=viewer.person_id, limit=LIMIT)
    return tuple(
        Hit(
            p.detail,
            f"{p.code} · hệ số {p.coefficient:f}".replace(".", ","),
            f"{reverse('catalogue:list')}?q={p.code}",
            "sliders-horizontal",
        )
        for p in rows
    )
