"""A span of days as a whole: counters, trips and rounds added up, and the shifts that still wait."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet, Sum

from congvu.duties.models import DutyShift, Item, Tap
from congvu.duties.states import ShiftState
from congvu.ui import words
from rulebook.periods import Month

MEASURES = {Item.Kind.TRIP: "chuyến", Item.Kind.ROUND: "lượt"}


@dataclass(frozen=True)
class MonthCount:
    """How often one row of the template was done in the month."""

    item_id: int
    label: str
    done: int
    unit_of_measure: str

    @property
    def words(self) -> str:
        """ "27 lượt"."""
        return f"{words.number(self.done)} {self.unit_of_measure}"


def month_counts(person_ids: Sequence[int], day: dt.date) -> dict[int, tuple[MonthCount, ...]]:
    """Sums of the month that holds `day`, by person; one query. What was taken back is out."""
    month = Month.of(day)
    rows = (
        Tap.objects.filter(
            person_id__in=person_ids, shift__day__range=(month.first, month.last), undone_by=None,
            kind__in=(Tap.Kind.COUNT, Tap.Kind.STOP, Tap.Kind.ROUND),
        )
        .order_by("item__sort", "item_id")
        .values_list("person_id", "item_id", "item__label", "item__kind", "item__unit_of_measure")
        .annotate(done=Sum("amount"))
    )  # fmt: skip
    found: dict[int, list[MonthCount]] = {}
    for person_id, item_id, label, kind, measure, done in rows:
        if done:
            unit = measure or MEASURES.get(Item.Kind(kind), "")
            found.setdefault(person_id, []).append(MonthCount(item_id, label, done, unit))
    return {pk: tuple(counts) for pk, counts in found.items()}


def waiting_shifts(organ_id: int, first: dt.date, last: dt.date) -> QuerySet[DutyShift]:
    """Shifts of those days that were finished and that nobody confirmed: they count for nothing yet."""
    return DutyShift.objects.filter(
        organ_id=organ_id, day__range=(first, last), state=ShiftState.FINISHED
    ).order_by("confirmer__sort_key", "confirmer_id", "person__sort_key", "person_id", "day", "pk")
