"""Pages of the diary: a day, a month, one line, its evidence."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from urllib.parse import urlencode

from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from congvu.audit.middleware import saw
from congvu.base import clock
from congvu.base.devices import told
from congvu.diary import commands, forms, pages, queries
from congvu.diary.queries.cards import PDF
from congvu.policy.actions import Action
from congvu.ui.handout import saved
from congvu.ui.web import Refusal, Request, attempt, page, waited

FRAMED = (
    "default-src 'none'; script-src 'none'; object-src 'self'; style-src 'unsafe-inline'; img-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
"""A document inside a page of ours. No `sandbox`: with it a browser refuses to start its own viewer."""


@page("GET", action=Action.DAY_VIEW)
def today(request: Request) -> HttpResponse:
    """ "Hôm nay": the present day."""
    return render(request, "diary/page.html", pages.day_context(request, clock.today()))


@page("GET", action=Action.DAY_VIEW)
def day(request: Request, day: dt.date) -> HttpResponse:
    """Any day of one's own."""
    return render(request, "diary/page.html", pages.day_context(request, day))


@page("GET", action=Action.DAY_VIEW)
def day_of(request: Request, person_id: int, day: dt.date) -> HttpResponse:
    """The day of another, to read; logged. Strangers get 404."""
    found = queries.day_of(person_id, day, viewer=request.actor, now=clock.now())
    saw(request, f"diary.day:{found.day_id}", person_id)
    return render(request, "diary/day_of.html", {"found": found})


@page("GET", action=Action.DAY_VIEW)
def month(request: Request, first: dt.date) -> HttpResponse:
    """One's own month: every day with its plan, what was written and its state."""
    return render(request, "diary/month.html", pages.month_context(request, first))


@page("GET", action=Action.DAY_VIEW)
def search(request: Request) -> HttpResponse:
    """Options of the combobox for what is typed."""
    found = queries.offer(request.GET.get("text", ""), viewer=request.actor, on=pages.asked_day(request))
    return render(request, "diary/_options.html", {"offer": found})


@page("GET", action=Action.DAY_VIEW)
def choices(request: Request) -> JsonResponse:
    """What this device keeps to choose from when there is no network."""
    kept = queries.kept_choices(viewer=request.actor, on=clock.today())
    return JsonResponse({"groups": [asdict(group) for group in kept]})


@page("POST", action=Action.ENTRY_WRITE)
def add(request: Request, day: dt.date) -> HttpResponseBase:
    """Nút "Ghi": one line, with its evidence."""
    refusal = attempt(_add, request=request, day=day)
    return pages.reply_day(request, day, refusal, "Đã ghi.")


@page("POST", action=Action.ENTRY_WRITE)
def dismiss(request: Request, day: dt.date) -> HttpResponseBase:
    """Nút ✕ beside a proposal; the page offers to take it back."""
    key = request.POST.get("dismissed", "")
    refusal = attempt(commands.dismiss_proposal, key=key, **pages.own_day(request, day))
    return pages.reply_day(request, day, refusal, "", query=f"?{urlencode({'da-bo': key})}")


@page("POST", action=Action.ENTRY_WRITE)
def restore(request: Request, day: dt.date) -> HttpResponseBase:
    """Nút "Hoàn tác" after a proposal was dismissed."""
    key = request.POST.get("key", "")
    refusal = attempt(commands.restore_proposal, key=key, **pages.own_day(request, day))
    return pages.reply_day(request, day, refusal, "Đã lấy lại gợi ý.")


@page("POST", action=Action.DAY_SUBMIT)
def submit(request: Request, day: dt.date) -> HttpResponseBase:
    """Nút "Gửi nhật ký"."""
    refusal = attempt(
        commands.submit_day,
        day_id=queries.day_id(day, viewer=request.actor),
        excess_reason=request.POST.get("excess_reason", ""),
        by=request.actor,
        at=clock.now(),
    )
    return pages.reply_day(request, day, refusal, f"Đã gửi ngày {day:%d/%m}.")


@page("POST", action=Action.DAY_RECALL)
def recall(request: Request, day: dt.date) -> HttpResponseBase:
    """Nút "Rút lại"."""
    day_id = queries.day_id(day, viewer=request.actor)
    refusal = attempt(commands.recall_day, day_id=day_id, by=request.actor, at=clock.now())
    return pages.reply_day(request, day, refusal, f"Đã rút lại ngày {day:%d/%m}.")


@page("GET", "POST", action=Action.ENTRY_WRITE)
def entry(request: Request, entry_id: int) -> HttpResponseBase:
    """One's own line: everything about it, and the form to change it."""
    if request.method == "POST":
        refusal = attempt(_edit, request=request, entry_id=entry_id)
        return _to_entry(request, entry_id, refusal, "Đã lưu bản mới.")
    return render(request, "diary/entry.html", pages.entry_context(request, entry_id))


