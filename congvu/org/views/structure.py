"""The organ: its tree, people, rules, positions, units."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from congvu.base import clock
from congvu.base.text import clean
from congvu.org import commands, queries
from congvu.org.forms import EndForm, MoveUnitForm, NewUnitForm, OrganForm, PositionForm, RulesForm, UnitForm
from congvu.org.web import data, form_page
from congvu.policy.actions import Action
from congvu.policy.decide import check, refusal
from congvu.policy.facts import Subject
from congvu.ui.web import Request, page

HOME = "/co-quan"


@page("GET", action=Action.STRUCTURE_VIEW)
def home(request: Request) -> HttpResponseBase:
    """The tree, and the people of the chosen unit."""
    wanted = request.GET.get("don-vi", "")
    shown = queries.structure(
        request.actor,
        on=clock.today(),
        unit_id=int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 19 else None,
        query=clean(request.GET.get("tim", ""))[:100],
        after=request.GET.get("sau", "")[:700],
    )
    template = "org/_people.html" if request.headers.get("HX-Target") == "nguoi" else "org/structure.html"
    return render(request, template, {"shown": shown})


@page("GET", "POST", action=Action.STRUCTURE_EDIT)
def organ(request: Request) -> HttpResponseBase:
    """Name, kind and superior of the organ."""
    mine = queries.own_organ(request.actor)
    check(request.actor, Action.STRUCTURE_EDIT, queries.root_subject(mine.pk))
    initial = {f: getattr(mine, f) for f in OrganForm.base_fields}
    return form_page(
        request, OrganForm(data(request), initial=initial), commands.edit_organ, organ_id=mine.pk,
        title="Thông tin cơ quan", back=HOME, done="Đã lưu thông tin cơ quan.",
    )  # fmt: skip


@page("GET", "POST", action=Action.STRUCTURE_VIEW)
def rules(request: Request) -> HttpResponseBase:
    """What the organ decides for itself, with the meaning of each; everyone reads, keepers write."""
    mine = queries.rules_of(request.actor)
    why = refusal(request.actor, Action.RULES_EDIT, queries.root_subject(mine.organ_id))
    initial = {f: getattr(mine, f) for f in RulesForm.base_fields}
    return form_page(
        request, RulesForm(data(request), initial=initial), commands.edit_rules,
        organ_id=mine.organ_id, title="Quy định của cơ quan", back=HOME, then=reverse("org:rules"),
        done="Đã lưu quy định.", template="org/rules.html", context={"why_not": why},
    )  # fmt: skip


@page("GET", action=Action.STRUCTURE_VIEW)
def positions(request: Request) -> HttpResponseBase:
    """Job positions by group, each with the tasks of its description."""
    mine = queries.own_organ(request.actor)
    why = refusal(request.actor, Action.STRUCTURE_EDIT, queries.root_subject(mine.pk))
    groups = queries.position_list(request.actor, on=clock.today())
    return render(request, "org/positions.html", {"groups": groups, "why_not": why})


@page("GET", "POST", action=Action.STRUCTURE_EDIT)
def position_new(request: Request) -> HttpResponseBase:
    """Add a position by hand, or correct one by its code."""
    mine = queries.own_organ(request.actor)
    check(request.actor, Action.STRUCTURE_EDIT, queries.root_subject(mine.pk))
    return form_page(
        request, PositionForm(data(request), initial={"valid_from": clock.today()}), commands.put_position,
        organ_id=mine.pk, title="Thêm vị trí việc làm", back=reverse("org:positions"),
        done="Đã ghi vị trí việc làm.",
    )  # fmt: skip


@page("GET", "POST", action=Action.STRUCTURE_EDIT)
def unit_new(request: Request) -> HttpResponseBase:
    """Add a unit below another."""
    mine = queries.own_organ(request.actor)
    check(request.actor, Action.STRUCTURE_EDIT, queries.root_subject(mine.pk))
    initial = {"parent_id": request.GET.get("duoi", ""), "valid_from": clock.today(), "sort": 0}
    form = NewUnitForm(data(request), initial=initial, units=queries.unit_choices(mine.pk, on=clock.today()))
    return form_page(
        request, form, commands.add_unit, organ_id=mine.pk, title="Thêm đơn vị", back=HOME, done="Đã thêm đơn vị.",
    )  # fmt: skip


def _unit(request: Request, unit_id: int):  # type: ignore[no-untyped-def]
    """The unit, for those who may change it."""
    unit = queries.unit_of(request.actor, unit_id)
    check(request.actor, Action.STRUCTURE_EDIT, Subject(unit.organ_id, unit.path))
    return unit, f"{HOME}?don-vi={unit.pk}"


@page("GET", "POST", action=Action.STRUCTURE_EDIT)
def unit_edit(request: Request, unit_id: int) -> HttpResponseBase:
    """Rename a unit."""
    unit, back = _unit(request, unit_id)
    initial = {f: getattr(unit, f) for f in UnitForm.base_fields}
    return form_page(
        request, UnitForm(data(request), initial=initial), commands.rename_unit, unit_id=unit.pk,
        title=f"Sửa {unit.name}", back=back, done="Đã lưu đơn vị.",
    )  # fmt: skip


@page("GET", "POST", action=Action.STRUCTURE_EDIT)
def unit_move(request: Request, unit_id: int) -> HttpResponseBase:
    """Put a unit under another one."""
    unit, back = _unit(request, unit_id)
    form = MoveUnitForm(data(request), units=queries.unit_choices(unit.organ_id, on=clock.today()))
    return form_page(
        request, form, commands.move_unit, unit_id=unit.pk, title=f"Chuyển {unit.name}", back=back,
        lead="Cả các đơn vị dưới nó chuyển theo.", button="Chuyển", done="Đã chuyển đơn vị.",
    )  # fmt: skip


@page("GET", "POST", action=Action.STRUCTURE_EDIT)
def unit_close(request: Request, unit_id: int) -> HttpResponseBase:
    """End a unit."""
    unit, back = _unit(request, unit_id)
    return form_page(
        request, EndForm(data(request)), commands.close_unit, unit_id=unit.pk, title=f"Kết thúc {unit.name}",
        lead="Đơn vị phải không còn ai từ ngày sau đó.", back=back, then=HOME, button="Kết thúc", danger=True,
        done="Đã kết thúc đơn vị.",
    )  # fmt: skip
