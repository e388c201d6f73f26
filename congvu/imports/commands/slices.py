"""Carrying out a staff list slice by slice, so that others write in between and a stop loses nothing."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from congvu.base.errors import InvalidStep, Stale
from congvu.imports import events, queries
from congvu.imports.commands.apply import EMPTY, STALE
from congvu.imports.finishing import Applied, finish
from congvu.imports.guards import lock_batch, tell
from congvu.imports.models import Batch
from congvu.imports.plan import PlanRow
from congvu.imports.results import Rejected
from congvu.imports.staff.plan import StaffPlan
from congvu.imports.staff.values import ParsedPerson
from congvu.imports.states import BATCH, BatchState, BatchStep
from congvu.imports.writing import IssuedCode, codes_for, write_people
from congvu.org.guards import locked
from congvu.org.models import Organ, Person
from congvu.policy.facts import Actor

SLICE = 100
"""Rows, or codes, of one transaction."""


@dataclass(frozen=True)
class Slice:
    """One step of the way: rows settled of all, codes told by this slice; `applied` with the last."""

    done: int
    total: int
    codes: tuple[IssuedCode, ...] = ()
    applied: Applied | None = None


@transaction.atomic
def apply_slice(
    *, batch_id: int, by: Actor, at: dt.datetime, seen: str = "", told: int = 0, most: int = SLICE
) -> Slice:
    """Nhập tiếp danh sách cán bộ: at most `most` rows, then the codes, then the end.

    What was previewed is settled with the first slice; each later one compares the file with the
    organ again, so that a row is never written twice and a broken run goes on where it stopped.
    Rows that a command refuses are tried again after the others, for a row may wait for another.
    `told`: how many codes of this batch the caller holds; a caller who lost them says 0, gets new
    ones, and the earlier ones stop working. `seen`: the digest of the confirmed preview.
    Raises: Missing, Denied, InvalidStep, Stale, Unreadable.
    """
    batch = lock_batch(batch_id, by)
    if batch.kind != Batch.Kind.STAFF:
        raise InvalidStep("Lần nhập này thuộc loại khác.")
    is_first = batch.state == BatchState.READ
    batch.state = BATCH.after(batch.state, BatchStep.BEGIN)
    locked(Organ, pk=batch.organ_id)
    if not is_first and batch.summary["progress"]["is_written"]:
        return _tell_codes(batch, by, at, told, most)
    work = queries.work_of_batch(batch, by)
    assert isinstance(work, StaffPlan)
    if is_first:
        if seen and seen != work.plan.digest:
            raise Stale(STALE)
        if not work.plan.rows:
            raise InvalidStep(EMPTY)
        batch.summary = {**work.plan.counts(), "progress": _beginning(work)}
    progress: dict[str, Any] = batch.summary["progress"]
    tried: dict[str, str] = progress["tried"]
    steps = {_key(step.row): step for step in work.steps if _key(step.row) in progress["rows"]}
    fresh = [key for key in steps if key not in tried]
    chosen = fresh[:most] or list(steps)
    written = write_people(batch.organ_id, [steps[key] for key in chosen], by, at)
    refused = {_key(row): sentence for row, sentence in written.refused}
    progress["people"] += sorted(written.added.values())
    progress["written"] += [key for key in chosen if key not in refused]
    progress["tried"] = {**tried, **refused} if fresh else refused
    # All were tried; and those refused wait for no other any more.
    progress["is_written"] = (not progress["tried"] and len(fresh) <= most) or len(refused) == len(
        steps
    ) > len(fresh)
    open_rows = progress["rows"].keys() - set(progress["written"])
    late = {_key(one): one.reason for one in work.plan.rejected if _key(one) in open_rows}
    progress["lost"] = {**late, **progress["tried"]}
    done = progress["done"] = len(progress["rows"]) - max(0, len(fresh) - most)
    batch.save(update_fields=["state", "summary"])
    tell(events.PROGRESS, batch, by=by, at=at, done=done, total=len(progress["rows"]))
    return Slice(done, len(progress["rows"]))


def _key(row: ParsedPerson | PlanRow | Rejected) -> str:
    return f"{row.row}:{row.sheet}"


def _beginning(work: StaffPlan) -> dict[str, Any]:
    """What the later slices have to know of the preview that was confirmed: each row and its outcome."""
    outcomes = {_key(row): row.outcome.value for row in work.plan.rows}
    return {
        "rows": {_key(step.row): outcomes[_key(step.row)] for step in work.steps},
        "refused": [[one.sheet, one.row, one.reason] for one in work.plan.refused],
        "done": 0,
        "people": [],
        "written": [],
        "tried": {},
        "lost": {},
        "is_written": False,
    }


def _tell_codes(batch: Batch, by: Actor, at: dt.datetime, told: int, most: int) -> Slice:
    """The next codes of the people of this batch, in the order of names; the batch ends with the last."""
    progress: dict[str, Any] = batch.summary["progress"]
    total, ids = len(progress["rows"]), progress["people"]
    people = Person.objects.filter(pk__in=ids).select_related("user").order_by("sort_key", "pk")
    codes = codes_for(list(people[told : told + most]), by, at)
    if told + most < len(ids):
        return Slice(total, total, codes)
    lost: dict[str, str] = progress["lost"]
    counts = {name: n for name, n in batch.summary.items() if name != "progress"}
    for key in lost:
        counts[progress["rows"][key].lower()] -= 1
        counts["accepted"] -= 1
    rejected = [Rejected(sheet, row, reason) for sheet, row, reason in progress["refused"]]
    for key, reason in lost.items():
        row, _, sheet = key.partition(":")
        rejected.append(Rejected(sheet, int(row), reason))
    rejected.sort(key=lambda one: (one.sheet, one.row))
    batch.state = BATCH.after(batch.state, BatchStep.APPLY)
    counts["rejected"] = len(rejected)
    applied = finish(batch, counts, tuple(rejected), by, at, people=list(people.values_list("pk", flat=True)))
    return Slice(total, total, codes, applied)
