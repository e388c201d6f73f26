"""What still stands in the way of locking a period, as sentences that say what to do."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from congvu.assignments.models import Delivery
from congvu.assignments.states import DeliveryState, ShareState
from congvu.ui.words import full_date
from rulebook.rating import explanation_required

from . import compute
from .facts import Facts, below, pack_of
from .models import Period
from .order import STAFF, Spot
from .states import CardState

NAMES_SHOWN = 5


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


def blocks(
    period: Period, spots: Mapping[int, Spot], facts: Mapping[int, Facts], *, today: dt.date
) -> list[Block]:
    """Every reason why the period cannot be locked on that day; empty when it can."""
    found: list[Block] = []
    if today <= period.last:
        found.append(
            Block(f"Kỳ chưa hết. Khóa được từ ngày {full_date(period.last + dt.timedelta(days=1))}.")
        )
    waiting: dict[str, list[Facts]] = defaultdict(list)
    for one in facts.values():
        if one.card.state != CardState.CONFIRMED and _has_work(one, period):
            authority = one.card.authority
            waiting[authority.full_name if authority else ""].append(one)
    for authority_name, cards in sorted(waiting.items()):
        names = listed([f.card.person.full_name for f in cards])
        who = (
            f"chờ đồng chí {authority_name} xác nhận"
            if authority_name
            else "chưa có người có thẩm quyền; đặt người xác nhận theo tên rồi cập nhật phiếu"
        )
        found.append(Block(f"{len(cards)} phiếu {who}: {names}.", tuple(f.card.pk for f in cards)))
    verdicts = waiting_verdicts(period, [f.card.person_id for f in facts.values()])
    if verdicts:
        cards = [f for f in facts.values() if f.card.person_id in verdicts]
        found.append(
            Block(
                f"{sum(verdicts.values())} kết quả đã nộp chưa có kết luận của người xác nhận: "
                f"{listed([f.card.person.full_name for f in cards])}. Nếu đã quá ngày chốt, dời ngày chốt để kết luận.",
                tuple(f.card.pk for f in cards),
            )
        )
    for one in facts.values():
        if one.card.state == CardState.CONFIRMED and (why := stale(one, spots, facts, period)):
            found.append(Block(f"Phiếu của đồng chí {one.card.person.full_name}: {why}", (one.card.pk,)))
    return found


def stale(facts: Facts, spots: Mapping[int, Spot], known: Mapping[int, Facts], period: Period) -> str:
    """Why a confirmed card must be confirmed again; empty when it still holds."""
    pack = pack_of(period)
    current = compute.figures(pack, facts.inputs(period))
    if not current.has_work:
        return ""
    if current.total is None:
        return "kết quả công việc có sau khi xác nhận. Người có thẩm quyền xác nhận lại."
    if facts.card.duty != STAFF:
        under = below(spots[facts.card.pk], spots, known, period)
        held, value = facts.ratios["d"], getattr(under.d, "value", None)
        if (value is not None and (held.value != value or not held.is_derived)) or (
            value is None and held.is_derived
        ):
            return "điểm của công chức dưới quyền đã đổi nên d đổi theo. Người có thẩm quyền xác nhận lại."
    own = compute.figures(pack, facts.inputs(period, points=facts.self_points)).total
    if (
        own is not None
        and not facts.card.difference_reason
        and explanation_required(own, current.total, pack)
    ):
        return "điểm kết quả đã đổi sau khi xác nhận nên phải ghi lý do khác điểm. Người có thẩm quyền xác nhận lại."
    return ""


def _has_work(facts: Facts, period: Period) -> bool:
    return compute.figures(pack_of(period), facts.inputs(period)).has_work
