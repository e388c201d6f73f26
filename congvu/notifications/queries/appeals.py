"""Appeals that wait for somebody, and answers to who lodged them; as in `causes`."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence

from django.db.models import Q

from congvu.appeals.models import Appeal
from congvu.appeals.states import OPEN, AppealState
from congvu.appeals.terms import due_of
from congvu.base import clock, dated
from congvu.org.models import RoleGrant
from congvu.policy.facts import Role
from congvu.ui import words
from congvu.ui.addresses import address

from .cause import Cause

TOLD = 14
"""Calendar days for which an outcome stands in the bell."""


def appeal(organ_id: int, people: Sequence[int], on: dt.date) -> list[Cause]:
    """By person and the day on which it came to her: to receive, prepare, decide, correct; received."""
    rows = list(
        Appeal.objects.filter(Q(organ_id=organ_id) | Q(resolver_id__in=people))
        .filter(state__in=[*OPEN, AppealState.TO_CHANGE])
        .select_related("person", "card__period")
        .order_by("pk")
    )
    found: dict[tuple[int, dt.date], list[tuple[Appeal, str]]] = defaultdict(list)
    officers = _officers(organ_id, on) if rows else set()
    wanted = set(people)
    for one in rows:
        for person_id, day, sentence in _told(one, officers, on):
            if person_id in wanted:
                found[person_id, day].append((one, sentence))
    return [_cause(person_id, day, told) for (person_id, day), told in found.items()]


def appeal_done(organ_id: int, people: Sequence[int], on: dt.date) -> list[Cause]:
    """The outcome, and the corrected result, to who lodged it, for some days."""
    since = clock.at(on - dt.timedelta(days=TOLD))
    rows = (
        Appeal.objects.filter(Q(decided_at__gte=since) | Q(finished_at__gte=since), person_id__in=people)
        .select_related("card__period")
        .order_by("pk")
    )
    found: dict[tuple[int, dt.date], list[tuple[Appeal, str]]] = defaultdict(list)
    for one in rows:
        for at, what in ((one.decided_at, "đã được quyết định"), (one.finished_at, "có kết quả mới")):
            if at is not None:
                sentence = f"{_what(one)} của đồng chí {what}."
                found[one.person_id, clock.local(at).date()].append((one, sentence))
    return [_cause(person_id, day, told) for (person_id, day), told in found.items()]


def _cause(person_id: int, day: dt.date, told: list[tuple[Appeal, str]]) -> Cause:
    if len({one.pk for one, _ in told}) > 1:
        sentence = f"{words.number(len(told))} kiến nghị chờ đồng chí xem."
        return Cause(person_id, day, sentence, address("appeals:list"))
    one, sentence = told[-1]
    return Cause(person_id, day, sentence, address("appeals:case", one.pk))


def _what(one: Appeal) -> str:
    return f"Kiến nghị về kết quả {one.card.period.label}"


def _told(one: Appeal, officers: set[int], on: dt.date) -> list[tuple[int, dt.date, str]]:
    whose = f"{_what(one)} của {one.person.full_name}"
    found: list[tuple[int, dt.date, str]] = []
    if one.state == AppealState.LODGED:
        day = clock.local(one.lodged_at).date()
        found += [(p, day, f"{whose} chờ tiếp nhận.") for p in officers]
    if one.state == AppealState.RECEIVED and one.preparer_id and one.received_at:
        day = clock.local(one.received_at).date()
        found.append((one.preparer_id, day, f"{whose} chờ đồng chí chuẩn bị."))
    if one.state == AppealState.PREPARED and one.resolver_id and one.prepared_at:
        found.append(
            (one.resolver_id, clock.local(one.prepared_at).date(), f"{whose} chờ đồng chí quyết định.")
        )
    if one.state == AppealState.TO_CHANGE and one.decided_at:
        day = clock.local(one.decided_at).date()
        found += [(p, day, f"{whose} chờ mở lại kỳ để sửa kết quả.") for p in officers]
    found += _late(one, officers, whose, on)
    found = [each for each in found if each[0] != one.person_id]
    if one.received_at and one.state != AppealState.TO_CHANGE:
        sentence = f"{_what(one)} của đồng chí đã được tiếp nhận."
        found.append((one.person_id, clock.local(one.received_at).date(), sentence))
    return found


def _late(one: Appeal, officers: set[int], whose: str, on: dt.date) -> list[tuple[int, dt.date, str]]:
    """On the last day of the term and after it: whoever holds the case, and the personnel body."""
    due = due_of(one).on if one.state in OPEN else None
    if due is None or on < due:
        return []
    holder = one.resolver_id if one.state == AppealState.PREPARED else one.preparer_id
    sentence = f"{whose}: hạn giải quyết {words.full_date(due)}."
    return [(p, due, sentence) for p in sorted({*officers, *([holder] if holder else [])})]


def _officers(organ_id: int, on: dt.date) -> set[int]:
    grants = RoleGrant.objects.filter(dated.on(on), organ_id=organ_id, role=Role.PERSONNEL)
    return set(grants.values_list("person_id", flat=True))
