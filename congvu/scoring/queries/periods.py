"""The list of periods and the board of one: who is where, what blocks locking, what may be done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from congvu.base import clock
from congvu.base.errors import Missing
from congvu.base.prepared import Prepared
from congvu.base.text import words
from congvu.org.models import Rules, Unit
from congvu.policy.actions import Action
from congvu.policy.decide import can, refusal
from congvu.policy.facts import Actor, Role, Subject
from congvu.scoring.bulk import month_scores
from congvu.scoring.facts import pack_of
from congvu.scoring.guards import label_of, organ_subject, span_of
from congvu.scoring.models import Card, Period
from congvu.scoring.states import PERIOD, CardState, PeriodState, PeriodStep
from congvu.ui.addresses import address
from congvu.ui.parts import Step
from rulebook.errors import RuleError
from rulebook.pack import Pack
from rulebook.periods import Month, Quarter

from .holds import Holds, holds

PAGE = 30
STEPS = {
    PeriodStep.ASK_SELF: ("Mở tự chấm điểm", Action.PERIOD_OPEN, "ask_self", "pen-line"),
    PeriodStep.ASK_CONFIRM: ("Chuyển sang xác nhận", Action.PERIOD_OPEN, "ask_confirm", "shield-check"),
    PeriodStep.LOCK: ("Khóa kỳ", Action.PERIOD_LOCK, "lock", "lock"),
    PeriodStep.PUBLISH: ("Công bố", Action.PERIOD_PUBLISH, "publish", "send"),
    PeriodStep.REOPEN: ("Mở lại kỳ", Action.PERIOD_REOPEN, "reopen", "rotate-ccw"),
}
FINAL = (PeriodState.LOCKED, PeriodState.PUBLISHED)


@dataclass(frozen=True)
class PeriodLine:
    """One period in the list."""

    code: str
    label: str
    state: str
    state_label: str
    cutoff_on: dt.date
    cards: int
    confirmed: int
    version: int

    @property
    def reopened(self) -> int:
        """How many times it was reopened."""
        return self.version - 1


@dataclass(frozen=True)
class Candidate:
    """A period that can be opened now."""

    code: str
    label: str


@dataclass(frozen=True)
class Button:
    """One step of a period: always shown, with the reason where it cannot be done."""

    step: str
    label: str
    why_not: str
    url: str
    icon: str


@dataclass(frozen=True)
class CardLine:
    """One person on the board; total and level are None and empty while nothing is known."""

    card_id: int
    person_id: int
    name: str
    title: str
    unit: str
    state: str
    total: Decimal | None
    level: str
    has_work: bool
    waits_for: str

    url: str
    score_url: str

    @property
    def state_label(self) -> str:
        return str(CardState(self.state).label)

    @property
    def markup(self) -> SafeString:
        """The row of the list: most are the same when the list is drawn again."""
        return _markup(self)


@lru_cache(maxsize=1000)
def _markup(line: CardLine) -> SafeString:
    return render_to_string("scoring/_period_card.html", {"line": line})


@dataclass(frozen=True)
class Board:
    """One period as the personnel body and leaders see it."""

    period: Period
    pack: Pack
    label: str
    steps: tuple[Step, ...]
    counts: tuple[tuple[str, str, int], ...]
    total: int
    page: Page[Any]
    lines: tuple[CardLine, ...]
    state: str
    words: str
    units: tuple[tuple[int, str], ...]
    unit: str
    holds: Holds | None
    buttons: tuple[Button, ...]
    keeps: bool

    @property
    def is_open(self) -> bool:
        """Records and marks may still change."""
        return self.period.state not in FINAL

    @property
    def is_scoring(self) -> bool:
        return self.period.state in (PeriodState.SELF, PeriodState.CONFIRM)

    @property
    def unit_options(self) -> list[tuple[str, str]]:
        return [("", "Tất cả"), *((str(pk), name) for pk, name in self.units)]

    @property
    def state_options(self) -> list[tuple[str, str]]:
        return [
            ("", f"Tất cả ({self.total})"),
            *((value, f"{label} ({number})") for value, label, number in self.counts),
        ]


def may_see_periods(viewer: Actor) -> bool:
    """Personnel body and leaders of any unit of the organ."""
    if viewer.organ_id is None:
        return False
    paths = {h.unit_path for h in viewer.roles if h.organ_id == viewer.organ_id} | {
        organ_subject(viewer.organ_id).unit_path
    }
    return any(can(viewer, Action.PERIOD_VIEW, Subject(viewer.organ_id, p)) for p in paths)


def periods(viewer: Actor) -> list[PeriodLine]:
    """The periods of the viewer's organ, newest first. Raises Missing for those who see none."""
    if not may_see_periods(viewer):
        raise Missing("Không tìm thấy trang này.")
    rows = Period.objects.filter(organ_id=viewer.organ_id or 0).annotate(
        people=Count("cards"), confirmed=Count("cards", filter=Q(cards__state=CardState.CONFIRMED))
    )
    return [
        PeriodLine(
            p.code, label_of(p), p.state, p.get_state_display(), p.cutoff_on, p.people, p.confirmed, p.version
        )
        for p in rows.order_by("-first")
    ]


