"""One task with everything on it, as one person may see it, and what she may do there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Prefetch

from congvu.assignments.due import Due, due, due_calendar
from congvu.assignments.guards import charged, level_above
from congvu.assignments.models import Cause, Delivery, Extension, Share, Task
from congvu.assignments.states import (
    DELIVERY,
    OPEN_SHARES,
    SHARE,
    DecisionState,
    DeliveryState,
    DeliveryStep,
    ShareStep,
)
from congvu.audit.models import AuditEvent
from congvu.audit.present import present
from congvu.base import clock
from congvu.base.errors import InvalidStep, Missing
from congvu.org.models import Person
from congvu.org.queries import confirmers, places
from congvu.policy.actions import Action
from congvu.policy.decide import can, refusal
from congvu.policy.facts import Actor, Subject
from congvu.ui import words

ASKED_OF_POLICY = (
    Action.CAUSE_DECIDE,
    Action.DELIVERY_JUDGE,
    Action.EXTENSION_DECIDE,
    Action.SHARE_HAND_OVER,
    Action.TASK_CANCEL,
    Action.TASK_CARRY_OVER,
)
HANDED_IN_WAITS = "Còn kết quả chờ kết luận."


@dataclass(frozen=True)
class DeliveryCard:
    """One hand-in. `may` holds the refusal of each action, "" where it is allowed."""

    delivery: Delivery
    products: tuple[tuple[int, int, int, int, int], ...]
    causes: tuple[Cause, ...]
    judge_name: str
    may: dict[str, str]


@dataclass(frozen=True)
class ShareCard:
    """One person's part with her hand-ins. Quantities in products."""

    share: Share
    is_mine: bool
    waiting: Decimal
    left: Decimal
    due: Due
    deliveries: tuple[DeliveryCard, ...]
    extensions: tuple[Extension, ...]
    may: dict[str, str]
    rights: frozenset[Action]

    @property
    def is_open(self) -> bool:
        return self.share.state in OPEN_SHARES


@dataclass(frozen=True)
class EventLine:
    """One line of the task's history."""

    who: str
    sentence: str
    at: dt.datetime
    instead_of: str


@dataclass(frozen=True)
class TaskPage:
    """What `/viec/<id>` shows."""

    task: Task
    due: Due
    shares: tuple[ShareCard, ...]
    events: tuple[EventLine, ...]
    may_cancel: str
    leads: bool

    @property
    def open_shares(self) -> int:
        return sum(card.is_open for card in self.shares)


def task_page(task_id: int, *, viewer: Actor, today: dt.date) -> TaskPage:
    """The task for those who work on it, lead its unit, confirm its people, or keep personnel.

    Raises: Missing for everybody else, alike for what is not there.
    """
    task = (
        Task.objects.select_related("unit", "product", "accountable", "assigner", "carried_from")
        .filter(pk=task_id)
        .first()
    )
    if task is None:
        raise Missing("Không có việc này.")
    shares = list(_shares(task))
    subjects = _subjects(task, shares, today)
    if not any(can(viewer, Action.TASK_VIEW, s) for s in (*subjects.values(), _whole(task, shares))):
        raise Missing("Không có việc này.")
    calendar = due_calendar(task.organ_id, today)
    names = _names(task, shares)
    cards = tuple(
        ShareCard(
            share=share,
            is_mine=share.person_id == viewer.person_id,
            waiting=(waiting := _waiting(share)),
            left=share.quantity - share.quantity_handed_over - share.quantity_done - waiting,
            due=due(calendar, share.deadline, today, is_open=share.state in OPEN_SHARES),
            deliveries=tuple(
                _delivery(d, share, subjects[share.pk], viewer, names) for d in share.deliveries.all()
            ),
            extensions=tuple(share.extensions.all()),
            may=_may(share, subjects[share.pk], viewer, today, waiting),
            rights=frozenset(a for a in ASKED_OF_POLICY if can(viewer, a, subjects[share.pk])),
        )
        for share in shares
    )
    is_open = any(card.is_open for card in cards)
    cancel = [c.may["cancel"] for c in cards if c.is_open]
    return TaskPage(
        task=task,
        due=due(calendar, task.deadline, today, is_open=is_open),
        shares=cards,
        events=_events(task),
        may_cancel=next(filter(None, cancel), "") if cancel else "Việc này không còn phần nào đang mở.",
        leads=any(can(viewer, Action.SHARE_HAND_OVER, s) for s in subjects.values()),
    )


def _shares(task: Task) -> Iterable[Share]:
    deliveries = (
        Delivery.objects.exclude(state=DeliveryState.WITHDRAWN)
        .order_by("pk")
        .prefetch_related(Prefetch("causes", queryset=Cause.objects.order_by("pk")))
        .select_related("replaced_by")
    )
    return (
        Share.objects.filter(task=task)
        .select_related("person", "taken_over_from__person", "task__unit")
        .prefetch_related(
            Prefetch("deliveries", queryset=deliveries),
            Prefetch("extensions", queryset=Extension.objects.order_by("pk")),
        )
        .order_by("taken_over_from_id", "role", "person__sort_key", "pk")
    )


def _subjects(task: Task, shares: list[Share], today: dt.date) -> dict[int, Subject]:
    """The subject of each part; the deciders of all of them by one query per organ."""
    people = list({s.person_id for s in shares})
    deciders = confirmers(people, on=today)
    where = places(people, on=today)
    paths = {p: level_above(where.get(p), task.unit.path) for p in people}
    return {
        s.pk: Subject(
            organ_id=task.organ_id,
            unit_path=paths[s.person_id],
            owner_id=s.person_id,
            decider_id=deciders[s.person_id],
            participants=tuple(people),
        )
        for s in shares
    }


