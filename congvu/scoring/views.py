"""Pages of scores, cards and periods."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from congvu.audit.middleware import saw
from congvu.base import clock
from congvu.base.errors import Missing
from congvu.org.web import CORRECT, act, data, form_page
from congvu.policy.actions import Action
from congvu.policy.decide import check
from congvu.ui.web import Refusal, Request, answer, attempt, page

from . import commands, queries
from .forms import ConfirmForm, CutoffForm, PointsForm, ReasonForm, SelfForm, default_cutoff
from .guards import organ_subject, span_of
from .models import Card, Period
from .trend import trend

MESSAGES = "ui/_messages.html"


@page("GET", action=Action.CARD_VIEW)
def mine(request: Request) -> HttpResponse:
    """ "Điểm của tôi": the latest period."""
    return _own(request, "")


@page("GET", action=Action.CARD_VIEW)
def mine_period(request: Request, code: str) -> HttpResponse:
    """One of my periods, opened down to the origin of one number."""
    return _own(request, code)


def _own(request: Request, code: str) -> HttpResponse:
    card = queries.own_card(request.actor, code)
    if card is None and code:
        raise Missing("Không tìm thấy kỳ này.")
    if card is None:
        return render(request, "scoring/no_score.html")
    return _sheet(request, card, reverse("scoring:mine_period", args=[card.period.code]))


@page("GET", action=Action.CARD_VIEW)
def card_score(request: Request, card_id: int) -> HttpResponse:
    """The score of a card for those who may see it; a view of another's is logged."""
    card = queries.viewable_card(card_id, request.actor)
    saw(request, f"scoring.card:{card_id}", card.person_id)
    return _sheet(request, card, reverse("scoring:card_score", args=[card_id]))


def _sheet(request: Request, card: Card, url: str) -> HttpResponse:
    asked = request.GET
    sheet = queries.sheet_of(
        card, viewer=request.actor, term=asked.get("phan", ""), item=asked.get("muc", "")
    )
    for one in sheet.ratio.counted if sheet.ratio and sheet.ratio.shows_names else ():
        saw(request, f"scoring.score:{sheet.period.pk}", one.person_id)
    year = queries.year_of(card, sheet.figures.total)
    quarters = sheet.period.kind == Period.Kind.QUARTER
    drawn = trend([(p.number, p.total, p.is_final) for p in year], periods=4 if quarters else 12)
    context = {
        "sheet": sheet,
        "url": url,
        "year": year,
        "trend": drawn,
        "waiting": queries.waiting_for(request.actor),
    }
    return render(request, "scoring/sheet.html", context)


@page("GET", action=Action.CARD_VIEW)
def waiting(request: Request) -> HttpResponse:
    """ "Chấm điểm": the cards that wait for me, and those I have confirmed."""
    cards, confirmed = queries.waiting_cards(request.actor), queries.confirmed_cards(request.actor)
    for card in (*cards, *confirmed):
        saw(request, f"scoring.card:{card.pk}", card.person_id)
    context = {"cards": cards, "confirmed": confirmed, "waiting": queries.waiting_for(request.actor)}
    return render(request, "scoring/waiting.html", context)


@page("GET", action=Action.CARD_VIEW)
def card(request: Request, card_id: int) -> HttpResponse:
    """One card: to score oneself, to confirm, or to read."""
    shown = queries.card_page(card_id, viewer=request.actor)
    saw(request, f"scoring.card:{card_id}", shown.card.person_id)
    return render(
        request,
        "scoring/card.html",
        {"shown": shown, "form": _form_of(request, shown), **_back(request, shown)},
    )


def _form_of(request: Request, shown: queries.CardPage) -> PointsForm | None:
    """The form that this viewer may fill, with what she typed when it was refused."""
    typed = request.typed if request.typed and "version" in request.typed else None
    form: PointsForm | None = None
    if shown.may_self:
        form = SelfForm.of(shown, typed)
    elif shown.may_confirm:
        form = ConfirmForm.of(shown, typed, as_own=request.GET.get("theo") == "tu-cham")
    if form is not None and typed:
        form.refused(request.refusal)
    return form