def candidates(viewer: Actor, *, today: dt.date, back: int = 3) -> list[Candidate]:
    """The present period of the organ's kind and the last ones that are not open yet."""
    if viewer.organ_id is None or not can(viewer, Action.PERIOD_OPEN, organ_subject(viewer.organ_id)):
        return []
    kind = Rules.objects.values_list("period_kind", flat=True).get(organ_id=viewer.organ_id)
    span: Month | Quarter = Quarter.of(today) if kind == Rules.PeriodKind.QUARTER else Month.of(today)
    there = list(Period.objects.filter(organ_id=viewer.organ_id or 0).values_list("first", "last"))
    found = []
    for _ in range(back + 1):
        if not any(first <= span.last and last >= span.first for first, last in there):
            found.append(Candidate(str(span), span.label()))
        try:
            span = span.previous()
        except RuleError:
            break
    return found


def period_of(viewer: Actor, code: str) -> Period:
    """Raises Missing for strangers and unknown codes."""
    if not may_see_periods(viewer):
        raise Missing("Không tìm thấy trang này.")
    found: list[Period] = _PERIOD.objects(viewer.organ_id or 0, str(span_of(code)))
    if not found:
        raise Missing("Không tìm thấy kỳ này.")
    return found[0]


_PERIOD = Prepared(lambda organ_id, code: Period.objects.filter(organ_id=organ_id, code=code), int, str)


def visible_cards(viewer: Actor, period: Period) -> QuerySet[Card]:
    """The cards of a period that CARD_VIEW opens to this viewer, as one filter."""
    cards = Card.objects.filter(period=period)
    if can(viewer, Action.CARD_VIEW, organ_subject(period.organ_id)):
        return cards
    mine = Q(person_id=viewer.person_id) | Q(authority_id__in=stands_for(viewer))
    for held in viewer.roles:
        if held.organ_id == period.organ_id and held.role in (Role.HEAD, Role.PERSONNEL):
            mine |= Q(unit__path__startswith=held.unit_path)
    return cards.filter(mine)


def stands_for(viewer: Actor) -> list[int]:
    """Herself and the people for whom she acts by delegation."""
    people = {h.for_person_id for h in viewer.roles if h.for_person_id is not None}
    return sorted(people | ({viewer.person_id} if viewer.person_id else set()))


