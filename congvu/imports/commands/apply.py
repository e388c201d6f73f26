"""Carrying out what was previewed, through the commands of the rooms below."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from congvu.base.errors import InvalidStep, Stale
from congvu.catalogue.commands import propose_edition, revise_edition
from congvu.imports import queries
from congvu.imports.catalogue.plan import CataloguePlan
from congvu.imports.finishing import Applied, finish
from congvu.imports.guards import lock_batch
from congvu.imports.models import Batch
from congvu.imports.positions.plan import PositionsPlan
from congvu.imports.states import BATCH, BatchStep
from congvu.org.commands import put_position
from congvu.org.guards import locked
from congvu.org.models import Organ
from congvu.org.queries import root_unit
from congvu.policy.facts import Actor

STALE = "Dữ liệu của cơ quan đã đổi từ lúc đồng chí xem trước. Xem lại rồi xác nhận."
EMPTY = "Tệp không có hàng nào nhận được nên không có gì để nhập."


def _begin(batch_id: int, kind: str, seen: str, by: Actor) -> tuple[Batch, queries.Work]:
    """The batch, locked, and what its file does now. Raises: Missing, Denied, InvalidStep, Stale, Unreadable."""
    batch = lock_batch(batch_id, by)
    if batch.kind != kind:
        raise InvalidStep("Lần nhập này thuộc loại khác.")
    batch.state = BATCH.after(batch.state, BatchStep.APPLY)
    locked(Organ, pk=batch.organ_id)
    work = queries.work_of_batch(batch, by)
    if seen and seen != work.plan.digest:
        raise Stale(STALE)
    if not work.plan.rows:
        raise InvalidStep(EMPTY)
    return batch, work


@transaction.atomic
def apply_catalogue(*, batch_id: int, by: Actor, at: dt.datetime, seen: str = "") -> Applied:
    """Nhập danh mục thành bản đề xuất: a new edition, or the open proposal brought up to the file.

    A list that says the same as the newest one proposes nothing. Rejected rows are left out and
    reported. `seen`: the digest of the preview that was confirmed.
    Raises: Missing, Denied, InvalidStep, Stale, Unreadable, Incomplete, OutOfRange.
    Source: NĐ 335/2025/NĐ-CP, Điều 13 khoản 1.
    """
    batch, work = _begin(batch_id, Batch.Kind.CATALOGUE, seen, by)
    assert isinstance(work, CataloguePlan)
    edition_id = work.baseline.pk if work.baseline else None
    if not queries.does_nothing(work):
        told = {
            "standard_score": work.standard_score,
            "standard_code": work.standard_code,
            "items": work.specs,
            "source_name": batch.file_name,
            "source_sha256": batch.sha256,
        }
        if work.revises and edition_id is not None:
            revise_edition(edition_id=edition_id, **told, by=by, at=at)  # type: ignore[arg-type]
        else:
            edition_id = propose_edition(organ_id=batch.organ_id, name=work.name, **told, by=by, at=at).pk  # type: ignore[arg-type]
    return finish(batch, work.plan.counts(), work.plan.refused, by, at, edition_id=edition_id)


@transaction.atomic
def apply_positions(*, batch_id: int, by: Actor, at: dt.datetime, seen: str = "") -> Applied:
    """Nhập vị trí việc làm với nhiệm vụ và tiêu chí; they hold from the day on which the organ is kept here.

    Raises: Missing, Denied, InvalidStep, Stale, Unreadable, Incomplete, OutOfRange.
    """
    batch, work = _begin(batch_id, Batch.Kind.POSITIONS, seen, by)
    assert isinstance(work, PositionsPlan)
    since = root_unit(batch.organ_id).valid_from
    for put in work.puts:
        put_position(
            organ_id=batch.organ_id, code=put.code, name=put.name, group=put.group, valid_from=since,
            legacy_group=put.legacy_group, goal=put.goal, source=batch.file_name, tasks=put.tasks, by=by, at=at,
        )  # fmt: skip
    return finish(batch, work.plan.counts(), work.plan.refused, by, at)


APPLY = {
    Batch.Kind.CATALOGUE.value: apply_catalogue,
    Batch.Kind.POSITIONS.value: apply_positions,
}


@transaction.atomic
def apply_batch(*, batch_id: int, by: Actor, at: dt.datetime, seen: str = "") -> Applied:
    """A catalogue or positions, whichever the batch is for. Raises: as they do, InvalidStep (staff)."""
    batch = lock_batch(batch_id, by)
    if batch.kind not in APPLY:
        raise InvalidStep("Danh sách cán bộ được nhập từng phần.")
    return APPLY[batch.kind](batch_id=batch_id, by=by, at=at, seen=seen)
