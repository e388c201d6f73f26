"""The life of the organ: every common row as a diary line, with tasks, hand-ins and verdicts."""

from __future__ import annotations

import datetime as dt
import itertools
import random
import uuid
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from bench import gen
from bench.organ import ORGAN, Cast
from bench.sink import Sink
from congvu.assignments.models import Delivery, Share, Task
from congvu.assignments.states import DeliveryState, ShareState
from congvu.base import clock
from congvu.catalogue.models import Product
from congvu.diary.models import Day, Entry
from congvu.diary.states import DayState, EntryState
from congvu.review.models import Confirmation
from congvu.scoring.models import Card, LeaderRatio, Mark, Period
from congvu.scoring.states import CardState, PeriodState
from rulebook import loader
from rulebook.periods import Month

TASKS = 4
"""A person's own tasks in a month; with the share in a colleague's task, five lines of a score."""
PACK = "nd335-2025"
WAITING_DAYS = 7
DAY_OF = {EntryState.DRAFT: DayState.DRAFT, EntryState.SUBMITTED: DayState.SUBMITTED}

Values = dict[str, Any]


def months(last: dt.date) -> list[Month]:
    """The month of `last` and the two before it, oldest first."""
    found = [Month.of(last)]
    for _ in range(2):
        found.insert(0, Month.of(found[0].first - dt.timedelta(days=1)))
    return found


class Life:
    """Writes one person after the other."""

    def __init__(self, sink: Sink, cast: Cast, last: dt.date) -> None:
        self.sink, self.cast, self.last = sink, cast, last
        self.months = months(last)
        self.chance = random.Random(11)
        self.days, self.entries, self.tasks = itertools.count(1), itertools.count(1), itertools.count(1)
        self.shares, self.deliveries = itertools.count(1), itertools.count(1)

    def live(self, person: int, rows: Sequence[gen.Row]) -> None:
        """All lines and tasks of one person."""
        lines = {row[2]: self._line(person, row) for row in rows}
        for month in self.months:
            self._month(person, month, lines)
        for entry in lines.values():
            self._keep(entry)

    def _line(self, person: int, row: gen.Row) -> Values:
        _, _, day, minutes, activity, text = row
        known = self.cast.products[self.cast.unit(person)]
        at = clock.at(day, 16, 30)
        state = EntryState.CONFIRMED
        if day == self.last:
            state = EntryState.DRAFT
        elif day > self.last - dt.timedelta(days=WAITING_DAYS):
            state = EntryState.SUBMITTED
        pk = next(self.entries)
        return {
            "id": pk,
            "organ_id": ORGAN,
            "person_id": person + 1,
            "worked_on": day,
            "minutes": minutes,
            "title": text,
            "state": state,
            "product_id": known[activity % len(known)].pk,
            "typed_at": at,
            "edited_at": at,
            "client_id": uuid.UUID(int=pk),
            "submitted_at": None if state == EntryState.DRAFT else at,
            "quantity": 0,
            "percent": 100,
        }

    def _keep(self, entry: Values) -> None:
        """The line with its day and, once confirmed, its confirmation."""
        pk, worked_on = next(self.days), entry["worked_on"]
        person = entry["person_id"] - 1
        head = self.cast.head(person)
        state = DAY_OF.get(entry["state"], DayState.CLOSED)
        closed = clock.at(worked_on + dt.timedelta(days=1), 9) if state == DayState.CLOSED else None
        self.sink.row(
            Day,
            id=pk,
            organ_id=ORGAN,
            person_id=entry["person_id"],
            day=worked_on,
            unit_id=self.cast.unit(person),
            state=state,
            confirmer_id=None if state == DayState.DRAFT else head,
            submitted_at=entry["submitted_at"],
            closed_at=closed,
        )
        entry["day_id"] = pk
        if closed:
            names = ("quantity", "percent", "minutes")
            entry |= {f"confirmed_{name}": entry[name] for name in names}
            entry |= {"decider_id": head, "decided_at": closed}
            self.sink.row(
                Confirmation,
                id=entry["id"],
                organ_id=ORGAN,
                entry_id=entry["id"],
                entry_version=1,
                outcome=Confirmation.Outcome.CONFIRMED,
                confirmer_id=head,
                at=closed,
                was_opened=True,
                **{name: entry[name] for name in names},
            )
        self.sink.row(Entry, **entry)

    def _month(self, person: int, month: Month, lines: dict[dt.date, Values]) -> None:
        free = sorted(d for d in lines if month.first <= d <= month.last)
        length = (month.last - month.first).days
        due = sorted(
            month.first + dt.timedelta(days=self.chance.randrange(3, length + 1)) for _ in range(TASKS)
        )
        known = self.cast.products[self.cast.unit(person)]
        for number, deadline in enumerate(due):
            task = self._task(person, month, deadline, known[self.chance.randrange(len(known))])
            self._share(task, person, Share.Role.LEAD, 100 if number else 60, free, lines)
            if not number:
                self._share(task, self._colleague(person), Share.Role.SUPPORT, 40, [], lines)

    def _colleague(self, person: int) -> int:
        """The next person of the unit; after the last comes the first."""
        first = person // gen.TEAM * gen.TEAM
        size = min(gen.TEAM, self.cast.people - first)
        return first + (person - first + 1) % size

    def _task(self, person: int, month: Month, deadline: dt.date, product: Product) -> Values:
        head = self.cast.head(person)
        task = {
            "id": next(self.tasks),
            "organ_id": ORGAN,
            "unit_id": self.cast.unit(person),
            "product_id": product.pk,
            "title": product.detail,
            "coefficient": product.coefficient,
            "quantity": 1 + self.chance.randrange(3),
            "standard": "Đúng thể thức, đủ căn cứ",
            "deadline": deadline,
            "accountable_id": person + 1,
            "assigner_id": head,
            "assigned_at": clock.at(month.first, 8),
            "assigned_by": f"person:{head}",
        }
        self.sink.row(Task, **task)
        return task

    def _share(
        self,
        task: Values,
        person: int,
        role: str,
        percent: int,
        free: list[dt.date],
        lines: dict[dt.date, Values],
    ) -> None:
        """One person's share, handed in by a line before its deadline, or without one, or not at all."""
        share = {
            "id": next(self.shares),
            "organ_id": ORGAN,
            "task_id": task["id"],
            "person_id": person + 1,
            "role": role,
            "percent": percent,
            "quantity": task["quantity"],
            "deadline": task["deadline"],
            "state": ShareState.ACCEPTED,
            "accepted_at": task["assigned_at"],
        }
        before = [d for d in free if d <= share["deadline"]]
        if before and self.chance.random() < 0.9:
            day = before[-1]
            free.remove(day)
            entry = lines[day]
            entry |= {"share_id": share["id"], "product_id": task["product_id"], "title": task["title"]}
            entry |= {"quantity": share["quantity"], "percent": percent, "role": role}
            if entry["state"] != EntryState.DRAFT:
                judged = entry["state"] == EntryState.CONFIRMED
                self._deliver(share, day, judged=judged, origin=f"diary.entry:{entry['id']}")
        elif share["deadline"] < self.last and self.chance.random() < 0.8:
            late = self.chance.random() < 0.15
            day = share["deadline"] + dt.timedelta(days=int(late))
            self._deliver(share, min(day, self.last), judged=True, origin="")
        self.sink.row(Share, **share)

    def _deliver(self, share: Values, day: dt.date, *, judged: bool, origin: str) -> None:
        verdict: Values = {"state": DeliveryState.HANDED_IN}
        if judged:
            head = f"person:{self.cast.head(share['person_id'] - 1)}"
            share |= {"quantity_done": share["quantity"], "state": ShareState.DONE}
            share |= {"closed_at": clock.at(day, 17), "closed_by": head}
            zeros = [0] * (share["quantity"] - 1)
            verdict = {
                "state": DeliveryState.MET,
                "errors": [int(self.chance.random() < 0.07), *zeros],
                "late": [int(day > share["deadline"])] * share["quantity"],
                "judged_at": share["closed_at"],
                "judged_by": head,
            }
        self.sink.row(
            Delivery,
            id=next(self.deliveries),
            organ_id=ORGAN,
            share_id=share["id"],
            quantity=share["quantity"],
            quantity_claimed=share["quantity"],
            finished_on=day,
            handed_in_at=clock.at(day, 16, 30),
            origin=origin,
            **verdict,
        )


