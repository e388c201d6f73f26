"""Pages of packs: which there are, one pack, two side by side, adding, and from when one holds."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from congvu.base import clock
from congvu.org.web import act, data, form_page
from congvu.policy.actions import Action
from congvu.policy.decide import check
from congvu.ui.web import Request, page

from . import commands, queries
from .forms import AddForm, CancelForm, UseForm
from .packs import text_of

MEDIA_TYPE = "application/toml"


@page("GET", action=Action.REGIME_VIEW)
def listing(request: Request) -> HttpResponse:
    """ "Bộ quy tắc": what the organ lives by, what it added, what is shipped."""
    shown = queries.listing(request.actor, today=clock.today())
    return render(request, "regimes/list.html", {"shown": shown})


@page("GET", action=Action.REGIME_VIEW)
def pack(request: Request, pack_id: str) -> HttpResponse:
    """One shipped pack."""
    return render(request, "regimes/pack.html", {"shown": queries.pack_page(request.actor, pack_id=pack_id)})


@page("GET", action=Action.REGIME_VIEW)
def text(request: Request, text_id: int) -> HttpResponse:
    """One pack that the organ added."""
    return render(request, "regimes/pack.html", {"shown": queries.pack_page(request.actor, text_id=text_id)})


@page("GET", action=Action.REGIME_VIEW)
def compare(request: Request) -> HttpResponse:
    """Two packs side by side."""
    asked = request.GET
    found = queries.comparison(request.actor, asked.get("truoc", ""), asked.get("sau", ""))
    return render(request, "regimes/compare.html", {"found": found}, status=422 if found.problem else 200)


@page("GET", action=Action.REGIME_VIEW)
def pack_file(request: Request, pack_id: str) -> HttpResponse:
    """The file of a shipped pack, to start another from."""
    line = queries.pack_page(request.actor, pack_id=pack_id).line
    return _file(line.id, text_of(line.id, ""))


@page("GET", action=Action.REGIME_VIEW)
def text_file(request: Request, text_id: int) -> HttpResponse:
    """The file of an added pack, byte for byte as it was added."""
    row = queries.text_in_organ(request.actor, text_id)
    return _file(f"{row.pack_id}-ban-{row.version}", row.text)


def _file(name: str, content: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type=f"{MEDIA_TYPE}; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.toml"'},
    )


@page("GET", "POST", action=Action.REGIME_KEEP)
def add(request: Request) -> HttpResponseBase:
    """Add a pack: file or text, read at once; nothing is kept until it is right."""
    check(request.actor, Action.REGIME_KEEP, queries.organ_subject(request.actor))
    return form_page(
        request, AddForm(data(request), request.FILES or None), commands.add_text,
        organ_id=request.actor.organ_id, title="Thêm bộ quy tắc", back=reverse("regimes:list"),
        done="Đã thêm bộ quy tắc. Thử trên kỳ đã khóa trước khi áp dụng.", button="Kiểm tra và thêm",
        template="regimes/add.html",
    )  # fmt: skip


@page("POST", action=Action.REGIME_KEEP)
def text_remove(request: Request, text_id: int) -> HttpResponseBase:
    """Take an unused pack away."""
    row = queries.text_in_organ(request.actor, text_id)
    return act(
        request, commands.remove_text, text_id=row.pk, back=reverse("regimes:list"),
        done=f"Đã bỏ {row.pack_id}, bản {row.version}.",
    )  # fmt: skip


@page("GET", "POST", action=Action.REGIME_SWITCH)
def pack_use(request: Request, pack_id: str) -> HttpResponseBase:
    """Switch a shipped pack on from a day."""
    return _use(request, queries.pack_page(request.actor, pack_id=pack_id))


@page("GET", "POST", action=Action.REGIME_SWITCH)
def text_use(request: Request, text_id: int) -> HttpResponseBase:
    """Switch an added pack on from a day."""
    return _use(request, queries.pack_page(request.actor, text_id=text_id))


def _use(request: Request, shown: queries.PackPage) -> HttpResponseBase:
    check(request.actor, Action.REGIME_SWITCH, queries.organ_subject(request.actor))
    line = shown.line
    first: dict[str, Any] = {"valid_from": queries.next_free_day(request.actor, today=clock.today())}
    return form_page(
        request, UseForm(data(request), initial=first), commands.use_pack,
        organ_id=request.actor.organ_id, pack_id=line.id, text_id=line.text_id,
        title=f"Áp dụng {line.id}", back=line.url, then=reverse("regimes:list"),
        done=f"Đã ghi quyết định áp dụng {line.id}.", button="Áp dụng",
        lead="Kỳ đã mở giữ bộ quy tắc lúc mở. Kỳ mở từ ngày này trở đi tính theo bộ mới.",
    )  # fmt: skip


@page("GET", "POST", action=Action.REGIME_SWITCH)
def cancel(request: Request, use_id: int) -> HttpResponseBase:
    """Take a decision back that has not begun."""
    use = queries.use_of(request.actor, use_id)
    return form_page(
        request, CancelForm(data(request)), commands.cancel_use, use_id=use.pk,
        title=f"Hủy áp dụng {use.pack_id} từ ngày {use.valid_from:%d/%m/%Y}", back=reverse("regimes:list"),
        done="Đã hủy. Bộ quy tắc trước đó tiếp tục áp dụng.", button="Hủy áp dụng", danger=True,
        lead="Chỉ hủy được khi chưa đến ngày áp dụng.",
    )  # fmt: skip
