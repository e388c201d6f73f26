"""What every command of this room asks first: subjects of the policy, reasons, points."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

from congvu.base import clock
from congvu.base.errors import Incomplete, InvalidStep, Missing, OutOfRange, Stale
from congvu.base.memo import remembered
from congvu.base.text import clean
from congvu.org.models import Unit
from congvu.policy.facts import Subject
from congvu.ui.words import full_date
from rulebook.pack import Pack
from rulebook.periods import Month, Quarter

from .models import Card, Period
from .states import PeriodState

REASON_LEAST = 10
TEXT_MOST = 5000
REASON_MOST = 500
FURTHEST_CUTOFF = 60
"""Days after the period: a cut-off is for recording what was done, not for doing it."""


def label_of(period: Period) -> str:
    """ "tháng 11 năm 2026"."""
    return period.label


def span_of(code: str) -> Month | Quarter:
    """The month or quarter behind a code. Raises Missing for anything else."""
    try:
        return Quarter.parse(code) if "q" in code else Month.parse(code)
    except ValueError:
        raise Missing("Không có kỳ này.") from None


def organ_subject(organ_id: int, unit_path: str | None = None) -> Subject:
    """The whole organ, or one unit of it, for actions on periods."""
    return Subject(organ_id=organ_id, unit_path=unit_path or _root_path(organ_id))


@remembered
def _root_path(organ_id: int) -> str:
    return str(Unit.objects.values_list("path", flat=True).get(organ_id=organ_id, parent=None))


def card_subject(card: Card) -> Subject:
    """The card as the policy sees it; `card.unit` is read."""
    return Subject(
        organ_id=card.organ_id,
        unit_path=card.unit.path,
        owner_id=card.person_id,
        decider_id=card.authority_id,
    )


def lock_period(period_id: int) -> Period:
    """The period, locked for this transaction. Raises Missing."""
    period = Period.objects.select_for_update().filter(pk=period_id).first()
    if period is None:
        raise Missing("Không có kỳ này.")
    return period


def lock_card(card_id: int) -> tuple[Card, Period]:
    """The card and its period, locked in that order: period first, so that a lock waits for none.

    Raises Missing.
    """
    period_id = Card.objects.filter(pk=card_id).values_list("period_id", flat=True).first()
    if period_id is None:
        raise Missing("Không tìm thấy phiếu này.")
    period = lock_period(period_id)
    card = Card.objects.select_for_update(of=("self",)).select_related("unit", "person").get(pk=card_id)
    return card, period


def check_version(card: Card, version: int | None) -> None:
    """Raises Stale when somebody saved the card after the page was opened."""
    if version is not None and version != card.version:
        raise Stale(
            "Phiếu này vừa được người khác lưu. Những gì đồng chí nhập còn ở đây; "
            "tải lại trang để xem bản mới rồi lưu lại."
        )


def in_state(period: Period, *states: str) -> None:
    """Raises InvalidStep, naming the present state of the period."""
    if period.state not in states:
        wanted = " hoặc ".join(f"“{PeriodState(s).label}”" for s in states)
        raise InvalidStep(
            f"Kỳ {label_of(period)} đang ở bước “{period.get_state_display()}”. Việc này chỉ làm ở bước {wanted}."
        )


def reason_of(text: str, *, field: str = "reason") -> str:
    """A reason of 10 to 500 characters. Raises Incomplete or OutOfRange."""
    text = clean(text)
    if len(text) < REASON_LEAST:
        raise Incomplete(f"Ghi lý do, ít nhất {REASON_LEAST} ký tự.", field=field)
    if len(text) > REASON_MOST:
        raise OutOfRange(f"Lý do dài quá {REASON_MOST} ký tự. Rút gọn rồi lưu lại.", field=field)
    return text


def text_of(text: str, *, field: str) -> str:
    """Free text of at most 5,000 characters, cleaned. Raises OutOfRange."""
    text = clean(text, lines=True)
    if len(text) > TEXT_MOST:
        raise OutOfRange(f"Nội dung dài quá {TEXT_MOST} ký tự. Rút gọn rồi lưu lại.", field=field)
    return text


def check_cutoff(period: Period, cutoff_on: dt.date, at: dt.datetime) -> None:
    """Raises OutOfRange with the days between which a cut-off may lie."""
    low = max(period.last, clock.local(at).date())
    high = max(period.last + dt.timedelta(days=FURTHEST_CUTOFF), low)
    if not low <= cutoff_on <= high:
        raise OutOfRange(f"Ngày chốt nằm từ {full_date(low)} đến {full_date(high)}.", field="cutoff_on")


def points_of(points: Mapping[str, Decimal], pack: Pack) -> dict[str, Decimal]:
    """The ten criteria, each from 0 to its maximum, at most two decimals (Mẫu 01).

    Raises Incomplete when one is missing, OutOfRange when one breaks its bounds.
    """
    unknown = sorted(set(points) - set(pack.criteria))
    if unknown:
        raise OutOfRange(f"Bộ quy tắc không có tiêu chí {', '.join(unknown)}.")
    found: dict[str, Decimal] = {}
    for code, criterion in pack.criteria.items():
        value, most = points.get(code), criterion.maximum.value
        if value is None:
            raise Incomplete(f"Tiêu chí {code} chưa có điểm. Chấm đủ mười tiêu chí rồi lưu.", field=code)
        if not value.is_finite() or not 0 <= value <= most:
            raise OutOfRange(f"Tiêu chí {code}: điểm từ 0 đến {_vn(most)}.", field=code)
        if value != value.quantize(Decimal("0.01")):
            raise OutOfRange(f"Tiêu chí {code}: điểm có tối đa 2 chữ số thập phân.", field=code)
        found[code] = value
    return found


def _vn(value: Decimal) -> str:
    return format(value.normalize(), "f").replace(".", ",")
