"""What still stands in the way of locking a period, as sentences that say what to do."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from congvu.assignments.models import Delivery
from congvu.assignments.states import DeliveryState, ShareState
from congvu.duties.queries import waiting_shifts
from congvu.ui.words import addressed, full_date, short_date
from rulebook.rating import explanation_required
from rulebook.results import unit_result

from .facts import pack_of
from .models import Period
from .order import STAFF, Spot, counted_under
from .standing import Standing

NAMES_SHOWN = 5
NOBODY = "chưa có người có thẩm quyền; đặt người xác nhận theo tên rồi cập nhật phiếu"
LATE_SHIFT = "Nếu đã quá ngày chốt, dời ngày chốt để xác nhận."
LATE_VERDICT = "Nếu đã quá ngày chốt, dời ngày chốt để kết luận."


@dataclass(frozen=True)
class Block:
    """One reason why the period cannot be locked, and the cards it is about."""

    sentence: str
    card_ids: tuple[int, ...] = ()


def listed(names: Sequence[str]) -> str:
    """ "A, B, C và 4 người nữa"."""
    shown = ", ".join(names[:NAMES_SHOWN])
    rest = len(names) - NAMES_SHOWN
    return f"{shown} và {rest} người nữa" if rest > 0 else shown


def waiting_verdicts(period: Period, person_ids: Iterable[int]) -> dict[int, int]:
    """Hand-ins of the period without a verdict, by person; people without any are left out."""
    rows = (
        Delivery.objects.filter(
            state=DeliveryState.HANDED_IN,
            finished_on__lte=period.last,
            organ_id=period.organ_id,
            share__person_id__in=list(person_ids),
            share__deadline__range=(period.first, period.last),
        )
        .exclude(share__state=ShareState.CANCELLED)
        .values_list("share__person_id", flat=True)
    )
    found: dict[int, int] = defaultdict(int)
    for person_id in rows:
        found[person_id] += 1
    return dict(found)


def shifts_to_confirm(period: Period) -> list[Block]:
    """Shifts of the period that were finished and wait, one reason for each confirmer, with names and days."""
    rows = waiting_shifts(period.organ_id, period.first, period.last).values_list(
        "confirmer_id", "confirmer__full_name", "person_id", "person__full_name", "day"
    )
    by_confirmer: dict[tuple[int, str], dict[int, tuple[str, list[str]]]] = {}
    for confirmer_id, confirmer, person_id, name, day in rows:
        theirs = by_confirmer.setdefault((confirmer_id, confirmer), {})
        theirs.setdefault(person_id, (name, []))[1].append(short_date(day))
    return [
        Block(
            addressed(
                f"{sum(len(days) for _, days in people.values())} ca chờ đồng chí {confirmer} xác nhận: "
                f"{listed([f'{name} ({_days(days)})' for name, days in people.values()])}. {LATE_SHIFT}"
            )
        )
        for (_, confirmer), people in by_confirmer.items()
    ]


def _days(days: Sequence[str]) -> str:
    rest = len(days) - NAMES_SHOWN
    return ", ".join(days[:NAMES_SHOWN]) + (f" và {rest} ngày nữa" if rest > 0 else "")


def not_over(period: Period, today: dt.date) -> str:
    """Why the calendar forbids the lock; empty from the day after the period."""
    if today > period.last:
        return ""
    return f"Kỳ chưa hết. Khóa được từ ngày {full_date(period.last + dt.timedelta(days=1))}."


def blocks(
    period: Period, spots: Mapping[int, Spot], cards: Mapping[int, Standing], *, today: dt.date
) -> list[Block]:
    """Every reason why the period cannot be locked on that day; empty when it can."""
    found: list[Block] = []
    if early := not_over(period, today):
        found.append(Block(early))
    waiting: dict[str, list[Standing]] = defaultdict(list)
    for one in cards.values():
        if not one.is_confirmed and one.has_work:
            waiting[one.authority].append(one)
    for authority, theirs in sorted(waiting.items()):
        names = listed([s.name for s in theirs])
        who = addressed(f"chờ đồng chí {authority} xác nhận") if authority else NOBODY
        found.append(Block(f"{len(theirs)} phiếu {who}: {names}.", tuple(s.card_id for s in theirs)))
    verdicts = waiting_verdicts(period, [s.person_id for s in cards.values()])
    if verdicts:
        theirs = [s for s in cards.values() if s.person_id in verdicts]
        found.append(
            Block(
                f"{sum(verdicts.values())} kết quả đã nộp chưa có kết luận của người xác nhận: "
                f"{listed([s.name for s in theirs])}. {LATE_VERDICT}",
                tuple(s.card_id for s in theirs),
            )
        )
    found += shifts_to_confirm(period)
    for one in cards.values():
        if one.is_confirmed and (why := stale(one, spots, cards, period)):
            found.append(Block(addressed(f"Phiếu của đồng chí {one.name}: {why}"), (one.card_id,)))
    return found


def stale(card: Standing, spots: Mapping[int, Spot], cards: Mapping[int, Standing], period: Period) -> str:
    """Why a confirmed card must be confirmed again; empty when it still holds."""
    pack = pack_of(period)
    if not card.has_work:
        return ""
    if card.total is None:
        return "kết quả công việc có sau khi xác nhận. Người có thẩm quyền xác nhận lại."
    if card.duty != STAFF:
        under = counted_under(spots[card.card_id], spots.values())
        value = getattr(unit_result(pack, [cards[s.card_id].total for s in under]), "value", None)
        assert card.d is not None  # a leader without d has no total
        held, is_derived = card.d
        if (value is not None and (held != value or not is_derived)) or (value is None and is_derived):
            return "điểm của công chức dưới quyền đã đổi nên d đổi theo. Người có thẩm quyền xác nhận lại."
    if (
        card.own_total is not None
        and not card.is_explained
        and explanation_required(card.own_total, card.total, pack)
    ):
        return "điểm kết quả đã đổi sau khi xác nhận nên phải ghi lý do khác điểm. Người có thẩm quyền xác nhận lại."
    return ""
