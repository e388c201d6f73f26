"""Pages of products that read the diary too: one product, norms against reality, wishes to answer."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from congvu.base import clock
from congvu.base.errors import Missing
from congvu.catalogue import commands, queries
from congvu.catalogue.forms import ExampleForm, ItemForm
from congvu.catalogue.models import Edition, Wish
from congvu.policy.actions import Action
from congvu.ui.web import Refusal, Request, answer, attempt, page

from .products import ids_of, norm_page, product_page, wish_cards


@page("GET", action=Action.CATALOGUE_VIEW)
def product(request: Request, product_id: int) -> HttpResponse:
    """One product: facts, real times, examples."""
    found = product_page(product_id, viewer=request.actor, on=clock.today())
    form = ExampleForm(request.typed)
    return render(request, "desk/product.html", {"found": found, "product": found.product, "form": form})


@page("GET", action=Action.CATALOGUE_VIEW)
def norms(request: Request) -> HttpResponse:
    """Định mức và thực tế."""
    asked = request.GET
    found = norm_page(
        request.actor, on=clock.today(), query=asked.get("tim", ""), section=asked.get("phan", ""),
        number=asked.get("trang", ""),
    )  # fmt: skip
    return render(request, "desk/norms.html", {"found": found})


@page("GET", action=Action.WISH_APPRAISE)
def wishes(request: Request) -> HttpResponse:
    """Đề nghị bổ sung, chờ trả lời. Others get 404."""
    typed = request.typed
    group = typed.get("nhom") if typed else None
    rows: list[tuple[Any, Any]] = [
        (card, typed if str(card.group.first.id) == group else {})
        for card in wish_cards(request.actor, on=clock.today())
    ]
    return render(request, "desk/wishes.html", {"rows": rows})


@page("POST", action=Action.WISH_APPRAISE)
def settle(request: Request) -> HttpResponseBase:
    """Trả lời một nhóm đề nghị: dùng mục đã có, đưa vào danh mục, hoặc không."""
    if not queries.may_appraise(request.actor):
        raise Missing("Trang này của cơ quan tổ chức, cán bộ.")
    posted = request.POST
    chosen: dict[str, Any] = {
        "wish_ids": ids_of(posted.getlist("de-nghi")),
        "by": request.actor,
        "at": clock.now(),
    }
    if posted.get("cach") == "vao" and chosen["wish_ids"]:
        return answer(request, "catalogue/_said.html", page=_accept_address(chosen["wish_ids"]))
    if posted.get("cach") == "dung":
        ticked = ids_of([posted.get("muc", "")])
        product_id = ticked[0] if ticked else _typed_product(request)
        refusal = attempt(
            commands.merge_wishes, product_id=product_id, answer=posted.get("loi", ""), **chosen
        )
    elif posted.get("cach") == "khong":
        refusal = attempt(commands.decline_wishes, reason=posted.get("lydo", ""), **chosen)
    else:
        refusal = Refusal("Đồng chí chọn ít nhất một đề nghị và một cách trả lời.")
    done = "Đã trả lời. Người đề nghị thấy câu trả lời ở trang của mình."
    return answer(
        request,
        "catalogue/_said.html",
        page=reverse("desk:wishes"),
        refusal=refusal,
        done=done,
        sentence=done,
    )


def _accept_address(wish_ids: list[int]) -> str:
    return reverse("desk:accept") + "?" + urlencode({"de-nghi": wish_ids}, doseq=True)


def _typed_product(request: Request) -> int | None:
    """The product whose code was typed, when none of the similar ones was ticked."""
    code = request.POST.get("ma", "").strip()
    if not code:
        return None
    found = queries.search_products(request.actor, code, on=clock.today(), person_id=None, limit=1)
    return found[0].id if found and found[0].code.lower() == code.lower() else None


@page("GET", "POST", action=Action.WISH_APPRAISE)
def accept(request: Request) -> HttpResponseBase:
    """Đưa vào danh mục đang đề xuất: the item's form, filled from the first wish."""
    wanted = queries.wishes_to_answer(request.actor, ids_of(request.GET.getlist("de-nghi")))
    edition = queries.proposed_edition(wanted[0].organ_id)
    form = ItemForm(
        request.POST if request.method == "POST" else None,
        initial=_initial(wanted),
        organ_id=wanted[0].organ_id,
    )
    if edition and form.is_bound and form.is_valid():
        refusal = attempt(
            commands.accept_wishes, wish_ids=[w.pk for w in wanted], edition_id=edition.pk, item=form.spec(),
            by=request.actor, at=clock.now(),
        )  # fmt: skip
        if not refusal:
            done = "Đã đưa vào danh mục đề xuất."
            return answer(
                request, "catalogue/_said.html", page=reverse("desk:wishes"), done=done, sentence=done
            )
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    context = {"form": form, "wanted": wanted, "edition": edition, "source": _source(wanted[0].organ_id)}
    return render(request, "desk/wish_accept.html", context, status=422 if form.is_bound else 200)


def _source(organ_id: int) -> Edition | None:
    return queries.edition_in_force(organ_id, clock.today())


def _initial(wanted: list[Wish]) -> dict[str, Any]:
    first = wanted[0]
    return {
        "detail": first.title, "output": first.output, "unit_of_measure": first.unit_of_measure, "group": 1,
        "is_shared": False, "position_ids": sorted({w.position_id for w in wanted}),
    }  # fmt: skip


@page("POST", action=Action.EDITION_PROPOSE)
def draft(request: Request) -> HttpResponseBase:
    """Lập bản đề xuất từ bản đang dùng, để thêm mục vào đó."""
    if not queries.may_appraise(request.actor) or request.actor.organ_id is None:
        raise Missing("Trang này của cơ quan tổ chức, cán bộ.")
    refusal = Refusal("Đã có danh mục đang đề xuất. Đồng chí thêm mục vào bản đó.")
    source = _source(request.actor.organ_id)
    if source is None:
        refusal = Refusal("Cơ quan chưa có danh mục có hiệu lực. Đồng chí nạp danh mục từ tệp.")
    elif queries.proposed_edition(source.organ_id) is None:
        refusal = attempt(
            commands.propose_edition, organ_id=source.organ_id, name=f"{source.name}, bổ sung",
            standard_score=source.standard_score, standard_code=source.standard_code,
            items=queries.specs_of(source), source_name="", source_sha256="", by=request.actor, at=clock.now(),
        )  # fmt: skip
    wanted = ids_of(request.POST.getlist("de-nghi"))
    address = _accept_address(wanted) if wanted else reverse("desk:wishes")
    done = "Đã lập bản đề xuất. Bản đang dùng giữ nguyên."
    return answer(request, "catalogue/_said.html", page=address, refusal=refusal, done=done, sentence=done)