def _back(request: Request, shown: queries.CardPage) -> dict[str, Any]:
    typed = request.typed if request.typed and "version" not in request.typed else None
    return {"back_form": ReasonForm(typed) if shown.may_send_back else None}


@page("POST", action=Action.CARD_SELF_SCORE)
def self_score(request: Request, card_id: int) -> HttpResponseBase:
    """Save one's own points."""
    form = SelfForm.of(queries.card_page(card_id, viewer=request.actor), request.POST)
    return _saved(request, card_id, form, commands.self_score, "Đã lưu điểm tự chấm.")


@page("POST", action=Action.CARD_CONFIRM)
def confirm(request: Request, card_id: int) -> HttpResponseBase:
    """Save the authority's points and confirm."""
    form = ConfirmForm.of(queries.card_page(card_id, viewer=request.actor), request.POST)
    return _saved(request, card_id, form, commands.confirm_card, "Đã xác nhận phiếu.")


def _saved(
    request: Request, card_id: int, form: SelfForm | ConfirmForm, command: Callable[..., Any], done: str
) -> HttpResponseBase:
    refusal = Refusal(CORRECT)
    if form.is_valid():
        refusal = attempt(command, card_id=card_id, **form.values(), by=request.actor, at=clock.now())
    return answer(request, MESSAGES, page=reverse("scoring:card", args=[card_id]), refusal=refusal, done=done)


@page("POST", action=Action.CARD_CONFIRM)
def send_back(request: Request, card_id: int) -> HttpResponseBase:
    """Give the card back to be scored again."""
    form = ReasonForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    return act(
        request, commands.send_back, card_id=card_id, reason=reason, back=reverse("scoring:card", args=[card_id]),
        done="Đã trả lại phiếu.",
    )  # fmt: skip


@page("GET", action=Action.PERIOD_VIEW)
def periods(request: Request) -> HttpResponse:
    """The organ's periods, and those that can be opened."""
    context = {
        "periods": queries.periods(request.actor),
        "candidates": queries.candidates(request.actor, today=clock.today()),
    }
    return render(request, "scoring/periods.html", context)


@page("POST", action=Action.PERIOD_OPEN)
def open_period(request: Request) -> HttpResponseBase:
    """Open one of the offered periods."""
    if not queries.may_see_periods(request.actor):
        raise Missing("Không tìm thấy trang này.")
    span = span_of(request.POST.get("ky", ""))
    back = reverse("scoring:periods")
    return act(
        request, commands.open_period, organ_id=request.actor.organ_id, span=span, back=back,
        done=f"Đã mở kỳ {span.label()}.",
    )  # fmt: skip


@page("GET", action=Action.PERIOD_VIEW)
def period(request: Request, code: str) -> HttpResponse:
    """The board of one period."""
    asked = request.GET
    board = queries.board(
        code, viewer=request.actor, state=asked.get("trang-thai", ""), unit=asked.get("don-vi", ""),
        text=asked.get("tim", ""), page=asked.get("trang", "1"),
    )  # fmt: skip
    for line in board.lines:
        saw(request, f"scoring.card:{line.card_id}", line.person_id)
    return render(request, "scoring/period.html", {"board": board})


@page("GET", action=Action.PERIOD_VIEW)
def lock_check(request: Request, code: str) -> HttpResponse:
    """Everything that stands in the way of locking, computed now over all cards."""
    check = queries.lock_check(queries.period_of(request.actor, code), viewer=request.actor)
    return render(request, "scoring/lock_check.html", {"check": check})


