"""Pages of the catalogue: the list in force, one edition, one item of a proposed edition."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from congvu.base import clock
from congvu.base.errors import Missing
from congvu.catalogue import commands, queries
from congvu.catalogue.forms import AppraiseForm, DecideForm, ItemForm, ReasonForm, StandardForm
from congvu.catalogue.queries.pages import SHOWN_CHANGES
from congvu.policy.actions import Action
from congvu.ui.web import Refusal, Request, answer, attempt, page

CHECK = "Chưa lưu được. Đồng chí xem lại ô được đánh dấu."


@page("GET", action=Action.CATALOGUE_VIEW)
def listing(request: Request) -> HttpResponse:
    """Danh mục đang hiệu lực, tìm được, cho mọi người của cơ quan."""
    asked = request.GET
    found = queries.list_page(
        request.actor, on=clock.today(), query=asked.get("tim", ""), section=asked.get("phan", ""),
        number=asked.get("trang", ""),
    )  # fmt: skip
    return render(request, "catalogue/list.html", {"found": found})


@page("GET", action=Action.CATALOGUE_VIEW)
def edition(request: Request, edition_id: int) -> HttpResponse:
    """One edition: its life, counts, difference, items, what may be done."""
    asked = request.GET
    found = queries.edition_page(
        edition_id,
        viewer=request.actor,
        on=clock.today(),
        query=asked.get("tim", ""),
        number=asked.get("trang", ""),
    )
    return render(request, "catalogue/edition.html", {
        "found": found, "edition": found.edition, "acts": _acts(request, found), "shown": SHOWN_CHANGES,
    })  # fmt: skip


@dataclasses.dataclass(frozen=True)
class Act:
    """One step of an edition: a form that unfolds; `why_not` greys it out."""

    key: str
    label: str
    url: str
    why_not: str
    form: django_forms.Form
    kind: str
    is_open: bool


FORMS: dict[str, tuple[str, type[django_forms.Form], str]] = {
    "appraise": ("Thẩm định", AppraiseForm, "ink"),
    "decide": ("Quyết định", DecideForm, "primary"),
    "send_back": ("Trả lại để sửa", ReasonForm, ""),
    "withdraw": ("Rút danh mục", ReasonForm, "danger"),
}


def _acts(request: Request, found: queries.EditionPage) -> list[Act]:
    """The steps that the viewer's role has; all absent once the edition is decided or withdrawn."""
    if found.edition.state in ("DECIDED", "WITHDRAWN"):
        return []
    typed_key = request.typed.get("act", "") if request.typed else ""
    made = []
    for key, (label, form, kind) in FORMS.items():
        if key not in found.rights:
            continue
        typed = key == typed_key
        bound = form(request.typed if typed else None, auto_id=f"id_{key}_%s")
        if not found.is_consulted:
            bound.fields.pop("reason" if key == "decide" else "", None)
        if typed and request.refusal.field in bound.fields:
            bound.add_error(request.refusal.field, str(request.refusal))
        url = reverse(f"catalogue:{key}", args=[found.edition.pk])
        made.append(Act(key, label, url, found.may[key], bound, kind, typed))
    return made


def _step(
    request: Request, edition_id: int, command: Callable[..., Any], form: django_forms.Form, done: str
) -> HttpResponseBase:
    """Run a step; the edition's page again, with the refusal in its place. Strangers get 404."""
    queries.edition_of(edition_id, viewer=request.actor)
    refusal = Refusal(CHECK)
    if form.is_valid():
        values = form.values()  # type: ignore[attr-defined]
        refusal = attempt(command, edition_id=edition_id, **values, by=request.actor, at=clock.now())
    address = reverse("catalogue:edition", args=[edition_id])
    return answer(request, "catalogue/_said.html", page=address, refusal=refusal, done=done, sentence=done)


@page("POST", action=Action.EDITION_APPRAISE)
def appraise(request: Request, edition_id: int) -> HttpResponseBase:
    """Thẩm định."""
    return _step(
        request, edition_id, commands.appraise_edition, AppraiseForm(request.POST), "Đã thẩm định danh mục."
    )