def _whole(task: Task, shares: list[Share]) -> Subject:
    """The task as such: its own unit's leaders see it whoever works on it."""
    return Subject(
        organ_id=task.organ_id, unit_path=task.unit.path, participants=tuple(s.person_id for s in shares)
    )


def _may(share: Share, subject: Subject, viewer: Actor, today: dt.date, waiting: Decimal) -> dict[str, str]:
    """The refusal of each action on a part: first the policy's, then the state's; "" means go."""
    late = words.addressed("Hạn đã qua. Đồng chí nộp kết quả và nêu nguyên nhân khách quan nếu có.")
    asked = any(e.state == DecisionState.ASKED for e in share.extensions.all())
    nothing = (
        "Phần việc này đã nộp hết."
        if share.quantity - share.quantity_done - share.quantity_handed_over <= waiting
        else ""
    )
    waits = HANDED_IN_WAITS if waiting else ""
    is_open = "" if share.state in OPEN_SHARES else f"Phần việc này {share.get_state_display().lower()}."

    def both(action: Action, *why: str) -> str:
        return refusal(viewer, action, subject) or next(filter(None, why), "")

    return {
        "accept": both(Action.SHARE_ACCEPT, _step(share, ShareStep.ACCEPT)),
        "hand_in": both(Action.SHARE_HAND_IN, _step(share, ShareStep.HAND_IN), nothing),
        "progress": both(Action.SHARE_REPORT, is_open),
        "unable": both(Action.SHARE_REPORT, _step(share, ShareStep.REPORT_UNABLE)),
        "keep": both(Action.SHARE_REPORT, _step(share, ShareStep.KEEP)),
        "extend": both(
            Action.EXTENSION_ASK, is_open, late if today > share.deadline else "",
            "Đang có một đề nghị gia hạn chờ quyết định." if asked else "",
        ),
        "decide_extension": both(Action.EXTENSION_DECIDE, is_open),
        "decide_cause": both(Action.CAUSE_DECIDE),
        "hand_over": both(Action.SHARE_HAND_OVER, _step(share, ShareStep.HAND_OVER), waits),
        "cancel": both(Action.TASK_CANCEL, _step(share, ShareStep.CANCEL), waits),
        "carry_over": both(Action.TASK_CARRY_OVER, _step(share, ShareStep.CARRY_OVER), waits),
    }  # fmt: skip


def _step(share: Share, step: ShareStep) -> str:
    try:
        SHARE.after(share.state, step)
    except InvalidStep:
        return f"Phần việc này {share.get_state_display().lower()}."
    return ""


def _delivery(
    delivery: Delivery, share: Share, subject: Subject, viewer: Actor, names: dict[str, str]
) -> DeliveryCard:
    replaced = "Kết quả này đã được nộp lại." if hasattr(delivery, "replaced_by") else ""
    unjudged = (
        "" if DELIVERY.may(delivery.state, DeliveryStep.CORRECT_MET) else "Kết quả này chưa có kết luận."
    )
    charges = [
        charged(delivery, about, n)
        for about in (Cause.About.ERROR, Cause.About.LATE)
        for n in range(len(delivery.errors))
    ]
    nothing = (
        ""
        if delivery.state == DeliveryState.MET and any(charges)
        else "Không có lỗi hay lần chậm nào bị tính."
    )
    return DeliveryCard(
        delivery=delivery,
        products=tuple(
            (n, *counts)
            for n, counts in enumerate(
                zip(
                    delivery.errors, delivery.waived_errors, delivery.late, delivery.waived_late, strict=False
                ),
                1,
            )
        ),
        causes=tuple(delivery.causes.all()),
        judge_name=names.get(delivery.judged_by, ""),
        may={
            "rejudge": refusal(viewer, Action.DELIVERY_JUDGE, subject) or unjudged or replaced,
            "propose": refusal(viewer, Action.CAUSE_PROPOSE, subject) or nothing,
        },
    )


def _waiting(share: Share) -> Decimal:
    rows = (d.quantity for d in share.deliveries.all() if d.state == DeliveryState.HANDED_IN)
    return sum(rows, Decimal(0))


def _names(task: Task, shares: list[Share]) -> dict[str, str]:
    keys = {task.assigned_by, *(d.judged_by for s in shares for d in s.deliveries.all())}
    return names_of(keys)


def names_of(keys: Iterable[str]) -> dict[str, str]:
    """Full names behind the stable codes of actors ("person:12"); one query."""
    ids = {int(k.split(":")[1]): k for k in keys if k.startswith("person:")}
    return {
        ids[pk]: name for pk, name in Person.objects.filter(pk__in=list(ids)).values_list("pk", "full_name")
    } | {"system": "Hệ thống"}


def _events(task: Task) -> tuple[EventLine, ...]:
    rows = list(
        AuditEvent.objects.filter(organ_id=task.organ_id, subject=f"assignments.task:{task.pk}").order_by(
            "-seq"
        )
    )
    names = names_of({key for row in rows for key in (row.by, row.acting_for)})
    return tuple(
        EventLine(
            names.get(r.by, "Người không còn trong hệ thống"),
            present(r),
            clock.local(r.at),
            names.get(r.acting_for, ""),
        )
        for r in rows
    )


def task_of(model: type[Share] | type[Delivery] | type[Cause] | type[Extension], pk: int) -> int:
    """The task that a part, a hand-in or a request belongs to. Raises Missing."""
    way = {
        Share: "task_id",
        Delivery: "share__task_id",
        Cause: "delivery__share__task_id",
        Extension: "share__task_id",
    }
    found = model._default_manager.filter(pk=pk).values_list(way[model], flat=True).first()
    if found is None:
        raise Missing("Không có việc này.")
    return int(found)