def periods(sink: Sink, cast: Cast, last: dt.date) -> None:
    """The month before with self-scored cards, the present one open."""
    before, present = months(last)[-2:]
    for pk, month in ((1, before), (2, present)):
        is_scored = month is before
        sink.add(
            Period(
                id=pk,
                organ_id=ORGAN,
                code=str(month),
                kind=Period.Kind.MONTH,
                first=month.first,
                last=month.last,
                cutoff_on=month.last + dt.timedelta(days=45),
                pack_id=PACK,
                pack_sha256=loader.pack(PACK).sha256,
                cap="TOTAL",
                state=PeriodState.CONFIRM if is_scored else PeriodState.OPEN,
                opened_at=clock.at(month.first, 8),
                opened_by="system",
            )
        )
        for person in range(cast.people):
            card(
                sink,
                pk=pk * 100_000 + person,
                organ=ORGAN,
                period=pk,
                person=person + 1,
                unit=cast.unit(person),
                authority=cast.head(person),
                duty=cast.duty(person),
                scored_on=last if is_scored else None,
            )


def card(
    sink: Sink,
    *,
    pk: int,
    organ: int,
    period: int,
    person: int,
    unit: int,
    authority: int,
    duty: str,
    scored_on: dt.date | None,
) -> None:
    """One slip; with `scored_on` also ten marks and a leader's ratios."""
    at = clock.at(scored_on, 9) if scored_on else None
    sink.row(
        Card,
        id=pk,
        organ_id=organ,
        period_id=period,
        person_id=person,
        unit_id=unit,
        duty=duty,
        title="Chuyên viên" if duty == "STAFF" else "Lãnh đạo phòng",
        authority_id=authority,
        state=CardState.SELF_DONE if at else CardState.WAITING,
        self_scored_at=at,
    )
    if at is None:
        return
    for number, (code, criterion) in enumerate(loader.pack(PACK).criteria.items()):
        points = criterion.maximum.value - (person + number) % 2
        sink.row(
            Mark, id=pk * 10 + number, organ_id=organ, card_id=pk, criterion=code, self_points=Decimal(points)
        )
    for number, which in enumerate(LeaderRatio.Which if duty != "STAFF" else ()):
        sink.row(
            LeaderRatio,
            id=pk * 10 + number,
            organ_id=organ,
            card_id=pk,
            which=which,
            value=1,
            reason="Theo kết quả của đơn vị",
            decided_at=at,
            decided_by="system",
        )
