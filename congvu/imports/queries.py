"""Reading imports: what waits, what a stored file would do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from congvu.accounts.models import User
from congvu.base import clock
from congvu.base.errors import Missing, Unreadable
from congvu.imports import parsed
from congvu.imports.catalogue.plan import CataloguePlan, plan_catalogue
from congvu.imports.catalogue.values import ParsedCatalogue
from congvu.imports.guards import why_not
from congvu.imports.models import Batch
from congvu.imports.plan import Plan
from congvu.imports.positions.plan import PositionsPlan, plan_positions
from congvu.imports.positions.values import ParsedPositions
from congvu.imports.staff.known import names_of
from congvu.imports.staff.parse import Unmapped
from congvu.imports.staff.plan import StaffPlan, plan_staff
from congvu.imports.staff.values import ParsedStaff
from congvu.imports.states import BatchState
from congvu.org.models import Person
from congvu.policy.facts import Actor
from congvu.regimes.queries import pack_in_force
from congvu.ui import words

KEPT_DAYS = 7
"""How long a file that was read waits for its decision."""
RECENT = 20
MANY_PEOPLE = 300

Work = CataloguePlan | PositionsPlan | StaffPlan


def question_for(organ_id: int | None, kind: str, options: dict[str, Any]) -> parsed.Question:
    """What to ask of a file of this organ."""
    today = clock.today()
    pack, sha256 = pack_in_force(organ_id, today) if organ_id else (parsed.DEFAULT_PACK, "")
    units, positions = names_of(organ_id, today) if kind == Batch.Kind.STAFF else (None, None)
    told = parsed.options_of(options)
    return parsed.Question(kind=kind, pack=pack, pack_sha256=sha256, units=units, positions=positions, **told)


def work_of(organ_id: int | None, found: parsed.Parsed, file_name: str, by: Actor) -> Work:
    """What the parsed file would do to this organ."""
    match found:
        case ParsedCatalogue():
            return plan_catalogue(organ_id, found, file_name)
        case ParsedPositions():
            return plan_positions(organ_id, found)
        case ParsedStaff():
            return plan_staff(organ_id, found, by)


def work_of_batch(batch: Batch, by: Actor) -> Work:
    """The same for a stored file. Raises: Unreadable (with Unmapped: columns are to be chosen)."""
    return work_of(batch.organ_id, parsed_batch(batch), batch.file_name, by)


def parsed_batch(batch: Batch) -> parsed.Parsed:
    """What the stored file says. Raises: Unreadable (with Unmapped: columns are to be chosen)."""
    question = question_for(batch.organ_id, batch.kind, batch.options)
    return parsed.parse_stored(batch.sha256, question)


@dataclass(frozen=True)
class Mapping:
    """The columns of a staff list: titles to choose from, and the title that each field has now."""

    titles: tuple[str, ...]
    chosen: dict[str, str]


@dataclass(frozen=True)
class Preview:
    """The page of one import. `plan` is None once it is settled, or while the file cannot be read."""

    batch: Batch
    reader: str
    settler: str
    plan: Plan | None
    problem: str
    mapping: Mapping | None
    criteria: int
    apply_refusal: str
    people_waiting: int

    @property
    def counts(self) -> dict[str, int]:
        """The numbers of the preview, or those that were applied."""
        return self.plan.counts() if self.plan else self.batch.summary

    @property
    def is_long(self) -> bool:
        """Whether adding so many people takes so long that others feel it."""
        return self.batch.kind == Batch.Kind.STAFF and self.counts.get("created", 0) > MANY_PEOPLE

    @property
    def done(self) -> int:
        """Rows of a staff list that were settled before it stopped."""
        return int(self.batch.summary.get("progress", {}).get("done", 0))

    @property
    def total(self) -> int:
        """Rows of a staff list that do something."""
        return len(self.batch.summary.get("progress", {}).get("rows", ()))

    @property
    def edition_id(self) -> int | None:
        """The proposal that an applied catalogue became."""
        edition_id: int | None = self.batch.summary.get("edition")
        return edition_id


def preview(batch_id: int, *, viewer: Actor) -> Preview:
    """What would be done if it were applied now. Raises: Missing."""
    batch = batch_of(batch_id, viewer=viewer)
    plan, problem, mapping, criteria, refusal = None, "", None, 0, ""
    if batch.state == BatchState.READ:
        try:
            found = parsed_batch(batch)
            work = work_of(batch.organ_id, found, batch.file_name, viewer)
            plan, refusal = work.plan, _nothing_to_do(work)
            mapping = Mapping(found.titles, dict(found.mapping)) if isinstance(found, ParsedStaff) else None
            criteria = len(found.criteria.rows) if isinstance(found, ParsedCatalogue) else 0
        except Unmapped as error:
            problem, mapping = (
                words.addressed(error.sentence),
                Mapping(error.titles, dict(batch.options.get("mapping") or {})),
            )
        except Unreadable as error:
            problem = words.addressed(error.sentence)
    names = names_by_key([batch.read_by, batch.applied_by, batch.discarded_by])
    return Preview(
        batch=batch,
        reader=names.get(batch.read_by, ""),
        settler=names.get(batch.applied_by or batch.discarded_by, ""),
        plan=plan,
        problem=problem,
        mapping=mapping,
        criteria=criteria,
        apply_refusal=refusal,
        people_waiting=waiting_people(batch).count(),
    )


def _nothing_to_do(work: Work) -> str:
    """Why the button is grey; "" when there is something to confirm."""
    if not work.plan.rows:
        return "Tệp không có hàng nào nhận được."
    return "Tệp không đổi gì so với dữ liệu hiện có." if does_nothing(work) else ""


def does_nothing(work: Work) -> bool:
    """Whether applying would leave everything as it is."""
    if isinstance(work, CataloguePlan):
        return work.plan.does_nothing and not (work.revises and work.changes_head)
    return work.plan.does_nothing


def batch_of(batch_id: int, *, viewer: Actor) -> Batch:
    """One import that this person could have made. Raises: Missing."""
    batch = Batch.objects.select_related("organ").filter(pk=batch_id).first()
    if batch is None or why_not(viewer, batch.kind, batch.organ_id):
        raise Missing("Không có lần nhập này.")
    return batch


def waiting_people(batch: Batch) -> Any:
    """People whom this import added and who have not used a code yet, in the order of names."""
    ids = batch.summary.get("people") or []
    rows = Person.objects.filter(pk__in=ids, user__is_active=True, user__password__startswith="!")
    return rows.select_related("user").order_by("sort_key", "pk")


@dataclass(frozen=True)
class Card:
    """One kind of import on the first page."""

    kind: str
    slug: str
    title: str
    refusal: str


SLUGS = {
    Batch.Kind.CATALOGUE.value: "danh-muc",
    Batch.Kind.POSITIONS.value: "vi-tri",
    Batch.Kind.STAFF.value: "can-bo",
}
KINDS = {slug: kind for kind, slug in SLUGS.items()}


def cards(viewer: Actor) -> list[Card]:
    """The kinds with what refuses them. Raises: Missing when the viewer may import nothing."""
    organ_id = viewer.organ_id or 0
    found = [
        Card(kind, slug, Batch.Kind(kind).label, why_not(viewer, kind, organ_id))
        for kind, slug in SLUGS.items()
    ]
    if all(card.refusal for card in found):
        raise Missing("Không có trang này.")
    return found


@dataclass(frozen=True)
class BatchLine:
    """One line of the list of imports."""

    id: int
    kind: str
    file_name: str
    state: str
    state_label: str
    reader: str
    read_at: dt.datetime
    read: int | None
    rejected: int | None


def recent(viewer: Actor) -> list[BatchLine]:
    """The last imports of the organ that this person could have made, newest first. Three queries."""
    organ_id = viewer.organ_id or 0
    kinds = [kind for kind in SLUGS if not why_not(viewer, kind, organ_id)]
    rows = list(Batch.objects.filter(organ_id=organ_id, kind__in=kinds).order_by("-read_at", "-pk")[:RECENT])
    names = names_by_key([row.read_by for row in rows])
    return [
        BatchLine(
            row.pk,
            row.get_kind_display(),
            row.file_name,
            row.state,
            row.get_state_display(),
            names.get(row.read_by, ""),
            row.read_at,
            row.summary.get("read"),
            row.summary.get("rejected"),
        )
        for row in rows
    ]


def names_by_key(keys: Iterable[str]) -> dict[str, str]:
    """Names behind the stable codes of actors ("person:12", "system")."""
    wanted = {key for key in keys if key}
    people = {int(key.removeprefix("person:")) for key in wanted if key.startswith("person:")}
    users = {int(key.removeprefix("user:")) for key in wanted if key.startswith("user:")}
    names = {"system": "Hệ thống"} if "system" in wanted else {}
    if people:
        found = Person.objects.filter(pk__in=people).values_list("pk", "full_name")
        names |= {f"person:{pk}": name for pk, name in found}
    if users:
        signed = User.objects.filter(pk__in=users).values_list("pk", "username")
        names |= {f"user:{pk}": name for pk, name in signed}
    return names
