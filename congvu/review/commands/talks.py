"""Accepting an adjustment, or talking back about a decision; closed by a person only."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from congvu.audit.trail import Kind, record
from congvu.base import clock
from congvu.base.errors import Incomplete, InvalidStep, Missing, OutOfRange
from congvu.diary.guards import lock_entry, subject_of
from congvu.diary.lines import text
from congvu.diary.models import Entry
from congvu.policy.actions import Action
from congvu.policy.decide import acting_for, can, check
from congvu.policy.facts import Actor
from congvu.review import events
from congvu.review.models import Confirmation, Message, Talk
from congvu.review.replies import ANSWERS, reply_until
from congvu.review.states import TALK, TalkState, TalkStep
from congvu.ui import words

LONGEST = 2000


@transaction.atomic
def accept_adjustment(*, entry_id: int, by: Actor, at: dt.datetime, body: str = "") -> Confirmation:
    """Đồng ý với giá trị đã điều chỉnh; trao đổi đang mở về nó được khép. `body`: words said with it.

    Raises: Missing, Denied, InvalidStep (not adjusted, accepted already), OutOfRange (too late, too long).
    Records: review.adjustment.accepted.
    """
    entry, made = _decided(entry_id, by, Action.ADJUSTMENT_ACCEPT)
    if made.outcome != Confirmation.Outcome.ADJUSTED:
        raise InvalidStep("Mục này không có điều chỉnh nào để đồng ý.")
    if made.accepted_at is not None:
        raise InvalidStep("Đồng chí đã đồng ý với điều chỉnh này.")
    _must_stand(made, entry)
    talk = _talk(made)
    if talk is None:
        _in_time(made, entry, at)
    body = _body(body, Message.Kind.ACCEPT)
    if body:
        talk = _said(talk, entry, made, at)
        _message(talk, body, None, by=by, at=at, kind=Message.Kind.ACCEPT)
    made.accepted_at = at
    made.save(update_fields=["accepted_at"])
    if talk is not None and talk.state != TalkState.CLOSED:
        _close(talk, TalkStep.ACCEPT, by=by, at=at)
    _tell(events.ACCEPTED, entry, Action.ADJUSTMENT_ACCEPT, by=by, at=at)
    return made


@transaction.atomic
def write_talk(*, entry_id: int, body: str, by: Actor, at: dt.datetime, kind: str = "") -> Message:
    """Người viết trao đổi lại về quyết định trên mục của mình. With a `kind` of answer words are optional.

    Raises: Missing, Denied, Incomplete (nothing said), OutOfRange (too long, too late, a kind that this
        decision does not have), InvalidStep (closed, accepted).
    Records: review.talk.written.
    """
    entry, made = _decided(entry_id, by, Action.TALK_WRITE)
    body = _body(body, kind)
    if kind and (kind == Message.Kind.ACCEPT or kind not in ANSWERS.get(made.outcome, ())):
        raise OutOfRange("Chọn một ý có trong danh sách.", field="kind")
    if made.accepted_at is not None:
        raise InvalidStep("Đồng chí đã đồng ý với điều chỉnh này nên không trao đổi thêm.")
    talk = _talk(made)
    if talk is None:
        if made.outcome == Confirmation.Outcome.CONFIRMED:
            raise InvalidStep("Mục này được xác nhận như đã ghi nên không có gì để trao đổi lại.")
        _must_stand(made, entry)
        _in_time(made, entry, at)
    talk = _said(talk, entry, made, at)
    _tell(events.TALK_WRITTEN, entry, Action.TALK_WRITE, by=by, at=at)
    return _message(talk, body, None, by=by, at=at, kind=kind)


@transaction.atomic
def answer_talk(*, entry_id: int, body: str, by: Actor, at: dt.datetime) -> Message:
    """Người xác nhận trả lời. Raises: Missing (no talk), Denied, Incomplete, OutOfRange, InvalidStep.

    Records: review.talk.answered.
    """
    entry, made = _decided(entry_id, by, Action.TALK_ANSWER)
    talk = _must_talk(made)
    body = _body(body)
    talk.state = TALK.after(talk.state, TalkStep.ANSWER)
    talk.last_at = at
    talk.save(update_fields=["state", "last_at"])
    giver = _tell(events.TALK_ANSWERED, entry, Action.TALK_ANSWER, by=by, at=at)
    return _message(talk, body, giver, by=by, at=at)


@transaction.atomic
def close_talk(*, entry_id: int, by: Actor, at: dt.datetime) -> Talk:
    """Khép trao đổi đã được trả lời. Raises: Missing, Denied, InvalidStep (not answered, closed).

    Records: review.talk.closed.
    """
    entry, made = _decided(entry_id, by, Action.TALK_CLOSE)
    talk = _must_talk(made)
    _close(talk, TalkStep.CLOSE, by=by, at=at)
    _tell(events.TALK_CLOSED, entry, Action.TALK_CLOSE, by=by, at=at)
    return talk


def _decided(entry_id: int, by: Actor, action: Action) -> tuple[Entry, Confirmation]:
    """The line, locked, with the decision that stands on it. Raises Missing for strangers, Denied."""
    entry = lock_entry(entry_id)
    subject = subject_of(entry.day)
    if not can(by, Action.TALK_VIEW, subject):
        raise Missing("Không có trao đổi này.")
    check(by, action, subject)
    made = (
        Confirmation.objects.select_for_update()
        .filter(entry=entry, undone_at=None)
        .order_by("-entry_version")
        .first()
    )
    if made is None:
        raise InvalidStep("Mục này đang không có quyết định nào để trao đổi.")
    return entry, made


def _must_stand(made: Confirmation, entry: Entry) -> None:
    """Raises InvalidStep when the line was sent again since."""
    if (entry.state, entry.version) != (made.outcome, made.entry_version):
        raise InvalidStep("Mục này đã thay đổi sau quyết định. Tải lại trang để xem bản mới.")


def _in_time(made: Confirmation, entry: Entry, at: dt.datetime) -> None:
    until = reply_until(entry.organ_id, made.outcome, made.at)
    if until is not None and clock.local(at).date() > until:
        raise OutOfRange(
            f"Đã quá hạn trao đổi lại, hết ngày {words.full_date(until)}. Mục giữ giá trị đã điều chỉnh; "
            "im lặng không tính là đồng ý."
        )


def _talk(made: Confirmation) -> Talk | None:
    return Talk.objects.select_for_update().filter(confirmation=made).first()


def _said(talk: Talk | None, entry: Entry, made: Confirmation, at: dt.datetime) -> Talk:
    """The talk after the writer said something; it begins with her first word."""
    if talk is None:
        talk = Talk(
            organ_id=entry.organ_id, confirmation=made, entry=entry, person_id=entry.person_id,
            confirmer_id=entry.day.confirmer_id or made.confirmer_id,
        )  # fmt: skip
    else:
        talk.state = TALK.after(talk.state, TalkStep.WRITE)
    talk.last_at = at
    talk.save()
    return talk


def _must_talk(made: Confirmation) -> Talk:
    talk = _talk(made)
    if talk is None:
        raise Missing("Không có trao đổi này.")
    return talk


def _close(talk: Talk, step: TalkStep, *, by: Actor, at: dt.datetime) -> None:
    talk.state = TALK.after(talk.state, step)
    talk.closed_at, talk.closed_by_id = at, by.person_id
    talk.save(update_fields=["state", "closed_at", "closed_by"])


def _body(body: str, kind: str = "") -> str:
    body = text(body, "lời trao đổi", field="body", longest=LONGEST, lines=True)
    if not body and not kind:
        raise Incomplete("Viết điều đồng chí muốn trao đổi.", field="body")
    return body


def _message(
    talk: Talk, body: str, giver: int | None, *, by: Actor, at: dt.datetime, kind: str = ""
) -> Message:
    return Message.objects.create(
        organ_id=talk.organ_id, talk=talk, author_id=by.person_id or 0, acting_for_id=giver, at=at,
        kind=kind, body=body,
    )  # fmt: skip


def _tell(kind: Kind, entry: Entry, action: Action, *, by: Actor, at: dt.datetime) -> int | None:
    giver = acting_for(by, action, subject_of(entry.day))
    record(
        kind, entry.origin, by=by, at=at, organ_id=entry.organ_id, owner_id=entry.person_id, acting_for=giver,
        title=entry.title, day=words.full_date(entry.worked_on),
    )  # fmt: skip
    return giver
