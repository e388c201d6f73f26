"""A month's scores of many people from rows, beside the same sums by SQL: `python -m bench.scores PEOPLE`.

Both read the same rows, weigh every error and delay, and write one number a person back. The SQL
knows only what these rows hold: whole products, no waivers, nothing handed over, every ratio 1.
"""

from __future__ import annotations

import datetime as dt
import json
import statistics
import sys
import time
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from congvu.cli import prepare

BASE = 10_000_000
ORGAN = 2
ITEMS = 5
ROUNDS = 3
MONTHS = 12
CHECKED = 100
NEAR = Decimal("0.0000001")
GROUP_BY = """
WITH part AS (
  SELECT d.share_id, SUM(d.quantity) AS done, SUM({errors}) AS quality, SUM({late}) AS timeliness
  FROM assignments_delivery d
  WHERE d.organ_id = %s AND d.state = 'MET' AND d.finished_on <= %s GROUP BY d.share_id
), work AS (
  SELECT s.person_id, SUM(t.coefficient * s.percent * s.quantity) AS assigned,
         SUM(t.coefficient * s.percent * p.done) AS done,
         SUM(t.coefficient * s.percent * p.quality) AS quality,
         SUM(t.coefficient * s.percent * p.timeliness) AS timeliness
  FROM assignments_share s JOIN assignments_task t ON t.id = s.task_id LEFT JOIN part p ON p.share_id = s.id
  WHERE s.organ_id = %s AND s.state <> 'CANCELLED' AND s.deadline BETWEEN %s AND %s GROUP BY s.person_id
), common AS (
  SELECT k.card_id, SUM(k.self_points) AS points FROM scoring_mark k JOIN scoring_card c ON c.id = k.card_id
  WHERE c.period_id = %s GROUP BY k.card_id
)
SELECT c.id, c.duty, w.assigned, w.done, w.quality, w.timeliness, m.points
FROM scoring_card c JOIN work w ON w.person_id = c.person_id JOIN common m ON m.card_id = c.id
WHERE c.period_id = %s
"""
LEFT = {
    "sqlite": "(SELECT SUM(MAX(0, 4 - j.value)) * 25 FROM json_each(d.{0}) j)",
    "postgresql": "(SELECT SUM(GREATEST(0, 4 - j.v::int)) * 25 FROM jsonb_array_elements_text(d.{0}) AS j(v))",
}
"""What is left of a hand-in's products after its events: hundredths of a product."""


def main(people: int, postmaster: int | None) -> None:
    prepare.django()
    from django.db import transaction

    from congvu.scoring.bulk import month_scores
    from congvu.scoring.models import Period

    with transaction.atomic():
        _load(people)
    from bench.sink import settle

    settle()
    period = Period.objects.get(organ_id=ORGAN)

    def group_by() -> dict[int, Decimal]:
        return {row[0]: _total(*row[1:]) for row in _rows(_sql(), _values(period))}

    def ours() -> dict[int, Decimal]:
        return {pk: brief.total for pk, brief in month_scores(period).items() if brief.total is not None}

    _scratch()
    measured = {
        "sql": _timed(lambda: _write_back(group_by()), postmaster),
        "ours": _timed(lambda: _write_back(ours()), postmaster),
        "read": _timed(lambda: month_scores(period), postmaster),
    }
    begun = time.perf_counter()
    for _ in range(MONTHS):
        _write_back(ours())
    measured["year"] = round(time.perf_counter() - begun, 1)
    right, checked = _compared(period)
    mine, theirs = ours(), group_by()
    alike = sum(abs(mine[pk] - total) < NEAR for pk, total in theirs.items())
    print(json.dumps({**measured, "people": len(mine), "alike": alike, "right": right, "checked": checked}))


def _sql() -> str:
    from django.db import connection

    left = LEFT[connection.vendor]
    return GROUP_BY.format(errors=left.format("errors"), late=left.format("late"))


def _values(period) -> list[object]:  # type: ignore[no-untyped-def]
    first, last = str(period.first), str(period.last)
    return [ORGAN, last, ORGAN, first, last, period.pk, period.pk]


def _total(duty: str, assigned: int, done: int, quality: int, timeliness: int, points: int) -> Decimal:
    """Points of the criteria and of the results, in floating point: near enough for a comparison of speed."""
    parts = [float(part or 0) / float(assigned) for part in (done, quality, timeliness)]
    if duty != "STAFF":
        parts += [1.0, 1.0, 1.0]
    return Decimal(float(points) / 100 + min(1.0, sum(parts) / len(parts)) * 70)


def _rows(sql: str, values: list[object]) -> list[tuple[Any, ...]]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def _scratch() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_score (card_id bigint PRIMARY KEY, total bigint)")


def _write_back(totals: dict[int, Decimal]) -> None:
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM bench_score")
        rows = [(pk, int(total.scaleb(4))) for pk, total in totals.items()]
        cursor.executemany("INSERT INTO bench_score VALUES (%s, %s)", rows)


