"""What a confirmed week may still become: quantity above the shares accepted later, the week opened again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from congvu.base import clock
from congvu.base.errors import Missing
from congvu.catalogue.models import Product
from congvu.duties.counting import spans_of
from congvu.duties.models import Approval, DutyShift
from congvu.policy.actions import Action
from congvu.policy.decide import can
from congvu.policy.facts import Actor, Subject
from congvu.ui import words
from congvu.worktime.queries import recording


@dataclass(frozen=True)
class Uncounted:
    """A quantity above the shares that was left unticked; `number` is its row in the confirmation."""

    approval_id: int
    number: int
    code: str
    detail: str
    unit_of_measure: str
    quantity: Decimal

    @property
    def words(self) -> str:
        """ "2 chuyến"."""
        return f"{words.number(self.quantity)} {self.unit_of_measure}"


@dataclass(frozen=True)
class Confirmed:
    """A confirmation that the viewer may still change, with the shifts in it."""

    approval_id: int
    shifts: int
    uncounted: tuple[Uncounted, ...]
    may_reopen: bool


def confirmed_weeks(
    shifts: Iterable[DutyShift], monday: dt.date, *, viewer: Actor
) -> dict[int, list[Confirmed]]:
    """The confirmations of a week's shifts, by person; two queries. Needs each `shift.unit`.

    Only what the viewer decides, and only while the records of those days are open.
    """
    by_approval: dict[int, list[DutyShift]] = {}
    for shift in shifts:
        if shift.approval_id and can(viewer, Action.DUTY_CONFIRM, _subject(shift)):
            by_approval.setdefault(shift.approval_id, []).append(shift)
    if not by_approval:
        return {}
    approvals = list(Approval.objects.filter(pk__in=list(by_approval)).order_by("at", "pk"))
    products = _products(approvals)
    closed = _closed(approvals[0].organ_id, monday)
    found: dict[int, list[Confirmed]] = {}
    for one in approvals:
        mine = by_approval[one.pk]
        left = tuple(
            Uncounted(one.pk, n, row["code"], *products.get(row["code"], ("", "")), Decimal(row["quantity"]))
            for n, row in enumerate(one.counted)
            if not row["is_counted"] and dt.date.fromisoformat(row["finished_on"]) not in closed
        )
        open_still = not any(s.day in closed for s in mine)
        if left or open_still:
            found.setdefault(one.person_id, []).append(Confirmed(one.pk, len(mine), left, open_still))
    return found


def week_of_approval(approval_id: int, *, viewer: Actor) -> dt.date:
    """The Monday of a confirmation of the viewer's organ. Raises: Missing."""
    found = Approval.objects.filter(pk=approval_id, organ_id=viewer.organ_id or 0)
    if (monday := found.values_list("monday", flat=True).first()) is None:
        raise Missing("Không có lần xác nhận này.")
    return monday


def _subject(shift: DutyShift) -> Subject:
    return Subject(shift.organ_id, shift.unit.path, owner_id=shift.person_id, decider_id=shift.confirmer_id)


def _closed(organ_id: int, monday: dt.date) -> set[dt.date]:
    """Days of the week whose records take nothing any more."""
    today = clock.today()
    return {
        first + dt.timedelta(days=n)
        for first, last in spans_of(monday)
        if not recording(organ_id, first, today=today).is_open
        for n in range((last - first).days + 1)
    }


def _products(approvals: Sequence[Approval]) -> dict[str, tuple[str, str]]:
    codes = {row["code"] for one in approvals for row in one.counted if not row["is_counted"]}
    return {
        code: (detail, measure)
        for code, detail, measure in Product.objects.filter(
            edition__organ_id=approvals[0].organ_id, code__in=codes
        )
        .order_by("edition_id")
        .values_list("code", "detail", "unit_of_measure")
    }
