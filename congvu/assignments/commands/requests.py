"""What the doer asks and the authority decides: objective causes, extensions."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from congvu.assignments import events
from congvu.assignments.guards import (
    allowed,
    charged,
    lock_delivery,
    lock_share,
    must_record,
    share_subject,
    short_enough,
    tell,
    text_of,
    today_of,
)
from congvu.assignments.models import Cause, Delivery, Extension
from congvu.assignments.states import DECISION, OPEN_SHARES, DecisionState, DecisionStep, DeliveryState
from congvu.base.errors import InvalidStep, Missing, OutOfRange
from congvu.base.text import clean
from congvu.policy.actions import Action
from congvu.policy.facts import Actor
from congvu.ui import words


@transaction.atomic
def propose_cause(
    *, delivery_id: int, about: str, product_index: int, count: int, reason: str, by: Actor, at: dt.datetime
) -> Cause:
    """Nêu nguyên nhân khách quan của lỗi lớn hoặc chậm, cho một sản phẩm đã kết luận.

    Units: product_index from 0; count = events to waive, at most those charged and not asked yet.
    Raises: Missing, Denied, InvalidStep, OutOfRange, Incomplete.
    Source: NĐ 335/2025/NĐ-CP, Điều 14 khoản 2 điểm b, c.
    """
    delivery = lock_delivery(delivery_id)
    share = delivery.share
    allowed(by, Action.CAUSE_PROPOSE, share_subject(share, on=today_of(at)))
    if delivery.state != DeliveryState.MET:
        raise InvalidStep(
            "Đồng chí nêu nguyên nhân khi kết quả đã kết luận đạt; lỗi của lần trả lại đi theo lần nộp sau."
        )
    if about not in Cause.About.values:
        raise OutOfRange("Đồng chí chọn nguyên nhân về lỗi lớn hay về chậm tiến độ.", field="about")
    must_record(share.organ_id, share.deadline, at=at)
    asked = sum(
        Cause.objects.filter(
            delivery=delivery, about=about, product_index=product_index, state=DecisionState.ASKED
        ).values_list("events", flat=True)
    )
    room = charged(delivery, about, product_index) - asked
    if not 1 <= count <= room:
        raise OutOfRange(
            f"Sản phẩm này còn {max(room, 0)} lần bị tính và chưa nêu nguyên nhân.", field="count"
        )
    cause = Cause.objects.create(
        organ_id=share.organ_id, delivery=delivery, about=about, product_index=product_index, events=count,
        reason=text_of(reason, "nguyên nhân", field="reason", longest=4000, lines=True),
        asked_at=at, asked_by=by.key,
    )  # fmt: skip
    tell(
        events.CAUSE_PROPOSED, share.task, by=by, at=at, owner_id=share.person_id,
        about=cause.get_about_display().lower(), reason=cause.reason, events=count,
        product_index=product_index, delivery_id=delivery.pk, cause_id=cause.pk,
    )  # fmt: skip
    return cause


@transaction.atomic
def decide_cause(
    *, cause_id: int, granted: bool, note: str, by: Actor, at: dt.datetime, decider_id: int | None = None
) -> Cause:
    """Xác nhận hoặc không xác nhận nguyên nhân khách quan; xác nhận thì không trừ lần đó.

    Raises: Missing, Denied, InvalidStep, Incomplete (refused without a word), OutOfRange.
    Source: NĐ 335/2025/NĐ-CP, Điều 14 khoản 2 điểm b, c.
    """
    delivery = lock_delivery(_parent(Cause.objects.filter(pk=cause_id), "delivery_id"))
    cause = Cause.objects.select_for_update().get(pk=cause_id)
    share = delivery.share
    acting = allowed(by, Action.CAUSE_DECIDE, share_subject(share, on=today_of(at), decider_id=decider_id))
    cause.state = DECISION.after(cause.state, DecisionStep.GRANT if granted else DecisionStep.REFUSE)
    must_record(share.organ_id, share.deadline, at=at)
    cause.decision_note = _opinion(note, granted)
    cause.decided_at, cause.decided_by = at, by.key
    cause.save()
    if granted:
        _waive(delivery, cause)
    tell(
        events.CAUSE_DECIDED, share.task, by=by, at=at, owner_id=share.person_id, acting=acting,
        outcome=cause.get_state_display().lower(), note=cause.decision_note, delivery_id=delivery.pk,
        cause_id=cause.pk, waived_errors=delivery.waived_errors, waived_late=delivery.waived_late,
    )  # fmt: skip
    return cause


@transaction.atomic
def ask_extension(
    *,
    share_id: int,
    new_deadline: dt.date,
    reason: str,
    by: Actor,
    at: dt.datetime,
    version: int | None = None,
) -> Extension:
    """Xin gia hạn một phần việc, chậm nhất trong ngày hạn.

    Raises: Missing, Denied, InvalidStep, OutOfRange (too late, asked already), Incomplete.
    """
    share = lock_share(share_id, version)
    allowed(by, Action.EXTENSION_ASK, share_subject(share, on=today_of(at)))
    _still_open(share.state, share.get_state_display())
    if today_of(at) > share.deadline:
        raise OutOfRange(
            "Hạn đã qua nên không xin gia hạn được. Đồng chí nộp kết quả và nêu nguyên nhân khách quan nếu có.",
            field="new_deadline",
        )
    if new_deadline <= share.deadline:
        raise OutOfRange(f"Hạn mới phải sau {words.full_date(share.deadline)}.", field="new_deadline")
    must_record(share.organ_id, new_deadline, at=at, field="new_deadline")
    if Extension.objects.filter(share=share, state=DecisionState.ASKED).exists():
        raise OutOfRange("Phần việc này đang có một đề nghị gia hạn chờ quyết định.")
    extension = Extension.objects.create(
        organ_id=share.organ_id, share=share, old_deadline=share.deadline, new_deadline=new_deadline,
        reason=text_of(reason, "lý do xin gia hạn", field="reason", longest=4000, lines=True),
        asked_at=at, asked_by=by.key,
    )  # fmt: skip
    tell(
        events.EXTENSION_ASKED, share.task, by=by, at=at, owner_id=share.person_id, reason=extension.reason,
        new_deadline=words.full_date(new_deadline), share_id=share.pk, extension_id=extension.pk,
    )  # fmt: skip
    return extension


@transaction.atomic
def decide_extension(
    *, extension_id: int, granted: bool, note: str, by: Actor, at: dt.datetime, decider_id: int | None = None
) -> Extension:
    """Quyết định gia hạn. Đồng ý thì hạn của phần việc, và của việc khi cần, dời theo.

    Raises: Missing, Denied, InvalidStep, Incomplete, OutOfRange (records of a period closed).
    """
    share = lock_share(_parent(Extension.objects.filter(pk=extension_id), "share_id"))
    extension = Extension.objects.select_for_update().get(pk=extension_id)
    acting = allowed(
        by, Action.EXTENSION_DECIDE, share_subject(share, on=today_of(at), decider_id=decider_id)
    )
    extension.state = DECISION.after(extension.state, DecisionStep.GRANT if granted else DecisionStep.REFUSE)
    extension.decision_note = _opinion(note, granted)
    extension.decided_at, extension.decided_by = at, by.key
    if granted:
        _still_open(share.state, share.get_state_display())
        for day in (share.deadline, extension.new_deadline):
            must_record(share.organ_id, day, at=at)
        share.deadline = extension.new_deadline
        share.version += 1
        share.save(update_fields=["deadline", "version"])
        if share.task.deadline < extension.new_deadline:
            share.task.deadline = extension.new_deadline
            share.task.version += 1
            share.task.save(update_fields=["deadline", "version"])
    extension.save()
    tell(
        events.EXTENSION_DECIDED, share.task, by=by, at=at, owner_id=share.person_id, acting=acting,
        outcome=extension.get_state_display().lower(), note=extension.decision_note, share_id=share.pk,
        old_deadline=words.full_date(extension.old_deadline),
        new_deadline=words.full_date(extension.new_deadline), extension_id=extension.pk,
    )  # fmt: skip
    return extension


def _waive(delivery: Delivery, cause: Cause) -> None:
    if cause.events > charged(delivery, cause.about, cause.product_index):
        raise OutOfRange("Kết luận đã sửa nên sản phẩm này không còn đủ số lần bị tính để miễn.")
    field = "waived_errors" if cause.about == Cause.About.ERROR else "waived_late"
    waived = list(getattr(delivery, field))
    waived[cause.product_index] += cause.events
    setattr(delivery, field, waived)
    delivery.save(update_fields=[field])


def _opinion(note: str, granted: bool) -> str:
    if granted:
        return short_enough(clean(note), "ý kiến", field="note", longest=500)
    return text_of(note, "lý do không đồng ý", field="note", longest=500)


def _still_open(state: str, label: str) -> None:
    if state not in OPEN_SHARES:
        raise InvalidStep(f"Phần việc này {label.lower()} nên không gia hạn được.")


def _parent(rows: object, column: str) -> int:
    found = rows.values_list(column, flat=True).first()  # type: ignore[attr-defined]
    if found is None:
        raise Missing("Không có đề nghị này.")
    return int(found)
