"""What the commands ask before they act: locked rows, the subject of the policy, the rules."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from django.db import DEFAULT_DB_ALIAS

from congvu.assignments.guards import left
from congvu.assignments.models import Share
from congvu.assignments.states import ShareState
from congvu.audit.trail import Kind, record
from congvu.base import clock
from congvu.base.errors import Incomplete, Missing, OutOfRange, Stale
from congvu.base.memo import remembered
from congvu.base.prepared import Prepared, update
from congvu.catalogue.models import Product, ProductScope
from congvu.catalogue.queries import edition_in_force
from congvu.org.models import Unit
from congvu.org.queries import Place, ancestors, place, rules_row
from congvu.policy.facts import Actor, Subject
from congvu.ui import words
from congvu.worktime.queries import recording

from .lines import Limits, Line, Other
from .models import Day, Entry, EntryVersion, Participant
from .quick import says_more
from .states import COUNTED, DayState, EntryState, day_state

CONTENT = (
    "title", "product_id", "share_id", "quantity", "minutes", "starts_at", "ends_at", "kind", "role", "percent",
    "note", "state", "decision_reason",
)  # fmt: skip
"""What a version keeps of a line."""


def subject_of(day: Day) -> Subject:
    """What the policy needs to know of a day. Needs `day.unit`."""
    return Subject(
        organ_id=day.organ_id,
        unit_path=day.unit.path,
        owner_id=day.person_id,
        decider_id=day.confirmer_id,
    )


def owned_by(person_id: int, organ_id: int | None) -> Subject:
    """The subject of a day that is not there yet."""
    return Subject(organ_id=organ_id, owner_id=person_id)


def lock_day(day_id: int) -> Day:
    """The day, locked. Raises Missing."""
    found = Day.objects.select_for_update(of=("self",)).select_related("unit").filter(pk=day_id).first()
    if found is None:
        raise Missing("Không có ngày nhật ký này.")
    return found


_DAY_NAMES = tuple(f.attname for f in Day._meta.concrete_fields)
_DAY = Prepared(
    lambda person_id, on: (
        Day.objects.select_for_update(of=("self",))
        .filter(person_id=person_id, day=on)
        .values_list(*_DAY_NAMES, "unit__path")
    ),
    int,
    dt.date,
)


def _day(person_id: int, on: dt.date) -> Day | None:
    row = _DAY.first(person_id, on)
    if row is None:
        return None
    day = Day.from_db(DEFAULT_DB_ALIAS, _DAY_NAMES, row[:-1])
    day.unit = Unit(pk=day.unit_id, path=row[-1])
    return day


def lock_day_of(person_id: int, on: dt.date) -> Day:
    """The day of a person, locked; made when it is not there yet. Of its unit only the path is read.

    Raises: OutOfRange when the person was posted nowhere on that day.
    """
    found = _day(person_id, on)
    if found is not None:
        return found
    spot = place(person_id, on=on)
    if spot is None:
        raise OutOfRange(
            f"Ngày {words.full_date(on)} đồng chí chưa được bố trí công tác trong hệ thống. "
            "Hỏi cơ quan tổ chức, cán bộ nếu cần ghi ngày này.",
            field="day",
        )
    made = Day(organ_id=spot.organ_id, person_id=person_id, day=on, unit_id=spot.unit_id)
    Day.objects.bulk_create([made], ignore_conflicts=True)
    found = _day(person_id, on)
    assert found is not None  # made above, or by another at the same moment
    return found


def lock_entry(entry_id: int) -> Entry:
    """The line with its day, both locked (the day first). Raises Missing."""
    day_id = Entry.objects.filter(pk=entry_id).values_list("day_id", flat=True).first()
    if day_id is None:
        raise Missing("Không có mục này.")
    day = lock_day(day_id)
    entry = Entry.objects.select_for_update().get(pk=entry_id)
    entry.day = day
    return entry


def must_be_fresh(entry: Entry, version: int) -> None:
    """Raises Stale when the line was changed since the page was made."""
    if version != entry.version:
        moment = clock.local(entry.edited_at)
        raise Stale(
            f"Mục này vừa được sửa lúc {words.clock_time(moment)} ngày {words.short_date(moment)}. "
            "Xem bản mới hoặc giữ bản đang gõ."
        )


def must_record(day: Day, at: dt.datetime) -> None:
    """Raises OutOfRange when the records of the day's period are closed: who, since when, what is open."""
    taken = recording(day.organ_id, day.day, today=clock.local(at).date())
    if not taken.is_open:
        raise OutOfRange(taken.sentence, field="day")


def must_take_part(line: Line, day: Day) -> None:
    """Raises Missing for an event of another day, cancelled, or of others."""
    if line.event_id is None:
        return
    found = Participant.objects.filter(
        event_id=line.event_id, person_id=day.person_id, event__day=day.day, event__cancelled_at=None
    )
    if not found.exists():
        raise Missing("Không có sự kiện này, hoặc sự kiện đã hủy.")


def limits_of(organ_id: int) -> Limits:
    """The organ's rules of time."""
    rules = rules_row(organ_id)
    return Limits(rules.line_min_minutes, rules.line_max_minutes, rules.day_max_minutes)


def others_of(day: Day, *, without: int | None = None) -> list[Other]:
    """The counted lines of the day, but for one."""
    return [Other(*row) for row in _OTHERS(day.pk, without or 0)]


_OTHERS = Prepared(
    lambda day_id, without: (
        Entry.objects.filter(day_id=day_id, state__in=COUNTED)
        .exclude(pk=without)
        .order_by("pk")
        .values_list("title", "minutes", "starts_at", "ends_at")
    ),
    int,
    int,
)