def board(
    code: str, *, viewer: Actor, state: str = "", unit: str = "", text: str = "", page: str = "1"
) -> Board:
    """One period: steps, counts, blocks, and a page of its cards by unit and given name.

    Raises Missing for those who see no period.
    """
    period = period_of(viewer, code)
    everything = visible_cards(viewer, period)
    counts = dict(everything.values_list("state").annotate(n=Count("pk")).order_by())
    total, is_filtered = sum(counts.values()), False
    cards = everything
    if state in CardState.values:
        cards, is_filtered = cards.filter(state=state), True
    if unit.isdigit() and len(unit) < 18:
        cards, is_filtered = cards.filter(unit_id=int(unit)), True
    for word in words(text):
        cards, is_filtered = cards.filter(person__search_text__contains=word), True
    paginator = Paginator(
        cards.order_by("unit__path", "person__sort_key", "person_id").values_list(*_SHOWN, named=True), PAGE
    )
    if not is_filtered:
        paginator.count = total  # known: no need to ask again
    shown = paginator.get_page(page)
    keeps = can(viewer, Action.PERIOD_OPEN, organ_subject(period.organ_id))
    units = (
        Unit.objects.filter(pk__in=everything.values("unit_id")).order_by("path").values_list("pk", "name")
    )
    stops = holds(period) if keeps and period.state == PeriodState.CONFIRM else None
    return Board(
        period=period,
        pack=pack_of(period),
        label=label_of(period),
        steps=_steps(period),
        counts=tuple((s.value, s.label, counts.get(s.value, 0)) for s in CardState),
        total=total,
        page=shown,
        lines=tuple(_lines(period, list(shown.object_list))),
        state=state,
        words=text,
        units=tuple(units),
        unit=unit,
        holds=stops,
        buttons=_buttons(period, viewer, len(stops.sentences) if stops else 0),
        keeps=keeps,
    )


def _steps(period: Period) -> tuple[Step, ...]:
    order = list(PeriodState)
    at = order.index(PeriodState(period.state))
    notes = {
        PeriodState.LOCKED: period.locked_at,
        PeriodState.PUBLISHED: period.published_at,
        PeriodState.OPEN: period.opened_at,
    }
    return tuple(
        Step(
            s.label,
            "done" if n < at or (n == at and s == PeriodState.PUBLISHED) else "current" if n == at else "",
            f"{clock.local(when):%d/%m/%Y}" if n <= at and (when := notes.get(s)) else "",
        )
        for n, s in enumerate(order)
    )


def _buttons(period: Period, viewer: Actor, stops: int) -> tuple[Button, ...]:
    """Steps that start from the present state, with why they are closed to this viewer."""
    subject = organ_subject(period.organ_id)
    found = []
    for step, (label, action, name, icon) in STEPS.items():
        if not PERIOD.may(period.state, step):
            continue
        why = refusal(viewer, action, subject)
        if not why and step == PeriodStep.LOCK and stops:
            why = f"Còn {stops} điều phải xong trước khi khóa."
        found.append(Button(step.value, label, why, address(f"scoring:{name}", period.code), icon))
    return tuple(found)


_SHOWN = (
    "pk",
    "person_id",
    "person__full_name",
    "title",
    "unit__name",
    "state",
    "authority__full_name",
    "run__result__total",
    "run__result__level",
)


def _lines(period: Period, cards: Sequence[Any]) -> list[CardLine]:
    """The cards of a page: stored scores of a locked period, else the present ones."""
    is_final = period.state in FINAL
    scores = {} if is_final else month_scores(period, person_ids=[c.person_id for c in cards])
    found = []
    for card in cards:
        if is_final:
            stored = card.run__result__total
            total, level = Decimal(stored) if stored else None, card.run__result__level or ""
            has_work = total is not None
        else:
            now = scores[card.pk]
            total, level, has_work = now.total, now.level, now.has_work
        found.append(
            CardLine(
                card_id=card.pk,
                person_id=card.person_id,
                name=card.person__full_name,
                title=card.title,
                unit=card.unit__name,
                state=card.state,
                total=total,
                level=_level(period, level),
                has_work=has_work,
                waits_for="" if is_final else _waits_for(period, card),
                url=address("scoring:card", card.pk),
                score_url=address("scoring:card_score", card.pk),
            )
        )
    return found


def _level(period: Period, code: str) -> str:
    return next((one.name for one in pack_of(period).levels if one.code == code), "")


def _waits_for(period: Period, card: Any) -> str:
    """Whose turn it is."""
    if card.state == CardState.CONFIRMED or period.state == PeriodState.OPEN:
        return ""
    if period.state == PeriodState.SELF:
        return card.person__full_name if card.state == CardState.WAITING else ""
    return card.authority__full_name or "Chưa có người có thẩm quyền"
