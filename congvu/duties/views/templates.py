""" "Mẫu ca": templates of duties, their rows, and building one from a job description."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from congvu.base import clock
from congvu.duties import commands, forms, queries
from congvu.duties.models import Item, Template
from congvu.org.web import act, data, form_page
from congvu.policy.actions import Action
from congvu.ui.web import Request, SeeOther, attempt, page


@page("GET", action=Action.DUTY_TEMPLATE_EDIT)
def home(request: Request) -> HttpResponse:
    """Every template in use."""
    return render(request, "duties/templates.html", {"rows": queries.template_list(request.actor)})


@page("GET", action=Action.DUTY_TEMPLATE_EDIT)
def one(request: Request, template_id: int) -> HttpResponse:
    """A template with its rows."""
    return render(
        request, "duties/template.html", {"shown": queries.template_of(template_id, viewer=request.actor)}
    )


@page("GET", "POST", action=Action.DUTY_TEMPLATE_EDIT)
def new(request: Request) -> HttpResponseBase:
    """Make a template."""
    form = forms.TemplateForm(data(request), **_choices(request))
    return form_page(
        request, form, commands.save_template, title="Lập mẫu ca", back=reverse("duties:templates"),
        lead="Lập xong thì thêm từng dòng, hoặc dựng từ bản mô tả công việc.", done="Đã lập mẫu ca.", button="Lập mẫu",
    )  # fmt: skip


@page("GET", "POST", action=Action.DUTY_TEMPLATE_EDIT)
def edit(request: Request, template_id: int) -> HttpResponseBase:
    """Change the head of a template."""
    template = queries.template_of(template_id, viewer=request.actor).template
    initial = {
        "name": template.name, "duty": template.duty, "position_id": template.position_id, "unit_id": template.unit_id,
        **{f: "\n".join(getattr(template, f)) for f in ("places", "others", "oddities")},
    }  # fmt: skip
    form = forms.TemplateForm(data(request), initial=initial, **_choices(request))
    return form_page(
        request, form, commands.save_template, template_id=template.pk, title=f"Sửa mẫu {template.name}",
        back=_address(template), done="Đã lưu mẫu ca.",
    )  # fmt: skip


@page("POST", action=Action.DUTY_TEMPLATE_EDIT)
def end(request: Request, template_id: int) -> HttpResponseBase:
    """Nút "Thôi dùng mẫu này"."""
    queries.template_of(template_id, viewer=request.actor)
    return act(
        request,
        commands.end_template,
        template_id=template_id,
        back=reverse("duties:templates"),
        done="Đã thôi dùng mẫu.",
    )


@page("GET", "POST", action=Action.DUTY_TEMPLATE_EDIT)
def item_new(request: Request, template_id: int) -> HttpResponseBase:
    """Add a row."""
    template = queries.template_of(template_id, viewer=request.actor).template
    form = forms.ItemForm(data(request), products=queries.product_options(template, on=clock.today()))
    return form_page(
        request, form, commands.save_item, template_id=template.pk, title=f"Thêm dòng vào mẫu {template.name}",
        back=_address(template), done="Đã thêm dòng.", button="Thêm dòng",
    )  # fmt: skip


@page("GET", "POST", action=Action.DUTY_TEMPLATE_EDIT)
def item_edit(request: Request, item_id: int) -> HttpResponseBase:
    """Change a row."""
    item = queries.item_of(item_id, viewer=request.actor)
    names = ("label", "kind", "section", "hint", "unit_of_measure", "is_usual", "wants_photo", "product_id",
             "per_product", "sort")  # fmt: skip
    initial = {name: getattr(item, name) for name in names} | {"points": "\n".join(item.points)}
    form = forms.ItemForm(
        data(request), initial=initial, products=queries.product_options(item.template, on=clock.today())
    )
    return form_page(
        request, form, commands.save_item, template_id=item.template_id, item_id=item.pk,
        title=f"Sửa dòng {item.label}", back=_address(item.template), done="Đã lưu dòng.",
    )  # fmt: skip


@page("POST", action=Action.DUTY_TEMPLATE_EDIT)
def item_drop(request: Request, item_id: int) -> HttpResponseBase:
    """Nút "Bỏ" of a row."""
    item = queries.item_of(item_id, viewer=request.actor)
    return act(request, commands.drop_item, item_id=item_id, back=_address(item.template), done="Đã bỏ dòng.")


@page("GET", "POST", action=Action.DUTY_TEMPLATE_EDIT)
def build(request: Request, template_id: int) -> HttpResponseBase:
    """ "Dựng từ bản mô tả công việc": keep or drop each proposed row."""
    shown = queries.template_of(template_id, viewer=request.actor)
    offered = queries.proposed(template_id, viewer=request.actor)
    refusal = ""
    if request.method == "POST":
        refusal = attempt(
            commands.add_items, template_id=template_id, specs=forms.kept_of(request.POST, offered), by=request.actor,
            at=clock.now(),
        )  # fmt: skip
        if not refusal:
            messages.success(request, "Đã thêm các dòng được giữ.")
            return SeeOther(_address(shown.template))
    context = {"shown": shown, "rows": _offered(request, offered), "refusal": refusal}
    return render(request, "duties/build.html", context, status=422 if refusal else 200)


def _offered(request: Request, offered: list[Any]) -> list[dict[str, Any]]:
    """Each proposal with what stands in its boxes: as proposed, or as typed before a refusal."""
    post = request.POST if request.method == "POST" else None
    kinds = [(k, label) for k, label in Item.Kind.choices if k in (Item.Kind.CHECK, Item.Kind.COUNTER)]
    return [
        {
            "n": n, "proposal": p, "kinds": kinds,
            "keep": post.get(f"keep-{n}") == "1" if post is not None else p.is_daily,
            "label": post.get(f"label-{n}", p.label) if post is not None else p.label,
            "kind": post.get(f"kind-{n}", p.kind) if post is not None else p.kind,
        }
        for n, p in enumerate(offered)
    ]  # fmt: skip


def _choices(request: Request) -> dict[str, list[tuple[int, str]]]:
    today = clock.today()
    return {
        "positions": queries.position_options(request.actor, on=today),
        "units": queries.unit_options(request.actor, on=today),
    }


def _address(template: Template) -> str:
    return reverse("duties:template", args=[template.pk])
