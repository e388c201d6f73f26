"""One-time activation codes of people whom an import added. Told once, kept nowhere."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from congvu.base.errors import Incomplete, InvalidStep
from congvu.imports import events
from congvu.imports.guards import lock_batch, tell
from congvu.imports.queries import waiting_people
from congvu.imports.states import BatchState
from congvu.imports.writing import IssuedCode, codes_for
from congvu.policy.facts import Actor


@transaction.atomic
def reissue_codes(*, batch_id: int, by: Actor, at: dt.datetime) -> tuple[IssuedCode, ...]:
    """Cấp lại mã cho những người của lần nhập này chưa kích hoạt; the earlier codes stop working.

    For a list that was closed before it was printed. Raises: Missing, Denied, InvalidStep, Incomplete.
    """
    batch = lock_batch(batch_id, by)
    if batch.state != BatchState.APPLIED:
        raise InvalidStep("Lần nhập này chưa được xác nhận nên chưa có mã nào.")
    people = list(waiting_people(batch))
    if not people:
        raise Incomplete("Mọi người của lần nhập này đã kích hoạt.")
    issued = codes_for(people, by, at)
    tell(events.CODES_ISSUED, batch, by=by, at=at, count=len(issued))
    return issued