@page("POST", action=Action.EDITION_APPRAISE)
def send_back(request: Request, edition_id: int) -> HttpResponseBase:
    """Trả lại để sửa."""
    return _step(request, edition_id, commands.send_back, ReasonForm(request.POST), "Đã trả lại danh mục.")


@page("POST", action=Action.EDITION_DECIDE)
def decide(request: Request, edition_id: int) -> HttpResponseBase:
    """Quyết định."""
    return _step(
        request, edition_id, commands.decide_edition, DecideForm(request.POST), "Đã quyết định danh mục."
    )


@page("POST", action=Action.EDITION_PROPOSE)
def withdraw(request: Request, edition_id: int) -> HttpResponseBase:
    """Rút danh mục."""
    return _step(request, edition_id, commands.withdraw_edition, ReasonForm(request.POST), "Đã rút danh mục.")


@page("POST", action=Action.EDITION_PROPOSE)
def standard(request: Request, edition_id: int) -> HttpResponseBase:
    """Chọn sản phẩm chuẩn."""
    return _step(
        request, edition_id, commands.set_standard, StandardForm(request.POST), "Đã chọn sản phẩm chuẩn."
    )


@page("GET", "POST", action=Action.EDITION_PROPOSE)
def add_item(request: Request, edition_id: int) -> HttpResponseBase:
    """Thêm một mục vào danh mục đề xuất."""
    found = queries.edition_of(edition_id, viewer=request.actor)
    form = ItemForm(request.POST if request.method == "POST" else None, organ_id=found.organ_id)
    saved = form.is_bound and _saved(form, commands.add_item, edition_id=edition_id, by=request.actor)
    return _item_answer(request, found, form, bool(saved), "Đã thêm mục.", None)


@page("GET", "POST", action=Action.EDITION_PROPOSE)
def item(request: Request, edition_id: int, item_id: int) -> HttpResponseBase:
    """Sửa một mục của danh mục đề xuất."""
    found, product, spec = queries.item_of(edition_id, item_id, viewer=request.actor)
    initial = dataclasses.asdict(spec)
    form = ItemForm(
        request.POST if request.method == "POST" else None, initial=initial, organ_id=found.organ_id
    )
    saved = form.is_bound and _saved(form, commands.edit_item, product_id=item_id, by=request.actor)
    return _item_answer(request, found, form, bool(saved), "Đã sửa mục.", product.pk)


@page("POST", action=Action.EDITION_PROPOSE)
def remove_item(request: Request, edition_id: int, item_id: int) -> HttpResponseBase:
    """Bỏ một mục khỏi danh mục đề xuất."""
    queries.item_of(edition_id, item_id, viewer=request.actor)
    refusal = attempt(commands.remove_item, product_id=item_id, by=request.actor, at=clock.now())
    address = reverse("catalogue:edition", args=[edition_id])
    return answer(
        request,
        "catalogue/_said.html",
        page=address,
        refusal=refusal,
        done="Đã bỏ mục.",
        sentence="Đã bỏ mục.",
    )


def _saved(form: ItemForm, command: Callable[..., Any], **values: Any) -> bool:
    """Whether the command took the item; its refusal stands at the field otherwise."""
    if not form.is_valid():
        return False
    refusal = attempt(command, item=form.spec(), at=clock.now(), **values)
    if refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    return not refusal


def _item_answer(
    request: Request, found: Any, form: ItemForm, saved: bool, done: str, item_id: int | None
) -> HttpResponseBase:
    address = reverse("catalogue:edition", args=[found.pk])
    if saved:
        return answer(request, "catalogue/_said.html", page=address, done=done, sentence=done)
    rights = queries.edition_page(found.pk, viewer=request.actor, on=clock.today())
    if "edit" not in rights.rights:
        raise Missing("Không có trang này.")
    context = {
        "edition": found,
        "form": form,
        "why_not": rights.may["edit"],
        "item_id": item_id,
        "back": address,
    }
    return render(request, "catalogue/item.html", context, status=422 if form.is_bound else 200)
