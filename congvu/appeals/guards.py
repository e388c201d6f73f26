"""What commands and pages of this room ask first."""

from __future__ import annotations

from congvu.base.errors import Incomplete, Missing, OutOfRange
from congvu.base.text import clean
from congvu.org.guards import locked
from congvu.policy.facts import Actor, Subject
from congvu.scoring.states import PeriodState

from .models import Appeal

LEAST = 10
MOST_TEXT = 5000
OWN_SCORE = "Không ai chuẩn bị hay giải quyết kiến nghị về điểm do mình chấm."


def subject_of(appeal: Appeal) -> Subject:
    """The appeal as the policy sees it; `appeal.card.unit` is read."""
    return Subject(
        organ_id=appeal.organ_id,
        unit_path=appeal.card.unit.path,
        owner_id=appeal.person_id,
        decider_id=appeal.resolver_id,
        participants=(appeal.preparer_id,) if appeal.preparer_id else (),
    )


def words_of(value: str, *, field: str, label: str) -> str:
    """Sentences of a person, 10 to 5,000 characters. Raises: Incomplete, OutOfRange."""
    written = clean(value, lines=True)
    if len(written) < LEAST:
        raise Incomplete(f"Ghi {label}, ít nhất {LEAST} ký tự.", field=field)
    if len(written) > MOST_TEXT:
        raise OutOfRange(f"Nội dung dài quá {MOST_TEXT} ký tự. Rút gọn rồi gửi lại.", field=field)
    return written


def lock_appeal(appeal_id: int) -> Appeal:
    """The appeal, locked, with its card and period. Raises Missing."""
    locked(Appeal, pk=appeal_id)
    related = ("card__unit", "card__period", "card__run", "run", "preparer", "resolver")
    row = Appeal.objects.select_related(*related).filter(pk=appeal_id).first()
    if row is None:
        raise Missing("Không tìm thấy kiến nghị này.")
    return row


def not_corrected(appeal: Appeal) -> str:
    """Why the result does not count as corrected yet; `appeal.card.period`, `card.run`, `run` are read."""
    card = appeal.card
    if card.run is None or card.run.number <= appeal.run.number:
        return "Chưa có lần tính mới của phiếu: mở lại kỳ, chấm lại, khóa rồi công bố."
    if card.period.state != PeriodState.PUBLISHED:
        return "Kỳ chưa công bố lại."
    return ""


def why_not_decide(appeal: Appeal, by: Actor) -> str:
    """Why this stand-in may not decide, whatever the policy lends her; empty where she may."""
    if by.person_id == appeal.preparer_id:
        return "Người chuẩn bị không quyết định, kể cả theo ủy quyền."
    if by.person_id in (appeal.scored_by_id, appeal.scored_for_id) and by.person_id != appeal.resolver_id:
        return OWN_SCORE
    return ""
