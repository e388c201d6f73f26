"""The same weekday of last week, written again: its rows, each with a time of its own."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from decimal import Decimal

from django.http import HttpResponseBase, QueryDict
from django.shortcuts import render

from congvu.base import clock
from congvu.base.errors import DomainError, Incomplete
from congvu.base.text import clean
from congvu.diary import commands, forms, pages, queries
from congvu.diary.duration import parse
from congvu.diary.lines import Line
from congvu.policy.actions import Action
from congvu.ui.web import Refusal, Request, answer, attempt, page

LONGEST_SHOWN = 200


@dataclass(frozen=True)
class _Row:
    """A row of the page: what it was, what stands in its box of time, and why that cannot be."""

    line: queries.CopiedRow
    typed: str = ""
    sentence: str = ""


@page("GET", "POST", action=Action.ENTRY_WRITE)
def copy(request: Request, day: dt.date) -> HttpResponseBase:
    """ "Chép việc thứ Năm trước": a time for each row to keep; rows without one are left out."""
    lines = queries.rows_to_copy(day, viewer=request.actor)
    refused: dict[int, str] = {}
    refusal = Refusal()
    if request.method == "POST":
        refusal = attempt(_write, request=request, day=day, lines=lines, refused=refused)
        if not refusal:
            return answer(
                request, "ui/_messages.html", page=pages.address_of(day), done="Đã ghi các việc có thời gian."
            )
    rows = [_Row(line, _time(request.POST, line)[:LONGEST_SHOWN], refused.get(line.id, "")) for line in lines]
    shown = {
        "day": day, "rows": rows, "refusal": refusal, "back": pages.address_of(day),
        "client_id": request.POST.get("client_id", "")[:40] or str(uuid.uuid4()),
    }  # fmt: skip
    return render(request, "diary/copy.html", shown, status=refusal.status if refusal else 200)


def _time(post: QueryDict, line: queries.CopiedRow) -> str:
    return clean(post.get(f"gio-{line.id}", "")[:2000])


def _write(
    *, request: Request, day: dt.date, lines: tuple[queries.CopiedRow, ...], refused: dict[int, str]
) -> None:
    """All rows that have a time, or none. Raises Incomplete without any, NotAll with `refused` filled."""
    client_id = forms.client_id_from(request.POST)
    rows = []
    for line in lines:
        if not (typed := _time(request.POST, line)):
            continue
        try:
            length = parse(typed)
        except DomainError as error:
            refused[line.id] = error.sentence
            continue
        new = Line(
            title=line.title, product_id=line.product_id, share_id=None, quantity=Decimal(0), kind=line.kind,
            minutes=length.minutes, starts_at=length.starts_at, ends_at=length.ends_at,
        )  # fmt: skip
        rows.append(commands.NewLine(line.id, day, new, uuid.uuid5(client_id, str(line.id))))
    if refused:
        raise commands.NotAll(list(refused.items()))
    if not rows:
        raise Incomplete("Ghi thời gian cho ít nhất một việc. Ví dụ: 1g15, 75p.")
    person_id, _ = queries.own_person(request.actor)
    try:
        commands.add_lines(person_id=person_id, rows=rows, by=request.actor, at=clock.now())
    except commands.NotAll as error:
        refused.update(error.refused)
        raise
