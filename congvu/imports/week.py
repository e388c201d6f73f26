"""A week from a spreadsheet into one's own diary: paste or choose a file, look, write."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from congvu.base import clock
from congvu.base.errors import DomainError, Unreadable
from congvu.diary import commands, queries
from congvu.imports import cells, parsed
from congvu.imports.reading import open_table
from congvu.policy.actions import Action
from congvu.ui.web import Refusal, Request, answer, attempt, page


@page("GET", "POST", action=Action.ENTRY_WRITE)
def week(request: Request) -> HttpResponseBase:
    """The box to paste into; after "Xem trước" what each row would become; after "Ghi" the day."""
    person_id, _ = queries.own_person(request.actor)
    if request.method == "GET":
        return render(request, "imports/week.html", {"text": "", "lines": (), "ready": 0})
    shown, refusal = _understood(request)
    if refusal or "write" not in request.POST:
        return render(request, "imports/week.html", shown, status=refusal.status if refusal else 200)
    refused: dict[int, str] = {}
    refusal = attempt(_write, person_id=person_id, lines=shown["lines"], request=request, refused=refused)
    if refusal:
        shown |= {"refusal": refusal, "lines": _marked(shown["lines"], refused)}
        return render(request, "imports/week.html", shown, status=422)
    first = min(one.row.day for one in shown["lines"])
    return answer(
        request, "ui/_messages.html", page=reverse("diary:day", args=[first]),
        done=f"Đã ghi {len(shown['lines'])} mục.",
    )  # fmt: skip


def _understood(request: Request) -> tuple[dict[str, Any], Refusal]:
    """The text (of the file, where one was chosen) and its rows; with the sentence when unreadable."""
    text = request.POST.get("text", "")
    try:
        if file := request.FILES.get("file"):
            text = _text_of(file)
        lines = queries.pasted_lines(text, viewer=request.actor, today=clock.today())
    except DomainError as error:
        refusal = Refusal(error.sentence, status=error.status)
        return {"text": text, "lines": (), "ready": 0, "refusal": refusal}, refusal
    ready = sum(one.is_ready for one in lines)
    return {"text": text, "lines": lines, "ready": ready}, Refusal()


def _text_of(file: Any) -> str:
    """The first sheet that holds anything, as a spreadsheet would copy it. Raises Unreadable."""
    for sheet in open_table(file, parsed.limits()).sheets:
        lines = ["\t".join(_cell(value) for value in row).rstrip() for row in sheet.rows]
        if any(line.strip() for line in lines):
            return "\n".join(line for line in lines if line.strip())
    raise Unreadable("Tệp này không có ô nào có chữ.")


def _cell(value: cells.CellValue) -> str:
    if isinstance(value, dt.time):
        return f"{value.hour}:{value.minute:02d}"
    if isinstance(value, dt.timedelta):
        return f"{round(value.total_seconds() / 60)}p"
    return cells.text(value)


def _marked(lines: tuple[queries.PastedLine, ...], refused: dict[int, str]) -> tuple[Any, ...]:
    return (
        lines
        if not refused
        else tuple(queries.refused_line(one, refused.get(one.row.number, "")) for one in lines)
    )


def _write(
    *, person_id: int, lines: tuple[queries.PastedLine, ...], request: Request, refused: dict[int, str]
) -> None:
    rows = [
        commands.NewLine(one.row.number, one.row.day, one.line, one.client_id)
        for one in lines
        if one.line is not None and one.row.day is not None
    ]
    if len(rows) < len(lines):
        raise DomainError("Còn dòng chưa hiểu. Sửa trong ô ở trên rồi xem trước lại, hoặc xóa dòng đó.")
    try:
        commands.add_lines(person_id=person_id, rows=rows, by=request.actor, at=clock.now())
    except commands.NotAll as error:
        refused.update(error.refused)
        raise
