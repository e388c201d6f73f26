"""The actions beside a part or a hand-in: a button, or a form that unfolds; grey ones say why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.urls import reverse

from congvu.assignments import forms as f
from congvu.assignments.queries import ShareCard, TaskPage
from congvu.policy.actions import Action
from congvu.policy.facts import Actor
from congvu.ui import words
from congvu.ui.web import Request


@dataclass(frozen=True)
class Act:
    """One action. Without `form` it is a single button; `why_not` greys it out."""

    key: str
    label: str
    url: str
    why_not: str = ""
    form: forms.Form | None = None
    kind: str = ""
    icon: str = ""
    is_open: bool = False


class Acts:
    """Builds the acts of one page, putting back what was typed into the refused one."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.viewer: Actor = request.actor
        self.typed_key = request.typed.get("act", "") if request.typed else ""

    def _act(
        self, name: str, pk: int, label: str, why_not: str, form: type[forms.Form] | None = None, **more: Any
    ) -> Act:
        key = f"{name}-{pk}"
        url = reverse(f"assignments:{name}", args=[pk])
        initial = more.pop("initial", {})
        extra = more.pop("extra", {})
        if form is None:
            return Act(key, label, url, why_not, **more)
        typed = key == self.typed_key
        made = form(self.request.typed if typed else None, auto_id=f"id_{key}_%s", initial=initial, **extra)
        if typed and self.request.refusal.field in made.fields:
            made.add_error(self.request.refusal.field, str(self.request.refusal))
        return Act(key, label, url, why_not, made, is_open=typed, **more)

    def of_share(self, card: ShareCard) -> list[Act]:
        """What the doer does herself, or what the leader decides; what the viewer has no part in is absent."""
        pk, may, seen = card.share.pk, card.may, {"version": card.share.version}
        if card.is_mine:
            return [*self._own(card, pk, may, seen)]
        if not card.is_open:
            return []
        end = {"deadline": card.share.deadline}
        made = [
            (Action.SHARE_HAND_OVER, self._act(
                "hand_over", pk, "Chuyển người khác", may["hand_over"], f.HandOverForm, initial={**seen, **end},
                extra={"viewer": self.viewer})),
            (Action.TASK_CARRY_OVER, self._act(
                "carry_over", pk, "Chuyển kỳ sau", may["carry_over"], f.CarryOverForm, initial=seen)),
            (Action.TASK_CANCEL, self._act(
                "cancel", pk, "Hủy phần này", may["cancel"], f.CancelForm, initial=seen, kind="danger")),
        ]  # fmt: skip
        return [act for action, act in made if action in card.rights]

    def _own(self, card: ShareCard, pk: int, may: dict[str, str], seen: dict[str, Any]) -> Iterator[Act]:
        if card.share.state == "ASSIGNED":
            yield self._act("accept", pk, "Nhận việc", may["accept"], kind="primary", icon="check")
        if card.share.state == "UNABLE":
            yield self._act("keep", pk, "Tiếp tục làm", may["keep"])
        if card.is_open:
            yield self._act("progress", pk, "Báo tiến độ", may["progress"], f.ProgressForm, initial=seen)
            yield self._act("extend", pk, "Xin gia hạn", may["extend"], f.ExtensionForm, initial=seen)
            yield self._act("unable", pk, "Báo không làm được", may["unable"], f.UnableForm, initial=seen)

    def of_requests(self, card: ShareCard) -> dict[int, Act]:
        """The decision on each open request for more time."""
        return {
            e.pk: self._act(
                "decide_extension", e.pk, "Quyết định", card.may["decide_extension"], f.DecideForm
            )
            for e in card.extensions
            if e.state == "ASKED" and Action.EXTENSION_DECIDE in card.rights
        }

    def of_causes(self, card: ShareCard) -> dict[int, Act]:
        """The decision on each open objective cause."""
        return {
            c.pk: self._act("decide_cause", c.pk, "Quyết định", card.may["decide_cause"], f.DecideForm)
            for d in card.deliveries
            for c in d.causes
            if c.state == "ASKED" and Action.CAUSE_DECIDE in card.rights
        }

    def of_deliveries(self, card: ShareCard) -> dict[int, list[Act]]:
        """Naming a cause (the doer), correcting the verdict (who gave it)."""
        found: dict[int, list[Act]] = {}
        for each in card.deliveries:
            pk, d = each.delivery.pk, each.delivery
            if card.is_mine and d.state == "MET":
                found[pk] = [
                    self._act(
                        "propose_cause", pk, "Nêu nguyên nhân khách quan", each.may["propose"], f.CauseForm
                    )
                ]
            elif Action.DELIVERY_JUDGE in card.rights and d.state != "HANDED_IN":
                now = {
                    "met": "1" if d.state == "MET" else "0",
                    "quantity": d.quantity,
                    "errors_each": " ".join(map(str, own_errors(d.errors, d.carried_errors))),
                    "late_each": " ".join(map(str, d.late)),
                }
                found[pk] = [
                    self._act("rejudge", pk, "Sửa kết luận", each.may["rejudge"], f.RejudgeForm, initial=now)
                ]
        return found

    def of_task(self, page: TaskPage) -> list[Act]:
        """Cancelling the whole task, for who leads it."""
        if not page.leads or page.open_shares < 2:
            return []
        version = {"version": page.task.version}
        return [
            self._act(
                "cancel_task",
                page.task.pk,
                "Hủy cả việc",
                page.may_cancel,
                f.CancelForm,
                initial=version,
                kind="danger",
            )
        ]


def own_errors(errors: list[int], carried: list[int]) -> list[int]:
    """The errors of this hand-in alone, without those that came along from returned ones."""
    return [e - (carried[n] if n < len(carried) else 0) for n, e in enumerate(errors)]


@dataclass(frozen=True)
class Drawn:
    """A part with its acts, as the template walks over it."""

    card: ShareCard
    acts: list[Act]
    requests: list[tuple[Any, Act | None]]
    deliveries: list[tuple[Any, list[Act], list[tuple[Any, Act | None]]]]

    @property
    def progress(self) -> str:
        share = self.card.share
        return f"Đã đạt {words.number(share.quantity_done)} trên {words.number(share.quantity)}"


def drawn(acts: Acts, card: ShareCard) -> Drawn:
    """Everything of one part, in the order of the page."""
    requests, causes, deliveries = acts.of_requests(card), acts.of_causes(card), acts.of_deliveries(card)
    return Drawn(
        card,
        acts.of_share(card),
        [(e, requests.get(e.pk)) for e in card.extensions],
        [
            (d, deliveries.get(d.delivery.pk, []), [(c, causes.get(c.pk)) for c in d.causes])
            for d in card.deliveries
        ],
    )