def _timed(work: Callable[[], object], postmaster: int | None) -> float:
    """CPU seconds of this process and of the database, the median of some rounds."""
    from bench import procs

    roots = [postmaster] if postmaster else []
    found = []
    for _ in range(ROUNDS):
        mine, theirs = time.process_time(), procs.cpu(roots)
        work()
        found.append(time.process_time() - mine + procs.cpu(roots) - theirs)
    return round(statistics.median(found), 2)


def _compared(period) -> tuple[int, int]:  # type: ignore[no-untyped-def]
    """How many of a sample equal the explained computation, digit for digit."""
    from congvu.scoring import compute
    from congvu.scoring.bulk import month_scores
    from congvu.scoring.facts import facts_of, pack_of
    from congvu.scoring.models import Card

    every = list(Card.objects.filter(period=period).order_by("pk"))
    sample = every[:: max(1, len(every) // CHECKED)][:CHECKED]
    facts = facts_of(sample, period)
    bulk = month_scores(period, person_ids=[c.person_id for c in sample])
    pack = pack_of(period)
    same = [bulk[c.pk].total == compute.figures(pack, facts[c.pk].inputs(period)).total for c in sample]
    return sum(same), len(same)


def _load(people: int) -> None:
    """Another organ with a month's work, shares and marks; keys far from the first organ's."""
    from bench import gen, lived
    from bench.sink import Sink
    from congvu.assignments.models import Delivery, Share, Task
    from congvu.base import clock
    from congvu.catalogue.models import Edition, Product
    from congvu.org.models import Organ, Person, Rules, Unit
    from congvu.scoring.models import Period
    from rulebook import loader

    month = lived.months(clock.today())[1]
    at = clock.at(month.first, 8)
    sink = Sink()
    sink.add(Organ(id=ORGAN, code="BENCH2", name="Tỉnh Sông Mây", short_name="Tỉnh"))
    sink.add(Rules(organ_id=ORGAN))
    sink.add(Unit(id=BASE, organ_id=ORGAN, code="T", name="Tỉnh", path=f"/{BASE}/", valid_from=month.first))
    sink.add(
        Edition(
            id=ORGAN,
            organ_id=ORGAN,
            number=1,
            name="Danh mục",
            standard_score=Decimal(5),
            proposed_at=at,
            proposed_by="system",
        )
    )
    sink.add(
        Product(
            id=BASE,
            organ_id=ORGAN,
            edition_id=ORGAN,
            code="X",
            task="Việc",
            detail="Việc",
            group=1,
            score=Decimal(5),
            coefficient=Decimal(1),
            search_text="x viec",
        )
    )
    sink.add(
        Period(
            id=BASE,
            organ_id=ORGAN,
            code=str(month),
            kind=Period.Kind.MONTH,
            first=month.first,
            last=month.last,
            cutoff_on=month.last,
            pack_id=lived.PACK,
            pack_sha256=loader.pack(lived.PACK).sha256,
            cap="TOTAL",
            opened_at=at,
            opened_by="system",
        )
    )
    for number in range(people):
        pk = BASE + number
        duty = {0: "HEAD", 1: "DEPUTY"}.get(number % gen.TEAM, "STAFF")
        name = f"Nguyễn Văn {number}"
        sink.row(
            Person,
            id=pk,
            organ_id=ORGAN,
            staff_code=f"{number}",
            full_name=name,
            sort_key=name,
            search_text=name,
        )
        lived.card(
            sink,
            pk=pk,
            organ=ORGAN,
            period=BASE,
            person=pk,
            unit=BASE,
            authority=BASE + number // gen.TEAM * gen.TEAM,
            duty=duty,
            scored_on=month.last,
        )
        for item in range(ITEMS):
            key = BASE + number * ITEMS + item
            count = 1 + (number + item) % 3
            deadline = month.first + dt.timedelta(days=3 + (number * 7 + item * 5) % 24)
            day = deadline + dt.timedelta(days=int((number + item) % 11 == 0))
            done = count if (number + item) % 9 else count - 1
            sink.row(
                Task,
                id=key,
                organ_id=ORGAN,
                unit_id=BASE,
                product_id=BASE,
                title="Việc",
                quantity=count,
                coefficient=Decimal(1 + (number * 3 + item) % 40) / 8,
                deadline=deadline,
                accountable_id=pk,
                assigned_at=at,
                assigned_by="system",
            )
            is_done = done == count
            closing = (
                {"closed_at": at, "closed_by": "system", "state": "DONE"}
                if is_done
                else {"state": "ACCEPTED"}
            )
            sink.row(
                Share,
                id=key,
                organ_id=ORGAN,
                task_id=key,
                person_id=pk,
                percent=100 if item else 60,
                quantity=count,
                quantity_done=done,
                deadline=deadline,
                **closing,
            )
            if done:
                sink.row(
                    Delivery,
                    id=key,
                    organ_id=ORGAN,
                    share_id=key,
                    quantity=done,
                    quantity_claimed=done,
                    finished_on=day,
                    handed_in_at=at,
                    state="MET",
                    errors=[int((number + item) % 13 == 0), *[0] * (done - 1)],
                    late=[int(day > deadline)] * done,
                    judged_at=at,
                    judged_by="system",
                )
    sink.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else None)
