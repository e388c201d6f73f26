"""Views on a proposed edition: opened and closed by the appraiser, comments, votes of the council."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction

from congvu.audit.trail import Kind, record
from congvu.base import clock
from congvu.base.errors import Incomplete, InvalidStep, Missing, OutOfRange
from congvu.catalogue import events
from congvu.catalogue.guards import lock_edition, may, text_of
from congvu.catalogue.models import Comment, Consultation, Edition, Seat, Vote
from congvu.catalogue.queries import comment_subject, proposals, takes_views
from congvu.catalogue.queries.consult import MISSING, OPEN_STATES
from congvu.catalogue.specs import code_key
from congvu.catalogue.states import CONSULTATION, ConsultationState, ConsultationStep
from congvu.org.queries import places
from congvu.policy.actions import Action
from congvu.policy.decide import check
from congvu.policy.facts import Actor, Subject
from congvu.ui import words

HIGHEST = Decimal(100_000)
CLOSED = "Đợt lấy ý kiến đã khép. Cơ quan tổ chức, cán bộ mở lại được khi danh mục chưa quyết định."


@transaction.atomic
def open_consultation(
    *, edition_id: int, person_ids: Sequence[int], due_on: dt.date, by: Actor, at: dt.datetime
) -> Consultation:
    """Lấy ý kiến về một danh mục đề xuất; hội đồng là những người được chọn. Mở lại được.

    Votes of somebody who no longer sits in the council stay but do not count.
    Raises: Missing, Denied, InvalidStep (decided or withdrawn), Incomplete, OutOfRange.
    """
    edition = lock_edition(edition_id)
    may(by, Action.CONSULT_KEEP, edition.organ_id)
    if edition.state not in OPEN_STATES:
        raise InvalidStep(f"Danh mục {edition.get_state_display().lower()} nên không lấy ý kiến nữa.")
    today = clock.local(at).date()
    wanted = sorted(set(person_ids))
    if not wanted:
        raise Incomplete("Đồng chí chọn ít nhất một thành viên hội đồng.", field="people")
    spots = places(wanted, on=today)
    if any(pk not in spots or spots[pk].organ_id != edition.organ_id for pk in wanted):
        raise OutOfRange("Có người không công tác ở cơ quan này.", field="people")
    if due_on < today:
        raise OutOfRange("Ngày hết hạn phải từ hôm nay.", field="due_on")
    kept = Consultation.objects.select_for_update().filter(edition=edition).first()
    if kept is None:
        kept = Consultation(organ_id=edition.organ_id, edition=edition)
    else:
        kept.state = CONSULTATION.after(kept.state, ConsultationStep.OPEN)
    kept.due_on, kept.opened_at, kept.opened_by = due_on, at, by.key
    kept.closed_at, kept.closed_by = None, ""
    kept.save()
    Seat.objects.filter(consultation=kept).exclude(person_id__in=wanted).delete()
    seated = set(Seat.objects.filter(consultation=kept).values_list("person_id", flat=True))
    Seat.objects.bulk_create(
        Seat(organ_id=kept.organ_id, consultation=kept, person_id=pk) for pk in wanted if pk not in seated
    )
    _tell(
        events.CONSULTED, kept, by=by, at=at, name=edition.name, due_on=words.full_date(due_on),
        seats=len(wanted), people=wanted,
    )  # fmt: skip
    return kept


@transaction.atomic
def close_consultation(*, edition_id: int, by: Actor, at: dt.datetime) -> Consultation:
    """Khép đợt lấy ý kiến; từ đây kết quả hiện ra. Raises: Missing, Denied, InvalidStep."""
    edition = lock_edition(edition_id)
    may(by, Action.CONSULT_KEEP, edition.organ_id)
    kept = _locked(edition)
    kept.state = CONSULTATION.after(kept.state, ConsultationStep.CLOSE)
    kept.closed_at, kept.closed_by = at, by.key
    kept.save(update_fields=["state", "closed_at", "closed_by"])
    _tell(events.CONSULTED_ENOUGH, kept, by=by, at=at, name=edition.name)
    return kept


@transaction.atomic
def comment_item(*, edition_id: int, code: str, text: str, by: Actor, at: dt.datetime) -> Comment:
    """Góp ý về một mã. Holders of the product, leaders, the council and the appraiser.

    Raises: Missing, Denied, InvalidStep (closed), Incomplete, OutOfRange.
    """
    edition = lock_edition(edition_id)
    kept = _locked(edition)
    today = clock.local(at).date()
    key, _ = _proposed(edition, code, today)
    check(by, Action.COMMENT_MAKE, comment_subject(by, kept, key, on=today))
    _must_take(kept, today)
    comment = Comment.objects.create(
        organ_id=kept.organ_id, consultation=kept, code=key, person_id=_person(by),
        text=text_of(text, "góp ý", field="text", longest=2000, lines=True), said_at=at,
    )  # fmt: skip
    _tell(events.COMMENTED, kept, by=by, at=at, code=key, comment_id=comment.pk)
    return comment


@transaction.atomic
def withdraw_comment(*, comment_id: int, by: Actor, at: dt.datetime) -> Comment:
    """Rút góp ý của mình khi đợt lấy ý kiến còn mở. Raises: Missing, Denied, InvalidStep."""
    comment = Comment.objects.select_for_update().filter(pk=comment_id, withdrawn_at=None).first()
    if comment is None:
        raise Missing("Không có góp ý này.")
    check(by, Action.COMMENT_WITHDRAW, Subject(organ_id=comment.organ_id, owner_id=comment.person_id))
    kept = Consultation.objects.select_related("edition").get(pk=comment.consultation_id)
    _must_take(kept, clock.local(at).date())
    comment.withdrawn_at = at
    comment.save(update_fields=["withdrawn_at"])
    _tell(events.COMMENT_WITHDRAWN, kept, by=by, at=at, code=comment.code, comment_id=comment.pk)
    return comment


@transaction.atomic
def cast_vote(
    *,
    edition_id: int,
    code: str,
    choice: str,
    value: Decimal | None,
    reason: str,
    by: Actor,
    at: dt.datetime,
) -> Vote:
    """Bỏ phiếu về một mã; mỗi thành viên một phiếu, đổi được đến khi khép.

    Units: value is another coefficient, four places, only with the choice OTHER. Whoever does not
    agree says why.
    Raises: Missing, Denied, InvalidStep (closed), Incomplete, OutOfRange.
    """
    edition = lock_edition(edition_id)
    kept = _locked(edition)
    today = clock.local(at).date()
    key, standing = _proposed(edition, code, today)
    seats = tuple(Seat.objects.filter(consultation=kept).values_list("person_id", flat=True))
    check(by, Action.VOTE_CAST, Subject(organ_id=kept.organ_id, participants=seats))
    _must_take(kept, today)
    if choice not in Vote.Choice.values:
        raise Incomplete("Đồng chí chọn một ý kiến.", field="choice")
    if choice == Vote.Choice.OTHER:
        if value is None:
            raise Incomplete("Đồng chí ghi hệ số đề nghị.", field="value")
        if not 0 < value <= HIGHEST or value != value.quantize(Decimal("0.0001")):
            raise OutOfRange("Hệ số lớn hơn 0 và có nhiều nhất bốn chữ số thập phân.", field="value")
    agrees = choice == Vote.Choice.AGREE
    said = "" if agrees and not reason else text_of(reason, "lý do", field="reason", longest=500)
    vote, _ = Vote.objects.update_or_create(
        consultation=kept, code=key, person_id=_person(by),
        defaults={
            "organ_id": kept.organ_id, "choice": choice, "seen": standing, "reason": said, "cast_at": at,
            "value": value if choice == Vote.Choice.OTHER else None,
        },
    )  # fmt: skip
    _tell(events.VOTED, kept, by=by, at=at, code=key, choice=choice, value=vote.value, seen=standing)
    return vote


def _person(by: Actor) -> int:
    """Raises Missing: only people comment and vote, the system does not."""
    if by.person_id is None:
        raise Missing(MISSING)
    return by.person_id


def _locked(edition: Edition) -> Consultation:
    kept = Consultation.objects.select_for_update().filter(edition=edition).first()
    if kept is None:
        raise Missing(MISSING)
    kept.edition = edition
    return kept


def _must_take(kept: Consultation, today: dt.date) -> None:
    if kept.state == ConsultationState.OPEN and today > kept.due_on:
        raise InvalidStep(f"Hạn góp ý và bỏ phiếu đã hết ngày {words.full_date(kept.due_on)}.")
    if not takes_views(kept, today):
        raise InvalidStep(CLOSED)


def _proposed(edition: Edition, code: str, today: dt.date) -> tuple[str, Decimal | None]:
    """The key of a code that the edition changes, and the coefficient it proposes. Raises Missing."""
    key = code_key(code)
    row = next((p for p in proposals(edition, on=today) if p.key == key), None)
    if row is None:
        raise Missing("Không có mã này trong danh mục đề xuất.")
    return key, row.after


def _tell(kind: Kind, kept: Consultation, *, by: Actor, at: dt.datetime, **data: Any) -> None:
    record(kind, f"catalogue.edition:{kept.edition_id}", by=by, at=at, organ_id=kept.organ_id, **data)