def resolved(line: Line, day: Day, *, before: Entry | None = None) -> tuple[Line, bool]:
    """The line with its product, title, role and percent; and whether it is out of position.

    What was already on the line before an edit is not asked again.
    Raises: Incomplete, OutOfRange, Missing.
    """
    if line.share_id is not None:
        share = _share(line, day, before)
        line = replace(line, product_id=share.task.product_id, role=share.role, percent=share.percent)
        line = _noted(line, f"{share.task.title} {share.task.product.code} {share.task.product.detail}")
        line = replace(line, title=line.title or share.task.title)
        return line, _out_of_position(share.task.product, day)
    if line.product_id is not None:
        product = _product(line.product_id, day, before)
        line = _noted(line, f"{product.code} {product.detail}")
        return replace(line, title=line.title or product.detail[:300]), _out_of_position(product, day)
    if not line.title:
        raise Incomplete("Chọn một việc trong danh sách, hoặc ghi tên việc.", field="what")
    if line.quantity:
        raise OutOfRange(
            "Việc ngoài danh mục chỉ ghi thời gian và minh chứng. Để trống số lượng, hoặc chọn sản phẩm.",
            field="quantity",
        )
    return line, False


def _noted(line: Line, name: str) -> Line:
    """With the person's own words as the note, where the name does not say all of them."""
    if line.note or line.title or not says_more(line.said, name):
        return line
    return replace(line, note=line.said)


def _share(line: Line, day: Day, before: Entry | None) -> Share:
    share = (
        Share.objects.select_related("task__product")
        .filter(pk=line.share_id or 0, person_id=day.person_id)
        .first()
    )
    if share is None:
        raise Missing("Không có phần việc này.")
    kept = before is not None and before.share_id == share.pk
    if not kept and share.state not in (ShareState.ASSIGNED, ShareState.ACCEPTED):
        raise OutOfRange(
            f"Phần việc này {share.get_state_display().lower()}. Chọn việc khác, hoặc ghi việc ngoài danh mục.",
            field="what",
        )
    if line.quantity and line.quantity > (rest := left(share)):
        raise OutOfRange(
            f"Phần việc này còn {words.number(rest)} sản phẩm chưa nộp. Phần vượt ghi thành mục khác, "
            "chọn sản phẩm trong danh mục, loại đột xuất.",
            field="quantity",
        )
    return share


@remembered
def _listed(product_id: int, organ_id: int) -> Product | None:
    return Product.objects.filter(pk=product_id, organ_id=organ_id).first()


@remembered
def _scopes(product_id: int) -> tuple[tuple[int | None, str | None], ...]:
    """The positions and the units (their paths) that a product belongs to."""
    rows = ProductScope.objects.filter(product_id=product_id).values_list("position_id", "unit__path")
    return tuple((position_id, path) for position_id, path in rows)


def _product(product_id: int, day: Day, before: Entry | None) -> Product:
    product = _listed(product_id, day.organ_id)
    if product is None:
        raise Missing("Không có sản phẩm này.")
    if before is not None and before.product_id == product_id:
        return product
    edition = edition_in_force(day.organ_id, day.day)
    if edition is None or product.edition_id != edition.pk:
        raise OutOfRange(
            f"Sản phẩm này không có trong danh mục hiệu lực ngày {words.full_date(day.day)}. Chọn lại trong danh sách.",
            field="what",
        )
    return product


def _out_of_position(product: Product, day: Day) -> bool:
    if product.is_shared:
        return False
    spot: Place | None = place(day.person_id, on=day.day)
    if spot is None:
        return True
    above = ancestors(spot.unit_path)
    return not any(position == spot.position_id or path in above for position, path in _scopes(product.pk))


def keep_version(entry: Entry, *, by: Actor) -> None:
    """Keep what the line says now, before it is changed."""
    content = {
        name: None
        if (value := getattr(entry, name)) is None
        else value
        if isinstance(value, int)
        else str(value)
        for name in CONTENT
    }
    EntryVersion.objects.create(
        organ_id=entry.organ_id,
        entry=entry,
        version=entry.version,
        saved_at=entry.edited_at,
        saved_by=by.key,
        content=content,
    )


def drafts(day: Day) -> list[Entry]:
    """The lines not yet sent, locked."""
    return list(Entry.objects.select_for_update().filter(day=day, state=EntryState.DRAFT).order_by("pk"))


def follow(day: Day, at: dt.datetime, *fields: str) -> None:
    """Save the day with the state that follows from its lines, and `fields`."""
    states = set(Entry.objects.filter(day=day).values_list("state", flat=True))
    day.state = day_state(states)
    day.closed_at = at if day.state == DayState.CLOSED else None
    day.version += 1
    update(day, "state", "closed_at", "version", *fields)


def tell_entry(kind: Kind, entry: Entry, *, by: Actor, at: dt.datetime, **data: Any) -> None:
    """Record an event of a line."""
    record(
        kind, f"diary.entry:{entry.pk}", by=by, at=at, organ_id=entry.organ_id, owner_id=entry.person_id,
        title=entry.title, day=words.full_date(entry.worked_on), **data,
    )  # fmt: skip


def tell_day(kind: Kind, day: Day, *, by: Actor, at: dt.datetime, **data: Any) -> None:
    """Record an event of a day."""
    record(
        kind, f"diary.day:{day.pk}", by=by, at=at, organ_id=day.organ_id, owner_id=day.person_id,
        day=words.full_date(day.day), **data,
    )  # fmt: skip
