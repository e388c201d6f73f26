"""Talks, plans, votes and answers that wait for somebody; as in `causes`."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence

from django.db.models import Q

from congvu.assignments.queries import waiting_for
from congvu.base import clock
from congvu.base.text import clean
from congvu.catalogue.models import Need, Wish
from congvu.catalogue.queries import votes_due
from congvu.catalogue.states import WishState
from congvu.review.models import Talk
from congvu.review.states import TalkState
from congvu.ui import words
from congvu.ui.addresses import address

from .cause import Cause

ANSWER_KEPT = 14
"""Calendar days for which the answer to a wish stands in the bell."""


def talk(organ_id: int, people: Sequence[int], on: dt.date) -> list[Cause]:
    """Talks whose last word waits for this person, by the day of that word. One query."""
    rows = (
        Talk.objects.filter(
            Q(person_id__in=people, state=TalkState.ANSWERED)
            | Q(confirmer_id__in=people, state=TalkState.OPEN)
        )
        .order_by("last_at", "pk")
        .values_list("person_id", "confirmer_id", "state", "last_at", "entry_id", "entry__title")
    )
    found: dict[tuple[int, dt.date], list[tuple[int, str]]] = defaultdict(list)
    for person_id, confirmer_id, state, at, entry_id, title in rows:
        who = person_id if state == TalkState.ANSWERED else confirmer_id
        found[who, clock.local(at).date()].append((entry_id, title))
    return [_talk(who, day, talks) for (who, day), talks in found.items()]


def _talk(person_id: int, day: dt.date, talks: list[tuple[int, str]]) -> Cause:
    if len(talks) > 1:
        sentence = f"{words.number(len(talks))} trao đổi chờ đồng chí trả lời."
        return Cause(person_id, day, sentence, address("review:talks"))
    ((entry_id, title),) = talks
    return Cause(
        person_id,
        day,
        f"Trao đổi về “{_short(title)}” chờ đồng chí trả lời.",
        address("review:talk", entry_id),
    )


def plan(organ_id: int, people: Sequence[int], on: dt.date) -> list[Cause]:
    """Plans of a month that wait for this person; the day is that on which the newest was sent."""
    found = []
    for who, plans in waiting_for(organ_id, people, on=on).items():
        sent = [one.submitted_at for one in plans if one.submitted_at is not None]
        number = words.number(len(plans))
        where = address("desk:plan", plans[0].pk) if len(plans) == 1 else address("desk:plans")
        found.append(
            Cause(
                who, clock.local(max(sent)).date(), f"{number} kế hoạch tháng chờ đồng chí xác nhận.", where
            )
        )
    return found


def wish(organ_id: int, people: Sequence[int], on: dt.date) -> list[Cause]:
    """Answers to what these people asked for, or said that they need too, by day. Two queries."""
    since = clock.at(on - dt.timedelta(days=ANSWER_KEPT))
    answered = {
        one.pk: one
        for one in Wish.objects.filter(organ_id=organ_id, decided_at__gte=since)
        .exclude(state=WishState.ASKED)
        .order_by("decided_at", "pk")
    }
    if not answered:
        return []
    pairs = [(one.person_id, one.pk) for one in answered.values()]
    pairs += Need.objects.filter(wish_id__in=answered).values_list("person_id", "wish_id")
    wanted, found = set(people), dict[tuple[int, dt.date], list[Wish]]()
    for person_id, wish_id in pairs:
        one = answered[wish_id]
        assert one.decided_at is not None, "an answered wish knows when"
        if person_id in wanted:
            found.setdefault((person_id, clock.local(one.decided_at).date()), []).append(one)
    return [
        Cause(person_id, day, _answers(wishes), address("catalogue:ask") + "#cua-toi")
        for (person_id, day), wishes in found.items()
    ]


def vote(organ_id: int, people: Sequence[int], on: dt.date) -> list[Cause]:
    """Members of a catalogue council who have not voted on every code; the day is that of the opening."""
    return [
        Cause(
            due.person_id,
            clock.local(due.consultation.opened_at).date(),
            f"Danh mục: {words.number(due.left)} mã chờ đồng chí bỏ phiếu, "
            f"đến hết {words.short_date(due.consultation.due_on)}.",
            address("catalogue:consultation", due.consultation.edition_id),
        )
        for due in votes_due(organ_id, people, on=on)
    ]


def _answers(wishes: Sequence[Wish]) -> str:
    if len(wishes) > 1:
        return f"{words.number(len(wishes))} đề nghị bổ sung danh mục đã được trả lời."
    one = wishes[0]
    return f"Đề nghị “{_short(one.title)}” được trả lời: {one.get_state_display().lower()}."


def _short(text: str) -> str:
    text = clean(text)
    return text if len(text) <= 80 else f"{text[:79]}…"
