"""When an appeal is due, and who may prepare or decide it (NĐ 335/2025/NĐ-CP, Điều 10, Điều 22)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from congvu.base import clock, dated
from congvu.org.models import Person, RoleGrant
from congvu.org.queries import confirmers, people_choices
from congvu.policy.facts import Role
from congvu.regimes.packs import pack_of
from congvu.ui.words import full_date
from congvu.worktime.queries import calendar_of
from rulebook import loader
from rulebook.deadlines import deadline_of, due_on
from rulebook.errors import RuleError
from rulebook.workdays import skipped

from .models import Appeal
from .states import OPEN

FALLBACK_PACK = "nd335-2025"
"""Whose term counts where the pack of the period names none: Điều 22 holds for every civil servant."""
CODE = "APPEAL"


@dataclass(frozen=True)
class Due:
    """The last day of the term and the days that do not count; `why_not` where the calendar ends."""

    on: dt.date | None
    working_days: int
    skipped: tuple[tuple[dt.date, str], ...]
    article: str
    quote: str
    why_not: str = ""

    def is_over(self, today: dt.date) -> bool:
        return self.on is not None and today > self.on


def due_after(organ_id: int, pack_id: str, pack_sha256: str, start: dt.date) -> Due:
    """The term that begins after `start`, by the organ's calendar. The first day does not count."""
    pack = pack_of(pack_id, pack_sha256)
    if all(each.code != CODE for each in pack.deadlines):
        pack = loader.pack(FALLBACK_PACK)
    deadline = deadline_of(pack, CODE)
    source = loader.source_of(pack, deadline.source)
    count = deadline.working_days or 0
    calendar = calendar_of(organ_id, (start.year, start.year + 1))
    try:
        on = due_on(deadline, start, calendar)
    except RuleError:
        missing = next(y for y in (start.year, start.year + 1) if y not in calendar.years)
        why = f"Lịch chưa có ngày nghỉ của năm {missing} nên chưa tính được ngày cuối."
        return Due(None, count, (), source.article, source.quote, why)
    return Due(on, count, skipped(calendar, start, on), source.article, source.quote)


def due_of(appeal: Appeal) -> Due:
    """The term of one appeal; `appeal.card.period` is read."""
    period = appeal.card.period
    return due_after(
        appeal.organ_id, period.pack_id, period.pack_sha256, clock.local(appeal.lodged_at).date()
    )


def overdue_word(appeal: Appeal, due: Due, today: dt.date) -> str:
    """ "còn 3 ngày", "hết hạn hôm nay", "quá hạn từ …", or that it was decided late; "" where nothing is due."""
    if appeal.state in OPEN and due.on is not None:
        left = (due.on - today).days
        if left < 0:
            return f"quá hạn từ {full_date(due.on)}"
        return "hết hạn hôm nay" if left == 0 else f"hạn {full_date(due.on)}"
    if appeal.decided_at and appeal.due_on and clock.local(appeal.decided_at).date() > appeal.due_on:
        return "quyết định sau hạn"
    return ""


def resolvers(appeal: Appeal, *, on: dt.date) -> list[int]:
    """Who may decide, nearest first: those above the scorer by Điều 10; never the appellant.

    Where nobody stands above the scorer, Điều 22 leaves it to the one with authority to evaluate.
    """
    found: list[int] = []
    at = appeal.scored_for_id
    barred = {appeal.person_id, appeal.scored_by_id, appeal.scored_for_id}
    seen = {at}
    while (above := confirmers([at], on=on).get(at)) is not None and above not in seen:
        seen.add(above)
        if above not in barred:
            found.append(above)
        at = above
    return found or [appeal.scored_for_id]


def barred_preparers(appeal: Appeal, *, on: dt.date) -> set[int]:
    """Who may not prepare: the appellant, those behind the score, technical administrators."""
    admins = RoleGrant.objects.filter(dated.on(on), organ_id=appeal.organ_id, role=Role.ADMIN)
    return {
        appeal.person_id, appeal.scored_by_id, appeal.scored_for_id, *admins.values_list("person_id", flat=True),
    }  # fmt: skip


def preparer_choices(appeal: Appeal, *, on: dt.date) -> list[tuple[int, str]]:
    """People of the organ who may prepare the case, for a select."""
    barred = barred_preparers(appeal, on=on)
    return [each for each in people_choices([appeal.organ_id], on=on) if each[0] not in barred]


def resolver_choices(appeal: Appeal, *, on: dt.date) -> list[tuple[int, str]]:
    """Those who may decide, nearest first, for a select."""
    ids = resolvers(appeal, on=on)
    names = dict(Person.objects.filter(pk__in=ids).values_list("pk", "full_name"))
    return [(pk, names[pk]) for pk in ids if pk in names]