@page("POST", action=Action.ENTRY_WRITE)
def move(request: Request, entry_id: int) -> HttpResponseBase:
    """A line dragged or stretched on the timeline: back to its day."""
    found = queries.entry_page(entry_id, viewer=request.actor, today=clock.today())
    refusal = attempt(_move, request=request, entry_id=entry_id)
    return pages.reply_day(request, found.card.worked_on, refusal, "Đã sửa giờ.")


@page("POST", action=Action.ENTRY_WRITE)
def remove(request: Request, entry_id: int) -> HttpResponseBase:
    """Nút "Bỏ mục này": back to the day."""
    found = queries.entry_page(entry_id, viewer=request.actor, today=clock.today())
    refusal = attempt(_remove, request=request, entry_id=entry_id)
    if refusal:
        return _to_entry(request, entry_id, refusal, "")
    return pages.reply_day(
        request, found.card.worked_on, refusal, "Đã bỏ một mục; mục vẫn còn trong lịch sử."
    )


@page("POST", action=Action.ENTRY_WRITE)
def attach(request: Request, entry_id: int) -> HttpResponseBase:
    """Nút "Kèm minh chứng"."""
    refusal = attempt(_attach, request=request, entry_id=entry_id)
    return _to_entry(request, entry_id, refusal, "Đã kèm minh chứng.")


@page("POST", action=Action.ENTRY_WRITE)
def detach(request: Request, evidence_id: int) -> HttpResponseBase:
    """Nút "Bỏ" beside a piece of evidence."""
    entry_id = queries.entry_of_evidence(evidence_id, viewer=request.actor)
    refusal = attempt(commands.remove_evidence, evidence_id=evidence_id, by=request.actor, at=clock.now())
    return _to_entry(request, entry_id, refusal, "Đã bỏ minh chứng.")


@page("GET", action=Action.EVIDENCE_VIEW)
def evidence(request: Request, evidence_id: int) -> HttpResponseBase:
    """The file itself: always saved, never run by the browser. Logged when it is another's."""
    found = queries.evidence_file(evidence_id, viewer=request.actor)
    saw(request, found.origin, found.owner_id)
    return saved(found.path, found.name, found.content_type)


@page("GET", action=Action.EVIDENCE_VIEW)
def evidence_in_place(request: Request, evidence_id: int) -> HttpResponseBase:
    """A PDF for the browser's own viewer, framed by pages of ours alone. Logged when it is another's."""
    found = queries.evidence_file(evidence_id, viewer=request.actor)
    if found.content_type != PDF:
        raise Http404
    saw(request, found.origin, found.owner_id)
    response = FileResponse(found.path.open("rb"), filename=found.name, content_type=PDF)
    response["X-Content-Type-Options"] = "nosniff"
    response["X-Frame-Options"] = "SAMEORIGIN"
    response["Content-Security-Policy"] = FRAMED
    response["Cache-Control"] = "private, no-store"
    return response


def _add(request: Request, day: dt.date) -> None:
    post, now = request.POST, clock.now()
    commands.add_entry(
        person_id=request.actor.person_id or 0,
        on=day,
        line=forms.line_from(post),
        client_id=forms.client_id_from(post),
        proofs=forms.proofs_from(post, request.FILES),
        device_at=told(post.get("device_time", ""), at=now) if waited(request) else None,
        by=request.actor,
        at=now,
    )


def _edit(request: Request, entry_id: int) -> None:
    queries.visible_entry(entry_id, viewer=request.actor, action=Action.ENTRY_WRITE)
    post = request.POST
    version = forms.whole(post.get("version", ""), "version")
    commands.edit_entry(
        entry_id=entry_id, version=version, line=forms.line_from(post), by=request.actor, at=clock.now()
    )


def _move(request: Request, entry_id: int) -> None:
    starts, ends = forms.span_from(request.POST)
    commands.move_entry(
        entry_id=entry_id, version=forms.whole(request.POST.get("version", ""), "version"), starts_at=starts,
        ends_at=ends, by=request.actor, at=clock.now(),
    )  # fmt: skip


def _remove(request: Request, entry_id: int) -> None:
    version = forms.whole(request.POST.get("version", ""), "version")
    commands.remove_entry(entry_id=entry_id, version=version, by=request.actor, at=clock.now())


def _attach(request: Request, entry_id: int) -> None:
    queries.visible_entry(entry_id, viewer=request.actor, action=Action.ENTRY_WRITE)
    proof = forms.one_proof(request.POST, request.FILES)
    commands.attach_evidence(
        entry_id=entry_id, file=proof.file, url=proof.url, document=proof.document, by=request.actor, at=clock.now()
    )  # fmt: skip


def _to_entry(request: Request, entry_id: int, refusal: Refusal, done: str) -> HttpResponseBase:
    return pages.reply(
        request, "diary/_entry.html", address=reverse("diary:entry", args=[entry_id]), refusal=refusal, done=done,
        context=lambda: pages.entry_context(request, entry_id),
    )  # fmt: skip