def _step(request: Request, code: str, command: Callable[..., Any], done: str) -> HttpResponseBase:
    """A button of the board: run the command on the period, show the board again."""
    period = queries.period_of(request.actor, code)
    return act(
        request, command, period_id=period.pk, back=reverse("scoring:period", args=[period.code]), done=done
    )


@page("POST", action=Action.PERIOD_OPEN)
def ask_self(request: Request, code: str) -> HttpResponseBase:
    """Open the self-scoring."""
    return _step(request, code, commands.ask_self, "Đã mở tự chấm điểm.")


@page("POST", action=Action.PERIOD_OPEN)
def ask_confirm(request: Request, code: str) -> HttpResponseBase:
    """Go on to the confirmation."""
    return _step(request, code, commands.ask_confirm, "Đã chuyển sang xác nhận.")


@page("POST", action=Action.PERIOD_OPEN)
def remind(request: Request, code: str) -> HttpResponseBase:
    """Remind those who still have something to do."""
    return _step(request, code, commands.remind_period, "Đã nhắc những người còn việc phải làm.")


@page("POST", action=Action.PERIOD_OPEN)
def refresh(request: Request, code: str) -> HttpResponseBase:
    """Follow changes of postings."""
    return _step(request, code, commands.refresh_cards, "Đã cập nhật phiếu theo bố trí công tác.")


@page("POST", action=Action.PERIOD_LOCK)
def lock(request: Request, code: str) -> HttpResponseBase:
    """Lock the period and store every score."""
    return _step(request, code, commands.lock_period, "Đã khóa kỳ và lưu điểm của mọi phiếu.")


@page("POST", action=Action.PERIOD_PUBLISH)
def publish(request: Request, code: str) -> HttpResponseBase:
    """Publish the period."""
    return _step(request, code, commands.publish_period, "Đã công bố kỳ.")


@page("GET", "POST", action=Action.PERIOD_OPEN)
def cutoff(request: Request, code: str) -> HttpResponseBase:
    """Move the cut-off, with a reason."""
    done = "Đã dời ngày chốt."
    return _dated(request, code, commands.move_cutoff, "Dời ngày chốt", done, Action.PERIOD_OPEN)


@page("GET", "POST", action=Action.PERIOD_REOPEN)
def reopen(request: Request, code: str) -> HttpResponseBase:
    """Reopen a locked period, with a reason and a new cut-off."""
    done = "Đã mở lại kỳ. Các lần tính trước vẫn giữ."
    return _dated(request, code, commands.reopen_period, "Mở lại kỳ", done, Action.PERIOD_REOPEN)


def _dated(
    request: Request, code: str, command: Callable[..., Any], title: str, done: str, action: Action
) -> HttpResponseBase:
    period = queries.period_of(request.actor, code)
    check(request.actor, action, organ_subject(period.organ_id))
    initial = {"cutoff_on": default_cutoff(period.last, clock.today())}
    return form_page(
        request, CutoffForm(data(request), initial=initial), command, period_id=period.pk,
        title=f"{title} {span_of(period.code).label()}", back=reverse("scoring:period", args=[period.code]), done=done,
        lead="Trong thời gian đến ngày chốt, nhật ký và kết luận của kỳ còn được ghi.", button=title,
    )  # fmt: skip


@page("GET", action=Action.TRIAL_RUN)
def trial(request: Request) -> HttpResponse:
    """Thử hệ số trên kỳ đã khóa: reads frozen inputs, writes nothing."""
    asked = request.GET
    rows = tuple(zip(asked.getlist("ma"), asked.getlist("he-so"), strict=False))[:5]
    if not rows and asked.get("muc"):
        rows = ((asked["muc"], ""),)
    found = queries.trial_page(
        request.actor,
        queries.Asked(asked.get("ky", ""), asked.get("ban", ""), rows if "he-so" in asked else ()),
    )
    shown = {"found": found, "rows": queries.Asked(rows=rows).padded}
    return render(request, "scoring/trial.html", shown, status=422 if found.sentence else 200)
