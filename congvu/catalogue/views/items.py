"""What people do with one product: pin it, write examples for it."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.urls import reverse

from congvu.base import clock
from congvu.base.errors import Missing
from congvu.catalogue import commands, queries
from congvu.catalogue.forms import ExampleForm
from congvu.policy.actions import Action
from congvu.ui.web import Refusal, Request, answer, attempt, page

CHECK = "Chưa lưu được. Đồng chí xem lại ô được đánh dấu."


@page("POST", action=Action.FAVOURITE_SET)
def favourite(request: Request) -> HttpResponseBase:
    """Ghim, bỏ ghim: one button names the product and what to do ("12" pins, "-12" unpins)."""
    named = request.POST.get("ghim", "")
    number = named.removeprefix("-")
    if request.actor.person_id is None or not (number.isascii() and number.isdigit() and len(number) < 16):
        raise Missing("Không có mục này.")
    keep = not named.startswith("-")
    refusal = attempt(
        commands.keep_favourite, person_id=request.actor.person_id, product_id=int(number), keep=keep,
        by=request.actor, at=clock.now(),
    )  # fmt: skip
    back = reverse("desk:product", args=[int(number)])
    if request.POST.get("ve") == "danh-muc":
        query = request.POST.get("loc", "")
        back = reverse("catalogue:list") + (f"?{query}" if query else "")
    done = "Đã ghim. Hôm nay hiện việc này đầu danh sách." if keep else "Đã bỏ ghim."
    return answer(request, "catalogue/_said.html", page=back, refusal=refusal, done=done, sentence=done)


@page("POST", action=Action.EXAMPLE_KEEP)
def add_example(request: Request, product_id: int) -> HttpResponseBase:
    """Thêm ví dụ."""
    queries.product_of(product_id, viewer=request.actor)
    form = ExampleForm(request.POST)
    refusal = Refusal(CHECK)
    if form.is_valid():
        refusal = attempt(
            commands.add_example, product_id=product_id, **form.values(), by=request.actor, at=clock.now()
        )
    return _back(request, product_id, refusal, "Đã thêm ví dụ.")


@page("POST", action=Action.EXAMPLE_KEEP)
def retire_example(request: Request, example_id: int) -> HttpResponseBase:
    """Bỏ ví dụ."""
    product_id = queries.product_of_example(example_id, viewer=request.actor)
    refusal = attempt(commands.retire_example, example_id=example_id, by=request.actor, at=clock.now())
    return _back(request, product_id, refusal, "Đã bỏ ví dụ.")


def _back(request: Request, product_id: int, refusal: Refusal, done: str) -> HttpResponseBase:
    address = reverse("desk:product", args=[product_id])
    return answer(request, "catalogue/_said.html", page=address, refusal=refusal, done=done, sentence=done)
