"""Reading a file into a batch: a preview, no domain data."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from congvu.base.errors import InvalidStep, Missing, OutOfRange
from congvu.base.text import clean
from congvu.imports import events, parsed, queries, store
from congvu.imports.guards import ACTIONS, forget, lock_batch, subject_of, tell
from congvu.imports.models import Batch
from congvu.imports.reading import Source, read_bytes
from congvu.imports.staff.columns import BY_FIELD
from congvu.imports.staff.parse import Unmapped
from congvu.imports.states import BATCH, BatchState, BatchStep
from congvu.org.guards import locked
from congvu.org.models import Organ
from congvu.policy.decide import check
from congvu.policy.facts import SYSTEM, Actor


@transaction.atomic
def read_file(
    *,
    organ_id: int,
    kind: str,
    file_name: str,
    source: Source,
    by: Actor,
    at: dt.datetime,
    options: Mapping[str, Any] | None = None,
) -> Batch:
    """Đọc một tệp và giữ lại để xem trước. The same file sent twice gives the same batch.

    `options`: "standard_score" (text of a number, points), "mapping" (field → title of a column).
    A staff list whose columns are not understood is kept too, so that they can be chosen. Files
    that waited longer than a week are put away first.
    Raises: Denied, Unreadable, OutOfRange (the standard score).
    """
    organ = locked(Organ, pk=organ_id)
    if kind not in ACTIONS:
        raise Missing("Không có loại nhập này.")
    check(by, ACTIONS[kind], subject_of(by, kind, organ_id))
    options = {name: value for name, value in (options or {}).items() if value}
    raw = read_bytes(source, parsed.limits())
    _expire(organ, at)
    name = clean(file_name)[:200] or "tệp"
    summary = _summary(organ_id, kind, raw, options, name, by)
    sha256 = hashlib.sha256(raw).hexdigest()
    batch = Batch.objects.filter(
        organ=organ, kind=kind, sha256=sha256, options=options, state=BatchState.READ, read_by=by.key
    ).first()
    if batch is None:
        batch = Batch.objects.create(
            organ=organ, kind=kind, file_name=name, sha256=sha256, options=options, summary=summary,
            read_at=at, read_by=by.key,
        )  # fmt: skip
        tell(events.READ, batch, by=by, at=at, count=summary.get("read", 0), sha256=sha256)
    store.put(raw)
    return batch


def _summary(
    organ_id: int, kind: str, raw: bytes, options: dict[str, Any], file_name: str, by: Actor
) -> dict[str, int]:
    question = queries.question_for(organ_id, kind, options)
    try:
        found = parsed.parse_new(raw, question)
    except Unmapped as error:
        if not error.titles:
            raise
        return {}
    return queries.work_of(organ_id, found, file_name, by).plan.counts()


@transaction.atomic
def map_columns(*, batch_id: int, mapping: Mapping[str, str], by: Actor, at: dt.datetime) -> Batch:
    """Chọn cột của danh sách cán bộ: field → title of a column in the file ("" = by its own words).

    Raises: Missing, Denied, InvalidStep, OutOfRange (a column twice), Unreadable (not in the file).
    """
    batch = lock_batch(batch_id, by)
    batch.state = BATCH.after(batch.state, BatchStep.MAP)
    if batch.kind != Batch.Kind.STAFF:
        raise InvalidStep("Chỉ danh sách cán bộ cần chọn cột.")
    chosen = {field: title for field, told in mapping.items() if field in BY_FIELD and (title := clean(told))}
    if len(set(chosen.values())) != len(chosen):
        raise OutOfRange("Mỗi cột của tệp chỉ chọn cho một mục.")
    options = {**batch.options, "mapping": chosen}
    question = queries.question_for(batch.organ_id, batch.kind, options)
    found = parsed.parse_stored(batch.sha256, question)
    batch.options = options
    batch.summary = queries.work_of(batch.organ_id, found, batch.file_name, by).plan.counts()
    batch.save(update_fields=["options", "summary"])
    tell(events.MAPPED, batch, by=by, at=at, mapping=chosen)
    return batch


@transaction.atomic
def discard_batch(*, batch_id: int, by: Actor, at: dt.datetime) -> Batch:
    """Bỏ một lần nhập chưa xác nhận; the file is deleted. Raises: Missing, Denied, InvalidStep."""
    batch = lock_batch(batch_id, by)
    batch.state = BATCH.after(batch.state, BatchStep.DISCARD)
    _put_away(batch, by, at)
    tell(events.DISCARDED, batch, by=by, at=at)
    return batch


def _expire(organ: Organ, at: dt.datetime) -> None:
    old = at - dt.timedelta(days=queries.KEPT_DAYS)
    waiting = Batch.objects.select_for_update(of=("self",)).filter(
        organ=organ, state=BatchState.READ, read_at__lt=old
    )
    for batch in waiting.order_by("pk"):
        batch.state = BATCH.after(batch.state, BatchStep.DISCARD)
        _put_away(batch, SYSTEM, at)
        tell(events.EXPIRED, batch, by=SYSTEM, at=at, days=queries.KEPT_DAYS)


def _put_away(batch: Batch, by: Actor, at: dt.datetime) -> None:
    batch.discarded_at, batch.discarded_by = at, by.key
    batch.save(update_fields=["state", "discarded_at", "discarded_by"])
    transaction.on_commit(lambda: forget(batch.sha256))
