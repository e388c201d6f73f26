"""The page "Đồng bộ": what was sent, what waits, what failed and why."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from congvu.base.errors import Missing
from congvu.org.queries import root_subject
from congvu.policy.actions import Action
from congvu.policy.decide import can
from congvu.policy.facts import Actor
from congvu.sync.models import Parcel
from congvu.sync.sending import why_off
from congvu.sync.states import PARCEL, ParcelState, ParcelStep

SHOWN = 200
TONES = {
    ParcelState.WAITING: "amber",
    ParcelState.SENDING: "ink",
    ParcelState.SENT: "leaf",
    ParcelState.FAILED: "seal",
}


@dataclass(frozen=True)
class Row:
    """One parcel. `late`: what is wrong with its day; "" while all is well."""

    id: int
    label: str
    version: int | None
    count: int
    result_on: dt.date
    due_on: dt.date
    late: str
    state: str
    tone: str
    tries: int
    send_after: dt.datetime | None
    error: str
    receipt: str
    accepted_at: dt.datetime | None
    may_retry: bool


@dataclass(frozen=True)
class SyncPage:
    """The page. `why_off` is "" where sending is on."""

    why_off: str
    rows: tuple[Row, ...]
    failed: int
    late: int


def sync_page(viewer: Actor, *, today: dt.date) -> SyncPage:
    """Parcels of the viewer's organ, newest first; two queries. Raises Missing."""
    organ_id = _organ(viewer)
    rows = Parcel.objects.filter(organ_id=organ_id).defer("body", "answer").order_by("-result_on", "-pk")
    off = why_off()
    found = tuple(_row(each, today, is_on=not off) for each in rows[:SHOWN])
    failed = sum(1 for each in found if each.state == ParcelState.FAILED.label)
    return SyncPage(off, found, failed, sum(bool(each.late) for each in found))


def _row(parcel: Parcel, today: dt.date, *, is_on: bool) -> Row:
    late = ""
    if parcel.state != ParcelState.SENT and today > parcel.due_on:
        late = "quá hạn"
    return Row(
        id=parcel.pk, label=parcel.label, version=parcel.period_version, count=parcel.count,
        result_on=parcel.result_on, due_on=parcel.due_on, late=late, state=parcel.get_state_display(),
        tone=TONES[ParcelState(parcel.state)], tries=parcel.tries,
        send_after=parcel.send_after if is_on and parcel.state == ParcelState.WAITING and parcel.tries else None,
        error=parcel.error, receipt=parcel.receipt, accepted_at=parcel.accepted_at,
        may_retry=is_on and bool(parcel.error) and PARCEL.may(parcel.state, ParcelStep.RETRY),
    )  # fmt: skip


def parcel_of(parcel_id: int, viewer: Actor) -> Parcel:
    """One parcel of the viewer's organ. Raises Missing."""
    found = Parcel.objects.filter(pk=parcel_id, organ_id=_organ(viewer)).first()
    if found is None:
        raise Missing("Không có gói này.")
    return found


def _organ(viewer: Actor) -> int:
    if viewer.organ_id is None or not can(viewer, Action.SYNC_VIEW, root_subject(viewer.organ_id)):
        raise Missing("Không tìm thấy trang này.")
    return viewer.organ_id
