"""An appeal from lodging to its outcome; a score is never written here, only asked for (ADR 36)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

from congvu.appeals import events
from congvu.appeals.guards import OWN_SCORE, lock_appeal, not_corrected, subject_of, why_not_decide, words_of
from congvu.appeals.models import Appeal, Hearing, Paper
from congvu.appeals.states import APPEAL, OPEN, AppealState, AppealStep, Outcome
from congvu.appeals.terms import barred_preparers, due_of, resolvers
from congvu.audit.trail import Kind, record
from congvu.base import clock
from congvu.base.errors import Denied, Incomplete, InvalidStep, OutOfRange
from congvu.base.files import Upload, keep
from congvu.org.guards import found, text
from congvu.org.models import Person
from congvu.policy.actions import Action
from congvu.policy.decide import acting_for, check
from congvu.policy.facts import Actor
from congvu.scoring.guards import card_subject, lock_card
from congvu.scoring.states import PeriodState
from congvu.ui.words import full_date

MOST_PAPERS = 10


@transaction.atomic
def lodge_appeal(
    *, card_id: int, grounds: str, wanted: str, by: Actor, at: dt.datetime, file: Upload | None = None
) -> Appeal:
    """Gửi kiến nghị về kết quả đã công bố của chính mình. One result is appealed against once.

    Raises: Denied, Missing, InvalidStep (not published, not scored, appealed already), Incomplete,
        OutOfRange (length, kind or size of the file).
    Source: NĐ 335/2025/NĐ-CP, Điều 22; Điều 24 khoản 2 điểm đ (results of periods too).
    """
    card, period = lock_card(card_id)
    check(by, Action.APPEAL_LODGE, card_subject(card))
    if period.state != PeriodState.PUBLISHED or card.run_id is None or card.confirmed_by_id is None:
        raise InvalidStep(f"Kết quả {period.label} chưa công bố nên chưa kiến nghị được.")
    before = Appeal.objects.filter(card=card).exclude(state=AppealState.WITHDRAWN)
    if before.filter(state__in=[*OPEN, AppealState.TO_CHANGE]).exists():
        raise InvalidStep("Phiếu này đang có một kiến nghị chưa xong.")
    if before.filter(run_id=card.run_id).exists():
        raise InvalidStep("Kiến nghị về kết quả này đã được giải quyết.")
    made = Appeal.objects.create(
        organ_id=card.organ_id, card=card, run_id=card.run_id, person_id=card.person_id,
        scored_by_id=card.confirmed_by_id, scored_for_id=card.confirmed_for_id or card.confirmed_by_id,
        grounds=words_of(grounds, field="grounds", label="nội dung không nhất trí"),
        wanted=words_of(wanted, field="wanted", label="điều đề nghị"), lodged_at=at, lodged_by=by.key,
    )  # fmt: skip
    _note(events.LODGED, made, by, at, sha256=card.run.sha256 if card.run else "")
    if file is not None:
        _keep(made, file, by, at)
    return made


@transaction.atomic
def add_paper(*, appeal_id: int, file: Upload | None, by: Actor, at: dt.datetime) -> Paper:
    """Kèm tài liệu: the appellant, or who prepares, while the case is open. Raises: as `lodge_appeal`."""
    appeal = lock_appeal(appeal_id)
    if by.person_id != appeal.person_id:
        _prepare_right(appeal, by)
    else:
        check(by, Action.APPEAL_LODGE, subject_of(appeal))
    if appeal.state not in OPEN:
        raise InvalidStep("Kiến nghị này đã giải quyết xong nên không kèm thêm được.")
    if file is None:
        raise Incomplete("Chọn một tệp.", field="file")
    return _keep(appeal, file, by, at)


def _keep(appeal: Appeal, file: Upload, by: Actor, at: dt.datetime) -> Paper:
    kept = keep(file)
    if known := Paper.objects.filter(appeal=appeal, sha256=kept.sha256).first():
        return known
    if Paper.objects.filter(appeal=appeal).count() >= MOST_PAPERS:
        raise OutOfRange(f"Một kiến nghị kèm nhiều nhất {MOST_PAPERS} tệp.", field="file")
    made = Paper.objects.create(
        organ_id=appeal.organ_id, appeal=appeal, name=kept.name, sha256=kept.sha256, size=kept.size,
        content_type=kept.content_type, added_at=at, added_by_id=by.person_id or 0,
    )  # fmt: skip
    _note(events.PAPER_ADDED, appeal, by, at, name=kept.name, sha256=kept.sha256)
    return made


@transaction.atomic
def receive_appeal(
    *, appeal_id: int, preparer_id: int, resolver_id: int, basis: str = "", by: Actor, at: dt.datetime
) -> Appeal:
    """Tiếp nhận: acknowledge, name who prepares and who decides.

    Nobody prepares or decides about a score that she gave; only where nobody stands above the scorer
    does Điều 22 leave it to the scorer. A level higher than the nearest needs its basis.
    Raises: Denied, InvalidStep, Incomplete, OutOfRange.
    """
    return _named(appeal_id, AppealStep.RECEIVE, preparer_id, resolver_id, basis, "", by, at)


@transaction.atomic
def name_again(
    *,
    appeal_id: int,
    preparer_id: int,
    resolver_id: int,
    reason: str,
    basis: str = "",
    by: Actor,
    at: dt.datetime,
) -> Appeal:
    """Giao lại người chuẩn bị hoặc người giải quyết, có lý do. Raises: as `receive_appeal`."""
    reason = text(reason, field="reason", label="lý do giao lại", most=300)
    return _named(appeal_id, AppealStep.NAME, preparer_id, resolver_id, basis, reason, by, at)


def _named(
    appeal_id: int,
    step: AppealStep,
    preparer_id: int,
    resolver_id: int,
    basis: str,
    reason: str,
    by: Actor,
    at: dt.datetime,
) -> Appeal:
    appeal = lock_appeal(appeal_id)
    check(by, Action.APPEAL_RECEIVE, subject_of(appeal))
    state = APPEAL.after(appeal.state, step)
    today = clock.local(at).date()
    preparer = found(
        Person,
        "preparer_id",
        "Chọn người chuẩn bị.",
        pk=preparer_id,
        organ_id=appeal.organ_id,
        is_active=True,
    )
    allowed = resolvers(appeal, on=today)
    if resolver_id not in allowed:
        raise OutOfRange("Chọn người giải quyết trong danh sách.", field="resolver_id")
    if preparer.pk in barred_preparers(appeal, on=today):
        raise OutOfRange(OWN_SCORE + " Chọn người khác chuẩn bị.", field="preparer_id")
    if preparer.pk == resolver_id:
        raise OutOfRange("Người chuẩn bị khác người giải quyết.", field="preparer_id")
    basis = text(
        basis, field="basis", label="căn cứ giao cấp cao hơn giải quyết", most=300,
        required=resolver_id != allowed[0],
    )  # fmt: skip
    resolver = Person.objects.get(pk=resolver_id)
    appeal.state, appeal.preparer, appeal.resolver, appeal.resolver_basis = state, preparer, resolver, basis
    if step == AppealStep.RECEIVE:
        appeal.received_at, appeal.received_by = at, by.key
    appeal.save()
    kind = events.RECEIVED if step == AppealStep.RECEIVE else events.NAMED
    _note(
        kind, appeal, by, at, None, preparer=preparer.full_name, resolver=resolver.full_name, reason=reason
    )  # fmt: skip
    return appeal


@transaction.atomic
def add_hearing(
    *, appeal_id: int, held_on: dt.date, people: str, notes: str, by: Actor, at: dt.datetime
) -> Hearing:
    """Ghi buổi làm việc: when, with whom, what was said. Raises: Denied, InvalidStep, OutOfRange, Incomplete."""
    appeal = lock_appeal(appeal_id)
    _prepare_right(appeal, by)
    APPEAL.after(appeal.state, AppealStep.HEAR)
    first, last = clock.local(appeal.lodged_at).date(), clock.local(at).date()
    if not first <= held_on <= last:
        raise OutOfRange(f"Ngày làm việc từ {full_date(first)} đến {full_date(last)}.", field="held_on")
    made = Hearing.objects.create(
        organ_id=appeal.organ_id, appeal=appeal, held_on=held_on,
        people=text(people, field="people", label="thành phần", most=300),
        notes=words_of(notes, field="notes", label="nội dung buổi làm việc"), noted_at=at, noted_by=by.key,
    )  # fmt: skip
    _note(events.HEARD, appeal, by, at, day=full_date(held_on))
    return made


@transaction.atomic
def prepare_appeal(*, appeal_id: int, findings: str, proposal: str, by: Actor, at: dt.datetime) -> Appeal:
    """Trình: what was found, and what is proposed. Raises: Denied, InvalidStep, Incomplete, OutOfRange."""
    appeal = lock_appeal(appeal_id)
    _prepare_right(appeal, by)
    appeal.state = APPEAL.after(appeal.state, AppealStep.PREPARE)
    appeal.findings = words_of(findings, field="findings", label="kết quả xác minh")
    appeal.proposal = _outcome(proposal, "proposal")
    appeal.prepared_at, appeal.prepared_by, appeal.returned_reason = at, by.key, ""
    appeal.save()
    _note(events.PREPARED, appeal, by, at, proposal=Outcome(appeal.proposal).label.lower())
    return appeal


@transaction.atomic
def return_appeal(*, appeal_id: int, reason: str, by: Actor, at: dt.datetime) -> Appeal:
    """Trả lại để chuẩn bị thêm; the term goes on. Raises: Denied, InvalidStep, Incomplete."""
    appeal = lock_appeal(appeal_id)
    _decide_right(appeal, by)
    appeal.state = APPEAL.after(appeal.state, AppealStep.RETURN)
    appeal.returned_reason = text(reason, field="reason", label="điều cần làm thêm", most=500)
    appeal.save()
    _note(events.RETURNED, appeal, by, at, reason=appeal.returned_reason)
    return appeal


@transaction.atomic
def decide_appeal(*, appeal_id: int, outcome: str, reason: str, by: Actor, at: dt.datetime) -> Appeal:
    """Quyết định giữ nguyên hay thay đổi kết quả, có lý do.

    A change writes no score: the period is opened again and the card scored anew by their own
    commands; `finish_appeal` then names the new computation. Raises: Denied, InvalidStep, Incomplete.
    Source: NĐ 335/2025/NĐ-CP, Điều 22.
    """
    appeal = lock_appeal(appeal_id)
    _decide_right(appeal, by)
    chosen = _outcome(outcome, "outcome")
    step = AppealStep.CHANGE if chosen == Outcome.CHANGE else AppealStep.KEEP
    appeal.state = APPEAL.after(appeal.state, step)
    appeal.outcome = chosen
    appeal.outcome_reason = words_of(reason, field="reason", label="lý do")
    appeal.due_on, appeal.decided_at, appeal.decided_by = due_of(appeal).on, at, by.key
    appeal.save()
    acting = acting_for(by, Action.APPEAL_DECIDE, subject_of(appeal))
    label = str(Outcome(chosen).label).lower()
    _note(events.DECIDED, appeal, by, at, acting, outcome=label, reason=appeal.outcome_reason)
    return appeal


@transaction.atomic
def finish_appeal(*, appeal_id: int, by: Actor, at: dt.datetime) -> Appeal:
    """Ghi đã sửa: the period is published again with a newer computation of this card.

    Raises: Denied, InvalidStep (nothing newer is published).
    """
    appeal = lock_appeal(appeal_id)
    check(by, Action.APPEAL_RECEIVE, subject_of(appeal))
    state = APPEAL.after(appeal.state, AppealStep.FINISH)
    if why := not_corrected(appeal):
        raise InvalidStep(why)
    appeal.state, appeal.corrected_run = state, appeal.card.run
    appeal.finished_at, appeal.finished_by = at, by.key
    appeal.save()
    _note(events.FINISHED, appeal, by, at, number=appeal.card.run.number if appeal.card.run else 0)
    return appeal


@transaction.atomic
def withdraw_appeal(*, appeal_id: int, by: Actor, at: dt.datetime) -> Appeal:
    """Rút kiến nghị trước khi có quyết định; the record stays. Raises: Denied, InvalidStep."""
    appeal = lock_appeal(appeal_id)
    check(by, Action.APPEAL_LODGE, subject_of(appeal))
    appeal.state, appeal.withdrawn_at = APPEAL.after(appeal.state, AppealStep.WITHDRAW), at
    appeal.save(update_fields=["state", "withdrawn_at"])
    _note(events.WITHDRAWN, appeal, by, at)
    return appeal


def _prepare_right(appeal: Appeal, by: Actor) -> None:
    check(by, Action.APPEAL_PREPARE, subject_of(appeal))
    if by.person_id in (appeal.scored_by_id, appeal.scored_for_id):
        raise Denied(OWN_SCORE)


def _decide_right(appeal: Appeal, by: Actor) -> None:
    check(by, Action.APPEAL_DECIDE, subject_of(appeal))
    if why := why_not_decide(appeal, by):
        raise Denied(why)


def _outcome(value: str, field: str) -> str:
    if value not in Outcome.values:
        raise Incomplete("Chọn giữ nguyên hay thay đổi.", field=field)
    return value


def _note(
    kind: Kind, appeal: Appeal, by: Actor, at: dt.datetime, acting: int | None = None, **data: Any
) -> None:
    record(
        kind, f"appeals.appeal:{appeal.pk}", by=by, at=at, organ_id=appeal.organ_id, owner_id=appeal.person_id,
        acting_for=acting, label=appeal.card.period.label, **data,
    )  # fmt: skip
