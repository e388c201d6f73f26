"""Lists of parts: one's own work, and the work of the units that one leads."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum

from congvu.assignments.due import Due, due, due_calendar
from congvu.assignments.models import Extension, Share, Task
from congvu.assignments.states import OPEN_SHARES, DecisionState, DeliveryState, ShareState
from congvu.org.models import Person
from congvu.org.queries import rules_row
from congvu.policy.facts import Actor, Role
from congvu.worktime.queries import period_of

PAGE = 50
DEADLINES = {"": "Mọi hạn", "qua": "Đã quá hạn", "tuan": "Trong 7 ngày tới", "sau": "Sau 7 ngày"}


@dataclass(frozen=True)
class ShareRow:
    """One part as a list shows it. Quantities in products; coefficient with the share in it."""

    share_id: int
    task_id: int
    title: str
    product_code: str
    unit_of_measure: str
    coefficient: Decimal
    percent: Decimal
    role: str
    quantity: Decimal
    done: Decimal
    waiting: Decimal
    left: Decimal
    due: Due
    origin: str
    origin_label: str
    origin_ref: str
    state: str
    state_label: str
    is_extra: bool
    asks_extension: bool
    person_id: int
    person_name: str
    unit_name: str

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_SHARES


@dataclass(frozen=True)
class MyWork:
    """The four groups of "Việc của tôi"."""

    to_accept: tuple[ShareRow, ...]
    open: tuple[ShareRow, ...]
    handed_in: tuple[ShareRow, ...]
    done: tuple[ShareRow, ...]
    period_label: str


def my_work(viewer: Actor, *, today: dt.date) -> MyWork:
    """The viewer's own parts: open ones, and those closed that were due in the present period."""
    if viewer.person_id is None or viewer.organ_id is None:
        return MyWork((), (), (), (), "")
    kind = rules_row(viewer.organ_id).period_kind
    period = period_of(today, kind)
    shares = _shares().filter(person_id=viewer.person_id).filter(
        Q(state__in=OPEN_SHARES) | Q(deadline__range=(period.first, period.last)) | Q(closed_at__date__gte=period.first)
    )  # fmt: skip
    rows = _rows(shares.order_by("deadline", "pk"), viewer.organ_id, today)
    to_accept = tuple(r for r in rows if r.state == ShareState.ASSIGNED and not r.waiting)
    handed_in = tuple(r for r in rows if r.is_open and r.waiting and r.left <= 0)
    taken = {r.share_id for r in (*to_accept, *handed_in)}
    return MyWork(
        to_accept=to_accept,
        open=tuple(r for r in rows if r.is_open and r.share_id not in taken),
        handed_in=handed_in,
        done=tuple(r for r in rows if not r.is_open),
        period_label=period.label(),
    )


@dataclass(frozen=True)
class UnitWork:
    """One page of the parts in the units that the viewer leads. `after` begins the next page."""

    rows: tuple[ShareRow, ...]
    after: str
    people: tuple[tuple[int, str], ...]


def unit_work(
    viewer: Actor,
    *,
    today: dt.date,
    person_id: int | None = None,
    state: str = "",
    deadline: str = "",
    after: str = "",
) -> UnitWork:
    """Parts of tasks in the subtree of every unit the viewer leads, by deadline, 50 a page.

    state: "" the open ones, "tat-ca" all, or a ShareState. deadline: a key of DEADLINES.
    """
    reach = led(viewer)
    if reach is None:
        return UnitWork((), "", ())
    shares = _shares().filter(reach, organ_id=viewer.organ_id or 0)
    if state in ShareState.values:
        shares = shares.filter(state=state)
    elif state != "tat-ca":
        shares = shares.filter(state__in=OPEN_SHARES)
    soon = today + dt.timedelta(days=7)
    bounds = {
        "qua": Q(deadline__lt=today),
        "tuan": Q(deadline__range=(today, soon)),
        "sau": Q(deadline__gt=soon),
    }
    shares = shares.filter(bounds.get(deadline, Q()))
    if person_id:
        shares = shares.filter(person_id=person_id)
    if cursor := _cursor(after):
        day, pk = cursor
        shares = shares.filter(Q(deadline__gt=day) | Q(deadline=day, pk__gt=pk))
    rows = _rows(shares.order_by("deadline", "pk")[: PAGE + 1], viewer.organ_id or 0, today)
    more = f"{rows[PAGE - 1].due.day:%Y%m%d}.{rows[PAGE - 1].share_id}" if len(rows) > PAGE else ""
    people = (
        Person.objects.filter(
            Exists(Share.objects.filter(reach, person=OuterRef("pk"), organ_id=viewer.organ_id or 0))
        )
        .order_by("sort_key")
        .values_list("pk", "full_name")
    )
    return UnitWork(rows[:PAGE], more, tuple(people))


def led(viewer: Actor, prefix: str = "task__unit__") -> Q | None:
    """Filter: in a unit that the viewer heads or is deputy of, or below one; None when she leads none."""
    paths = {
        h.unit_path
        for h in viewer.roles
        if h.role in (Role.HEAD, Role.DEPUTY) and h.organ_id == viewer.organ_id
    }
    found: Q | None = None
    for path in paths:
        one = Q(**{f"{prefix}path__startswith": path})
        found = one if found is None else found | one
    return found


def _cursor(text: str) -> tuple[dt.date, int] | None:
    day, _, pk = text.partition(".")
    try:
        return dt.date(int(day[:4]), int(day[4:6]), int(day[6:8])), int(pk[:18])
    except ValueError:
        return None


def _shares() -> QuerySet[Share]:
    return Share.objects.select_related("task__product", "task__unit", "person").annotate(
        handed_in=Sum("deliveries__quantity", filter=Q(deliveries__state=DeliveryState.HANDED_IN)),
        asks=Exists(Extension.objects.filter(share=OuterRef("pk"), state=DecisionState.ASKED)),
    )


def _rows(shares: Iterable[Share], organ_id: int, today: dt.date) -> tuple[ShareRow, ...]:
    calendar = due_calendar(organ_id, today)
    origins = dict(Task.Origin.choices)
    return tuple(
        ShareRow(
            share_id=s.pk,
            task_id=s.task_id,
            title=s.task.title,
            product_code=s.task.product.code,
            unit_of_measure=s.task.product.unit_of_measure or "sản phẩm",
            coefficient=(s.task.coefficient * s.percent).scaleb(-2),
            percent=s.percent,
            role=s.get_role_display(),
            quantity=s.quantity,
            done=s.quantity_done,
            waiting=s.handed_in or Decimal(0),  # type: ignore[attr-defined]
            left=s.quantity - s.quantity_handed_over - s.quantity_done - (s.handed_in or 0),  # type: ignore[attr-defined]
            due=due(calendar, s.deadline, today, is_open=s.state in OPEN_SHARES),
            origin=s.task.origin,
            origin_label=str(origins[s.task.origin]),
            origin_ref=s.task.origin_ref,
            state=s.state,
            state_label=s.get_state_display(),
            is_extra=s.is_extra,
            asks_extension=s.asks,  # type: ignore[attr-defined]
            person_id=s.person_id,
            person_name=s.person.full_name,
            unit_name=s.task.unit.short_name or s.task.unit.name,
        )
        for s in shares
    )
