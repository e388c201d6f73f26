"""What stands in shifts, and what a week of them amounts to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from congvu.assignments.queries import OpenShare, open_shares_of
from congvu.base.memo import remembered
from congvu.duties.counting import Part, Work, products_by_day, spans_of, spread, tally
from congvu.duties.models import DutyShift, Item, Tap, Template
from congvu.org.queries import Place, ancestors
from congvu.policy.facts import Actor, Role
from congvu.ui import words


@remembered
def _templates(organ_id: int) -> tuple[tuple[int, str, int], ...]:
    """(position, path of the unit, template) of those in use."""
    rows = Template.objects.filter(organ_id=organ_id, is_active=True)
    return tuple(rows.values_list("position_id", "unit__path", "pk"))


@dataclass(frozen=True)
class DutyFrame:
    """What the frame of a page asks: is support mode hers, and does she lead people who use it."""

    has_template: bool = False
    leads_duties: bool = False


def duty_frame(viewer: Actor, spot: Place | None) -> DutyFrame:
    """She leads duties when a template is used in a unit that she leads, above or below it."""
    rows = _templates(viewer.organ_id or 0)
    led = [h.unit_path for h in viewer.roles if h.role in (Role.HEAD, Role.DEPUTY)]
    return DutyFrame(
        has_template=_nearest(rows, spot) is not None,
        leads_duties=any(p.startswith(mine) or mine.startswith(p) for _, p, _ in rows for mine in led),
    )


def template_id_of(spot: Place | None) -> int | None:
    """The template for a place: of its position, in the nearest unit; None when there is none."""
    return _nearest(_templates(spot.organ_id), spot) if spot else None


def _nearest(rows: Iterable[tuple[int, str, int]], spot: Place | None) -> int | None:
    if spot is None:
        return None
    by_path = {path: pk for position_id, path, pk in rows if position_id == spot.position_id}
    return next((by_path[path] for path in ancestors(spot.unit_path) if path in by_path), None)


def standing(shift_ids: Iterable[int]) -> list[Tap]:
    """The taps of shifts that were not taken back, in their order; one query."""
    return list(
        Tap.objects.filter(shift_id__in=list(shift_ids), undone_by=None)
        .exclude(kind=Tap.Kind.UNDO)
        .select_related("item")
        .order_by("tapped_at", "pk")
    )


def shift_label(day: dt.date, name: str) -> str:
    """A shift in a sentence: "Ca đêm thứ Năm 19/11"."""
    return f"{name or 'trong ngày'} {words.day_name(day)} {words.short_date(day)}"


def works_of(shifts: Sequence[DutyShift], taps: Iterable[Tap]) -> dict[int, list[Work]]:
    """The rows with a product, by shift, as counting reads them; one query."""
    by_shift: dict[int, list[Tap]] = {shift.pk: [] for shift in shifts}
    for tap in taps:
        if tap.shift_id in by_shift:
            by_shift[tap.shift_id].append(tap)
    wanted = {tap.item_id for rows in by_shift.values() for tap in rows if tap.item_id}
    linked = {
        pk: (code, per)
        for pk, code, per in Item.objects.filter(pk__in=wanted, product__isnull=False).values_list(
            "pk", "product__code", "per_product"
        )
    }
    return {
        shift.pk: [
            Work(item_id, *linked[item_id], shift.day, each.done)
            for item_id, each in tally(by_shift[shift.pk]).items()
            if item_id in linked and each.done
        ]
        for shift in shifts
    }


def week_parts(
    person_id: int, monday: dt.date, shifts: Sequence[DutyShift], *, today: dt.date
) -> list[tuple[str, Part]]:
    """What confirming these shifts of one person's week today would count, by product code."""
    by_shift = works_of(shifts, standing(s.pk for s in shifts))
    works = [work for rows in by_shift.values() for work in rows]
    found = []
    for first, last in spans_of(monday):
        mine = [w for w in works if first <= w.day <= last]
        if mine:
            shares = open_shares_of([person_id], on=min(last, today))[person_id]
            found += parts_of(mine, shares)
    return found


def parts_of(works: Sequence[Work], shares: Sequence[OpenShare]) -> list[tuple[str, Part]]:
    """The same from what was read already, for days of one period."""
    return [
        (code, part)
        for code, by_day in sorted(products_by_day(works).items())
        for part in spread(by_day, [s for s in shares if s.product_code == code])
    ]
